"""Edits of the architecture collected into one proposed change, and the record as they would leave it."""

from __future__ import annotations

import pytest

from workbench.graph.architecture_edits import ArchitectureEdits, actor_code, hanging_words, interface_code
from workbench.graph.drawing import architecture_dot
from workbench.graph.drawing_difference import difference
from workbench.graph.reading import SNAPSHOTS
from workbench.process import changes
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.visibility import PUBLIC


def cloud() -> ArchitectureEdits:
    edits = ArchitectureEdits()
    edits.add("actor", "ACR-L3-CLOUD", {"title": "Cloud", "level": 3})
    edits.add("interface", "INT-N1", {"title": "To it", "from": ["ACR-L4-COMMS"], "to": ["ACR-L3-CLOUD"]})
    edits.raise_issue("Who runs it?", "INT-N1")
    return edits


def test_what_is_foreseen_is_what_is_saved(demo: Database) -> None:
    before = SNAPSHOTS.get(demo)
    edits = cloud()
    edits.put("ACR-L2-FDEMS", {"title": "Facility gateway"}, before.by_code["ACR-L2-FDEMS"].revision)
    foreseen = changes.outcome(demo, LOCAL_OPERATOR, edits.change())
    assert SNAPSHOTS.get(demo).change == before.change, "nothing is written"
    changes.save(demo, LOCAL_OPERATOR, edits.change())
    saved = SNAPSHOTS.get(demo)
    assert architecture_dot(foreseen) == architecture_dot(saved) != architecture_dot(before)
    assert {part.code for part in difference(before, saved)} == {"ACR-L3-CLOUD", "INT-N1", "ACR-L2-FDEMS"}
    (issue,) = saved.sources(saved.by_code["INT-N1"], "pinned-to")
    assert issue.title == "Who runs it?"


def test_what_the_record_refuses_is_not_foreseen(demo: Database) -> None:
    edits = ArchitectureEdits()
    edits.add("actor", "NO-CODE", {"title": "Odd"})
    with pytest.raises(Refused, match="no code of an actor"):
        changes.outcome(demo, LOCAL_OPERATOR, edits.change())
    with pytest.raises(PermissionError):
        changes.outcome(demo, PUBLIC, cloud().change())


def test_a_box_that_is_taken_out_takes_along_what_hangs_on_it() -> None:
    edits = cloud()
    edits.pins["ISS-001", "ACR-L3-CLOUD"] = True
    edits.drop("ACR-L3-CLOUD")
    assert not any(new.kind == "interface" for new in edits.new.values())
    assert edits.pins == {}


def test_a_withdrawn_box_goes_with_its_lines_and_says_what_hangs_on_it(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    box = snapshot.by_code["ACR-L2-FDEMS"]
    edits = ArchitectureEdits()
    edits.withdraw(snapshot, box)
    lines = {line.code for line in snapshot.sources(box, "joins")}
    assert lines
    assert set(edits.edits) == {box.code, *lines}
    said = " ".join(hanging_words(snapshot, box))
    assert all(code in said for code in lines)
    after = changes.outcome(demo, LOCAL_OPERATOR, edits.change())
    assert {part.what for part in difference(snapshot, after)} == {("gone",)}


def test_a_pin_put_in_and_taken_out_is_no_edit(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    edits = ArchitectureEdits()
    edits.pin(snapshot, "ISS-001", "ACR-L2-METER")
    edits.unpin(snapshot, "ISS-001", "ACR-L2-METER")
    assert edits.empty
    pinned = next(x for x in snapshot.links if x.relation == "pinned-to")
    issue, place = snapshot.items[pinned.source].code, snapshot.items[pinned.target].code
    edits.unpin(snapshot, issue, place)
    assert edits.change().links[0].remove
    edits.pin(snapshot, issue, place)
    assert edits.empty


def test_codes_are_made_from_names_and_never_given_twice() -> None:
    assert actor_code("Métering cloud", 3, ()) == "ACR-L3-METERING-CLOUD"
    assert actor_code("Métering cloud", 3, {"ACR-L3-METERING-CLOUD"}) == "ACR-L3-METERING-CLOUD-2"
    assert actor_code("…", None, ()) == "ACR-NEW"
    assert interface_code({"INT-N1", "INT-N2"}) == "INT-N3"


def test_the_steps_say_what_is_done(demo: Database) -> None:
    words = [step.words for step in cloud().steps(SNAPSHOTS.get(demo))]
    assert words[0] == "New actor “Cloud”, level 3"
    assert words[2] == "New issue “Who runs it?”, pinned to “To it”"
