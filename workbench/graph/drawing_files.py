"""Drawings as files: without what is confidential, and with a foot that says what a page says around them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from workbench.graph.architecture import pins
from workbench.graph.drawing import SHAPE_WORDS
from workbench.graph.drawing_difference import difference_dot
from workbench.graph.drawing_foot import INFERRED_WORDS, Foot, moment_words
from workbench.graph.drawing_legend import Entry
from workbench.graph.layers_drawing import SHAPE_WORDS as FRAME_WORDS
from workbench.graph.layers_drawing import layers_dot
from workbench.graph.snapshot import ItemView, Snapshot

DRAWN_KINDS = ("actor", "interface")
"""Kinds of items that stand in a drawing of the architecture."""
LAYER_KINDS = ("agreement",)
"""Kinds of items that stand in the drawing of the layers."""


def left_out_words(
    snapshot: Snapshot,
    kinds: Collection[str] = (),
    earlier: Snapshot | None = None,
    *,
    drawn_too: Iterable[ItemView] = (),
) -> str:
    """How many confidential items stay out of a file, as a sentence; empty for none.

    Args:
        snapshot: what is drawn, with what is confidential as far as whoever asks may see it.
        kinds: of the items that the drawing has.
        earlier: the other moment of a difference.
        drawn_too: single items of other kinds that the drawing has: pinned issues, what lies over it.
    """
    moments = [moment.items.values() for moment in (snapshot, earlier) if moment is not None]
    drawn = [item for items in moments for item in items if item.kind in kinds] + list(drawn_too)
    # Confidential at one moment is left out at both (see public_moments), so either counts.
    secret = {item.uuid for item in drawn if item.confidential}
    left = len(secret & {item.uuid for item in drawn if not item.withdrawn})
    return f"{left} confidential item{'' if left == 1 else 's'} left out." if left else ""


def public_moments(before: Snapshot, after: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Two moments without what is confidential at either: what became so would else be drawn as gone."""
    secret = before.secret | after.secret
    return before.public.without(secret), after.public.without(secret)


MARK_WORDS = (
    "Signs: + added · − gone, dashed · ~ renamed, moved or changed; dashed with ~: where it was before."
)
"""The signs of a difference in words."""
UNSAVED_WORDS = " with edits that are not saved yet"
"""Stands in the title of a file that has more than the record."""
PIN_WORDS = "A dark label such as #4: issue 4 is pinned there."


def architecture_foot(
    snapshot: Snapshot,
    legend: Sequence[Entry] = (),
    *,
    title: str = "",
    thick: str = "red",
    pinned: bool = False,
    remarks: Sequence[str] = (),
) -> Foot:
    """The foot of a drawing of the architecture.

    Args:
        legend: what its colours mean.
        title: what is drawn, and of which moment; by itself the architecture of the snapshot.
        thick: what the thick lines with a number are.
        pinned: whether pins of issues are drawn.
        remarks: sentences about what this drawing has and others have not.
    """
    said = [
        *remarks,
        f"Boxes: {SHAPE_WORDS}.",
        f"Lines: thick and numbered: {thick}; {INFERRED_WORDS}; dotted: power."
        + (f" {PIN_WORDS}" if pinned else ""),
    ]
    title = title or f"Architecture: {moment_words(snapshot)}."
    return Foot(title, legend, said)


def difference_file(before: Snapshot, after: Snapshot, scheme: str | None = None) -> str:
    """The difference of two moments as DOT text for a file.

    Args:
        scheme: naming scheme of the levels; the record's where it is None.
    """
    one, other = public_moments(before, after)
    title = f"Difference of the architecture.\nBefore: {moment_words(one)}.\nAfter: {moment_words(other)}."
    foot = architecture_foot(other, title=title, remarks=(MARK_WORDS,))
    return difference_dot(one, other, scheme, foot=foot)


def layers_file(snapshot: Snapshot, record: Snapshot | None = None) -> str:
    """The layers of a snapshot as DOT text for a file.

    Args:
        record: the record as it stands; another one where the snapshot has edits that are not saved yet.
    """
    unsaved = "" if record is None or record is snapshot else UNSAVED_WORDS
    title = f"Layers of the communications{unsaved}: {moment_words(record or snapshot)}."
    pinned = pins(snapshot.public, ("agreement",))
    codes = {place: [issue.code for issue in issues] for place, issues in pinned.items()}
    remarks = [f"Frames: {FRAME_WORDS}.", *([PIN_WORDS] if pinned else ())]
    return layers_dot(snapshot.public, pins=codes, foot=Foot(title, remarks=remarks))
