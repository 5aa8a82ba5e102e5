"""What the facilitator sees of a call while it runs, and of what is hidden until the close."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.graph import clock
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.attachments import File
from workbench.process.ballots.closing import extend
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.redaction import redact
from workbench.process.sign_in import actor_by_code
from workbench.screens import position_original

NOON = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_no_baseline_tells_what_is_hidden_until_a_close_that_was_moved(
    page_of: PageOf, demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(moment: datetime) -> None:
        monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: moment)

    at(NOON - timedelta(days=4))
    draft = BallotDraft("consensus-call", "AGR-03", hidden=True, closes_at=NOON)
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    at(NOON - timedelta(hours=3))
    quay = actor_by_code(demo, "PER-QUAY")
    take_position(demo, quay, NewPosition(code, "ORG-UTILITY-BLUE", "object", reason="Too dear"))
    letter = File("letter.txt", b"We object.", "text/plain")
    behalf = NewPosition(
        code, "ORG-UTILITY-GREEN", "object", reason="Too late", instruction="Letter", file=letter
    )
    take_position(demo, LOCAL_OPERATOR, behalf)
    at(NOON - timedelta(hours=2))
    make_baseline(demo, LOCAL_OPERATOR, "In the morning")
    at(NOON - timedelta(hours=1))
    extend(demo, LOCAL_OPERATOR, code, NOON + timedelta(days=10), "Counsel asked for more time")
    at(NOON + timedelta(days=7))
    page = page_of("ballots", demo, call=code, at="In the morning")
    assert not page.exception
    words = shown(page)
    assert "2 of 10 answered." in words
    for hidden in ("objects", "Too dear", "Too late"):
        assert hidden not in words
    assert not page.get("download_button")
    listed = shown(page_of("ballots", demo, at="In the morning"))
    assert "2 of 10 answered · hidden until the close" in listed, "the list tells no more than the page"
    at(NOON + timedelta(days=11))
    listed = shown(page_of("ballots", demo, at="In the morning"))
    assert "2 of 10 answered" in listed
    assert "2 of 10 answered · hidden" not in listed
    assert "Too dear" in shown(page_of("ballots", demo, call=code, at="In the morning"))


def test_originals_are_read_once_somebody_opens_them_and_a_removed_one_is_told(
    page_of: PageOf, demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    kept_original = position_original.kept_original
    monkeypatch.setattr(
        position_original, "kept_original", lambda *of: read.append(of[2].uuid) or kept_original(*of)
    )
    edit = ItemEdit("ORG-UTILITY-GREEN", {"title": "Utility *Green*"})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    for organisation, words in (("ORG-UTILITY-GREEN", b"We object."), ("ORG-FLEETWISE", b"Ask Jane Wren.")):
        new = NewPosition(
            "BAL-05",
            organisation,
            "abstain",
            instruction="Letter",
            file=File("letter.txt", words, "text/plain"),
        )
        take_position(demo, LOCAL_OPERATOR, new)
    page = page_of("ballots", demo, call="BAL-05")
    assert [e.label for e in page.expander if "rest on (2)" in e.label]
    assert not page.get("download_button")
    assert not read, "the page draws this again every few seconds"
    page.session_state["ballots_originals_BAL-05"] = True
    page.run()
    assert [b.label.split(",")[0] for b in page.get("download_button")] == [
        "Fleetwise Example Aggregation", r"Utility \*Green\*",
    ]  # fmt: skip
    redact(demo, LOCAL_OPERATOR, passage="Jane Wren", ground="personal data, on request")
    page.run()
    assert len(page.get("download_button")) == 1
    assert "1 was removed from the record." in shown(page)
