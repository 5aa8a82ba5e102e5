"""What a drawing says when it leaves the workbench as a file: what stays out of it."""

from __future__ import annotations

from collections.abc import Collection

from workbench.graph.snapshot import Snapshot

DRAWN_KINDS = ("actor", "interface")
"""Kinds of items that stand in a drawing of the architecture."""
LAYER_KINDS = ("agreement",)
"""Kinds of items that stand in the drawing of the layers."""


def left_out_words(snapshot: Snapshot, kinds: Collection[str], earlier: Snapshot | None = None) -> str:
    """How many confidential items stay out of a file, as a sentence; empty for none.

    Args:
        snapshot: what is drawn, with what is confidential as far as whoever asks may see it.
        kinds: of the items that the drawing has.
        earlier: the other moment of a difference.
    """
    drawn = {**(earlier.items if earlier else {}), **snapshot.items}
    left = sum(item.kind in kinds and item.confidential and not item.withdrawn for item in drawn.values())
    return f"{left} confidential item{'' if left == 1 else 's'} left out." if left else ""


def public_moments(before: Snapshot, after: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Two moments without what is confidential at either: what became so would else be drawn as gone."""
    secret = {uuid for moment in (before, after) for uuid in moment.items if uuid not in moment.public.items}
    return before.public.without(secret), after.public.without(secret)
