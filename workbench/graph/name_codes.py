"""Codes made from names, for persons and organisations that are new on record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

PREFIX = {"organisation": "ORG", "person": "PER"}


def code_from(title: str, kind: str, taken: Collection[str]) -> str:
    """A code made from a name: ``Élise Example`` becomes ``PER-EXAMPLE``, the next one ``PER-EXAMPLE-2``.

    Args:
        title: the name; of a person the last word counts, of an organisation the first three.
        taken: codes that are given already.
    """
    words = code_words(title)
    chosen = words[-1:] if kind == "person" else words[:3]
    return free_code(f"{PREFIX[kind]}-{'-'.join(chosen) or 'NEW'}", taken)


def code_words(title: str) -> list[str]:
    """The words of a name as codes are made of them: capital letters and digits, without accents."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.findall(r"[A-Z0-9]+", plain.upper())


def free_code(stem: str, taken: Collection[str]) -> str:
    """A code that is not given yet: the stem itself, else the stem with the next number from 2."""
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code
