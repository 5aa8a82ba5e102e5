"""health: what is not sound, in sentences and as JSON; only an error ends with 1."""

from __future__ import annotations


def test_the_bundled_record_has_no_error(workbench) -> None:
    ran = workbench.done("health")
    assert ran.out.startswith("0 errors, ")
    assert "issues have no meeting" in ran.out
    told = workbench.done("health", "--json").json
    assert {finding["level"] for finding in told} == {"warning", "note"}
    assert set(told[0]) == {"level", "check", "codes", "sentence", "fix"}


def test_an_error_ends_with_one(workbench) -> None:
    for code, choice in (("AGR-03", "One protocol"), ("AGR-04", "Another protocol")):
        fields = ("layer=application", "side=boundary", "permitted=one", f"choices={choice}")
        workbench.done("edit", code, *fields, "--why", "test")
    ran = workbench("health")
    assert ran.code == 1
    assert (
        "AGR-03 and AGR-04 each permit one choice on INT-E1, and they are One protocol and Another" in ran.out
    )
    assert "Withdraw one of them, or let several be permitted." in ran.out


def test_of_a_baseline_too(workbench) -> None:
    baselines = workbench.done("list", "baseline", "--json").json
    assert workbench.done("health", "--baseline", baselines[0]["name"], "--json").json
