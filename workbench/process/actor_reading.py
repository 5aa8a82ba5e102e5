"""Who a person of the record is now: roles, organisations, and what is kept from them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from workbench.graph.reading import kind_numbers
from workbench.process.actor import FACILITATOR, PARTY_ROLES, Actor, Membership
from workbench.process.clock import group_today
from workbench.process.visibility import KEPT_FROM, classes_in
from workbench.record.database import Database
from workbench.record.items import Item
from workbench.record.kind import WITHDRAWN
from workbench.record.links import Link

FAMILIES = frozenset({"person", "organisation", "setting", "link"})
"""What an actor follows from, by the names under which changes are counted."""


def actor_for(session: Session, person: str) -> Actor | None:
    """The actor that a person of the record is now, with roles and organisations."""
    item = session.get(Item, person)
    if item is None or item.kind != "person" or item.status != "active":
        return None
    held = frozenset(item.detail.get("roles") or ())
    memberships = tuple(m for m in memberships_of(session, item) if m.holds_on(group_today()))
    roles = held - PARTY_ROLES
    for membership in memberships:
        roles |= membership.roles
    organisations = tuple(sorted({m.organisation for m in memberships}))
    kept_out = FACILITATOR not in roles and _kept_out(session, organisations)
    roles = roles or frozenset({"observer"})
    return Actor(item.uuid, item.title, roles, organisations, memberships, kept_out)


def _kept_out(session: Session, organisations: tuple[str, ...]) -> bool:
    """Whether all of a person's organisations are of the classes from which drafts and positions are kept."""
    setting = session.exec(select(Item).where(Item.code == f"SET-{KEPT_FROM}")).first()
    kept = classes_in(setting.detail.get("value")) if setting and setting.status != WITHDRAWN else frozenset()
    if not kept or not organisations:
        return False
    found = session.exec(select(Item).where(col(Item.code).in_(organisations))).all()
    return all(organisation.detail.get("category") in kept for organisation in found)


def memberships_of(session: Session, person: Item) -> list[Membership]:
    """Every membership of a person, by the organisation's code, those of other days too.

    A link that names no roles of its own carries those of the person.
    """
    rows = session.exec(
        select(Item, Link)
        .where(Link.source == person.uuid, Link.relation == "member-of", col(Link.removed_in).is_(None))
        .where(col(Item.uuid) == col(Link.target), Item.status == "active")
        .order_by(Item.code)
    )
    own = frozenset(person.detail.get("roles") or ["observer"]) - {FACILITATOR}
    return [
        Membership(
            organisation=organisation.code,
            name=organisation.title,
            roles=frozenset(link.detail.get("roles") or own) & (PARTY_ROLES | {"observer"}),
            since=_day(link.detail.get("since")),
            until=_day(link.detail.get("until")),
            instrument=str(link.detail.get("instrument") or ""),
        )
        for organisation, link in rows
    ]


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


class ActorCache:
    """Actors by person; read again when something that they follow from has changed, or the day is over."""

    def __init__(self, size: int = 2_000) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, str], tuple[date, Mapping[str, int], Actor | None]] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, session: Session, database: Database, person: str, numbers: Mapping[str, int] | None = None
    ) -> Actor | None:
        """The actor that a person is now, as ``actor_for`` reads it.

        Args:
            person: uuid of the person.
            numbers: of the last changes by kind, as the session has them; asked for here when None.
        """
        place, today = (database.name, person), group_today()
        known = kind_numbers(session) if numbers is None else numbers
        numbers = {name: number for name, number in known.items() if name in FAMILIES}
        with self._lock:
            day, then, actor = self._kept.get(place, (None, None, None))
        if day == today and then == numbers:
            return actor
        actor = actor_for(session, person)
        with self._lock:
            self._kept[place] = (today, numbers, actor)
            self._kept.move_to_end(place)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return actor


ACTORS = ActorCache()
"""The process's own cache."""
