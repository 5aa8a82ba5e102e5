"""Checks the fields and words of a query against those that a record has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lark import Token

from workbench.graph.coverage_words import STATES
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
from workbench.graph.query.linking import COVERAGE, LINKED, ends_named
from workbench.graph.query.values import folded, is_none, read_days, read_number
from workbench.graph.snapshot import Snapshot
from workbench.record.kinds import ALIASES
from workbench.record.vocabulary import Vocabulary

ORDERING = frozenset({"<", "<=", ">", ">="})
EQUALITY = frozenset({"=", "!="})
PSEUDO_STATUSES = ("open", "closed")
SHOWN_BEFORE = 36
"""Characters of a long query that are shown before the place of a fault, and as many after it."""
MOST_STEPS = 4
"""Most links that a field may go over, such as three in ``answers.meeting.owner.title``."""
_DATES = frozenset({"date", "dates", "date-words"})


class QueryError(ValueError):
    """A query that cannot be read.

    Args:
        message: what is wrong, as a sentence without its full stop.
        position: where, counted in characters from 1.
        expected: what could stand there instead.
        found: the word at that place, as it is written in the query.
        near: words that may have been meant instead of it.
    """

    def __init__(
        self,
        message: str,
        position: int,
        expected: tuple[str, ...] = (),
        *,
        found: str = "",
        near: Sequence[str] = (),
    ) -> None:
        self.message = message
        self.position = position
        self.expected = expected
        self.found = found
        self.near = tuple(near)
        says = f"{message} (at character {position} of the query)."
        if expected:
            says += f" Expected: {', '.join(expected)}."
        super().__init__(says)

    def pointed(
        self, query: str, *, around: int = SHOWN_BEFORE, cells: Callable[[str], int] = len
    ) -> tuple[str, str]:
        """The part of a query in which the fault is, on one line, and a line with a mark under the fault.

        Args:
            around: characters that are shown before the fault, and as many after it.
            cells: how wide a text stands, where a character may be wider than another.
        """
        flat = "".join(character if character.isprintable() else " " for character in query)
        start = max(0, min(self.position - 1 - around, len(flat) - around))
        before, shown = ("…" if start else ""), flat[start : start + 2 * around]
        after = "…" if len(flat) > start + 2 * around else ""
        place = self.position - 1 - start
        found = self.found if query.startswith(self.found, self.position - 1) else ""
        marks = max(1, cells(shown[place : place + len(found)]))
        return before + shown + after, " " * cells(before + shown[:place]) + "^" * marks

    def corrected(self, query: str) -> list[tuple[str, str]]:
        """Words that may have been meant, each with the query in which it stands instead of what was found."""
        start = self.position - 1
        if not self.found or not query.startswith(self.found, start):
            return []
        before, after = query[:start], query[start + len(self.found) :]
        return [(word, f"{before}{Value(word)}{after}") for word in self.near]


@dataclass(frozen=True)
class KnownField:
    """A field that a query may name: the forms that its values have, and its words where it has a list."""

    name: str
    forms: frozenset[Form]
    words: tuple[str, ...] = ()


def checked(
    condition: Condition, known: Mapping[str, KnownField], items: Snapshot | None = None
) -> Condition:
    """The condition with plain texts and the fields' own names.

    Args:
        condition: as built from the text, its texts still knowing their positions.
        known: every field that may be named.
        items: the record whose items the values of links may name; they are not looked up when None.

    Raises:
        QueryError: for a field, a word or an item that the record does not have, and for a value of another
            form than the field's.
    """
    if isinstance(condition, AllOf):
        return AllOf(tuple(checked(part, known, items) for part in condition.parts))
    if isinstance(condition, AnyOf):
        return AnyOf(tuple(checked(part, known, items) for part in condition.parts))
    if isinstance(condition, Negation):
        return Negation(checked(condition.inner, known, items))
    if isinstance(condition, Searched):
        return Searched(str(condition.text))
    try:
        field = _field(condition.field, known)
    except QueryError as refused:
        values_told = () if isinstance(condition, Present) else condition.values
        refused.near = tuple(name for name in refused.near if _takes(known.get(name), values_told))
        raise
    if isinstance(condition, Present):
        return Present(field.name)
    for value in condition.values:
        _check_value(field, condition.operator, value)
        if items is not None and condition.operator in EQUALITY:
            _check_item(field, value, items)
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
        "kind": "choice", LINKED: "links", "suspect": "yes-no", "confidential": "yes-no", "changed": "date",
        "change": "integer", **dict.fromkeys(COVERAGE, "choice"),
    }  # fmt: skip
    for name, form in own.items():
        forms[name] = {form}
    words |= {name: dict.fromkeys(STATES) for name in COVERAGE}
    words["kind"] = dict.fromkeys([*KINDS, *ALIASES])
    return {name: KnownField(name, frozenset(of), tuple(words.get(name, ()))) for name, of in forms.items()}


def _field(written: str, known: Mapping[str, KnownField], *, start: int = 0) -> KnownField:
    """The field of a name; after a field made of links and a dot, a field of what it points to.

    Args:
        start: where in the written name the part begins that is looked at.
    """
    name = written[start:].lower()
    if (found := _plainly_named(name, known)) is not None:
        return found
    head, dot, part = name.partition(".")
    parent = _plainly_named(head, known)
    if dot and part and parent is not None:
        if "links" in parent.forms:
            if written.count(".") > MOST_STEPS:
                raise QueryError(
                    f"'{written[:40]}' goes over more than {MOST_STEPS} links", _position(written),
                    (f"at most {MOST_STEPS} fields of links before the last one",),
                )  # fmt: skip
            further = _field(written, known, start=start + len(head) + 1)
            return KnownField(f"{parent.name}.{further.name}", further.forms, further.words)
        if parent.forms & {"pairs", "date-words", "any"}:
            return KnownField(f"{parent.name}.{part}", frozenset({"any"}))
        raise QueryError(
            f"'{parent.name}' holds neither links nor parts, so that nothing can follow it after a dot",
            _position(written) + start,
            (parent.name,),
            found=str(written[start:]),
            near=(parent.name,),
        )
    missed = head if parent is None else name
    near = nearest(missed, known)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    raise QueryError(
        f"'{missed[:40]}' is no field{meant}", _position(written) + start, ("a field such as status",),
        found=str(written[start : start + len(missed)]), near=near,
    )  # fmt: skip


def _takes(field: KnownField | None, values: Sequence[Value]) -> bool:
    """Whether what was written may be meant of a field: one that has a list of words has these."""
    if field is None or field.forms - {"choice", "choices"} or not field.words:
        return True
    words = {folded(word) for word in field.words}
    return all(is_none(value) or folded(value.text) in words for value in values)


def _plainly_named(name: str, known: Mapping[str, KnownField]) -> KnownField | None:
    spellings = (name, name.replace("-", "_"), name.replace("_", "-"))
    return next((known[one] for one in spellings if one in known), None)


def _check_item(field: KnownField, value: Value, items: Snapshot) -> None:
    """Refuse a value of links, or of codes, that names no item of the record as it stands; and a strange theme.

    At an earlier moment an item that came later is no mistake, and simply is not found.
    """
    if is_none(value) or items.as_of is not None or items.baseline is not None:
        return
    if field.forms <= {"links", "code"} and not ends_named(items, value.text):
        expected: tuple[str, ...] = ("the code of an item, or its title in quotes",)
        raise _unknown(value, f"there is no item '{value.text[:40]}'", expected, items.by_code)
    if field.name.rpartition(".")[2] == "theme":
        themes = {*items.vocabulary.themes, *(str(i.detail.get("theme") or "") for i in items.items.values())}
        if folded(value.text) not in {folded(theme) for theme in themes}:
            expected = tuple(sorted(themes - {""}))
            raise _unknown(value, f"'{value.text[:40]}' is no theme", expected, expected)


def _unknown(value: Value, message: str, expected: tuple[str, ...], known: Iterable[str]) -> QueryError:
    near = nearest(value.text, known)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return QueryError(message + meant, _position(value.text), expected, found=_as_written(value), near=near)


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
    elif (
        known.words
        and known.forms <= {"choice", "choices"}
        and folded(value.text) not in {folded(word) for word in known.words}
    ):
        raise _unknown(value, f"'{value.text[:40]}' is no {known.name}", known.words, known.words)


def _as_written(value: Value) -> str:
    """A value as it stands in the query; empty where its quotes hide how long it is there."""
    return "" if value.quoted and str(value).count("\\") else str(value)


def _sentence(error: ValueError) -> str:
    return str(error).split(" Allowed:")[0].rstrip(".")


def _position(text: str) -> int:
    return (text.start_pos or 0) + 1 if isinstance(text, Token) else 1
