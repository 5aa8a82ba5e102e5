"""What the fields of an item hold, and how one held value compares with one written in a query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from workbench.graph.code_order import natural_order
from workbench.graph.fields import FieldSpec
from workbench.graph.query.conditions import Value
from workbench.graph.query.values import folded, read_days, read_number
from workbench.graph.snapshot import ItemView
from workbench.record.kind import DateSpec

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


class Held(NamedTuple):
    """One value that a field of an item holds: its texts, and its days or number where it has them."""

    texts: tuple[str, ...]
    days: tuple[date, date] | None = None
    number: Decimal | None = None


def held_by_field(item: ItemView, spec: FieldSpec) -> list[Held]:
    """What a field that is no view of links holds; empty where nothing stands in it."""
    value = item.value(spec.name)
    return _date_words(value) if spec.form == "date-words" else plain(value)


def held_by_part(item: ItemView, head: str, part: str) -> list[Held]:
    """What one part of a field holds that has several, such as the standing of a date."""
    document = item.detail.get(head)
    if not isinstance(document, Mapping):
        return []
    return [h for key, value in document.items() if folded(str(key)) == folded(part) for h in plain(value)]


def plain(value: Any) -> list[Held]:
    """A stored value as what it holds; several where it is a list."""
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return [Held(("yes", "true") if value else ("no", "false"))]
    if isinstance(value, int | float | Decimal):
        return [Held((str(value),), number=read_number(str(value)))]
    if isinstance(value, date):
        return [Held((value.isoformat(),), days=(value, value))]
    if isinstance(value, Mapping):
        return [
            Held((f"{key}: {part}", *one.texts), one.days)
            for key, part in value.items()
            for one in plain(part)
        ]
    if isinstance(value, list | tuple):
        return [held for part in value for held in plain(part)]
    text = str(value)
    try:
        day = date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    except ValueError:
        day = None
    return [Held((text,), days=None if day is None else (day, day))]


def comparison(operator: str, value: Value, today: date) -> Callable[[Held], bool]:
    """Whether what is held compares so with a value; what the value means is worked out once.

    Args:
        operator: one of ``= ~ < <= > >=``.
        today: the day that ``today`` means.
    """
    if operator == "~":
        letters = value.text.casefold()
        return lambda held: any(letters in text.casefold() for text in held.texts)
    word, number = folded(value.text), read_number(value.text)
    days = _days(value.text, today)
    sought, order = natural_order(value.text.casefold()), ORDERS[operator]

    def fits(held: Held) -> bool:
        if operator == "=" and any(folded(text) == word for text in held.texts):
            return True
        if held.days is not None:
            return days is not None and _days_compare(held.days, operator, *days)
        if held.number is not None and number is not None:
            return order(held.number, number)
        if operator == "=" or held.number is not None:
            return False
        return any(order(natural_order(text.casefold()), sought) for text in held.texts[:1])

    return fits


def _days(text: str, today: date) -> tuple[date, date] | None:
    try:
        return read_days(text, today)
    except ValueError:
        return None


def _days_compare(days: tuple[date, date], operator: str, first: date, last: date) -> bool:
    """A range lies before a value when it ends before it, and after it when it begins after it."""
    if operator == "=":
        return days[0] <= last and first <= days[1]
    if operator == "<":
        return days[1] < first
    if operator == "<=":
        return days[1] <= last
    return days[0] > last if operator == ">" else days[0] >= first


def _date_words(value: Any) -> list[Held]:
    if not value:
        return []
    spec = DateSpec.model_validate(dict(value))
    first, last = spec.first_day, spec.last_day
    texts = tuple(text for text in (spec.words, spec.standing) if text)
    return [Held(texts, days=None if first is None or last is None else (first, last))]
