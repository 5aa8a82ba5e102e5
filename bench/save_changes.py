"""Saving one change-set of 500 edits, against one of a single edit, in a record of 1,000 issues."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from _large_record import write_large_record
from _ratios import compare

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import open_database
from workbench.starting import load_directory


def main() -> None:
    """Print the ratio; 500 would mean that a large save gains nothing."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        database, _ = open_database(str(folder / "record.sqlite3"))
        load_directory(database, write_large_record(folder / "record", items=5_000, links=15_000))
        turns = itertools.count()

        def edit(number: int) -> None:
            turn = next(turns)
            edits = tuple(
                ItemEdit(f"ISS-{n:05d}", {"title": f"Turn {turn}", "priority": "high" if turn % 2 else "low"})
                for n in range(number)
            )
            save(database, LOCAL_OPERATOR, ProposedChange(edits=edits, why="bench"))

        compare("save 500 edits / save one edit", lambda: edit(500), lambda: edit(1), turns=5)
        database.close()


if __name__ == "__main__":
    main()
