"""Loading 10,000 items and 30,000 links from a record directory, against raw inserts of the same rows.

The raw inserts go by sqlite3 alone, in one transaction, into tables with the same indexes.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from pathlib import Path

from _large_record import write_large_record
from _ratios import compare

from workbench.process.keeping import open_database
from workbench.starting import load_directory


def load(folder: Path, directory: Path, name: str) -> Path:
    """Load the record directory into a new database and return its file."""
    database, _ = open_database(str(folder / name))
    loaded = load_directory(database, directory)
    database.close()
    assert (loaded.items, loaded.links) == (10_000, 30_000), loaded
    return folder / name


def rows_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table that a person's words are in, and of the search index."""
    with sqlite3.connect(file) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name == "item_search" or not name.startswith(("item_search_", "alembic", "sqlite_"))
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def insert(folder: Path, rows: dict[str, list[tuple[object, ...]]], name: str) -> None:
    """Insert the rows into a new database of the same tables."""
    database, _ = open_database(str(folder / name))
    database.close()
    connection = sqlite3.connect(folder / name)
    connection.execute("PRAGMA synchronous=FULL")
    with connection:
        for table, content in rows.items():
            if content:
                marks = ", ".join("?" * len(content[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", content)
    connection.close()


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        directory = write_large_record(folder / "record")
        rows = rows_of(load(folder, directory, "first.sqlite3"))
        numbers = itertools.count()
        compare(
            "load 10,000 items and 30,000 links / raw inserts of the same rows",
            lambda: load(folder, directory, f"loaded-{next(numbers)}.sqlite3"),
            lambda: insert(folder, rows, f"raw-{next(numbers)}.sqlite3"),
        )


if __name__ == "__main__":
    main()
