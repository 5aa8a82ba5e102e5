"""Which levels mean different things in the editions of the architecture."""

from __future__ import annotations

from workbench.graph.level_names import levels_apart
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database
from workbench.record.vocabulary import Vocabulary


def of(*names: str) -> list[int]:
    schemes = {f"edition_{number}": {1: name} for number, name in enumerate(names)}
    return levels_apart(Snapshot.of([], vocabulary=Vocabulary(level_schemes=schemes)))


def test_the_editions_of_the_record_disagree_about_levels_3_and_5(bundled: Database) -> None:
    assert levels_apart(SNAPSHOTS.get(bundled)) == [3, 5]


def test_spellings_of_one_name_do_not_disagree() -> None:
    assert of("Market operations", "Market Operations (not seen, inferred)") == []
    assert of("Utilities", "Utilities & others", "Others") == [], "the one in the middle ties them"
    assert of("Utilities", "Aggregators") == [1]
    assert of("Utilities") == []
