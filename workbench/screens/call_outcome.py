"""What came of a call: its outcome's sentence, that it was contested, its other rounds, why it is void."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow, StepRow
from workbench.graph.ballots.rounds import earlier_rounds, later_round, round_sentence
from workbench.graph.dates import display_moment
from workbench.process.ballots.recording import LONGEST_REASON, contest
from workbench.process.clock import now
from workbench.screens import visitor, writing
from workbench.screens.addresses import page_address
from workbench.screens.ballots_seen import ballots_looked_at, moment_looked_at, seen
from workbench.screens.connection import database
from workbench.screens.grammar import plain

REFUSED = "call_outcome"


def draw(ballot: BallotRow) -> None:
    """Draw what is to be known before the text: the outcome, contests, rounds, extensions.

    Args:
        ballot: as the visitor may see it.
    """
    if ballot.voided:
        st.error(f"**This call was declared void.** {plain(ballot.void_reason)}", icon=":material/block:")
    if ballot.outcome is not None:
        st.info(f"**Outcome recorded.** {plain(ballot.outcome_sentence)}", icon=":material/gavel:")
        if ballot.item_revision != _recorded_revision(ballot) and ballot.moved:
            st.caption("The text has been changed since; the outcome is about the earlier one.")
        _contests(ballot)
    for line in rounds(ballot):
        st.markdown(line)
    for step in ballot.steps:
        if step.kind == "extended":
            st.caption(f"Extended on {_when_by(step)}: {plain(step.why)}")
        if step.kind == "closed":
            st.caption(f"Closed before its time on {_when_by(step)}: {plain(step.why)}")


def _when_by(step: StepRow) -> str:
    """When a step was made, and by whom where the visitor may know that."""
    by = f" by {plain(step.person_name)}" if step.person_name else ""
    return f"{display_moment(step.at)}{by}"


def _recorded_revision(ballot: BallotRow) -> int:
    found = [step.detail.get("revision") for step in ballot.steps if step.kind == "recorded"]
    return int(found[-1]) if found and found[-1] else ballot.revision


def rounds(ballot: BallotRow) -> list[str]:
    """The other rounds of a call as Markdown, a sentence each: what was voided or asked again is disclosed."""
    # Hundreds look at an open call at once, and it is not asked again: what was read a moment ago will do.
    is_open = ballot.state(moment_looked_at()) == "open"
    known = ballots_looked_at(fresh_for=1.0 if is_open else 0.0, numbers=visitor.numbers())
    found = [
        f"{plain(round_sentence(seen(earlier)))} [Look at it]({page_address('call', call=earlier.code)})"
        for earlier in earlier_rounds(known, ballot)
    ]
    later = later_round(known, ballot)
    if later is not None and later.opens_at is not None:
        address = page_address("call", call=later.code)
        found.append(f"It was asked again: [{later.code}]({address}), round {later.round}.")
    return found


def _contests(ballot: BallotRow) -> None:
    for step in ballot.contests:
        st.warning(
            f"**Contested by {plain(step.organisation_name)}** on {display_moment(step.at)}: {plain(step.why)}",
            icon=":material/flag:",
        )
    actor = visitor.signed_in()
    done = {step.organisation for step in ballot.contests}
    open_to = [m for m in actor.memberships if m.roles - {"observer"} and m.organisation not in done]
    until = ballot.contest_until
    if (
        until is None
        or now() > until
        or not visitor.is_now()
        or not actor.may("contest-outcome")
        or not open_to
    ):
        return
    st.caption(f"An organisation can contest this outcome until {display_moment(until)}.")
    writing.refusals(f"{REFUSED}_{ballot.code}", "Nothing was recorded")
    with st.popover("Contest this outcome …", icon=":material/flag:"):
        names = {m.organisation: m.name for m in open_to}
        organisation = next(iter(names))
        if len(names) > 1:
            organisation = st.selectbox(
                "For", list(names), format_func=names.__getitem__, key="call_contest_for"
            )
        st.markdown(
            f"The reason will stand beside the outcome, in the name of {plain(names[organisation])}, "
            "wherever the outcome is shown."
        )
        st.text_area("Reason (needed)", key="call_contest_reason", max_chars=LONGEST_REASON)
        st.button(
            "Contest it",
            key="call_contest",
            type="primary",
            on_click=_contest,
            args=(ballot.code, organisation),
        )


def _contest(code: str, organisation: str) -> None:
    reason = str(st.session_state.get("call_contest_reason") or "")
    verb = partial(contest, database(), visitor.signed_in(), code, organisation, reason)
    writing.attempt(f"{REFUSED}_{code}", verb, "It is recorded that the outcome is contested.")
