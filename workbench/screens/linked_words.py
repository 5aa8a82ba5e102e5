"""Sentences that name items by their codes, as Markdown in which each code leads to its item."""

from __future__ import annotations

import html
import re

from workbench.graph.snapshot import Snapshot
from workbench.screens.addresses import item_address
from workbench.screens.grammar import plain

_CODE = re.compile(r"\b[A-Z][A-Z0-9]{1,3}-[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]")


def linked_html(sentence: str, snapshot: Snapshot) -> str:
    """A sentence as HTML, escaped, in which the codes of items are links."""
    shown, last = [], 0
    for found in _CODE.finditer(sentence):
        if found.group() in snapshot.by_code:
            code = html.escape(found.group())
            shown.append(html.escape(sentence[last : found.start()]))
            shown.append(f'<a href="{html.escape(item_address(found.group()))}">{code}</a>')
            last = found.end()
    return "".join([*shown, html.escape(sentence[last:])])


def linked(sentence: str, snapshot: Snapshot) -> str:
    """A sentence as Markdown, shown literally but for the codes of items, which are links."""
    shown, last = [], 0
    for found in _CODE.finditer(sentence):
        if found.group() in snapshot.by_code:
            shown.append(plain(sentence[last : found.start()]))
            shown.append(f"[{plain(found.group())}]({item_address(found.group())})")
            last = found.end()
    return "".join([*shown, plain(sentence[last:])])
