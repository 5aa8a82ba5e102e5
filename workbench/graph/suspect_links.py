"""Suspect links alone, one a line: of a snapshot, or asked of a SQLite file without the record being read.

A hook or another program that only wants to know whether something is suspect need not wait until the whole
record is read. The file is asked in plain SQL, with nothing loaded but the driver; both ways give the same links.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.graph.code_order import code_order
from workbench.record.migrations import HEAD

if TYPE_CHECKING:
    from workbench.graph.snapshot import Snapshot

_SUSPECT = """
    SELECT source.code, link.relation, target.code, link.revision, target.revision
    FROM link
    JOIN item AS target ON target.uuid = link.target
    JOIN item AS source ON source.uuid = link.source
    WHERE link.removed_in IS NULL AND link.fingerprint <> target.fingerprint AND source.status <> 'withdrawn'
"""
"""What ``suspects.moved`` finds in a snapshot: a withdrawn item cites nothing."""


@dataclass(frozen=True)
class SuspectLink:
    """One link whose target has moved since it was looked at.

    Args:
        code: of the item that cites.
        target: code of the item that is cited.
        seen: revision of the target that was looked at last; 0 for a text that this record never held.
        revision: of the target now.
    """

    code: str
    relation: str
    target: str
    seen: int
    revision: int


def suspect_links(snapshot: Snapshot) -> list[SuspectLink]:
    """The suspect links of a snapshot, by the code that cites and then by the one that is cited."""
    from workbench.graph.suspects import moved

    return _in_order(
        SuspectLink(
            citation.source.code,
            citation.link.relation,
            group.item.code,
            citation.link.revision,
            group.item.revision,
        )
        for group in moved(snapshot)
        for citation in group.citations
    )


def suspect_links_of_file(file: Path) -> list[SuspectLink] | None:
    """The suspect links of the record in a SQLite file as it stands, for whoever may see all of it.

    Returns:
        None where the file cannot be asked like this: there is none, it holds no record, or its tables are those
        of another version. Opening the database says what is the matter, or mends it.
    """
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            if connection.execute("SELECT version_num FROM alembic_version").fetchall() != [(HEAD,)]:
                return None
            if connection.execute("SELECT 1 FROM change_set LIMIT 1").fetchone() is None:
                return None
            rows = connection.execute(_SUSPECT).fetchall()
    except sqlite3.Error:
        return None
    return _in_order(SuspectLink(*row) for row in rows)


def _in_order(links: Iterable[SuspectLink]) -> list[SuspectLink]:
    return sorted(links, key=lambda x: (code_order(x.code), code_order(x.target), x.relation, x.seen))
