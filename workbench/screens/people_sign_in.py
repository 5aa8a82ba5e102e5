"""Signing in: links for persons, shown once; links that were made; who is signed in."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

import streamlit as st

from workbench.graph.dates import display_moment
from workbench.graph.snapshot import Snapshot
from workbench.process.access import (
    MadeLink,
    OpenSessions,
    links_made,
    open_sessions,
    revoke_links,
    sign_out_everywhere,
)
from workbench.process.clock import now
from workbench.process.sign_in import SignInRefused, make_link
from workbench.screens import people_invitations, visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import empty, plain

Result = TypeVar("Result")

KEY = "people_sign_in"
PERSON, LIFETIME, FRESH = "people_link_person", "people_link_lifetime", "people_link_fresh"
LIFETIMES = {"12 hours": timedelta(hours=12), "3 days": timedelta(days=3), "14 days": timedelta(days=14)}
WHOSE = "people_link_whose"
SHOWN = 50
"""Most links that are drawn in one list; each is a row with a button."""
FACILITATOR = "Facilitator, by the link of this machine"
SHAPES = {"open": "open", "used": "done", "expired": "off", "revoked": "off"}


@dataclass(frozen=True)
class FreshLink:
    """A link that was just made; nobody can show it again."""

    name: str
    address: str
    expires_at: datetime


def draw(snapshot: Snapshot) -> None:
    """Draw the part of the page."""
    writing.refusals(KEY, "Nothing was done")
    if not visitor.is_now():
        empty("Links are made for people of today. Choose “Now” in the side bar first.")
        return
    _make(snapshot)
    people_invitations.draw(snapshot, sign_in_address)
    with database().read() as session:
        sessions, links = open_sessions(session), links_made(session)
    st.subheader("Signed in", anchor=False)
    if not sessions:
        empty("Nobody is signed in.")
    for held in sessions:
        _signed_in(held)
    st.subheader("Links", anchor=False)
    _links(links)


def _links(links: list[MadeLink]) -> None:
    """Links of persons that still work, then those of this machine, then those that are done with."""
    numbered = list(enumerate(links))
    sought = ""
    if len(links) > SHOWN:
        wanted = st.text_input("Whose links?", key=WHOSE, placeholder="part of a name or a code")
        sought = str(wanted or "").strip()
    machine = [(n, link) for n, link in numbered if link.state == "open" and not link.code]
    if sought:
        fits = sought.casefold()
        numbered = [(n, link) for n, link in numbered if fits in f"{link.name} {link.code}".casefold()]
    working = [(n, link) for n, link in numbered if link.state == "open" and link.code]
    done = [(n, link) for n, link in numbered if link.state != "open"]
    if not working:
        empty(
            f"No link of “{sought}” waits to be used." if sought else "No link of a person waits to be used."
        )
    _rows(working)
    if machine:
        with st.expander(f"Printed by this machine and not used yet ({len(machine)})"):
            st.caption("The server prints one for the facilitator at every start.")
            st.button("Take all of them back", key="people_revoke_machine", on_click=_revoke_machine)
            _rows(machine)
    if done:
        with st.expander(f"Used, expired or taken back ({len(done)})"):
            _rows(done)


def _rows(links: list[tuple[int, MadeLink]]) -> None:
    """The latest links, and how many older ones there are."""
    for number, link in links[:SHOWN]:
        _link(number, link)
    if len(links) > SHOWN:
        st.caption(
            f"The latest {SHOWN} of {len(links):,}. Write part of a name above to find those of a person."
        )


def _make(snapshot: Snapshot) -> None:
    persons = {p.code: p.title for p in snapshot.of_kind("person") if p.status == "active"}
    if not persons:
        empty("A link is made for a person. Add a person first.")
        return
    person, lifetime, button = st.columns([3, 2, 1], vertical_alignment="bottom")
    person.selectbox(
        "Person",
        list(persons),
        index=None,
        key=PERSON,
        format_func=lambda code: f"{persons[code]} · {code}",
        placeholder="Who is to sign in?",
    )
    lifetime.selectbox("Good for", list(LIFETIMES), key=LIFETIME)
    button.button(
        "Make a link",
        key="people_link_make",
        type="primary",
        icon=":material/link:",
        disabled=not st.session_state.get(PERSON),
        on_click=_made,
        args=(persons,),
    )
    fresh = st.session_state.get(FRESH)
    if isinstance(fresh, FreshLink):
        _show(fresh)


def _show(fresh: FreshLink) -> None:
    with st.container(border=True, key="people_link_box"):
        st.markdown(
            f"**The link for {plain(fresh.name)}.** It signs in once, until {display_moment(fresh.expires_at)}. "
            "It is shown only now: copy it and send it to nobody else."
        )
        st.code(fresh.address, language=None, wrap_lines=True)
        st.button("I have copied it", key="people_link_done", on_click=_forget)


def _made(persons: dict[str, str]) -> None:
    code = st.session_state.get(PERSON)
    if not code:
        return
    lifetime = LIFETIMES[st.session_state.get(LIFETIME) or next(iter(LIFETIMES))]
    token = _attempt(partial(make_link, database(), visitor.signed_in(), person=code, lifetime=lifetime))
    if isinstance(token, str):
        st.session_state[FRESH] = FreshLink(persons.get(code, code), sign_in_address(token), now() + lifetime)


def sign_in_address(token: str) -> str:
    """The whole address of a sign-in link on this server, as the visitor reaches it."""
    page = st.context.url
    base = page.split("?")[0].rsplit("/", 1)[0] if isinstance(page, str) and "://" in page else ""
    return f"{base}/sign-in?{urlencode({'token': token})}"


def _forget() -> None:
    st.session_state.pop(FRESH, None)


def _signed_in(held: OpenSessions) -> None:
    browsers = f"{held.number} browser{'' if held.number == 1 else 's'}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"people_row_session_{held.code}"):
        name = html.escape(held.name if held.code else FACILITATOR)
        quiet = f"{browsers}, last on {display_moment(held.last_made_at)}"
        st.html(
            f'<div class="wb-event"><b>{name}</b> <span class="wb-code">{html.escape(held.code)}</span>'
            f'<div class="wb-remark">{html.escape(quiet)}</div></div>',
            width="stretch",
        )
        with st.popover("Sign out everywhere", icon=":material/logout:", type="tertiary"):
            whose = "you, if you signed in by it," if not held.code else plain(held.name)
            st.markdown(
                f"This signs {whose} out of {browsers} and takes back links that were not used yet. "
                "What was typed there and not saved is lost."
            )
            st.button(
                "Sign out everywhere",
                key=f"people_sign_out_{held.code}",
                type="primary",
                on_click=_sign_out,
                args=(held.code or None, held.name),
            )


def _sign_out(code: str | None, name: str) -> None:
    number = _attempt(partial(sign_out_everywhere, database(), visitor.signed_in(), code))
    if number is not None:
        writing.say(f"{plain(name)} is signed out of {number} {'browser' if number == 1 else 'browsers'}.")


def _link(number: int, link: MadeLink) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"people_row_link_{number}"):
        name = html.escape(link.name if link.code else FACILITATOR)
        until = {"open": "good until", "used": "used", "expired": "expired", "revoked": "taken back"}[
            link.state
        ]
        quiet = f"made {display_moment(link.made_at)} · {until} {display_moment(link.until)}"
        st.html(
            f'<div class="wb-event"><b>{name}</b> <span class="wb-code">{html.escape(link.code)}</span> '
            f'<span class="wb-status {SHAPES[link.state]}">{link.state}</span>'
            f'<div class="wb-remark">{html.escape(quiet)}</div></div>',
            width="stretch",
        )
        if link.state == "open":
            st.button(
                "Take back",
                key=f"people_revoke_{number}",
                type="tertiary",
                icon=":material/link_off:",
                help="Nobody can sign in by it any more.",
                on_click=_revoke,
                args=(link.key,),
            )


def _revoke(key: str) -> None:
    number = _attempt(partial(revoke_links, database(), visitor.signed_in(), key=key))
    if number is not None:
        writing.say("The link is taken back." if number else "The link was used or taken back already.")


def _revoke_machine() -> None:
    number = _attempt(partial(revoke_links, database(), visitor.signed_in()))
    if number is not None:
        writing.say(f"{number} {'link is' if number == 1 else 'links are'} taken back.")


def _attempt(verb: Callable[[], Result]) -> Result | None:
    """Call a verb of signing in, whose refusal is a sentence of its own."""
    try:
        return writing.attempt(KEY, verb)
    except SignInRefused as refused:
        writing.refuse(KEY, [str(refused)])
        return None
