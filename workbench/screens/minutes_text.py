"""The minutes that are being reviewed, line by line, with the lines that proposals come from marked."""

from __future__ import annotations

import html
from typing import Literal

import streamlit as st

from workbench.exchange.minutes.proposals import KIND_LABEL
from workbench.screens.minutes_draft import Review

MOST_LINES = 2_000
"""Lines that are shown; of longer minutes only those around what was found."""
AROUND = 2


def draw(found: Review) -> None:
    """Draw the text beside the proposals."""
    with st.container(key="minutes_text"):
        st.subheader("The minutes", anchor=False)
        st.caption("Marked lines are those that something is taken from; a line number leads here.")
        height: Literal["content"] | int = 720 if len(found.reading.lines) > 30 else "content"
        with st.container(height=height, border=True):
            st.html(text_html(found))


def text_html(found: Review) -> str:
    """The text as a table of numbered lines; everything of it is escaped."""
    marks = found.lines()
    lines = found.reading.text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    numbers = _numbers_shown(len(lines), marks)
    rows, last = [], 0
    for number in numbers:
        if number > last + 1:
            rows.append('<tr class="gap"><th></th><td>…</td><td></td></tr>')
        rows.append(_row(number, lines[number - 1], marks.get(number, [])))
        last = number
    return f'<table class="wb-lines wb-minutes"><tbody>{"".join(rows)}</tbody></table>'


def _numbers_shown(count: int, marks: dict[int, list[tuple[str, bool]]]) -> list[int]:
    if count <= MOST_LINES:
        return list(range(1, count + 1))
    near = {n for line in marks for n in range(line - AROUND, line + AROUND + 1) if 1 <= n <= count}
    return sorted(near)[:MOST_LINES]


def _row(number: int, line: str, marks: list[tuple[str, bool]]) -> str:
    kinds: dict[str, bool] = {}
    for kind, taken in marks:
        kinds[kind] = kinds.get(kind, False) or taken
    words = ", ".join(
        KIND_LABEL.get(kind, kind) if taken else f"<s>{KIND_LABEL.get(kind, kind)}</s>"
        for kind, taken in kinds.items()
    )
    name = "cited" if any(kinds.values()) else ""
    return (
        f'<tr id="minutes-line-{number}" class="{name}"><th scope="row">{number}</th>'
        f"<td>{html.escape(line)}</td><td>{words}</td></tr>"
    )
