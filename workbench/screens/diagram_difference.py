"""Two moments of the architecture in one drawing, with what differs between them as a table."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench.graph.drawing_difference import difference, difference_dot
from workbench.graph.drawing_files import DRAWN_KINDS, MARK_WORDS, difference_file, left_out_words
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import Snapshot
from workbench.screens import diagram_before_after, diagram_sheet, diagram_table, visitor
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.grammar import empty

DAY = "a day"


def draw(scheme: str | None) -> None:
    """Draw the view."""
    names = list(visitor.moments())
    choices = [*(name for name in names if name != visitor.NOW), DAY, visitor.NOW]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = _moment("From", choices, choices[0], "diagram_from")
        after = _moment("To", choices, visitor.NOW, "diagram_to")
    parts = difference(before, after)
    if not parts:
        empty("Nothing of the drawing differs between these two moments. Choose two others.")
        return
    source = difference_dot(before, after, scheme, may_show=lambda _: True)
    try:
        svg = rendered(source).svg
    except NotDrawn as reason:
        st.warning(
            f"**The difference cannot be drawn here.** {reason}", icon=":material/image_not_supported:"
        )
    else:
        diagram_table.downloads(
            lambda: difference_file(before, after, scheme), "difference",
            left_out=left_out_words(after, DRAWN_KINDS, before),
        )  # fmt: skip
        diagram_sheet.draw(svg, key="diagram_both", names={}, label="Difference of two drawings")
    st.caption(MARK_WORDS)
    st.html(diagram_before_after.table_html(before, after, parts))


def _moment(label: str, choices: list[str], first: str, key: str) -> Snapshot:
    words = {visitor.NOW: "Now", DAY: "A day …"}
    chosen = st.selectbox(
        label, choices, index=choices.index(first), key=key, format_func=lambda name: words.get(name, name),
        bind="query-params", width=320,
    )  # fmt: skip
    if chosen == visitor.NOW:
        return visitor.snapshot_of()
    if chosen != DAY:
        return visitor.snapshot_of(baseline=chosen)
    day = st.date_input(
        f"{label}, day",
        key=f"{key}_day",
        format="YYYY-MM-DD",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        width=180,
    )
    return visitor.snapshot_of(as_of=day if isinstance(day, date) else None)
