"""A finished document, and the two notices that may stand at the head of every page."""

from __future__ import annotations

from dataclasses import dataclass

DRAFT = "Draft, not for filing"
RECONSTRUCTION = "Reconstruction, not the filed text"


@dataclass(frozen=True)
class Exported:
    """A Word file.

    Args:
        name: name of the file without its ending.
        content: its bytes; the same snapshot gives the same bytes.
        notes: what the reader should know, in sentences: what was left out, what a rule asks for.
        missing: what keeps it a draft, in sentences; empty when it may be filed.
    """

    name: str
    content: bytes
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
