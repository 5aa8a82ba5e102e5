"""By which clock the pages tell what is open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from workbench.graph.snapshot import Snapshot
from workbench.screens import ballots_seen, visitor

NOW = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)


def test_what_is_open_now_is_told_without_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballots_seen, "now", lambda: NOW)
    monkeypatch.setattr(visitor, "is_now", lambda: True)
    monkeypatch.setattr(visitor, "snapshot", lambda: pytest.fail("the record was read"))
    assert ballots_seen.moment_looked_at() == NOW


def test_at_an_earlier_day_it_is_told_by_the_end_of_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballots_seen, "now", lambda: NOW)
    monkeypatch.setattr(visitor, "is_now", lambda: False)
    monkeypatch.setattr(visitor, "snapshot", lambda: Snapshot.of([], as_of=date(2026, 8, 20)))
    assert ballots_seen.moment_looked_at().isoformat().startswith("2026-08-20T23:59:59")
