"""Sets of minutes of many groups and layouts against what a careful reader takes from them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from workbench.exchange.minutes import MinutesProposal, MinutesReading, read_minutes

_HERE = Path(__file__).parent
_EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((_HERE / "expected.yaml").read_text("utf-8"))


def _reading(name: str) -> MinutesReading:
    return read_minutes((_HERE / "data" / name).read_bytes(), name)


def _says(proposal: MinutesProposal, wanted: dict[str, Any]) -> bool:
    """Whether a proposal is the one that is wanted, in all that is asked of it."""
    shown = proposal.as_json()
    return (
        proposal.kind == wanted["kind"]
        and wanted["words"].lower() in f"{proposal.title} | {proposal.quote}".lower()
        and wanted.get("owner", "").lower() in proposal.owner.lower()
        and str(wanted.get("due", "")) in (proposal.due_words if wanted.get("due") else "")
        and wanted.get("status", shown["status"]) == shown["status"]
        and wanted.get("line", proposal.line) == proposal.line
    )


def _unmatched(
    reading: MinutesReading, wanted: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Wanted items that no proposal is, and proposals that nobody wanted."""
    left = list(reading.proposals)
    missing = []
    for item in wanted:
        found = next((proposal for proposal in left if _says(proposal, item)), None)
        if found is None:
            missing.append(item)
        else:
            left.remove(found)
    return missing, [f"{p.kind}: {p.title} (line {p.line})" for p in left]


@pytest.mark.parametrize("name", _EXPECTED)
def test_most_of_what_the_minutes_hold_is_found_with_little_else(name: str) -> None:
    expected = _EXPECTED[name]
    reading = _reading(name)
    assert reading.date == expected["date"]
    missing, beyond = _unmatched(reading, expected["items"])
    assert len(missing) <= 0.1 * len(expected["items"]), missing
    assert len(beyond) <= expected.get("beyond", 0.25 * len(expected["items"])), beyond


def test_the_june_minutes_are_found_whole_with_at_most_five_more() -> None:
    reading = _reading("inverter-communications.txt")
    missing, beyond = _unmatched(reading, _EXPECTED["inverter-communications.txt"]["items"])
    assert missing == []
    assert len(beyond) <= 5
    assert reading.title == "INVERTER INTERFACE WORKING GROUP CALL"


def test_agreements_say_who_reports_them_whom_they_bind_and_that_they_were_questioned() -> None:
    reading = _reading("inverter-communications.txt")
    by_choice = {p.detail.get("choices", [""])[0]: p for p in reading.proposals if p.kind == "agreement"}
    modbus = by_choice["ModBus"]
    assert modbus.detail["binds"] == {"extent": "most of a class", "of": "inverter manufacturers"}
    web = by_choice["DNP3 and/or web services"]
    assert web.detail["layer"] == "Application protocol"
    assert web.detail["permitted"] == "several"
    assert web.detail["asserted_by"] == "Ottilie"
    assert web.detail["binds"] == {"extent": "all", "of": "parties"}
    assert web.detail["questioned_on"] == "2014-06-12"
    assert "really agreement" in web.detail["questioned"]
    assert by_choice["Internet Protocols: TCP/IP"].detail["layer"] == "Transport protocol"
    capability = by_choice[""]
    assert capability.status == "reported"
    assert "questioned" not in capability.detail


def test_alternatives_know_their_question() -> None:
    reading = _reading("inverter-communications.txt")
    questions = {p.title: p.question for p in reading.proposals if p.kind == "proposal"}
    gateway = "Alternative Configurations: Utility Gateway or Facility Gateway"
    assert questions["Utility Gateway"] == questions["Facility Gateway"] == gateway
    assert questions["A standard gateway on both ends"] == gateway
    assert (
        questions["HTTP"]
        == questions["XMPP"]
        == "Aggregator Interactions with Utilities and Facilities: HTTP or XMPP"
    )


def test_a_meeting_that_is_to_be_moved_names_the_day_that_does_not_suit() -> None:
    reading = _reading("inverter-communications.txt")
    moved = next(p for p in reading.proposals if "Move the call" in p.title)
    assert moved.detail["avoid"] == ["2014-06-19"]
    assert date.fromisoformat(moved.due["start"]).strftime("%A") == "Tuesday"


def test_a_number_in_the_head_is_neither_title_nor_docket() -> None:
    reading = _reading("inverter-communications.txt")
    assert not any("2071.004" in str(p.as_json()) for p in reading.proposals)


def test_finished_tasks_are_not_proposed_again() -> None:
    titles = " ".join(p.title for p in _reading("microgrid-tariff.md").proposals)
    assert "Book the room" not in titles
    titles = " ".join(p.title for p in _reading("hospital-informatics.txt").proposals)
    assert "survey night shift nurses" not in titles
