"""What a save would write, shown before it is written: one dialog for every page.

How a page uses it::

    def _change() -> ProposedChange:  # from what the widgets and session state hold
        return ProposedChange(edits=(ItemEdit(code, fields, revision=revision_seen),))


    save_button("item", _change)  # draws "Save …"; Ctrl+S presses it
    save_preview("item", on_saved=…, on_dropped=…)  # draws the dialog while it is open

* ``save_button`` calls ``_change`` when it is pressed and keeps the proposed change; any other
  callback can do the same with ``ask(key, change)``, for instance after a file was read.
* ``save_preview`` is called once in every run of the page, at its end. It shows, per item, each
  field before and after, whose edits are merged, what turns suspect, and asks for the reason and
  the date from which the change takes effect. Where another person wrote the same field since, both
  versions stand side by side and one is chosen, or a third is written; nothing typed is lost.
* The save itself is one call of ``process.changes.save`` in a callback. ``on_saved`` is called in
  the same callback with what was saved: forget the page's draft there, never before.
* A page passes the revision that it showed in every ``ItemEdit``; without it there are no conflicts
  and the last writer wins.

A change that needs no preview (a review, a comment) goes through ``writing.attempt``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from workbench.exchange.grid import RefusedRows
from workbench.graph.proposed import ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process import changes
from workbench.process.actor import NotPermitted
from workbench.process.changes import Saved
from workbench.process.clock import group_today
from workbench.process.planning.preview import Preview
from workbench.screens import conflict_choice, grammar, visitor, writing
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.conflict_choice import Choices
from workbench.screens.connection import database
from workbench.screens.pending_save import Pending, ask, close, pending
from workbench.screens.preview_words import draw_preview

SAVE_SHORTCUT = "Mod+S"
"""Ctrl+S, or Command+S on a Mac: Streamlit keeps c and r for itself."""


def save_button(
    key: str,
    build: Callable[[], ProposedChange],
    *,
    label: str = "Save …",
    help: str = "Shows what will change before it is written.",
    verb: str = "edit",
    disabled: bool = False,
    type: Any = "primary",
) -> None:
    """Draw the button that opens the preview; Ctrl+S presses it.

    Args:
        key: prefix of the page's session keys, the same as for ``save_preview``.
        build: gives the proposed change; called in the button's callback. It may raise
            ``RefusedRows``, whose sentences ``writing.refusals(key)`` draws.
        verb: the verb that is written to the history.
    """
    st.button(
        label,
        key=f"{key}_save_button",
        type=type,
        icon=":material/save:",
        help=help,
        disabled=disabled,
        shortcut=None if pending(key) is not None or disabled else SAVE_SHORTCUT,
        on_click=_ask_built,
        args=(key, build, verb),
    )


def save_preview(
    key: str,
    on_saved: Callable[[Saved], None] | None = None,
    *,
    title: str = "What this save will write",
    on_dropped: Callable[[], None] | None = None,
    why: str = "",
    effective_on: date | None = None,
    beside: Callable[[ProposedChange], None] | None = None,
    above: Callable[[], None] | None = None,
) -> None:
    """Draw the dialog while a change waits under the key; to be called in every run of the page.

    Args:
        on_saved: called in the callback that saved.
        on_dropped: forgets the page's draft; offered when nothing of it is left to write, because the
            others' versions were chosen.
        why: the reason that stands in the field at first.
        effective_on: the group's date that stands in the field at first; today when None.
        beside: draws more about the change below what it writes, such as a drawing before and after.
        above: draws a choice on which the change depends; its callback asks anew.
    """
    waiting = pending(key)
    if waiting is None:
        return
    first_why = why or waiting.change.why
    first_day = effective_on or waiting.change.effective_on or group_today()

    @st.dialog(
        title, width="large", icon=":material/rule:", on_dismiss=partial(_dismissed, key, waiting.number)
    )
    def dialog() -> None:
        if pending(key) is None:
            st.rerun()
        if above is not None:
            above()
        _body(key, first_why, first_day, on_saved, on_dropped, beside)

    dialog()


def _dismissed(key: str, number: int) -> None:
    found = pending(key)
    if found is not None and found.number == number:
        close(key)


def _ask_built(key: str, build: Callable[[], ProposedChange], verb: str) -> None:
    try:
        change = build()
    except RefusedRows as refused:
        writing.refuse(key, writing.sentences_of(refused))
        return
    if change.empty:
        st.session_state.pop(f"{key}_refusals", None)
        writing.say("Nothing has changed yet.")
        return
    ask(key, change, verb=verb)


def _body(
    key: str,
    why: str,
    day: date,
    on_saved: Callable[[Saved], None] | None,
    on_dropped: Callable[[], None] | None,
    beside: Callable[[ProposedChange], None] | None,
) -> None:
    waiting = pending(key)
    assert waiting is not None
    writing.refusals(f"{key}_save")
    asked = _with_words(key, waiting, why, day)
    try:
        looked, snapshot = _looked(waiting, asked, {})
    except NotPermitted as refused:
        grammar.refusal([str(refused)])
        return
    waiting.conflicts = looked.conflicts
    conflict_choice.forget_overtaken(waiting.choices, looked.conflicts)
    if looked.conflicts:
        conflict_choice.draw(f"{key}_{waiting.number}", looked.conflicts, waiting.choices, snapshot)
        if waiting.choices:
            looked, _ = _looked(waiting, _as_chosen(asked, waiting), waiting.choices)
    draw_preview(looked, snapshot)
    if beside is not None and looked.savable and not looked.empty:
        beside(_as_chosen(asked, waiting))
    if looked.empty and looked.savable and on_dropped is not None:
        st.button("Drop my edits", key=f"{key}_save_drop", on_click=_drop, args=(key, on_dropped))
    _asked_of_the_writer(key, waiting, looked, why, day, on_saved)


def _drop(key: str, on_dropped: Callable[[], None]) -> None:
    close(key)
    on_dropped()


def _looked(waiting: Pending, change: ProposedChange, choices: Choices) -> tuple[Preview, Snapshot]:
    """The preview, and the record as it was no later than that.

    It is planned anew only when the record, the date or a choice has changed: planning hundreds of
    edits takes longer than a page may think, and the dialog runs at every word of the reason.
    """
    actor = visitor.signed_in()
    while True:
        snapshot = SNAPSHOTS.get(database())
        state = (actor, snapshot.change, change.effective_on, tuple(sorted(choices.items())))
        if state not in waiting.looked:
            looked = changes.preview(database(), actor, change)
            if any(conflict.change > snapshot.change for conflict in looked.conflicts):
                continue
            waiting.looked[state] = looked
        return waiting.looked[state], snapshot


def _asked_of_the_writer(
    key: str,
    waiting: Pending,
    looked: Preview,
    why: str,
    day: date,
    on_saved: Callable[[Saved], None] | None,
) -> None:
    n = waiting.number
    reason, when = st.columns([3, 1])
    reason.text_input(
        "Reason",
        value=why,
        key=f"{key}_why_{n}",
        max_chars=5_000,
        placeholder="Why, in a few words. It stands in the history.",
    )
    when.date_input(
        "In effect from",
        value=day,
        key=f"{key}_effective_{n}",
        format="YYYY-MM-DD",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        help="The group's own date of this change. History and baselines are read by it.",
    )
    can = looked.savable and not looked.empty
    with st.container(horizontal=True):
        st.button(
            "Save",
            key=f"{key}_save_now",
            type="primary",
            icon=":material/check:",
            disabled=not can,
            shortcut=SAVE_SHORTCUT if can else None,
            on_click=_save,
            args=(key, why, day, on_saved),
        )
        st.button("Go on editing", key=f"{key}_save_not", on_click=close, args=(key,))


def _with_words(key: str, waiting: Pending, why: str, day: date) -> ProposedChange:
    """The change with the reason and the date as they stand in the dialog."""
    n = waiting.number
    reason = st.session_state.get(f"{key}_why_{n}", why)
    effective = st.session_state.get(f"{key}_effective_{n}", day)
    return replace(
        waiting.change,
        why=reason or "",
        effective_on=effective if isinstance(effective, date) else day,
    )


def _as_chosen(change: ProposedChange, waiting: Pending) -> ProposedChange:
    """The change with the versions that were chosen so far."""
    edits = conflict_choice.applied(change.edits, waiting.choices, waiting.conflicts)
    return replace(change, edits=edits)


def _save(key: str, why: str, day: date, on_saved: Callable[[Saved], None] | None) -> None:
    waiting = pending(key)
    if waiting is None:
        return
    change = _as_chosen(_with_words(key, waiting, why, day), waiting)
    save = partial(changes.save, database(), visitor.signed_in(), change, verb=waiting.verb)
    saved = writing.attempt(f"{key}_save", save)
    if saved is None:
        return
    close(key)
    writing.say(f"Saved as change {saved.number}. {saved.preview.summary()}")
    if on_saved is not None:
        on_saved(saved)


__all__ = ["Pending", "Saved", "ask", "close", "pending", "save_button", "save_preview"]
