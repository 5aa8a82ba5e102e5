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
from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Place, Problem
from workbench.process.actor import Actor
from workbench.process.ballots.steps import add_step
from workbench.process.comments import add_in
from workbench.process.ledger import Ledger
from workbench.process.planning.preview import Refused
from workbench.record.ballots import Authorisation, Ballot, Position, PositionCitation
from workbench.record.items import Item
from workbench.record.runs import Finding, Run

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
    opens, closes = _moment(values, "opens"), _moment(values, "closes")
    if opens is None or closes is None or closes <= opens:
        raise _BadRow(
            "closes", "needs to be a moment after the one at which it opens", str(values.get("closes"))
        )
    aspect = _word({"aspect": "text", **values}, "aspect", list(ASPECTS))
    ledger = Ledger(session, actor, "ballot", "", effective_on=on)
    ballot = Ballot(
        uuid=str(uuids.uuid4()),
        code=code,
        change=ledger.number,
        kind=_word(values, "kind", list(BALLOT_KINDS)),
        item=item.uuid,
        aspect=aspect,
        revision=item.revision,
        fingerprint=subject_fingerprint(aspect, item.fingerprint, item.detail),
        question=_text(values, "question"),
        rule=_plain(values.get("rule") or {}),
        choices=_choices(session, values),
        addressees=_addressees(session, values),
        notice=_text(values, "notice"),
        reservation=_text(values, "reservation"),
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
        ballot.outcome = _word(values, "outcome", OUTCOMES[ballot.kind])
        ballot.outcome_sentence = _text(values, "outcome_sentence")
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
        if (day := _day(choice)) is not None:
            found.append({"key": day.isoformat()})
            continue
        item = _item(session, {"choices": choice}, "choices")
        found.append(
            {"key": item.code, "item": item.uuid, "revision": item.revision, "fingerprint": item.fingerprint}
        )
    return found


def _addressees(session: Session, values: Mapping[str, Any]) -> list[str]:
    """The organisations named, or every active one that takes positions, in order of their codes."""
    named = values.get("addressees")
    if named:
        return [_item(session, {"addressees": code}, "addressees", "organisation").uuid for code in named]
    found = session.exec(
        select(Item).where(Item.kind == "organisation", Item.status == "active").order_by(Item.code)
    )
    return [o.uuid for o in found if not o.detail.get("advisory")]


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
    answers = _answers(values, ballot)
    ledger = Ledger(session, actor, "position", "", effective_on=on)
    position = Position(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        ballot=ballot.uuid,
        organisation=organisation.uuid,
        person=person.uuid if person else None,
        person_name=person.title if person else "",
        position=ANSWERED if answers else _word(values, "position", list(POSITIONS)),
        reason=_text(values, "reason"),
        answers=answers,
        preference=str(values.get("preference") or ""),
        change_wanted=_text(values, "change_wanted"),
        revision=item.revision,
        fingerprint=subject_fingerprint(ballot.aspect, item.fingerprint, item.detail),
        capacity=_word(values, "capacity", list(CAPACITIES)),
        instruction={"cited": _text(values, "instruction")} if values.get("instruction") else {},
        taken_on=on,
    )
    ledger.testify(position)
    session.flush()
    for choice in ballot.choices:
        text = session.get(Item, choice["item"]) if choice.get("item") else None
        if text is not None:
            session.add(
                PositionCitation(
                    position=position.uuid,
                    item=text.uuid,
                    revision=text.revision,
                    fingerprint=text.fingerprint,
                )
            )
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
                filing=_text(values, "filing") or UNNAMED_FILING,
                authorised_on=on,
            )
        )
    ledger.close(subject=code)


def _answers(values: Mapping[str, Any], ballot: Ballot) -> dict[str, str]:
    """The word for each choice of a ballot that has several."""
    given = values.get("answers") or {}
    if not ballot.choices:
        if given:
            raise _BadRow("answers", "are given where the ballot has no choices")
        return {}
    keys = [choice["key"] for choice in ballot.choices]
    allowed = list(DATE_ANSWERS if ballot.kind == "date-poll" else POSITIONS)
    named = {(d.isoformat() if isinstance(d, date) else str(d)): word for d, word in given.items()}
    if unknown := [key for key in named if key not in keys]:
        raise _BadRow("answers", "name no choice of the ballot", unknown[0], ", ".join(keys))
    if not named:
        raise _BadRow("answers", "are missing; this ballot has several choices", "", ", ".join(keys))
    return {key: _word({"answers": named[key]}, "answers", allowed) for key in keys if key in named}


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
