"""Many people save at once, for long: nothing is lost, nothing fails, the chain of events stays sound."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database
from workbench.process.planning.preview import Refused
from workbench.process.undoing import undo
from workbench.process.verification import verify

WRITERS = 8


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened, _ = open_database(database_url)
    issues = tuple(
        NewItem("issue", {"title": f"Issue of writer {number}"}, code=f"ISS-{number:03d}")
        for number in range(WRITERS + 1)
    )
    save(opened, LOCAL_OPERATOR, ProposedChange(new=issues, why="One issue for each writer, one for all"))
    yield opened
    opened.close()


def write_and_undo(database: Database, writer: int, turns: int) -> tuple[int, int]:
    """Save to an own issue and to the shared one, turn by turn, and undo every tenth own save.

    Returns how many saves and undoes of the own issue took effect, and how many of the shared one.
    """
    own = shared = 0
    for turn in range(turns):
        code = f"ISS-{writer:03d}"
        edit = ItemEdit(code, {"title": f"Writer {writer}, turn {turn}"})
        saved = save(database, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why=f"turn {turn}"))
        own += 1
        if turn % 10 == 9:
            undo(database, LOCAL_OPERATOR, saved.number)
            own += 1
        with database.read() as session:
            item = read_snapshot(session).by_code["ISS-000"]
        words = ItemEdit(
            "ISS-000", {"title": f"{writer} saw revision {item.revision}"}, revision=item.revision
        )
        try:
            save(database, LOCAL_OPERATOR, ProposedChange(edits=(words,), why="shared"))
        except Refused as refused:
            if not refused.preview.conflicts:
                raise
        else:
            shared += 1
    return own, shared


def together(database: Database, turns: int) -> None:
    """Let all writers run at once and check what they left."""
    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(lambda writer: write_and_undo(database, writer, turns), range(1, WRITERS + 1)))
    with database.read() as session:
        revisions = {item.code: item.revision for item in read_snapshot(session).items.values()}
    for writer, (own, _) in enumerate(done, start=1):
        assert revisions[f"ISS-{writer:03d}"] == 1 + own
    assert revisions["ISS-000"] == 1 + sum(shared for _, shared in done)
    verified = verify(database)
    assert verified.faults == ()
    assert verified.events >= sum(own + shared for own, shared in done)


def test_writers_at_once_lose_nothing(database: Database) -> None:
    together(database, turns=10)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_writers_at_once_for_long_lose_nothing(database: Database) -> None:
    together(database, turns=300)
