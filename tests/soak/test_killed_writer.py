"""A writer that is killed at any moment loses nothing that it gave a receipt for, and breaks nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, select

from tests.process.ballots.conftest import Clock, Group, clocked, group
from workbench.graph import clock
from workbench.process.verification import verify
from workbench.record.ballots import Position
from workbench.record.events import Event

__all__ = ["Clock", "clocked", "group"]

ROOT = Path(__file__).parents[2]


def killed_after(group: Group, code: str, receipts: int) -> list[tuple[str, str]]:
    """Start a writer, read so many receipts, kill it, and read what else it printed."""
    address = group.database.url.render_as_string(hide_password=False)
    command = [sys.executable, str(ROOT / "tests/soak/position_writer.py"), address, code]
    writer = subprocess.Popen(command, cwd=ROOT, env=_surroundings(), stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    lines = [writer.stdout.readline() for _ in range(receipts)]
    writer.send_signal(signal.SIGKILL)
    lines += writer.stdout.readlines()
    assert writer.wait() == -signal.SIGKILL
    writer.stdout.close()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(event, position) for event, position in whole]


def _surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def kill_writers(group: Group, times: int, seed: int) -> None:
    """Kill a writer so many times and look for every receipt."""
    group.clock.moment = clock.server_moment()
    code = group.open(closes_at=group.clock.moment + timedelta(days=1))
    random, printed = Random(seed), []
    for _ in range(times):
        printed += killed_after(group, code, random.randint(0, 9))
    with group.database.read() as session:
        events = {e.hash: e.payload.get("position") for e in session.exec(select(Event))}
        taken = list(session.exec(select(Position.uuid).order_by(col(Position.change))))
    assert len(set(taken)) == len(taken)
    for event, position in printed:
        assert events[event] == position
        assert taken.count(position) == 1
    assert len({position for _, position in printed}) == len(printed)
    # Of each writer at most one position was on disk and not yet printed.
    assert len(printed) <= len(taken) <= len(printed) + times
    assert sum(p.latest for p in group.row(code).positions) == min(1, len(taken))
    assert verify(group.database).faults == ()


def test_no_receipt_is_lost_when_a_writer_is_killed(group: Group) -> None:
    # Starting a process takes longest; the way to the disk is the same for each of them.
    kill_writers(group, times=5 if group.database.is_sqlite else 2, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_receipt_is_lost_when_writers_are_killed_for_long(group: Group) -> None:
    kill_writers(group, times=100, seed=2)
