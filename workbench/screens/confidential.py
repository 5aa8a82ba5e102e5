"""What a visitor may not see of the record."""

from __future__ import annotations

from workbench.screens import visitor


def hidden_codes() -> frozenset[str]:
    """Codes of confidential items, for a visitor who may not edit; nothing for one who may."""
    if visitor.signed_in().may("edit"):
        return frozenset()
    return frozenset(item.code for item in visitor.whole_snapshot().items.values() if item.confidential)
