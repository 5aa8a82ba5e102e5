"""What a visitor may not see of the record."""

from __future__ import annotations

from workbench.process.visibility import hidden_items
from workbench.screens import visitor


def hidden_codes() -> frozenset[str]:
    """Codes of items that the visitor may not see: confidential ones, drafts kept from offices, pages of persons.

    They are those of the moment looked at and of the present: the log of events is shown whole at every moment, and
    tells of items that the moment did not know yet.
    """
    actor = visitor.signed_in()
    if actor.may("edit"):
        return frozenset()
    return visitor.once_a_run(("hidden", visitor.moment(), actor), _hidden)


def _hidden() -> frozenset[str]:
    actor, now, looked_at = visitor.signed_in(), visitor.head(), visitor.whole_snapshot()
    hidden = hidden_items(actor, now, now=now)
    return hidden if looked_at is now else hidden | hidden_items(actor, looked_at, now=now)
