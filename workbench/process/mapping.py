"""Data objects follow their rows of the mapping: what has changed there is proposed as one change-set.

A row's digest is normative, so every link that cites a data object whose row has changed turns suspect, and somebody
looks whether the agreement still means the same.
"""

from __future__ import annotations

from workbench.graph.mapping import moved, present_row
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.record.database import Database

WHY = "The mapping of quantities has changed"


def mapping_change(snapshot: Snapshot) -> ProposedChange:
    """Return what brings a record's data objects up to the mapping; empty where all cite the rows as they are.

    A data object whose key the mapping no longer has is left alone: nothing says what became of it.
    """
    edits = []
    for item in moved(snapshot):
        row = present_row(item)
        fields = {name: value for name, value in row.items() if (item.value(name) or "") != value}
        if fields:
            edits.append(ItemEdit(item.code, fields, item.revision))
    return ProposedChange(edits=tuple(edits), why=WHY)


def proposed_mapping(database: Database) -> ProposedChange:
    """Return what brings the record of a database up to the mapping as it is now."""
    return mapping_change(SNAPSHOTS.get(database))
