"""What minutes propose and the record holds already is found by line, by day and by words."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.exchange.minutes import MinutesProposal
from workbench.exchange.minutes_on_record import on_record, source_on_record
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


def item(code: str, kind: str, title: str, text: str = "", **detail: Any) -> ItemView:
    return ItemView(f"u-{code}", code, kind, title, text, "open", 1, "", detail)


def day(value: str) -> dict[str, str]:
    return {"qualifier": "on", "start": value, "standing": "proposed"}


TEXT = "Minutes\n- Who pays?\n- Something else\n"
ITEMS = [
    item("SRC-MIN-1", "source", "Minutes", TEXT),
    item("ISS-001", "issue", "Cost sharing"),
    item("ISS-002", "issue", "Alternatives to Modbus"),
    item("MTG-2014-06-19", "meeting", "Next Thursday's meeting", date=day("2014-06-19")),
    item("MIL-01", "milestone", "Submittal of the schedule", date=day("2014-07-07")),
]
SNAPSHOT = Snapshot.of(ITEMS, [LinkRow("l", "u-ISS-001", "derived-from", "u-SRC-MIN-1", {"line": 2})])
SOURCE = ITEMS[0]


def found(kind: str, title: str, line: int = 9, source: ItemView | None = None, **rest: Any) -> str | None:
    alike = on_record([MinutesProposal(kind, title, line, title, **rest)], SNAPSHOT, source)
    return alike[0].code if alike else None


def test_a_source_is_known_by_its_text() -> None:
    assert source_on_record(SNAPSHOT, f"\n{TEXT}  ") == SOURCE
    assert source_on_record(SNAPSHOT, TEXT + "more") is None
    assert source_on_record(SNAPSHOT, " ") is None


def test_the_same_line_of_the_same_source_is_the_same_thing() -> None:
    assert found("issue", "Who pays?", 2, SOURCE) == "ISS-001"
    assert found("issue", "Who pays?", 3, SOURCE) is None
    assert found("issue", "Who pays?", 2) is None
    assert found("action", "Who pays?", 2, SOURCE) is None


@pytest.mark.parametrize(
    ("kind", "title", "code"),
    [
        ("issue", "Discuss alternatives to ModBus", "ISS-002"),
        ("action", "Alternatives to Modbus", None),
        ("issue", "Modbus", None),
        ("issue", "Alternatives to fax machines", None),
    ],
)
def test_titles_of_nearly_the_same_words(kind: str, title: str, code: str | None) -> None:
    assert found(kind, title) == code


def test_a_meeting_is_known_by_its_day_and_not_by_the_word_next() -> None:
    assert found("meeting", "Call", due=day("2014-06-19")) == "MTG-2014-06-19"
    assert found("meeting", "Next meeting", due=day("2014-09-17")) is None


def test_a_milestone_is_known_by_its_day_and_a_likeness() -> None:
    by = {"qualifier": "by", "end": "2014-07-07"}
    assert found("milestone", "Schedule must be submitted", due=by) == "MIL-01"
    assert found("milestone", "Invoices are paid", due=by) is None
    assert found("milestone", "Submittal of the schedule", due=day("2014-08-01")) is None
