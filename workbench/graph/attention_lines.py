"""The shape of a line on the Desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Urgency = Literal["late", "soon", "waits", "open"]
Page = Literal["item", "issues", "meetings", "agreements", "settings", "consensus-calls", "record-health"]


@dataclass(frozen=True)
class Entry:
    """One item that a line speaks of, with what is to be said about it."""

    code: str
    title: str
    remark: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that needs the facilitator.

    Args:
        kind: name of the rule.
        sentence: what is so, and what to do about it.
        urgency: ``late``, ``soon``, ``waits`` (for the facilitator) or ``open``.
        entries: the items, in order.
        page: where it is put right; ``item`` is the page of each entry. On ``consensus-calls`` each
            entry is a call with a place of its own there.
        where: a query that finds the same items there.
        day: the day that it is about.
    """

    kind: str
    sentence: str
    urgency: Urgency
    entries: tuple[Entry, ...] = ()
    page: Page = "item"
    where: str = ""
    day: date | None = None


def counted(number: int, noun: str, one: str, many: str) -> str:
    """A number with its noun and verb: ``1 issue is``, ``12 issues are``."""
    return f"{number} {noun} {one}" if number == 1 else f"{number} {noun}s {many}"
