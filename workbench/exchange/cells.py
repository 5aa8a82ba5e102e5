"""One cell of a grid: a value as a cell shows it, and back again with every fault named.

Several values in one cell are separated by semicolons; where one of them holds a semicolon itself
the cell holds a JSON list instead, so that nothing is lost on the way there and back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from workbench.graph.date_words import DATE_WORDS, as_day, date_words, read_date_words
from workbench.graph.fields import FieldSpec
from workbench.graph.plain_text import LONGEST_TEXT, LONGEST_TITLE, fault, tidied
from workbench.graph.proximity import nearest

YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})


class CellFault(ValueError):
    """What is wrong with one cell, and what is allowed in it."""

    def __init__(self, message: str, allowed: str = "") -> None:
        super().__init__(f"{message}; allowed: {allowed}" if allowed else message)
        self.message = message
        self.allowed = allowed


def cell_text(spec: FieldSpec, value: Any) -> str | int | date | None:
    """A value as a cell shows it; None for an empty cell.

    Whole numbers and dates keep their type, everything else becomes text.
    """
    if value is None or value == "" or value == []:
        return None
    if spec.form == "yes-no":
        return "yes" if value else "no"
    if spec.form in ("integer", "date"):
        return value  # type: ignore[no-any-return]
    if spec.form == "date-words":
        return date_words(value)
    if spec.form == "pairs":
        return _pairs_text(value)
    if spec.form == "any":
        return _any_text(value)
    if spec.many or isinstance(value, list | tuple):
        return _list_text([str(part) for part in value])
    return tidied(str(value))


def read_cell(spec: FieldSpec, raw: Any) -> Any:
    """The value that a cell stands for, in the form in which the record keeps it.

    Args:
        spec: the field.
        raw: text, number, date, list or None, as a file or a grid gives it.

    Returns:
        Text (possibly empty), whole number, ISO date, yes or no, list of text, or a small document;
        None or an empty list where the cell is empty. Codes of links are not looked up here.

    Raises:
        CellFault: with what is wrong and what is allowed.
    """
    raw = _plain(raw)
    if isinstance(raw, str):
        _refuse_faults(spec, raw)
    if spec.form in ("text", "code"):
        return _read_text(spec, raw)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return [] if spec.many or spec.form == "links" else None
    if spec.form == "choice":
        return _choice(spec, str(raw).strip())
    if spec.form == "integer":
        return _read_integer(raw)
    if spec.form == "yes-no":
        return _read_yes_no(raw)
    if spec.form == "date":
        return _read_day(raw).isoformat()
    if spec.form == "date-words":
        return _read_date_words(raw)
    if spec.form == "pairs":
        return dict(raw) if isinstance(raw, Mapping) else _read_pairs(str(raw))
    if spec.form == "any":
        return _read_any(raw)
    parts = _read_list(raw)
    if spec.form == "dates":
        return [_read_day(part).isoformat() for part in parts]
    if spec.form == "choices":
        return [_choice(spec, part) for part in parts]
    if not spec.many and len(parts) > 1:
        raise CellFault(f"'{spec.label}' takes one code, and {len(parts)} stand here", "one code")
    return parts


def same_value(spec: FieldSpec, one: Any, other: Any) -> bool:
    """Whether two values of a field say the same, however they came.

    What a cell does not show is no difference.
    """
    return bool(_comparable(spec, one) == _comparable(spec, other))


def _comparable(spec: FieldSpec, value: Any) -> Any:
    if spec.form in ("text", "code"):
        return _read_text(spec, value)
    if spec.form == "links":
        return tuple(value or ()) if spec.view is not None and spec.view.ordered else frozenset(value or ())
    if spec.form == "date":
        return as_day(value)
    return cell_text(spec, value)


def _plain(raw: Any) -> Any:
    """The value without the wrapping of a data frame: NaN and NaT are nothing, numbers plain."""
    if isinstance(raw, str):
        return tidied(raw)
    if raw is None or isinstance(raw, list | tuple | Mapping):
        return raw
    if type(raw).__name__ in ("NAType", "NaTType") or (isinstance(raw, float) and raw != raw):
        return None
    if type(raw).__module__ == "numpy":
        return raw.item()
    return raw


def _read_text(spec: FieldSpec, raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, datetime) and raw.hour == raw.minute == raw.second == 0:
        raw = raw.date()
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = tidied(str(raw))
    return text.strip("\n").rstrip() if spec.long else text.strip()


def _refuse_faults(spec: FieldSpec, text: str) -> None:
    longest = LONGEST_TITLE if spec.name == "title" else LONGEST_TEXT
    wrong = fault(text, longest=longest, one_line=spec.name in ("title", "code"))
    if wrong:
        raise CellFault(f"the text {wrong}", "plain text" if not spec.choices else ", ".join(spec.choices))


def _choice(spec: FieldSpec, text: str) -> str:
    if not spec.choices or text in spec.choices:
        return text
    folded = text.casefold().replace("_", "-").replace(" ", "-")
    for choice in spec.choices:
        if choice.casefold().replace(" ", "-") == folded:
            return choice
    near = nearest(text, spec.choices)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise CellFault(f"'{text[:80]}' is no {spec.label}{meant}", ", ".join(spec.choices))


def _read_integer(raw: Any) -> int:
    if isinstance(raw, bool | date):
        raise CellFault("this is no whole number", "a whole number")
    if isinstance(raw, int):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    plain = str(raw).strip()
    digits = plain.removeprefix("-").removesuffix(".0")
    if digits.isascii() and digits.isdigit() and len(digits) <= 15:
        return int(digits) * (-1 if plain.startswith("-") else 1)
    raise CellFault(f"'{plain[:60]}' is no whole number", "a whole number")


def _read_yes_no(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellFault(f"'{str(raw)[:60]}' is neither yes nor no", "yes, no")


def _read_day(raw: Any) -> date:
    if isinstance(raw, bool | int | float):
        raise CellFault("a number stands here and no date", "a date such as 2014-07-18")
    try:
        day = as_day(raw)
    except ValueError as error:
        raise CellFault(str(error), "a date such as 2014-07-18") from error
    if day is None:
        raise CellFault("a date is missing", "a date such as 2014-07-18")
    return day


def _read_date_words(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        raw = date_words(raw)
    if isinstance(raw, date):
        raw = _read_day(raw).isoformat()
    try:
        return read_date_words(str(raw))
    except ValueError as error:
        raise CellFault(str(error), DATE_WORDS) from error


def _list_text(parts: list[str]) -> str:
    plain = all(part and part == part.strip() and ";" not in part for part in parts)
    if plain and not parts[0].startswith("["):
        return "; ".join(parts)
    return json.dumps(parts, ensure_ascii=False)


def _read_list(raw: Any) -> list[str]:
    if isinstance(raw, list | tuple | set | frozenset):
        return [str(part).strip() for part in raw if str(part).strip()]
    if isinstance(raw, date):
        return [_read_day(raw).isoformat()]
    text = str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).strip()
    if text.startswith("["):
        try:
            parts = json.loads(text)
        except (ValueError, RecursionError):
            parts = None
        if isinstance(parts, list) and all(isinstance(part, str) for part in parts):
            return parts
    return [part.strip() for part in text.split(";") if part.strip()]


def _pairs_text(value: Mapping[str, Any]) -> str:
    def plain(part: Any) -> bool:
        text = str(part)
        return not isinstance(part, dict | list | type(None)) and text == text.strip() and ";" not in text

    if all(plain(k) and plain(v) and k and ":" not in k for k, v in value.items()):
        written = "; ".join(f"{k}: {v}" for k, v in value.items())
        if not written.startswith("{"):
            return written
    return json.dumps(dict(value), ensure_ascii=False, default=str)


def _read_pairs(text: str) -> dict[str, Any]:
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CellFault("this starts like JSON and cannot be read", "name: value; name: value") from error
        if isinstance(document, dict):
            return document
    pairs = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, colon, value = part.partition(":")
        if not colon or not name.strip():
            raise CellFault(f"'{part.strip()[:60]}' has no name before a colon", "name: value; name: value")
        pairs[name.strip()] = value.strip()
    return pairs


def _any_text(value: Any) -> str:
    if isinstance(value, str) and isinstance(_read_any(value), str) and value == value.strip():
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _read_any(raw: Any) -> Any:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return raw.strip()


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")
