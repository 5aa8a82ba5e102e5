"""Unsaved edits of the grid: noted by code with what was seen, dropped when typed back, refused in sentences."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.exchange.grid import RefusedRows
from workbench.graph.listing import issue_rows
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database
from workbench.screens.issues_draft import Draft, specs


@pytest.fixture
def snapshot(bundled: Database) -> Snapshot:
    return SNAPSHOTS.get(bundled)


def _put(draft: Draft, snapshot: Snapshot, code: str, **values: object) -> None:
    item = snapshot.item(code)
    assert item is not None
    row = issue_rows(snapshot, [item])[0]
    for name, value in values.items():
        draft.put(row, name, value, specs(snapshot.vocabulary)[name])


def test_only_what_was_edited_is_written_with_the_revision_seen(snapshot: Snapshot) -> None:
    draft = Draft()
    _put(draft, snapshot, "ISS-013", priority="high", due="2014-07-18", meeting=["MTG-2014-07-02"])
    _put(draft, snapshot, "ISS-007", title="Cyber security of both ends")
    change = draft.change(snapshot.vocabulary)
    assert [(e.code, dict(e.fields), e.revision) for e in change.edits] == [
        ("ISS-013", {"priority": "high", "due": "2014-07-18", "meeting": ["MTG-2014-07-02"]}, 2),
        ("ISS-007", {"title": "Cyber security of both ends"}, 2),
    ]
    assert draft.words() == "4 unsaved edits in 2 issues"


def test_a_value_typed_back_is_no_edit(snapshot: Snapshot) -> None:
    draft = Draft()
    _put(draft, snapshot, "ISS-013", status="listed", destination=["rule-21"])
    _put(draft, snapshot, "ISS-013", status="text-circulated", destination=["rule-21", "guide"])
    assert draft.empty


def test_shown_rows_carry_the_edits(snapshot: Snapshot) -> None:
    draft = Draft()
    _put(draft, snapshot, "ISS-013", due=date(2014, 7, 18))
    item = snapshot.item("ISS-013")
    assert item is not None
    row = issue_rows(snapshot, [item])[0]
    assert draft.shown(row)["due"] == date(2014, 7, 18)
    assert row["due"] is None


def test_new_issues_are_numbered_and_can_be_dropped(snapshot: Snapshot) -> None:
    draft = Draft()
    first = draft.add({"title": "Which clock counts"})
    second = draft.add({"title": "Who keeps the list"})
    draft.put({"code": second}, "priority", "low", specs(snapshot.vocabulary)["priority"])
    assert draft.words() == "2 new issues not saved yet"
    draft.drop([first])
    change = draft.change(snapshot.vocabulary)
    assert [dict(new.fields) for new in change.new] == [{"title": "Who keeps the list", "priority": "low"}]


def test_every_bad_cell_is_a_sentence(snapshot: Snapshot) -> None:
    draft = Draft()
    _put(draft, snapshot, "ISS-013", due="31 June 2014", title="")
    with pytest.raises(RefusedRows) as refused:
        draft.change(snapshot.vocabulary)
    sentences = [problem.sentence() for problem in refused.value.problems]
    assert len(sentences) == 2
    assert all("ISS-013" in sentence for sentence in sentences)
