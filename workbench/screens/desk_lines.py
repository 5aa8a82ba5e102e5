"""Lines of the Desk as HTML: a sentence that is a link, and the items that it speaks of folded under it."""

from __future__ import annotations

import html
from collections.abc import Iterable

from workbench.graph.attention_lines import Entry, Line
from workbench.screens import issues_filters
from workbench.screens.addresses import item_address, page_address

FEW = 3
"""So many items stand open under a line; more are folded away."""

SHAPES = {"late": "△", "soon": "○", "waits": "□", "open": "·"}


def lines_html(lines: Iterable[Line]) -> str:
    """The lines of one section as a list."""
    return f'<ul class="wb-agenda">{"".join(_line(line) for line in lines)}</ul>'


def address_of(line: Line) -> str:
    """Where a line is put right; empty where each of its items is a place of its own."""
    if line.page == "item":
        return item_address(line.entries[0].code) if len(line.entries) == 1 else ""
    if line.page == "consensus-calls":
        return (
            page_address(line.page, call=line.entries[0].code)
            if len(line.entries) == 1
            else page_address(line.page)
        )
    if line.page == "settings":
        return page_address("settings", settings_group="The filing")
    if line.page == "issues":
        return page_address("issues", **{issues_filters.WHERE: line.where})
    if line.page == "agreements":
        return page_address("agreements", agreements_status=sorted({entry.remark for entry in line.entries}))
    return page_address(line.page)


def _line(line: Line) -> str:
    address = address_of(line)
    sentence = html.escape(line.sentence)
    shown = f'<a class="wb-line" href="{html.escape(address)}">{sentence}</a>' if address else sentence
    shape = f'<span class="wb-shape {line.urgency}" aria-hidden="true">{SHAPES[line.urgency]}</span>'
    return f"<li>{shape}<div>{shown}{_entries(line)}</div></li>"


def _entries(line: Line) -> str:
    if line.page == "item" and len(line.entries) == 1:
        return _remark(line.entries[0])
    if not line.entries:
        return ""
    listed = f"<ul>{''.join(_entry(entry, line) for entry in line.entries)}</ul>"
    if len(line.entries) <= FEW:
        return listed
    return f"<details><summary>Show the {len(line.entries)}</summary>{listed}</details>"


def _entry(entry: Entry, line: Line) -> str:
    calls = line.page == "consensus-calls"
    address = html.escape(page_address(line.page, call=entry.code) if calls else item_address(entry.code))
    code = f'<span class="wb-code">{html.escape(entry.code)}</span>'
    return f'<li><a href="{address}">{html.escape(entry.title)}</a> {code}{_remark(entry)}</li>'


def _remark(entry: Entry) -> str:
    return f' <span class="wb-remark">{html.escape(entry.remark)}</span>' if entry.remark else ""
