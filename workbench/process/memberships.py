"""Memberships: a person comes to speak for an organisation, in another way, or no longer.

Each is one change-set: the link that held is ended and the new one stands from now on, so that the history
keeps what was said before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from workbench.graph.memberships import RELATION, membership_detail, membership_faults
from workbench.graph.proposed import LinkEdit, Place, Problem, ProposedChange
from workbench.process.actor import Actor
from workbench.process.changes import Saved, save_in
from workbench.process.planning.preview import Preview, Refused
from workbench.record.database import Database
from workbench.record.items import Item
from workbench.record.links import Link


@dataclass(frozen=True)
class MembershipWanted:
    """A membership as it is to be.

    Args:
        person, organisation: codes.
        roles: at least one of ``graph.memberships.ROLES``.
        since, until: first and last day, or None for no limit.
        instrument: the letter or mail that gives a written proxy; needed for that role.
    """

    person: str
    organisation: str
    roles: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    instrument: str = ""
    place: Place = field(default_factory=Place)

    def link(self) -> LinkEdit:
        """The link that says it."""
        detail = membership_detail(self.roles, self.since, self.until, self.instrument)
        return LinkEdit(self.person, RELATION, self.organisation, detail, place=self.place)


def put_membership(
    database: Database, actor: Actor, wanted: MembershipWanted, *, why: str = "", replaces: str | None = None
) -> Saved:
    """Write a membership, in place of another one where that is named.

    Args:
        replaces: uuid of the membership's link as the writer saw it.

    Raises:
        NotPermitted: when the actor may not edit.
        Refused: with everything that is wrong; nothing was written.
    """
    actor.require("edit")
    with database.write() as session:
        before = None if replaces is None else _held(session, replaces)
        problems = membership_problems(session, wanted, keeps=before)
        if problems:
            raise Refused(Preview(problems=tuple(problems)))
        links = [wanted.link()] if before is None else [before, wanted.link()]
        reason = why.strip() or f"{wanted.person} acts for {wanted.organisation}"
        return save_in(session, actor, ProposedChange(links=tuple(links), why=reason), verb="edit")


def take_membership(database: Database, actor: Actor, membership: str, *, why: str = "") -> Saved:
    """Take a membership away that should never have been on record; one that ends gets a last day instead.

    Args:
        membership: uuid of its link.

    Raises:
        NotPermitted: when the actor may not edit.
        Refused: when it is gone already.
    """
    actor.require("edit")
    with database.write() as session:
        before = _held(session, membership)
        reason = why.strip() or f"{before.source} does not act for {before.target}"
        return save_in(session, actor, ProposedChange(links=(before,), why=reason), verb="edit")


def membership_problems(
    session: Session, wanted: MembershipWanted, *, keeps: LinkEdit | None = None
) -> list[Problem]:
    """What is wrong with a membership; nothing when it can be written.

    Args:
        keeps: the membership that it replaces: whoever left is not refused again for what stood before.
    """
    place = wanted.place
    found = [
        Problem(
            fault.message,
            Place(place.file, place.row, fault.field),
            fault.found,
            fault.allowed,
            wanted.person,
        )
        for fault in membership_faults(wanted.roles, wanted.since, wanted.until, wanted.instrument)
    ]
    for kind, code in (("person", wanted.person), ("organisation", wanted.organisation)):
        item = session.exec(select(Item).where(Item.code == code, Item.kind == kind)).first()
        if item is None:
            found.append(
                Problem(
                    f"is no {kind} of the record",
                    Place(place.file, place.row, kind),
                    code,
                    f"the code of a {kind}",
                )
            )
        elif item.status != "active" and wanted.until is None and _new_end(keeps, code):
            found.append(
                Problem(
                    f"{item.title} has left the group, so nobody can begin to act for it"
                    if kind == "organisation"
                    else f"{item.title} has left the group, and can begin to act for nobody",
                    Place(place.file, place.row, kind),
                    code,
                    f"an active {kind}, or a membership with its last day",
                )
            )
    return found


def _new_end(keeps: LinkEdit | None, code: str) -> bool:
    return keeps is None or code not in (keeps.source, keeps.target)


def _held(session: Session, link: str) -> LinkEdit:
    """The removal of the membership that a link holds now.

    Raises:
        Refused: when it is gone, or was changed meanwhile.
    """
    row = session.get(Link, link)
    if row is None or row.removed_in is not None or row.relation != RELATION:
        words = "this membership was changed or taken away meanwhile; look at it again"
        raise Refused(Preview(problems=(Problem(words),)))
    codes = dict(
        session.exec(select(Item.uuid, Item.code).where(col(Item.uuid).in_([row.source, row.target]))).all()
    )
    return LinkEdit(codes[row.source], RELATION, codes[row.target], row.detail, remove=True, exact=True)
