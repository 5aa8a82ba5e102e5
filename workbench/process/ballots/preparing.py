"""Preparing a ballot: what is asked, of whom, under which rule, until when. Nothing is open yet."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from workbench.graph.ballots.rule import BadRule, read_rule
from workbench.graph.ballots.subject import ASKABLE, subject_fingerprint
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.process.actor import Actor
from workbench.process.ballots.finding import ballot_by_code, setting_of, taking_positions
from workbench.process.ballots.steps import add_step, next_code, writing_moment
from workbench.process.clock import now
from workbench.process.ledger import Ledger
from workbench.process.refusing import refusal, words_of
from workbench.record.ballots import Ballot
from workbench.record.database import Database
from workbench.record.items import Item
from workbench.record.kind import WITHDRAWN

LONGEST_QUESTION = 1_000
LONGEST_NOTICE = 20_000
MOST_CHOICES = 20
STATEMENT_WORDS = 300
"""Most words of a statement where no setting says otherwise."""


@dataclass(frozen=True)
class BallotDraft:
    """What a facilitator prepares.

    Args:
        kind: consensus-call, straw-poll, date-poll or statement-call.
        item: code of what it is about.
        question: as it is put; made from the item where it is empty.
        aspect: ``text``, or ``destination`` of an issue.
        choices: codes of alternatives of the issue, or dates in ISO form.
        addressees: codes of organisations; every active one that takes positions where it is empty.
        rule: values of a rule (``graph.ballots.rule``); the default rule where it is empty.
        closes_at: when it closes, with a time zone.
        hidden: positions show only after the close.
        evidence: evidence is shown beside the text.
        notice: the text that goes out at opening; made from the rest where it is empty.
        reservation: reservation of rights; the group's own where it is None.
    """

    kind: str
    item: str
    question: str = ""
    aspect: str = "text"
    choices: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    rule: Mapping[str, Any] = field(default_factory=dict)
    closes_at: datetime | None = None
    hidden: bool = False
    evidence: bool = False
    notice: str = ""
    reservation: str | None = None


def prepare(database: Database, actor: Actor, draft: BallotDraft) -> str:
    """Keep a draft.

    Returns:
        The code of the new ballot.

    Raises:
        NotPermitted: when the actor may not.
        Refused: with everything that cannot be taken.
    """
    actor.require("prepare-ballot")
    with database.write() as session:
        return prepare_in(session, actor, draft).code


def prepare_in(
    session: Session,
    actor: Actor,
    draft: BallotDraft,
    *,
    why: str = "",
    previous: Ballot | None = None,
) -> Ballot:
    """Keep a draft within a writing session that the caller commits.

    Args:
        why: why a closed ballot is asked again, where ``previous`` is one.
    """
    values = _values(session, draft)
    ledger = Ledger(session, actor, "prepare-ballot", why)
    ballot = Ballot(
        uuid=str(uuids.uuid4()),
        code=next_code(session),
        change=ledger.number,
        round=previous.round + 1 if previous else 1,
        previous=previous.uuid if previous else None,
        **values,
    )
    add_step(ledger, ballot, "prepared", writing_moment(session, ballot.code, now()), why=why)
    ledger.close(subject=ballot.code)
    return ballot


def revise(database: Database, actor: Actor, code: str, draft: BallotDraft) -> None:
    """Replace what a draft says; an open ballot is frozen.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when it is no draft any more, or with everything that cannot be taken.
    """
    actor.require("prepare-ballot")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        if ballot.opens_at is not None or ballot.voided_in is not None:
            raise refusal(
                f"{ballot.code} was opened, and what it asks is frozen since. Extend it, or declare it void "
                "with a reason and prepare a new round."
            )
        values = _values(session, draft)
        if ballot.previous is not None:
            _refuse_other_question(session, session.get_one(Ballot, ballot.previous), ballot.round, values)
        ledger = Ledger(session, actor, "prepare-ballot", "")
        for name, value in values.items():
            setattr(ballot, name, value)
        add_step(ledger, ballot, "revised", writing_moment(session, ballot.code, now()))
        ledger.close(subject=ballot.code)


def discard(database: Database, actor: Actor, code: str) -> None:
    """Give up a draft: it becomes void and stays in the history.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when it is no draft.
    """
    actor.require("prepare-ballot")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        if ballot.opens_at is not None or ballot.voided_in is not None:
            raise refusal(f"{ballot.code} is no draft.")
        ledger = Ledger(session, actor, "prepare-ballot", "The draft was given up.")
        ballot.voided_in, ballot.void_reason = ledger.number, "The draft was given up."
        add_step(
            ledger, ballot, "voided", writing_moment(session, ballot.code, now()), why=ballot.void_reason
        )
        ledger.close(subject=ballot.code)


def _refuse_other_question(
    session: Session, previous: Ballot, round_: int, values: Mapping[str, Any]
) -> None:
    """Refuse to let a new round take the place of an earlier one that asked about something else."""
    if any(getattr(previous, name) != values[name] for name in ("kind", "item", "aspect")):
        item = session.get_one(Item, previous.item)
        what = "text" if previous.aspect == "text" else previous.aspect
        raise refusal(
            f"This is round {round_} of {previous.code}, and asks again what that asked: "
            f"a {BALLOT_KINDS[previous.kind].lower()} on the {what} of {item.code}. "
            "For anything else prepare a new call."
        )


def _values(session: Session, draft: BallotDraft) -> dict[str, Any]:
    """The columns of a ballot from a draft.

    Raises:
        Refused: with everything that cannot be taken.
    """
    problems: list[str] = []
    if draft.kind not in BALLOT_KINDS:
        problems.append(f"'{draft.kind}' is no kind of call. Allowed: {', '.join(BALLOT_KINDS)}.")
    item = session.exec(select(Item).where(Item.code == draft.item)).first()
    if item is None or item.status == WITHDRAWN:
        raise refusal(*problems, f"There is no item {draft.item or 'without a code'} to ask about.")
    if item.kind not in ASKABLE:
        problems.append(
            f"{item.code} is {item.kind.replace('-', ' ')}; a call is about one of: {', '.join(ASKABLE)}."
        )
    elif draft.aspect not in ASKABLE[item.kind]:
        problems.append(
            f"Of {item.code} nothing named '{draft.aspect}' can be asked. "
            f"Allowed: {', '.join(ASKABLE[item.kind])}."
        )
    if draft.kind == "statement-call" and item.kind != "issue":
        problems.append("Statements of position are called for on an issue.")
    question = words_of(draft.question, "The question", problems, longest=LONGEST_QUESTION)
    notice = words_of(draft.notice, "The notice", problems, longest=LONGEST_NOTICE)
    reserved = draft.reservation
    if reserved is None:
        reserved = str(setting_of(session, "reservation-of-rights", ""))
    reservation = words_of(reserved, "The reservation of rights", problems, longest=LONGEST_NOTICE)
    choices = _choices(session, draft, item, problems)
    addressees = _addressees(session, draft, problems)
    rule = dict(draft.rule)
    if draft.kind == "statement-call":
        rule.setdefault("words", setting_of(session, "statement-words", STATEMENT_WORDS))
    try:
        read_rule(rule)
    except BadRule as bad:
        problems += [str(sentence) for sentence in bad.args]
    if draft.closes_at is not None and draft.closes_at.tzinfo is None:
        problems.append("The closing time needs a time zone.")
    if problems:
        raise refusal(*problems)
    return {
        "kind": draft.kind,
        "item": item.uuid,
        "aspect": draft.aspect,
        "revision": item.revision,
        "fingerprint": subject_fingerprint(draft.aspect, item.fingerprint, item.detail),
        "question": question or default_question(draft, item.title),
        "rule": rule,
        "choices": choices,
        "addressees": addressees,
        "notice": notice,
        "reservation": reservation,
        "hidden": draft.hidden,
        "evidence": draft.evidence,
        "closes_at": draft.closes_at,
    }


def default_question(draft: BallotDraft, title: str) -> str:
    """The question where the facilitator wrote none, from the title of what it is about."""
    if draft.kind == "date-poll":
        return f"Which of these days suit your organisation for {title}?"
    if draft.kind == "statement-call":
        return f"What does your organisation want to say on “{title}”, in its own words?"
    if draft.choices:
        return f"What is your organisation's position on each alternative for “{title}”?"
    if draft.aspect == "destination":
        return f"Can your organisation support the destination of “{title}”?"
    return f"Can your organisation support “{title}”?"


def _choices(session: Session, draft: BallotDraft, item: Item, problems: list[str]) -> list[dict[str, Any]]:
    given = list(dict.fromkeys(choice.strip() for choice in draft.choices if choice.strip()))
    if len(given) > MOST_CHOICES:
        problems.append(f"There are {len(given)} choices; {MOST_CHOICES} are allowed.")
    if draft.kind == "date-poll":
        return _dates(given, problems)
    found = []
    for code in given:
        alternative = session.exec(select(Item).where(Item.code == code, Item.kind == "proposal")).first()
        if alternative is None or alternative.status == WITHDRAWN:
            problems.append(f"{code} is no proposal of the record.")
        elif not code.startswith(f"{item.code}-"):
            problems.append(f"{code} is not an alternative of {item.code}.")
        else:
            found.append(
                {
                    "key": code,
                    "item": alternative.uuid,
                    "revision": alternative.revision,
                    "fingerprint": alternative.fingerprint,
                }
            )
    if len(given) == 1:
        problems.append("One alternative is no choice. Name at least two, or hold the call on its own text.")
    if given and draft.kind == "statement-call":
        problems.append("A call for statements has no choices.")
    return found


def _dates(given: list[str], problems: list[str]) -> list[dict[str, Any]]:
    found = []
    for words in given:
        try:
            found.append({"key": date.fromisoformat(words).isoformat()})
        except ValueError:
            problems.append(f"'{words}' is no day. Allowed: a day such as 2026-12-10.")
    if len(found) < 2:
        problems.append("A date poll needs at least two days.")
    return sorted(found, key=lambda choice: choice["key"])


def _addressees(session: Session, draft: BallotDraft, problems: list[str]) -> list[str]:
    known = {o.code: o for o in taking_positions(session)}
    if not draft.addressees:
        return [o.uuid for o in known.values()]
    found = []
    for code in dict.fromkeys(draft.addressees):
        if code in known:
            found.append(known[code].uuid)
        else:
            problems.append(f"{code} is no active organisation that takes positions; it cannot be asked.")
    return found
