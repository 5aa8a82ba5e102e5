"""Marks on a drawing: pins of issues, and what became of a box or line; each a sign, so that no colour says it alone.

In DOT text a mark stands as an ``xlabel``, which every Graphviz draws, and as a class, by which
``mark_places`` finds it in the SVG and draws it as a badge in a free place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PIN = "#"
"""Stands before the number of a pinned issue: interfaces have bare numbers."""
MOST_PINS = 4
"""Pins of one box or line that are drawn; of further ones the number is."""

_PLAIN_CODE = re.compile(r"[A-Za-z0-9-]+")
_PIN_CLASS, _SIGN_CLASS = "pin-", "mark-"


@dataclass(frozen=True)
class Mark:
    """What became of a box or a line.

    Args:
        name: one word for it, such as ``added``.
        sign: one character in the drawing.
        colour: of frame or line, as ``#RRGGBB``.
        dashed: drawn with a dashed line, as what is not there.
    """

    name: str
    sign: str
    colour: str
    dashed: bool = False


ADDED = Mark("added", "+", "#2B7543")
GONE = Mark("gone", "−", "#B3372F", dashed=True)
CHANGED = Mark("changed", "~", "#A85A0A")
FORMER = Mark("former", "~", "#A85A0A", dashed=True)
"""Where a box stood, or where a line ran, that is elsewhere now."""
MARKS = {mark.name: mark for mark in (ADDED, GONE, CHANGED, FORMER)}


def pin_number(code: str) -> str:
    """What a pin of an issue shows: the number in the issue's code, ``#13`` for ``ISS-013``."""
    return PIN + (code.rpartition("-")[2].lstrip("0") or code)


def mark_attributes(mark: Mark | None, pins: Sequence[str]) -> list[str]:
    """The DOT attributes of a box or line with a mark and pins; none where there is nothing to say.

    Args:
        pins: codes of the issues that are pinned to it.
    """
    plain = [code for code in pins if _PLAIN_CODE.fullmatch(code)]
    if mark is None and not plain:
        return []
    classes = [*([f"{_SIGN_CLASS}{mark.name}"] if mark else []), *(f"{_PIN_CLASS}{code}" for code in plain)]
    return [f'xlabel="{beside(mark, plain)}"', f'class="{" ".join(classes)}"']


def beside(mark: Mark | None, pins: Sequence[str]) -> str:
    """Mark and pins as a short text."""
    words = [mark.sign] if mark else []
    words += [pin_number(code) for code in pins[:MOST_PINS]]
    if len(pins) > MOST_PINS:
        words.append(f"+{len(pins) - MOST_PINS}")
    return " ".join(words)


def marked(classes: Iterable[str]) -> tuple[Mark | None, list[str]]:
    """The mark and the codes of pinned issues that classes of an SVG group name."""
    mark, pins = None, []
    for name in classes:
        if name.startswith(_SIGN_CLASS):
            mark = MARKS.get(name.removeprefix(_SIGN_CLASS))
        elif name.startswith(_PIN_CLASS):
            pins.append(name.removeprefix(_PIN_CLASS))
    return mark, pins


def pin_id(issue: str, place: str) -> str:
    """The id of a pin in an SVG: of an issue at a box or line, both by code."""
    return f"pin-{issue}-at-{place}"
