"""The legend of the architecture: what each colour means, and that inferred hops are not counted."""

from __future__ import annotations

from workbench.graph.drawing_legend import interface_words, legend
from workbench.graph.painting import paints
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database


def test_hops_that_no_source_draws_are_named_and_not_counted(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    lines = snapshot.of_kind("interface")
    assert interface_words(lines) == "35 interfaces, and 4 that no source draws"
    assert interface_words([line for line in lines if line.code == "INT-E1"]) == "1 interface"
    assert sum(entry.number for entry in legend(snapshot, paints(snapshot, "discussion"))) == 35
