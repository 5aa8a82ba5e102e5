"""The page of traces: what an item rests on and what rests on it; and the whole record as a matrix."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from workbench.graph.drawing_files import left_out_words
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import Snapshot
from workbench.graph.trace import SIDE_WORDS, Trace, trace
from workbench.graph.trace_drawing import ENGINE, TraceDrawing, trace_drawing
from workbench.screens import (
    diagram_sheet,
    diagram_table,
    item_drawer,
    trace_choice,
    trace_matrix,
    trace_table,
    visitor,
)
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import heading, plain

KEY = "trace"
VIEW = "trace_view"
TRACE, MATRIX = "trace", "matrix"
VIEWS = {TRACE: "Trace", MATRIX: "Matrix"}
PURPOSE = "What an item rests on, and what rests on it; as a matrix, from the source to the last run."


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    action = heading("Trace", PURPOSE)
    view = st.segmented_control(
        "View", list(VIEWS), default=TRACE, format_func=VIEWS.__getitem__, key=VIEW, bind="query-params",
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    if view == MATRIX:
        trace_matrix.draw(snapshot, action)
    else:
        _trace(snapshot, action)
    item_drawer.item_drawer(KEY)


def _trace(snapshot: Snapshot, action: AbstractContextManager[Any]) -> None:
    item = trace_choice.item(snapshot)
    if item is None:
        trace_choice.worth_tracing(snapshot)
        return
    asked = trace_choice.scope(snapshot, item)
    found = trace_choice.traced(snapshot, item, asked)
    if not found.reached:
        _nothing(found)
        return
    _standing(found)
    opened = trace_choice.unfolded()
    drawing = snapshot.once(
        "trace drawing",
        (*trace_choice.asked_key(item, asked), opened),
        lambda: trace_drawing(snapshot, found, opened),
    )
    try:
        svg = rendered(drawing.source, ENGINE).svg
    except NotDrawn as reason:
        st.warning(f"**The trace cannot be drawn here.** {reason}", icon=":material/image_not_supported:")
    else:
        diagram_sheet.draw(
            svg, key=KEY, names=drawing.names, chosen=item.code, on_opened=_opened, natural=True,
            label=f"Trace of {item.code}",
        )  # fmt: skip
        with action:
            _files(snapshot, found, drawing)
    st.caption(
        "An arrow points at what is cited. Choose a box to trace from there, the one in the middle to read it, a "
        "group to unfold it. Dashed with ∆: the cited text has changed since; a thick frame: a red interface."
    )
    trace_table.draw(snapshot, found, asked)


def _opened() -> None:
    """A box was chosen: a group unfolds or folds, the middle opens, anything else is traced."""
    chosen = diagram_sheet.opened(KEY)
    if not chosen:
        return
    if chosen == trace_choice.code():
        item_drawer.open_drawer(chosen)
    elif trace_choice.is_group(chosen):
        trace_choice.unfold(chosen)
    else:
        trace_choice.put(chosen)


def _standing(found: Trace) -> None:
    """How much is reached, and how much of it by suspect links."""
    parts = []
    for side in found.further:
        number = found.numbers[side]
        words = (
            f"**{number:,}** {SIDE_WORDS[side]}" if side == "down" else f"{SIDE_WORDS[side]} **{number:,}**"
        )
        parts.append(words.replace("rest on it", "rests on it") if number == 1 and side == "down" else words)
    said = "; ".join(parts)
    suspect = found.suspects
    if suspect:
        said += f"; ∆ **{suspect:,}** by a suspect link"
    st.markdown(f"{plain(found.item.title)} :gray[{found.item.code}]: {said}.")
    beyond = [f"{number:,} {SIDE_WORDS[side]}" for side, number in found.further.items() if number]
    if beyond:
        st.caption(f"Further away, and not shown: {'; '.join(beyond)}. Take more steps to see them.")


def _nothing(found: Trace) -> None:
    beyond = sum(found.further.values())
    if beyond:
        st.info(
            f"Nothing that fits is so near; {beyond:,} further away. Take more steps.", icon=":material/info:"
        )
    else:
        st.info(
            "Nothing is linked to it that way. Look both ways, or at every kind; links are made on the item's page.",
            icon=":material/info:",
        )


def _files(snapshot: Snapshot, found: Trace, drawing: TraceDrawing) -> None:
    """Offer the drawing as files; confidential items stay out of them, whoever asks."""
    public, item = snapshot.public, found.item
    if item.uuid not in public.items:
        st.caption("It is confidential, and stays out of files.")
        return
    asked, unfolded = trace_choice.asked(hidden_codes()), trace_choice.unfolded()

    def source() -> str:
        if len(public.items) == len(snapshot.items):
            return drawing.source
        return trace_drawing(public, trace(public, item, **asked), unfolded).source

    left_out = left_out_words(snapshot, drawn_too=(one.item for one in found.reached))
    left_out += " So is what is reached through them alone." if left_out else ""
    diagram_table.downloads(source, f"trace-{item.code}", ENGINE, left_out)
