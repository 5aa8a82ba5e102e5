"""Who can come in: the sign-in links that were made, the open sessions, and taking both back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from workbench.process.actor import Actor
from workbench.process.clock import now
from workbench.process.ledger import append_event
from workbench.process.sign_in import SignInRefused
from workbench.record.access import SignInLink, WebSession
from workbench.record.database import Database
from workbench.record.items import Item

State = Literal["open", "used", "expired", "revoked"]


@dataclass(frozen=True)
class MadeLink:
    """A sign-in link that was made; its token is stored nowhere.

    Args:
        key: digest of the token, by which the link is named when it is taken back.
        code: code of the person; empty for the facilitator at the machine.
        until: when it was used, taken back, or expires.
    """

    key: str
    code: str
    name: str
    made_at: datetime
    until: datetime
    state: State


@dataclass(frozen=True)
class OpenSessions:
    """The browsers in which one person is signed in; times in UTC."""

    code: str
    name: str
    number: int
    last_made_at: datetime


def links_made(session: Session) -> list[MadeLink]:
    """All links that were made, the latest first."""
    moment = now()
    rows = session.exec(
        select(SignInLink, Item)
        .join(Item, col(Item.uuid) == col(SignInLink.person), isouter=True)
        .order_by(col(SignInLink.made_at).desc())
    )
    found = []
    for link, item in rows:
        state, until = _state(link, moment)
        code = item.code if item else ""
        found.append(MadeLink(link.token_hash, code, link.person_name, link.made_at, until, state))
    return found


def _state(link: SignInLink, moment: datetime) -> tuple[State, datetime]:
    if link.used_at is not None:
        return "used", link.used_at
    if link.revoked_at is not None:
        return "revoked", link.revoked_at
    return ("expired" if link.expires_at <= moment else "open"), link.expires_at


def open_sessions(session: Session) -> list[OpenSessions]:
    """Who is signed in, by name."""
    rows = session.exec(
        select(WebSession, Item)
        .join(Item, col(Item.uuid) == col(WebSession.person), isouter=True)
        .where(col(WebSession.ended_at).is_(None), col(WebSession.expires_at) > now())
        .order_by(col(WebSession.made_at))
    )
    found: dict[str, OpenSessions] = {}
    for row, item in rows:
        code = item.code if item else ""
        before = found.get(code)
        found[code] = OpenSessions(code, row.person_name, before.number + 1 if before else 1, row.made_at)
    return sorted(found.values(), key=lambda held: held.name)


def revoke_links(
    database: Database, actor: Actor, *, key: str | None = None, person: str | None = None
) -> int:
    """Take back links that nobody has used yet.

    Args:
        key: one link, by the digest of its token; all of the person's when None.
        person: code of the person; None for the facilitator at the machine. Not looked at with a key.

    Returns:
        How many links were taken back; none when they were used, expired or taken back before.

    Raises:
        NotPermitted: when the actor may not.
        SignInRefused: when there is no such person.
    """
    actor.require("revoke")
    with database.write() as session:
        number, subject = _revoke(session, key, person)
        if number:
            append_event(session, actor, "revoke", subject=subject, payload={"links": number, "sessions": 0})
        return number


def sign_out_everywhere(database: Database, actor: Actor, person: str | None) -> int:
    """End every session of a person and take back the links that the person has not used.

    Args:
        person: code of the person; None for the facilitator at the machine.

    Returns:
        How many sessions were ended.

    Raises:
        NotPermitted: when the actor may not.
        SignInRefused: when there is no such person.
    """
    actor.require("revoke")
    with database.write() as session:
        return _end_all(session, actor, person)


def _end_all(session: Session, actor: Actor, person: str | None) -> int:
    links, subject = _revoke(session, None, person)
    uuid = _uuid_of(session, person)
    rows = session.exec(
        select(WebSession).where(
            WebSession.person == uuid,
            col(WebSession.ended_at).is_(None),
            col(WebSession.expires_at) > now(),
        )
    ).all()
    for row in rows:
        row.ended_at = now()
        session.add(row)
    if rows or links:
        payload = {"links": links, "sessions": len(rows)}
        append_event(session, actor, "revoke", subject=subject, payload=payload)
    return len(rows)


def end_own_sessions(database: Database, actor: Actor) -> int:
    """End every session of whoever asks, on this and on every other browser, and take back their open links.

    Returns:
        How many sessions were ended.

    Raises:
        NotPermitted: when the actor is not signed in with a role.
    """
    actor.require("end-own-sessions")
    with database.write() as session:
        person = session.get(Item, actor.person) if actor.person is not None else None
        code = person.code if person is not None else None
        return _end_all(session, actor, code)


def _revoke(session: Session, key: str | None, person: str | None) -> tuple[int, str]:
    """Mark links as taken back; their number, and the code of the person concerned."""
    open_ones = select(SignInLink).where(
        col(SignInLink.used_at).is_(None),
        col(SignInLink.revoked_at).is_(None),
        col(SignInLink.expires_at) > now(),
    )
    if key is not None:
        open_ones = open_ones.where(SignInLink.token_hash == key)
    else:
        open_ones = open_ones.where(SignInLink.person == _uuid_of(session, person))
    rows = session.exec(open_ones).all()
    subject = person or ""
    for link in rows:
        link.revoked_at = now()
        session.add(link)
        if key is not None and link.person is not None:
            item = session.get(Item, link.person)
            subject = item.code if item else ""
    return len(rows), subject


def _uuid_of(session: Session, person: str | None) -> str | None:
    if person is None:
        return None
    uuid = session.exec(select(Item.uuid).where(Item.code == person, Item.kind == "person")).first()
    if uuid is None:
        raise SignInRefused(f"There is no person {person}.")
    return uuid
