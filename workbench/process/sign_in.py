"""Sign-in by one-time link: only hashes of secrets are stored, and every use is an event."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Engine, bindparam
from sqlmodel import Session, select

from workbench.process.actor import FACILITATOR, Actor
from workbench.process.actor_reading import ACTORS, actor_for
from workbench.process.attempts import Attempts, Refusals, wait_words
from workbench.process.clock import now
from workbench.process.ledger import append_event
from workbench.record.access import RecordInfo, SignInLink, WebSession
from workbench.record.database import Database
from workbench.record.items import Item

LINK_LIFETIME = timedelta(hours=12)
SESSION_LIFETIME = timedelta(days=14)
COOKIE = "workbench_session"
"""Beginning of the cookie's name; the rest says of which record it is."""
OPERATOR_NAME = "Facilitator"
"""Name in the history of whoever signs in by the link that the server prints at start."""


class SignInRefused(PermissionError):
    """A link or a session that is not accepted; the message says what to do."""


class TooManyAttempts(SignInRefused):
    """Too many attempts failed from the same address; ``left`` is how long it has to wait."""

    def __init__(self, left: timedelta) -> None:
        super().__init__(
            f"Too many attempts to sign in failed. Wait {wait_words(left)} and try again. Your link is not used up."
        )
        self.left = left


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_link(
    database: Database, actor: Actor, *, person: str | None = None, lifetime: timedelta = LINK_LIFETIME
) -> str:
    """Make a one-time sign-in link's token.

    Args:
        person: code of the person who is to sign in; None for the facilitator at this machine.

    Returns:
        The token, which is stored nowhere and shown once.

    Raises:
        NotPermitted: when the actor may not invite.
        SignInRefused: when there is no such person, or the person has left.
    """
    actor.require("invite")
    with database.write() as session:
        item = None
        if person is not None:
            item = session.exec(select(Item).where(Item.code == person, Item.kind == "person")).first()
            if item is None:
                raise SignInRefused(f"There is no person {person}.")
            if item.status != "active":
                raise SignInRefused(f"{person} has left the group and cannot sign in.")
        return link_in(session, actor, item, now() + lifetime)


def link_in(session: Session, actor: Actor, person: Item | None, expires_at: datetime) -> str:
    """Make a link's token within a writing session; the caller has asked whether the actor may."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLink(
            token_hash=_hash(token),
            person=person.uuid if person else None,
            person_name=person.title if person else OPERATOR_NAME,
            made_at=now(),
            expires_at=expires_at,
        )
    )
    subject = person.code if person else ""
    append_event(session, actor, "invite", subject=subject, payload={"expires": str(expires_at)})
    return token


def redeem(database: Database, token: str, *, address: str = "", attempts: Attempts | None = None) -> str:
    """Use up a link and open a session.

    Args:
        address: from which it is tried.
        attempts: those of the process, by which an address that fails is slowed; None counts nothing.

    Returns:
        The value for the session's cookie, signed.

    Raises:
        TooManyAttempts: when the address has to wait; the link was not looked at.
        SignInRefused: when the link is unknown, used, expired or revoked. The message does not say
            which of the first two it is.
    """
    if attempts is not None and (left := attempts.wait(address)):
        log_refusals(database, attempts.turned_away(address), "slowed")
        raise TooManyAttempts(left)
    secret = secrets.token_urlsafe(32)
    cookie = ""
    # Looked at before it is written: whoever tries tokens must not keep others from writing.
    with database.read() as session:
        link = session.get(SignInLink, _hash(token))
        fault = _fault(link, now())
    if fault is None:
        with database.write() as session:
            link = session.get(SignInLink, _hash(token))
            moment = now()
            fault = _fault(link, moment)
            if fault is None and link is not None:
                cookie = _use(session, link, secret, moment)
    if fault is not None:
        due = attempts.failed(address) if attempts is not None else Refusals("", 1)
        log_refusals(database, due, fault, link)
        raise SignInRefused(
            "This sign-in link was used already, has expired, or was never made. Links work once. "
            "Ask the facilitator for a new one; the server prints one for the facilitator at every start."
        )
    if attempts is not None:
        attempts.succeeded(address)
    return cookie


def _use(session: Session, link: SignInLink, secret: str, moment: datetime) -> str:
    """Mark a link as used and open the session; the cookie's value."""
    link.used_at = moment
    session.add(link)
    _open_session(session, secret, link.person, link.person_name)
    append_event(session, Actor(link.person, link.person_name), "sign-in")
    return _signer(_cookie_secret(session)).dumps(secret)


def _open_session(session: Session, secret: str, person: str | None, name: str) -> None:
    moment = now()
    session.add(
        WebSession(
            session_hash=_hash(secret),
            person=person,
            person_name=name,
            made_at=moment,
            expires_at=moment + SESSION_LIFETIME,
        )
    )


def log_refusals(
    database: Database, due: Refusals | None, fault: str, link: SignInLink | None = None
) -> None:
    """Write the one event that stands for several refused attempts; nothing when none is due.

    Args:
        fault: why the last of them was refused.
        link: the link of the last one, where it was made at all.
    """
    if due is None:
        return
    payload: dict[str, Any] = {"fault": fault, "attempts": due.attempts}
    if due.origin:
        payload["from"] = due.origin
    if due.elsewhere:
        payload["elsewhere"] = due.elsewhere
    refused = Actor(link.person, link.person_name) if link is not None else Actor(None, "Unknown")
    with database.write() as session:
        append_event(session, refused, "sign-in-refused", payload=payload)


def _fault(link: SignInLink | None, moment: datetime) -> str | None:
    if link is None:
        return "unknown"
    if link.revoked_at is not None:
        return "revoked"
    if link.used_at is not None:
        return "used"
    return "expired" if link.expires_at <= moment else None


def _signer(secret: str) -> URLSafeSerializer:
    if not secret:
        raise SignInRefused("The database holds no record yet. Run 'workbench init' first.")
    return URLSafeSerializer(secret, salt="session")


# Asked in every run of a page: made once, and executed without the work of the object mapper.
_WEB_SESSION = select(
    WebSession.person, WebSession.person_name, WebSession.ended_at, WebSession.expires_at
).where(WebSession.session_hash == bindparam("hash"))


_SECRETS: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()
"""The cookie secret of every open database: it is written with the record and never again."""


def _cookie_secret(session: Session) -> str:
    engine = session.get_bind().engine
    if engine not in _SECRETS:
        found = session.execute(select(RecordInfo.cookie_secret)).scalar()
        if not found:
            return ""
        _SECRETS[engine] = found
    return _SECRETS[engine]


def cookie_name(database: Database) -> str:
    """Name of the session's cookie for this record.

    Browsers send a cookie to every port of a host, so that two servers on one machine would sign each other's
    visitors out if the name were the same. It follows from the cookie secret and gives nothing of it away.
    """
    with database.read() as session:
        return _cookie_name(_cookie_secret(session))


def _cookie_name(secret: str) -> str:
    if not secret:
        return COOKIE
    digest = hmac.new(secret.encode(), b"cookie name", hashlib.sha256).hexdigest()
    return f"{COOKIE}_{digest[:12]}"


def actor_by_cookies(
    session: Session, database: Database, cookies: Mapping[str, str], numbers: Mapping[str, int] | None = None
) -> Actor | None:
    """Who speaks through a browser's cookies, of which that of this record is looked at; None for nobody.

    Args:
        numbers: of the last changes by kind, as the session has them, where they were asked for already.
    """
    signing = _cookie_secret(session)
    cookie = cookies.get(_cookie_name(signing))
    # A test of a page gives cookies that are no text.
    return _actor_of(session, database, cookie, signing, numbers) if isinstance(cookie, str) else None


def is_forged(database: Database, cookies: Mapping[str, str]) -> bool:
    """Whether a browser sends a cookie of this record's name that this record did not sign.

    The name follows from the secret that signs, so that no older cookie and none of another record has it.
    """
    with database.read() as session:
        signing = _cookie_secret(session)
    cookie = cookies.get(_cookie_name(signing))
    if not signing or not isinstance(cookie, str) or not cookie:
        return False
    try:
        _signer(signing).loads(cookie)
    except BadSignature:
        return True
    return False


def note_forged(database: Database, address: str, attempts: Attempts) -> None:
    """Log a forged cookie, with others of its address and minute in one event.

    It makes nobody wait: a browser sends a spoiled cookie again and again, and the link that its owner then tries
    must not be refused. A signature cannot be guessed, a token could be.

    Args:
        attempts: those of the process, which keep the log short.
    """
    log_refusals(database, attempts.turned_away(address), "forged cookie")


def actor_of(database: Database, cookie: str | None) -> Actor | None:
    """Who a cookie speaks for, as the record has it at this moment; None when nobody is signed in."""
    with database.read() as session:
        return _actor_of(session, database, cookie, _cookie_secret(session))


def _actor_of(
    session: Session,
    database: Database,
    cookie: str | None,
    signing: str,
    numbers: Mapping[str, int] | None = None,
) -> Actor | None:
    if not cookie:
        return None
    try:
        secret = _signer(signing).loads(cookie)
    except (BadSignature, SignInRefused):
        return None
    row = session.connection().execute(_WEB_SESSION, {"hash": _hash(str(secret))}).first()
    if row is None or row.ended_at is not None or row.expires_at <= now():
        return None
    if row.person is None:
        return Actor(None, row.person_name, frozenset({FACILITATOR}))
    return ACTORS.get(session, database, row.person, numbers)


def actor_by_code(database: Database, code: str) -> Actor:
    """The actor for ``--as PERSON`` on the command line.

    Raises:
        SignInRefused: when there is no such active person.
    """
    with database.read() as session:
        item = session.exec(select(Item).where(Item.code == code, Item.kind == "person")).first()
        actor = actor_for(session, item.uuid) if item else None
        if actor is None:
            known = ", ".join(session.exec(select(Item.code).where(Item.kind == "person").limit(8)))
            raise SignInRefused(
                f"There is no active person {code}. Allowed: {known or 'no person is recorded yet'}."
            )
        return actor


def sign_out(database: Database, cookie: str | None) -> None:
    """End the session of a cookie; nothing happens when there is none."""
    actor = actor_of(database, cookie)
    if actor is None or not cookie:
        return
    with database.write() as session:
        row = session.get(WebSession, _hash(str(_signer(_cookie_secret(session)).loads(cookie))))
        if row is not None:
            row.ended_at = now()
            session.add(row)
            append_event(session, actor, "sign-out")


def feed_key(database: Database) -> str:
    """The key in the address to which calendars subscribe; it opens that one file and nothing else.

    It follows from the record's cookie secret, so that it is stored nowhere and stays the same until
    that secret is changed.

    Raises:
        SignInRefused: when the database holds no record yet.
    """
    with database.read() as session:
        secret = _cookie_secret(session)
    if not secret:
        raise SignInRefused("The database holds no record yet. Run 'workbench init' first.")
    digest = hmac.new(secret.encode(), b"calendar feed", hashlib.sha256).hexdigest()
    return digest[:40]


def fits_feed_key(database: Database, given: str) -> bool:
    """Whether a key from an address is the record's; the time that it takes tells nothing about it."""
    try:
        key = feed_key(database)
    except SignInRefused:
        return False
    return hmac.compare_digest(key.encode(), given.encode())
