"""coverage: what is verified, in sentences and as JSON; a failed run ends with 1, what is missing with 0."""

from __future__ import annotations


def test_a_record_without_procedures_says_so_and_ends_well(workbench) -> None:
    ran = workbench.done("coverage")
    assert ran.lines[0] == "0 of 100 recommendations and agreements passed; 100 have no procedure."
    assert "issues have no meeting" in ran.out
    told = workbench.done("coverage", "--json").json
    assert {gap["check"] for gap in told["gaps"]} <= {
        "red interface without a recommendation",
        "issue without a meeting",
        "recommendation without an interface",
    }
    assert {row["shallow"]["state"] for row in told["items"]} == {"no-text", "no-procedure"}


def test_a_failed_run_is_said_first_and_ends_with_one(demo_workbench) -> None:
    ran = demo_workbench("coverage")
    assert ran.code == 1
    assert "1 failed; 1 ended in an error" in ran.lines[0]
    first = next(line for line in ran.lines if line.startswith("REQ-05"))
    assert "Failed" in first
    assert "2026-11-03" in first


def test_one_item_with_its_procedures_and_deep(demo_workbench) -> None:
    said = demo_workbench.done("coverage", "REQ-01").out
    assert "Passed. The last run found that it holds" in said
    assert "TST-LIMIT-POWER" in said
    assert "CFG-DIRECT" in said
    assert demo_workbench.done("coverage", "ISS-004").code == 0
    deep = demo_workbench("coverage", "ISS-004", "--deep")
    assert deep.code == 1
    assert "REQ-05 beneath it failed." in deep.out


def test_other_kinds_are_refused_with_those_that_are_allowed(workbench) -> None:
    assert "Coverage is not said of TRM-AMI" in workbench.refused("coverage", "TRM-AMI")
    assert "R21-99" in workbench.refused("coverage", "R21-99")


def test_lists_are_narrowed_by_coverage(demo_workbench) -> None:
    listed = demo_workbench.done("list", "requirement", "--where", "coverage=failed", "--json").json
    assert [item["code"] for item in listed] == ["REQ-05"]
    assert "is no coverage" in demo_workbench.misread("list", "--where", "coverage=stalled")
