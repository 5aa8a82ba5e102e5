"""The text of an item at two of its revisions, and what of it differs: only what others cite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from workbench.graph.ballots.rows import BallotRow, PositionRow
from workbench.graph.comparison import FieldDifference
from workbench.graph.dates import listed
from workbench.graph.snapshot import ItemView
from workbench.record.items import Item, ItemRevision
from workbench.record.kinds import KINDS


@dataclass(frozen=True)
class TextAt:
    """What an item said at one revision, as far as others cite it."""

    code: str
    kind: str
    revision: int
    title: str
    text: str
    detail: dict[str, Any]
    redacted: bool = False


def text_at(session: Session, code: str, revision: int) -> TextAt | None:
    """The text of an item at a revision; None where there is no such revision."""
    found = session.exec(
        select(ItemRevision, Item).where(
            col(Item.uuid) == col(ItemRevision.uuid), Item.code == code, ItemRevision.revision == revision
        )
    ).first()
    if found is None:
        return None
    row, item = found
    cited = {name: row.detail.get(name) for name in KINDS[item.kind].normative}
    return TextAt(item.code, item.kind, row.revision, row.title, row.text, cited, row.redacted_in is not None)


def text_of(item: ItemView) -> TextAt:
    """The text of an item as a snapshot has it."""
    cited = {name: item.detail.get(name) for name in KINDS[item.kind].normative}
    return TextAt(item.code, item.kind, item.revision, item.title, item.text, cited)


def cited_texts(ballot: BallotRow, position: PositionRow) -> list[tuple[str, int]]:
    """The texts on which a position was taken: the code of each with its revision, in the order of the ballot."""
    if not ballot.choices:
        return [(ballot.item, position.revision)]
    return [(c.key, position.cited[c.key]) for c in ballot.choices if c.key in position.cited]


def cited_words(ballot: BallotRow, position: PositionRow) -> str:
    """On which texts a position was taken: *on revision 2*, or of alternatives *on revision 2 of ISS-001-a*.

    Empty where it was taken on none: a poll among days.
    """
    if not ballot.choices:
        return f"on revision {position.revision}"
    texts = [f"revision {revision} of {code}" for code, revision in cited_texts(ballot, position)]
    return f"on {listed(texts)}" if texts else ""


def differing(before: TextAt, after: TextAt, aspect: str = "text") -> tuple[FieldDifference, ...]:
    """Fields that differ between two texts.

    Args:
        aspect: ``destination`` for that field alone.
    """
    one, two = ({"title": t.title, "text": t.text, **t.detail} for t in (before, after))
    names = ["destination"] if aspect == "destination" else list(one)
    empty: tuple[Any, ...] = (None, "", [], {})
    return tuple(
        FieldDifference(name, one.get(name), two.get(name))
        for name in names
        if one.get(name) != two.get(name) and not (one.get(name) in empty and two.get(name) in empty)
    )
