"""What an item of a file says, in stored form, and how it differs from the record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from workbench.exchange.exchanged import plain
from workbench.exchange.exchanged_matching import Match
from workbench.graph.proposed import Place, Problem
from workbench.graph.snapshot import ItemView
from workbench.graph.vocabulary import FOREIGN, KINDS, Vocabulary


@dataclass
class Said:
    """What one item of the file says.

    Args:
        values: title, text, status and the kind's own fields, in stored form; only what the file says.
        foreign: attributes of other tools; one that is None is taken away.
        problems: values that stand in the way.
        not_taken: values that were kept as foreign attributes, because no field can hold them.
    """

    values: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    not_taken: list[Problem] = field(default_factory=list)


def said_by(match: Match, vocabulary: Vocabulary, *, of_another_tool: bool) -> Said:
    """Read the values of an item: what a field cannot hold is a problem, of another tool's file a foreign attribute."""
    item, model = match.item, KINDS[match.kind].detail
    said = Said(foreign=dict(plain(item.foreign)))
    said.values = {
        name: plain(value)
        for name, value in (("title", item.title), ("text", item.text))
        if value is not None
    }
    if "title" in said.values:
        said.values["title"] = said.values["title"].strip()
    if item.status is not None:
        allowed = vocabulary.statuses_of(match.kind)
        if item.status in allowed:
            said.values["status"] = item.status
        else:
            said.foreign["status"] = item.status
            said.not_taken.append(
                Problem("is no status of this kind; it is kept as an attribute of another tool",
                        item.place_of("status"), item.status, ", ".join(allowed), item.code)
            )  # fmt: skip
    known = {n: plain(v) for n, v in item.fields.items() if n in model.model_fields and n != FOREIGN}
    said.foreign |= {n: plain(v) for n, v in item.fields.items() if n not in model.model_fields}
    refused = {name: problem for problem, name in _unknown_words(match, known, vocabulary)}
    while True:
        try:
            checked = model.model_validate_json(
                json.dumps({n: v for n, v in known.items() if v is not None}), strict=True
            )
            break
        except ValidationError as error:
            for fault in error.errors():
                name = str(fault["loc"][0]) if fault["loc"] else ""
                refused[name] = _fault(match, name, fault)
            if not known.keys() & refused.keys():  # a rule of the whole, not of one field
                known.clear()
            for name in refused:
                known.pop(name, None)
    written = checked.model_dump(mode="json")
    said.values |= {name: written.get(name) for name in known}
    for name, problem in refused.items():
        if of_another_tool:
            said.foreign[name] = plain(item.fields.get(name))
            said.not_taken.append(
                replace(problem, message=f"{problem.message}; it is kept as an attribute of another tool")
            )
            said.values.pop(name, None)
        else:
            said.problems.append(problem)
    return said


def _unknown_words(
    match: Match, known: Mapping[str, Any], vocabulary: Vocabulary
) -> list[tuple[Problem, str]]:
    found = []
    for name, words in (
        ("destination", tuple(vocabulary.destinations)),
        ("category", tuple(vocabulary.organisation_classes)),
    ):
        if name == "category" and match.kind != "organisation":
            continue
        value = known.get(name)
        for word in value if isinstance(value, list) else [value] if isinstance(value, str) and value else []:
            if isinstance(word, str) and word not in words:
                problem = Problem(
                    f"is no {name}", match.item.place_of(name), word, ", ".join(words), match.item.code
                )
                found.append((problem, name))
    return found


def _fault(match: Match, name: str, fault: Any) -> Problem:
    place = _within(match.item.place_of(name), [str(part) for part in fault["loc"][1:]])
    message = str(fault["msg"]).removeprefix("Value error, ")
    found = fault.get("input")
    shown = "" if found is None or isinstance(found, dict) else str(found)[:120]
    return Problem(
        f"'{name}' cannot hold this: {message[:1].lower()}{message[1:]}", place, shown, code=match.item.code
    )


def _within(place: Place, parts: list[str]) -> Place:
    if not place.path:
        return place
    steps = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)
    return replace(place, path=place.path + steps)


def differing(said: Said, now: ItemView, base: ItemView) -> dict[str, Any]:
    """The fields that the file changes.

    Args:
        now: the item as the record has it.
        base: the item as the file was written from; ``now`` where that is not known.
    """
    changed = {
        name: value
        for name, value in said.values.items()
        if _differs(value, base.value(name)) and _differs(value, now.value(name))
    }
    kept = now.detail.get(FOREIGN) or {}
    after = merged(said.foreign, base.detail.get(FOREIGN) or {}, kept)
    if after != kept:
        changed[FOREIGN] = after or None
    return changed


def merged(said: Mapping[str, Any], before: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of other tools by name, those of a file among those that are kept, whichever tool said them.

    Args:
        said: what the file says; what is None is taken away, and what is not in it stays.
        before: what the file was written from; what only repeats it changes nothing.
        kept: what the record has.
    """
    after = {**kept, **{name: value for name, value in said.items() if value != before.get(name)}}
    return {name: value for name, value in after.items() if value is not None}


def _differs(one: Any, other: Any) -> bool:
    empty: tuple[Any, ...] = (None, "", [], {})
    return one != other and not (one in empty and other in empty)
