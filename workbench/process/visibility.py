"""Who sees what: the public's reading, confidential items, positions before an outcome, drafts kept from offices.

Two settings of the record decide, both off where they are absent: ``public-reading`` lets anybody read without
signing in; ``keep-from-offices`` names classes of organisations whose people see neither drafts nor positions
before the outcome is recorded, such as the office that will decide on the filing.
"""

from __future__ import annotations

from typing import Any, Literal

from workbench.graph.snapshot import Snapshot
from workbench.process.actor import FACILITATOR, PUBLIC_READER, Actor

PUBLIC_READING = "public-reading"
KEPT_FROM = "keep-from-offices"
PUBLIC = Actor(None, "Public reader", frozenset({PUBLIC_READER}))
"""Whoever reads without having signed in, where the record allows it."""
NOT_FOR_THE_PUBLIC = frozenset({"person", "setting"})
"""Kinds whose items have no page for the public: how people are reached, and how the workbench is set."""


def public_reading(snapshot: Snapshot) -> bool:
    """Whether the record lets anybody read without signing in; off unless it says so plainly."""
    value = snapshot.setting(PUBLIC_READING, False)
    return value is True or (isinstance(value, str) and value.strip().casefold() in ("yes", "true"))


def kept_classes(snapshot: Snapshot) -> frozenset[str]:
    """The classes of organisations from which drafts and unrecorded positions are kept."""
    return classes_in(snapshot.setting(KEPT_FROM, []))


def classes_in(value: Any) -> frozenset[str]:
    """The classes that the setting's value names: a list, or words with semicolons between them."""
    parts = value.split(";") if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(name for part in parts if (name := str(part).strip()))


def _is_kept_out(snapshot: Snapshot, actor: Actor) -> bool:
    """Whether drafts are kept from an actor: one all of whose organisations are of these classes.

    Args:
        snapshot: the record as it is now, whose settings and classes count.
    """
    kept = kept_classes(snapshot)
    if not kept or FACILITATOR in actor.roles or not actor.organisations:
        return False
    found = [snapshot.item(code) for code in actor.organisations]
    return all(item is not None and item.detail.get("category") in kept for item in found)


Sight = Literal["everything", "public", "no contacts", "no drafts"]
"""How much of a moment is seen: all of it, or what is public, or that without contacts or without drafts."""


def sight(actor: Actor | None, now: Snapshot) -> Sight:
    """How much an actor sees of every moment: actors of the same sight see the same items.

    Args:
        now: the record as it is now, whose settings and classes count.

    Raises:
        NotPermitted: when the actor may not read at all.
    """
    if actor is None:
        return "no contacts"
    actor.require("read")
    if actor.may("edit"):
        return "everything"
    if PUBLIC_READER in actor.roles:
        return "no contacts"
    return "no drafts" if _is_kept_out(now, actor) else "public"


def visible_snapshot(actor: Actor | None, snapshot: Snapshot, *, now: Snapshot | None = None) -> Snapshot:
    """The record as far as an actor may see it; nobody sees what everybody may see.

    What is confidential now is confidential at every moment: who may edit sees it marked so, and no file holds it.

    Args:
        snapshot: the record at the moment that is looked at.
        now: the record as it is now, whose settings, classes and secrets count; ``snapshot`` itself when None.

    Raises:
        NotPermitted: when the actor may not read at all.
    """
    found = sight(actor, now or snapshot)
    snapshot = snapshot if now is None else snapshot.kept_as(now)
    match found:
        case "everything":
            return snapshot
        case "no contacts":
            return snapshot.without_contacts
        case "no drafts":
            return snapshot.without_drafts
        case "public":
            return snapshot.public


def filed_snapshot(actor: Actor | None, snapshot: Snapshot, *, now: Snapshot) -> Snapshot:
    """The moment of a filing as far as an actor may see it: who may edit sees it as the document was printed.

    What became confidential since stands in the filing; who looks after it is to know.

    Args:
        now: the record as it is now.
    """
    if actor is not None and actor.may("edit"):
        return snapshot
    return visible_snapshot(actor, snapshot, now=now)


def may_open(actor: Actor, kind: str) -> bool:
    """Whether an actor may open the page of an item of a kind."""
    return actor.may("read") and not (PUBLIC_READER in actor.roles and kind in NOT_FOR_THE_PUBLIC)


def comment_states(actor: Actor) -> tuple[str, ...]:
    """In which states an actor sees comments: those that wait, and dropped ones, are for whoever may settle them."""
    return ("posted", "proposed", "dropped") if actor.may("edit") else ("posted",)


def hidden_items(actor: Actor, snapshot: Snapshot, *, now: Snapshot | None = None) -> frozenset[str]:
    """Codes of the items of a moment that an actor may not see, or open.

    Raises:
        NotPermitted: when the actor may not read at all.
    """
    actor.require("read")
    if actor.may("edit"):
        return frozenset()
    seen = visible_snapshot(actor, snapshot, now=now)
    return frozenset(
        item.code
        for item in snapshot.items.values()
        if item.uuid not in seen.items or not may_open(actor, item.kind)
    )
