"""The drawings that can be exported: the architecture, its difference between two moments, and the layers."""

from __future__ import annotations

from itertools import chain

from workbench.cli.export_request import Made, Requested
from workbench.cli.refusals import CommandRefused
from workbench.filing.drawings import NoPicture, drawn
from workbench.graph.architecture import pins
from workbench.graph.drawing import architecture_dot
from workbench.graph.drawing_difference import difference, part_words
from workbench.graph.drawing_files import (
    DRAWN_KINDS,
    LAYER_KINDS,
    architecture_foot,
    difference_file,
    layers_file,
    left_out_words,
    public_moments,
)
from workbench.graph.drawing_legend import drawn_legend
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import Snapshot

DRAWINGS = tuple(f"{name}.{ending}" for name in ("diagram", "layers") for ending in ("svg", "png", "dot"))
"""Names of drawings with their ending."""


def write_drawing(name: str, snapshot: Snapshot, requested: Requested) -> Made:
    """Draw a snapshot without what is confidential.

    Args:
        name: one of ``DRAWINGS``; where an earlier moment is asked for, the difference from it is drawn.

    Raises:
        CommandRefused: when it cannot be drawn here, or there is nothing to draw.
    """
    stem, _, ending = name.partition(".")
    shown, earlier = snapshot.public, requested.earlier
    kind = "actor" if stem == "diagram" else "agreement"
    if earlier is None and not shown.of_kind(kind):
        raise CommandRefused(f"There is nothing to draw: the record has no {kind}s at this moment.")
    schemes = snapshot.vocabulary.level_schemes
    if requested.levels is not None and requested.levels not in schemes:
        allowed = ", ".join(schemes) or "none is on record"
        raise CommandRefused(
            f"There is no naming scheme '{requested.levels}' of the levels. Allowed: {allowed}."
        )
    notes: tuple[str, ...] = ()
    if earlier is not None:
        before, after = public_moments(earlier, snapshot)
        parts = difference(before, after)
        source = difference_file(earlier, snapshot, requested.levels)
        notes = tuple(
            f"{part.mark.sign} {part.title} ({part.code}): {part_words(before, after, part, requested.levels)}"
            for part in parts
        ) or ("Nothing of the drawing differs between these two moments.",)
        stem = "difference"
    elif stem == "diagram":
        codes = {place: [issue.code for issue in issues] for place, issues in pins(shown).items()}
        foot = architecture_foot(shown, drawn_legend(shown), pinned=bool(codes))
        source = architecture_dot(shown, requested.levels, pins=codes, foot=foot)
    else:
        source = layers_file(snapshot)
    kinds = LAYER_KINDS if stem == "layers" else DRAWN_KINDS
    pinned = chain.from_iterable(pins(snapshot, kinds).values()) if earlier is None else ()
    left = left_out_words(snapshot, kinds, earlier, drawn_too=pinned)
    if left:
        notes += (left,)
    return Made(f"{stem}.{ending}", _made(source, ending), notes)


def _made(source: str, ending: str) -> bytes:
    if ending == "dot":
        return source.encode()
    try:
        return drawn(source)[0] if ending == "png" else rendered(source).svg.encode()
    except NotDrawn as reason:
        raise CommandRefused(f"It cannot be drawn here: {reason}") from reason
    except NoPicture as reason:
        raise CommandRefused(str(reason)) from reason
