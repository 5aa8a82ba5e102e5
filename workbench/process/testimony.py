"""Rows beside the items of a record directory: comments, ballots, positions, runs.

Each cites the text of its day: it is written after the last step that took effect by then, so that
a position taken on an earlier text shows as one.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, select

from workbench.graph.ballots import ASPECTS, subject_fingerprint
from workbench.graph.ballots.words import (
    ANSWERED,
    BALLOT_KINDS,
    CAPACITIES,
    DATE_ANSWERS,
    OUTCOMES,
    POSITIONS,
    UNNAMED_FILING,
)
from workbench.graph.proposed import Place, Problem
from workbench.process.actor import Actor
from workbench.process.ballots.positions import cite
from workbench.process.ballots.steps import add_step
from workbench.process.ledger import Ledger
from workbench.process.planning.preview import Refused
from workbench.process.testimony_comments import Conversation
from workbench.process.testimony_fields import (
    BadRow,
    TestimonyRow,
    ballot_of,
    day_of,
    item_of,
    moment_of,
    optional_item,
    text_of,
    word_of,
)
from workbench.record.ballots import Authorisation, Ballot, Position
from workbench.record.items import Item
from workbench.record.runs import Finding, Run

VERDICTS = ("passed", "failed", "error")
FAMILIES = ("ballots", "comments", "positions", "resolutions", "answers", "runs")
RANKS = {family: number for number, family in enumerate(FAMILIES)} | {
    "answers": FAMILIES.index("resolutions")
}
"""In which order rows of one day are written: what is cited before what cites it. An answer stays between
the resolution that it answers and the next."""


@dataclass
class Testimony:
    """All rows beside the items of a record, written in the order of their dates.

    Args:
        rows: as read from the files, in any order.
    """

    __test__ = False

    rows: Sequence[TestimonyRow]
    problems: list[Problem] = field(default_factory=list)
    _said: Conversation = field(default_factory=Conversation)
    _written: int = 0

    def __post_init__(self) -> None:
        dated: list[tuple[date, int, int, TestimonyRow]] = []
        for row in self._said.apart(self.rows, self.problems):
            day = day_of(row.values.get("opens") if row.family == "ballots" else row.values.get("on"))
            if day is None:
                name = "opens" if row.family == "ballots" else "on"
                where = Place(row.place.file, row.place.row, row.place.column or name)
                self.problems.append(
                    Problem("the row needs its day", where, allowed="a day such as 2014-07-18")
                )
            else:
                dated.append((day, RANKS[row.family], len(dated), row))
        self._dated = [(day, row) for day, _, _, row in sorted(dated, key=lambda entry: entry[:3])]

    def write_until(self, session: Session, actor: Actor, day: date | None) -> None:
        """Write the rows dated before ``day`` that are not written yet; all the rest for None."""
        while self._written < len(self._dated):
            on, row = self._dated[self._written]
            if day is not None and on >= day:
                return
            self._written += 1
            try:
                WRITERS[row.family](self, session, actor, row, on)
            except BadRow as bad:
                where = Place(row.place.file, row.place.row, bad.column)
                self.problems.append(Problem(bad.message, where, bad.found, bad.allowed))
            except Refused as refused:
                self.problems.extend(
                    Problem(p.message, row.place, p.found, p.allowed) for p in refused.preview.problems
                )


def _write_ballot(_: Testimony, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
    values = row.values
    item = item_of(session, values, "item")
    code = str(values.get("code", ""))
    if not code or session.exec(select(Ballot.uuid).where(Ballot.code == code)).first():
        raise BadRow("code", "is missing or stands twice", code)
    opens, closes = moment_of(values, "opens"), moment_of(values, "closes")
    if opens is None or closes is None or closes <= opens:
        raise BadRow(
            "closes", "needs to be a moment after the one at which it opens", str(values.get("closes"))
        )
    aspect = word_of({"aspect": "text", **values}, "aspect", list(ASPECTS))
    ledger = Ledger(session, actor, "ballot", "", effective_on=on)
    ballot = Ballot(
        uuid=str(uuids.uuid4()),
        code=code,
        change=ledger.number,
        kind=word_of(values, "kind", list(BALLOT_KINDS)),
        item=item.uuid,
        aspect=aspect,
        revision=item.revision,
        fingerprint=subject_fingerprint(aspect, item.fingerprint, item.detail),
        question=text_of(values, "question"),
        rule=_plain(values.get("rule") or {}),
        choices=_choices(session, values),
        addressees=_addressees(session, values),
        notice=text_of(values, "notice"),
        reservation=text_of(values, "reservation"),
        hidden=bool(values.get("hidden")),
        evidence=bool(values.get("evidence")),
        opens_at=opens,
        closes_at=closes,
    )
    add_step(
        ledger, ballot, "opened", opens, detail={"closes_at": closes.isoformat(), "revision": item.revision}
    )
    outcome = values.get("outcome")
    if outcome:
        ballot.outcome = word_of(values, "outcome", OUTCOMES[ballot.kind])
        ballot.outcome_sentence = text_of(values, "outcome_sentence")
        ballot.outcome_in = ledger.number
        add_step(ledger, ballot, "recorded", closes, detail={"outcome": ballot.outcome})
    ledger.close(subject=code)


def _plain(value: Any) -> Any:
    """A value of a file as plain JSON: days in ISO form."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _choices(session: Session, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Alternatives with the text of their day, or dates."""
    found: list[dict[str, Any]] = []
    for choice in values.get("choices") or []:
        if (day := day_of(choice)) is not None:
            found.append({"key": day.isoformat()})
            continue
        item = item_of(session, {"choices": choice}, "choices")
        found.append(
            {"key": item.code, "item": item.uuid, "revision": item.revision, "fingerprint": item.fingerprint}
        )
    return found


def _addressees(session: Session, values: Mapping[str, Any]) -> list[str]:
    """The organisations named, or every active one that takes positions, in order of their codes."""
    named = values.get("addressees")
    if named:
        return [item_of(session, {"addressees": code}, "addressees", "organisation").uuid for code in named]
    found = session.exec(
        select(Item).where(Item.kind == "organisation", Item.status == "active").order_by(Item.code)
    )
    return [o.uuid for o in found if not o.detail.get("advisory")]


def _write_position(_: Testimony, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
    values = row.values
    ballot = ballot_of(session, values)
    organisation = item_of(session, values, "organisation", "organisation")
    if organisation.detail.get("advisory"):
        raise BadRow("organisation", "advises and takes no position", organisation.code)
    person = optional_item(session, values, "person", "person")
    item = session.get(Item, ballot.item)
    assert item is not None
    answers = _answers(values, ballot)
    ledger = Ledger(session, actor, "position", "", effective_on=on)
    position = Position(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        ballot=ballot.uuid,
        organisation=organisation.uuid,
        person=person.uuid if person else None,
        person_name=person.title if person else "",
        position=ANSWERED if answers else word_of(values, "position", list(POSITIONS)),
        reason=text_of(values, "reason"),
        answers=answers,
        preference=str(values.get("preference") or ""),
        change_wanted=text_of(values, "change_wanted"),
        revision=item.revision,
        fingerprint=subject_fingerprint(ballot.aspect, item.fingerprint, item.detail),
        capacity=word_of(values, "capacity", list(CAPACITIES)),
        instruction={"cited": text_of(values, "instruction")} if values.get("instruction") else {},
        taken_on=on,
    )
    ledger.testify(position)
    session.flush()
    for choice in ballot.choices:
        text = session.get(Item, choice["item"]) if choice.get("item") else None
        if text is not None:
            cite(ledger, position, text)
    if values.get("authorised"):
        ledger.testify(
            Authorisation(
                uuid=str(uuids.uuid4()),
                change=ledger.number,
                position=position.uuid,
                organisation=organisation.uuid,
                person=position.person,
                person_name=position.person_name,
                revision=position.revision,
                fingerprint=position.fingerprint,
                filing=text_of(values, "filing") or UNNAMED_FILING,
                authorised_on=on,
            )
        )
    ledger.close(subject=ballot.code)


def _answers(values: Mapping[str, Any], ballot: Ballot) -> dict[str, str]:
    """The word for each choice of a ballot that has several."""
    given = values.get("answers") or {}
    if not ballot.choices:
        if given:
            raise BadRow("answers", "are given where the ballot has no choices")
        return {}
    keys = [choice["key"] for choice in ballot.choices]
    allowed = list(DATE_ANSWERS if ballot.kind == "date-poll" else POSITIONS)
    named = {(d.isoformat() if isinstance(d, date) else str(d)): word for d, word in given.items()}
    if unknown := [key for key in named if key not in keys]:
        raise BadRow("answers", "name no choice of the ballot", unknown[0], ", ".join(keys))
    if not named:
        raise BadRow("answers", "are missing; this ballot has several choices", "", ", ".join(keys))
    return {key: word_of({"answers": named[key]}, "answers", allowed) for key in keys if key in named}


def _write_run(_: Testimony, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
    values = row.values
    procedure = item_of(session, values, "procedure", "procedure")
    configuration = optional_item(session, values, "configuration", "configuration")
    ledger = Ledger(session, actor, "run", "", effective_on=on)
    run = Run(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        procedure=procedure.uuid,
        revision=procedure.revision,
        fingerprint=procedure.fingerprint,
        configuration=configuration.uuid if configuration else None,
        verdict=word_of(values, "verdict", VERDICTS),
        summary=text_of(values, "summary"),
        run_on=on,
    )
    session.add(run)
    session.flush()
    for finding in values.get("findings") or []:
        item = item_of(session, finding, "requirement")
        session.add(
            Finding(
                uuid=str(uuids.uuid4()),
                run=run.uuid,
                item=item.uuid,
                revision=item.revision,
                fingerprint=item.fingerprint,
                verdict=word_of(finding, "verdict", VERDICTS),
                text=text_of(finding, "text"),
            )
        )
    ledger.note("run", run.uuid, run.verdict, run.fingerprint)
    ledger.touches("run")
    ledger.close(subject=procedure.code)


WRITERS: dict[str, Callable[[Testimony, Session, Actor, TestimonyRow, date], None]] = {
    "ballots": _write_ballot,
    "comments": lambda testimony, *row: testimony._said.write_comment(*row),
    "positions": _write_position,
    "resolutions": lambda testimony, *row: testimony._said.write_resolution(*row),
    "answers": lambda testimony, *row: testimony._said.write_answer(*row),
    "runs": _write_run,
}
