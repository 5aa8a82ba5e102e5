"""The cache of snapshots: always the record as it stands, and not read again for what touches no item."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.reading import SnapshotCache, read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.redaction import redact
from workbench.process.undoing import undo


def saved(database: Database, **parts: object) -> int:
    return save(database, LOCAL_OPERATOR, ProposedChange(why="test", **parts)).number  # type: ignore[arg-type]


def edit(database: Database) -> None:
    saved(database, edits=(ItemEdit("ISS-001", {"title": "Another title"}),))


def add(database: Database) -> None:
    saved(database, new=(NewItem("issue", {"title": "A new one"}),))


def link(database: Database) -> None:
    saved(database, links=(LinkEdit("ISS-001", "depends-on", "ISS-020"),))


def edit_and_undo(database: Database) -> None:
    undo(database, LOCAL_OPERATOR, saved(database, edits=(ItemEdit("ISS-002", {"title": "Undone"}),)))


def take_words_out(database: Database) -> None:
    redact(database, LOCAL_OPERATOR, ground="personal data, on request", code="ISS-001", field="text")


def withhold(database: Database) -> None:
    saved(database, edits=(ItemEdit("ISS-001", {"confidential": True}),))


def name(database: Database) -> None:
    make_baseline(database, LOCAL_OPERATOR, "A name")


def fresh(database: Database) -> Snapshot:
    with database.read() as session:
        return read_snapshot(session)


@pytest.mark.parametrize("verb", [edit, add, link, edit_and_undo, take_words_out, withhold, name])
def test_it_is_the_record_as_it_stands(bundled: Database, verb: Callable[[Database], None]) -> None:
    cache = SnapshotCache()
    before = cache.get(bundled)
    assert before.public.of_kind("issue")
    verb(bundled)
    assert cache.get(bundled) == fresh(bundled) != before
    assert cache.get(bundled).public == fresh(bundled).public
    name(bundled) if verb is not name else edit(bundled)
    assert cache.get(bundled) == fresh(bundled)
    assert cache.get(bundled).public == fresh(bundled).public


def test_what_touches_no_item_moves_the_number_only(bundled: Database) -> None:
    cache = SnapshotCache()
    before = cache.get(bundled)
    by_code, _ = before.by_code, (before.without_contacts, before.without_drafts)
    assert before.reconstruction
    name(bundled)
    after = cache.get(bundled)
    assert after.items is before.items
    assert after.by_code is by_code
    for seen in (after, after.public, after.without_contacts, after.without_drafts):
        assert seen.change == before.change + 1
    assert not after.reconstruction
    assert before.change == after.change - 1  # Whoever holds the earlier one still has that moment.


def test_what_is_worked_out_is_kept_until_the_record_or_its_key_changes(bundled: Database) -> None:
    cache = SnapshotCache()
    asked: list[object] = []

    def codes(key: object) -> list[str]:
        def work() -> list[str]:
            asked.append(key)
            return [item.title for item in snapshot.of_kind("issue")]

        snapshot = cache.get(bundled)
        return snapshot.once("titles of issues", key, work)

    first = codes("a")
    name(bundled)  # touches no item
    assert codes("a") is first
    assert asked == ["a"]
    assert codes("b") == first
    edit(bundled)
    assert codes("b") == [item.title for item in fresh(bundled).of_kind("issue")]
    assert asked == ["a", "b", "b"]
