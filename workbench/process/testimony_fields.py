"""One row beside the items of a record directory, and its columns read into values of the record.

Each reader raises ``BadRow`` with the column, what is wrong, what was found and what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, select

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Place
from workbench.record.ballots import Ballot
from workbench.record.items import Item


@dataclass(frozen=True)
class TestimonyRow:
    """One row of a file beside the items, with the place it stands in."""

    __test__ = False

    family: str
    values: Mapping[str, Any]
    place: Place


class BadRow(ValueError):
    """What is wrong with a row, and in which of its columns."""

    def __init__(self, column: str, message: str, found: str = "", allowed: str = "") -> None:
        self.column, self.message, self.found, self.allowed = column, message, found, allowed
        super().__init__(message)


def day_of(value: Any) -> date | None:
    """A day as YAML or a text gives it; None for what is no day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def moment_of(values: Mapping[str, Any], name: str) -> datetime | None:
    """A moment, in UTC where the file names no zone."""
    value = values.get(name)
    if value is None:
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise BadRow(name, "is no moment", str(value), "such as 2026-11-06T18:00:00Z") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def item_of(session: Session, values: Mapping[str, Any], name: str, kind: str | None = None) -> Item:
    """The item that a column names by its code."""
    code = str(values.get(name, ""))
    item = session.exec(select(Item).where(Item.code == code)).first()
    if item is None or (kind is not None and item.kind != kind):
        raise BadRow(name, f"is no {kind or 'item'} of the record", code, f"the code of a {kind or 'item'}")
    return item


def optional_item(session: Session, values: Mapping[str, Any], name: str, kind: str) -> Item | None:
    """The item that a column names, or None where the column is empty."""
    return item_of(session, values, name, kind) if values.get(name) else None


def word_of(values: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    """One of the words that are allowed in a column."""
    word = str(values.get(name, ""))
    if word not in allowed:
        raise BadRow(name, "is not one of the words allowed here", word, ", ".join(allowed))
    return word


def text_of(values: Mapping[str, Any], name: str) -> str:
    """A text as the record keeps it; empty where the column is."""
    words = tidied(str(values.get(name) or ""))
    wrong = fault(words)
    if wrong:
        raise BadRow(name, f"the text {wrong}")
    return words


def ballot_of(session: Session, values: Mapping[str, Any]) -> Ballot:
    """The ballot that the column *ballot* names by its code."""
    code = str(values.get("ballot", ""))
    ballot = session.exec(select(Ballot).where(Ballot.code == code)).first()
    if ballot is None:
        raise BadRow("ballot", "is no ballot of the record", code)
    return ballot
