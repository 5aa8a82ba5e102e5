"""The moment by which a look back tells what was open."""

from __future__ import annotations

from datetime import UTC, date, datetime

from workbench.graph.ballots.moments import moment_of
from workbench.graph.snapshot import Snapshot

PRESENT = datetime(2026, 11, 24, 20, tzinfo=UTC)


def at(day: date | None) -> Snapshot:
    return Snapshot.of((), as_of=day)


def test_a_look_back_stands_at_the_end_of_its_day_in_california_and_never_after_the_present() -> None:
    assert moment_of(at(None), PRESENT) == PRESENT
    then = moment_of(at(date(2026, 11, 5)), PRESENT)
    assert datetime(2026, 11, 6, 7, 59, tzinfo=UTC) < then < datetime(2026, 11, 6, 8, tzinfo=UTC)
    assert moment_of(at(date(2026, 11, 5)), datetime(2027, 3, 1, tzinfo=UTC)) == then
    assert moment_of(at(date(2026, 11, 24)), PRESENT) == PRESENT
