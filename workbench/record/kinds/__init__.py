"""The kinds of items, one module each.

A kind is known when its module is in this list; anything else fails at start.
"""

from __future__ import annotations

from workbench.record.kind import WITHDRAWN, Kind
from workbench.record.kinds import (
    action,
    actor,
    agreement,
    configuration,
    data_object,
    data_requirement,
    interface,
    issue,
    meeting,
    milestone,
    minutes,
    order,
    organisation,
    person,
    procedure,
    proposal,
    protocol,
    requirement,
    setting,
    source,
    term,
    use_case,
)

_MODULES = (
    issue,
    proposal,
    requirement,
    agreement,
    data_requirement,
    use_case,
    meeting,
    milestone,
    action,
    minutes,
    actor,
    interface,
    configuration,
    protocol,
    data_object,
    order,
    procedure,
    source,
    term,
    organisation,
    person,
    setting,
)

KINDS: dict[str, Kind] = {module.KIND.name: module.KIND for module in _MODULES}
"""Every kind by its singular name, in the order in which screens list them."""

PLURALS: dict[str, Kind] = {kind.plural: kind for kind in KINDS.values()}

ALIASES: dict[str, str] = {"party": "organisation", "recommendation": "requirement"}
"""Other words that the command line accepts for a kind."""


class UnknownKind(LookupError):
    """A kind that no module defines."""


def kind_named(name: str) -> Kind:
    """The kind with this singular name or alias.

    Raises:
        UnknownKind: with the names that are allowed.
    """
    kind = KINDS.get(ALIASES.get(name, name))
    if kind is None:
        raise UnknownKind(f"'{name}' is no kind of item. Allowed: {', '.join([*KINDS, *ALIASES])}.")
    return kind


def kind_of_code(code: str) -> Kind | None:
    """The kind whose codes have this form, or None."""
    return next((kind for kind in KINDS.values() if kind.accepts_code(code)), None)


__all__ = ["ALIASES", "KINDS", "PLURALS", "WITHDRAWN", "Kind", "UnknownKind", "kind_named", "kind_of_code"]
