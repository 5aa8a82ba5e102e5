"""The matrix: organisations by calls, what each said, and what weakens it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from workbench.graph.ballots import BallotRow, Cited, PositionRow
from workbench.graph.ballots.matrix import Filter, matrix
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot

MOMENT = datetime(2026, 9, 2, 17, tzinfo=UTC)
OPENED, CLOSES = datetime(2026, 9, 1, 17, tzinfo=UTC), datetime(2026, 9, 11, 17, tzinfo=UTC)
ASKED = (("ORG-A", "Amber"), ("ORG-B", "Birch"), ("ORG-C", "Cedar"))


def item(kind: str, code: str, title: str, **detail: Any) -> ItemView:
    return ItemView(
        uuid=code, code=code, kind=kind, title=title, text="", status="active", revision=1, fingerprint="",
        detail=detail, change=1,
    )  # fmt: skip


SNAPSHOT = Snapshot.of(
    [
        item("organisation", "ORG-A", "Amber", category="utility", party=True),
        item("organisation", "ORG-B", "Birch", category="manufacturer"),
        item("organisation", "ORG-C", "Cedar"),
        item("issue", "ISS-001", "Which protocol", theme="protocol"),
        item("agreement", "AGR-01", "One protocol"),
        item("agreement", "AGR-02", "Something else"),
    ],
    [LinkRow("x", "AGR-01", "settles", "ISS-001")],
)


def call(code: str = "BAL-01", about: str = "AGR-01", **more: Any) -> BallotRow:
    row = BallotRow(
        code=code, kind="consensus-call", item=about, item_title=about, revision=1, question="?", opens_at=OPENED,
        closes_at=CLOSES, outcome=None, outcome_sentence="", change=1, addressees=ASKED, item_kind="agreement",
    )  # fmt: skip
    return replace(row, **more)


def position(organisation: str, word: str = "support", **more: Any) -> PositionRow:
    row = PositionRow(
        organisation=organisation, organisation_name=dict(ASKED)[organisation], position=word, reason="", revision=1,
        capacity="representative", authorised=False, taken_on=date(2026, 9, 2), change=2, overtaken=False,
    )  # fmt: skip
    return replace(row, **more)


def test_rows_stand_by_class_and_those_without_one_come_last() -> None:
    found = matrix(SNAPSHOT, [call()], MOMENT)
    assert [(name, [line.name for line in lines]) for name, lines in found.by_class()] == [
        ("manufacturer", ["Birch"]), ("utility", ["Amber"]), ("no class", ["Cedar"]),
    ]  # fmt: skip
    assert [line.party for line in found.lines] == [False, True, False]


def test_a_cell_says_the_word_its_shape_and_what_weakens_it() -> None:
    taken = (
        position("ORG-A", authorised=True, joint="j", carried_over_at=MOMENT),
        position("ORG-B", "object", overtaken=True, joint="j"),
        position("ORG-C", latest=False),
    )
    sentences = {
        line.code: line.cells[0].sentence()
        for line in matrix(SNAPSHOT, [call(positions=taken)], MOMENT).lines
    }
    assert sentences == {
        "ORG-A": "● supports (carried over; jointly with Birch)",
        "ORG-B": "✕ objects (taken on an earlier text; preliminary, not for attribution; jointly with Amber)",
        "ORG-C": "· no answer",
    }


def test_a_cell_says_that_an_organisation_was_not_asked() -> None:
    row = call(positions=(position("ORG-B", "object", authorised=True),), addressees=ASKED[:1])
    other = call("BAL-02", about="AGR-02")
    cells = {line.code: line.cells[0] for line in matrix(SNAPSHOT, [row, other], MOMENT).lines}
    assert cells["ORG-B"].sentence() == "✕ objects (not asked, not counted)"
    assert cells["ORG-C"].standing == "not-asked"


def test_an_organisation_that_was_not_asked_is_silent_on_no_alternative() -> None:
    ways = (Cited("ISS-001-a", "Way a", 1), Cited("ISS-001-b", "Way b", 1))
    taken = tuple(position(code, "answered", answers={"ISS-001-a": "support"}) for code in ("ORG-A", "ORG-B"))
    row = call(choices=ways, positions=taken, addressees=ASKED[:1])
    cells = {line.code: line.cells for line in matrix(SNAPSHOT, [row], MOMENT).lines}
    assert [cell.standing for cell in cells["ORG-A"]] == ["said", "silent"]
    assert [cell.standing for cell in cells["ORG-B"]] == ["said", "not-asked"]


def test_what_is_withheld_is_answered_and_nothing_more() -> None:
    row = call(positions=(position("ORG-A"),), withheld=("ORG-B",), hidden=True)
    cells = {line.code: line.cells[0] for line in matrix(SNAPSHOT, [row], MOMENT).lines}
    assert [cells[code].standing for code in ("ORG-A", "ORG-B", "ORG-C")] == ["said", "answered", "silent"]
    assert cells["ORG-B"].sentence() == "≡ answered"
    assert matrix(SNAPSHOT, [row], MOMENT).columns[0].standing.endswith("hidden until the close")


def test_from_a_selection_of_positions_no_silence_follows() -> None:
    row = call(positions=(position("ORG-A", authorised=True),), addressees=ASKED[:1], selected=True)
    other = call("BAL-02", about="AGR-02", positions=(position("ORG-B", authorised=True),), selected=True)
    nothing = call("BAL-03", about="ISS-001", addressees=(), selected=True)
    found = matrix(SNAPSHOT, [row, other, nothing], MOMENT)
    assert [column.ballot.code for column in found.columns] == ["BAL-01", "BAL-02"]
    assert {
        line.code: [cell.words for cell in line.cells] for line in found.lines if line.code != "ORG-C"
    } == {
        "ORG-A": ["supports", "not shown"],
        "ORG-B": ["not shown", "supports"],
    }


def test_each_alternative_and_each_day_has_a_column() -> None:
    ways = (Cited("ISS-001-a", "Way a", 1), Cited("ISS-001-b", "Way b", 1))
    said = position("ORG-A", "answered", answers={"ISS-001-a": "object"}, preference="ISS-001-b")
    row = call(about="ISS-001", item_kind="issue", choices=ways, positions=(said,))
    days = call("BAL-02", choices=(Cited("2026-12-09"),), kind="date-poll", positions=(
        position("ORG-A", "answered", answers={"2026-12-09": "if-need-be"}),
    ))  # fmt: skip
    found = matrix(SNAPSHOT, [row, days], MOMENT)
    assert [(c.name, c.code) for c in found.columns] == [
        ("Wed 9 Dec 2026", "BAL-02"), ("Way a", "BAL-01 · ISS-001-a"), ("Way b", "BAL-01 · ISS-001-b"),
    ]  # fmt: skip
    amber = next(line for line in found.lines if line.code == "ORG-A")
    assert [(cell.words, cell.side) for cell in amber.cells] == [
        ("if need be", "part"), ("objects", "object"), ("no answer", ""),
    ]  # fmt: skip


def test_drafts_void_ones_statements_and_earlier_rounds_have_no_column() -> None:
    rows = [
        call("BAL-01", outcome="no consensus"),
        call("BAL-02", previous="BAL-01", round=2),
        call("BAL-03", opens_at=None),
        call("BAL-04", voided=True, previous="BAL-02"),
        call("BAL-05", kind="statement-call"),
        call("BAL-06", about="AGR-99"),
    ]
    assert [c.ballot.code for c in matrix(SNAPSHOT, rows, MOMENT).columns] == ["BAL-02"]


def test_it_narrows_by_class_theme_state_and_kind() -> None:
    rows = [call("BAL-01"), call("BAL-02", about="AGR-02", outcome="consensus")]
    every = matrix(SNAPSHOT, rows, MOMENT)
    assert every.choices == Filter(
        classes=frozenset({"utility", "manufacturer", "no class"}),
        themes=frozenset({"protocol", "no theme"}),
        states=frozenset({"open", "recorded"}),
        kinds=frozenset({"agreement"}),
    )
    narrowed = matrix(
        SNAPSHOT, rows, MOMENT, Filter(themes=frozenset({"protocol"}), classes=frozenset({"utility"}))
    )
    assert [c.ballot.code for c in narrowed.columns] == ["BAL-01"]
    assert [line.code for line in narrowed.lines] == ["ORG-A"]
    assert narrowed.choices == every.choices
    assert matrix(SNAPSHOT, rows, MOMENT, Filter(states=frozenset({"closed"}))).columns == ()
    assert matrix(SNAPSHOT, rows, MOMENT, Filter(kinds=frozenset({"issue"}))).lines == ()
