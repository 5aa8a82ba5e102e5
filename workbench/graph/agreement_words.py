"""What may be said of an agreement, in words that say no more than the group did.

What somebody reported is *reported by* that person, and never *agreed*; what was questioned says when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from workbench.graph.ballots import BallotRow
from workbench.graph.dates import display_date, iso_day
from workbench.graph.snapshot import ItemView

PERMITTED = {
    "one": "one is permitted",
    "several": "one or several are permitted",
    "any": "any is permitted",
}
AGREED_OUTCOMES = ("consensus", "consensus with recorded dissent")
UNSETTLED_DESTINATIONS = ("undetermined", "disputed")


def permitted_words(item: ItemView) -> str:
    """How many of the choices may be used; says so where nobody said it."""
    return PERMITTED.get(str(item.detail.get("permitted") or ""), "how many are permitted is not said")


def binding_words(item: ItemView) -> str:
    """For whom it is said to hold, such as ``most inverter manufacturers``; empty where nobody said it."""
    binds = item.detail.get("binds")
    if not isinstance(binds, dict):
        return ""
    extent, of = str(binds.get("extent") or ""), str(binds.get("of") or "").strip()
    if not of:
        return {"all": "all", "some": "some"}.get(extent, extent)
    if extent == "most of a class":
        return f"most {of}"
    if extent == "some":
        return f"some {of}"
    return of if extent == "a class" or of.startswith(("the ", "all ")) else f"all {of}"


def assertion_words(item: ItemView, calls: Sequence[BallotRow] = ()) -> str:
    """Who asserts the agreement, for whom and since when, and that it was questioned, in one sentence.

    Args:
        calls: the consensus calls about it that are on record.
    """
    detail = item.detail
    by, on = str(detail.get("asserted_by") or "").strip(), _day(detail.get("asserted_on"))
    binds = binding_words(item)
    if item.status == "withdrawn":
        return "Withdrawn."
    if item.status == "agreed":
        return _agreed(by, on, binds, calls) + _questioned(item, on)
    if item.status == "proposed":
        start = f"Proposed by {by}" if by else "Proposed; nobody is on record as reporting an agreement"
        return _joined(start, on, binds) + _questioned(item, on)
    if not by:
        start = "Nobody is on record as asserting it"
        return _joined(start, on, binds) + _questioned(item, on)
    return _joined(f"Reported by {by}", on, binds) + _questioned(item, on)


def _agreed(by: str, on: str, binds: str, calls: Sequence[BallotRow]) -> str:
    # A later round with an outcome takes the place of the earlier one; a void call settles nothing.
    overtaken = {call.previous for call in calls if call.outcome and not call.voided}
    standing = [call for call in calls if not call.voided and call.code not in overtaken]
    recorded = [call for call in standing if call.outcome in AGREED_OUTCOMES]
    if not recorded:
        return "Marked as agreed, but no consensus call with that outcome is on record"
    call = recorded[-1]
    words = f"Agreed by {by}" if by else "Agreed"
    return f"{_joined(words, on, binds)}: {call.outcome} in the consensus call {call.code}"


def _joined(start: str, on: str, binds: str) -> str:
    words = f"{start} on {on}" if on else start
    return f"{words}, for {binds}" if binds else words


def _questioned(item: ItemView, asserted: str) -> str:
    day = _day(item.detail.get("questioned_on"))
    if not day:
        return ", and questioned." if item.status == "questioned" else "."
    when = "the same day" if day == asserted else f"on {day}"
    return f"; questioned {when}."


def destination_words(item: ItemView, names: dict[str, str]) -> list[tuple[str, bool]]:
    """Destinations in words, each with whether it is settled; says so where none is named.

    Args:
        names: words for destinations, as the record's vocabulary has them.
    """
    values = item.detail.get("destination") or []
    if not values:
        return [("No destination is named", False)]
    return [(names.get(v, str(v)), v not in UNSETTLED_DESTINATIONS) for v in values]


def needs_attention(item: ItemView) -> bool:
    """Whether something about it is questioned or disputed, or where it goes is open."""
    destinations: Iterable[Any] = item.detail.get("destination") or []
    return (
        item.status in ("questioned", "disputed")
        or bool(item.detail.get("disputed"))
        or any(d in UNSETTLED_DESTINATIONS for d in destinations)
    )


def _day(value: Any) -> str:
    if value is None or value == "":
        return ""
    day: date = iso_day(value)
    return display_date(day)
