"""The process's own cache of ballots: read again only when something that they depend on has changed.

Where only positions were taken since, they are read and added to what is known: hundreds of people who answer
at once do not make everything be read again. An editorial proposal runs out by the clock, without a change of
the record; an entry is good until then.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from workbench.graph.ballots.reading import ballots
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.taken import Taken, positions_since
from workbench.graph.clock import now
from workbench.graph.reading import kind_numbers
from workbench.record.database import Database

FAMILIES = frozenset(
    {
        "ballot",
        "ballot-step",
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
OF_THE_PAST = frozenset({"ballot", "ballot-step", "organisation"})
"""What later changes may still write into a row of a past moment: until when it is hidden, how organisations are
called, and what a redaction takes out, which counts as a step whatever it rewrites."""


@dataclass(frozen=True)
class _Entry:
    """Rows with the numbers of the changes that they were read after, by family."""

    numbers: Mapping[str, int]
    rows: dict[str, BallotRow]
    good_until: datetime | None
    read_at: float


class BallotCache:
    """Ballots by code, the few last used moments kept."""

    def __init__(self, size: int = 6) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, int | None], _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._reading = threading.Lock()

    def get(
        self,
        database: Database,
        *,
        change: int | None = None,
        fresh_for: float = 0.0,
        moment: datetime | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> dict[str, BallotRow]:
        """All ballots by code.

        Args:
            change: as they stood after this change; now for None.
            fresh_for: seconds for which an entry may be used although the record has changed since; for
                tallies that many tabs look at, while others write.
            moment: by which editorial periods have run out; the machine's own for None.
            numbers: of the last changes by kind, as ``kind_numbers`` gave them a moment ago; where they fit, the
                database is not asked. They are asked for here when None.
        """
        place = (database.name, change)
        moment = moment or now()
        held = self._held(place, moment)
        if held is not None and fresh_for and time.monotonic() - held.read_at < fresh_for:
            return held.rows
        if held is not None:
            if numbers is None:
                with database.read() as session:
                    numbers = kind_numbers(session)
            if held.numbers == _chosen(numbers, change):
                return held.rows
        # Of many who find it old at the same time one reads it again.
        with self._reading:
            held = self._held(place, moment)
            with database.read() as session:
                found = _chosen(kind_numbers(session), change)
                if held is not None and held.numbers == found:
                    return held.rows
                rows = _with_new_positions(session, held, found, moment) if change is None else None
                if rows is None:
                    until = moment if change is None else None
                    rows = {row.code: row for row in ballots(session, change=change, moment=until)}
            self._keep(place, _Entry(found, rows, _good_until(rows, change, moment), time.monotonic()))
        return rows

    def _held(self, place: tuple[str, int | None], moment: datetime) -> _Entry | None:
        with self._lock:
            held = self._kept.get(place)
        if held is not None and held.good_until is not None and moment >= held.good_until:
            return None
        return held

    def _keep(self, place: tuple[str, int | None], entry: _Entry) -> None:
        with self._lock:
            self._kept[place] = entry
            self._kept.move_to_end(place)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


def _chosen(numbers: Mapping[str, int], change: int | None) -> dict[str, int]:
    families = FAMILIES if change is None else OF_THE_PAST
    return {name: number for name, number in numbers.items() if name in families}


def _good_until(rows: Mapping[str, BallotRow], change: int | None, moment: datetime) -> datetime | None:
    if change is not None:
        return None
    return min(
        (e.ends_at for row in rows.values() for e in row.editorials if e.ends_at > moment), default=None
    )


def _with_new_positions(
    session: Session, held: _Entry | None, numbers: Mapping[str, int], moment: datetime
) -> dict[str, BallotRow] | None:
    """The rows that are held with the positions taken since; None where something else has changed too.

    A redaction writes to more families than this one, so that no word that it took out stays in the cache.
    """
    if held is None or "position" not in held.numbers or "position" not in numbers:
        return None
    since = held.numbers["position"]
    if {**held.numbers, "position": 0} != {**numbers, "position": 0} or numbers["position"] < since:
        return None
    rows = dict(held.rows)
    for code, taken in positions_since(session, since).items():
        row = rows.get(code)
        if row is None:
            return None
        rows[code] = _added(row, taken) or ballots(session, code=code, moment=moment)[0]
    return rows


def _added(row: BallotRow, taken: list[Taken]) -> BallotRow | None:
    """The row with positions on its one text as it stands; None where there is more to find out about them."""
    if row.choices or row.joints or any(new.row.joint or new.text != row.fingerprint for new in taken):
        return None
    latest = {new.row.organisation: new.row.uuid for new in taken}
    earlier = list(row.positions)
    for place, position in enumerate(earlier):
        if position.organisation in latest and position.latest:
            earlier[place] = replace(position, latest=False)
    added = (replace(new.row, latest=latest[new.row.organisation] == new.row.uuid) for new in taken)
    return replace(row, positions=(*earlier, *added))


BALLOTS = BallotCache()
"""The process's own cache."""
