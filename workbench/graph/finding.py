"""Something that is not sound in the record: how bad it is, in a sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.graph.dates import listed
from workbench.graph.snapshot import ItemView

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
MOST_CODES = 6
"""So many codes stand in a sentence; the others are counted."""


@dataclass(frozen=True)
class Finding:
    """Something that is not sound.

    Args:
        check: name of the check, the same for all that it finds.
        codes: of the items concerned, the one to begin with first.
        fix: what to do about it, as a sentence.
    """

    level: Level
    check: str
    codes: tuple[str, ...]
    sentence: str
    fix: str


def by_check(findings: Iterable[Finding]) -> dict[Level, dict[str, list[Finding]]]:
    """Findings by level, the worst first, and within it by check in the order in which the checks came."""
    found: dict[Level, dict[str, list[Finding]]] = {level: {} for level in LEVELS}
    for finding in findings:
        found[finding.level].setdefault(finding.check, []).append(finding)
    return {level: checks for level, checks in found.items() if checks}


def together(
    level: Level, check: str, items: Sequence[ItemView], one: str, many: str, fix: str
) -> Iterator[Finding]:
    """One finding for all items of which the same is to be said; none where there are none."""
    if items:
        said = f"{len(items)} {one if len(items) == 1 else many}: {codes_words(items)}."
        yield Finding(level, check, tuple(item.code for item in items), said, fix)


def codes_words(items: Iterable[ItemView], most: int = MOST_CODES) -> str:
    """Codes in a sentence, the first few of many."""
    codes = list(dict.fromkeys(item.code for item in items))
    if len(codes) <= most:
        return listed(codes)
    return f"{', '.join(codes[:most])} and {len(codes) - most} more"
