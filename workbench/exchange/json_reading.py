"""Reading ``record.json``: what is wrong is said with its place, and nothing is taken of a file with a fault."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from workbench.exchange.archive import RefusedFile
from workbench.exchange.encoding import decode
from workbench.exchange.exchanged import Exchanged, ExchangedItem, ExchangedLink
from workbench.exchange.record_file import FORMAT, VERSION, FileItem, FileLink, RecordFile
from workbench.graph.plain_text import fault
from workbench.graph.proposed import Place, Problem

MAXIMUM_BYTES = 50_000_000
"""Largest file that is read: a record of some 30,000 items with three links each, for which a gigabyte is needed."""
DEEPEST = 40
"""Most objects and lists that may stand within one another."""
MOST_PROBLEMS = 100
"""Problems that are named; of the others the number is said."""
_TWICE = "\0twice"
_NAME = re.compile(r"[A-Za-z_$][\w$-]*")


def read_record_json(data: bytes, name: str) -> Exchanged:
    """Read a file.

    Args:
        data: the whole file.
        name: its name, for sentences.

    Raises:
        RefusedFile: when it is no JSON, or no file of this form, with one sentence.
    """
    document = _document(decode(data, name, maximum=MAXIMUM_BYTES).text, name)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format") if isinstance(document, dict) else type(document).__name__
        raise RefusedFile(
            f'\'{name}\' is JSON, but no record: its "format" is {_shown(found)}. Allowed: "{FORMAT}".'
        )
    version = document.get("version")
    if isinstance(version, bool) or version != VERSION:
        raise RefusedFile(
            f"'{name}' has the version {_shown(version)} of the form, which is not known here. Allowed: {VERSION}."
        )
    problems = list(_unsound(document, name))
    if not problems:
        try:
            return _exchanged(RecordFile.model_validate_json(json.dumps(document), strict=True), name)
        except ValidationError as error:
            problems = [_wrong(found, name) for found in error.errors()]
    if len(problems) > MOST_PROBLEMS:
        rest = len(problems) - MOST_PROBLEMS
        problems[MOST_PROBLEMS:] = [Problem(f"and {rest:,} more places like these", Place(name))]
    return Exchanged(name, problems=tuple(problems))


def _document(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise RefusedFile(
            f"'{name}' is no JSON from line {error.lineno}, column {error.colno} on: "
            f"{error.msg[:1].lower()}{error.msg[1:].removesuffix(' starting at')}."
        ) from error
    except RecursionError as error:
        raise RefusedFile(f"'{name}' is nested too deeply; at most {DEEPEST} levels are read.") from error
    except ValueError as error:
        raise RefusedFile(f"'{name}' cannot be read: {error}.") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counted = Counter(name for name, _ in pairs)
        found[_TWICE] = next(name for name, number in counted.items() if number > 1)
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} stands in it, which is no number that JSON knows; write null or leave it out")


def _unsound(document: Any, name: str) -> Iterator[Problem]:
    """Names that stand twice, characters that no text may hold, numbers without end, too deep nesting."""
    waiting: list[tuple[Any, str, int]] = [(document, "", 0)]
    while waiting:
        value, path, depth = waiting.pop()
        place = Place(name, path=path)
        if depth > DEEPEST:
            yield Problem(f"is nested too deeply; at most {DEEPEST} levels are read", place)
        elif isinstance(value, dict):
            twice = value.pop(_TWICE, None)
            if twice is not None:
                yield Problem(f"the name '{twice}' stands twice in one object; only one can be meant", place)
            for inner, part in value.items():
                if wrong := fault(inner):
                    yield Problem(f"a name {wrong}", place)
                waiting.append((part, _step(path, inner), depth + 1))
        elif isinstance(value, list):
            waiting.extend((part, f"{path}[{number}]", depth + 1) for number, part in enumerate(value))
        elif isinstance(value, str):
            if wrong := fault(value):
                yield Problem(f"the text {wrong}", place)
        elif isinstance(value, float) and not math.isfinite(value):
            yield Problem("the number is too large", place)


def _step(path: str, name: str) -> str:
    if _NAME.fullmatch(name):
        return f"{path}.{name}" if path else name
    return f"{path}[{json.dumps(name)}]"


def _wrong(error: Any, name: str) -> Problem:
    path = ""
    for part in error["loc"]:
        path = f"{path}[{part}]" if isinstance(part, int) else _step(path, str(part))
    kind, context = error["type"], error.get("ctx", {})
    allowed = str(context.get("expected") or context.get("pattern") or "")
    messages = {"extra_forbidden": "is no name of this form", "missing": "is missing"}
    message = messages.get(kind) or str(error["msg"])[:1].lower() + str(error["msg"])[1:]
    found = "" if kind == "missing" else _shown(error.get("input"))
    return Problem(message, Place(name, path=path), found, allowed)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _exchanged(file: RecordFile, name: str) -> Exchanged:
    return Exchanged(
        name,
        tuple(_item(item, f"items[{number}]", name) for number, item in enumerate(file.items)),
        record_id=file.record.id,
        change=file.moment.change,
        whole=file.whole,
        title=file.record.title or file.title,
        group=file.record.group,
        vocabulary=file.vocabulary,
        reconstruction=file.record.reconstruction,
        effective_on=file.moment.effective_on,
    )


def _item(item: FileItem, path: str, name: str) -> ExchangedItem:
    own: Mapping[str, Any] = item.detail
    return ExchangedItem(
        item.uuid,
        item.code,
        item.kind,
        item.title,
        item.text,
        item.status,
        own,
        {**(item.model_extra or {}), **item.foreign},
        tuple(_link(link, f"{path}.links[{number}]", name) for number, link in enumerate(item.links)),
        item.revision,
        item.digest,
        Place(name, path=path),
        {
            **{
                field: Place(name, path=_step(path, field))
                for field in ("uuid", "code", "kind", "title", "status")
            },
            **{field: Place(name, path=_step(f"{path}.detail", field)) for field in own},
        },
    )


def _link(link: FileLink, path: str, name: str) -> ExchangedLink:
    return ExchangedLink(
        link.relation, link.target, link.code, link.detail, link.fingerprint, Place(name, path=path)
    )
