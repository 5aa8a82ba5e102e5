"""Data objects follow their rows: one change-set, after which what cites them is suspect; Health says it before."""

from __future__ import annotations

from workbench.graph.mapping import moved, row_digest
from workbench.graph.proposed import ItemEdit, ProposedChange, Review
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.soundness import findings
from workbench.graph.suspect_links import suspect_links
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import preview, save
from workbench.process.keeping import Database
from workbench.process.mapping import mapping_change, proposed_mapping

OBJECT = "OBJ-limit-active-power"
CHECK = "data object behind the mapping"


def put_back(database: Database) -> None:
    """Let the record cite an earlier row, as one does that was loaded with an earlier mapping, and all be reviewed."""
    fields = {"row_digest": "0" * 64, "unit": "%", "text": "An earlier meaning."}
    save(database, ME, ProposedChange(edits=(ItemEdit(OBJECT, fields),), why="An earlier mapping"))
    reviews = tuple(
        Review(one.code, one.relation, one.target)
        for one in suspect_links(SNAPSHOTS.get(database))
        if one.target == OBJECT
    )
    save(database, ME, ProposedChange(reviews=reviews, why="Looked at"))


def test_a_record_that_cites_the_present_rows_has_nothing_to_follow(bundled: Database) -> None:
    assert proposed_mapping(bundled).empty
    assert CHECK not in {finding.check for finding in findings(SNAPSHOTS.get(bundled))}


def test_a_row_that_has_changed_is_proposed_and_turns_what_cites_it_suspect(bundled: Database) -> None:
    put_back(bundled)
    before = SNAPSHOTS.get(bundled)
    assert [item.code for item in moved(before)] == [OBJECT]
    told = next(finding for finding in findings(before) if finding.check == CHECK)
    assert OBJECT in told.sentence
    assert not [one for one in suspect_links(before) if one.target == OBJECT]

    change = mapping_change(before)
    (edit,) = change.edits
    assert edit.fields["row_digest"] == row_digest("limit-active-power")
    assert edit.fields["unit"] == "%WMax"
    assert edit.fields["text"].endswith("A ceiling: it never asks for more.")
    assert edit.fields.keys() == {"row_digest", "unit", "text"}
    looked = preview(bundled, ME, change)
    assert {one.target for one in looked.suspects} == {OBJECT}
    save(bundled, ME, change)
    after = SNAPSHOTS.get(bundled)
    assert moved(after) == []
    assert proposed_mapping(bundled).empty
    assert {one.code for one in suspect_links(after) if one.target == OBJECT} >= {"DAT-63"}
