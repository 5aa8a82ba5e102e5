"""What is around a box or a line of the architecture."""

from __future__ import annotations

import pytest

from tests.exchange.conftest import item, link
from workbench.graph.architecture import around
from workbench.graph.snapshot import ItemView, Snapshot


@pytest.fixture
def snapshot() -> Snapshot:
    items = [
        item("ACR-A", "actor", "Utility", "drawn", level=4),
        item("ACR-B", "actor", "Facility", "drawn", level=2),
        item("ACR-C", "actor", "Inverter", "drawn", level=1),
        item("INT-1", "interface", "Utility to facility", "drawn", colour="red", number="2"),
        item("INT-2", "interface", "Facility to inverter", "drawn"),
        item("ISS-001", "issue", "Pinned to the line", "in-discussion"),
        item("ISS-002", "issue", "Answered", "resolved"),
        item("ISS-003", "issue", "Touched", "listed"),
        item("ISS-004", "issue", "Pinned to the box", "listed"),
        item("ISS-005", "issue", "Gone", "withdrawn"),
        item("R21-01", "requirement", "A recommendation", "draft"),
        item("AGR-01", "agreement", "One protocol", "reported"),
        item("PRO-X", "protocol", "A protocol", "listed"),
        item("OBJ-V", "data-object", "Volts", "listed"),
        item("OBJ-W", "data-object", "Watts", "listed"),
        item("PRC-01", "procedure", "Measure it", "draft"),
        item("CFG-WAY", "configuration", "A way", "proposed"),
        item("R21-02", "requirement", "About the other line", "draft"),
    ]
    links = [
        link("INT-1", "joins", "ACR-A", end="from"),
        link("INT-1", "joins", "ACR-B", end="to"),
        link("INT-2", "joins", "ACR-B", end="from"),
        link("INT-2", "joins", "ACR-C", end="to"),
        link("ISS-001", "pinned-to", "INT-1"),
        link("ISS-004", "pinned-to", "ACR-B"),
        link("ISS-005", "pinned-to", "INT-1"),
        link("R21-01", "applies-to", "INT-1"),
        link("R21-01", "applies-to", "PRO-X"),
        link("R21-01", "answers", "ISS-002"),
        link("R21-01", "carries", "OBJ-V"),
        link("INT-1", "carries", "OBJ-W"),
        link("AGR-01", "applies-to", "INT-1"),
        link("AGR-01", "settles", "ISS-003"),
        link("AGR-01", "settles", "ISS-001"),
        link("PRC-01", "verifies", "AGR-01"),
        link("INT-1", "hop-of", "CFG-WAY", order=1),
        link("R21-02", "applies-to", "INT-2"),
    ]
    return Snapshot.of(items, links, change=1)


def codes(items: tuple[ItemView, ...]) -> list[str]:
    return [one.code for one in items]


def test_a_line_gathers_what_is_said_about_it_once(snapshot: Snapshot) -> None:
    near = around(snapshot, snapshot.by_code["INT-1"])
    assert codes(near.interfaces) == ["INT-1"]
    assert codes(near.actors) == ["ACR-A", "ACR-B"]
    assert codes(near.issues) == ["ISS-001", "ISS-002", "ISS-003"], "each once, without what was withdrawn"
    assert codes(near.open_issues) == ["ISS-001", "ISS-003"]
    assert codes(near.recommendations) == ["R21-01"]
    assert codes(near.agreements) == ["AGR-01"]
    assert codes(near.protocols) == ["PRO-X"]
    assert codes(near.data_objects) == ["OBJ-V", "OBJ-W"]
    assert codes(near.procedures) == ["PRC-01"]
    assert codes(near.configurations) == ["CFG-WAY"]


def test_a_box_gathers_that_of_all_its_lines(snapshot: Snapshot) -> None:
    near = around(snapshot, snapshot.by_code["ACR-B"])
    assert codes(near.interfaces) == ["INT-1", "INT-2"]
    assert codes(near.actors) == ["ACR-A", "ACR-C"]
    assert codes(near.issues) == ["ISS-001", "ISS-002", "ISS-003", "ISS-004"]
    assert codes(near.recommendations) == ["R21-01", "R21-02"]


def test_a_box_without_a_line_has_nothing_around_it() -> None:
    alone = item("ACR-Z", "actor", "Alone", "drawn")
    near = around(Snapshot.of([alone]), alone)
    assert not any((near.interfaces, near.actors, near.issues, near.recommendations, near.procedures))
