"""How a filing words dates, lists and names: American dates, plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workbench.filing.plaintext import one_line
from workbench.graph.snapshot import ItemView, code_order

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

STANDINGS = {
    "ordered": "Ordered by the Commission",
    "proposed": "Proposed",
    "held": "Held",
    "known": "Reported",
}
"""What a filing says of a date's standing; hoped dates have no word, for they are not printed."""

_DIGIT = re.compile(r"\d")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
_DAY_AND_MONTH = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b(?! \d{{4}})")


def day(value: Any) -> date | None:
    """A date from what a detail holds (an ISO string), or None."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def american(value: date) -> str:
    """A day as ``July 18, 2014``."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def american_text(text: str) -> str:
    """A text whose dates are written as the Commission's documents write them."""
    if not _DIGIT.search(text):
        return text
    text = _DAY_FIRST.sub(r"\2 \1, \3", text)
    return _DAY_AND_MONTH.sub(r"\2 \1", text)


def when(spec: Any) -> str:
    """A date with its qualifier in words, such as ``By July 7, 2014``."""
    if not isinstance(spec, Mapping):
        found = day(spec)
        return american(found) if found else ""
    start, end = day(spec.get("start")), day(spec.get("end"))
    qualifier = spec.get("qualifier", "on")
    if qualifier == "between" and start and end:
        if start.year == end.year:
            return f"{MONTHS[start.month - 1]} {start.day} to {american(end)}"
        return f"{american(start)} to {american(end)}"
    last = end or start
    if qualifier == "by" and last:
        return f"By {american(last)}"
    if qualifier == "after" and start:
        return f"After {american(start)}"
    if qualifier == "on" and start:
        words = one_line(spec.get("words") or "")
        return f"{american(start)} ({words})" if words else american(start)
    return one_line(spec.get("words") or "") or "No date set"


def order_of(spec: Any) -> tuple[date, date]:
    """A sort key of a date with qualifier; what has no day comes last."""
    if not isinstance(spec, Mapping):
        found = day(spec) or date.max
        return found, found
    start, end = day(spec.get("start")), day(spec.get("end"))
    return end or start or date.max, start or end or date.max


def standing(spec: Any) -> str:
    """By what authority a date stands: ordered, proposed, hoped, held, known."""
    return str(spec.get("standing", "proposed")) if isinstance(spec, Mapping) else "proposed"


def listed(parts: Iterable[str], word: str = "and") -> str:
    """Parts as ``a, b and c``."""
    found = [part for part in parts if part]
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {word} {found[-1]}"


def sentence(text: str) -> str:
    """A text with a capital at its beginning and a full stop at its end."""
    text = one_line(text)
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?:" else text + "."


def lower_first(text: str) -> str:
    """A text for the middle of a sentence: its first word begins small unless it is an abbreviation."""
    text = one_line(text)
    return text[0].lower() + text[1:] if len(text) > 1 and text[1].islower() else text


def spelled(status: str) -> str:
    """A status as words with a capital: ``in-discussion`` becomes ``In discussion``."""
    words = one_line(status).replace("-", " ")
    return words[:1].upper() + words[1:]


def numbers(values: Iterable[str]) -> str:
    """Issue numbers in order, runs of three and more shortened: ``1 to 5, 8 and 9``."""
    ordered = sorted(dict.fromkeys(values), key=code_order)
    parts: list[str] = []
    run: list[str] = []
    for value in [*ordered, ""]:
        if run and value.isdigit() and run[-1].isdigit() and int(value) == int(run[-1]) + 1:
            run.append(value)
            continue
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run
        run = [value]
    return listed(parts)


def marked(item: ItemView, text: str) -> str:
    """A text that says so where the statement is inferred."""
    return f"{text} (inferred)" if item.detail.get("certainty") == "inferred" else text
