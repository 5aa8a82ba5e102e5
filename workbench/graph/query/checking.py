"""Checks the fields and words of a query against those that a record has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lark import Token

from workbench.graph.fields import KINDS, Form, fields_of
from workbench.graph.proximity import nearest
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
from workbench.graph.query.values import is_none, read_days, read_number
from workbench.record.kinds import ALIASES
from workbench.record.vocabulary import Vocabulary

ORDERING = frozenset({"<", "<=", ">", ">="})
EQUALITY = frozenset({"=", "!="})
PSEUDO_STATUSES = ("open", "closed")
_DATES = frozenset({"date", "dates", "date-words"})


class QueryError(ValueError):
    """A query that cannot be read.

    Args:
        message: what is wrong, as a sentence without its full stop.
        position: where, counted in characters from 1.
        expected: what could stand there instead.
    """

    def __init__(self, message: str, position: int, expected: tuple[str, ...] = ()) -> None:
        self.message = message
        self.position = position
        self.expected = expected
        says = f"{message} (at character {position} of the query)."
        if expected:
            says += f" Expected: {', '.join(expected)}."
        super().__init__(says)


@dataclass(frozen=True)
class KnownField:
    """A field that a query may name: the forms that its values have, and its words where it has a list."""

    name: str
    forms: frozenset[Form]
    words: tuple[str, ...] = ()


def checked(condition: Condition, known: Mapping[str, KnownField]) -> Condition:
    """The condition with plain texts and the fields' own names.

    Args:
        condition: as built from the text, its texts still knowing their positions.
        known: every field that may be named.

    Raises:
        QueryError: for a field or a word that the record does not have, and for a value of another
            form than the field's.
    """
    if isinstance(condition, AllOf):
        return AllOf(tuple(checked(part, known) for part in condition.parts))
    if isinstance(condition, AnyOf):
        return AnyOf(tuple(checked(part, known) for part in condition.parts))
    if isinstance(condition, Negation):
        return Negation(checked(condition.inner, known))
    if isinstance(condition, Searched):
        return Searched(str(condition.text))
    field = _field(condition.field, known)
    if isinstance(condition, Present):
        return Present(field.name)
    for value in condition.values:
        _check_value(field, condition.operator, value)
    values = tuple(Value(str(value.text), value.quoted) for value in condition.values)
    return Compared(field.name, condition.operator, values)


def known_fields(vocabulary: Vocabulary) -> dict[str, KnownField]:
    """Every field that a query may name with this vocabulary, by name."""
    return _known_fields(vocabulary.model_dump_json())


@lru_cache(maxsize=16)
def _known_fields(vocabulary_json: str) -> dict[str, KnownField]:
    vocabulary = Vocabulary.model_validate_json(vocabulary_json)
    forms: dict[str, set[Form]] = {}
    words: dict[str, dict[str, None]] = {}
    for kind in KINDS:
        for name, field in fields_of(kind, vocabulary).items():
            forms.setdefault(name, set()).add(field.form)
            words.setdefault(name, {}).update(dict.fromkeys(field.choices))
    words["status"] |= dict.fromkeys(PSEUDO_STATUSES)
    for relation in vocabulary.relations:
        forms.setdefault(relation.name, set()).add("links")
    own: dict[str, Form] = {
        "kind": "choice", "linked": "links", "suspect": "yes-no", "confidential": "yes-no", "changed": "date",
    }  # fmt: skip
    for name, form in own.items():
        forms[name] = {form}
    words["kind"] = dict.fromkeys([*KINDS, *ALIASES])
    return {name: KnownField(name, frozenset(of), tuple(words.get(name, ()))) for name, of in forms.items()}


def _field(written: str, known: Mapping[str, KnownField]) -> KnownField:
    name = written.lower()
    for candidate in (name, name.replace("-", "_"), name.replace("_", "-")):
        if candidate in known:
            return known[candidate]
    head, dot, part = name.partition(".")
    parent = known.get(head.replace("-", "_"))
    if dot and part and parent is not None and parent.forms & {"pairs", "date-words", "any"}:
        return KnownField(f"{parent.name}.{part}", frozenset({"any"}))
    near = nearest(written, known)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    raise QueryError(f"'{written[:40]}' is no field{meant}", _position(written), ("a field such as status",))


def _check_value(known: KnownField, operator: str, value: Value) -> None:
    if is_none(value):
        if operator not in EQUALITY:
            raise QueryError(
                f"'none' cannot be compared by {operator}", _position(value.text), ("= none or != none",)
            )
        return
    if operator in ORDERING:
        _check_order(known, value)
    elif operator in EQUALITY:
        _check_word(known, value)


def _check_order(known: KnownField, value: Value) -> None:
    if known.forms <= _DATES:
        try:
            read_days(value.text)
        except ValueError as error:
            raise QueryError(
                _sentence(error), _position(value.text), ("a date such as 2014-07-18",)
            ) from error
    elif known.forms == {"integer"} and read_number(value.text) is None:
        raise QueryError(f"'{value.text[:40]}' is no number", _position(value.text), ("a whole number",))
    elif known.forms == {"yes-no"}:
        raise QueryError(f"'{known.name}' is yes or no and has no order", _position(value.text), ("= or !=",))


def _check_word(known: KnownField, value: Value) -> None:
    text = value.text.strip().casefold()
    if known.forms <= _DATES and text[:1].isdigit():
        _check_order(known, value)
    elif known.forms == {"integer"} and read_number(value.text) is None:
        raise QueryError(f"'{value.text[:40]}' is no number", _position(value.text), ("a whole number",))
    elif known.forms == {"yes-no"} and text not in ("yes", "no", "true", "false"):
        raise QueryError(f"'{known.name}' is yes or no", _position(value.text), ("yes", "no"))
    elif known.words and known.forms <= {"choice", "choices"}:
        folded = {word.casefold().replace(" ", "-").replace("_", "-") for word in known.words}
        if text.replace(" ", "-").replace("_", "-") not in folded:
            near = nearest(value.text, known.words)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise QueryError(
                f"'{value.text[:40]}' is no {known.name}{meant}", _position(value.text), known.words
            )


def _sentence(error: ValueError) -> str:
    return str(error).split(" Allowed:")[0].rstrip(".")


def _position(text: str) -> int:
    return (text.start_pos or 0) + 1 if isinstance(text, Token) else 1
