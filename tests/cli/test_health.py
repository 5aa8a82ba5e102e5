"""health: what is not sound, in sentences and as JSON; only an error ends with 1."""

from __future__ import annotations

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.exports import note_export


def test_the_bundled_record_has_no_error(workbench) -> None:
    ran = workbench.done("health")
    assert ran.out.startswith("0 errors, ")
    assert "issues have no meeting" in ran.out
    told = workbench.done("health", "--json").json
    assert {finding["level"] for finding in told} == {"warning", "note"}
    assert set(told[0]) == {"level", "check", "codes", "sentence", "fix"}


def test_what_was_filed_and_has_moved_is_a_warning_before_the_others(workbench) -> None:
    first = workbench.done("health", "--json").json[0]
    assert (first["level"], first["check"]) == ("warning", "filing overtaken")
    assert "'Submittal of 18 July 2014': 36 texts that it printed have changed since" in first["sentence"]
    said = [line for line in workbench.done("health").lines if line.startswith("  ")]
    assert "Submittal of 18 July 2014" in said[0]


def test_of_many_of_one_sort_the_first_are_told_and_the_rest_counted(workbench) -> None:
    told = workbench.done("health", "--json").json
    suspect = [finding["sentence"] for finding in told if finding["check"] == "suspect"]
    folded, whole = workbench.done("health"), workbench.done("health", "--all")
    assert [sentence in folded.out for sentence in suspect] == [True] * 3 + [False] * (len(suspect) - 3)
    assert f"… and {len(suspect) - 3} more of this sort: suspect." in folded.out
    assert "All of them: workbench health --all" in folded.out
    assert all(finding["sentence"] in whole.out for finding in told)
    assert all(code in whole.out for finding in told for code in finding["codes"])
    assert "counted and not told" not in whole.out
    [fix] = {finding["fix"] for finding in told if finding["check"] == "suspect"}
    assert (folded.out.count(fix), whole.out.count(fix)) == (1, 1), "what to do is said once"


def test_a_short_list_is_told_whole(demo_workbench) -> None:
    ran = demo_workbench.done("health")
    assert all(
        finding["sentence"] in ran.out
        for finding in demo_workbench.done("health", "--json").json
        if finding["check"] != "suspect"
    )


def test_an_error_ends_with_one(workbench) -> None:
    for code, choice in (("AGR-03", "One protocol"), ("AGR-04", "Another protocol")):
        fields = ("layer=application", "side=boundary", "permitted=one", f"choices={choice}")
        workbench.done("edit", code, *fields, "--why", "test")
    ran = workbench("health")
    assert ran.code == 1
    assert (
        "On INT-E1 AGR-03 permits one choice, One protocol, and AGR-04 permits one choice, Another" in ran.out
    )
    assert "Withdraw one of them, or let several be permitted." in ran.out
    assert ran.out.index("Errors") < ran.out.index("Warnings") < ran.out.index("Notes")
    assert workbench("health", "--all").code == workbench("health", "--json").code == 1


def test_of_a_baseline_too(workbench) -> None:
    baselines = workbench.done("list", "baseline", "--json").json
    assert workbench.done("health", "--baseline", baselines[0]["name"], "--json").json


def test_a_confidential_text_is_not_told_to_who_may_not_see_it(demo_workbench, demo) -> None:
    baseline = make_baseline(demo, LOCAL_OPERATOR, "As sent")
    note_export(demo, LOCAL_OPERATOR, "submittal", b"the report", change=baseline.change)
    edit = ItemEdit("AGR-03", {"confidential": True})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))

    def told(*who: str) -> list[str]:
        found = demo_workbench.done(*who, "health", "--json").json
        return [code for f in found if f["check"] == "filing overtaken" for code in f["codes"]]

    assert told() == ["AGR-03"]
    assert told("--as", "PER-BUOY") == []
