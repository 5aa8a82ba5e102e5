"""Who acts, and what each role may do: asked by every verb, never by a screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

FACILITATOR = "facilitator"
SPEAKERS = frozenset({"representative", "alternate", "proxy"})
"""Roles in an organisation that take its positions."""
AUTHORISER = "authoriser"
PARTY_ROLES = frozenset({*SPEAKERS, AUTHORISER})
"""Roles that a person holds for an organisation and not in the group as a whole."""
MEMBERS = frozenset({FACILITATOR, *PARTY_ROLES, "observer"})
"""Everybody who is signed in with a role."""
PUBLIC_READER = "public reader"
"""Whoever looks without signing in, where the group allowed that."""
READERS = frozenset({*MEMBERS, PUBLIC_READER})

PERMISSIONS: dict[str, frozenset[str]] = {
    "read": READERS,
    "read-history": MEMBERS,
    "comment": frozenset({FACILITATOR, *PARTY_ROLES}),
    "save-view": MEMBERS,
    "edit": frozenset({FACILITATOR}),
    "propose-schedule": frozenset({FACILITATOR}),
    "import": frozenset({FACILITATOR}),
    "undo": frozenset({FACILITATOR}),
    "redact": frozenset({FACILITATOR}),
    "review": frozenset({FACILITATOR}),
    "baseline": frozenset({FACILITATOR}),
    "take-notes": frozenset({FACILITATOR}),
    "export": frozenset({FACILITATOR}),
    "export-public": READERS,
    "invite": frozenset({FACILITATOR}),
    "revoke": frozenset({FACILITATOR}),
    "end-own-sessions": MEMBERS,
    "prepare-ballot": frozenset({FACILITATOR}),
    "open-ballot": frozenset({FACILITATOR}),
    "extend-ballot": frozenset({FACILITATOR}),
    "void-ballot": frozenset({FACILITATOR}),
    "close-ballot": frozenset({FACILITATOR}),
    "record-outcome": frozenset({FACILITATOR}),
    "propose-editorial": frozenset({FACILITATOR}),
    "object-to-editorial": PARTY_ROLES,
    "contest-outcome": PARTY_ROLES,
    "take-position": frozenset({FACILITATOR, *SPEAKERS}),
    "authorise": frozenset({AUTHORISER}),
    "join-position": SPEAKERS,
    "resolve-comment": frozenset({FACILITATOR}),
    "answer-resolution": frozenset({FACILITATOR, *PARTY_ROLES}),
    "write-statement": PARTY_ROLES,
    "run-stubs": frozenset({FACILITATOR, *PARTY_ROLES}),
    "load": frozenset({FACILITATOR}),
    "backup": frozenset({FACILITATOR}),
}
"""Each verb with the roles that may do it."""


class NotPermitted(PermissionError):
    """The actor's roles do not allow the verb."""


@dataclass(frozen=True)
class Membership:
    """For which organisation a person acts, and as what.

    Args:
        organisation: code of the organisation.
        name: its name.
        roles: some of ``PARTY_ROLES`` or ``observer``.
        since: first day, or None for always.
        until: last day, or None for no end.
        instrument: the letter or mail that gives a written proxy, as cited.
    """

    organisation: str
    name: str
    roles: frozenset[str]
    since: date | None = None
    until: date | None = None
    instrument: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the membership is in force on a day; both its ends belong to it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Actor:
    """Somebody who acts on the record.

    Args:
        person: uuid of a person of the record, or None for the operator of the machine.
        name: what the history shows.
        roles: roles in the group, those of the memberships among them.
        organisations: codes of the organisations that the person speaks for.
        memberships: the memberships that are in force today.
        kept_out: the actor is of an office from which the group keeps drafts and unrecorded positions.
    """

    person: str | None
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    organisations: tuple[str, ...] = ()
    memberships: tuple[Membership, ...] = ()
    kept_out: bool = False

    def roles_for(self, organisation: str) -> frozenset[str]:
        """The roles in which the person acts for one organisation, by its code; none for another's."""
        found: frozenset[str] = frozenset()
        for membership in self.memberships:
            if membership.organisation == organisation:
                found |= membership.roles
        return found

    def may(self, verb: str) -> bool:
        """Whether one of the actor's roles allows the verb.

        Raises:
            KeyError: for a verb that no permission names; a verb without a rule is a defect.
        """
        return bool(self.roles & PERMISSIONS[verb])

    def require(self, verb: str) -> None:
        """Refuse a verb that the actor's roles do not allow.

        Raises:
            NotPermitted: naming the verb, the actor's roles and the roles that may.
        """
        if not self.may(verb):
            held = ", ".join(sorted(self.roles)) or "no role"
            allowed = ", ".join(sorted(PERMISSIONS[verb]))
            raise NotPermitted(f"{self.name} ({held}) may not {verb.replace('-', ' ')}. Allowed: {allowed}.")


LOCAL_OPERATOR = Actor(person=None, name="Local operator", roles=frozenset({FACILITATOR}))
"""Whoever runs the command line on the machine: the facilitator, and recorded as such."""

LOADER = Actor(person=None, name="Record loader", roles=frozenset({FACILITATOR}))
"""Writes the change-sets of a record directory."""
