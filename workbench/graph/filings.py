"""Filings: the baselines from which the document for the Commission was made, or is to be made.

A working group files nothing and the record holds no filed paper. It knows three things, and they make a filing
here: a baseline; that the document left the record at its change number, which the chain of events tells; and
the settings of then, which name the filing and its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from workbench.graph.clock import PACIFIC
from workbench.graph.snapshot import Snapshot
from workbench.record.changes import Baseline, ChangeSet
from workbench.record.events import Event
from workbench.record.items import Item, ItemRevision

DOCUMENT = "submittal"
"""The document that is filed, as its export calls it; agendas, minutes and tables are none."""
REVIEWED = "review-filing"
"""The verb by which the group notes that a filing stands."""
_NAME, _DAY = "SET-filing-name", "SET-filing-date"


@dataclass(frozen=True)
class FilingReview:
    """Somebody looked at what has changed since a filing, and it stands all the same.

    Args:
        through: number of the change up to which it was looked at.
        change: number of the change-set that says so.
    """

    through: int
    change: int
    on: date
    why: str


@dataclass(frozen=True)
class FilingRow:
    """A baseline that was filed from, or is meant for filing.

    Args:
        change: the change number of the baseline.
        name: of the filing, as the setting named it then; empty where it had none.
        made_on: the day on which the document was last made from it; None where no export is on record.
        review: the latest one.
    """

    baseline: str
    change: int
    as_of: date
    name: str = ""
    made_on: date | None = None
    review: FilingReview | None = None


def filings(session: Session, snapshot: Snapshot) -> list[FilingRow]:
    """The filings that a snapshot's moment knows of, in the order of their baselines.

    They are the baselines from which the document was made, and those of the day that the record named as the day
    of the filing. Of several for one filing by its name only the latest counts: it took the place of the others.
    """
    made, reviews = _made(session, snapshot), _reviews(session, snapshot)
    settings = _settings(session)
    found: dict[str, FilingRow] = {}
    for baseline in session.exec(select(Baseline).order_by(col(Baseline.change), col(Baseline.made_in))):
        if not _known(baseline, snapshot):
            continue
        then = {code: _value_at(values, baseline.change) for code, values in settings.items()}
        if baseline.change not in made and then.get(_DAY) != baseline.as_of.isoformat():
            continue
        name = str(then.get(_NAME) or "").strip()
        row = FilingRow(
            baseline.name, baseline.change, baseline.as_of, name, made.get(baseline.change),
            reviews.get(baseline.name),
        )  # fmt: skip
        key = f"filing {name.casefold()}" if name else f"baseline {baseline.name}"
        found.pop(key, None)
        found[key] = row
    return list(found.values())


def _known(baseline: Baseline, snapshot: Snapshot) -> bool:
    day = snapshot.day
    return baseline.made_in <= snapshot.change if day is None else baseline.as_of <= day


def _made(session: Session, snapshot: Snapshot) -> dict[int, date]:
    """The day on which the document was last made from each change number, as far as the moment knows."""
    day = snapshot.day
    exported = select(Event).where(Event.verb == "export", Event.subject == DOCUMENT)
    if day is None:
        later = select(func.min(Event.sequence)).where(col(Event.change) > snapshot.change)
        first = session.exec(later).one()
        if first is not None:
            exported = exported.where(col(Event.sequence) < first)
    found: dict[int, date] = {}
    for event in session.exec(exported.order_by(col(Event.sequence))):
        on = event.recorded_at.astimezone(PACIFIC).date()
        if day is None or on <= day:
            found[int(event.payload.get("change") or 0)] = on
    return found


def _reviews(session: Session, snapshot: Snapshot) -> dict[str, FilingReview]:
    """The latest review of each filing by its baseline."""
    query = (
        select(Event, ChangeSet)
        .where(col(ChangeSet.number) == col(Event.change), Event.verb == REVIEWED)
        .where(col(ChangeSet.number) <= snapshot.change)
        .order_by(col(Event.sequence))
    )
    day = snapshot.day
    return {
        event.subject: FilingReview(int(event.payload["at"]), change.number, change.effective_on, change.why)
        for event, change in session.exec(query)
        if day is None or change.effective_on <= day
    }


def _settings(session: Session) -> dict[str, list[tuple[int, object]]]:
    """The values that name a filing and its day, each with the change from which on it stood."""
    found: dict[str, list[tuple[int, object]]] = {}
    rows = session.exec(
        select(Item.code, ItemRevision.change, ItemRevision.detail)
        .where(col(Item.uuid) == col(ItemRevision.uuid), col(Item.code).in_((_NAME, _DAY)))
        .order_by(col(ItemRevision.revision))
    )
    for code, change, detail in rows:
        found.setdefault(code, []).append((change, detail.get("value")))
    return found


def _value_at(values: Iterable[tuple[int, object]], change: int) -> object:
    standing: object = None
    for since, value in values:
        if since <= change:
            standing = value
    return standing
