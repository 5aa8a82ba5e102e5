"""One configuration beside the page: its path, its hops, what bears on it; and the form that edits it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.graph.configurations import Bearing, Reading, evidence_words, protocol_words
from workbench.graph.snapshot import Snapshot
from workbench.graph.ways import NOT_SETTLED, Hop
from workbench.screens import configurations_form, visitor, writing
from workbench.screens.addresses import item_address, page_address
from workbench.screens.configurations_words import path_html, summary_html
from workbench.screens.grammar import folded_list, plain, status_html
from workbench.screens.item_head import CERTAINTY, draw_text
from workbench.screens.item_sources import draw_quotes
from workbench.screens.linked_words import linked_html
from workbench.screens.save_preview import ask, pending

KEY = "configurations"
REFUSED = "configurations_drawer"
OPEN, MODE = "configuration", "configurations_mode"
LOOK, EDIT, NEW = "look", "edit", "new"
MOST = 10
"""Of a part with more than these the rest is folded away."""


def open_drawer(code: str, mode: str = LOOK) -> None:
    """Open the drawer on the next run; for callbacks."""
    st.session_state[OPEN], st.session_state[MODE] = code, mode
    writing.refuse(REFUSED, [])
    if mode == EDIT:
        configurations_form.opened(visitor.snapshot(), visitor.snapshot().item(code))


def new() -> None:
    """Open the form of a new configuration on the next run; for callbacks."""
    st.session_state[OPEN], st.session_state[MODE] = NEW, NEW
    writing.refuse(REFUSED, [])
    configurations_form.opened(visitor.snapshot(), None)


def close_drawer(*_: object) -> None:
    """Close the drawer and forget what was typed; for callbacks."""
    st.session_state.pop(OPEN, None)
    st.session_state.pop(MODE, None)
    st.query_params.pop(OPEN, None)
    configurations_form.forget()


def draw_drawer(snapshot: Snapshot, readings: Mapping[str, Reading]) -> None:
    """Draw the drawer while something is open, by a press or by the address; once in every run."""
    opened, mode = st.session_state.get(OPEN) or st.query_params.get(OPEN), st.session_state.get(MODE, LOOK)
    if not opened:
        return
    one = readings.get(str(opened))
    if mode != NEW and one is None:
        close_drawer()
        return
    st.session_state[OPEN] = opened
    change_seen = visitor.snapshot().change

    @st.dialog(
        "New configuration" if one is None else plain(one.item.title), width=720, position="right",
        on_dismiss=close_drawer,
    )  # fmt: skip
    def drawer() -> None:
        # What a button in here brings about, a preview or another record, stands outside of the drawer.
        if st.session_state.get(OPEN) != opened or pending(KEY) or visitor.snapshot().change != change_seen:
            st.rerun()
        writing.refusals(REFUSED)
        if st.session_state.get(MODE) in (EDIT, NEW) and visitor.may_edit():
            _form(one)
        elif one is not None:
            _look(snapshot, one)

    drawer()


def _look(snapshot: Snapshot, one: Reading) -> None:
    item = one.item
    with st.container(horizontal=True, vertical_alignment="center"):
        if visitor.may_edit():
            st.button(
                "Edit", key="configurations_do_edit", icon=":material/edit:", type="primary",
                on_click=open_drawer, args=(item.code, EDIT),
            )  # fmt: skip
        st.markdown(f"[Over the diagram]({page_address('diagram', diagram_over=item.code)})", width="content")
        actor = visitor.actor()
        if item.detail.get("stubs") and actor is not None and actor.may("run-stubs"):
            st.markdown(
                f"[Run it on the test bench]({page_address('test-bench', run=item.code)})", width="content"
            )
    st.html(summary_html(one, titled=False) + path_html(one.way))
    draw_text(item)
    if one.way.hops:
        st.html(_hops_html(one.way.hops))
    duties = {**one.way.duties, "in a sentence": str(item.detail.get("implements") or "")}
    rows = "".join(
        f"<div><dt>{html.escape(holder[:1].upper() + holder[1:])}</dt><dd>{html.escape(duty)}</dd></div>"
        for holder, duty in duties.items()
        if duty
    )
    if rows:
        st.html(f'<h3 class="wb-section">Who must implement what</h3><dl class="wb-fields">{rows}</dl>')
    _evidence(snapshot, one)
    _part("Depends on issues", one.issues)
    _part("Agreements that apply", one.agreements)
    _part("Recommendations that apply", one.recommendations)
    if item.detail.get("certainty"):
        st.caption(f"How sure: {CERTAINTY[str(item.detail['certainty'])]}")
    if snapshot.out(item, "derived-from"):
        st.subheader("Sources", anchor=False)
        draw_quotes(snapshot, item)
    st.markdown(f"[Full page with its history and comments]({item_address(item.code)})")


def _hops_html(hops: Sequence[Hop]) -> str:
    """The hops one below the other, each fact with its name: a table would not fit the drawer."""
    parts = []
    for hop in hops:
        sure = f" ({hop.certainty})" if hop.certainty != NOT_SETTLED else ""
        rows = (
            ("Protocol", protocol_words(hop)),
            ("Translated", hop.translation),
            ("Owner", hop.owner + (sure if hop.owner != NOT_SETTLED else "")),
            ("Pays", hop.payer),
        )
        facts = "".join(f"<div><dt>{name}</dt><dd>{html.escape(words)}</dd></div>" for name, words in rows)
        address = html.escape(item_address(hop.interface.code))
        remark = " · no source draws it" if hop.inferred else " · red" if hop.red else ""
        parts.append(
            f'<li><a class="wb-title" href="{address}">{html.escape(hop.interface.title)}</a> '
            f'<span class="wb-code">{html.escape(hop.interface.code)}{remark}</span>'
            f'<dl class="wb-fields">{facts}</dl></li>'
        )
    return f'<h3 class="wb-section">Hops</h3><ol class="wb-hops">{"".join(parts)}</ol>'


def _evidence(snapshot: Snapshot, one: Reading) -> None:
    lines = [
        f"<li>{linked_html(evidence_words(evidence), snapshot)} {status_html(evidence.state)}</li>"
        for evidence in one.evidence
    ]
    lines += [
        f"<li>{linked_html(f'{procedure.code} {procedure.title}', snapshot)} {status_html('not run over it')}</li>"
        for procedure in one.procedures
    ]
    if not lines:
        lines = ["<li>No procedure was run over it, and none verifies what applies to it.</li>"]
    st.html(f'<h3 class="wb-section">Evidence</h3><ul class="wb-list">{"".join(lines)}</ul>')


def _part(title: str, found: Sequence[Bearing]) -> None:
    if not found:
        return
    rows = [
        f'<li><a class="wb-title" href="{html.escape(item_address(one.item.code))}">{html.escape(one.item.title)}</a> '
        f'<span class="wb-code">{html.escape(one.item.code)}</span> {status_html(one.item.status)}'
        f'<div class="wb-remark">{html.escape("; ".join(one.ways))}</div></li>'
        for one in found
    ]
    st.html(folded_list(title, rows, MOST))


def _form(one: Reading | None) -> None:
    form = configurations_form.current()
    if form is None:
        close_drawer()
        st.rerun()
    configurations_form.draw_form(visitor.snapshot(), form)
    with st.container(horizontal=True):
        st.button(
            "Save …", key="configurations_form_save", type="primary", icon=":material/save:", on_click=_ask,
            help="Shows what will change before it is written.", shortcut="Mod+S",
        )  # fmt: skip
        if one is None:
            st.button("Cancel", key="configurations_form_cancel", on_click=close_drawer)
        else:
            st.button("Cancel", key="configurations_form_cancel", on_click=open_drawer, args=(one.item.code,))


def _ask() -> None:
    form = configurations_form.current()
    if form is None:
        return
    form.keep()
    writing.refuse(REFUSED, [])
    change = writing.attempt(REFUSED, lambda: configurations_form.change(form, visitor.snapshot()))
    if change is None:
        return
    if change.empty:
        writing.refuse(REFUSED, ["Nothing has changed yet, so there is nothing to save."])
        return
    ask(KEY, change)
