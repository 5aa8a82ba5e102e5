"""Colours by what the record says: the weakest of several counts, and every colour has a sign and words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.exchange.conftest import item, link
from workbench.graph.drawing import architecture_dot, quoted
from workbench.graph.painting import (
    CONSENSUS,
    DESTINATIONS,
    EVIDENCE,
    OPEN_ISSUES,
    SCHEMES,
    SEVERAL,
    STATES,
    Paint,
    paints,
)
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.rendering import rendered
from workbench.graph.runs import FindingRow, RunRow
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database

LINE = item("INT-1", "interface", "A line", "drawn", colour="red", number="1")
RUN = RunRow("u", "PRC-01", "Measure", 1, None, "passed", "", date(2026, 11, 1), 5, False)


def paint(
    scheme: str, *others: tuple[str, str, str, dict[str, object]], runs: tuple[RunRow, ...] = ()
) -> Paint:
    """The paint of one line with these items: code, kind, status, detail; texts apply to it, issues are pinned."""
    items, links = [LINE], []
    for code, kind, status, detail in others:
        items.append(item(code, kind, code, status, **detail))
        if kind == "procedure":
            links.append(link(code, "verifies", "R21-01"))
        else:
            links.append(link(code, "pinned-to" if kind == "issue" else "applies-to", "INT-1"))
    return paints(Snapshot.of(items, links), scheme, runs)["INT-1"]


def issue(number: int, status: str) -> tuple[str, str, str, dict[str, object]]:
    return (f"ISS-{number:03d}", "issue", status, {})


RECOMMENDATION = ("R21-01", "requirement", "draft", {})
PROCEDURE = ("PRC-01", "procedure", "draft", {})


def test_as_drawn_nothing_is_painted() -> None:
    assert paints(Snapshot.of([LINE]), "drawn") == {}


@pytest.mark.parametrize(
    ("open_ones", "words"),
    [(0, "no open"), (1, "one or two"), (2, "one or two"), (3, "three or four"), (5, "five"), (9, "five")],
)
def test_open_issues_are_counted(open_ones: int, words: str) -> None:
    found = [issue(n, "in-discussion") for n in range(open_ones)]
    assert words in paint("issues", *found, issue(50, "resolved"), issue(51, "deferred")).words


def test_a_line_is_as_far_as_the_issue_that_is_least_far() -> None:
    assert paint("discussion").words == "no issue"
    assert paint("discussion", issue(1, "consensus-call"), issue(2, "listed")).words == "listed or proposed"
    assert paint("discussion", issue(1, "consensus-call"), issue(2, "resolved")).words == "in consensus call"
    assert paint("discussion", issue(1, "resolved"), issue(2, "deferred")).sign == "(R)"


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ((), "no agreement"),
        (("agreed",), "agreed"),
        (("agreed", "questioned"), "disputed or questioned"),
        (("agreed", "reported"), "reported, not agreed"),
    ],
)
def test_a_dispute_is_not_made_up_for_by_an_agreement(statuses: tuple[str, ...], words: str) -> None:
    found = [(f"AGR-{n:02d}", "agreement", status, {}) for n, status in enumerate(statuses)]
    assert paint("consensus", *found).words == words


def test_evidence_is_what_coverage_says_of_the_interface() -> None:
    found = replace(RUN, findings=(FindingRow("R21-01", "", 1, "passed", "", overtaken=False),))
    failed = replace(found, findings=(FindingRow("R21-01", "", 1, "failed", "", overtaken=False),))
    assert paint("evidence").words == "no recommendation or agreement"
    assert paint("evidence", RECOMMENDATION).words == "a text without a procedure"
    assert paint("evidence", RECOMMENDATION, PROCEDURE).words == "a procedure, not run yet"
    for runs, words in (
        ((found,), "passed"),
        ((found, failed), "a run failed"),
        ((failed, found), "passed"),
        ((found, replace(RUN, verdict="error")), "a run broke off"),
        ((replace(found, overtaken=True),), "run on an earlier text"),
        ((replace(failed, overtaken=True),), "run on an earlier text"),
        ((RUN,), "a procedure, not run yet"),
    ):
        assert paint("evidence", RECOMMENDATION, PROCEDURE, runs=runs).words == words


def test_a_destination_is_named_as_the_record_names_it() -> None:
    def going(*names: str) -> tuple[str, str, str, dict[str, object]]:
        return ("R21-01", "requirement", "draft", {"destination": list(names)})

    assert paint("destination", going("undetermined")).sign == ""
    assert paint("destination", going("handbook", "disputed")).sign == "(H)"
    assert paint("destination", going("handbook", "guide")).words == "several destinations"
    assert paint("destination", going("shared-drive")).sign == "(S)"


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if name != "drawn"])
def test_the_bundled_record_is_painted_and_every_sign_stands_in_the_drawing(
    bundled: Database, scheme: str
) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    found = paints(snapshot, scheme)
    assert found.keys() == {i.code for i in snapshot.of_kind("interface")}
    signs: dict[str, str] = {}
    for one in set(found.values()):
        assert signs.setdefault(one.sign, one.colour) == one.colour, "one sign, one meaning"
    text = architecture_dot(snapshot, paints=found, dim_others=False)
    red = found["INT-E1"]
    assert f"headlabel={quoted(f'1 {red.sign}'.strip())}" in text
    assert red.colour in text


def test_no_sign_is_read_as_a_part_of_the_number_beside_it() -> None:
    every = (*STATES, *CONSENSUS, *EVIDENCE.values(), *OPEN_ISSUES, *DESTINATIONS.values(), SEVERAL)
    own = paint("destination", ("R21-01", "requirement", "draft", {"destination": ["local-list"]}))
    for one in (*every, own):
        assert not one.sign or re.fullmatch(r"\([^()]+\)", one.sign), one
    for scheme in (
        STATES,
        CONSENSUS,
        tuple(EVIDENCE.values()),
        OPEN_ISSUES,
        (*DESTINATIONS.values(), SEVERAL),
    ):
        assert len({one.sign for one in scheme}) == len(scheme), "one sign, one meaning"


def test_red_lines_alone_leave_the_boxes_where_they_are(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    whole, red = (architecture_dot(snapshot, joined_only=True, red_only=only) for only in (False, True))
    boxes = [line for line in whole.splitlines() if "pos=" in line]
    assert boxes == [line for line in red.splitlines() if "pos=" in line]
    assert len([line for line in red.splitlines() if "->" in line]) == 4


@pytest.mark.parametrize("dim", [True, False])
def test_lines_bend_around_the_boxes_of_the_whole_architecture(bundled: Database, dim: bool) -> None:
    source = architecture_dot(SNAPSHOTS.get(bundled), may_show=lambda _: True, dim_others=dim)
    svg = rendered(source).svg
    lines = re.findall(r'<path fill="none" [^>]* d="M[^"C]*C([^"]*)"', svg)
    assert len(lines) > 30
    assert sum(len(line.split()) > 3 for line in lines) > 10, "all are straight when boxes touch"
