"""suspects and review: what rests on an earlier text, with the difference; and the note that it still holds."""

from __future__ import annotations

from typing import Any

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database

JULY = "Submittal of 18 July 2014"


def edit(database: Database, code: str, **fields: object) -> None:
    save(database, ME, ProposedChange(edits=(ItemEdit(code, dict(fields)),), why="test"))


def test_links_positions_evidence_and_filings_stand_with_their_difference(
    demo_workbench: Any, workbench: Any
) -> None:
    ran = demo = demo_workbench.done("suspects")
    assert (
        "text: Does the last limit stay, and for how long? Or does a default take its place{+, and" in ran.out
    )
    assert "ISS-003-a  Keep the last limit (answers it)" in ran.out
    assert "on an earlier text: Utility Blue" in ran.out
    assert "TST-LOSS-OF-LINK  The default holds after loss of communications: passed on" in ran.out
    told = demo_workbench.done("suspects", "--json").json
    assert set(told) == {"links", "positions", "evidence", "filings"}
    [group] = [group for group in told["links"] if group["code"] == "ISS-003"]
    assert [field["name"] for field in group["cited"][0]["difference"]] == ["text"]
    assert {"code": "REQ-03", "relation": "answers"} in group["cited"][0]["by"]
    for held in (*told["positions"], *told["evidence"]):
        assert [text for text in held["cited"] if text["difference"]], "what has changed since is told too"
    assert all(f"{run['why']}: run it again" in demo.out for run in told["evidence"])
    [call] = told["positions"]
    assert call["cited"][0]["by"][0]["organisation"] in call["organisations"]
    assert call["cited"][0]["revision"] < call["revision"]
    assert f"{call['code']} at revision {call['cited'][0]['revision']}, {call['revision']} now:" in demo.out
    assert "run it again, on the texts as they stand" in demo.out
    ran = workbench.done("suspects")
    assert "36 texts that it printed have changed since; 9 are not in it yet." in ran.out
    assert "title: Application protocol: [-DNP3, web services, or both-]{+IEEE 2030.5" in ran.out
    [filing] = workbench.done("suspects", "--json").json["filings"]
    assert (filing["baseline"], filing["made_on"]) == (JULY, None)
    assert {text["what"] for text in filing["texts"]} == {"changed", "appeared"}


def test_of_a_call_about_alternatives_the_text_that_moved_stands_with_its_difference(
    demo_workbench: Any, demo: Database
) -> None:
    run = demo_workbench
    ways = ("--choice", "ISS-005-a", "--choice", "ISS-005-b")
    code = run.done("ballot", "open", "ISS-005", "--closes", "2099-12-10T17:00", *ways, "--json").json["code"]
    said = ("--answer", "ISS-005-a=support", "--answer", "ISS-005-b=abstain")
    run.done("--as", "PER-BUOY", "ballot", "position", code, "ORG-FLEETWISE", *said)
    edit(demo, "ISS-005-a", text="Another way altogether.")
    [call] = [one for one in run.done("suspects", "--json").json["positions"] if one["ballot"] == code]
    assert [(text["code"], [field["name"] for field in text["difference"]]) for text in call["cited"]] == [
        ("ISS-005-a", ["text"])
    ]
    before = call["cited"][0]["revision"]
    told = run.done("suspects").out
    assert f"ISS-005-a at revision {before}, {before + 1} now:" in told
    assert "Another way altogether" in told
    assert "ISS-005-b at revision" not in told
    assert "taken on an earlier text (revision" not in run.done("ballot", "show", code).out


def test_at_a_moment_before_anything_moved_there_is_nothing(workbench: Any) -> None:
    ran = workbench.done("suspects", "--as-of", "2014-06-12")
    assert ran.out.strip() == "Everything that cites a text cites it as it stands."


def test_links_are_reviewed_all_or_some(workbench: Any, bundled: Database) -> None:
    edit(bundled, "AGR-03", text="Another protocol is the default.")

    def citing() -> list[str]:
        links = workbench.done("suspects", "--json").json["links"]
        return [
            by["code"]
            for group in links
            if group["code"] == "AGR-03"
            for c in group["cited"]
            for by in c["by"]
        ]

    before = citing()
    assert len(before) > 3
    workbench.done("review", "AGR-03", "--dry-run")
    assert citing() == before
    workbench.done("review", "agr-03", "--from", before[0], "--why", "It never named the default")
    assert citing() == before[1:]
    assert "No suspect link goes from" in workbench.refused(
        "review", "AGR-03", "--from", before[0], "--why", "Again"
    )
    workbench.done("review", "AGR-03", "--why", "The default alone was renamed")
    assert citing() == []
    assert "No link to AGR-03 is suspect" in workbench.refused("review", "AGR-03", "--why", "Again")
    assert "The default alone was renamed" in workbench.done("history", "--limit", "3").out


def test_a_filing_is_noted_to_stand_for_a_reason(workbench: Any, bundled: Database) -> None:
    assert "Say why" in workbench.misread("review", "--filing", JULY)
    assert "Allowed: 'Submittal of 18 July 2014'" in workbench.refused(
        "review", "--filing", "Minutes of 12 June 2014", "--why", "Never filed"
    )
    assert "Dry run" in workbench.done("review", "--filing", JULY, "--dry-run").out
    assert len(workbench.done("suspects", "--json").json["filings"]) == 1
    ran = workbench.done("review", "--filing", JULY, "--why", "What was filed is not at hand", "--json")
    assert ran.json["changeset"] == 11
    assert workbench.done("suspects", "--json").json["filings"] == []
    assert "prints the texts as they stand, or was noted to stand" in workbench.refused(
        "review", "--filing", JULY, "--why", "Again"
    )
    edit(bundled, "ISS-001", text="Moved again.")
    [filing] = workbench.done("suspects", "--json").json["filings"]
    assert [text["code"] for text in filing["texts"]] == ["ISS-001"]
    assert filing["settled"] == 44, "what was looked at and has not moved since"


def test_one_thing_is_named(workbench: Any) -> None:
    assert "Name an item" in workbench.misread("review", "--why", "Nothing")
    assert "--from names links" in workbench.misread(
        "review", "--filing", JULY, "--from", "ISS-001", "--why", "It stands"
    )


def test_the_links_alone_are_told_one_a_line(workbench: Any, bundled: Database) -> None:
    edit(bundled, "AGR-03", text="Another protocol is the default.")
    links = workbench.done("suspects", "--links", "--json").json
    told = [
        (by["code"], by["relation"], group["code"], cited["revision"], group["revision"])
        for group in workbench.done("suspects", "--json").json["links"]
        for cited in group["cited"]
        for by in cited["by"]
    ]
    assert sorted(tuple(link.values()) for link in links) == sorted(told)
    assert list(links[0]) == ["code", "relation", "target", "seen", "revision"]
    lines = workbench.done("suspects", "--links").lines
    assert len(lines) == len(links) + 1
    [one] = [line.split() for line in lines if line.startswith("R21-08 ") and " AGR-03 " in line]
    assert one[0] == "R21-08"


def test_the_links_alone_at_another_moment_and_where_there_are_none(workbench: Any) -> None:
    ran = workbench.done("suspects", "--links", "--as-of", "2014-06-12")
    assert ran.out.strip() == "Every link cites its text as it stands."
    assert workbench.done("suspects", "--links", "--as-of", "2014-06-12", "--json").json == []
    assert "There is no database" in workbench("suspects", "--links", "--db", "/nowhere/x.sqlite3").err
    for command in (("suspects", "--links"), ("init",)):
        assert "nobody-here/x.sqlite3'" in workbench.refused(*command, "--db", "~nobody-here/x.sqlite3")


def test_who_may_not_see_an_item_is_not_told_of_its_links(demo_workbench: Any, demo: Database) -> None:
    edit(demo, "ISS-003", text="Something else altogether.")
    before = demo_workbench.done("--as", "PER-BUOY", "suspects", "--links", "--json").json
    assert "ISS-003" in {link["target"] for link in before}
    edit(demo, "ISS-003", confidential=True)
    after = demo_workbench.done("--as", "PER-BUOY", "suspects", "--links", "--json").json
    assert "ISS-003" not in {link["target"] for link in after}
    assert "ISS-003" in {link["target"] for link in demo_workbench.done("suspects", "--links", "--json").json}
