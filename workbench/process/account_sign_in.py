"""Sign-in by the account of an organisation: the address that its provider vouches for, and one active person.

Nothing is ever created for an account that fits nobody. Its session stands in the record beside those of links,
so that it is listed, expires, and is ended by signing out everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from workbench.process.actor import Actor
from workbench.process.actor_reading import actor_for
from workbench.process.clock import now
from workbench.process.ledger import append_event
from workbench.process.sign_in import SESSION_LIFETIME, SignInRefused
from workbench.record.access import WebSession
from workbench.record.database import Database
from workbench.record.items import Item

ACCOUNT_COOKIE = "_streamlit_user"
"""The cookie in which Streamlit keeps, signed, what the provider said; parts have numbers behind the name."""


@dataclass(frozen=True)
class Account:
    """What a provider says of whoever signed in there.

    Args:
        key: names this sign-in; the same for as long as the browser keeps it.
        email: the address, in whatever case.
        verified: the provider says that the address belongs to the account.
    """

    key: str
    email: str
    verified: bool


def account_key(cookies: Mapping[str, str]) -> str:
    """The key of the sign-in that a browser's cookies hold; empty when they hold none."""
    parts = {
        name: value
        for name, value in cookies.items()
        if name == ACCOUNT_COOKIE or name.removeprefix(f"{ACCOUNT_COOKIE}_").isdigit()
    }
    if ACCOUNT_COOKIE not in parts:
        return ""
    joined = "\n".join(f"{name}={parts[name]}" for name in sorted(parts))
    return hashlib.sha256(f"account\n{joined}".encode()).hexdigest()


def account_actor(database: Database, account: Account, *, accept_unverified: bool = False) -> Actor | None:
    """Who an account is now, read anew at every request; its first use opens a session of the record.

    Returns:
        The actor, or None when the session of this sign-in was ended or has expired.

    Raises:
        SignInRefused: when the account fits no person, or its address is not vouched for.
    """
    if not account.key:
        return None
    with database.read() as session:
        person = _person(session, account, accept_unverified)
        row = session.get(WebSession, account.key)
        if row is not None:
            return actor_for(session, person.uuid) if _holds(row, person) else None
    with database.write() as session:
        # Two tabs of a browser come here at the same time.
        row = session.get(WebSession, account.key)
        if row is None:
            moment = now()
            session.add(
                WebSession(
                    session_hash=account.key,
                    person=person.uuid,
                    person_name=person.title,
                    made_at=moment,
                    expires_at=moment + SESSION_LIFETIME,
                )
            )
            append_event(session, Actor(person.uuid, person.title), "sign-in", payload={"by": "account"})
        elif not _holds(row, person):
            return None
        return actor_for(session, person.uuid)


def end_account_session(database: Database, cookies: Mapping[str, str]) -> None:
    """End the session of the account that a browser's cookies hold; nothing happens when there is none."""
    key = account_key(cookies)
    if not key:
        return
    with database.write() as session:
        row = session.get(WebSession, key)
        if row is not None and row.ended_at is None:
            row.ended_at = now()
            session.add(row)
            append_event(session, Actor(row.person, row.person_name), "sign-out")


def _holds(row: WebSession, person: Item) -> bool:
    return row.ended_at is None and row.expires_at > now() and row.person == person.uuid


def _person(session: Session, account: Account, accept_unverified: bool) -> Item:
    """The one active person with the account's address.

    Raises:
        SignInRefused: when there is none, or more than one.
    """
    address = account.email.strip().casefold()
    if not address:
        raise SignInRefused(
            "Your organisation's account names no e-mail address, by which the workbench would know you. "
            "Ask the facilitator for a link to sign in."
        )
    if not account.verified and not accept_unverified:
        raise SignInRefused(
            f"Your organisation does not vouch for the address {account.email}: it is not verified there. "
            "Ask the facilitator for a link to sign in."
        )
    persons = session.exec(select(Item).where(Item.kind == "person", Item.status == "active"))
    found = [p for p in persons if str(p.detail.get("email") or "").strip().casefold() == address]
    if not found:
        raise SignInRefused(
            f"Nobody in this group has the address {account.email}. Ask the facilitator to put it on record under "
            "People, or for a link to sign in."
        )
    if len(found) > 1:
        raise SignInRefused(
            f"Several people of this group have the address {account.email}, so that it does not say who you are. "
            "Ask the facilitator for a link to sign in."
        )
    return found[0]
