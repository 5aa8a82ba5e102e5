"""The words that a ballot is about, at any revision, as one plain text to read or to compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from workbench.graph.vocabulary import KINDS
from workbench.record.items import Item, ItemRevision

LABELS = {
    "choices": "Choices",
    "permitted": "Permitted",
    "binds": "Binds",
    "disposition": "Disposition",
    "destination": "Destination",
}


def words_at(session: Session, uuid: str, revision: int, aspect: str = "text") -> str:
    """What an item said at a revision, or its destination alone.

    Returns:
        Title, text and the other normative fields; empty where there is no such revision.
    """
    item = session.get(Item, uuid)
    row = session.get(ItemRevision, (uuid, revision))
    if item is None or row is None:
        return ""
    return cited_text(item.kind, row.title, row.text, row.detail, aspect)


def cited_text(
    kind: str,
    title: str,
    text: str,
    detail: Mapping[str, Any],
    aspect: str = "text",
    destinations: Mapping[str, str] | None = None,
) -> str:
    """Title, text and the other normative fields of an item, each on lines of its own.

    Args:
        destinations: what each destination is called; its own word where that is not given.
    """
    named = [(destinations or {}).get(name, name) for name in detail.get("destination") or []]
    if aspect == "destination":
        return "Destination: " + ", ".join(named or ["none"])
    parts = [title, text]
    for name in KINDS[kind].normative:
        if name not in ("title", "text") and detail.get(name) not in (None, "", [], {}):
            value = named if name == "destination" else detail[name]
            parts.append(f"{LABELS.get(name, name.replace('_', ' ').capitalize())}: {_words(value)}")
    return "\n\n".join(part for part in parts if part)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(part) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(_words(part) for part in value.values() if part)
    return str(value)
