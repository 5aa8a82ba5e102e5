"""Fields and their values in words, for previews, history and item pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from workbench.exchange.cells import cell_text
from workbench.graph.dates import date_spec, display_date, display_date_spec
from workbench.graph.detail_words import NOTHING as NOTHING
from workbench.graph.detail_words import document_words, plain_words
from workbench.graph.detail_words import field_label as field_label
from workbench.graph.fields import FieldSpec, fields_of
from workbench.graph.hop_marks import read_mark
from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import FOREIGN

MOST_CODES = 100
"""Items that are named in a field of links; of further ones the number is said."""
UNITS = {"minutes": "min"}


def spec_of(snapshot: Snapshot, kind: str, name: str) -> FieldSpec | None:
    """The form of a field of a kind, or None for one that is known to the history only."""
    return fields_of(kind, snapshot.vocabulary).get(name)


def value_words(snapshot: Snapshot, kind: str, name: str, value: Any) -> str:
    """A field's value in words: days as *Thu 12 Jun 2014*, codes with their titles, units behind numbers.

    Args:
        kind: singular name of the kind whose field it is.
        value: in stored form, or as grids hold it; link views are lists of codes.
    """
    if value is None or value == "" or value == []:
        return NOTHING
    spec = spec_of(snapshot, kind, name)
    if spec is None:
        return document_words(value) if name == FOREIGN else plain_words(value)
    if spec.view is not None:
        codes = [str(code) for code in _several(value)]
        words = "; ".join(code_words(snapshot, code) for code in codes[:MOST_CODES])
        more = len(codes) - MOST_CODES
        return (f"{words}; and {more:,} more" if more > 0 else words) or NOTHING
    if spec.name == "destination":
        return "; ".join(snapshot.vocabulary.destinations.get(d, d) for d in _several(value))
    if spec.form == "date":
        return _day(value)
    if spec.form == "dates":
        return "; ".join(_day(part) for part in _several(value))
    if spec.form == "date-words":
        try:
            return _date_words(value)
        except ValueError:
            return plain_words(value)
    if spec.form == "integer" and name in UNITS:
        return f"{value} {UNITS[name]}"
    if spec.form == "choice":
        return str(value).replace("-", " ")
    if spec.form == "any":
        return document_words(value)
    try:
        return str(cell_text(spec, value))
    except (TypeError, ValueError, AttributeError):
        return plain_words(value)


def code_words(snapshot: Snapshot, code: str) -> str:
    """An item's title with its code, or the code alone where there is no such item."""
    spoken = read_mark(code)
    if spoken is not None and (item := snapshot.item(spoken[0])) is not None:
        sure = f", {spoken[1]['certainty']}" if "certainty" in spoken[1] else ""
        return f"{item.title} ({item.code}, at hop {spoken[1]['hop']}{sure})"
    plain, mark, line = code.partition("#L")
    item = snapshot.item(plain)
    if item is None:
        return code
    return f"{item.title} ({plain}{f', line {line}' if mark else ''})"


def _date_words(value: Any) -> str:
    """A date with the authority by which it stands, such as *by Fri 18 Jul 2014 (ordered)*."""
    spec = date_spec(value)
    words = display_date_spec(spec)
    if spec is None or words.endswith(f"({spec.standing})"):
        return words
    return f"{words} ({spec.standing})"


def _several(value: Any) -> Iterable[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    return value if isinstance(value, list | tuple) else [value]


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return display_date(value)
    try:
        return display_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
