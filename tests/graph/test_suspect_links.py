"""Suspect links alone: the file gives what the snapshot gives, and says nothing where it cannot be asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SnapshotCache
from workbench.graph.suspect_links import SuspectLink, suspect_links, suspect_links_of_file
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database


def edit(database: Database, code: str, **fields: object) -> None:
    save(database, ME, ProposedChange(edits=(ItemEdit(code, dict(fields)),), why="test"))


def both(database: Database) -> list[SuspectLink]:
    """Return the links of the snapshot, which have to be those of the file."""
    found = suspect_links(SnapshotCache().get(database))
    assert database.path is not None
    assert suspect_links_of_file(database.path) == found
    return found


def test_the_file_gives_what_the_snapshot_gives(bundled: Database) -> None:
    before = both(bundled)
    assert before
    edit(bundled, "AGR-03", text="Another protocol is the default.")
    after = both(bundled)
    new = [link for link in after if link not in before]
    assert new
    assert {(link.target, link.revision - link.seen) for link in new} == {("AGR-03", 1)}
    edit(bundled, new[0].code, status="withdrawn")
    assert new[0].code not in {link.code for link in both(bundled)}
    edit(bundled, "AGR-03", title="What was it about", text="And again.")
    assert {link.revision for link in both(bundled) if link.target == "AGR-03"} == {new[0].revision + 1}


def test_a_number_in_a_code_counts_as_a_number(bundled: Database) -> None:
    codes = [link.code for link in both(bundled)]
    assert codes.index("AGR-09") < codes.index("AGR-13")


def test_a_file_that_cannot_be_asked_says_nothing(bundled: Database, tmp_path: Path) -> None:
    assert suspect_links_of_file(tmp_path / "none.sqlite3") is None
    text = tmp_path / "text.sqlite3"
    text.write_text("No database.")
    assert suspect_links_of_file(text) is None
    database, _ = open_database(str(tmp_path / "empty.sqlite3"))
    assert database.path is not None
    assert suspect_links_of_file(database.path) is None
    database.close()
    assert bundled.path is not None
    bundled.close()
    with sqlite3.connect(bundled.path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert suspect_links_of_file(bundled.path) is None
