"""A group of fictional organisations with a text to take positions on, on both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.postgresql import Filled
from workbench.graph import clock
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.ballots.opening import open_ballot
from workbench.process.ballots.positions import NewPosition, Receipt, take_position
from workbench.process.ballots.preparing import BallotDraft, prepare
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database
from workbench.process.sign_in import actor_by_code
from workbench.process.verification import verify
from workbench.record.events import Event

START = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
ORGANISATIONS = {
    "ORG-AMBER": "utility",
    "ORG-BIRCH": "utility",
    "ORG-CEDAR": "manufacturer",
    "ORG-DOVER": "aggregator",
    "ORG-ELDER": "ratepayer advocate",
}
PEOPLE = {
    "PER-ANN": (["representative"], ["ORG-AMBER"]),
    "PER-ABE": (["authoriser"], ["ORG-AMBER"]),
    "PER-ALF": (["alternate"], ["ORG-AMBER"]),
    "PER-BOB": (["representative", "authoriser"], ["ORG-BIRCH"]),
    "PER-CAT": (["representative"], ["ORG-CEDAR"]),
    "PER-DAN": (["representative"], ["ORG-DOVER"]),
    "PER-EVE": (["representative"], ["ORG-ELDER"]),
    "PER-OTTO": (["observer"], ["ORG-STAFF"]),
}


@dataclass
class Clock:
    """The server's clock, set by the tests."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def forward(self, **parts: float) -> None:
        self.moment += timedelta(**parts)


@dataclass
class Group:
    """The record, its people and its clock."""

    database: Database
    clock: Clock
    codes: list[str] = field(default_factory=list)

    def person(self, name: str) -> Actor:
        """The actor of a person, such as ``ANN``."""
        return actor_by_code(self.database, f"PER-{name}")

    def prepare(self, **given: object) -> str:
        """Prepare a call on AGR-01 that closes after ten days."""
        values = {
            "kind": "consensus-call",
            "item": "AGR-01",
            "closes_at": self.clock.moment + timedelta(days=10),
        }
        return prepare(self.database, LOCAL_OPERATOR, BallotDraft(**{**values, **given}))  # type: ignore[arg-type]

    def open(self, **given: object) -> str:
        """Open such a call."""
        return open_ballot(self.database, LOCAL_OPERATOR, self.prepare(**given))

    def row(self, code: str) -> BallotRow:
        """The ballot as it stands at the clock's moment."""
        with self.database.read() as session:
            found = ballot_named(session, code, moment=self.clock.moment)
        assert found is not None
        return found

    def take(self, code: str, who: str, organisation: str, word: str = "", **more: object) -> Receipt:
        """Let a person, such as ``ANN``, take a position for an organisation, such as ``AMBER``."""
        new = NewPosition(code, f"ORG-{organisation}", word, **more)  # type: ignore[arg-type]
        return take_position(self.database, self.person(who), new)

    def events(self) -> list[Event]:
        """All events, the first one first."""
        with self.database.read() as session:
            return list(session.exec(select(Event).order_by(col(Event.sequence))))

    def edit(self, code: str, **fields: object) -> None:
        """Change fields of an item."""
        save(self.database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(code, fields),), why="test"))

    def sound(self) -> None:
        """Verify the whole record."""
        assert verify(self.database).faults == ()


@pytest.fixture
def clocked(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Put the clock of every verb into the test's hands."""
    hands = Clock()
    monkeypatch.setattr(clock, "SERVER_CLOCK", hands.now)
    return hands


@pytest.fixture
def group(filled: Filled, clocked: Clock) -> Group:
    """Return the group with its text, once on each database."""
    return Group(filled(write_group), clocked)


@pytest.fixture
def quick(tmp_path: Path, clocked: Clock) -> Iterator[Group]:
    """Yield the group on SQLite alone, copied from one that was made before."""
    made = copied_group(tmp_path, clocked)
    yield made
    made.database.close()


def copied_group(folder: Path, hands: Clock) -> Group:
    """A group in a SQLite file of its own."""
    path = folder / "record.sqlite3"
    path.write_bytes(_made_once())
    return Group(Database(path), hands)


@cache
def _made_once() -> bytes:
    """The bytes of a SQLite file with the group: making one for every test would take most of the time."""
    before = clock.SERVER_CLOCK
    with tempfile.TemporaryDirectory() as folder:
        clock.SERVER_CLOCK = lambda: START
        try:
            database, _ = open_database(f"{folder}/record.sqlite3")
            write_group(database)
            database.close()
        finally:
            clock.SERVER_CLOCK = before
        return Path(folder, "record.sqlite3").read_bytes()


def write_group(database: Database) -> None:
    """Write the organisations, their people and the texts into an empty record."""
    new = [
        NewItem("organisation", {"title": f"{code[4:].title()} Example", "category": category}, code=code)
        for code, category in ORGANISATIONS.items()
    ]
    staff = {"title": "Staff Example", "category": "agency", "advisory": True}
    new.append(NewItem("organisation", staff, code="ORG-STAFF"))
    links = []
    for code, (roles, organisations) in PEOPLE.items():
        new.append(NewItem("person", {"title": f"{code[4:].title()} Example", "roles": roles}, code=code))
        links += [LinkEdit(code, "member-of", organisation) for organisation in organisations]
    new.append(
        NewItem(
            "agreement",
            {"title": "One protocol", "text": "Every inverter speaks one protocol."},
            code="AGR-01",
        )
    )
    new.append(
        NewItem(
            "issue",
            {"title": "Which protocol", "text": "Which?", "destination": ["rule-21"], "theme": ""},
            code="ISS-001",
        )
    )
    new += [
        NewItem("proposal", {"title": f"Way {x}", "text": f"The way {x}."}, code=f"ISS-001-{x}") for x in "ab"
    ]
    save(database, LOCAL_OPERATOR, ProposedChange(new=tuple(new), links=tuple(links), why="test"))
