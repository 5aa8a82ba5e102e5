"""The form of a membership: for whom a person acts, as what, and from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from workbench.graph.memberships import PROXY, ROLES, MembershipView
from workbench.graph.snapshot import Snapshot
from workbench.process.memberships import MembershipWanted, put_membership, take_membership
from workbench.screens import visitor, writing
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.connection import database
from workbench.screens.grammar import plain

KEY = "membership"
OPEN = "membership_open"
FIELDS = ("person", "organisation", "roles", "since", "until", "instrument", "why")
SAYS = {
    "representative": "representative: takes its positions",
    "alternate": "alternate: takes them in place of the representative",
    "authoriser": "authoriser: says that a position is the organisation's",
    "proxy": "proxy: takes them by a written proxy",
    "observer": "observer: reads along",
}
"""What a person may do in each role, for the list of choices."""


@dataclass(frozen=True)
class Opened:
    """What the form was opened for: a membership to change, or a new one for a person or an organisation."""

    link: str | None = None
    person: str | None = None
    organisation: str | None = None


def add_button(
    label: str, *, person: str | None = None, organisation: str | None = None, **look: str
) -> None:
    """Draw the button that opens an empty form.

    Args:
        person, organisation: code that stands in the form at first.
    """
    st.button(
        label,
        key=f"{KEY}_add",
        icon=":material/add:",
        on_click=_open,
        args=(Opened(None, person, organisation), {"person": person, "organisation": organisation}),
        **look,  # type: ignore[arg-type]
    )


def change_button(membership: MembershipView) -> None:
    """Draw the button that opens the form with a membership in it."""
    holds = {
        "person": membership.person.code,
        "organisation": membership.organisation.code,
        "roles": list(membership.roles),
        "since": membership.since,
        "until": membership.until,
        "instrument": membership.instrument,
    }
    opened = Opened(membership.link, membership.person.code, membership.organisation.code)
    st.button(
        "Change",
        key=f"{KEY}_change_{membership.link}",
        type="tertiary",
        icon=":material/edit:",
        help="Other roles, a first or last day, the instrument of a proxy.",
        on_click=_open,
        args=(opened, holds),
    )


def dialog(snapshot: Snapshot) -> None:
    """Draw the form while it is open; to be called at the end of the page."""
    opened = st.session_state.get(OPEN)
    if not isinstance(opened, Opened) or not visitor.may_edit():
        return

    @st.dialog(
        "New membership" if opened.link is None else "Change the membership",
        width="medium",
        on_dismiss=_close,
    )
    def drawn() -> None:
        if st.session_state.get(OPEN) != opened:
            st.rerun()
        _form(snapshot, opened)

    drawn()


def _place(name: str) -> str:
    return f"{KEY}_field_{name}"


def _open(opened: Opened, holds: dict[str, object]) -> None:
    st.session_state[OPEN] = opened
    empty: dict[str, object] = {"roles": [], "instrument": "", "why": ""}
    for name in FIELDS:
        value = holds.get(name)
        st.session_state[_place(name)] = empty.get(name) if value is None else value
    writing.refuse(KEY, [])


def _close() -> None:
    st.session_state.pop(OPEN, None)


def _form(snapshot: Snapshot, opened: Opened) -> None:
    writing.refusals(KEY)
    persons = _named(snapshot, "person", opened.person)
    organisations = _named(snapshot, "organisation", opened.organisation)
    left, right = st.columns(2)
    left.selectbox(
        "Person", list(persons), index=None, key=_place("person"), format_func=lambda c: persons.get(c, c),
        placeholder="Who acts?", disabled=opened.link is not None,
    )  # fmt: skip
    right.selectbox(
        "Organisation", list(organisations), index=None, key=_place("organisation"),
        format_func=lambda c: organisations.get(c, c), placeholder="For whom?", disabled=opened.link is not None,
    )  # fmt: skip
    st.multiselect(
        "As",
        ROLES,
        key=_place("roles"),
        format_func=lambda role: SAYS[role],
        placeholder="One role or several",
    )
    left, right = st.columns(2)
    for column, name, label, says in (
        (left, "since", "First day", "Empty: always was"),
        (right, "until", "Last day", "Empty: no end. A past one stays on record."),
    ):
        column.date_input(
            label, key=_place(name), format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY, help=says
        )
    if PROXY in (st.session_state.get(_place("roles")) or []):
        st.text_input(
            "Instrument of the proxy", key=_place("instrument"),
            placeholder="Letter of 3 March 2014", help="The letter or mail that gives the proxy, as it is cited.",
        )  # fmt: skip
    st.text_input("Why", key=_place("why"), placeholder="Stays in the history; may be left empty")
    with st.container(horizontal=True):
        st.button(
            "Save", key=f"{KEY}_save", type="primary", icon=":material/save:", on_click=_save, args=(opened,)
        )
        st.button("Cancel", key=f"{KEY}_cancel", on_click=_close)
        if opened.link is not None:
            with st.popover("Take away", type="tertiary", icon=":material/delete:"):
                st.markdown("For one that never was. One that is over gets a last day and stays as past.")
                st.button("Take it away", key=f"{KEY}_take", on_click=_take, args=(opened.link,))


def _named(snapshot: Snapshot, kind: str, chosen: str | None) -> dict[str, str]:
    return {
        item.code: f"{item.title} · {item.code}"
        for item in snapshot.of_kind(kind)
        if item.status == "active" or item.code == chosen
    }


def _save(opened: Opened) -> None:
    typed = {name: st.session_state.get(_place(name)) for name in FIELDS}
    missing = [
        words
        for name, words in (("person", "A person"), ("organisation", "An organisation"))
        if not typed[name]
    ]
    if missing:
        writing.refuse(KEY, [f"{words} is missing: choose one from the list." for words in missing])
        return
    roles = tuple(typed["roles"] or ())
    wanted = MembershipWanted(
        person=str(typed["person"]),
        organisation=str(typed["organisation"]),
        roles=roles,
        since=typed["since"],
        until=typed["until"],
        instrument=str(typed["instrument"] or "") if PROXY in roles else "",
    )
    verb = partial(
        put_membership, database(), visitor.signed_in(), wanted,
        why=str(typed["why"] or ""), replaces=opened.link,
    )  # fmt: skip
    if (
        writing.attempt(KEY, verb, f"{plain(wanted.person)} acts for {plain(wanted.organisation)}: saved.")
        is not None
    ):
        _close()


def _take(link: str) -> None:
    verb = partial(take_membership, database(), visitor.signed_in(), link)
    if writing.attempt(KEY, verb, "The membership is taken away; the history keeps it.") is not None:
        _close()
