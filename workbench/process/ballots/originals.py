"""The mail or letter behind a position, for those who may see it: the facilitator and the organisation itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from workbench.graph.ballots import PositionRow
from workbench.process.actor import FACILITATOR, PARTY_ROLES, Actor, NotPermitted
from workbench.process.ballots.attachments import File, attachment
from workbench.process.refusing import refusal
from workbench.record.ballots import Position
from workbench.record.items import Item
from workbench.record.testimony import Attachment


def may_see_original(actor: Actor, organisation: str) -> bool:
    """Whether somebody may see the originals behind the positions of an organisation, by its code."""
    return FACILITATOR in actor.roles or bool(actor.roles_for(organisation) & PARTY_ROLES)


@dataclass(frozen=True)
class Kept:
    """Under which name an original is kept, and what kind of file it is."""

    name: str
    media_type: str


def kept_original(session: Session, actor: Actor, position: PositionRow) -> Kept | None:
    """What is to be known of an original before it is read.

    Returns:
        None where the position rests on no file, the file was redacted, or the actor may not see it.
    """
    uuid = position.instruction.get("attachment")
    if not uuid or not may_see_original(actor, position.organisation):
        return None
    columns = select(col(Attachment.name), col(Attachment.media_type))
    found = session.exec(
        columns.where(col(Attachment.uuid) == uuid, col(Attachment.redacted_in).is_(None))
    ).first()
    return None if found is None else Kept(*found)


def original_of(session: Session, actor: Actor, position: str) -> File | None:
    """The file that a position rests on; None where it rests on none.

    Args:
        position: uuid of the position.

    Raises:
        NotPermitted: for anybody but the facilitator and those who act for the organisation.
        Refused: when there is no such position, or the file was redacted.
    """
    row = session.get(Position, position)
    if row is None:
        raise refusal("There is no such position.")
    organisation = session.get_one(Item, row.organisation)
    if not may_see_original(actor, organisation.code):
        raise NotPermitted(
            f"{actor.name} may not see what the position of {organisation.title} rests on. Allowed: the facilitator "
            f"and those who act for {organisation.title}."
        )
    kept = row.instruction.get("attachment")
    if not kept:
        return None
    found = attachment(session, kept)
    if found is None or found.redacted_in is not None or not found.content:
        raise refusal("The original was redacted.")
    return File(found.name, found.content, found.media_type)
