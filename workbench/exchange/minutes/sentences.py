"""Sentences of a line, and what can be told of each before its kind is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from workbench.exchange.minutes.almanac import Almanac
from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.dates import FoundDate, find_dates
from workbench.exchange.minutes.outline import Line
from workbench.exchange.minutes.people import Directory
from workbench.exchange.minutes.proposals import STATUS, MinutesProposal, dated, titled

LONGEST = 700
"""Characters of a sentence that are looked at; what follows is seldom part of the same thought."""

_STOP = re.compile(r"(?:[.!?]+[\"”’)\]]*\s+|;\s+)(?=[\"“(\[]?[A-Z0-9a-z@])")
_OWN_SUBJECT = re.compile(
    r"(?:[@\w'’-]+\s+){1,4}(?:to|will|shall|is|are|was|were|has|have|prefer\w*|agreed|asked|suggested|proposed|noted|said|wants?|thinks?|felt|hopes?)\s"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|cf|approx|no|nos|fig|sec|dr|mr|mrs|ms|prof|inc|corp|co|ltd|st|jr|sr|dept|ref|al|u\.s|a\.m|p\.m"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|min|max|est|rev|ver|vol|art|para)|(?:^|\s|\()[A-Z])\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Context:
    """What stands above and before a sentence.

    Args:
        senses: what the headings above say of the lines under them.
        topic: the nearest heading's words.
        question: the question that alternatives here answer.
        owner: owner given by the line above ("Maria will:").
        speaker: who was last named.
        binds: whom an agreement announced above is said to bind, in words.
        asserted_by: who reported that agreement.
    """

    almanac: Almanac
    directory: Directory
    senses: tuple[str, ...] = ()
    topic: str = ""
    question: str = ""
    owner: str = ""
    speaker: str = ""
    binds: str = ""
    asserted_by: str = ""

    def under(self, *senses: str) -> bool:
        return any(sense in self.senses for sense in senses)

    def within(self, **changes: Any) -> Context:
        return replace(self, **changes)


@dataclass(frozen=True)
class Sentence:
    """One sentence with its place; ``offset`` is where it begins in the line's text."""

    text: str
    line: Line
    offset: int
    context: Context
    label: str = ""
    aside: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def past(self) -> bool:
        """It reports what has happened and announces nothing."""
        return cues().has("past", self.text) and not cues().has("future", self.text)

    @cached_property
    def dates(self) -> list[FoundDate]:
        almanac = replace(self.context.almanac, past=self.past)
        return [found for found in find_dates(self.text, almanac) if not found.impossible]

    @cached_property
    def speech(self) -> re.Match[str] | None:
        """Who says what, where the sentence is a report."""
        return _speech().match(self.text)

    @cached_property
    def speaker(self) -> str:
        if self.speech is None:
            return ""
        owner = self.context.directory.owner(self.speech["who"])
        if owner is None:
            return ""
        return self.context.speaker if owner.pronoun else owner.words

    @cached_property
    def core(self) -> str:
        """What is said, without who says it."""
        if self.speech is None or not self.speaker:
            return self.text
        return self.speech["core"]

    @cached_property
    def number(self) -> int:
        return self.line.file_line(self.offset)

    @cached_property
    def quote(self) -> str:
        words = self.extra.get("quote") or self.text.strip()
        return words if words in self.line.raw else self.line.raw

    @property
    def standing(self) -> str:
        """By what authority a date in it stands: hoped for, ordered, or proposed."""
        if cues().has("hoped", self.text):
            return "hoped"
        return "ordered" if cues().has("ordered", self.text) else "proposed"

    def propose(
        self,
        kind: str,
        title: str,
        reason: str,
        *,
        owner: str = "",
        due: FoundDate | None = None,
        status: str = "",
        detail: dict[str, Any] | None = None,
        question: str = "",
        standing: str = "",
    ) -> MinutesProposal:
        """A proposal that comes from this sentence."""
        return MinutesProposal(
            kind=kind,
            title=titled(title) or titled(self.text) or self.quote,
            line=self.number,
            quote=self.quote,
            owner=owner,
            due=dated(due, standing or self.standing),
            status=status or STATUS[kind],
            detail=detail or {},
            reason=reason,
            question=question,
        )


def sentences(line: Line, context: Context) -> Iterator[Sentence]:
    """The sentences of a line, labels such as "ACTION 3/2:" taken off the first one."""
    label, start, aside = taken_label(line.text)
    for begin, end in _spans(line.text, start):
        text = line.text[begin:end]
        yield Sentence(text[:LONGEST], line, begin, context, label=label, aside=aside)
        label = "remark" if label else ""  # the label speaks for its own sentence


def taken_label(text: str) -> tuple[str, int, str]:
    """The sense of a label at the start of a text, where its words begin, and the label's aside."""
    for sense, pattern in cues().labels.items():
        match = pattern.match(text)
        if match is not None and (match.end() < len(text) or sense not in ("none", "remark")):
            return sense, match.end(), match["aside"] or ""
    return "", 0, ""


def _spans(text: str, start: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start):
        head = text[begin : stop.start() + 1]
        following = text[stop.end() : stop.end() + 1]
        if text[stop.start()] == ";":
            if re.match(r"(?:and\s+|or\s+)?\(?(?:[a-h]|\d|[ivx]+)\)", text[stop.end() :]):
                continue
            after = text[stop.end() :]
            own = after[:1].isupper() or _OWN_SUBJECT.match(after)
            if len(head.split()) < 3 or len(after.split()) < 3 or not own:
                continue
        elif _ABBREVIATION.search(head) or (following.islower() and text[stop.start()] == "."):
            continue
        yield begin, stop.start() + len(stop[0].rstrip().rstrip(";"))
        begin = stop.end()
    if begin < len(text):
        yield begin, len(text)


def _speech() -> re.Pattern[str]:
    return cues().compile(
        r"^(?P<who>(?:[\w.&'’/-]+(?:\s+\([^)]{1,40}\))?\s+){1,7}?)(?:has\s+|have\s+|had\s+)?<<adverb>>(?P<verb><<report_verb>>)\s+"
        r"(?P<to>(?!that\b)(?:(?:the|all|our)\s+)?(?:(?!that\b)[\w-]+\s+){0,2}?(?:<<group_noun>>|<<class_noun>>|everyone|all|staff|them|us)\s+)?"
        r"(?P<link>that\s+|of\s+|about\s+|on\s+|to\s+|,\s*[\"“]?)?(?P<core>.+)$"
    )
