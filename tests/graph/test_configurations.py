"""Configurations side by side: what applies and by which way, what is open, and what evidence still stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from tests.exchange.conftest import item, link
from tests.graph.test_ways import path
from workbench.graph.configurations import ComparedRow, Reading, compared, read
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.runs import FindingRow, RunRow, runs_at
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database

RUN = partial(RunRow, "u", "TST-A", "Measure", 1, "CFG-X", "passed", "", date(2026, 11, 1), 5, False)


def around(status: str = "listed") -> Snapshot:
    """A configuration of two hops with texts that apply to it by every way, and issues around it."""
    base = path([("ACR-A", "ACR-B"), ("ACR-B", "ACR-C")])
    items = [
        *base.items.values(),
        item("PRO-P", "protocol", "A protocol", "named"),
        item("AGR-01", "agreement", "To itself", "reported"),
        item("AGR-02", "agreement", "By hop and protocol", "reported"),
        item("AGR-03", "agreement", "Gone", "withdrawn"),
        item("REQ-01", "requirement", "By the second hop", "draft"),
        item("ISS-001", "issue", "Pinned to a hop", status),
        item("ISS-002", "issue", "Pinned to a box", status),
        item("ISS-003", "issue", "Touched", "resolved"),
        item("ISS-004", "issue", "Answered", status),
        item("ISS-005", "issue", "The first waits for it", status),
        item("ISS-006", "issue", "Elsewhere", status),
        item("ISS-007", "issue", "Withdrawn", "withdrawn"),
        item("TST-A", "procedure", "Measure", "ready"),
        item("TST-B", "procedure", "Measure more", "ready"),
    ]
    links = [
        *base.links,
        link("CFG-X", "speaks", "PRO-P", hop=2),
        link("AGR-01", "applies-to", "CFG-X"),
        link("AGR-02", "applies-to", "INT-1"),
        link("AGR-02", "applies-to", "PRO-P"),
        link("AGR-03", "applies-to", "CFG-X"),
        link("REQ-01", "applies-to", "INT-2"),
        link("ISS-001", "pinned-to", "INT-1"),
        link("ISS-002", "pinned-to", "ACR-C"),
        link("AGR-01", "settles", "ISS-003"),
        link("REQ-01", "answers", "ISS-004"),
        link("ISS-001", "depends-on", "ISS-005"),
        link("ISS-005", "depends-on", "ISS-001"),
        link("ISS-007", "pinned-to", "INT-1"),
        link("ISS-006", "depends-on", "ISS-001"),
        link("TST-A", "verifies", "REQ-01"),
        link("TST-B", "verifies", "AGR-02"),
    ]
    return Snapshot.of(items, links)


def reading(snapshot: Snapshot, *over: RunRow) -> Reading:
    return read(snapshot, snapshot.by_code["CFG-X"], over)


def test_what_applies_is_said_with_every_way_by_which_it_does() -> None:
    found = reading(around())
    assert [(one.item.code, one.ways) for one in found.agreements] == [
        ("AGR-01", ("to the configuration itself",)),
        ("AGR-02", ("by hop 1, INT-1", "by PRO-P, spoken at hop 2")),
    ]
    assert [(one.item.code, one.ways) for one in found.recommendations] == [("REQ-01", ("by hop 2, INT-2",))]


def test_issues_are_those_pinned_answered_touched_and_those_they_wait_for() -> None:
    found = reading(around())
    assert {one.item.code: one.ways for one in found.issues} == {
        "ISS-001": ("pinned to hop 1, INT-1", "ISS-005 waits for it"),
        "ISS-002": ("pinned to ACR-C",),
        "ISS-003": ("touched by AGR-01",),
        "ISS-004": ("answered by REQ-01",),
        "ISS-005": ("ISS-001 waits for it",),
    }
    assert [one.item.code for one in found.open_issues] == ["ISS-001", "ISS-002", "ISS-004", "ISS-005"]


@pytest.mark.parametrize(
    ("run", "state", "why"),
    [
        (RUN(), "passed", ""),
        (replace(RUN(), path_moved=True), "stale", "the configuration has changed since"),
        (replace(RUN(), verdict="failed"), "failed", ""),
        (
            replace(RUN(), overtaken=True, path_moved=True),
            "stale",
            "the configuration and the procedure have changed since",
        ),
        (
            replace(RUN(), findings=(FindingRow("REQ-01", "", 1, "passed", "", overtaken=True),)),
            "stale",
            "REQ-01 has changed since",
        ),
    ],
)
def test_evidence_stands_until_something_that_it_is_about_moves(run: RunRow, state: str, why: str) -> None:
    [evidence] = reading(around(), run).evidence
    assert (evidence.state, evidence.why_stale) == (state, why)


def test_the_last_run_of_each_procedure_counts_and_what_was_not_run_is_named() -> None:
    other = replace(RUN(), configuration="CFG-Y")
    passed = replace(RUN(), findings=(FindingRow("REQ-01", "", 1, "passed", "", overtaken=False),))
    found = reading(around(), replace(passed, verdict="failed", change=3), passed, other)
    assert [(one.run.change, one.earlier) for one in found.evidence] == [(5, 1)]
    assert [procedure.code for procedure in found.procedures] == ["TST-B"]


def rows_of(snapshot: Snapshot, *codes: str, database: Database | None = None) -> dict[str, ComparedRow]:
    taken = []
    if database is not None:
        with database.read() as session:
            taken = runs_at(session, snapshot)
    readings = [read(snapshot, snapshot.by_code[code], taken) for code in codes]
    return {row.name: row for row in compared(readings)}


def test_the_aggregators_side_by_side_differ_where_they_do(bundled: Database) -> None:
    rows = rows_of(SNAPSHOTS.get(bundled), "CFG-AGGREGATOR-HTTP", "CFG-AGGREGATOR-XMPP")
    assert rows["Protocols"].differs
    assert rows["Protocols"].cells[1][0] == "1: XMPP (partly)"
    assert rows["Protocols"].cells[1][2] == "3: Modbus (inferred)"
    assert not rows["Goes over"].differs
    assert not rows["Pays for it"].differs
    assert rows["Pays for it"].cells[0] == ("1: not settled", "2: not settled", "3: not settled")
    assert rows["Utility"].differs


def test_what_applies_to_all_of_them_is_counted_and_the_rest_is_named(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    rows = rows_of(snapshot, "CFG-DIRECT", "CFG-FACILITY-GATEWAY")
    direct, gateway = rows["Agreements"].cells
    assert direct[0].endswith(f"of {len(direct) - 1 + int(direct[0].split()[0])} for every one")
    assert any(line.startswith("AGR-06 ") and "to the configuration itself" in line for line in gateway)
    assert not any(line.startswith("AGR-06 ") for line in direct)


def test_evidence_of_the_demo_with_what_is_stale(demo: Database) -> None:
    rows = rows_of(SNAPSHOTS.get(demo), "CFG-DIRECT", "CFG-FACILITY-GATEWAY", database=demo)
    direct, gateway = rows["Evidence"].cells
    assert direct[0] == "TST-LIMIT-POWER passed on Tue 3 Nov 2026"
    assert gateway[0].endswith("stale: the procedure and REQ-03 have changed since")
    assert rows["Translations"].cells == (("none",), ("1",))
    assert rows["Pays for it"].cells[1] == ("1: utility", "2: not settled")


@pytest.mark.parametrize(
    "fields", [{"owners": "aggregator"}, {"protocols": "PRO-DNP3-AN2018@1"}, {"hops": "INT-E2; INT-E10"}]
)
def test_a_change_of_the_path_makes_the_evidence_over_it_stale(
    demo: Database, fields: dict[str, str]
) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit("CFG-DIRECT", fields),), why="test"))
    said = rows_of(SNAPSHOTS.get(demo), "CFG-DIRECT", database=demo)["Evidence"].cells[0][0]
    assert said.endswith("stale: the configuration has changed since")


def test_a_status_makes_nothing_stale(demo: Database) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit("CFG-DIRECT", {"status": "preferred"}),), why="test"))
    said = rows_of(SNAPSHOTS.get(demo), "CFG-DIRECT", database=demo)["Evidence"].cells[0][0]
    assert "stale" not in said


def test_one_alone_names_everything() -> None:
    snapshot = around()
    [row] = [row for row in compared([reading(snapshot)]) if row.name == "Agreements"]
    assert [line.split()[0] for line in row.cells[0]] == ["AGR-01", "AGR-02"]


def test_as_of_a_baseline_nothing_later_is_said(bundled: Database) -> None:
    june: Snapshot = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014")
    item_then: ItemView = june.by_code["CFG-DIRECT"]
    assert not read(june, item_then).recommendations
    assert read(SNAPSHOTS.get(bundled), SNAPSHOTS.get(bundled).by_code["CFG-DIRECT"]).recommendations
