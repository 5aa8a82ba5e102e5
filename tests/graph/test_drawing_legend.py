"""The legend of the architecture: what each colour means, and that inferred hops are not counted."""

from __future__ import annotations

from workbench.graph.drawing_legend import drawn_legend, interface_words, legend
from workbench.graph.painting import paints
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database


def test_hops_that_no_source_draws_are_named_and_not_counted(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    lines = snapshot.of_kind("interface")
    assert interface_words(lines) == "35 interfaces, and 4 that no source draws"
    assert interface_words([line for line in lines if line.code == "INT-E1"]) == "1 interface"
    assert sum(entry.number for entry in legend(snapshot, paints(snapshot, "discussion"))) == 35


def test_the_colours_of_the_sources_are_explained_by_what_they_join(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    said = {entry.paint.words: entry for entry in drawn_legend(snapshot, dim=False)}
    for words, numbers, number in (
        ("red: level 5 to 4, level 4 to 1 and 2, in scope", "1, 2, 3", 4),
        ("purple: level 5 to 1 and 2, out of scope", "4, 5", 2),
        ("blue: level 2 to 1 and 2, out of scope", "10", 8),
        ("brown: within level 4, out of scope", "11", 7),
    ):
        assert (said[words].paint.sign, said[words].number) == (numbers, number)
    assert {"dotted: power", "grey: unnumbered", "grey: monitor"} <= {words.split(",")[0] for words in said}
    assert sum(entry.number for entry in said.values()) == 35
    dimmed = drawn_legend(snapshot)
    assert [entry.number for entry in dimmed] == [4, 31]
    assert [entry.number for entry in drawn_legend(snapshot, red_only=True)] == [4]
