"""Whether one condition fits one item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.graph.closing import closed
from workbench.graph.fields import FieldSpec, fields_of
from workbench.graph.query.conditions import (
    AllOf,
    AnyOf,
    Compared,
    Condition,
    Negation,
    Present,
    Searched,
    Value,
)
from workbench.graph.query.values import folded, is_none, read_days, read_number
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.record.kind import DateSpec
from workbench.record.kinds import ALIASES

_OPPOSITE = {"!=": "=", "!~": "~"}


@dataclass(frozen=True)
class Moment:
    """The record that a query looks at, and the day that ``today`` means in it."""

    snapshot: Snapshot
    today: date
    _fields: dict[str, dict[str, FieldSpec]] = field(default_factory=dict, repr=False, compare=False)

    def field(self, kind: str, name: str) -> FieldSpec | None:
        """The field of a kind by its name; each kind is looked up once."""
        if kind not in self._fields:
            self._fields[kind] = fields_of(kind, self.snapshot.vocabulary)
        return self._fields[kind].get(name)


@dataclass(frozen=True)
class Held:
    """One value that a field of an item holds: its texts, and its days or number where it has them."""

    texts: tuple[str, ...]
    days: tuple[date, date] | None = None
    number: Decimal | None = None


def fits(condition: Condition, moment: Moment, item: ItemView) -> bool:
    """Whether an item fits a condition."""
    if isinstance(condition, AllOf):
        return all(fits(part, moment, item) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(fits(part, moment, item) for part in condition.parts)
    if isinstance(condition, Negation):
        return not fits(condition.inner, moment, item)
    if isinstance(condition, Searched):
        sought = condition.text.casefold()
        return any(sought in text.casefold() for text in (item.code, item.title, item.text))
    if isinstance(condition, Present):
        return any(held.texts != ("no", "false") for held in held_values(moment, item, condition.field))
    opposite = _OPPOSITE.get(condition.operator)
    if opposite is not None:
        return not _compared(Compared(condition.field, opposite, condition.values), moment, item)
    return _compared(condition, moment, item)


def held_values(moment: Moment, item: ItemView, name: str) -> list[Held]:
    """What a field of an item holds; empty where nothing stands in it or the kind has no such field."""
    snapshot, own = moment.snapshot, _OWN.get(name)
    if own is not None:
        return own(snapshot, item)
    spec = moment.field(item.kind, name)
    if spec is not None:
        return _of_field(snapshot, item, spec)
    if snapshot.vocabulary.relation(name) is not None:
        return [_end(end) for end in snapshot.targets(item, name)]
    head, dot, part = name.partition(".")
    document = item.detail.get(head) if dot else None
    if isinstance(document, Mapping):
        return [
            h for key, value in document.items() if folded(str(key)) == folded(part) for h in _plain(value)
        ]
    return []


def _compared(condition: Compared, moment: Moment, item: ItemView) -> bool:
    held = held_values(moment, item, condition.field)
    for value in condition.values:
        if is_none(value) and condition.operator == "=":
            if not held:
                return True
        elif condition.field == "status" and condition.operator == "=" and not value.quoted:
            if _has_status(item, folded(value.text)):
                return True
        elif any(_one(one, condition.operator, value, moment.today) for one in held):
            return True
    return False


def _has_status(item: ItemView, status: str) -> bool:
    if status == "closed":
        return closed(item)
    return not closed(item) if status == "open" else folded(item.status) == status


def _one(held: Held, operator: str, value: Value, today: date) -> bool:
    if operator == "~":
        return any(value.text.casefold() in text.casefold() for text in held.texts)
    if operator == "=" and any(folded(text) == folded(value.text) for text in held.texts):
        return True
    if held.days is not None:
        try:
            first, last = read_days(value.text, today)
        except ValueError:
            return False
        return _days_compare(held.days, operator, first, last)
    number = read_number(value.text) if held.number is not None else None
    if held.number is not None and number is not None:
        return _ORDER[operator](held.number, number)
    if operator == "=" or held.number is not None:
        return False
    sought = code_order(value.text.casefold())
    return any(_ORDER[operator](code_order(text.casefold()), sought) for text in held.texts[:1])


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _days_compare(days: tuple[date, date], operator: str, first: date, last: date) -> bool:
    """A range lies before a value when it ends before it, and after it when it begins after it."""
    if operator == "=":
        return days[0] <= last and first <= days[1]
    if operator == "<":
        return days[1] < first
    if operator == "<=":
        return days[1] <= last
    return days[0] > last if operator == ">" else days[0] >= first


def _of_field(snapshot: Snapshot, item: ItemView, spec: FieldSpec) -> list[Held]:
    if spec.view is not None:
        return [_end(snapshot.by_code[code]) for code in snapshot.view_codes(item, spec.view)]
    value = item.value(spec.name)
    if spec.form == "date-words":
        return _date_words(value)
    return _plain(value)


def _plain(value: Any) -> list[Held]:
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
            for one in _plain(part)
        ]
    if isinstance(value, list | tuple):
        return [held for part in value for held in _plain(part)]
    text = str(value)
    try:
        day = date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    except ValueError:
        day = None
    return [Held((text,), days=None if day is None else (day, day))]


def _date_words(value: Any) -> list[Held]:
    if not value:
        return []
    spec = DateSpec.model_validate(dict(value))
    first, last = spec.first_day, spec.last_day
    texts = tuple(text for text in (spec.words, spec.standing) if text)
    return [Held(texts, days=None if first is None or last is None else (first, last))]


def _end(item: ItemView) -> Held:
    return Held((item.code, item.title))


def _linked(snapshot: Snapshot, item: ItemView) -> list[Held]:
    ends = [link.target for link in snapshot.out(item)] + [link.source for link in snapshot.into(item)]
    return [_end(snapshot.items[end]) for end in dict.fromkeys(ends) if end in snapshot.items]


def _yes(value: bool) -> list[Held]:
    return _plain(value)


def _kind(snapshot: Snapshot, item: ItemView) -> list[Held]:
    also: Iterable[str] = (alias for alias, name in ALIASES.items() if name == item.kind)
    return [Held((item.kind, *also))]


_OWN: dict[str, Callable[[Snapshot, ItemView], list[Held]]] = {
    "kind": _kind,
    "linked": _linked,
    "suspect": lambda snapshot, item: _yes(any(link.suspect for link in snapshot.out(item))),
    "confidential": lambda snapshot, item: _yes(item.confidential),
    "changed": lambda snapshot, item: _plain(item.effective_on),
}
