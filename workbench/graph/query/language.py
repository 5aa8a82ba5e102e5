"""Reads a query: from text to conditions, every fault with its position and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from workbench.graph.query import conditions
from workbench.graph.query.checking import QueryError, checked, known_fields
from workbench.graph.query.conditions import Condition, Value
from workbench.graph.query.query import Query
from workbench.graph.snapshot import Snapshot
from workbench.record.vocabulary import Vocabulary, shipped

LONGEST_QUERY = 2_000
"""Most characters of a query."""
DEEPEST_QUERY = 30
"""Most conditions inside one another."""

_EXPECTED = {
    "FIELD": "a field such as status",
    "OPERATOR": "one of = != < <= > >= ~ !~",
    "WORD": "a value",
    "QUOTED": "words in double quotes",
    "HAS": "has:field",
    "VBAR": "| and another value",
    "LPAR": "(",
    "RPAR": ")",
    "_OR": "or",
    "_AND": "and",
    "_NOT": "not",
    "$END": "the end",
}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse(text: str, vocabulary: Vocabulary | None = None, *, items: Snapshot | None = None) -> Query:
    """Read a query; an empty one fits every item.

    Args:
        text: such as ``kind=issue status!=closed due<2014-07-18``.
        vocabulary: the record's word lists, which decide which fields and words there are; the
            shipped ones when None.
        items: the record whose items values may name; codes that it does not have are refused. Without it they
            are taken as they are.

    Raises:
        QueryError: with the position and what was expected there.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(
            f"The query has {len(text):,} characters; at most {LONGEST_QUERY:,} are read", LONGEST_QUERY
        )
    try:
        built: Any = _grammar().parse(text)
    except UnexpectedInput as error:
        raise _unexpected(error, text) from None
    except LarkError as error:
        raise QueryError("The query cannot be read", 1) from error
    if built is None:
        return Query(None)
    return Query(checked(built.condition, known_fields(vocabulary or shipped()), items))


@dataclass(frozen=True)
class _Built:
    """A condition with how deep it is, counted as it is built so that nothing recurses."""

    condition: Condition
    depth: int


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Builds conditions bottom-up while the text is read; tokens keep their positions."""

    def start(self, inner: _Built | None = None) -> _Built | None:
        return inner

    def either(self, *parts: _Built) -> _Built:
        return _grouped(parts, conditions.any_of)

    def both(self, *parts: _Built) -> _Built:
        return _grouped(parts, conditions.all_of)

    def negation(self, inner: _Built) -> _Built:
        return _limited(conditions.negation(inner.condition), inner.depth + 1)

    def compared(self, field: Token, operator: Token, *values: Value) -> _Built:
        return _Built(conditions.Compared(field, str(operator), values), 1)

    def present(self, _has: Token, field: Token) -> _Built:
        return _Built(conditions.Present(field), 1)

    def searched(self, quoted: Token) -> _Built:
        return _Built(conditions.Searched(_unquoted(quoted)), 1)

    def quoted(self, token: Token) -> Value:
        return Value(token.update(value=_unquoted(token)), quoted=True)

    def bare(self, token: Token) -> Value:
        return Value(token)


def _grouped(parts: Iterable[_Built], group: Any) -> _Built:
    built = tuple(parts)
    if len(built) == 1:
        return built[0]
    return _limited(group(part.condition for part in built), 1 + max(part.depth for part in built))


def _limited(condition: Condition, depth: int) -> _Built:
    if depth > DEEPEST_QUERY:
        raise QueryError(f"More than {DEEPEST_QUERY} conditions stand inside one another", 1)
    return _Built(condition, depth)


def _unquoted(token: str) -> str:
    return _ESCAPED.sub(r"\1", token[1:-1])


def _unexpected(error: UnexpectedInput, text: str) -> QueryError:
    if isinstance(error, UnexpectedToken):
        names = set(error.accepts or error.expected)
        ended = error.token.type == "$END"
        found = str(error.token)
        start = error.token.start_pos
        position = len(text) + 1 if ended or start is None else start + 1
    elif isinstance(error, UnexpectedCharacters):
        names, ended = set(error.allowed or ()), False
        start = error.pos_in_stream or 0
        position, found = start + 1, text[start : start + 1]
    else:
        names, ended, found, position = set(), True, "", len(text) + 1
    expected = tuple(words for name, words in _EXPECTED.items() if name in names)
    if found == '"':
        return QueryError("These quotes are never closed", position, ('a closing "',))
    if ended:
        return QueryError("The query ends too early", position, expected)
    if "OPERATOR" in names:
        return QueryError(
            f"'{found[:40]}' stands where an operator is needed; words to search for are put in quotes",
            position,
            expected,
        )
    return QueryError(f"'{found[:40]}' cannot stand here", position, expected)


@cache
def _grammar() -> Lark:
    grammar = files("workbench.graph.query").joinpath("query.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", transformer=_Builder(), maybe_placeholders=False)
