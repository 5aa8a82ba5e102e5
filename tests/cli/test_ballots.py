"""Calls on the command line: opened, answered, authorised, closed, recorded, and told without their secrets."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import CommandLine
from workbench.graph import clock
from workbench.process.keeping import Database
from workbench.process.verification import verify

START = datetime(2026, 11, 24, 20, tzinfo=UTC)
SETTLED = [
    "ballot",
    "organisation",
    "position",
    "reason",
    "revision",
    "cast_by",
    "capacity",
    "authorised",
    "receipt",
]


@pytest.fixture(autouse=True)
def forward(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put the server's clock to a day of the fictional group; the function moves it on."""
    hands = [START]
    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: hands[0])

    def move(**parts: float) -> None:
        hands[0] += timedelta(**parts)

    return move


def opened(workbench: CommandLine, *more: str, item: str = "AGR-01") -> str:
    ran = workbench.done("ballot", "open", item, "--closes", "2026-12-10T17:00", *more, "--json")
    assert isinstance(ran.json["code"], str)
    return str(ran.json["code"])


def test_a_call_from_opening_to_outcome(
    demo_workbench: CommandLine, demo: Database, forward: Callable[..., None]
) -> None:
    run = demo_workbench
    code = opened(run, "--question", "Is it good?", "--to", "fleetwise", "--to", "ORG-UTILITY-BLUE")
    taken = run.done(
        "--as", "PER-BUOY", "ballot", "position", code, "ORG-FLEETWISE", "support", "--json"
    ).json
    assert list(taken)[:9] == SETTLED
    assert (taken["ballot"], taken["cast_by"], taken["capacity"]) == (code, "Eli Buoy", "representative")
    assert taken["authorised"] is False
    said = run.done(
        "--as", "PER-QUAY", "ballot", "position", code, "ORG-UTILITY-BLUE", "object",
        "--reason", "=1+1 is dear", "--wants", "Leave small sites out.",
    ).out  # fmt: skip
    assert "Recorded for Utility Blue" in said
    assert "preliminary, not for attribution" in said
    filed = run.done(
        "--as", "PER-BUOY", "ballot", "authorise", code, "ORG-FLEETWISE", "--filing", "Report", "--json"
    ).json
    assert (filed["authorised"], filed["filing"]) == (True, "Report")
    run.done("ballot", "extend", code, "--closes", "2026-12-11T17:00", "--why", "Counsel asked.")
    assert "Closing before the time needs a reason" in run.refused("ballot", "close", code)
    forward(hours=1)
    run.done("ballot", "close", code, "--why", "Everybody answered.")
    assert "closed on" in run.refused(
        "--as", "PER-BUOY", "ballot", "position", code, "ORG-FLEETWISE", "abstain"
    )
    assert "The rule does not give 'consensus'" in run.refused("ballot", "record", code, "consensus")
    outcome = run.done("ballot", "record", code, "consensus with recorded dissent", "--json").json
    assert outcome["code"] == code
    assert "Objecting: Utility Blue." in outcome["sentence"]
    run.done(
        "--as", "PER-QUAY", "ballot", "contest", code, "ORG-UTILITY-BLUE", "--reason", "We were not heard."
    )
    page = run.done("show", code).out
    for words in (
        "outcome recorded", "Any objection is recorded", "2 of 2 organisations answered", "authorised for Report",
        "preliminary, not for attribution", "Leave small sites out.", "Counsel asked.", "We were not heard.",
    ):  # fmt: skip
        assert words in page
    again = run.done("ballot", "again", code, "--why", "The text was changed.", "--json").json
    assert again["previous"] == code
    run.done("ballot", "open", again["code"], "--closes", "2026-12-20T17:00")
    later = run.done("ballot", "show", again["code"])
    assert f"Round 1, {code}: Consensus with recorded dissent." in later.out
    told = run.done("ballot", "show", again["code"], "--json").json
    assert (told["rounds"], told["asked_again"]) == ([code], [])
    assert "Asked again" in run.done("show", code).out
    assert run.done("show", code, "--json").json["asked_again"] == [again["code"]]
    run.done("ballot", "void", again["code"], "--why", "Too early.")
    assert "Too early." in run.done("ballot", "show", again["code"]).out
    assert run.done("ballot", "show", again["code"], "--json").json["state"] == "void"
    assert verify(demo).sound


def test_a_naive_time_is_pacific_and_a_day_alone_is_refused(demo_workbench: CommandLine) -> None:
    code = opened(demo_workbench)
    closes = demo_workbench.done("show", code, "--json").json["closes_at"]
    assert datetime.fromisoformat(closes) == datetime(2026, 12, 11, 1, tzinfo=UTC)
    said = demo_workbench.misread("ballot", "open", "AGR-03", "--closes", "2026-12-10")
    assert "no day with its hour" in said
    assert "2026-12-10T17:00" in said


def test_a_dry_run_shows_the_checklist_and_opens_nothing(demo_workbench: CommandLine) -> None:
    before = demo_workbench.done("ballot", "list", "--json").json
    ran = demo_workbench.done("ballot", "open", "AGR-01", "--closes", "2026-12-10T17:00", "--dry-run")
    assert "● It closes on Thu 10 Dec 2026, 17:00 Pacific." in ran.out
    assert "△ Nobody can answer for" in ran.out
    assert "Nothing was opened" in ran.err
    stopped = demo_workbench("ballot", "open", "REQ-03", "--dry-run", "--json")
    assert stopped.code == 1
    assert stopped.json["opens"] is False
    assert "No closing time is set." in stopped.err
    assert "BAL-02 already asks the same" in stopped.err
    assert demo_workbench.done("ballot", "list", "--json").json == before


def test_a_draft_waits_until_it_is_opened(demo_workbench: CommandLine) -> None:
    rule = '{"quorum": 3, "adopted": "Charter", "adopted_on": "2026-08-27"}'
    draft = demo_workbench.done("ballot", "prepare", "AGR-01", "--rule", rule, "--json").json["code"]
    assert demo_workbench.done("ballot", "show", draft, "--json").json["state"] == "draft"
    assert "No closing time is set" in demo_workbench.refused("ballot", "open", draft)
    ran = demo_workbench.done("ballot", "open", draft, "--closes", "2026-12-10T17:00-08:00")
    assert ran.lines[0] == draft
    assert "At least 3 organisations have to take a position" in ran.out
    assert "is no rule that the group adopted" in demo_workbench.misread(
        "ballot", "prepare", "AGR-01", "--rule", "Majority"
    )


def test_alternatives_and_dates_are_answered_one_by_one(demo_workbench: CommandLine) -> None:
    run = demo_workbench
    code = opened(run, "--choice", "ISS-005-a", "--choice", "ISS-005-b", item="ISS-005")
    taken = run.done(
        "--as", "PER-BUOY", "ballot", "position", code, "ORG-FLEETWISE", "--answer", "ISS-005-a=support",
        "--answer", "ISS-005-b=object", "--reason", "One is enough.", "--prefers", "ISS-005-a", "--json",
    ).json  # fmt: skip
    assert taken["answers"] == {"ISS-005-a": "support", "ISS-005-b": "object"}
    run.done(
        "--as", "PER-QUAY", "ballot", "position", code, "ORG-UTILITY-BLUE", "--answer", "ISS-005-a=recuse",
        "--answer", "ISS-005-b=recuse",
    )  # fmt: skip
    lines = [line.strip() for line in run.done("ballot", "show", code).out.splitlines()]
    assert any(
        line.startswith("ISS-005-a  ") and ": 1 for, 1 recused and preferred by" in line for line in lines
    )
    assert any(
        line.startswith("ISS-005-b  ") and line.endswith(": 1 against and 1 recused") for line in lines
    )
    dates = ("--choice", "2027-01-13", "--choice", "2027-01-14", "--kind", "date-poll")
    poll = opened(run, *dates, item="MTG-2027-01-14")
    run.done(
        "--as", "PER-BUOY", "ballot", "position", poll, "ORG-FLEETWISE", "--answer", "2027-01-13=if-need-be"
    )
    assert "2027-01-13  Wed 13 Jan 2027: 0 yes, 1 if need be and 0 no" in run.done("ballot", "show", poll).out
    assert "no answer" in run.misread("ballot", "position", poll, "ORG-FLEETWISE", "--answer", "2027-01-13")


def test_on_behalf_needs_the_instruction_itself(demo_workbench: CommandLine, tmp_path: Path) -> None:
    words = ("ballot", "position", "BAL-02", "ORG-ROOFTOP", "abstain", "--instruction", "Mail of 23 November")
    assert "has to be attached" in demo_workbench.refused(*words)
    mail = tmp_path / "mail.eml"
    mail.write_text("We abstain.")
    taken = demo_workbench.done(*words, "--attach", str(mail), "--json").json
    assert taken["capacity"] == "facilitator"
    assert "on Mail of 23 November" in demo_workbench.done("show", "BAL-02").out
    assert "mail2.eml" in demo_workbench.refused(*words, "--attach", str(tmp_path / "mail2.eml"))


def test_a_joint_position_is_told_once_and_confirmed_by_each(demo_workbench: CommandLine) -> None:
    run = demo_workbench
    code = opened(run)
    joint = ("--joint", "ORG-INVERTER-SOUTH", "--joint", "ORG-FLEETWISE")
    run.done("--as", "PER-MOLE", "ballot", "position", code, "ORG-INVERTER-NORTH", "support", *joint)
    words = ("ballot", "join", code, "ORG-INVERTER-SOUTH", "--lead", "ORG-INVERTER-NORTH")
    run.done("--as", "PER-MOLE", *words)
    page = run.done("show", code).out
    assert page.count("jointly: supports.") == 1
    assert "Confirmed by Inverter Works North and Inverter Works South; Fleetwise" in page
    assert "proposed no joint position" in run.refused(
        "--as", "PER-PIER", "ballot", "join", code, "ORG-UTILITY-GREEN", "--lead", "ORG-INVERTER-NORTH"
    )


def test_hidden_positions_are_in_no_output_before_the_close(
    demo_workbench: CommandLine, tmp_path: Path, forward: Callable[..., None]
) -> None:
    run = demo_workbench
    code = opened(run, "--hidden")
    run.done(
        "--as", "PER-BUOY", "ballot", "position", code, "ORG-FLEETWISE", "object", "--reason", "Secret ground"
    )
    commands: list[tuple[str, ...]] = [
        ("show", code), ("show", code, "--json"), ("ballot", "show", code), ("list", "ballot", "--json"),
        ("positions",), ("positions", "--json"), ("ballot", "list", "--json"),
    ]  # fmt: skip
    for command in commands:
        assert "Secret ground" not in run.done(*command).out, command
        assert "Secret ground" not in run.done("--as", "PER-QUAY", *command).out, command
    assert "Secret ground" in run.done("--as", "PER-BUOY", "positions").out
    assert "Answered; what they said shows after the close" in run.done("show", code).out
    assert cells(run, tmp_path, "All positions").count("Secret ground") == 0
    forward(days=17)
    assert "Secret ground" in run.done("positions", "--ballot", code).out
    assert "Secret ground" in cells(run, tmp_path, "All positions")


def cells(run: CommandLine, folder: Path, sheet: str, *more: str) -> list[Any]:
    path = run.done("export", "positions.xlsx", "--out", str(folder), *more).lines[0]
    workbook = load_workbook(io.BytesIO(Path(path).read_bytes()))
    return [cell.value for row in workbook[sheet].iter_rows() for cell in row]


def test_who_stands_where_narrows(demo_workbench: CommandLine) -> None:
    run = demo_workbench
    rows = run.done("positions", "--json").json
    assert all(row["latest"] for row in rows)
    green = run.done("positions", "--ballot", "BAL-02", "--organisation", "ORG-UTILITY-GREEN", "--json").json
    assert [(row["position"], row["counts"]) for row in green] == [("support", True)]
    every = run.done(
        "positions", "--ballot", "BAL-02", "--organisation", "ORG-UTILITY-GREEN", "--all", "--json"
    ).json
    assert [row["position"] for row in every] == ["reserve", "support"]
    assert {row["ballot"] for row in run.done("positions", "--item", "ISS-005-b", "--json").json} == {
        "BAL-03"
    }
    assert "Did you mean" in run.refused("positions", "--organisation", "ORG-FLETWISE")
    then = run.done("positions", "--as-of", "2026-10-21", "--json").json
    assert {row["ballot"] for row in then} == {"BAL-01"}
    assert {row["taken_on"] for row in then} == {"2026-10-20", "2026-10-21"}


def test_refusals_are_sentences_and_say_who_may(demo_workbench: CommandLine) -> None:
    run = demo_workbench
    assert "may not open ballot" in run.refused(
        "--as", "PER-QUAY", "ballot", "open", "AGR-01", "--closes", "2026-12-10T17:00"
    )
    assert "There is no call 'BAL-99'" in run.refused("ballot", "show", "BAL-99")
    assert "does not speak for" in run.refused(
        "--as", "PER-QUAY", "ballot", "position", "BAL-02", "ORG-FLEETWISE", "support"
    )
    assert "is no position" in run.refused(
        "--as", "PER-BUOY", "ballot", "position", "BAL-02", "ORG-FLEETWISE", "perhaps"
    )
    assert "Say the position" in run.misread("ballot", "position", "BAL-02", "ORG-FLEETWISE")
    assert "is no kind of call" in run.misread("ballot", "prepare", "AGR-01", "--kind", "vote")


def test_the_record_keeps_what_was_said_when_the_text_moves(demo_workbench: CommandLine) -> None:
    assert "taken on an earlier text (revision 2)" in demo_workbench.done("show", "BAL-02").out


def test_the_log_keeps_from_an_office_who_said_something_in_an_open_call(demo_workbench: CommandLine) -> None:
    run = demo_workbench
    run.done("edit", "SET-keep-from-offices", "value=agency", "--why", "Decided")
    code = opened(run)
    run.done("--as", "PER-QUAY", "ballot", "position", code, "ORG-UTILITY-BLUE", "support")

    def told(who: str) -> tuple[bool, bool]:
        events = run.done("--as", who, "history", "--verb", "take-position").out
        changes = run.done("--as", who, "list", "change", "--json").json
        return "Bo Quay" in events, any(row["verb"] == "take-position" for row in changes)

    assert told("PER-MOLE") == (True, True)
    assert told("PER-LANTERN") == (False, False)
