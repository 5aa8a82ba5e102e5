"""The drawing before and after a change, beside each other, and in words what differs."""

from __future__ import annotations

import html
from collections.abc import Collection

import streamlit as st

from workbench.graph.architecture import joined
from workbench.graph.drawing import architecture_dot
from workbench.graph.drawing_difference import PartDifference, difference, marks_of, part_words
from workbench.graph.proposed import ProposedChange
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import Snapshot
from workbench.process.planning.preview import Refused
from workbench.screens import diagram_draft, diagram_levels, diagram_sheet, visitor
from workbench.screens.addresses import item_address


def draw_preview(change: ProposedChange) -> None:
    """Draw the architecture before and after a proposed change, where the change shows in it."""
    before = visitor.snapshot()
    try:
        after = diagram_draft.foreseen(change)
    except Refused:
        return  # the preview says why
    parts = difference(before, after)
    if not parts:
        return
    st.markdown("**The drawing before and after**")
    keep = {end for moment in (before, after) for end in joined(moment)} | {part.code for part in parts}
    for column, title, snapshot, earlier in zip(
        st.columns(2), ("Before", "After"), (before, after), (True, False), strict=True
    ):
        with column:
            st.markdown(f"**{title}**")
            _drawing(snapshot, parts, title, earlier, keep)


def _drawing(
    snapshot: Snapshot, parts: tuple[PartDifference, ...], title: str, earlier: bool, keep: Collection[str]
) -> None:
    marks = marks_of(parts, earlier=earlier)
    source = architecture_dot(
        snapshot,
        diagram_levels.chosen(),
        joined_only=st.session_state.get("diagram_show", "joined") != "all",
        keep=keep,
        may_show=lambda _: True,
        marks=marks,
    )
    try:
        svg = rendered(source).svg
    except NotDrawn as reason:
        st.caption(f"It cannot be drawn here: {reason}")
        return
    diagram_sheet.draw(
        svg,
        key=f"diagram_{title.lower()}",
        names={},
        label=f"The drawing {title.lower()} the change",
        small=True,
    )


def table_html(before: Snapshot, after: Snapshot, parts: tuple[PartDifference, ...]) -> str:
    """Everything that differs as a table: sign, name, and what became of it in words."""
    rows = []
    for part in parts:
        kind = "Box" if part.kind == "actor" else "Line"
        rows.append(
            f'<tr><td><b class="wb-sign {part.mark.name}">{part.mark.sign}</b></td>'
            f'<td>{kind}</td><th scope="row"><a href="{html.escape(item_address(part.code))}" target="_self">'
            f'{html.escape(part.title)}</a> <span class="wb-code">{html.escape(part.code)}</span></th>'
            f"<td>{html.escape(part_words(before, after, part, diagram_levels.chosen()))}</td></tr>"
        )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Sign", "", "What", "What became of it"))
    return (
        '<div class="wb-scroll" tabindex="0" role="region" aria-label="What differs">'
        f'<table class="wb-table"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )
