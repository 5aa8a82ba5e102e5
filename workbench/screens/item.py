"""One item of any kind: its page at a stable address, ``/?item=CODE``."""

from __future__ import annotations

import streamlit as st

from workbench.graph.proximity import nearest
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import (
    change_drawer,
    grammar,
    item_calls,
    item_edit,
    keyboard,
    memberships_form,
    memberships_list,
    visitor,
    writing,
)
from workbench.screens.addresses import page_address
from workbench.screens.clipboard import copy_button
from workbench.screens.comment_threads import draw_threads
from workbench.screens.confidential import hidden_codes
from workbench.screens.diagram_pins import draw_places
from workbench.screens.item_bindings import draw_bindings
from workbench.screens.item_head import draw_coverage, draw_fields, draw_standing, draw_text, draw_why_open
from workbench.screens.item_history import draw_history
from workbench.screens.item_impact import draw_impact
from workbench.screens.item_links import draw_links, draw_suspect
from workbench.screens.item_sources import draw_body, draw_quotes
from workbench.screens.save_preview import pending, save_preview

KEY = item_edit.KEY
BACK = "item_back"
WITH_LINES = frozenset({"source", "minutes"})
"""Kinds whose texts are cited by line."""


def page(code: str) -> None:
    """Draw the page of the item with this code."""
    snapshot = visitor.snapshot()
    item = snapshot.item(code) or snapshot.item(code.strip().upper())
    if item is None or item.code in hidden_codes():
        _missing(snapshot, code)
        return
    st.set_page_config(page_title=f"{item.title} · {item.code}")
    form = item_edit.editing(item.code) if visitor.may_edit() else None
    _head(snapshot, item, editing=form is not None)
    if form is not None:
        item_edit.draw_form(snapshot, item, form)
    else:
        _content(snapshot, item)
    keyboard.keyboard(KEY, unsaved=form is not None, links_stay=form is None, back=BACK)
    if pending(KEY):
        save_preview(KEY, on_saved=item_edit.stop, on_dropped=item_edit.stop)
    elif st.session_state.get(memberships_form.OPEN) is not None:
        memberships_form.dialog(snapshot)
    else:
        change_drawer.change_drawer(KEY)


def _missing(snapshot: Snapshot, code: str) -> None:
    st.title("There is no such item", anchor=False)
    when = "" if visitor.is_now() else " at the moment that you are looking at"
    near = nearest(code, [known for known in snapshot.by_code if known not in hidden_codes()])
    links = [grammar.item_link(snapshot.by_code[c]) for c in near]
    meant = f"\n\nDid you mean {', '.join(links)}?" if links else ""
    st.markdown(f"Nothing has the code **{grammar.plain(code[:60])}**{when}.{meant}")
    st.button("Back", key=BACK, icon=":material/arrow_back:", on_click=_back)


def _head(snapshot: Snapshot, item: ItemView, *, editing: bool) -> None:
    words, action = st.columns([3, 2], vertical_alignment="top")
    with words:
        st.title(grammar.plain(item.title), anchor=False)
        draw_standing(item)
    with action, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.button("Back", key=BACK, type="tertiary", icon=":material/arrow_back:", on_click=_back)
        copy_button(f"{item.code} {item.title}", key="item_copy", label="Copy code + title")
        st.markdown(f"[Trace]({page_address('trace', code=item.code)})", width="content")
        if visitor.may_edit() and not editing:
            st.button(
                "Edit", key="item_edit", type="primary", icon=":material/edit:", shortcut="Alt+E",
                on_click=item_edit.start, args=(snapshot, item),
            )  # fmt: skip


def _content(snapshot: Snapshot, item: ItemView) -> None:
    writing.refusals(KEY)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if item.kind in WITH_LINES and item.text.strip():
            draw_body(snapshot, item)
        else:
            draw_text(item)
        draw_bindings(snapshot, item)
        draw_coverage(snapshot, item)
        draw_suspect(snapshot, item)
        draw_why_open(snapshot, item)
        draw_impact(snapshot, item)
        if snapshot.out(item, "derived-from"):
            _section("Sources")
            draw_quotes(snapshot, item)
        if item_calls.wanted(item):
            _section("Consensus calls")
            item_calls.draw(item)
        _section("Comments")
        draw_threads(snapshot, item.code)
    with right:
        _section("Details")
        draw_fields(snapshot, item)
        if item.kind in ("person", "organisation"):
            _section("Speaks for" if item.kind == "person" else "Who speaks for it")
            memberships_list.of_item(snapshot, item)
        _section("Links")
        draw_links(snapshot, item)
        if item.kind == "issue":
            draw_places(snapshot, item)
    if visitor.signed_in().may("read-history"):
        _section("History")
        draw_history(snapshot, item)


def _section(title: str) -> None:
    st.html(f'<h2 class="wb-section">{title}</h2>')


def _back() -> None:
    """Back to the page behind the item's address."""
    for name in ("item", "line"):
        st.query_params.pop(name, None)
