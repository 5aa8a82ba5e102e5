"""For whom a person speaks, as what, and from when until when: read from the links, and checked.

A membership is a ``member-of`` link from a person to an organisation, whose detail says the roles, the days and
the instrument of a written proxy. A link without roles carries the person's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from workbench.graph.dates import display_date
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot

RELATION = "member-of"
ROLES = ("representative", "alternate", "authoriser", "proxy", "observer")
"""The roles in which a person can act for an organisation."""
PROXY = "proxy"
LONGEST_INSTRUMENT = 500

Standing = Literal["present", "past", "coming"]


@dataclass(frozen=True)
class MembershipView:
    """One membership as the record holds it.

    Args:
        link: uuid of the link, by which the membership is named when it is changed.
        roles: those of the link; the person's own where the link names none.
        since, until: first and last day, or None for no limit.
        instrument: the letter or mail that gives a written proxy, as cited.
        detail: the link's detail as stored.
    """

    link: str
    person: ItemView
    organisation: ItemView
    roles: tuple[str, ...]
    since: date | None
    until: date | None
    instrument: str
    detail: Mapping[str, Any]

    def standing(self, day: date) -> Standing:
        """Whether it is in force on a day, over, or still to come; both its ends belong to it."""
        if self.until is not None and self.until < day:
            return "past"
        if self.since is not None and day < self.since:
            return "coming"
        return "present"


def memberships(snapshot: Snapshot, item: ItemView) -> list[MembershipView]:
    """Every membership of a person, or in an organisation, those of other days too; by name, then by day."""
    links = snapshot.out(item, RELATION) if item.kind == "person" else snapshot.into(item, RELATION)
    found = [view for link in links if (view := _view(snapshot, link)) is not None]
    found.sort(key=lambda m: (m.organisation.title, m.person.title, m.since or date.min, m.until or date.max))
    return found


def _view(snapshot: Snapshot, link: LinkRow) -> MembershipView | None:
    person, organisation = snapshot.items.get(link.source), snapshot.items.get(link.target)
    if person is None or organisation is None or person.withdrawn or organisation.withdrawn:
        return None
    own = [role for role in person.detail.get("roles") or ["observer"] if role in ROLES]
    roles = link.detail.get("roles") or own
    return MembershipView(
        link=link.uuid,
        person=person,
        organisation=organisation,
        roles=tuple(role for role in ROLES if role in roles),
        since=_day(link.detail.get("since")),
        until=_day(link.detail.get("until")),
        instrument=str(link.detail.get("instrument") or ""),
        detail=link.detail,
    )


def speaks_for(snapshot: Snapshot, person: ItemView, day: date) -> list[MembershipView]:
    """The memberships of a person that are in force on a day."""
    return [m for m in memberships(snapshot, person) if m.standing(day) == "present"]


def speakers_of(snapshot: Snapshot, organisation: ItemView, day: date) -> list[ItemView]:
    """The active persons who act for an organisation on a day, each once."""
    found = {
        m.person.uuid: m.person
        for m in memberships(snapshot, organisation)
        if m.standing(day) == "present" and m.person.status == "active"
    }
    return list(found.values())


def persons_acting(
    snapshot: Snapshot,
    day: date,
    *,
    roles: Collection[str] = (),
    organisations: Collection[str] = (),
    classes: Collection[str] = (),
) -> list[ItemView]:
    """The active persons who on a day have one of the roles, for one of the organisations or their classes.

    Args:
        roles: of ``ROLES``, or a role in the group such as ``facilitator``; any when empty.
        organisations: codes; any when empty.
        classes: classes of organisations; any when empty.
    """

    def fits(person: ItemView) -> bool:
        own = {role for role in person.detail.get("roles") or () if role not in ROLES}
        if not (organisations or classes) and (not roles or own & {*roles}):
            return True
        return any(
            (not organisations or m.organisation.code in organisations)
            and (not classes or m.organisation.detail.get("category") in classes)
            and (not roles or {*m.roles} & {*roles})
            for m in speaks_for(snapshot, person, day)
        )

    return [p for p in snapshot.of_kind("person") if p.status == "active" and fits(p)]


def membership_detail(
    roles: Iterable[str], since: date | None = None, until: date | None = None, instrument: str = ""
) -> dict[str, Any]:
    """The detail of a membership's link; what is not said is left out."""
    detail: dict[str, Any] = {"roles": [role for role in ROLES if role in set(roles)]}
    if since is not None:
        detail["since"] = since.isoformat()
    if until is not None:
        detail["until"] = until.isoformat()
    if instrument.strip():
        detail["instrument"] = instrument.strip()
    return detail


@dataclass(frozen=True)
class MembershipFault:
    """What cannot stand in a membership: the field, what was found, what is allowed."""

    field: str
    message: str
    found: str = ""
    allowed: str = ""


def membership_faults(
    roles: Iterable[str], since: date | None, until: date | None, instrument: str
) -> list[MembershipFault]:
    """Everything that is wrong with a membership taken by itself; nothing when it can stand."""
    held = list(roles)
    faults = []
    if not held:
        faults.append(MembershipFault("roles", "a membership needs a role", "", ", ".join(ROLES)))
    for role in held:
        if role not in ROLES:
            faults.append(MembershipFault("roles", "is no role in an organisation", role, ", ".join(ROLES)))
    if since is not None and until is not None and until < since:
        faults.append(
            MembershipFault(
                "until",
                "a membership cannot end before it begins",
                display_date(until),
                f"{display_date(since)} or later",
            )
        )
    if PROXY in held and not instrument.strip():
        faults.append(
            MembershipFault(
                "instrument",
                "a proxy needs the instrument that gives it",
                "",
                "the letter or mail as cited, such as 'Letter of 3 March 2014'",
            )
        )
    if len(instrument) > LONGEST_INSTRUMENT:
        faults.append(
            MembershipFault("instrument", f"is longer than {LONGEST_INSTRUMENT} characters", instrument[:40])
        )
    return faults


def standing_words(membership: MembershipView, day: date) -> str:
    """The days of a membership in words: *since 1 Jan 2026*, *until 3 Mar 2026 (ended)*."""
    parts = []
    if membership.since is not None:
        coming = day < membership.since
        parts.append(f"{'from' if coming else 'since'} {display_date(membership.since)}")
    if membership.until is not None:
        ended = membership.until < day
        parts.append(f"until {display_date(membership.until)}{' (ended)' if ended else ''}")
    return ", ".join(parts)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
