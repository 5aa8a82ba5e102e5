"""The record under random histories: every past moment stays what it was, and the chain stays sound."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import head_number, read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import preview, save
from workbench.process.keeping import Database, open_database
from workbench.process.planning.preview import Refused
from workbench.process.undoing import undo
from workbench.process.verification import verify

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(str.strip)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": WORDS,
    "text": WORDS,
    "theme": WORDS,
    "priority": st.sampled_from(["high", "low", ""]),
    "disposition": WORDS,
}
START = date(2014, 6, 12)


@cache
def _migrated() -> bytes:
    """The bytes of a migrated empty database: migrating one for every example would take most of the time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite3"
        database, _ = open_database(str(path))
        database.close()
        return path.read_bytes()


def state(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that a moment shows, by code."""
    links = sorted(
        (snapshot.items[x.source].code, x.relation, snapshot.items[x.target].code, x.suspect)
        for x in snapshot.links
    )
    items = {
        i.code: (i.title, i.text, i.status, i.fingerprint, dict(i.detail)) for i in snapshot.items.values()
    }
    return {"items": items, "links": links}


class RecordMachine(RuleBasedStateMachine):
    """Creates, edits, links and undoes, and remembers what every change left."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "record.sqlite3"
        path.write_bytes(_migrated())
        self.database = Database(path)
        self.after: dict[int, dict[str, Any]] = {0: {"items": {}, "links": []}}
        self.day = START
        self.count = 0

    def teardown(self) -> None:
        assert verify(self.database).sound
        with self.database.read() as session:
            for number, expected in self.after.items():
                assert state(read_snapshot(session, change=number)) == expected
        self.database.close()
        self.folder.cleanup()

    def _remember(self) -> None:
        with self.database.read() as session:
            self.after[head_number(session)] = state(read_snapshot(session))

    def _codes(self) -> list[str]:
        return [f"ISS-{n:03d}" for n in range(1, self.count + 1)]

    @rule(title=WORDS, days=st.integers(0, 3))
    def create(self, title: str, days: int) -> None:
        self.day += timedelta(days)
        save(
            self.database,
            ME,
            ProposedChange(new=(NewItem("issue", {"title": title}),), effective_on=self.day),
        )
        self.count += 1
        self._remember()

    @precondition(lambda self: self.count > 0)
    @rule(data=st.data(), fields=st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, unique=True))
    def edit(self, data: st.DataObject, fields: list[str]) -> None:
        code = data.draw(st.sampled_from(self._codes()))
        values = {name: data.draw(FIELDS[name]) for name in fields}
        before = self.after[max(self.after)]
        change = ProposedChange(edits=(ItemEdit(code, values),), effective_on=self.day)
        if preview(self.database, ME, change).empty:
            with self.database.read() as session:
                assert state(read_snapshot(session)) == before
        else:
            save(self.database, ME, change)
            self._remember()

    @precondition(lambda self: self.count > 1)
    @rule(data=st.data())
    def depend(self, data: st.DataObject) -> None:
        code, other = (data.draw(st.sampled_from(self._codes())) for _ in range(2))
        try:
            save(
                self.database,
                ME,
                ProposedChange(edits=(ItemEdit(code, {"depends": other}),), effective_on=self.day),
            )
        except Refused as refused:
            words = str(refused)
            assert "circle" in words or "Nothing to save" in words or "itself" in words
        else:
            self._remember()

    @precondition(lambda self: max(self.after) > 0)
    @rule(data=st.data())
    def undo_one(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, max(self.after)))
        before = self.after[max(self.after)]
        try:
            undo(self.database, ME, number)
        except Refused:
            with self.database.read() as session:
                assert state(read_snapshot(session)) == before
        else:
            self._remember()

    @invariant()
    def the_dependencies_have_no_circle(self) -> None:
        follows: dict[str, set[str]] = {}
        for source, _, target, _ in self.after[max(self.after)]["links"]:
            follows.setdefault(source, set()).add(target)
        open_nodes = set(follows)
        while open_nodes:
            free = {n for n in open_nodes if not follows[n] & open_nodes}
            assert free
            open_nodes -= free


TestRecordMachine = RecordMachine.TestCase
TestRecordMachine.settings = settings(
    max_examples=15,
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # Without the explaining phase, which traces every line of every library.
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
