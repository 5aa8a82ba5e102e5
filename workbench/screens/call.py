"""One consensus call, poll or call for statements: read, choose, say why, send; then the receipt."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.dates import display_moment
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import AUTHORISER, SPEAKERS, Actor
from workbench.screens import (
    call_behalf,
    call_form,
    call_others,
    call_outcome,
    call_standing,
    call_statement,
    call_text,
    comment_threads,
    visitor,
)
from workbench.screens.addresses import page_address
from workbench.screens.ballots_seen import ballots_looked_at, moment_looked_at, seen
from workbench.screens.grammar import empty, plain

CALL = "call"
ORGANISATION = "organisation"
RANK = ("representative", "alternate", "authoriser", "proxy")
"""Names in the address: which call, and for which organisation."""


def call_address(code: str, organisation: str = "") -> str:
    """The address of a call's page, for one organisation where it is named."""
    return page_address("call", **{CALL: code, ORGANISATION: organisation})


def page() -> None:
    """Draw the page of the call that the address names."""
    actor, snapshot = visitor.signed_in(), visitor.snapshot()
    code = str(st.query_params.get(CALL) or "").strip().upper()
    ballot = _call(code) if code else None
    if ballot is None or ballot.opens_at is None or snapshot.item(ballot.item) is None:
        _missing(code)
        return
    moment = moment_looked_at()
    st.set_page_config(page_title=f"{ballot.question} · {ballot.code}")
    _head(ballot, moment)
    call_outcome.draw(seen(ballot))
    organisation = _organisation(actor, ballot)
    if ballot.kind == "statement-call":
        call_statement.draw(ballot, organisation, moment)
        _comments(snapshot, ballot)
        return
    call_text.draw(ballot, snapshot)
    if organisation is not None:
        st.subheader(f"The position of {plain(_name(actor, organisation))}", anchor=False)
        _own(ballot.code, organisation, call_text.shown_fingerprint(ballot, snapshot))
    elif actor.may("prepare-ballot") and visitor.is_now():
        call_behalf.draw(ballot, is_open=ballot.state(moment) == "open")
    call_others.draw(ballot.code)
    _comments(snapshot, ballot)


def _call(code: str) -> BallotRow | None:
    """The call with a code; what was read a moment ago does not know one that was opened since."""
    held = ballots_looked_at(fresh_for=1.0).get(code)
    return held if held is not None and held.opens_at is not None else ballots_looked_at().get(code)


def _comments(snapshot: Snapshot, ballot: BallotRow) -> None:
    """The comments of the call, read only once somebody opens them."""
    box = st.expander(
        "Comments on this call",
        key=f"call_comments_{ballot.code}",
        icon=":material/forum:",
        on_change="rerun",
    )
    if box.open:
        with box:
            comment_threads.draw_threads(snapshot, ballot.item, ballot=ballot.code)


@st.fragment(key=call_form.FRAGMENT)
def _own(code: str, organisation: str, seen_text: str) -> None:
    """What one's own organisation has said and can say; drawn again by itself, so that nothing else runs.

    Args:
        seen_text: fingerprint of the text that stands above.
    """
    actor, moment = visitor.signed_in(), moment_looked_at()
    ballot = ballots_looked_at(numbers=visitor.numbers())[code]
    call_standing.draw(actor, ballot, organisation)
    speaks = bool(actor.roles_for(organisation) & SPEAKERS)
    if ballot.state(moment) == "open" and visitor.is_now() and speaks:
        # The receipt says what was said; else what was said stands above the form.
        receipt = call_form.receipt_says_it(ballot, organisation)
        if not receipt:
            call_standing.draw_beneath(actor, ballot, organisation)
        call_form.draw(ballot, organisation, seen_text)
        if receipt:
            call_standing.draw_beneath(actor, ballot, organisation)
        return
    call_standing.draw_beneath(actor, ballot, organisation)
    call_form.late(code, organisation)
    if ballot.state(moment) == "closed" and ballot.ends is not None:
        st.caption(f"The call closed on {display_moment(ballot.ends)}; no position is taken any more.")
    if ballot.state(moment) == "open" and not speaks:
        st.caption("A representative or alternate takes the position; you authorise it.")


def _head(ballot: BallotRow, moment: datetime) -> None:
    state = ballot.state(moment)
    said = {
        "open": f"open until {display_moment(ballot.ends)}" if ballot.ends else "open",
        "closed": f"closed since {display_moment(ballot.ends)}" if ballot.ends else "closed",
        "recorded": "the outcome is recorded",
        "void": "void",
        "draft": "not open yet",
    }[state]
    shape = {"open": "open", "closed": "doubt", "recorded": "done", "void": "off", "draft": "off"}[state]
    left = f" · {_left(ballot.ends - moment)}" if state == "open" and ballot.ends else ""
    st.title(plain(ballot.question), anchor=False)
    st.html(
        f'<p class="wb-standing"><span class="wb-status {shape}">{html.escape(said)}</span>'
        f'<span class="wb-code">{html.escape(left)} · {html.escape(BALLOT_KINDS[ballot.kind])} '
        f"{html.escape(ballot.code)}{f' · round {ballot.round}' if ballot.round > 1 else ''}</span></p>"
    )


def _left(left: timedelta) -> str:
    if left < timedelta(hours=2):
        return f"{max(1, int(left.total_seconds() // 60))} minutes left"
    if left < timedelta(days=2):
        return f"{int(left.total_seconds() // 3600)} hours left"
    return f"{left.days} days left"


def _organisation(actor: Actor, ballot: BallotRow) -> str | None:
    """For which organisation the visitor is here: the only one, or the one chosen."""
    # Where one speaks as a representative one is at home; a proxy comes last.
    held = sorted(
        (m for m in actor.memberships if m.roles & (SPEAKERS | {AUTHORISER})),
        key=lambda m: (min(RANK.index(role) for role in m.roles if role in RANK), m.name),
    )
    known = {m.organisation: m.name for m in held}
    if not known:
        return None
    if len(known) == 1:
        return next(iter(known))
    asked = {code for code, _ in ballot.addressees}
    return st.selectbox(
        "You speak for several organisations. For which one are you here?",
        sorted(known, key=lambda code: code not in asked),
        key=ORGANISATION,
        format_func=lambda code: known[code],
        bind="query-params",
    )


def _name(actor: Actor, organisation: str) -> str:
    return next((m.name for m in actor.memberships if m.organisation == organisation), organisation)


def _missing(code: str) -> None:
    st.title("There is no such call" if code else "Choose a call", anchor=False)
    if code:
        st.markdown(f"No call that is open or closed has the code **{plain(code[:40])}**.")
    moment = moment_looked_at()
    shown = [b for b in ballots_looked_at().values() if b.state(moment) == "open"]
    known = visitor.snapshot().by_code
    shown = [b for b in shown if b.item in known]
    if not shown:
        empty("No call is open. You will find them here and on My page as soon as the facilitator opens one.")
    for ballot in sorted(shown, key=lambda b: (b.ends or moment, b.code)):
        closes = f"closes {display_moment(ballot.ends)}" if ballot.ends else ""
        st.markdown(
            f"- [{plain(ballot.question)}]({call_address(ballot.code)}) :gray[{ballot.code}, {closes}]"
        )
