"""Recording an outcome, and contesting one: an outcome that the rule does not give cannot be recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from workbench.graph.ballots.outcome import (
    RECORDED_SIDES,
    capitalised,
    choices_sentence,
    date_sentence,
    outcome_sentence,
    statements_sentence,
)
from workbench.graph.ballots.reading import ballots
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.rule import Assessment, assess, read_rule
from workbench.graph.ballots.tally import Tally, tally
from workbench.graph.ballots.words import CHOSEN, DEFERRED, NOTED, OUTCOMES, WITHDRAWN
from workbench.graph.dates import display_moment, listed
from workbench.process.actor import Actor
from workbench.process.ballots.finding import (
    ballot_by_code,
    organisation_by_code,
    setting_of,
    why_not_open,
)
from workbench.process.ballots.statements import StatementRow, statements
from workbench.process.ballots.steps import add_step, writing_moment
from workbench.process.clock import now
from workbench.process.ledger import Ledger
from workbench.process.refusing import refusal, refuse_noted, words_of
from workbench.record.ballots import Ballot
from workbench.record.database import Database
from workbench.record.items import Item

CONTEST_DAYS = 10
"""Days in which a recorded outcome can be contested where no setting says otherwise."""
LONGEST_REASON = 5_000


@dataclass(frozen=True)
class Reading:
    """A ballot with what its rule makes of it.

    Args:
        key: the alternative that is looked at; empty where there is one text.
    """

    ballot: BallotRow
    tally: Tally
    assessment: Assessment
    outcomes: tuple[str, ...]
    key: str = ""


def reading(session: Session, code: str, *, key: str = "", moment: datetime | None = None) -> Reading | None:
    """A ballot by its code, with its tally and what may be recorded of it; None where there is none."""
    row = next(iter(ballots(session, code=code, moment=moment or now())), None)
    return None if row is None else read(row, classes_of(session), key=key)


def read(row: BallotRow, classes: Mapping[str, str], *, key: str = "") -> Reading:
    """What the rule of a ballot makes of it."""
    counted = tally(row, classes, key=key)
    assessment = assess(read_rule(row.rule), counted)
    outcomes = assessment.outcomes if row.kind == "consensus-call" else OUTCOMES[row.kind]
    return Reading(row, counted, assessment, outcomes, key)


def classes_of(session: Session) -> dict[str, str]:
    """The class of every organisation, by its code."""
    rows = session.exec(select(Item).where(Item.kind == "organisation"))
    return {o.code: str(o.detail.get("category") or "") for o in rows}


def record_outcome(
    database: Database, actor: Actor, code: str, outcome: str, *, why: str = "", choice: str = ""
) -> str:
    """Record what came out of a closed ballot.

    Args:
        outcome: one that the rule gives; *deferred* and *withdrawn* need a reason.
        choice: of several alternatives the one that the outcome is about; of a date poll the day.

    Returns:
        The outcome's sentence, with everybody by name.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when it is open or recorded already, or the rule does not give this outcome.
    """
    actor.require("record-outcome")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        moment = writing_moment(session, ballot.code, now())
        problems = _not_recordable(ballot, moment)
        why = words_of(why, "The reason", problems, longest=LONGEST_REASON)
        if problems:
            raise refusal(*problems)
        row = ballots(session, code=ballot.code, moment=moment)[0]
        found = read(row, classes_of(session), key=choice if row.kind != "date-poll" else "")
        _check(found, outcome, choice, why, moment)
        said = statements(session, ballot=ballot.code) if ballot.kind == "statement-call" else []
        sentence = sentence_of(found, outcome, choice, why, said=said)
        days = int(setting_of(session, "contest-days", CONTEST_DAYS))
        ledger = Ledger(session, actor, "record-outcome", why)
        ballot.outcome, ballot.outcome_sentence = outcome, sentence
        ballot.outcome_in = ledger.number
        ballot.contest_until = moment + timedelta(days=days) if ballot.kind == "consensus-call" else None
        detail = {
            "outcome": outcome,
            "choice": choice,
            "revision": row.item_revision,
            **_sides(found.tally),
            "unasked_words": {o.code: found.tally.words.get(o.code, "") for o in found.tally.unasked},
            "arithmetic": [test.sentence for test in found.assessment.tests],
            "arithmetic_without_classes": [test.without_classes for test in found.assessment.tests],
        }
        add_step(ledger, ballot, "recorded", moment, why=why, detail=detail)
        ledger.close(subject=ballot.code, payload={"outcome": outcome})
        return sentence


def _not_recordable(ballot: Ballot, moment: datetime) -> list[str]:
    if ballot.outcome is not None:
        return [
            f"The outcome of {ballot.code} is recorded already: {ballot.outcome}. Ask again in a new round."
        ]
    if ballot.voided_in is not None or ballot.opens_at is None:
        return [why_not_open(ballot, moment) or ""]
    if why_not_open(ballot, moment) is None:
        return [f"{ballot.code} is still open. An outcome is recorded after the close."]
    return []


def _check(found: Reading, outcome: str, choice: str, why: str, moment: datetime) -> None:
    row, problems = found.ballot, []
    keys = [cited.key for cited in row.choices]
    if outcome not in OUTCOMES[row.kind]:
        problems.append(f"'{outcome}' is no outcome of this. Allowed: {', '.join(OUTCOMES[row.kind])}.")
    elif outcome not in found.outcomes:
        counted = " ".join(found.assessment.sentences())
        problems.append(
            f"The rule does not give '{outcome}'. {counted} What it gives: {listed(list(found.outcomes), 'or')}."
        )
    settled = outcome not in (DEFERRED, WITHDRAWN)
    if choice and choice not in keys:
        known = f"Allowed: {', '.join(keys)}." if keys else "There are none to choose from."
        problems.append(f"'{choice[:40]}' is none of the choices. {known}")
    elif settled and keys and row.kind != "straw-poll" and choice not in keys:
        problems.append(f"Say which one the outcome is about. Allowed: {', '.join(keys)}.")
    if not settled and not why:
        problems.append(f"'{outcome}' needs a reason.")
    running = [e for e in row.editorials if e.standing(moment) == "open"]
    if settled and running:
        ends = display_moment(max(e.ends_at for e in running))
        problems.append(
            f"A change is proposed as editorial until {ends}; until then nobody knows which positions count."
        )
    if problems:
        raise refusal(*problems)


def sentence_of(
    found: Reading, outcome: str, choice: str, why: str, *, said: Sequence[StatementRow] = ()
) -> str:
    """The sentence that recording an outcome writes, also to look at before it is written.

    Args:
        choice: as for ``record_outcome``; ``found`` was read for it.
        said: the statements, for a call for statements.
    """
    row = found.ballot
    reason = f" Reason: {why.strip().rstrip('.')}." if why.strip() else ""
    if outcome == CHOSEN:
        return date_sentence(row, choice) + reason
    if row.kind == "statement-call":
        counted = statements_sentence(row, {one.organisation: one.locked for one in said})
        return f"{capitalised(outcome)}. {counted}{reason}"
    if row.choices and not found.key:
        return f"{capitalised(outcome)}. {choices_sentence(row)}{reason}"
    if outcome == NOTED:
        return f"Noted. {found.assessment.standing}{reason}"
    arithmetic = [test.sentence for test in found.assessment.tests]
    named = next((f"{c.title} ({c.key})" for c in row.choices if c.key == choice), "")
    return outcome_sentence(outcome, found.tally, choice=named, arithmetic=arithmetic) + reason


def _sides(counted: Tally) -> dict[str, list[str]]:
    """The organisations by side, by code, as they were counted."""
    return {name: [o.code for o in getattr(counted, name)] for name in RECORDED_SIDES}


def contest(database: Database, actor: Actor, code: str, organisation: str, reason: str) -> None:
    """Contest a recorded outcome for one's organisation, while that is possible.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when nothing is recorded, the time is over, the organisation is another's or contested it
            already, or the reason is missing.
    """
    actor.require("contest-outcome")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        speaker = organisation_by_code(session, organisation)
        moment = writing_moment(session, ballot.code, now())
        problems: list[str] = []
        if not actor.roles_for(organisation) - {"observer"}:
            problems.append(f"{actor.name} does not act for {speaker.title}.")
        if ballot.outcome is None or ballot.contest_until is None or ballot.voided_in is not None:
            problems.append(f"{ballot.code} has no recorded outcome that could be contested.")
        elif moment > ballot.contest_until:
            ended = display_moment(ballot.contest_until)
            problems.append(f"The outcome of {ballot.code} could be contested until {ended}.")
        reason = words_of(
            reason, "The reason", problems, longest=LONGEST_REASON, needed="Contesting needs a reason."
        )
        row = ballots(session, code=ballot.code, moment=moment)[0]
        if any(step.organisation == organisation for step in row.contests):
            problems.append(f"{speaker.title} has contested this outcome already.")
        if problems:
            payload = {"organisation": speaker.code}
            refuse_noted(session, actor, "contest-refused", ballot.code, payload, *problems)
        ledger = Ledger(session, actor, "contest-outcome", "")
        add_step(ledger, ballot, "contested", moment, why=reason, organisation=speaker.uuid)
        ledger.close(subject=ballot.code, payload={"organisation": organisation})
