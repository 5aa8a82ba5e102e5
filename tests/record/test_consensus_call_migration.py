"""A database from before consensus calls keeps every position, and who had authorised it."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from workbench.graph.ballots import ballots
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.ballots.closing import void
from workbench.process.ledger import change_digest, words_digest
from workbench.process.verification import verify
from workbench.record.database import Database
from workbench.record.events import GENESIS, Event
from workbench.record.fingerprint import digest
from workbench.record.kinds import KINDS
from workbench.record.migration import _config, migrate

MOMENT = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)


class Before:
    """A record as version 0002 wrote it, row by row."""

    def __init__(self, database: Database) -> None:
        self.database, self.number, self.last = database, 0, GENESIS
        config = _config()
        writing = database.engine.execution_options(workbench_write=True)
        with writing.connect() as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "0002")

    def insert(self, table: str, **values: Any) -> None:
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(
            f"CAST(:{name} AS JSON)"
            if isinstance(value, dict | list) and not self.database.is_sqlite
            else f":{name}"
            for name, value in values.items()
        )
        plain = {n: json.dumps(v) if isinstance(v, dict | list) else v for n, v in values.items()}
        with self.database.write() as session:
            session.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({places})'), plain)

    def stored(self, value: date) -> date | str:
        """A day or a moment as the database keeps it."""
        if not self.database.is_sqlite:
            return value
        return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value.isoformat()

    def change(self, verb: str, wrote: list[list[Any]]) -> int:
        """Write a change-set with the digest and the event of that version."""
        self.number += 1
        salt = secrets.token_hex(16)
        why = words_digest(salt, "")
        said = change_digest(self.number, why, wrote)
        self.insert(
            "change_set", number=self.number, recorded_at=self.stored(MOMENT),
            effective_on=self.stored(date(2026, 6, 1)),
            person=None, person_name="Loader", verb=verb, why="", salt=salt, undoes=None, digest=said, redacted_in=None,
        )  # fmt: skip
        payload = {"digest": said, "why": why, "effective_on": "2026-06-01", "items": 0}
        event = Event(
            sequence=self.number,
            recorded_at=MOMENT,
            person=None,
            person_name="Loader",
            verb=verb,
            change=self.number,
            subject="",
            payload=payload,
            previous=self.last,
            hash="",
        )
        self.last = event.computed_hash()
        event.hash = self.last
        with self.database.write() as session:
            session.add(event)
        return self.number

    def item(self, kind: str, code: str, title: str) -> tuple[str, str]:
        """Insert an item with its revision; returns its uuid and its fingerprint."""
        known, key = KINDS[kind], str(uuid.uuid4())
        detail = known.detail().model_dump(mode="json")
        content = {
            "title": title,
            "text": "",
            "status": known.statuses[0],
            "detail": detail,
            "confidential": False,
        }
        salt = secrets.token_hex(16)
        said = digest({"salt": salt, "uuid": key, "revision": 1, **content})
        fingerprint = known.fingerprint(title, "", detail)
        number = self.change("edit", [[key, 1, said]])
        row = {"uuid": key, "revision": 1, "change": number, "fingerprint": fingerprint, **content}
        self.insert("item", code=code, kind=kind, **row)
        self.insert("item_revision", changed=["created"], salt=salt, digest=said, redacted_in=None, **row)
        return key, fingerprint


@pytest.fixture
def before(database_url: str) -> Iterator[Before]:
    database = Database(database_url)
    yield Before(database)
    database.close()


def test_positions_keep_their_authorisations_and_the_record_stays_sound(before: Before) -> None:
    organisations = [before.item("organisation", f"ORG-{n}", f"{n} Example") for n in ("AMBER", "BIRCH")]
    agreement, fingerprint = before.item("agreement", "AGR-01", "One protocol")
    number = before.change("ballot", [["ballot", "BAL-01", fingerprint]])
    ballot = str(uuid.uuid4())
    opens, closes = before.stored(MOMENT), before.stored(MOMENT + timedelta(days=10))
    before.insert(
        "ballot", uuid=ballot, code="BAL-01", change=number, kind="consensus-call", item=agreement, revision=1,
        fingerprint=fingerprint, question="Can you?", rule={}, opens_at=opens, closes_at=closes,
        outcome="consensus", outcome_sentence="Consensus.", outcome_in=number,
    )  # fmt: skip
    day = before.stored(date(2026, 6, 2))
    for (organisation, _), authorised in zip(organisations, (True, False), strict=True):
        position = str(uuid.uuid4())
        number = before.change("position", [["position", position, "support", fingerprint]])
        before.insert(
            "position", uuid=position, change=number, ballot=ballot, organisation=organisation, person=None,
            position="support", reason="Fine.", revision=1, fingerprint=fingerprint, capacity="representative",
            authorised=authorised, taken_on=day,
        )  # fmt: skip
    tip = before.last

    migrated = migrate(before.database)
    assert (migrated.before, migrated.after) == ("0002", "0004")
    if before.database.is_sqlite:
        assert isinstance(migrated.copy, Path)
    assert verify(before.database, tip=tip).faults == ()
    with before.database.read() as session:
        [row] = ballots(session)
    standing = {p.organisation: (p.authorised, p.filing, p.counts) for p in row.positions}
    assert standing == {"ORG-AMBER": (True, "not named", True), "ORG-BIRCH": (False, "", True)}
    assert [p.reason for p in row.positions] == ["Fine.", "Fine."]

    with before.database.read() as session:
        earlier = ballots(session, change=number)
    void(before.database, ME, "BAL-01", "A member was not asked.")
    assert verify(before.database, tip=tip).faults == ()
    with before.database.read() as session:
        assert ballots(session, change=number) == earlier
        assert ballots(session)[0].voided
    with before.database.write() as session:
        session.execute(text("UPDATE position SET position = 'object'"))
    assert verify(before.database).faults
