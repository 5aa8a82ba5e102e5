"""The mail that brings a sign-in link: what it is, that it works once, until when, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.graph.dates import display_moment, listed
from workbench.graph.snapshot import Snapshot
from workbench.process.invitations import Invitation
from workbench.process.recipients import one_line, sender_of
from workbench.process.sign_in import SESSION_LIFETIME


@dataclass(frozen=True)
class Letter:
    """A mail as it is sent: to whom, subject, body in plain text."""

    to: str
    subject: str
    body: str


def letter(snapshot: Snapshot, invitation: Invitation, address: str) -> Letter:
    """The mail for one person.

    Args:
        address: the whole address of the link.
    """
    group = one_line(snapshot.title) or "the working group"
    acts = ""
    if invitation.organisations:
        acts = f"You act there for {listed([one_line(name) for name in invitation.organisations])}.\n\n"
    body = (
        f"Dear {one_line(invitation.name)},\n\n"
        f"this is your personal link to the workbench of the {group}: its issues, schedule, agreements and "
        f"positions.\n\n{acts}{address}\n\n"
        "Open the link and press “Sign in”. It works once, in one browser, until "
        f"{display_moment(invitation.expires_at)}. That browser then stays signed in for "
        f"{SESSION_LIFETIME.days} days. Please do not pass the link on: whoever opens it first signs in as you.\n\n"
        "If it does not work, or if you want to sign in on another device, ask for another one: "
        f"{whom_to_ask(snapshot)}.\n"
    )
    return Letter(one_line(invitation.email), f"{group}: your link to sign in", body)


def whom_to_ask(snapshot: Snapshot) -> str:
    """Who gives out links, with an e-mail address where one is on record."""
    for person in snapshot.of_kind("person"):
        if person.status == "active" and "facilitator" in (person.detail.get("roles") or []):
            email = one_line(str(person.detail.get("email") or ""))
            return f"{one_line(person.title)}, {email}" if email else one_line(person.title)
    contact = snapshot.setting("contact")
    if isinstance(contact, Mapping) and contact.get("name"):
        return ", ".join(one_line(str(contact[k])) for k in ("name", "email") if contact.get(k))
    return sender_of(snapshot).strip("[]").replace("name of the facilitator", "the facilitator")
