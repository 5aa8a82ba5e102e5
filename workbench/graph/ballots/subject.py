"""What a ballot is about: one aspect of an item at a revision, and the fingerprint of that aspect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.record.fingerprint import digest

ASPECTS: dict[str, str] = {
    "text": "its text",
    "destination": "its destination, apart from its substance",
}
"""Which part of an item is asked about, with what a form calls it."""

ASKABLE: dict[str, tuple[str, ...]] = {
    "issue": ("text", "destination"),
    "agreement": ("text",),
    "requirement": ("text",),
    "proposal": ("text",),
    "meeting": ("text",),
    "use-case": ("text",),
    "data-requirement": ("text",),
}
"""Kinds of items on which a call can be held, with the aspects that can be asked about."""


def subject_fingerprint(aspect: str, fingerprint: str, detail: Mapping[str, Any]) -> str:
    """The fingerprint of what is asked about.

    Args:
        aspect: ``text`` for everything normative, ``destination`` for that field alone.
        fingerprint: of the item.
        detail: of the item.
    """
    if aspect == "destination":
        return digest({"destination": sorted(detail.get("destination") or [])})
    return fingerprint


def choices_fingerprint(choices: Iterable[tuple[str, str]]) -> str:
    """The fingerprint of several alternatives together, from the key and fingerprint of each."""
    return digest(sorted([key, fingerprint] for key, fingerprint in choices))
