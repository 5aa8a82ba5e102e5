"""Who acts, and what each role may do: asked by every verb, never by a screen."""

from __future__ import annotations

from dataclasses import dataclass, field

FACILITATOR = "facilitator"
PARTY_ROLES = frozenset({"representative", "alternate", "authoriser"})
READERS = frozenset({FACILITATOR, *PARTY_ROLES, "observer"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "read": READERS,
    "comment": frozenset({FACILITATOR, *PARTY_ROLES}),
    "save-view": READERS,
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
    "load": frozenset({FACILITATOR}),
    "backup": frozenset({FACILITATOR}),
}
"""Each verb with the roles that may do it."""


class NotPermitted(PermissionError):
    """The actor's roles do not allow the verb."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts on the record.

    Args:
        person: uuid of a person of the record, or None for the operator of the machine.
        name: what the history shows.
        roles: roles in the group.
        organisations: codes of the organisations that the person speaks for.
    """

    person: str | None
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    organisations: tuple[str, ...] = ()

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
