"""One meeting or milestone beside the list: to look at, to edit and move, to close, to promote."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from workbench.graph.dates import date_spec
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.snapshot import ItemView
from workbench.process.promotion import PROMOTED_TO, is_hoped, promote, promotion_words
from workbench.process.schedule import filing_date, moved_meeting
from workbench.process.scheduling.cancelling import cancelled_meeting
from workbench.screens import meetings_form, meetings_reads, visitor, writing
from workbench.screens.addresses import item_address
from workbench.screens.connection import database
from workbench.screens.grammar import kind_label, plain
from workbench.screens.item_head import draw_fields, draw_standing, draw_text
from workbench.screens.meetings_form import STANDINGS
from workbench.screens.meetings_form_change import CannotRead, change
from workbench.screens.meetings_points import agenda_html
from workbench.screens.save_preview import ask, pending

KEY = "meetings"
REFUSED = "meetings_drawer"
OPEN, MODE = "meetings_open", "meetings_mode"
LOOK, EDIT, NEW, CLOSE, PROMOTE = "look", "edit", "new", "close", "promote"
ENDINGS: dict[str, dict[str, str]] = {
    "meeting": {"held": "It took place", "cancelled": "Cancel it"},
    "milestone": {"met": "It was met", "missed": "It was missed", "dropped": "Drop it"},
}
"""Statuses that end a meeting or a milestone, with what the button says."""


def open_drawer(code: str) -> None:
    """Open the drawer on the next run; for callbacks."""
    st.session_state[OPEN], st.session_state[MODE] = code, LOOK
    writing.refuse(REFUSED, [])


def new(kind: str) -> None:
    """Open the form of a new meeting or milestone on the next run; for callbacks."""
    meetings_form.opened(kind)
    st.session_state[OPEN], st.session_state[MODE] = kind, NEW
    writing.refuse(REFUSED, [])


def close_drawer(*_: object) -> None:
    """Close the drawer and forget what was typed; for callbacks."""
    st.session_state.pop(OPEN, None)
    st.session_state.pop(MODE, None)
    meetings_form.forget()


def draw_drawer() -> None:
    """Draw the drawer while something is open; once in every run, when no other dialog is."""
    opened, mode = st.session_state.get(OPEN), st.session_state.get(MODE, LOOK)
    if not opened:
        return
    item = meetings_reads.seen().item(str(opened))
    if mode != NEW and (item is None or item.kind not in ENDINGS):
        close_drawer()
        return
    title = f"New {kind_label(str(opened)).lower()}" if item is None else plain(item.title)

    change_seen = visitor.snapshot().change

    @st.dialog(title, width=620, position="right", on_dismiss=close_drawer)
    def drawer() -> None:
        # What a button in here brings about, a preview or another record, stands outside of the drawer.
        if st.session_state.get(OPEN) != opened or pending(KEY) or visitor.snapshot().change != change_seen:
            st.rerun()
        writing.refusals(REFUSED)
        _body(item, st.session_state.get(MODE, LOOK))

    drawer()


def _body(item: ItemView | None, mode: str) -> None:
    if mode in (NEW, EDIT) and visitor.may_edit():
        _form(item)
    elif item is not None and mode == CLOSE and visitor.may_edit():
        _closing(item)
    elif item is not None and mode == PROMOTE and visitor.may_edit():
        _promoting(item)
    elif item is not None:
        _look(item)


def _turn(mode: str, item: ItemView | None = None) -> None:
    st.session_state[MODE] = mode
    writing.refuse(REFUSED, [])
    if mode == EDIT and item is not None:
        meetings_form.opened(item.kind, item)


def _look(item: ItemView) -> None:
    draw_standing(item)
    if visitor.may_edit():
        with st.container(horizontal=True):
            st.button(
                "Move or edit", key="meetings_do_edit", icon=":material/edit:", type="primary",
                on_click=_turn, args=(EDIT, item),
            )  # fmt: skip
            if is_hoped(item):
                st.button(
                    "Promote the hoped date …", key="meetings_do_promote", icon=":material/upgrade:",
                    on_click=_turn, args=(PROMOTE,),
                )  # fmt: skip
            if item.status in ("planned", "open"):
                st.button(
                    "Close …", key="meetings_do_close", icon=":material/event_busy:", on_click=_turn, args=(CLOSE,),
                    help="It took place, it is cancelled, it was met or dropped.",
                )  # fmt: skip
    draw_fields(meetings_reads.seen(), item)
    draw_text(item)
    if item.kind == "meeting":
        st.subheader("Agenda", anchor=False)
        st.html(agenda_html(meetings_reads.all_agendas(visitor.seen_key())[item.code]))
    st.markdown(f"[Full page with its history and comments]({item_address(item.code)})")


def _form(item: ItemView | None) -> None:
    form = meetings_form.current()
    if form is None:
        close_drawer()
        st.rerun()

    def effects() -> None:
        day = meetings_form.new_day(form)
        if item is not None and day is not None:
            _effects(item, day)

    meetings_form.draw_form(form, effects)
    with st.container(horizontal=True):
        st.button(
            "Save …", key="meetings_form_save", type="primary", icon=":material/save:", on_click=_ask_form,
            help="Shows what will change before it is written.", shortcut="Mod+S",
        )  # fmt: skip
        st.button(
            "Cancel", key="meetings_form_cancel", on_click=_turn if item else close_drawer, args=(LOOK,)
        )


def _effects(item: ItemView, day: Any) -> None:
    """What a move would upset, before anything is saved."""
    snapshot, today = meetings_reads.seen(), meetings_reads.day()
    effects = moved_meeting(snapshot, item.code, day, today, filing_date(snapshot, today))
    lines = "\n".join(f"- {plain(sentence)}" for sentence in effects.sentences)
    with st.container(key="meetings_effects"):
        if effects.upset:
            st.warning(f"**What the move does**\n\n{lines}", icon=":material/change_history:")
        else:
            st.info(f"**What the move does**\n\n{lines}", icon=":material/event_available:")


def _ask_form() -> None:
    form = meetings_form.current()
    if form is None:
        return
    form.keep()
    writing.refuse(REFUSED, [])
    try:
        proposed = change(form, visitor.snapshot())
    except CannotRead as wrong:
        writing.refuse(REFUSED, wrong.sentences)
        return
    if proposed.empty:
        writing.refuse(REFUSED, ["Nothing has changed yet, so there is nothing to save."])
        return
    ask(KEY, proposed)


def _closing(item: ItemView) -> None:
    endings = ENDINGS[item.kind]
    status = st.radio(
        "What became of it?",
        list(endings),
        format_func=endings.__getitem__,
        key=f"meetings_ending_{item.code}",
    )
    if status == "cancelled":
        for sentence in cancelled_meeting(meetings_reads.seen(), item.code):
            st.markdown(f"- {plain(sentence)}")
    elif status in ("held", "met"):
        st.markdown("Its date then stands as held. It stays on record.")
    else:
        st.markdown("It stays on record with its date, and leaves what is still to come.")
    with st.container(horizontal=True):
        st.button(
            "Save …", key="meetings_ending_save", type="primary", icon=":material/save:", on_click=_ask_ending,
            args=(item,),
        )  # fmt: skip
        st.button("Back", key="meetings_ending_back", on_click=_turn, args=(LOOK,))


def _ask_ending(item: ItemView) -> None:
    status = st.session_state.get(f"meetings_ending_{item.code}")
    fields: dict[str, Any] = {"status": status}
    spec = date_spec(item.detail.get("date"))
    if status in ("held", "met") and spec is not None and spec.standing != "hoped":
        fields["date"] = spec.model_dump(mode="json") | {"standing": "held"}
    ask(KEY, ProposedChange(edits=(ItemEdit(item.code, fields, item.revision),)))


def _promoting(item: ItemView) -> None:
    standing = st.radio(
        "It becomes", PROMOTED_TO, format_func=STANDINGS.__getitem__, key="meetings_promote_to"
    )
    st.markdown(plain(promotion_words(item, standing)))
    st.text_area(
        "Reason", key="meetings_promote_why", height=90, placeholder="Who set the date, and where.",
        help="It stands in the history. Without a reason nothing is promoted.",
    )  # fmt: skip
    with st.container(horizontal=True):
        st.button(
            "Promote it", key="meetings_promote_now", type="primary", icon=":material/upgrade:",
            on_click=_promote, args=(item,),
        )  # fmt: skip
        st.button("Leave it a hope", key="meetings_promote_not", on_click=_turn, args=(LOOK,))


def _promote(item: ItemView) -> None:
    standing = str(st.session_state.get("meetings_promote_to"))
    why = str(st.session_state.get("meetings_promote_why") or "")
    verb = partial(promote, database(), visitor.signed_in(), item, standing, why)
    saved = writing.attempt(REFUSED, verb)
    if saved is not None:
        writing.say(f"Promoted, as change {saved.number}.")
        _turn(LOOK)
