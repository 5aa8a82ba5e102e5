"""A hope becomes a date only by a deliberate act with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.graph.history import revisions
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR, Actor, NotPermitted
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.promotion import is_hoped, promote, promotion_words


def test_a_hope_is_promoted_with_its_reason(bundled: Database) -> None:
    hoped = SNAPSHOTS.get(bundled).by_code["MIL-04"]
    assert is_hoped(hoped)
    assert "would stand as proposed by the group" in promotion_words(hoped, "proposed")
    promote(bundled, LOCAL_OPERATOR, hoped, "proposed", "Set by the group at its call.")
    now = SNAPSHOTS.get(bundled).by_code["MIL-04"]
    assert now.detail["date"] == {**hoped.detail["date"], "standing": "proposed"}
    with bundled.read() as session:
        assert revisions(session, "MIL-04")[0].why == "Set by the group at its call."


def test_without_a_reason_it_stays_a_hope(bundled: Database) -> None:
    hoped = SNAPSHOTS.get(bundled).by_code["MIL-04"]
    with pytest.raises(Refused, match="needs a reason"):
        promote(bundled, LOCAL_OPERATOR, hoped, "proposed", "   ")
    assert is_hoped(SNAPSHOTS.get(bundled).by_code["MIL-04"])


def test_only_a_hope_is_promoted_and_only_to_a_date(bundled: Database) -> None:
    firm = SNAPSHOTS.get(bundled).by_code["MIL-02"]
    with pytest.raises(Refused) as refused:
        promote(bundled, LOCAL_OPERATOR, firm, "held", "")
    sentences = refused.value.preview.sentences()
    assert len(sentences) == 3
    assert "Allowed: proposed, ordered." in sentences[2]


def test_others_may_not(bundled: Database) -> None:
    hoped = SNAPSHOTS.get(bundled).by_code["MIL-04"]
    observer = Actor(None, "Olive Observer", frozenset({"observer"}))
    with pytest.raises(NotPermitted):
        promote(bundled, observer, hoped, "proposed", "Because.")


def test_a_date_that_somebody_changed_meanwhile_is_not_overwritten(bundled: Database) -> None:
    hoped = SNAPSHOTS.get(bundled).by_code["MIL-04"]
    moved = {"qualifier": "on", "start": "2014-09-15", "standing": "hoped"}
    change = ProposedChange(edits=(ItemEdit("MIL-04", {"date": moved}, hoped.revision),))
    save(bundled, LOCAL_OPERATOR, change)
    with pytest.raises(Refused, match="was changed by"):
        promote(bundled, LOCAL_OPERATOR, hoped, "proposed", "Because.", on=date(2026, 11, 23))
