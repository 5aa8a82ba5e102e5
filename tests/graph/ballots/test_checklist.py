"""The checklist before a ballot is opened: what stops it comes first, each in a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.process.ballots.conftest import Clock, Group, clocked, quick
from workbench.graph.ballots.checklist import Check, checklist
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save

__all__ = ["Clock", "clocked", "quick"]

RULE = {"quorum": 9, "adopted": "Charter", "adopted_on": "2026-08-27"}


def checks(group: Group, code: str, **more: object) -> list[Check]:
    with group.database.read() as session:
        return checklist(read_snapshot(session), group.row(code), group.clock.moment, **more)  # type: ignore[arg-type]


def stopping(group: Group, code: str, **more: object) -> list[str]:
    return [check.sentence for check in checks(group, code, **more) if check.stops and not check.met]


def test_a_call_in_order_says_what_it_puts_and_what_to_look_at(quick: Group) -> None:
    found = checks(quick, quick.prepare())
    assert [check.sentence for check in found if not check.met] == [
        "Nobody can authorise a position of Cedar Example, Dover Example and Elder Example: "
        "no authoriser is recorded.",
        "No reservation of rights is set; counsel may ask for one (Settings).",
    ]
    met = [check.sentence for check in found if check.met]
    assert "The text of AGR-01 is put as it stands at revision 1." in met
    assert "5 organisations are asked." in met
    assert "Positions show as they are taken." in met
    assert found == sorted(found, key=lambda check: (check.met, not check.stops))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"closes_at": None}, "No closing time is set."),
        ({"rule": RULE}, "The quorum is 9, and only 5 organisations are asked."),
        ({"also_open": ["BAL-07"]}, "BAL-07 already asks the same and is open."),
    ],
)
def test_what_stops_an_opening_says_why(quick: Group, given: dict[str, object], said: str) -> None:
    also_open = given.pop("also_open", ())
    assert stopping(quick, quick.prepare(**given), also_open=also_open) == [said]


def test_a_text_that_is_missing_or_gone_stops_an_opening(quick: Group) -> None:
    empty = NewItem("agreement", {"title": "Nothing yet"}, code="AGR-02")
    bare = NewItem("issue", {"title": "No home"}, code="ISS-002")
    save(quick.database, LOCAL_OPERATOR, ProposedChange(new=(empty, bare), why="test"))
    assert stopping(quick, quick.prepare(item="AGR-02")) == [
        "AGR-02 has no text yet: there is nothing to agree to. Write it first."
    ]
    assert stopping(quick, quick.prepare(item="ISS-002", aspect="destination")) == [
        "ISS-002 names no destination yet. Put one down first."
    ]
    code = quick.prepare()
    quick.edit("AGR-01", status="withdrawn")
    assert stopping(quick, code) == ["AGR-01 is withdrawn; nothing can be asked about it."]


def test_a_closing_time_is_looked_at_by_the_clock(quick: Group) -> None:
    code = quick.prepare(closes_at=quick.clock.moment + timedelta(days=3))
    assert "after 3.0 days" in next(c.sentence for c in checks(quick, code) if "It closes on" in c.sentence)
    quick.clock.forward(days=4)
    assert "lies in the past" in stopping(quick, code)[0]


def test_organisations_without_a_voice_are_named(quick: Group) -> None:
    quick.edit("PER-DAN", status="left")
    assert any(
        check.sentence.startswith("Nobody can answer for Dover Example:") and not check.stops
        for check in checks(quick, quick.prepare())
    )


def test_a_text_that_cites_an_earlier_one_is_pointed_out(quick: Group) -> None:
    link = LinkEdit("AGR-01", "settles", "ISS-001")
    edit = ItemEdit("ISS-001", {"text": "Which one?"})
    save(quick.database, LOCAL_OPERATOR, ProposedChange(links=(link,), why="test"))
    save(quick.database, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    assert any(
        "AGR-01 cites an earlier text of ISS-001" in check.sentence and not check.stops
        for check in checks(quick, quick.prepare())
    )
