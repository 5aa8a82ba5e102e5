"""The layers of the communications as a drawing: both sides, layer by layer, with how far anybody agreed."""

from __future__ import annotations

import html
from itertools import chain

import streamlit as st

from workbench.graph.architecture import pins
from workbench.graph.drawing_files import LAYER_KINDS, layers_file, left_out_words
from workbench.graph.layers_drawing import SHAPE_WORDS, layer_words, layers_dot, standing
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.changes import Saved
from workbench.screens import (
    agreements_drawer,
    diagram_draft,
    diagram_drawer,
    diagram_form,
    diagram_sheet,
    diagram_table,
    visitor,
    writing,
)
from workbench.screens.addresses import item_address
from workbench.screens.confidential import hidden_codes
from workbench.screens.diagram_pins import draw_table, pin_links, pin_names
from workbench.screens.grammar import empty
from workbench.screens.save_preview import pending, save_preview

KEY = "diagram_layers"
_SEEN, _FOLLOWED = "diagram_layers_seen", "diagram_layers_followed"


def draw(record: Snapshot) -> None:
    """Draw the view: the drawing, the same as a table, and the agreement that is open."""
    snapshot = diagram_draft.shown(record)
    if visitor.may_edit():
        diagram_draft.draw_steps(record)
    _open_by_address()
    hidden = hidden_codes()
    found = [item for item in snapshot.of_kind("agreement") if item.code not in hidden]
    if not found:
        empty(
            "The layers will be drawn here from the agreements. Add the first layer on the page Agreements."
        )
        return
    pinned = pins(snapshot, ("agreement",))
    codes = {place: [issue.code for issue in issues] for place, issues in pinned.items()}
    source = layers_dot(snapshot, may_show=lambda item: item.code not in hidden, pins=codes)
    try:
        svg = rendered(source).svg
    except NotDrawn as reason:
        st.warning(f"**The layers cannot be drawn here.** {reason}", icon=":material/image_not_supported:")
    else:
        diagram_table.downloads(
            lambda: layers_file(snapshot, record),
            "layers",
            left_out=left_out_words(snapshot, LAYER_KINDS, drawn_too=chain.from_iterable(pinned.values())),
        )
        diagram_sheet.draw(
            svg, key=KEY, on_opened=_open, links=pin_links(pinned),
            names={item.code: layer_words(item) for item in found} | pin_names(snapshot, pinned),
            chosen=str(st.session_state.get(agreements_drawer.OPEN) or ""), label="Diagram of the layers",
        )  # fmt: skip
    st.caption(f"Frames: {SHAPE_WORDS}. Choose a layer to open its agreement.")
    _table(found)
    draw_table(snapshot, pinned)
    if pending(diagram_draft.KEY):
        return
    if pending(agreements_drawer.KEY):
        save_preview(agreements_drawer.KEY, on_saved=_saved)
    else:
        agreements_drawer.draw_drawer(snapshot, _pins)


def _pins(item: ItemView) -> None:
    """In the drawer of a layer: the issues that are pinned to it, and what pins one to it."""
    if not visitor.may_edit():
        return
    seen = st.session_state.setdefault(_SEEN, diagram_draft.edits())
    if diagram_draft.edits() != seen:  # the drawing stands outside of the drawer
        del st.session_state[_SEEN]
        st.rerun()
    writing.refusals(diagram_form.REFUSED, "This cannot be put into the drawing")
    diagram_form.draw_pins(diagram_draft.shown(visitor.snapshot()), item)


def _open_by_address() -> None:
    """Open the agreement that the address names, once for each time that it is followed."""
    code = st.query_params.get(diagram_drawer.ADDRESS, "")
    if code and st.session_state.get(_FOLLOWED) != code:
        agreements_drawer.open_drawer(code)
    st.session_state[_FOLLOWED] = code


def _open() -> None:
    code = diagram_sheet.opened(KEY)
    if code:
        agreements_drawer.open_drawer(code)


def _saved(_: Saved) -> None:
    agreements_drawer.close_drawer()


def _table(found: list[ItemView]) -> None:
    with st.expander(f"The same as a table: {len(found)} agreements"):
        rows = "".join(
            f'<tr><th scope="row"><a href="{html.escape(item_address(item.code))}" target="_self">'
            f"{html.escape(item.title)}</a></th><td>{html.escape(f'{standing(item).sign} {standing(item).words}')}</td>"
            f"<td>{html.escape(layer_words(item))}</td></tr>"
            for item in found
        )
        st.html(
            '<div class="wb-scroll" tabindex="0" role="region" aria-label="Layers"><table class="wb-table"><thead><tr>'
            '<th scope="col">Agreement</th><th scope="col">Standing</th><th scope="col">What it says</th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )
