"""resolve: what became of a comment, from the command line; and the table of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook


def comment(workbench, words: str) -> dict:
    return next(row for row in workbench.done("list", "comment", "--json").json if words in row["text"])


def test_a_comment_is_resolved_by_the_beginning_of_its_id(demo_workbench) -> None:
    row = comment(demo_workbench, "left to luck")
    assert row["resolution"] == "unresolved"
    said = demo_workbench.done("resolve", row["uuid"][:8], "in-part", "--detail", "The floor is named.")
    assert "Incorporated in part" in said.out
    found = comment(demo_workbench, "left to luck")
    assert found["resolution"] == "in-part"
    assert found["resolutions"][0]["words"] == "The floor is named."
    shown = demo_workbench.done("show", "ISS-013").out
    assert f"#{row['number']} " in shown
    assert "[Incorporated in part]" in shown
    assert demo_workbench.done("verify").out.startswith("Sound")


def test_a_comment_is_resolved_by_its_number_with_the_detail_from_a_pipe(demo_workbench) -> None:
    number = comment(demo_workbench, "left to luck")["number"]
    ran = demo_workbench.done(
        "resolve", f"#{number}", "deferred", "--to", "Phase 2", "--why", "-", "--json", given="Awaited.\n"
    )
    assert (ran.json["resolution"], ran.json["words"], ran.json["deferred_to"]) == (
        "deferred",
        "Awaited.",
        "Phase 2",
    )


def test_earlier_resolutions_and_answers_are_in_the_json(demo_workbench) -> None:
    row = comment(demo_workbench, "moves from the limit to its default")
    assert [r["resolution"] for r in row["resolutions"]] == ["deferred", "incorporated"]
    assert row["resolutions"][1]["answers"][0]["satisfied"] is True
    assert "replies" not in row


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["xx"], "too short"),
        (["00000000"], "There is no comment"),
        (["#999"], "the last one is #12"),
        (["#1", "in-part"], "needs a detail"),
        (["#1", "deferred", "--detail", "x"], "name the meeting"),
        (["#1", "in-part", "--detail", "x" * 60_000], "60,000 characters long"),
    ],
)
def test_what_cannot_be_resolved_is_refused(demo_workbench, words: list[str], says: str) -> None:
    words = words if len(words) > 1 else [*words, "incorporated"]
    assert says in demo_workbench.refused("resolve", *words)


def test_nothing_is_ever_rejected(demo_workbench) -> None:
    said = demo_workbench.misread("resolve", "#1", "rejected", "--detail", "x")
    assert "not-incorporated" in said


def test_a_party_may_not_resolve(demo_workbench) -> None:
    assert "may not resolve comment" in demo_workbench.refused(
        "--as", "PER-PIER", "resolve", "#1", "incorporated"
    )


def test_the_table_is_exported(demo_workbench, tmp_path: Path) -> None:
    demo_workbench.done("export", "comments.xlsx", "--out", str(tmp_path))
    sheet = load_workbook(tmp_path / "comments.xlsx").worksheets[0]
    assert sheet.max_row == 10
