"""baseline: made, listed, compared."""

from __future__ import annotations


def test_baselines_are_listed_by_their_dates(workbench) -> None:
    rows = workbench.done("baseline", "--list", "--json").json
    assert [row["as_of"] for row in rows] == ["2014-06-12", "2014-07-02", "2014-07-18", "2015-02-28"]
    assert all(row["reconstruction"] for row in rows)
    assert workbench.done("baseline").lines[1].startswith("Minutes of 12 June 2014")


def test_a_baseline_keeps_the_record_as_it_stood(workbench) -> None:
    ran = workbench.done("baseline", "Before the call", "--note", "As circulated", "--json").json
    assert len(ran["digest"]) == len(ran["tip"]) == 64
    workbench.done("edit", "ISS-013", "title=Another", "--why", "x")
    kept = workbench.done("show", "ISS-013", "--baseline", "Before the call", "--json").json
    assert kept["title"] == "HTTP or XMPP"
    assert workbench.done("verify", "--tip", ran["tip"]).code == 0


def test_a_name_is_given_once(workbench) -> None:
    workbench.done("baseline", "Once")
    assert "already" in workbench.refused("baseline", "Once")
    assert "1 to" in workbench.refused("baseline", "Later", "--change", "999")
    workbench.refused("baseline", " ")


def test_two_moments_are_compared(workbench) -> None:
    found = workbench.done("baseline", "--compare", "Minutes of 12 June 2014", "2014-07-18", "--json").json
    assert found["counts"] == {"added": 4, "changed": 3, "withdrawn": 0}
    [agreement] = [item for item in found["items"] if item["code"] == "AGR-02"]
    assert {"name": "status", "before": "questioned", "after": "reported"} in agreement["fields"]
    assert ["ISS-016", "scheduled-in", "MTG-2014-07-02"] in found["links_added"]


def test_a_comparison_for_people(workbench) -> None:
    workbench.done("baseline", "Call")
    assert workbench.done("baseline", "--compare", "Call", "now").out.strip() == "Nothing differs."
    workbench.done("edit", "ISS-013", "title=Another", "--why", "x")
    ran = workbench.done("baseline", "--compare", "Call", "now")
    assert "title: 'HTTP or XMPP' → 'Another'" in ran.out


def test_what_does_not_go_together(workbench) -> None:
    workbench.misread("baseline", "New", "--list")
    assert "--list" in workbench.misread("baseline", "list")
    workbench.misread("baseline", "--note", "without a name")
    assert "There is no baseline" in workbench.refused("baseline", "--compare", "Never", "now")
