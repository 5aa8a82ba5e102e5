"""What a visitor may not see of the record."""

from __future__ import annotations

from workbench.graph.reading import SNAPSHOTS
from workbench.process.visibility import hidden_items
from workbench.screens import visitor
from workbench.screens.connection import database


def hidden_codes() -> frozenset[str]:
    """Codes of items that the visitor may not see: confidential ones, drafts kept from offices, pages of persons."""
    actor = visitor.signed_in()
    if actor.may("edit"):
        return frozenset()
    return hidden_items(actor, visitor.whole_snapshot(), now=SNAPSHOTS.get(database()))
