"""Answers by line: a word for each alternative or each day that a call asks about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workbench.exchange.replies import wording
from workbench.exchange.replies.signals import label_of
from workbench.exchange.replies.units import plain_signs
from workbench.graph.ballots import BallotRow
from workbench.graph.dates import MONTH_NAMES, MONTHS

DATES = "date-poll"
_DATE_WORDS: tuple[tuple[str, str], ...] = (
    ("if-need-be", r"if[ -](?:need be|needed|necessary|i must|we must)|only if (?:needed|necessary)"),
    (
        "no",
        r"no|not available|not possible|does not work|doesn't work|cannot|can't(?: make it)?|unavailable|✗|✕",
    ),
    ("yes", r"yes|works(?: for us| for me| well)?|available|fine|good|ok|okay|✓|we can(?: make it| attend)?"),
)
_MONTH = "|".join(f"{name}|{name[:3]}|{name[:4]}" for name in MONTH_NAMES)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = re.compile(
    rf"{_WEEKDAY}(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|"
    rf"nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})\.?(?:,?\s+(?P<year2>\d{{4}}))?"
    r"|(?P<m>\d{1,2})/(?P<d>\d{1,2})(?:/(?P<y>\d{4}))?)(?!\d)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[:=]|[-–—]+|\.{2,})?\s*")
_BULLET = re.compile(r"^\s*(?:[-*•]\s+)?")


@dataclass(frozen=True)
class Answers:
    """The answers that were read.

    Args:
        words: the word for each key.
        line: of the first answer, from 1.
        used: numbers of the lines that were understood.
        doubts: why they cannot be taken, each the end of a sentence.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    preference: str = ""
    line: int | None = None
    quote: str = ""
    used: frozenset[int] = frozenset()
    reasons: str = ""
    doubts: tuple[str, ...] = ()


def read_answers(lines: Sequence[tuple[int, str]], ballot: BallotRow) -> Answers:
    """Read the lines that answer a choice of the call; every other line is left to the reader of sentences."""
    keys = [choice.key for choice in ballot.choices]
    given: dict[str, str] = {}
    used: dict[int, str] = {}
    doubts: list[str] = []
    reasons: list[str] = []
    preference = ""
    for number, raw in lines:
        line = re.sub(r"\s+", " ", _BULLET.sub("", plain_signs(raw))).strip()
        preferred = re.match(
            r"(?:our |we )?(?:preference|preferred|prefer)\s*(?:is|[:=-])?\s*(?P<rest>\S.*)", line, re.I
        )
        if preferred is not None and (found := _key(preferred["rest"], keys, ballot.kind)) is not None:
            key, after = found
            if after.strip(" .!"):
                doubts.append(f"“{line}” names what is preferred, and more")
            preference, used[number] = key, line
            continue
        head = _key(line, keys, ballot.kind)
        if head is None:
            if ballot.kind == DATES and _DAY.search(line):
                doubts.append(f"“{line}” names a day and is no plain answer to it")
            continue
        key, after = head
        word, reason = _word(after[_SEPARATOR.match(after).end() :], ballot.kind)  # type: ignore[union-attr]
        if not key or word is None:
            doubts.append(f"“{line}” is no plain answer to one of {', '.join(keys)}")
            continue
        if given.get(key, word) != word:
            doubts.append(f"{key} is answered twice: “{line}”")
        given[key], used[number] = word, line
        reasons.append(reason)
    first = min(used) if used else None
    return Answers(
        given,
        preference,
        first,
        used[first] if first is not None else "",
        frozenset(used),
        "\n".join(filter(None, reasons)),
        tuple(doubts),
    )


def _key(line: str, keys: Sequence[str], kind: str) -> tuple[str, str] | None:
    """The choice that a line begins with, empty for none of the call's, and what follows; None for no choice."""
    if kind == DATES:
        match = _DAY.match(line)
        return None if match is None else (_day(match, keys), line[match.end() :])
    for key in sorted(keys, key=len, reverse=True):
        letter = key.rpartition("-")[2]
        number = (re.search(r"-0*(\d+)-", key) or re.search(r"()", key))[1]  # type: ignore[index]
        short = rf"(?:(?:iss-)?0*{number}\s*-?\s*{letter}|" if number else "(?:"
        lettered = rf"(?:alternative|alt\.?|option|proposal) {letter}|\(?{letter}\)?(?=\s*[:)=])"
        pattern = rf"(?:{re.escape(key)}|{short}{lettered}))(?![\w])"
        match = re.match(pattern, line, re.IGNORECASE)
        if match is not None:
            return key, line[match.end() :].lstrip(")")
    return None


def _day(match: re.Match[str], keys: Sequence[str]) -> str:
    """The one day of the call that was written; empty where none or several could be meant."""
    if match["iso"]:
        return match["iso"] if match["iso"] in keys else ""
    name = match["month"] or match["month2"]
    month = int(match["m"]) if match["m"] else MONTHS.index(name[:3].title()) + 1
    day = int(match["day"] or match["day2"] or match["d"])
    year = match["year"] or match["year2"] or match["y"]
    days = [date.fromisoformat(key) for key in keys]
    fits = [d for d in days if (d.month, d.day) == (month, day) and year in (None, str(d.year))]
    return fits[0].isoformat() if len(fits) == 1 else ""


def _word(text: str, kind: str) -> tuple[str | None, str]:
    """The answer that a line gives, and the reason beside it."""
    if kind == DATES:
        for word, pattern in _DATE_WORDS:
            if re.fullmatch(rf"(?:{pattern})\s*[.!]*", text.strip(), re.IGNORECASE):
                return word, ""
        return None, ""
    found = label_of(text)
    if found is None:
        return None, ""
    word, rest = found
    reason = rest.strip(" .,:;-–—()")
    if (
        wording.TAKEN_BACK.search(reason)
        or wording.STANCE.search(wording.BENIGN.sub(" ", reason))
        or (word in ("support", "can-live-with") and wording.CONDITION.search(reason))
    ):
        return None, ""
    return word, reason
