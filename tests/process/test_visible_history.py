"""The log as a reader may see it: what is kept from the reader takes nobody else's place."""

from __future__ import annotations

import pytest

from workbench.graph.history import HistoryRow, history
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process import visible_history as visible_history_module
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.ledger import append_event
from workbench.process.sign_in import make_link
from workbench.process.visible_history import visible_history

OBSERVER = Actor(None, "Olive Observer", frozenset({"observer"}))


def test_a_member_sees_earlier_events_behind_those_of_access(bundled: Database) -> None:
    save(bundled, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "Another"}),), why="clearer"))
    for _ in range(60):
        make_link(bundled, ME)
    with bundled.read() as session:
        mine = visible_history(session, OBSERVER, dict, limit=3)
        all_of_it = visible_history(session, ME, dict, limit=3)
    assert [row.verb for row in all_of_it] == ["invite"] * 3
    assert len(mine) == 3
    assert mine[0].why == "clearer"
    assert all(row.verb != "invite" for row in mine)


def test_much_that_is_kept_from_a_reader_is_passed_in_few_steps(
    bundled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bundled.write() as session:
        for _ in range(2_000):
            append_event(session, ME, "sign-in")
    asked = []

    def counted(*args: object, **more: object) -> list[HistoryRow]:
        asked.append(more["limit"])
        return history(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(visible_history_module, "history", counted)
    with bundled.read() as session:
        assert len(visible_history(session, OBSERVER, dict, limit=3)) == 3
    assert asked == [50]
