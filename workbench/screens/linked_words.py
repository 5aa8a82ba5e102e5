"""Sentences that name items by their codes, as Markdown in which each code leads to its item."""

from __future__ import annotations

import re

from workbench.graph.snapshot import Snapshot
from workbench.screens.addresses import item_address
from workbench.screens.grammar import plain

_CODE = re.compile(r"\b[A-Z]{2,4}-[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]")


def linked(sentence: str, snapshot: Snapshot) -> str:
    """A sentence as Markdown, shown literally but for the codes of items, which are links."""
    shown, last = [], 0
    for found in _CODE.finditer(sentence):
        if found.group() in snapshot.by_code:
            shown.append(plain(sentence[last : found.start()]))
            shown.append(f"[{plain(found.group())}]({item_address(found.group())})")
            last = found.end()
    return "".join([*shown, plain(sentence[last:])])
