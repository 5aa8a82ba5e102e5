"""Codes of new items: the next number of their form, each once, whatever stands beside them in the change."""

from __future__ import annotations

from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.planning.situation import Situation


def add(database: Database, *items: NewItem) -> list[str]:
    return list(save(database, ME, ProposedChange(new=items)).codes)


def test_new_items_are_numbered_on_from_the_highest_code(database: Database) -> None:
    assert add(database, *(NewItem("issue", {"title": f"{n}"}) for n in range(3))) == [
        "ISS-001", "ISS-002", "ISS-003"
    ]  # fmt: skip
    save(database, ME, ProposedChange(edits=(ItemEdit("ISS-003", {"status": "withdrawn"}),)))
    mixed = [
        NewItem("issue", {"title": "without"}),
        NewItem("action", {"title": "another kind"}),
        NewItem("issue", {"title": "by hand"}, "ISS-040"),
        NewItem("issue", {"title": "without"}),
    ]
    assert add(database, *mixed) == ["ISS-041", "ACT-01", "ISS-040", "ISS-042"]


def test_a_code_whose_end_only_looks_like_a_number_counts_for_nothing(database: Database) -> None:
    proposed = ProposedChange(
        new=(NewItem("issue", {"title": "raised"}, "ISS-²"), NewItem("issue", {"title": "next"}))
    )
    with database.read() as session:
        assert Situation(session, proposed).next_number("ISS-") == 1


def test_the_codes_of_the_record_are_read_once_however_many_items_are_new(database: Database) -> None:
    with database.read() as session:
        situation = Situation(session, ProposedChange())
        assert situation.next_number("ISS-") == 1
        situation.given.add("ISS-999")  # read already: looking at all codes for each new item is quadratic
        assert [situation.next_number("ISS-") for _ in range(3)] == [2, 3, 4]
        assert situation.next_number("ACT-") == 1
