"""Invitations: sign-in links for a whole list of persons at once, each shown once and stored nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from workbench.graph.proposed import ProposedChange
from workbench.process.actor import Actor, Membership
from workbench.process.actor_reading import memberships_of
from workbench.process.changes import save_in
from workbench.process.clock import group_today, now
from workbench.process.sign_in import SignInRefused, link_in
from workbench.record.database import Database
from workbench.record.items import Item

INVITATION_LIFETIME = timedelta(days=14)
LONGEST_LIFETIME = timedelta(days=90)


@dataclass(frozen=True)
class Invitation:
    """One person's link, as it is given to the person.

    Args:
        code, name, email: of the person; the e-mail may be empty.
        memberships: for whom the person acts today.
        token: the link's secret; it is in no representation of the invitation.
        expires_at: in UTC.
    """

    code: str
    name: str
    email: str
    memberships: tuple[Membership, ...]
    token: str = field(repr=False)
    expires_at: datetime

    @property
    def organisations(self) -> tuple[str, ...]:
        """Names of the organisations, each with the roles: *Utility Green (alternate)*."""
        return tuple(f"{m.name} ({', '.join(sorted(m.roles))})" for m in self.memberships)


def invite(
    database: Database,
    actor: Actor,
    persons: Sequence[str],
    *,
    lifetime: timedelta = INVITATION_LIFETIME,
    adding: ProposedChange | None = None,
) -> list[Invitation]:
    """Make one link for each person, all or none.

    Args:
        persons: codes; each gets one link however often it is named.
        lifetime: how long the links are good, at most ``LONGEST_LIFETIME``.
        adding: persons and memberships to put on record first, in the same transaction.

    Raises:
        NotPermitted: when the actor may not invite, or may not edit where somebody is added.
        SignInRefused: naming everybody who cannot be invited; nothing was written.
        Refused: with everything that is wrong about those who are added.
    """
    actor.require("invite")
    if adding is not None and not adding.empty:
        actor.require("edit")
    if not timedelta(0) < lifetime <= LONGEST_LIFETIME:
        raise SignInRefused(
            f"A link is good for at most {LONGEST_LIFETIME.days} days, and for some time at least."
        )
    codes = list(dict.fromkeys(persons))
    if not codes:
        raise SignInRefused("There is nobody to invite: no active person fits.")
    with database.write() as session:
        if adding is not None and not adding.empty:
            save_in(session, actor, adding, verb="edit")
        items = _persons(session, codes)
        expires_at = now() + lifetime
        return [_invitation(session, actor, items[code], expires_at) for code in codes]


def _persons(session: Session, codes: list[str]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for start in range(0, len(codes), 500):
        batch = codes[start : start + 500]
        for item in session.exec(select(Item).where(col(Item.code).in_(batch), Item.kind == "person")):
            found[item.code] = item
    unknown = [code for code in codes if code not in found]
    left = [code for code in codes if code in found and found[code].status != "active"]
    sentences = []
    if unknown:
        sentences.append(f"There is no person {', '.join(unknown)}.")
    if left:
        verb = "has" if len(left) == 1 else "have"
        sentences.append(f"{', '.join(left)} {verb} left the group and cannot sign in.")
    if sentences:
        raise SignInRefused(" ".join([*sentences, "Nobody was invited."]))
    return found


def _invitation(session: Session, actor: Actor, item: Item, expires_at: datetime) -> Invitation:
    today = group_today()
    return Invitation(
        code=item.code,
        name=item.title,
        email=str(item.detail.get("email") or ""),
        memberships=tuple(m for m in memberships_of(session, item) if m.holds_on(today)),
        token=link_in(session, actor, item, expires_at),
        expires_at=expires_at,
    )
