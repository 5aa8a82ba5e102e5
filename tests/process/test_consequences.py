"""What a change would overtake, before it is saved: positions, evidence, what follows by others."""

from __future__ import annotations

import pytest

from tests.exchange.conftest import item, link
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import preview, save
from workbench.process.keeping import Database
from workbench.process.planning.consequences import FARTHEST, Consequences, consequences


def edited(code: str, **fields: object) -> ProposedChange:
    return ProposedChange(edits=(ItemEdit(code, fields),), why="test")


def test_positions_and_evidence_that_would_be_on_an_earlier_text_are_told(demo: Database) -> None:
    found = preview(
        demo, LOCAL_OPERATOR, edited("REQ-04", text="Below the limit within 5 seconds.")
    ).consequences
    [run] = found.runs
    assert (run.procedure, run.texts) == ("TST-LIMIT-POWER", ("REQ-04",))
    assert run.sentence().endswith("would be evidence for an earlier text of REQ-04.")
    found = preview(demo, LOCAL_OPERATOR, edited("REQ-03", text="Another default.")).consequences
    [call] = found.calls
    assert call.organisations == ("Utility Green",)
    assert "1 position would be on an earlier text of REQ-03: Utility Green." in call.sentence()


def test_what_follows_through_others_is_told_by_steps(demo: Database) -> None:
    looked = preview(demo, LOCAL_OPERATOR, edited("AGR-02", text="Every inverter receives a limit."))
    direct = {suspect.source for suspect in looked.suspects}
    assert "TST-LIMIT-POWER" in direct
    through = {one.code: one for one in looked.consequences.through}
    assert through.keys().isdisjoint(direct), "what turns suspect at once is not told again"
    assert through["TST-LOSS-OF-LINK"].cites == ("REQ-03",)
    assert through["TST-LOSS-OF-LINK"].steps == 2
    assert "Through others" in looked.consequences.through_words


@pytest.mark.parametrize("fields", [{"status": "proposed"}, {"owner": "PER-MOLE"}])
def test_what_is_not_normative_overtakes_nothing(demo: Database, fields: dict[str, object]) -> None:
    looked = preview(demo, LOCAL_OPERATOR, edited("REQ-04", **fields))
    assert looked.moved == ()
    assert looked.consequences == Consequences()


def test_what_is_foretold_is_what_happens(demo: Database) -> None:
    change = edited("REQ-04", text="Below the limit within 5 seconds.")
    foretold = preview(demo, LOCAL_OPERATOR, change)
    saved = save(demo, LOCAL_OPERATOR, change)
    assert saved.preview.suspects == foretold.suspects
    again = preview(
        demo, LOCAL_OPERATOR, edited("REQ-04", text="Below the limit within 4 seconds.")
    ).consequences
    assert again.runs == (), "it is evidence for an earlier text already"


def test_several_texts_are_one_change_and_far_away_is_counted() -> None:
    number = FARTHEST + 4
    items = [item(f"ISS-{n:03d}", "issue", "I", "listed") for n in range(number)]
    links = [link(f"ISS-{n + 1:03d}", "depends-on", f"ISS-{n:03d}") for n in range(number - 1)]
    snapshot = Snapshot.of(items, links)
    found = consequences(snapshot, ["ISS-000"], [], [])
    assert [one.steps for one in found.through] == list(range(2, FARTHEST + 1))
    assert found.further == 3
    assert (
        found.through_words
        == f"Through others 6 more items can be reached, 3 of them more than {FARTHEST} steps away."
    )
    together = consequences(snapshot, ["ISS-000", "ISS-004"], [], [])
    assert {one.code for one in together.through} == {"ISS-002", "ISS-003", "ISS-006", "ISS-007"}
    assert together.further == 0
