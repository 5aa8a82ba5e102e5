"""Values as JSON has them, and what is read of anybody's JSON: strictly, and never larger than allowed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.der.quantities import Value

MOST_VALUES = 400
"""Quantities in one place."""
LONGEST_TEXT = 1_000
LONGEST_NAME = 100
"""Characters of an id, a key, a word."""
MOST_POINTS = 200
LARGEST_NUMBER = 1e15


class Refused(ValueError):
    """JSON that is not taken, in a sentence; nothing of it is done."""


def plain_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values by key as JSON has them."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Value) -> object:
    if isinstance(value, frozenset):
        return {"words": sorted(value)}
    return [list(point) for point in value] if isinstance(value, tuple) else value


def values_kept(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values by key as JSON has them, to be read again; without those that would not be."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        said = plain_values({key: value})
        try:
            values_read(said, "values")
        except Refused:
            continue
        found |= said
    return found


def values_read(said: object, what: str) -> dict[str, Value]:
    """Return values by key that JSON has.

    Args:
        what: where they stand, for the sentence.

    Raises:
        Refused: they are none, or more than allowed.
    """
    whole = object_of(said, what)
    if len(whole) > MOST_VALUES:
        raise Refused(f"{what} has {len(whole)} quantities; allowed are {MOST_VALUES}.")
    return {
        text_of(key, "A key", LONGEST_NAME): _value(value, f"{what}: {key}") for key, value in whole.items()
    }


def _value(said: object, what: str) -> Value:
    if isinstance(said, bool):
        return said
    if isinstance(said, int | float):
        return number_of(said, what)
    if isinstance(said, str):
        return text_of(said, what, LONGEST_TEXT, empty=True)
    if isinstance(said, dict):
        check_fields(said, {"words"}, what)
        return frozenset(
            text_of(word, what, LONGEST_NAME) for word in list_of(said["words"], what, MOST_POINTS)
        )
    points = list_of(said, what, MOST_POINTS)
    if not all(isinstance(point, list) and len(point) == 2 for point in points):
        raise Refused(f"{what}: points are pairs of numbers.")
    return tuple((number_of(x, what), number_of(y, what)) for x, y in points)


def number_of(said: object, what: str) -> float:
    """Return a number of ordinary size.

    Args:
        what: where it stands, for the sentence.

    Raises:
        Refused: it is none, or larger.
    """
    if isinstance(said, bool) or not isinstance(said, int | float) or not abs(said) <= LARGEST_NUMBER:
        raise Refused(f"{what} is {shown_json(said)}; allowed is a number up to {LARGEST_NUMBER:g}.")
    return said


def time_of(said: object, what: str) -> float:
    """Return seconds since 1970.

    Raises:
        Refused: it is no such number.
    """
    number = number_of(said, what)
    if number < 0:
        raise Refused(f"{what} is {number:g}; allowed are seconds since 1970.")
    return number


def text_of(said: object, what: str, most: int, *, empty: bool = False) -> str:
    """Return a text.

    Args:
        what: where it stands, for the sentence.
        most: characters.
        empty: whether it may have none.

    Raises:
        Refused: it is none, or longer, or holds what is no character.
    """
    if not isinstance(said, str) or not (empty or said) or len(said) > most:
        least = 0 if empty else 1
        raise Refused(
            f"{what[:80]} is {shown_json(said)}; allowed is a text of {least} to {most} characters."
        )
    try:
        said.encode()
    except UnicodeEncodeError:  # half of a pair of surrogates, as JSON can write it
        raise Refused(f"{ascii(what)[:80]} holds what is no character.") from None
    return said


def list_of(said: object, what: str, most: int) -> list[Any]:
    """Return a list.

    Args:
        what: where it stands, for the sentence.
        most: members.

    Raises:
        Refused: it is none, or longer.
    """
    if not isinstance(said, list) or len(said) > most:
        held = f"{len(said)} members" if isinstance(said, Sequence) else shown_json(said)
        raise Refused(f"{what} is {held}; allowed is a list of up to {most}.")
    return said


def object_of(said: object, what: str) -> dict[str, Any]:
    """Return an object.

    Raises:
        Refused: it is none.
    """
    if not isinstance(said, dict):
        raise Refused(f"{what} is {shown_json(said)}; allowed is an object.")
    return said


def check_fields(said: Mapping[str, Any], allowed: set[str], what: str) -> None:
    """Have an object hold these fields and no others.

    Raises:
        Refused: with what it lacks and what is unknown.
    """
    wrong = [f"lacks {name}" for name in sorted(allowed - said.keys())]
    wrong += [f"has {shown_json(name)}, which is unknown" for name in sorted(said.keys() - allowed)[:5]]
    if wrong:
        raise Refused(f"{what} {', '.join(wrong)}.")


def shown_json(said: object) -> str:
    """Return what was said, for a sentence: in ASCII and no longer than 60 characters."""
    text = ascii(said) if not isinstance(said, float) or math.isfinite(said) else "infinite"
    return text if len(text) <= 60 else text[:57] + "..."
