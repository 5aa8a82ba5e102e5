"""Values of fields: from what a grid, a file or the command line gives to what an item stores."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workbench.graph.date_words import as_day, read_date_words
from workbench.graph.plain_text import LONGEST_TITLE, fault, tidied
from workbench.graph.proposed import Place, Problem
from workbench.record.kind import DateSpec, Kind
from workbench.record.kinds.configuration import NOT_SETTLED
from workbench.record.vocabulary import Vocabulary

COMMON = ("title", "text", "status", "confidential")
NOT_WRITABLE = ("code", "kind", "uuid", "revision", "fingerprint")
LARGEST_NUMBER = 10**18 - 1
YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def field_names(kind: Kind, vocabulary: Vocabulary) -> list[str]:
    """Every field of a kind that can be written: common, detail, and link views."""
    return [*COMMON, *kind.detail.model_fields, *vocabulary.views_of(kind.name)]


def empty(kind: Kind) -> dict[str, Any]:
    """Content of an item of this kind in which nothing is said yet."""
    return {
        "title": "",
        "text": "",
        "status": kind.default_status,
        "confidential": False,
        "detail": kind.detail().model_dump(mode="json"),
    }


def _parts(annotation: Any) -> tuple[Any, ...]:
    """The types that an annotation joins: ``date | None`` is both."""
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return typing.get_args(annotation) if union else (annotation,)


def _holds_anything(kind: Kind, name: str) -> bool:
    """Whether the model of the kind leaves the form of a field open, so that it is checked here."""
    parts = _parts(kind.detail.model_fields[name].annotation)
    return any(Any in (part, *typing.get_args(part)) for part in parts)


def _loosened(kind: Kind, name: str, value: Any) -> Any:
    """A value as typed, in the form that the detail model expects.

    Raises:
        ValueError: when a date cannot be read, in a sentence.
    """
    parts = _parts(kind.detail.model_fields[name].annotation)
    if not isinstance(value, str):
        return value
    value = tidied(value)
    if str in parts or Any in parts:
        return value
    if value.strip() == "":
        return None
    if any(typing.get_origin(part) is list for part in parts):
        return [part.strip() for part in value.split(";") if part.strip()]
    if DateSpec in parts:
        return read_date_words(value)
    if date in parts:
        return as_day(value)
    if bool in parts:
        return YES.get(value.strip().lower(), value)
    return value


def plain_document(detail: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """A document as the database keeps it, days as their words, and what is wrong with it, or None."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return {tidied(str(name)): plain(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [plain(inner) for inner in value]
        if isinstance(value, str):
            return tidied(value)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("holds a number that is not finite")
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            raise ValueError("holds a number of more than 18 digits")
        if value is None or isinstance(value, bool | int | float):
            return value
        raise ValueError(f"holds '{str(value)[:60]}', which is neither text, number, day nor list")

    try:
        document = plain(detail)
    except ValueError as error:
        return {}, str(error)
    for words in (*_texts(document), *_names(document)):
        if wrong := fault(words):
            return {}, wrong
    return document, None


def _names(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [*value, *(n for inner in value.values() for n in _names(inner))]
    return [n for inner in value for n in _names(inner)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [t for inner in value.values() for t in _texts(inner)]
    if isinstance(value, list):
        return [t for inner in value for t in _texts(inner)]
    return []


def apply(
    kind: Kind,
    vocabulary: Vocabulary,
    before: Mapping[str, Any],
    fields: Mapping[str, Any],
    place: Place,
    code: str,
) -> tuple[dict[str, Any], list[Problem]]:
    """Content after some fields were written (link views are left to the links' own planning).

    Args:
        before: content with title, text, status, confidential and detail.
        fields: new values by field name.

    Returns:
        The new content and every problem found; the content is to be used only without problems.
    """
    after = {**before, "detail": dict(before["detail"])}
    problems: list[Problem] = []

    def problem(name: str, message: str, found: Any = "", allowed: str = "") -> None:
        where = replace(place, column=name)
        shown = "" if found in ("", None) else str(found)[:120]
        problems.append(Problem(message, where, shown, allowed, code))

    views = vocabulary.views_of(kind.name)
    for name, value in fields.items():
        if name in views:
            continue
        if name in COMMON:
            _apply_common(kind, vocabulary, after, name, value, problem)
        elif name in kind.detail.model_fields:
            try:
                after["detail"][name] = _loosened(kind, name, value)
            except ValueError as error:
                problem(name, str(error))
                continue
            if _holds_anything(kind, name):
                document, wrong = plain_document({"value": after["detail"][name]})
                after["detail"][name] = document.get("value")
                if wrong:
                    problem(name, f"the value {wrong}")
        else:
            why = "cannot be written" if name in NOT_WRITABLE else "is no field of this kind"
            problem(name, f"'{name}' {why}", allowed=", ".join(field_names(kind, vocabulary)))
    try:
        after["detail"] = kind.detail.model_validate(_without_none(kind, after["detail"])).model_dump(
            mode="json"
        )
    except ValidationError as error:
        for fault_found in error.errors():
            location = ".".join(str(part) for part in fault_found["loc"])
            problem(location, *_said(fault_found))
    _check_words(kind, vocabulary, after["detail"], fields, problem)
    if not after["title"].strip():
        problem("title", "an item needs a title")
    return after, problems


def _without_none(kind: Kind, detail: Mapping[str, Any]) -> dict[str, Any]:
    """A field that was emptied takes its default, whether or not the model allows None."""
    return {name: value for name, value in detail.items() if value is not None}


def _apply_common(
    kind: Kind, vocabulary: Vocabulary, after: dict[str, Any], name: str, value: Any, problem: Any
) -> None:
    if name == "confidential":
        flag = value if isinstance(value, bool) else YES.get(str(value).strip().lower())
        if flag is None:
            problem(name, "is neither yes nor no", value, "yes, no")
        else:
            after[name] = flag
        return
    words = tidied("" if value is None else str(value))
    if name == "title":
        words = words.strip()
        wrong = fault(words, longest=LONGEST_TITLE, one_line=True)
        if wrong:
            problem(name, f"the title {wrong}")
    elif name == "text":
        wrong = fault(words)
        if wrong:
            problem(name, f"the text {wrong}")
    else:
        words = words.strip()
        allowed = vocabulary.statuses_of(kind.name)
        if words not in allowed:
            problem(name, "is no status of this kind", words, ", ".join(allowed))
    after[name] = words


def _check_words(
    kind: Kind, vocabulary: Vocabulary, detail: Mapping[str, Any], fields: Mapping[str, Any], problem: Any
) -> None:
    for name in fields.keys() & kind.detail.model_fields.keys():
        for words in (*_texts(detail.get(name)), *_names(detail.get(name))):
            wrong = fault(words)
            if wrong:
                problem(name, f"the text {wrong}")
    if "destination" in fields and vocabulary.destinations:
        found_words = detail.get("destination")
        for found in found_words if isinstance(found_words, list) else []:
            if found not in vocabulary.destinations:
                problem("destination", "is no destination", found, ", ".join(vocabulary.destinations))
    if kind.name == "configuration":
        _check_holders(vocabulary, detail, fields, problem)
    category = detail.get("category") if kind.name == "organisation" and "category" in fields else None
    if category and category not in vocabulary.organisation_classes:
        allowed = ", ".join(vocabulary.organisation_classes)
        problem("category", "is no class of organisations", category, allowed)


def _check_holders(
    vocabulary: Vocabulary, detail: Mapping[str, Any], fields: Mapping[str, Any], problem: Any
) -> None:
    """Who owns a hop, pays for it or implements something is one of the record's classes, so that it compares."""
    allowed = ", ".join(vocabulary.holders)
    for name in fields.keys() & {"owners", "payers"}:
        for found in detail.get(name) or []:
            if found not in (*vocabulary.holders, NOT_SETTLED):
                problem(name, "is nobody who may hold a hop", found, f"{allowed}, {NOT_SETTLED}")
    for found in (detail.get("duties") or {}) if "duties" in fields else ():
        if found not in vocabulary.holders:
            problem("duties", "is nobody who may have something to implement", found, allowed)


ALLOWED_BY_TYPE = {
    "date": "a day such as 2014-07-18",
    "int": "a whole number",
    "bool": "yes or no",
    "string": "text",
    "list": "values parted by semicolons",
    "dict": "names with their values",
}


def _said(error: ErrorDetails) -> tuple[str, str, str]:
    """Pydantic's finding as a message of ours, with what was found and what is allowed."""
    found = "" if isinstance(error.get("input"), dict) else str(error.get("input", ""))[:120]
    kind_of_error = error["type"]
    if kind_of_error == "literal_error":
        allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        return "is not one of the words allowed here", found, allowed
    if kind_of_error == "extra_forbidden":
        return "is no field of this kind", found, ""
    for name, allowed in ALLOWED_BY_TYPE.items():
        if kind_of_error.startswith(name):
            detail = error["msg"].partition(", ")[2]
            return (
                f"cannot be read as {allowed.split(' such')[0]}{f' ({detail})' if detail else ''}",
                found,
                allowed,
            )
    message = error["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:], found, ""
