"""Calls under random histories: the close holds, the latest counts, the past stays what it was."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlmodel import col, select

from tests.process.ballots.conftest import Clock, copied_group
from workbench.graph import clock
from workbench.graph.ballots import BallotRow, ballots
from workbench.graph.ballots.words import OUTCOMES
from workbench.graph.reading import head_number
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import ask_again, close, extend, void
from workbench.process.ballots.opening import open_ballot
from workbench.process.ballots.recording import reading, record_outcome
from workbench.process.planning.preview import Refused
from workbench.process.verification import verify
from workbench.record.ballots import Position
from workbench.record.events import Event

RULE = {"quorum": 2, "threshold": "2/3", "adopted": "Charter, section 4", "adopted_on": "2026-08-27"}
SPEAKERS = {"ANN": "AMBER", "ALF": "AMBER", "BOB": "BIRCH", "CAT": "CEDAR"}
WORDS = st.sampled_from(["support", "object", "abstain", "recuse", "can-live-with"])
WHY = st.sampled_from(["As was said.", "For this.", "", "x" * 6_000])
NUMBERS = st.integers(0, 30)


class BallotMachine(RuleBasedStateMachine):
    """Does whatever comes, at whatever time, and remembers what every change left."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.hands = Clock()
        self.server, clock.SERVER_CLOCK = clock.SERVER_CLOCK, self.hands.now
        self.group = copied_group(Path(self.folder.name), self.hands)
        self.after: dict[int, tuple[datetime, list[BallotRow]]] = {}
        self.given: dict[str, tuple[str, ...]] = {}
        self.looked_at = 0
        self.done: Counter[str] = Counter()
        self.group.open()
        self.remember()

    def teardown(self) -> None:
        try:
            assert verify(self.group.database).faults == ()
            for change, (moment, rows) in self.after.items():
                assert self.rows(change, moment) == rows
        finally:
            self.group.database.close()
            clock.SERVER_CLOCK = self.server
            self.folder.cleanup()

    def rows(self, change: int | None = None, moment: datetime | None = None) -> list[BallotRow]:
        with self.group.database.read() as session:
            rows = ballots(session, change=change, moment=moment or self.hands.moment)
        # Until when positions are hidden is always of today.
        return [replace(row, reveals_at=None) for row in rows]

    def remember(self) -> None:
        with self.group.database.read() as session:
            head = head_number(session)
        self.after.setdefault(head, (self.hands.moment, self.rows()))

    def tried(self, verb: Any, *given: Any, **more: Any) -> Any:
        """Do something that may be refused; a refusal leaves everything as it was."""
        before = self.rows()
        try:
            done = verb(*given, **more)
        except Refused:
            assert self.rows() == before
            return None
        self.done[verb.__name__] += 1
        self.remember()
        return done

    def code(self, number: int) -> str:
        """The code of some call, most often of one that is open."""
        rows = self.rows()
        states = [row.code for row in rows if row.state(self.hands.moment) == "open"]
        known = states if states and number < 24 else [row.code for row in rows]
        return known[number % len(known)]

    @rule(days=st.integers(-1, 9), counted=st.booleans())
    def prepare(self, days: int, counted: bool) -> None:
        closes = self.hands.moment + timedelta(days=days)
        self.tried(self.group.prepare, closes_at=closes, rule=RULE if counted else {})

    @rule(days=st.integers(1, 9), counted=st.booleans())
    def prepare_and_open(self, days: int, counted: bool) -> None:
        closes = self.hands.moment + timedelta(days=days)
        code = self.tried(self.group.prepare, closes_at=closes, rule=RULE if counted else {})
        self.tried(open_ballot, self.group.database, ME, code)

    @rule(number=NUMBERS)
    def open(self, number: int) -> None:
        self.tried(open_ballot, self.group.database, ME, self.code(number))

    @rule(number=st.integers(1, 2))
    def edit_text(self, number: int) -> None:
        self.tried(self.group.edit, "AGR-01", text=f"Text {number}.")

    @rule(number=NUMBERS, who=st.sampled_from(sorted(SPEAKERS)), word=WORDS, seen=st.booleans())
    def take(self, number: int, who: str, word: str, seen: bool) -> None:
        code, organisation = self.code(number), SPEAKERS[who]
        row = next((r for r in self.rows() if r.code == code), None)
        latest = row.latest().get(f"ORG-{organisation}") if row else None
        more = (
            {"seen_position": latest.uuid if latest else "", "seen_text": row.fingerprint}
            if seen and row
            else {}
        )
        receipt = self.tried(self.group.take, code, who, organisation, word, reason="So.", **more)
        if receipt is not None:
            assert self.group.row(code).latest()[f"ORG-{organisation}"].uuid == receipt.uuid

    @rule(who=st.sampled_from(sorted(SPEAKERS)), word=WORDS)
    def take_more(self, who: str, word: str) -> None:
        self.take(0, who, word, False)

    @rule(number=NUMBERS, filing=st.sampled_from(["Report", "Comments"]))
    def authorise(self, number: int, filing: str) -> None:
        bob = self.group.person("BOB")
        self.tried(authorise, self.group.database, bob, self.code(number), "ORG-BIRCH", filing)

    @rule(number=NUMBERS, days=st.integers(-2, 9), why=WHY)
    def extend(self, number: int, days: int, why: str) -> None:
        later = self.hands.moment + timedelta(days=days)
        self.tried(extend, self.group.database, ME, self.code(number), later, why)

    @rule(number=NUMBERS, why=WHY)
    def close(self, number: int, why: str) -> None:
        self.tried(close, self.group.database, ME, self.code(number), why)

    @rule(number=NUMBERS, why=WHY)
    def void(self, number: int, why: str) -> None:
        self.tried(void, self.group.database, ME, self.code(number), why)

    @rule(number=NUMBERS, outcome=st.sampled_from(OUTCOMES["consensus-call"]), why=WHY)
    def record(self, number: int, outcome: str, why: str) -> None:
        self.record_of(self.code(number), outcome, why)

    def record_of(self, code: str, outcome: str, why: str) -> None:
        with self.group.database.read() as session:
            found = reading(session, code, moment=self.hands.moment)
        if self.tried(record_outcome, self.group.database, ME, code, outcome, why=why) is not None:
            assert found is not None
            self.given[code] = found.outcomes

    @rule(number=NUMBERS)
    def wait_for_the_close_and_record(self, number: int) -> None:
        row = self.group.row(self.code(number))
        if row.state(self.hands.moment) == "open" and row.ends is not None:
            self.hands.moment = row.ends
        for outcome in OUTCOMES["consensus-call"][:3]:
            self.record_of(row.code, outcome, "")

    @rule(number=NUMBERS, why=WHY)
    def ask_again(self, number: int, why: str) -> None:
        self.tried(ask_again, self.group.database, ME, self.code(number), why)

    @rule(hours=st.integers(-48, 60))
    def the_clock_moves(self, hours: int) -> None:
        self.hands.forward(hours=hours)

    @invariant()
    def what_holds_after_every_change(self) -> None:
        """Look only where something was written: reading takes most of the time."""
        with self.group.database.read() as session:
            events = list(session.exec(select(Event.sequence)))
        if len(events) != self.looked_at:
            self.looked_at = len(events)
            self.no_position_stands_after_the_close()
            self.the_latest_of_each_organisation_counts_and_there_is_one()
            self.what_was_recorded_is_what_the_rule_gave()

    def no_position_stands_after_the_close(self) -> None:
        with self.group.database.read() as session:
            taken = session.exec(select(Position)).all()
            events = {e.change: e.sequence for e in session.exec(select(Event)) if e.change is not None}
            ends = {row.uuid: (row.opens_at, row.ends, row.steps) for row in ballots(session)}
        for position in taken:
            opens_at, ends_at, steps = ends[position.ballot]
            assert position.recorded_at is not None
            assert opens_at is not None
            assert ends_at is not None
            assert opens_at <= position.recorded_at <= ends_at
            # At the very moment of an early close the order of the events tells.
            early = any(step.kind == "closed" for step in steps)
            assert early or position.recorded_at < ends_at
            last = [s.change for s in steps if s.kind in ("closed", "voided", "recorded")]
            assert all(events[position.change] < events[change] for change in last)

    def the_latest_of_each_organisation_counts_and_there_is_one(self) -> None:
        with self.group.database.read() as session:
            order = list(session.exec(select(Position.uuid).order_by(col(Position.change))))
        for row in self.rows():
            for organisation in {p.organisation for p in row.positions}:
                mine = row.of(organisation)
                assert [p.latest for p in mine] == [False] * (len(mine) - 1) + [True]
                assert mine[-1].uuid == max((p.uuid for p in mine), key=order.index)

    def what_was_recorded_is_what_the_rule_gave(self) -> None:
        for row in self.rows():
            if row.outcome is not None:
                assert row.outcome in self.given[row.code]


TestBallotMachine = BallotMachine.TestCase
TestBallotMachine.settings = settings(
    max_examples=6,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # Without the explaining phase, which traces every line of every library.
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
