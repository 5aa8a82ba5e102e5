"""The diagram of the architecture: five bands, boxes and lines that open, coloured by what the record says."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping

import streamlit as st

from workbench.graph.architecture import is_red
from workbench.graph.dates import listed
from workbench.graph.drawing import SHAPE_WORDS, level_name
from workbench.graph.drawing_files import DRAWN_KINDS, left_out_words
from workbench.graph.drawing_legend import interface_words
from workbench.graph.laid_over import LaidOver
from workbench.graph.level_names import levels_apart
from workbench.graph.painting import Paint
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import (
    change_drawer,
    diagram_before_after,
    diagram_choice,
    diagram_difference,
    diagram_draft,
    diagram_drawer,
    diagram_form,
    diagram_layers,
    diagram_levels,
    diagram_over,
    diagram_sheet,
    diagram_table,
    issues_undo,
    visitor,
    writing,
)
from workbench.screens.diagram_choice import Choice
from workbench.screens.diagram_pins import draw_table, pin_links, pin_names
from workbench.screens.grammar import empty, heading, plain
from workbench.screens.save_preview import pending, save_button, save_preview

KEY = "diagram"
VIEWS = {"architecture": "Architecture", "layers": "Layers", "difference": "Difference"}
PURPOSE = "Who speaks to whom, level by level. Choose a box or a line to see what the record says about it."


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    editable = visitor.may_edit()
    with heading("Diagram", PURPOSE):
        if editable:
            save_button(KEY, lambda: diagram_draft.edits().change(), disabled=diagram_draft.edits().empty)
    view = st.segmented_control(
        "View", list(VIEWS), default="architecture", format_func=VIEWS.__getitem__, key="diagram_view",
        bind="query-params", required=True, label_visibility="collapsed",
    )  # fmt: skip
    writing.refusals(KEY, "These edits cannot be drawn")
    if view == "layers":
        diagram_layers.draw(snapshot)
    elif view == "difference":
        diagram_difference.draw(diagram_levels.chosen())
    else:
        _architecture(snapshot, editable)
    # The button stands above every view; the views themselves open no drawer over the preview.
    if pending(KEY):
        save_preview(
            KEY, on_saved=diagram_draft.forget, on_dropped=diagram_draft.forget,
            beside=diagram_before_after.draw_preview,
        )  # fmt: skip


def _architecture(record: Snapshot, editable: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="diagram_tools"):
        if editable:
            for kind, label, icon in (
                ("actor", "Add an actor", "add_box"),
                ("interface", "Draw an interface", "timeline"),
            ):
                st.button(
                    label, key=f"diagram_new_{kind}", icon=f":material/{icon}:", on_click=diagram_form.start,
                    args=(kind,),
                )  # fmt: skip
            if diagram_draft.edits().empty:
                issues_undo.draw()
    snapshot = diagram_draft.shown(record)
    if editable:
        diagram_draft.draw_steps(record)
    diagram_drawer.open_by_address()
    if snapshot.of_kind("actor"):
        _drawing(record, snapshot)
    else:
        empty(
            "The architecture will be drawn here: actors as boxes in bands by level, interfaces as lines between "
            "them. The record has no actors yet; add one, or bring them in by actors.csv and interfaces.csv of a "
            "record directory."
        )
    if pending(KEY):
        return
    if change_drawer.OPEN in st.query_params:
        change_drawer.change_drawer(KEY)
    else:
        diagram_drawer.draw(snapshot)


def _drawing(record: Snapshot, snapshot: Snapshot) -> None:
    choice = diagram_choice.choose(snapshot, edited=snapshot is not record)
    laid, painted, pinned = choice.laid(snapshot), choice.painted(snapshot), choice.pinned(snapshot)
    _legend(snapshot, choice, painted)
    if laid is not None:
        diagram_over.legend(laid)
    try:
        svg = rendered(choice.source(record, snapshot)).svg
    except NotDrawn as reason:
        st.warning(f"**The diagram cannot be drawn here.** {reason}", icon=":material/image_not_supported:")
    else:
        diagram_table.downloads(
            lambda: choice.file(record, snapshot),
            left_out=left_out_words(snapshot, DRAWN_KINDS, drawn_too=choice.drawn_too(snapshot)),
        )
        names = {
            i.code: _name(snapshot, i) for kind in ("actor", "interface") for i in snapshot.of_kind(kind)
        }
        diagram_sheet.draw(
            svg, key=KEY, names=names | pin_names(snapshot, pinned), chosen=diagram_drawer.opened(),
            on_opened=_open, links=pin_links(pinned), first=_in_sight(snapshot, laid),
        )  # fmt: skip
    said = " A dark label such as #4 is the pin of issue 4; it leads to the issue." if pinned else ""
    thick = "red" if laid is None else "hops in their order"
    st.caption(
        f"Boxes: {SHAPE_WORDS}. Lines: thick and numbered: {thick}; dashed: inferred; dotted: power.{said}"
    )
    _editions(snapshot, choice.scheme)
    diagram_table.draw(snapshot, painted)
    draw_table(snapshot, pinned)


def _in_sight(snapshot: Snapshot, laid: LaidOver | None) -> list[str]:
    """Codes of the lines that a narrow screen shows first: the hops of what lies over it, or the red ones."""
    stands_out = is_red if laid is None else laid.goes_over
    return [item.code for item in snapshot.of_kind("interface") if stands_out(item)]


def _open() -> None:
    diagram_drawer.open_drawer(diagram_sheet.opened(KEY))


def _name(snapshot: Snapshot, item: ItemView) -> str:
    if item.kind == "actor":
        return f"{item.title}, level {item.detail.get('level') or 'not known'}"
    ends = [snapshot.by_code[code].title for name in ("from", "to") for code in snapshot.view(item, name)]
    number = f"Interface {item.detail.get('number')}" if item.detail.get("number") else "Interface"
    return f"{number}{', red' if is_red(item) else ''}: {' to '.join(ends) or item.title}"


def _legend(snapshot: Snapshot, choice: Choice, painted: Mapping[str, Paint]) -> None:
    """Every colour that occurs, with its sign, its words, and how many interfaces have it."""
    if choice.over or choice.edited:
        return  # numbers and signs say what is drawn, not colours
    entries = choice.legend(snapshot, painted)
    parts = "".join(
        f'<li><b class="wb-ink" style="--ink: {entry.paint.colour}" aria-hidden="true">━ '
        f"{html.escape(entry.paint.sign)}</b> "
        f'{html.escape(entry.paint.words)} <span class="wb-code">{entry.number}</span></li>'
        for entry in entries
    )
    if not painted:
        st.html(f'<ul class="wb-legend">{parts}</ul>')
        return
    red = {i.code for i in snapshot.of_kind("interface") if is_red(i)}
    worst = Counter(painted[code].words for code in red if code in painted)
    said = "; ".join(f"{number} {words}" for words, number in worst.most_common())
    st.html(
        f'<ul class="wb-legend">{parts}</ul>'
        f'<p class="wb-remark">{interface_words(snapshot.of_kind("interface"))}.'
        + (f" Of the {len(red)} red interfaces: {html.escape(said)}.</p>" if red else "</p>")
    )


def _editions(snapshot: Snapshot, scheme: str | None) -> None:
    """Say in sight which levels the editions of the architecture disagree about; how each spells all is folded."""
    schemes = snapshot.vocabulary.level_schemes
    levels = sorted({level for names in schemes.values() for level in names})
    apart = levels_apart(snapshot)
    if len(schemes) < 2:
        return
    if apart:
        which = (
            f"Level {apart[0]} means" if len(apart) == 1 else f"Levels {listed(list(map(str, apart)))} mean"
        )
        drawn = "; ".join(level_name(snapshot, level, scheme) for level in apart)
        st.markdown(
            f"**{which} different things in the {len(schemes)} editions.** The drawing has: {plain(drawn)}."
        )
    with st.expander(f"How {len(schemes)} editions of the architecture name the levels"):
        for level in levels:
            said = (
                f"{name.replace('_', ' ')}: {named.get(level, 'no name')}" for name, named in schemes.items()
            )
            st.markdown(f"**Level {level}**: {plain('; '.join(said))}")
