"""The process's own cache of ballots: read again only when something that they depend on has changed.

An editorial proposal runs out by the clock, without a change of the record; an entry is good until then.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from workbench.graph.ballots.reading import ballots
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.clock import now
from workbench.graph.reading import kind_numbers
from workbench.record.database import Database

FAMILIES = frozenset(
    {
        "ballot",
        "position",
        "authorisation",
        "joint-position",
        "editorial-proposal",
        "editorial-objection",
        "issue",
        "agreement",
        "requirement",
        "proposal",
        "meeting",
        "use-case",
        "data-requirement",
        "organisation",
    }
)
"""What a ballot's row is made of, by the names under which changes are counted."""


@dataclass(frozen=True)
class _Entry:
    key: tuple[Any, ...]
    rows: dict[str, BallotRow]
    good_until: datetime | None
    read_at: float


class BallotCache:
    """Ballots by code, the few last used moments kept."""

    def __init__(self, size: int = 6) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, int | None], _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self,
        database: Database,
        *,
        change: int | None = None,
        fresh_for: float = 0.0,
        moment: datetime | None = None,
    ) -> dict[str, BallotRow]:
        """All ballots by code.

        Args:
            change: as they stood after this change; now for None.
            fresh_for: seconds for which an entry may be used although the record has changed since; for
                tallies that many tabs look at, while others write.
            moment: by which editorial periods have run out; the machine's own for None.
        """
        place = (database.name, change)
        with self._lock:
            held = self._kept.get(place)
        moment = moment or now()
        if held is not None and held.good_until is not None and moment >= held.good_until:
            held = None
        if held is not None and fresh_for and time.monotonic() - held.read_at < fresh_for:
            return held.rows
        with database.read() as session:
            key = _key(session, change)
            if held is not None and held.key == key:
                return held.rows
            until = moment if change is None else None
            rows = {row.code: row for row in ballots(session, change=change, moment=until)}
        ends = [e.ends_at for row in rows.values() for e in row.editorials if until and e.ends_at > until]
        entry = _Entry(key, rows, min(ends, default=None), time.monotonic())
        with self._lock:
            self._kept[place] = entry
            self._kept.move_to_end(place)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return rows


def _key(session: Session, change: int | None) -> tuple[Any, ...]:
    if change is not None:
        return (change,)
    numbers = kind_numbers(session)
    return tuple(sorted((name, number) for name, number in numbers.items() if name in FAMILIES))


BALLOTS = BallotCache()
"""The process's own cache."""
