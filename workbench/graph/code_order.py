"""The order of codes, in which a number counts as a number."""

from __future__ import annotations

from functools import lru_cache

SortKey = tuple[tuple[int, int | str], ...]


def natural_order(words: str) -> SortKey:
    """A sort key by which ISS-9 comes before ISS-10."""
    parts: list[tuple[int, int | str]] = []
    run, digits = "", False
    for char in words:
        # Not ``isdigit``, which a superscript is too, although it is no number by itself.
        if char.isdecimal() is not digits and run:
            parts.append((0, int(run)) if digits else (1, run))
            run = ""
        digits = char.isdecimal()
        run += char
    if run:
        parts.append((0, int(run)) if digits else (1, run))
    return tuple(parts)


@lru_cache(maxsize=131_072)
def code_order(code: str) -> SortKey:
    """The sort key of a code, kept: every item is sorted among others many times."""
    return natural_order(code)
