"""Rows of the record's tables as the plain values that a snapshot holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.graph.snapshot import ItemView, LinkRow


def item_view(row: Mapping[Any, Any]) -> ItemView:
    """An item or one of its revisions; the row has code, kind and the date of its change beside its own columns."""
    return ItemView(
        uuid=row["uuid"],
        code=row["code"],
        kind=row["kind"],
        title=row["title"],
        text=row["text"],
        status=row["status"],
        revision=row["revision"],
        fingerprint=row["fingerprint"],
        detail=row["detail"],
        confidential=row["confidential"],
        change=row["change"],
        effective_on=row["effective_on"],
    )


def link_row(row: Mapping[Any, Any], suspect: bool) -> LinkRow:
    """A link with what it cited when it was last reviewed.

    Args:
        suspect: whether its target has another fingerprint at the moment that is read.
    """
    return LinkRow(
        uuid=row["uuid"],
        source=row["source"],
        relation=row["relation"],
        target=row["target"],
        detail=row["detail"],
        fingerprint=row["fingerprint"],
        revision=row["revision"],
        added_in=row["added_in"],
        suspect=bool(suspect),
    )
