"""Details without a form of their own in words: of links, and what another tool says of a link or an item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.graph.snapshot import LinkRow
from workbench.graph.vocabulary import FOREIGN

NOTHING = "—"
"""What stands for a field in which nothing is said."""
LABELS = {
    "admitted": "On the list",
    "certainty": "How sure",
    "seen": "Where it was seen",
    FOREIGN: "From another tool",
}
_NOT_TOLD = frozenset({"order", FOREIGN})
"""Parts of a link's detail that are no words: the place among others, and what has names of its own."""


def field_label(name: str) -> str:
    """A field's name as people read it: ``readiness_reason`` is *Readiness reason*."""
    if name in LABELS:
        return LABELS[name]
    plain = name.removeprefix("link:").replace("_", " ").replace("-", " ")
    return plain[:1].upper() + plain[1:]


def plain_words(value: Any) -> str:
    """A value without a form in words: yes or no, the parts of a list with semicolons between them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return str(value)


def document_words(value: Any) -> str:
    """A small document in words: one line a row, each part with its name; what is empty is left out."""
    if isinstance(value, Mapping):
        parts = [
            f"{str(n).replace('_', ' ')}: {plain_words(v)}" for n, v in value.items() if v not in (None, "")
        ]
        return ", ".join(parts) or NOTHING
    if isinstance(value, list):
        return "\n".join(document_words(part) for part in value) or NOTHING
    return plain_words(value)


def link_detail_words(link: LinkRow) -> str:
    """What a link says besides, in words: its own detail, then what another tool says of it; empty for nothing."""
    words = [
        f"{field_label(name).lower()} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in link.detail.items()
        if value not in (None, "", []) and name not in _NOT_TOLD
    ]
    kept = link.detail.get(FOREIGN)
    if isinstance(kept, Mapping):
        words += [f"{name}: {document_words(value)}" for name, value in kept.items()]
    return ", ".join(words)
