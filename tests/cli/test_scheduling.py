"""schedule propose: printed, as JSON, and saved."""

from __future__ import annotations

JUNE = ("schedule", "propose", "--as-of", "2014-06-12", "--new-meetings", "Wednesday")


def test_a_schedule_of_june_explains_each_issue(workbench) -> None:
    proposal = workbench.done(*JUNE, "--json").json
    assert proposal["filing"] == "2014-07-18"
    assert proposal["changeset"] is None
    named = [issue["code"] for issue in (*proposal["issues"], *proposal["not_placed"])]
    assert len(named) == len(set(named)) == 15
    assert all(issue["why"] for issue in (*proposal["issues"], *proposal["not_placed"]))
    stage = proposal["issues"][0]["stages"][0]
    assert stage.keys() == {"stage", "day", "meeting", "minutes", "kept", "why"}


def test_a_schedule_for_people_has_the_same_sentences(workbench) -> None:
    ran = workbench.done(*JUNE)
    assert ran.lines[0].endswith("do not.") or "fit before" in ran.lines[0]
    assert "Wed 18 Jun 2014" in ran.out
    assert "Hoped for only" in ran.out


def test_without_a_filing_date_ahead_it_says_what_to_do(workbench) -> None:
    said = workbench.refused("schedule", "propose")
    assert "--filing" in said
    assert "--as-of" in said


def test_dates_that_contradict_each_other_are_refused(workbench) -> None:
    said = workbench.refused("schedule", "propose", "--filing", "2014-01-02", "--from", "2014-06-12")
    assert "after the filing" in said


def test_what_cannot_be_read_is_a_usage_error(workbench) -> None:
    assert "Wednesday" in workbench.misread("schedule", "propose", "--new-meetings", "Wensday")
    assert "--as-of" in workbench.misread(*JUNE, "--save")
    workbench.misread("schedule", "propose", "--filing", "2014-02-30")


def test_a_saved_schedule_is_one_change_and_stands(demo_workbench) -> None:
    words = ("schedule", "propose", "--filing", "2027-06-30", "--from", "2026-12-01", "--new-meetings", "thu")
    before = demo_workbench.done("list", "change", "--json").json[-1]["number"]
    saved = demo_workbench.done(*words, "--save", "--json").json
    assert saved["changeset"] == before + 1
    event = demo_workbench.done("history", "--limit", "1", "--json").json[0]
    assert event["verb"] == "propose-schedule"
    placed = saved["issues"][0]
    shown = demo_workbench.done("show", placed["code"], "--json").json
    meetings = {stage["meeting"] for stage in placed["stages"] if stage["meeting"]}
    assert meetings <= {link["code"] for link in shown["links"] if link["relation"] == "scheduled-in"}
    demo_workbench.done("undo", str(saved["changeset"]))


def test_a_party_proposes_no_schedule(demo_workbench) -> None:
    demo_workbench.refused("--as", "PER-QUAY", "schedule", "propose", "--filing", "2027-06-30")
