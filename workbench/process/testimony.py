"""Rows beside the items of a record directory: comments, ballots, positions, runs.

Each cites the text of its day: it is written after the last step that took effect by then, so that
a position taken on an earlier text shows as one.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, select

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Place, Problem
from workbench.process.actor import Actor
from workbench.process.comments import add_in
from workbench.process.ledger import Ledger
from workbench.process.planning.preview import Refused
from workbench.record.ballots import Ballot, Position
from workbench.record.items import Item
from workbench.record.runs import Finding, Run

POSITIONS = (
    "support",
    "support-with-comment",
    "support-in-part",
    "can-live-with",
    "object",
    "reserve",
    "not-enough-information",
    "abstain",
    "recuse",
)
CAPACITIES = ("representative", "alternate", "proxy", "facilitator")
BALLOT_KINDS = ("consensus-call", "straw-poll", "date-poll")
VERDICTS = ("passed", "failed", "error")
FAMILIES = ("ballots", "comments", "positions", "runs")


@dataclass(frozen=True)
class TestimonyRow:
    """One row of a file beside the items, with the place it stands in."""

    __test__ = False

    family: str
    values: Mapping[str, Any]
    place: Place


@dataclass
class Testimony:
    """All rows beside the items of a record, written in the order of their dates.

    Args:
        rows: as read from the files, in any order.
    """

    __test__ = False

    rows: Sequence[TestimonyRow]
    problems: list[Problem] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)
    _written: int = 0

    def __post_init__(self) -> None:
        dated: list[tuple[date, int, int, TestimonyRow]] = []
        for row in self.rows:
            day = _day(row.values.get("opens") if row.family == "ballots" else row.values.get("on"))
            if day is None:
                name = "opens" if row.family == "ballots" else "on"
                where = Place(row.place.file, row.place.row, name)
                self.problems.append(
                    Problem("the row needs its day", where, allowed="a day such as 2014-07-18")
                )
            else:
                dated.append((day, FAMILIES.index(row.family), len(dated), row))
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
            except _BadRow as bad:
                where = Place(row.place.file, row.place.row, bad.column)
                self.problems.append(Problem(bad.message, where, bad.found, bad.allowed))
            except Refused as refused:
                self.problems.extend(
                    Problem(p.message, row.place, p.found, p.allowed) for p in refused.preview.problems
                )


class _BadRow(ValueError):
    def __init__(self, column: str, message: str, found: str = "", allowed: str = "") -> None:
        self.column, self.message, self.found, self.allowed = column, message, found, allowed
        super().__init__(message)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _moment(values: Mapping[str, Any], name: str) -> datetime | None:
    value = values.get(name)
    if value is None:
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise _BadRow(name, "is no moment", str(value), "such as 2026-11-06T18:00:00Z") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _item(session: Session, values: Mapping[str, Any], name: str, kind: str | None = None) -> Item:
    code = str(values.get(name, ""))
    item = session.exec(select(Item).where(Item.code == code)).first()
    if item is None or (kind is not None and item.kind != kind):
        raise _BadRow(name, f"is no {kind or 'item'} of the record", code, f"the code of a {kind or 'item'}")
    return item


def _optional(session: Session, values: Mapping[str, Any], name: str, kind: str) -> Item | None:
    return _item(session, values, name, kind) if values.get(name) else None


def _word(values: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    word = str(values.get(name, ""))
    if word not in allowed:
        raise _BadRow(name, "is not one of the words allowed here", word, ", ".join(allowed))
    return word


def _text(values: Mapping[str, Any], name: str) -> str:
    words = tidied(str(values.get(name) or ""))
    wrong = fault(words)
    if wrong:
        raise _BadRow(name, f"the text {wrong}")
    return words


def _write_ballot(_: Testimony, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
    values = row.values
    item = _item(session, values, "item")
    code = str(values.get("code", ""))
    if not code or session.exec(select(Ballot.uuid).where(Ballot.code == code)).first():
        raise _BadRow("code", "is missing or stands twice", code)
    outcome = values.get("outcome")
    ledger = Ledger(session, actor, "ballot", "", effective_on=on)
    ballot = Ballot(
        uuid=str(uuids.uuid4()),
        code=code,
        change=ledger.number,
        kind=_word(values, "kind", BALLOT_KINDS),
        item=item.uuid,
        revision=item.revision,
        fingerprint=item.fingerprint,
        question=_text(values, "question"),
        rule=dict(values.get("rule") or {}),
        opens_at=_moment(values, "opens"),
        closes_at=_moment(values, "closes"),
        outcome=str(outcome) if outcome else None,
        outcome_sentence=_text(values, "outcome_sentence"),
        outcome_in=ledger.number if outcome else None,
    )
    session.add(ballot)
    ledger.note("ballot", code, ballot.fingerprint)
    ledger.touches("ballot")
    ledger.close(subject=code)


def _write_position(_: Testimony, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
    values = row.values
    code = str(values.get("ballot", ""))
    ballot = session.exec(select(Ballot).where(Ballot.code == code)).first()
    if ballot is None:
        raise _BadRow("ballot", "is no ballot of the record", code)
    organisation = _item(session, values, "organisation", "organisation")
    if organisation.detail.get("advisory"):
        raise _BadRow("organisation", "advises and takes no position", organisation.code)
    person = _optional(session, values, "person", "person")
    item = session.get(Item, ballot.item)
    assert item is not None
    ledger = Ledger(session, actor, "position", "", effective_on=on)
    position = Position(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        ballot=ballot.uuid,
        organisation=organisation.uuid,
        person=person.uuid if person else None,
        position=_word(values, "position", POSITIONS),
        reason=_text(values, "reason"),
        revision=item.revision,
        fingerprint=item.fingerprint,
        capacity=_word(values, "capacity", CAPACITIES),
        authorised=bool(values.get("authorised")),
        taken_on=on,
    )
    session.add(position)
    ledger.note("position", position.uuid, position.position, position.fingerprint)
    ledger.touches("position")
    ledger.close(subject=code)


def _write_comment(testimony: Testimony, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
    values = row.values
    person = _optional(session, values, "person", "person")
    organisation = _optional(session, values, "organisation", "organisation")
    speaker = person or organisation
    answered = values.get("in_reply_to")
    if answered and answered not in testimony._keys:
        raise _BadRow("in_reply_to", "answers no earlier comment of the file", str(answered))
    comment = add_in(
        session,
        actor,
        str(values.get("item", "")),
        _text(values, "text"),
        in_reply_to=testimony._keys[answered] if answered else None,
        said_on=on,
        person_name=speaker.title if speaker else "",
        person=person.uuid if person else None,
        organisation=organisation.code if organisation else None,
    )
    if values.get("key"):
        testimony._keys[str(values["key"])] = comment.uuid


def _write_run(_: Testimony, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
    values = row.values
    procedure = _item(session, values, "procedure", "procedure")
    configuration = _optional(session, values, "configuration", "configuration")
    ledger = Ledger(session, actor, "run", "", effective_on=on)
    run = Run(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        procedure=procedure.uuid,
        revision=procedure.revision,
        fingerprint=procedure.fingerprint,
        configuration=configuration.uuid if configuration else None,
        verdict=_word(values, "verdict", VERDICTS),
        summary=_text(values, "summary"),
        run_on=on,
    )
    session.add(run)
    session.flush()
    for finding in values.get("findings") or []:
        item = _item(session, finding, "requirement")
        session.add(
            Finding(
                uuid=str(uuids.uuid4()),
                run=run.uuid,
                item=item.uuid,
                revision=item.revision,
                fingerprint=item.fingerprint,
                verdict=_word(finding, "verdict", VERDICTS),
                text=_text(finding, "text"),
            )
        )
    ledger.note("run", run.uuid, run.verdict, run.fingerprint)
    ledger.touches("run")
    ledger.close(subject=procedure.code)


WRITERS: dict[str, Callable[[Testimony, Session, Actor, TestimonyRow, date], None]] = {
    "ballots": _write_ballot,
    "comments": _write_comment,
    "positions": _write_position,
    "runs": _write_run,
}
