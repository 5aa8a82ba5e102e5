"""Which function wins where several say different things: the table ``data/der/priorities.csv`` as objects.

IEEE 1547-2018, clause 4.7, orders part of it; where that is silent the order is ours, and the same as OpenDER's as far
as that goes.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from workbench.der.quantities import TABLES


@dataclass(frozen=True, slots=True)
class Priority:
    """One row: a function and its place among those that decide the same thing.

    Args:
        decides: ``service``, ``active-power``, ``reactive-power`` or ``both``.
        rank: 1 wins over 2.
        keys: of the quantities that command the function.
        effect: what its place means, as a sentence.
        clause: where a standard says so; empty where the order is ours.
    """

    decides: str
    rank: int
    function: str
    keys: tuple[str, ...]
    effect: str
    clause: str


@cache
def priorities() -> tuple[Priority, ...]:
    """Return all rows, the winner of each matter first."""
    with (TABLES / "priorities.csv").open(encoding="utf-8", newline="") as table:
        return tuple(
            Priority(
                decides=row["decides"],
                rank=int(row["rank"]),
                function=row["function"],
                keys=tuple(key for key in row["keys"].split("; ") if key),
                effect=row["effect"],
                clause=row["clause"],
            )
            for row in csv.DictReader(table)
        )
