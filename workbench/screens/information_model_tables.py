"""Small tables of the information model: bindings of a quantity, a value in each protocol, states of a requirement."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from workbench.graph.mapping import SHORT, Mapped
from workbench.graph.mapping_translation import Said
from workbench.graph.minimum_data import STATES, Cell, State

MARKS: dict[State, str] = {"covered": "●", "partly": "△", "not": "○"}
"""The shape of each state: all of it, part of it, nothing."""
CERTAIN = {"verified": "", "partly": "partly seen", "inferred": "inferred"}
LONGEST_RAW = 220


def state_words(cell: Cell) -> str:
    """A state as plain text with its shape and what carries it, for grids."""
    return f"{MARKS[cell.state]} {cell.words or STATES[cell.state].lower()}"


def bindings_html(row: Mapped) -> str:
    """What each protocol calls the quantity, where it is read and written, and what differs there."""
    lines: list[tuple[str, ...]] = [
        (
            SHORT[binding.protocol],
            _code(binding.read) or "no",
            _code(binding.write) or "no",
            html.escape("; ".join(filter(None, (CERTAIN[binding.certainty], binding.note)))),
        )
        for binding in row.bindings
    ]
    heads: tuple[str, ...] = ("Protocol", "Read", "Write", "What differs")
    if not any(line[-1] for line in lines):
        heads, lines = heads[:-1], [line[:-1] for line in lines]
    return _table("What each protocol calls it", heads, lines)


def said_html(said: Sequence[Said]) -> str:
    """A value as every protocol carries it, with what is lost."""
    lines = [(SHORT[one.protocol], _code(one.address) or "no name", _raw(one), _lost(one)) for one in said]
    return _table("The value in each protocol", ("Protocol", "Where", "Carried", "Lost"), lines)


def cells_html(cells: Iterable[Cell]) -> str:
    """How far each protocol carries a requirement."""
    lines = [
        (SHORT[cell.protocol], f"{MARKS[cell.state]} {STATES[cell.state]}", html.escape(cell.words))
        for cell in cells
    ]
    return _table("How far protocols carry it", ("Protocol", "State", "By"), lines)


def counts_html(rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """How many requirements each protocol covers, numbers to the right."""
    lines = [
        (html.escape(name), *(f'<span class="wb-right">{number}</span>' for number in numbers))
        for name, numbers in rows
    ]
    head = ("Protocol", *(f"{MARKS[state]} {words}" for state, words in STATES.items()))
    return _table("Requirements by protocol", head, lines, narrow=True)


def _lost(one: Said) -> str:
    if one.refused:
        return f'<b class="wb-doubt">△ not carried</b> {html.escape(one.refused)}'
    if one.losses:
        return f'<b class="wb-doubt">△</b> {html.escape(" ".join(one.losses))}'
    return "nothing"


def _raw(one: Said) -> str:
    if not one.raw:
        return ""
    notes = "".join(f'<br><span class="wb-remark">{html.escape(note)}</span>' for note in one.notes)
    if len(one.raw) <= LONGEST_RAW:
        return f"<code>{html.escape(one.raw)}</code>{notes}"
    short = f"{one.raw[: LONGEST_RAW // 2].rstrip()} …"
    return (
        f"<details><summary><code>{html.escape(short)}</code></summary><code>{html.escape(one.raw)}</code></details>"
        f"{notes}"
    )


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>" if text else ""


def _table(label: str, heads: Sequence[str], lines: Iterable[Sequence[str]], *, narrow: bool = False) -> str:
    """A table for ``st.html``; cells are HTML already, the first of a line heads it."""
    look = "wb-table wb-model narrow" if narrow else "wb-table wb-model"
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in lines
    )
    return (
        f'<div class="wb-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="{look}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
