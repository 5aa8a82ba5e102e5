"""The order of codes, in which a number counts as a number."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=131_072)
def code_order(code: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key by which ISS-9 comes before ISS-10; kept, since every item is sorted among others many times."""
    parts: list[tuple[int, int | str]] = []
    run, digits = "", False
    for char in code:
        if char.isdigit() is not digits and run:
            parts.append((0, int(run)) if digits else (1, run))
            run = ""
        digits = char.isdigit()
        run += char
    if run:
        parts.append((0, int(run)) if digits else (1, run))
    return tuple(parts)
