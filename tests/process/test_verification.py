"""Whatever is altered behind the workbench's back is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.postgresql import Filled
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.comments import add_comment
from workbench.process.keeping import Database
from workbench.process.verification import verify


@pytest.fixture
def written(filled: Filled) -> Database:
    return filled(begin)


def begin(database: Database) -> None:
    new = (
        NewItem("issue", {"title": "A", "depends": "ISS-002"}, "ISS-001"),
        NewItem("issue", {"title": "B"}, "ISS-002"),
    )
    save(database, ME, ProposedChange(new=new, why="start"))
    save(database, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "A2"}),), why="better"))
    add_comment(database, ME, "ISS-001", "Fine.")
    make_baseline(database, ME, "First")


def test_an_untouched_record_is_sound(written: Database) -> None:
    found = verify(written)
    assert found.sound
    assert (found.events, found.items, found.links) == (4, 2, 1)
    assert verify(written, tip=found.tip).sound


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE item SET title = 'x' WHERE code = 'ISS-001'", "ISS-001 differs from its last revision"),
        ("UPDATE item_revision SET title = 'x' WHERE revision = 1", "was altered after it was written"),
        ("UPDATE item SET fingerprint = 'f' WHERE code = 'ISS-002'", "fingerprint of ISS-002"),
        ("UPDATE change_set SET why = 'x' WHERE number = 2", "the reason of change 2"),
        ("UPDATE change_set SET effective_on = '2001-01-01' WHERE number = 2", "effective date of change 2"),
        ("UPDATE comment SET text = 'x'", "was altered after it was written"),
        ("UPDATE event SET person_name = 'x' WHERE sequence = 2", "event 2 was altered"),
        ("DELETE FROM event WHERE sequence = 2", "event 2 is missing"),
        ("UPDATE link SET relation = 'settles'", "what change 1 wrote was altered"),
        ("UPDATE baseline SET digest = 'x'", "at the baseline 'First'"),
    ],
)
def test_tampering_is_found(written: Database, statement: str, said: str) -> None:
    with written.write() as session:
        session.execute(text(statement))
    assert said in "\n".join(verify(written).faults)


def test_a_tail_that_was_cut_and_built_anew_is_found_by_an_earlier_tip(written: Database) -> None:
    tip = verify(written).tip
    with written.write() as session:
        session.execute(text("DELETE FROM baseline"))
        session.execute(text("DELETE FROM event WHERE sequence = 4"))
        session.execute(text("DELETE FROM change_set WHERE number = 4"))
    cut = verify(written)
    assert cut.sound
    assert verify(written, tip=tip).faults == (
        f"the hash {tip} is not in the chain: its tail was cut off or built anew",
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE position SET position = 'object'", "was altered after it was written"),
        ("UPDATE ballot SET fingerprint = 'x'", "was altered after it was written"),
        ("UPDATE run SET verdict = 'unknown'", "was altered after it was written"),
        ("UPDATE link SET fingerprint = 'x'", "cites a text that never was"),
    ],
)
def test_tampering_with_what_was_said_is_found(demo: Database, statement: str, said: str) -> None:
    assert verify(demo).faults == ()
    with demo.write() as session:
        session.execute(text(statement))
    assert any(said in fault for fault in verify(demo).faults)
