"""My page: what awaits one's organisations, the most urgent first, and what they have said."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import rounds_words
from workbench.graph.ballots.mine import SaidRow, Task, Waiting, said_by, waiting
from workbench.graph.ballots.rounds import contested_words
from workbench.graph.ballots.tally import authority, choice_words, said
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.dates import display_moment, listed
from workbench.process.actor import AUTHORISER, SPEAKERS, Actor, Membership
from workbench.process.ballots.statements import statements
from workbench.screens import visitor
from workbench.screens.ballots_seen import ballots_looked_at, moment_looked_at
from workbench.screens.call import call_address
from workbench.screens.connection import database
from workbench.screens.grammar import empty, heading

ASKED: dict[Task, str] = {
    "answer": "Your position is asked for.",
    "rest": "Your answer is not complete.",
    "renew": "The text was changed: your position was taken on the earlier one and does not count any more.",
    "editorial": "A change is proposed as editorial: contest it, or let your position carry over.",
    "joint": "A joint position names you: confirm it, or take another.",
    "statement": "Your statement is asked for, in your own words.",
    "authorise": "A position is preliminary until you authorise it.",
}
SHAPES = {
    "answer": "○",
    "rest": "◐",
    "renew": "△",
    "editorial": "△",
    "joint": "○",
    "statement": "○",
    "authorise": "◇",
}


def page() -> None:
    """Draw the page."""
    actor, moment, present = visitor.signed_in(), moment_looked_at(), visitor.is_now()
    who = ", ".join(m.name for m in actor.memberships) or actor.name
    if present:
        heading("My page", f"What awaits {who}, and what you have said.")
    else:
        heading("My page", f"What awaited {who} at the moment looked at, and what you had said.")
    known = visitor.snapshot().by_code
    calls = [b for b in ballots_looked_at().values() if b.item in known and b.opens_at is not None]
    members = [m for m in actor.memberships if m.roles & (SPEAKERS | {AUTHORISER})]
    tasks = [task for member in members for task in _tasks(calls, member, moment)]
    tasks.sort(key=lambda t: (t.by is None or t.task == "authorise", t.by or moment))
    awaits = "awaits" if present else "awaited"
    st.subheader(
        f"{awaits.capitalize()} you ({len(tasks)})" if tasks else f"Nothing {awaits} you", anchor=False
    )
    if tasks:
        st.html(
            f'<ul class="wb-tasks">{"".join(_task(task, len(members) > 1, moment) for task in tasks)}</ul>'
        )
    elif present:
        empty(
            "When the facilitator opens a call, or a text changes under a position of yours, it stands here first."
        )
    _said(actor, calls, members, moment)


def _tasks(calls: Iterable[BallotRow], member: Membership, moment: datetime) -> list[Waiting]:
    locked: frozenset[str] = frozenset()
    calls = list(calls)
    if any(ballot.kind == "statement-call" for ballot in calls):
        with database().read() as session:
            locked = frozenset(
                row.ballot
                for row in statements(session, change=visitor.change_looked_at())
                if row.locked and row.organisation == member.organisation
            )
    return waiting(
        calls,
        member.organisation,
        moment,
        speaks=bool(member.roles & SPEAKERS),
        authorises=AUTHORISER in member.roles,
        locked=locked,
    )


def _task(task: Waiting, several: bool, moment: datetime) -> str:
    ballot = task.ballot
    address = html.escape(call_address(ballot.code, task.organisation if several else ""))
    by = ""
    if task.by is not None and task.by > moment:
        left = task.by - moment
        days = "today" if left.days == 0 else f"{left.days} {'day' if left.days == 1 else 'days'} left"
        by = f"{display_moment(task.by)}, {days}"
    name = dict(ballot.addressees).get(task.organisation, task.organisation)
    whose = f"for {html.escape(name)} · " if several else ""
    return (
        f'<li><span class="wb-shape" aria-hidden="true">{SHAPES[task.task]}</span><div>'
        f'<a class="wb-line" href="{address}" target="_self">{html.escape(ballot.question)}</a>'
        f"<div>{html.escape(' '.join(filter(None, (ASKED[task.task], _unanswered(task)))))}</div>"
        f'<div class="wb-remark">{whose}{BALLOT_KINDS[ballot.kind]} {html.escape(ballot.code)}'
        f"{f' · until {by}' if by else ''}</div></div></li>"
    )


def _unanswered(task: Waiting) -> str:
    """Which alternatives or days are still without an answer; empty where the task is another."""
    if not task.unanswered:
        return ""
    day = task.ballot.kind == "date-poll"
    one, several = ("One day is", "days are") if day else ("One alternative is", "alternatives are")
    number = len(task.unanswered)
    names = listed([choice.title or choice_words(choice.key) for choice in task.unanswered])
    return f"{one if number == 1 else f'{number} {several}'} unanswered: {names}."


def _said(actor: Actor, calls: list[BallotRow], members: list[Membership], moment: datetime) -> None:
    rows = [row for member in members for row in said_by(calls, member.organisation)]
    st.subheader("What you said" if visitor.is_now() else "What you had said", anchor=False)
    if not rows:
        empty(
            "Positions of your organisation stand here, each with the text that it is about and its authority."
        )
        return
    names = {m.organisation: m.name for m in actor.memberships}
    several = len(members) > 1
    known = {call.code: call for call in calls}
    lines = (
        _row(
            row,
            names[row.organisation] if several else "",
            moment,
            rounds_words(known, row.ballot, moment),
        )
        for row in rows
    )
    st.html(f'<ul class="wb-tasks">{"".join(lines)}</ul>')


def _row(row: SaidRow, name: str, moment: datetime, rounds: Sequence[str]) -> str:
    """One thing that was said; ``rounds`` are the other rounds of its call, a few words each."""
    position, ballot = row.position, row.ballot
    marks = [authority(position)] if ballot.kind == "consensus-call" else []
    if position.overtaken:
        until = position.editorial_until
        marks = [
            f"on an earlier text; carries over on {display_moment(until)} unless somebody contests the change"
            if until is not None and until > moment
            else "taken on an earlier text, does not count"
        ]
    elif position.carried_over_at is not None:
        marks.append("carried over after an editorial change")
    if ballot.outcome is not None and not ballot.voided:
        marks.append(f"outcome: {'; '.join(filter(None, (ballot.outcome, contested_words(ballot))))}")
    if ballot.voided:
        marks.append("the call is void")
    marks += rounds
    address = html.escape(call_address(ballot.code, row.organisation if name else ""))
    who = f"{html.escape(name)} " if name else ""
    return (
        f'<li><span class="wb-shape" aria-hidden="true">{"△" if position.overtaken else "●"}</span><div>'
        f'<a class="wb-line" href="{address}" target="_self">{html.escape(ballot.question)}</a>'
        f"<div>{who}{html.escape(said(position))}</div>"
        f'<div class="wb-remark">{html.escape(" · ".join((ballot.code, *marks)))}</div></div></li>'
    )
