"""What only this workbench writes and reads: which record a file is of, at which change, and the words that it adds.

It stands where the form has room for what one tool says to itself (``TOOL-EXTENSIONS``); other tools pass it over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from lxml import etree

from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.reqif.building import add
from workbench.exchange.reqif.datatypes import json_text
from workbench.exchange.reqif.names import EXTENSION
from workbench.exchange.reqif.soundness import place
from workbench.graph.plain_text import printable
from workbench.graph.proposed import Problem
from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import shipped

_RECORD: Final = f"{{{EXTENSION}}}record"
_WORDS: Final = f"{{{EXTENSION}}}vocabulary"


def write_extension(root: etree._Element, snapshot: Snapshot, heading: RecordHeading, day: str) -> None:
    """Write it; a state that was read by the group's dates is that of no change.

    Args:
        day: the group's date of the file.
    """
    within = add(add(root, "TOOL-EXTENSIONS"), "REQ-IF-TOOL-EXTENSION")
    element = etree.SubElement(within, _RECORD, nsmap={"workbench": EXTENSION})
    element.set("id", heading.record_id)
    if snapshot.day is None:
        element.set("change", str(snapshot.change))
    element.set("effective-on", day)
    element.set("group", printable(heading.group))
    if heading.reconstruction:
        element.set("reconstruction", "true")
    if heading.vocabulary:
        etree.SubElement(element, _WORDS).text = printable(json_text(dict(heading.vocabulary)))


@dataclass(frozen=True)
class Extension:
    """What a file says of its record.

    Args:
        said: arguments of ``Exchanged``; empty for a file of another tool.
        words: what the record adds to the shipped words.
        problem: why the words cannot be read.
    """

    said: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


def read_extension(root: etree._Element, name: str) -> Extension:
    """Read it.

    Args:
        root: the outermost element of the file.
        name: the file's name, for sentences.
    """
    element = root.find(f".//{_RECORD}")
    if element is None:
        return Extension()
    change, day = element.get("change", ""), element.get("effective-on", "")
    try:
        effective_on = date.fromisoformat(day)
    except ValueError:
        effective_on = None
    words, problem = _words(element.find(_WORDS), name)
    said = {
        "record_id": element.get("id", ""),
        "group": element.get("group", ""),
        "reconstruction": element.get("reconstruction") == "true",
        "change": int(change) if change.isdecimal() else None,
        "effective_on": effective_on,
        "whole": change.isdecimal(),
        "vocabulary": words,
    }
    return Extension(said, words, problem)


def _words(element: etree._Element | None, name: str) -> tuple[Mapping[str, Any], Problem | None]:
    if element is None:
        return {}, None
    try:
        found = json.loads(element.text or "")
        if isinstance(found, dict):
            shipped().extended(found)
            return found, None
        why = "they are no lists with names"
    except (ValueError, LookupError, RecursionError) as error:
        why = str(error).split("\n")[0]
    allowed = "lists of words as in vocabulary.yaml, written as JSON"
    return {}, Problem(f"the words of the record cannot be read: {why}", place(name, element), "", allowed)
