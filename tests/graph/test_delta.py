"""A snapshot that later changes were applied to is the one that a fresh reading gives, after any history."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.process.test_record_machine import _migrated
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange, Review
from workbench.graph.reading import SnapshotCache, read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.redaction import redact
from workbench.process.undoing import undo

START = date(2014, 6, 12)
PARTS: tuple[Callable[[Snapshot], Snapshot], ...] = (
    lambda snapshot: snapshot,
    lambda snapshot: snapshot.public,
    lambda snapshot: snapshot.without_drafts,
    lambda snapshot: snapshot.without_contacts,
)


class History:
    """Changes to a record, one after the other; what cannot be done is refused and passes by."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.day = START
        self.turn = 0

    def save(self, **parts: Any) -> None:
        save(self.database, ME, ProposedChange(effective_on=self.day, **parts))

    def code(self, number: int) -> str:
        """One of the codes there are, in the order in which they were given."""
        with self.database.read() as session:
            found = sorted(read_snapshot(session).items.values(), key=lambda item: (item.change, item.code))
        return found[number % len(found)].code if found else "ISS-999"

    def links(self) -> list[tuple[str, str, str]]:
        with self.database.read() as session:
            now = read_snapshot(session)
        return sorted((now.items[x.source].code, x.relation, now.items[x.target].code) for x in now.links)

    def do(self, verb: str, one: int, other: int) -> None:
        self.turn += 1
        with suppress(Refused):
            getattr(self, f"do_{verb}")(one, other)

    def do_add(self, one: int, other: int) -> None:
        status: dict[str, Any] = {"status": "draft"} if other % 3 == 0 else {}
        new = (
            NewItem("issue", {"title": f"Issue {self.turn}", "confidential": other % 4 == 0}),
            NewItem("requirement", {"title": f"Text {self.turn}", **status}, code=f"REQ-{self.turn}"),
            NewItem(
                "person",
                {"title": f"Somebody {self.turn}", "email": "one@example.org"},
                code=f"PER-{self.turn}",
            ),
        )
        self.save(new=new[: one % 3 + 1] if other % 2 else new[one % 3 :])

    def do_edit(self, one: int, other: int) -> None:
        # Few words, so that a text often returns to one that was looked at.
        self.save(edits=(ItemEdit(self.code(one), {"text": f"Words {other % 2}"}),))

    def do_retitle(self, one: int, other: int) -> None:
        both = ((one, f"Title {other}"), (other, "x"))
        self.save(edits=tuple(ItemEdit(self.code(number), {"title": title}) for number, title in both))

    def do_withhold(self, one: int, other: int) -> None:
        self.save(edits=(ItemEdit(self.code(one), {"confidential": other % 2 == 0}),))

    def do_withdraw(self, one: int, other: int) -> None:
        self.save(edits=(ItemEdit(self.code(one), {"status": "withdrawn" if other % 2 else "proposed"}),))

    def do_answer(self, one: int, other: int) -> None:
        self.save(links=(LinkEdit(self.code(one), "answers", self.code(other)),))

    def do_depend(self, one: int, other: int) -> None:
        self.save(links=(LinkEdit(self.code(one), "depends-on", self.code(other)),))

    def do_end(self, one: int, other: int) -> None:
        links = self.links()
        if links:
            self.save(links=(LinkEdit(*links[one % len(links)], remove=True),))

    def do_review(self, one: int, other: int) -> None:
        links = self.links()
        if links:
            self.save(reviews=(Review(*links[one % len(links)]),))

    def do_undo(self, one: int, other: int) -> None:
        with self.database.read() as session:
            last = read_snapshot(session).change
        undo(self.database, ME, max(1, last - one % 4))

    def do_redact(self, one: int, other: int) -> None:
        redact(
            self.database,
            ME,
            ground="on request",
            code=self.code(one),
            field="text" if other % 2 else "title",
        )

    def do_baseline(self, one: int, other: int) -> None:
        make_baseline(self.database, ME, f"Baseline {self.turn}")

    def do_wait(self, one: int, other: int) -> None:
        self.day += timedelta(one)

    def do_backdate(self, one: int, other: int) -> None:
        today, self.day = self.day, START - timedelta(other)
        try:
            self.do_edit(one, other)
        finally:
            self.day = today


VERBS = sorted(name.removeprefix("do_") for name in vars(History) if name.startswith("do_"))
Steps = Sequence[tuple[str, int, int]]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*VERBS, "add", "edit", "answer", "depend"]), st.integers(0, 9), st.integers(0, 9)
    ),
    min_size=5,
    max_size=14,
)


def told(snapshot: Snapshot, *, in_order: bool) -> dict[str, Any]:
    """Every field of a snapshot and everything that it works out of them.

    Args:
        in_order: whether links are told in their order; PostgreSQL promises none.
    """
    links = snapshot.links if in_order else tuple(sorted(snapshot.links, key=lambda link: link.uuid))
    found = {f.name: getattr(snapshot, f.name) for f in fields(snapshot)} | {"links": links}
    order = (lambda rows: rows) if in_order else (lambda rows: sorted(rows, key=lambda link: link.uuid))
    return found | {
        "by code": snapshot.by_code,
        "by kind": {k: snapshot.of_kind(k, withdrawn=True) for k in ("issue", "requirement", "person")},
        "out": {item.code: order(snapshot.out(item)) for item in snapshot.items.values()},
        "into": {item.code: order(snapshot.into(item)) for item in snapshot.items.values()},
    }


def held_and_fresh_agree(database: Database, steps: Steps) -> None:
    """Let a history happen, and compare after every step what the cache gives with a fresh reading."""
    cache, history = SnapshotCache(), History(database)
    for step in steps:
        history.do(*step)
        moments: list[dict[str, Any]] = [{}, {"as_of": START}, {"as_of": history.day}]
        head = cache.get(database)
        moments += [{"change": head.change // 2}]
        for moment in moments:
            held = cache.get(database, **moment)
            with database.read() as session:
                fresh = read_snapshot(session, **moment)
            for part in PARTS:
                assert told(part(held), in_order=database.is_sqlite) == told(
                    part(fresh), in_order=database.is_sqlite
                ), (step, moment)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
@example(
    [
        ("add", 2, 1),
        ("answer", 1, 0),
        ("edit", 0, 0),
        ("edit", 0, 1),
        ("edit", 0, 0),
        ("undo", 0, 0),
        ("review", 0, 0),
    ]
)
@example(
    [("add", 2, 1), ("answer", 1, 0), ("withhold", 0, 0), ("edit", 0, 1), ("withhold", 0, 1), ("end", 0, 0)]
)
@example(
    [("add", 2, 1), ("answer", 1, 0), ("edit", 0, 0), ("redact", 0, 1), ("edit", 0, 1), ("redact", 1, 0)]
)
@example([("add", 2, 1), ("wait", 9, 0), ("edit", 0, 1), ("backdate", 0, 2), ("backdate", 0, 0)])
@given(STEPS)
def test_after_any_history(steps: Steps) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.sqlite3"
        path.write_bytes(_migrated())
        database = Database(path)
        held_and_fresh_agree(database, steps)
        database.close()


def test_on_both_databases(database: Database) -> None:
    dice = random.Random(4)
    steps = [("add", 2, 1)] * 3 + [
        (dice.choice([*VERBS, "answer", "depend", "edit"]), dice.randrange(10), dice.randrange(10))
        for _ in range(14)
    ]
    held_and_fresh_agree(database, steps)


def test_one_edit_reads_what_it_wrote_and_shares_the_rest(bundled: Database) -> None:
    cache = SnapshotCache()
    before = cache.get(bundled)
    assert before.by_code
    save(bundled, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"text": "New."}),)))
    after = cache.get(bundled)
    changed = [uuid for uuid, item in after.items.items() if item is not before.items[uuid]]
    assert [after.items[uuid].code for uuid in changed] == ["ISS-001"]
    turned = {x.uuid for x in after.links if x.suspect} - {x.uuid for x in before.links if x.suspect}
    assert turned == {x.uuid for x in before.into(before.by_code["ISS-001"]) if not x.suspect} != set()
    kept = {x.uuid: x for x in before.links}
    assert all(x is kept[x.uuid] for x in after.links if x.uuid not in turned)
    assert before.by_code["ISS-001"].text != "New."  # Whoever holds it still has that moment.


def test_a_past_moment_is_read_again_only_where_a_change_reaches_it(bundled: Database) -> None:
    cache = SnapshotCache()
    past = cache.get(bundled, as_of=date(2014, 8, 1))
    save(bundled, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"text": "Of today."}),)))
    later = cache.get(bundled, as_of=date(2014, 8, 1))
    assert later.items is past.items
    assert later.change == past.change + 1
    reaching_back = ProposedChange(
        edits=(ItemEdit("ISS-002", {"text": "Of July."}),), effective_on=date(2014, 7, 31)
    )
    save(bundled, ME, reaching_back)
    assert cache.get(bundled, as_of=date(2014, 8, 1)).by_code["ISS-002"].text == "Of July."


def test_another_record_under_the_same_name_is_read_whole(tmp_path: Path) -> None:
    cache = SnapshotCache()
    path = tmp_path / "record.sqlite3"
    for title, changes in (("The first", 1), ("The second", 3)):
        path.write_bytes(_migrated())
        database = Database(path)
        history = History(database)
        for _ in range(changes):
            history.save(new=(NewItem("issue", {"title": title}),))
        with database.read() as session:
            assert cache.get(database) == read_snapshot(session)
        database.close()
        for file in tmp_path.iterdir():
            file.unlink()


def test_many_new_items_are_put_in_order(bundled: Database) -> None:
    cache = SnapshotCache()
    assert cache.get(bundled).of_kind("issue")
    many = tuple(NewItem("issue", {"title": f"{n}"}, code=f"ISS-{n}") for n in range(1300, 1100, -1))
    save(bundled, ME, ProposedChange(new=many))
    with bundled.read() as session:
        assert cache.get(bundled).of_kind("issue") == read_snapshot(session).of_kind("issue")
