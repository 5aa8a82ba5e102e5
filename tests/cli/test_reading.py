"""list, show, search, history and verify: what they print for people and for programs."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len
from sqlalchemy import text as sql

from workbench.graph.proposed import LinkEdit, NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.comments import add_comment, settle_comment
from workbench.process.keeping import open_database

ITEM_KEYS = ["uuid", "code", "kind", "title", "text", "status", "revision", "fingerprint", "detail", "links"]


def test_a_list_is_an_array_of_items(workbench) -> None:
    items = workbench.done("list", "issue", "--json").json
    assert len(items) == 22
    assert [item["code"] for item in items[:3]] == ["ISS-001", "ISS-002", "ISS-003"]
    assert list(items[0]) == ITEM_KEYS


def test_queries_narrow_one_another(workbench) -> None:
    gateway = workbench.done("list", "issue", "--where", "theme=gateway", "--json").json
    listed = workbench.done(
        "list", "issue", "--where", "theme=gateway", "--where", "title~both", "--json"
    ).json
    assert {item["code"] for item in gateway} == {"ISS-010", "ISS-011"}
    assert [item["code"] for item in listed] == ["ISS-011"]


def test_an_or_in_one_query_stays_within_it(workbench) -> None:
    words = ("--where", "theme=gateway or theme=security", "--where", "theme=security")
    assert {item["detail"]["theme"] for item in workbench.done("list", "issue", *words, "--json").json} == {
        "security"
    }


def test_without_a_kind_items_of_every_kind_are_listed(workbench) -> None:
    items = workbench.done("list", "--where", "linked=INT-1", "--json").json
    assert len({item["kind"] for item in items}) >= 3
    joined = [link for item in items for link in item["links"] if link["code"] in ("INT-E1", "INT-E1b")]
    assert len(joined) >= len(items)
    rows = workbench.done("list", "--where", "linked=INT-1 kind=issue", "--fields", "due").out.splitlines()
    assert rows[0].split()[:3] == ["code", "kind", "status"]
    assert "What belongs in Rule 21, and what elsewhere" in rows[1]


def test_the_place_of_a_fault_is_marked_below_the_query(workbench) -> None:
    ran = workbench("list", "issue", "--where", "kind=issue", "--where", "title~x staus=open")
    assert ran.code == 2
    lines = ran.err.splitlines()
    marked = next(number for number, line in enumerate(lines) if "^^^^^" in line)
    assert lines[marked - 1].index("staus") == lines[marked].index("^^^^^")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["list", "isue"], "did you mean issue"),
        (["list", "issue", "--where", "staus=open"], "did you mean status"),
        (["list", "issue", "--where", "status="], "--where"),
        (["list", "--where", "linked=INT-9"], "there is no item 'int-9'"),
        (["list", "issue", "--where", "theme=secrity"], "did you mean security"),
        (["list", "issue", "--as-of", "2014-06-31"], "--as-of"),
        (["list", "issue", "--as-of", "2014-06-12", "--baseline", "x"], "two moments"),
        (["list", "issue", "--fields", "colour"], "colour"),
        (["list", "change", "--where", "a=b"], "do not narrow"),
        (["show"], "missing argument"),
        (["lst"], "did you mean 'list'"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(workbench, words: list[str], says: str) -> None:
    assert says in workbench.misread(*words).lower()


def test_the_kinds_have_other_names_and_plurals(workbench) -> None:
    assert len(workbench.done("list", "party", "--json").json) == 88
    assert len(workbench.done("list", "recommendation", "--json").json) == len(
        workbench.done("list", "requirements", "--json").json
    )


def test_a_list_for_people_is_aligned_and_cuts_nothing(workbench) -> None:
    ran = workbench.done("list", "issue")
    heading, *rows = ran.lines
    assert heading.split()[:2] == ["code", "status"]
    assert len(rows) == 22
    column = heading.index("title")
    assert all(row[column - 1] == " " and row[column] != " " for row in rows)
    assert "What belongs in Rule 21, and what elsewhere" in rows[0]
    assert "\x1b" not in ran.out


def test_fields_can_be_chosen(workbench) -> None:
    heading, first, *_ = workbench.done("list", "meeting", "--fields", "title,date").lines
    assert heading.split() == ["code", "title", "date"]
    assert first.startswith("MTG-2014-06-12")
    assert "Thu 12 Jun 2014" in first


def test_a_list_in_which_nothing_fits_says_so(workbench) -> None:
    ran = workbench.done("list", "issue", "--where", "theme=gateway title~nowhere")
    assert ran.out == ""
    assert "No issues fit" in ran.err


def test_an_earlier_moment_holds_what_it_held(workbench) -> None:
    by_date = workbench.done("list", "issue", "--as-of", "12 June 2014", "--json").json
    by_name = workbench.done("list", "issue", "--baseline", "Minutes of 12 June 2014", "--json").json
    assert len(by_date) == 15
    assert by_date == by_name


def test_an_unknown_baseline_is_refused_with_those_that_exist(workbench) -> None:
    assert "'Submittal of 18 July 2014'" in workbench.refused("list", "issue", "--baseline", "Nothing")


def test_an_item_as_json_has_its_links_both_ways(workbench) -> None:
    item = workbench.done("show", "ISS-010", "--json").json
    assert list(item) == ITEM_KEYS
    assert item["kind"] == "issue"
    directions = {(link["relation"], link["direction"]) for link in item["links"]}
    assert ("derived-from", "out") in directions
    assert ("alternative-of", "in") in directions
    assert {"code", "title", "suspect"} <= item["links"][0].keys()


def test_an_item_for_people_says_what_its_links_mean(workbench) -> None:
    ran = workbench.done("show", "iss-010")
    assert ran.lines[0] == "ISS-010  Utility gateway or facility gateway"
    assert "has the alternative ISS-010-a  Utility gateway" in ran.out
    assert "[suspect: seen at revision 1]" in ran.out


@pytest.mark.parametrize(
    ("code", "meant"),
    [("ISS-13", "ISS-013"), ("ISS-0013", "ISS-013"), ("INT-E1", "INT-E1"), ("ISU-013", "ISS-013")],
)
def test_a_code_that_is_nearly_right_is_named(workbench, code: str, meant: str) -> None:
    ran = workbench("show", code)
    assert ran.code == 0 or f"Did you mean {meant}" in ran.err


def test_an_item_that_came_later_is_not_there_yet(workbench) -> None:
    assert "as of 2014-06-12" in workbench.refused("show", "ISS-022", "--as-of", "2014-06-12")


def test_words_are_found(workbench) -> None:
    hits = workbench.done("search", "utility", "gateway", "--json").json
    assert "ISS-010" in [hit["code"] for hit in hits]
    assert {"code", "title", "extract"} == hits[0].keys()
    assert "Nothing" in workbench.done("search", "xyzzy").err


def test_history_tells_who_when_and_why(workbench) -> None:
    workbench.done("edit", "ISS-013", "priority=high", "--why", "Asked for by staff")
    [event] = workbench.done("history", "--limit", "1", "--json").json
    assert (event["person"], event["verb"], event["why"]) == ("Local operator", "edit", "Asked for by staff")
    assert event["codes"] == ["ISS-013"]
    assert len(event["hash"]) == 64


def test_history_of_an_item_has_each_field_before_and_after(workbench) -> None:
    workbench.done("edit", "ISS-013", "priority=high", "--why", "Asked for by staff")
    latest = workbench.done("history", "ISS-013", "--json").json[0]
    assert latest["fields"] == [{"name": "priority", "before": None, "after": "high"}]
    assert "priority: nothing → 'high'" in workbench.done("history", "ISS-013").out


def test_history_of_a_person_by_name_or_code(demo_workbench) -> None:
    demo_workbench.done("--as", "PER-FERRY", "comment", "ISS-001", "Noted.")
    by_code = demo_workbench.done("history", "--person", "per-ferry", "--verb", "comment", "--json").json
    by_name = demo_workbench.done("history", "--person", "Ada Ferry", "--verb", "comment", "--json").json
    assert by_code == by_name
    assert by_code[0]["subject"] == "ISS-001"
    assert "PER-NOBODY" in demo_workbench.refused("history", "--person", "PER-NOBODY")


@pytest.mark.parametrize("kind", ["ballot", "run", "comment", "baseline", "change"])
def test_what_stands_beside_items_is_listed_too(demo_workbench, kind: str) -> None:
    rows = demo_workbench.done("list", kind, "--json").json
    assert rows
    plain = demo_workbench.done("list", kind)
    assert len(plain.lines) == len(rows) + 1


def test_a_ballot_has_its_code_and_positions(demo_workbench) -> None:
    ballots = demo_workbench.done("list", "ballot", "--json").json
    assert all(ballot["code"] for ballot in ballots)
    taken = [position for ballot in ballots for position in ballot["positions"]]
    assert {"organisation", "position", "reason", "revision", "overtaken"} <= taken[0].keys()


def test_a_ballot_is_shown_with_what_each_said(demo_workbench) -> None:
    ran = demo_workbench.done("show", "bal-01")
    assert ran.lines[0].startswith("BAL-01  Can your organisation")
    assert "ORG-UTILITY-BLUE" in ran.out
    assert demo_workbench.done("show", "BAL-01", "--json").json["code"] == "BAL-01"
    demo_workbench.refused("show", "BAL-99")


def test_nothing_far_fetched_is_suggested(workbench) -> None:
    assert "Did you mean" not in workbench.refused("show", "BAL-01")


def test_a_sound_record_verifies_and_prints_its_tip(workbench) -> None:
    found = workbench.done("verify", "--json").json
    assert found["sound"] is True
    assert found["faults"] == []
    assert found["items"] == 728
    assert workbench.done("verify", "--tip", found["tip"].upper()).out.startswith("Sound")


def test_a_tip_that_is_not_in_the_chain_is_a_fault(workbench) -> None:
    ran = workbench("verify", "--tip", "ab" * 32, "--json")
    assert ran.code == 1
    assert ran.json["sound"] is False
    assert "tail was cut off" in ran.err


def test_a_record_that_was_altered_behind_its_back_does_not_verify(workbench) -> None:
    database, _ = open_database(workbench.address)
    with database.write() as session:
        session.execute(
            sql("UPDATE item_revision SET title = 'Other words' WHERE revision = 1 AND title LIKE 'HTTP%'")
        )
    database.close()
    assert "altered after it was written" in workbench.refused("verify")


def test_confidential_items_stay_within_the_facilitation(demo_workbench) -> None:
    demo_workbench.done("edit", "ISS-001", "confidential=yes", "--why", "On request")
    assert "ISS-001" in demo_workbench.done("list", "issue").out
    for words in (["list", "issue"], ["search", "scope"], ["history"], ["list", "comment"]):
        assert "ISS-001 " not in demo_workbench.done("--as", "PER-QUAY", *words).out
    demo_workbench.refused("--as", "PER-QUAY", "show", "ISS-001")
    for moment in (["--as-of", "2026-11-20"], ["--baseline", "Texts of 15 October 2026"]):
        assert "ISS-001" in demo_workbench.done("list", "issue", *moment).out
        demo_workbench.refused("--as", "PER-QUAY", "show", "ISS-001", *moment)
    linked = [link["code"] for item in demo_workbench.done("--as", "PER-QUAY", "list", "issue", "--json").json
              for link in item["links"]]  # fmt: skip
    assert "ISS-001" not in linked


def test_history_names_no_confidential_item_by_its_subject(demo_workbench) -> None:
    demo_workbench.done("comment", "ISS-005", "Said before.")
    demo_workbench.done("edit", "ISS-005", "confidential=yes", "--why", "On request")
    words = ("history", "--verb", "comment", "--limit", "1")
    assert "comment ISS-005" in demo_workbench.done(*words).out
    told = demo_workbench.done("--as", "PER-QUAY", *words)
    assert "comment a confidential item" in told.out
    assert "ISS-005" not in told.out
    [event] = demo_workbench.done("--as", "PER-QUAY", *words, "--json").json
    assert (event["subject"], event["codes"]) == ("a confidential item", [])


def test_what_another_tool_says_of_a_link_is_told_in_words(demo_workbench, demo) -> None:
    said = {"foreign": {"Rationale": "Because.", "Rank": {"enumeration": ["Must"]}}, "order": 7}
    save(demo, LOCAL_OPERATOR, ProposedChange(links=(LinkEdit("ISS-005", "depends-on", "ISS-001", said),)))
    page = demo_workbench.done("show", "ISS-005").out
    assert "(Rationale: Because., Rank: enumeration: Must)" in page


def test_runs_tell_nothing_of_confidential_items(demo_workbench) -> None:
    found = [
        finding["code"]
        for run in demo_workbench.done("list", "run", "--json").json
        for finding in run["findings"]
    ]
    assert found.count("REQ-01") > 0
    demo_workbench.done("edit", "REQ-01", "confidential=yes", "--why", "On request")
    assert '"REQ-01"' in demo_workbench.done("list", "run", "--json").out
    assert '"REQ-01"' not in demo_workbench.done("--as", "PER-QUAY", "list", "run", "--json").out


def test_comments_that_wait_and_dropped_ones_are_for_the_facilitator(demo_workbench, demo) -> None:
    add_comment(demo, LOCAL_OPERATOR, "ISS-005", "This one waits.", proposed=True)
    dropped = add_comment(demo, LOCAL_OPERATOR, "ISS-005", "This one was spam.", proposed=True)
    settle_comment(demo, LOCAL_OPERATOR, dropped.uuid, post=False)
    demo_workbench.done("comment", "ISS-005", "This one stands.")
    for command in (("list", "comment"), ("list", "comment", "--json"), ("show", "ISS-005")):
        mine = demo_workbench.done(*command).out
        theirs = demo_workbench.done("--as", "PER-QUAY", *command).out
        assert [words in mine for words in ("one waits", "was spam", "one stands")] == [True] * 3, command
        assert [words in theirs for words in ("one waits", "was spam", "one stands")] == [False, False, True]


def test_escape_sequences_never_reach_the_terminal(workbench) -> None:
    database, _ = open_database(workbench.address)
    with database.write() as session:
        session.execute(
            sql("UPDATE item SET title = :title WHERE code = 'ISS-013'"), {"title": "A\x1b[31mB\x9b\u202eC"}
        )
    database.close()
    for words in (["list", "issue"], ["show", "ISS-013"], ["list", "issue", "--json"]):
        out = workbench.done(*words).out
        assert not {"\x1b", "\x9b", "\u202e"} & set(out)
    assert "A\\x1b[31mB\\x9b\\u202eC" in workbench.done("show", "ISS-013").out
    assert workbench.done("show", "ISS-013", "--json").json["title"] == "A\x1b[31mB\x9b\u202eC"


def test_of_very_many_links_show_prints_the_first_and_says_how_to_get_all(demo_workbench, demo) -> None:
    new = tuple(
        NewItem("requirement", {"title": f"Text {n}", "answers": "ISS-001"}, f"MUT-{n:03d}")
        for n in range(60)
    )
    save(demo, LOCAL_OPERATOR, ProposedChange(new=new))
    printed = demo_workbench.done("show", "ISS-001").out
    assert "MUT-000" in printed
    assert "MUT-059" not in printed
    assert "more by 'answers'; workbench list --where linked=ISS-001 lists them" in printed
    answering = demo_workbench.done("list", "requirement", "--where", "linked=ISS-001", "--json").json
    assert {item.code for item in new} <= {row["code"] for row in answering}
    assert "MUT-059" in demo_workbench.done("show", "ISS-001", "--json").out


@pytest.mark.parametrize("width", [32, 40, 60, 120])
@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        (
            "kind=issue theme=security statuz!=closed priority=high owner=ORG-X title=more",
            "statuz",
        ),
        ('title="日本語 日本語 日本語 日本語 日本語" statuz=closed', "statuz"),
        ("kind=issue\tstatus!=closed\n\tstatuz=closed", "statuz"),
        ("kind=issue theme=security status!=closed (", None),
    ],
)
def test_the_mark_stands_below_the_fault_however_narrow_the_terminal(
    workbench: Any, monkeypatch: pytest.MonkeyPatch, query: str, wrong: str | None, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    ran = workbench("list", "--where", query)
    assert ran.code == 2
    lines = [line.strip("│").rstrip() for line in ran.err.splitlines()]
    [place] = [number for number, line in enumerate(lines) if set(line) == {" ", "^"}]
    assert all(cell_len(line) <= width for line in ran.err.splitlines())
    before = cell_len(lines[place][: lines[place].index("^")])
    above = lines[place - 1]
    if wrong is None:
        assert cell_len(above) <= before <= cell_len(above) + 1
    else:
        assert before == cell_len(above[: above.index(wrong)])
        assert lines[place].count("^") == len(wrong)


@pytest.mark.parametrize("words", [("show",), ("trace",), ("impact",), ("coverage",), ("history",)])
def test_a_code_of_any_characters_is_told_on_one_line(workbench: Any, words: tuple[str, ...]) -> None:
    said = workbench.refused(*words, 'ISS-0"01\n\x1b[31m\u202e')
    assert len(said.strip().splitlines()) == 1
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(workbench.refused(*words, "ISS-" + "9" * 5_000)) < 300
