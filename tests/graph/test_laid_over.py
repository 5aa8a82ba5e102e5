"""Configurations over the drawing: hops numbered in their order and told apart without colour, the rest dimmed."""

from __future__ import annotations

import re

import pytest

from workbench.graph.drawing import architecture_dot
from workbench.graph.laid_over import LaidOver
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.rendering import rendered
from workbench.graph.snapshot import Snapshot
from workbench.graph.ways import way
from workbench.process.keeping import Database


def over(snapshot: Snapshot, *codes: str, red_only: bool = False) -> str:
    laid = LaidOver.of([way(snapshot, snapshot.by_code[code]) for code in codes])
    return architecture_dot(snapshot, laid=laid, red_only=red_only)


def edges(source: str) -> dict[str, str]:
    """The edges of a DOT text by the code of their interface."""
    found = re.findall(r'^  "[^"]+" -> "[^"]+" \[.*\];$', source, re.MULTILINE)
    return {re.search(r'id="([^"]+)"', line).group(1): line for line in found}  # type: ignore[union-attr]


def test_hops_are_numbered_in_their_order_and_everything_else_is_thin(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    drawn = edges(over(snapshot, "CFG-FACILITY-GATEWAY"))
    assert 'headlabel="1"' in drawn["INT-E2"]
    assert 'headlabel="2"' in drawn["INT-E10b"]
    assert "penwidth=4.0" in drawn["INT-E2"]
    others = [line for code, line in drawn.items() if code not in ("INT-E2", "INT-E10b")]
    assert len(others) == 37
    assert all("penwidth=0.7" in line and "headlabel" not in line for line in others)


def test_a_hop_that_no_source_draws_is_dashed_and_thick(bundled: Database) -> None:
    drawn = edges(over(SNAPSHOTS.get(bundled), "CFG-BOTH-ENDS"))
    for number, code in enumerate(("INT-X1", "INT-X3", "INT-X4"), 1):
        assert f'headlabel="{number}"' in drawn[code]
        assert "style=dashed" in drawn[code]
        assert "penwidth=4.0" in drawn[code]
    assert "style=dashed" not in drawn["INT-E2"]


def test_boxes_that_are_not_passed_are_dimmed(bundled: Database) -> None:
    source = over(SNAPSHOTS.get(bundled), "CFG-FACILITY-GATEWAY")
    strong = set(re.findall(r'"(ACR-[^"]+)" \[[^\n]*penwidth=1\.6', source))
    assert strong == {"ACR-L4-COMMS", "ACR-L2-FDEMS", "ACR-L1-PV-CTL"}


def test_two_are_told_apart_by_letter_and_by_line(bundled: Database) -> None:
    drawn = edges(over(SNAPSHOTS.get(bundled), "CFG-FACILITY-GATEWAY", "CFG-AGGREGATOR-HTTP"))
    assert 'headlabel="A1"' in drawn["INT-E2"]
    assert 'headlabel="B1"' in drawn["INT-E3"]
    assert 'headlabel="A2 B3"' in drawn["INT-E10b"]
    strokes = {code: re.search(r'color="([^"]+)"', drawn[code]).group(1).count(":") for code in drawn}  # type: ignore[union-attr]
    assert (strokes["INT-E2"], strokes["INT-E3"], strokes["INT-E10b"]) == (0, 2, 3)


def test_the_hops_alone_when_only_what_stands_out_is_wanted(bundled: Database) -> None:
    assert set(edges(over(SNAPSHOTS.get(bundled), "CFG-DIRECT", red_only=True))) == {"INT-E1"}


def test_more_than_two_are_refused(bundled: Database) -> None:
    with pytest.raises(ValueError, match="at most 2"):
        over(SNAPSHOTS.get(bundled), "CFG-DIRECT", "CFG-BOTH-ENDS", "CFG-FACILITY-GATEWAY")


def test_graphviz_draws_it_with_its_parts_by_their_codes(bundled: Database) -> None:
    svg = rendered(over(SNAPSHOTS.get(bundled), "CFG-BOTH-ENDS", "CFG-AGGREGATOR-HTTP")).svg.replace(
        "&#45;", "-"
    )
    assert 'id="INT-X3"' in svg
    assert ">A2<" in svg
    assert ">B2<" in svg


def test_pins_of_lines_stay_under_a_configuration(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    laid = LaidOver.of([way(snapshot, snapshot.by_code["CFG-BOTH-ENDS"])])
    source = architecture_dot(snapshot, laid=laid, pins={"INT-E2": ["ISS-004"], "INT-X1": ["ISS-013"]})
    drawn = edges(source)
    assert 'class="pin-ISS-004"' in drawn["INT-E2"]
    assert 'class="pin-ISS-013"' in drawn["INT-X1"]
    assert "pin-ISS-004-at-INT-E2" in rendered(source).svg.replace("&#45;", "-")
