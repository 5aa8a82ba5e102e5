"""Minutes from a file to proposals: the one entrance of this package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from rapidfuzz import fuzz

from workbench.exchange.archive import RefusedFile
from workbench.exchange.minutes.almanac import Almanac
from workbench.exchange.minutes.calendar_forms import MONTH
from workbench.exchange.minutes.calendar_words import calendar_words
from workbench.exchange.minutes.headings import heading_senses
from workbench.exchange.minutes.outline import Line, outline
from workbench.exchange.minutes.people import Directory
from workbench.exchange.minutes.proposals import MinutesProposal, MinutesReading, titled
from workbench.exchange.minutes.sections import Walk
from workbench.exchange.minutes.sentences import Context
from workbench.exchange.minutes.structure import Node, tree
from workbench.exchange.minutes.word import read_word
from workbench.exchange.plain_text import read_text
from workbench.graph.proposed import Place, Problem

ENDINGS = (".txt", ".md", ".markdown", ".text", ".docx", "")
"""Endings of files that are read; a text without a name is read as plain text."""

_YEAR = re.compile(rf"\b(?:19|20)\d\d\b|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2}}\b|{MONTH}\s+\d", re.IGNORECASE)
MAXIMUM_TEXT_BYTES = 1_000_000
"""Largest text that is read as minutes; those of a long meeting have 100 kB."""
MAXIMUM_PROPOSALS = 1_500
"""Most proposals of one text; nobody looks through more."""
_SAME_TASK = 82
"""Likeness, of a hundred, above which two proposals of one kind are one and the same."""


def read_minutes(
    data: bytes, name: str = "pasted text", *, known: Sequence[str] = (), meeting: date | None = None
) -> MinutesReading:
    """Read minutes and propose what they hold; nothing is saved.

    Args:
        data: the file's bytes, or a pasted text in UTF-8.
        name: the file's name; ``.docx`` is read as Word, everything else as text or Markdown.
        known: full names of people in the record, so that a first name or initials find them.
        meeting: day of the meeting, where the facilitator knows better than the minutes.

    Returns:
        Title, date, outline and proposals in the order of their lines. The same bytes give the same reading.

    Raises:
        RefusedFile: when the file is no text or Word document, too large, or made to do harm.
    """
    suffix = PurePosixPath(name.lower()).suffix
    notes: tuple[str, ...] = ()
    header = ""
    if suffix == ".docx":
        word = read_word(data, name)
        text, lines, header = word.text, list(word.lines), word.header
    elif suffix in (".doc", ".pdf", ".xlsx", ".xls", ".rtf", ".odt", ".html", ".htm", ".pptx", ".eml"):
        raise RefusedFile(
            f"'{name}' cannot be read as minutes; allowed are .txt, .md and .docx, or pasted text."
        )
    else:
        plain = read_text(data, name, MAXIMUM_TEXT_BYTES)
        text, notes = plain.text, plain.notes
        lines = outline(text)
    problems = [Problem(note, Place(name)) for note in notes]
    almanac = _almanac(lines, name, header, meeting)
    directory = Directory.of(text, known)
    roots = tree(lines)
    _take_attendees(roots, directory)
    if almanac.meeting is None:
        problems.append(
            Problem(
                "The minutes do not say when the meeting was; dates without a year are left open.",
                Place(name),
            )
        )
    problems.extend(_impossible_days(lines, almanac, name))
    walk = Walk()
    walk.nodes(roots, Context(almanac, directory))
    found = [p for p in walk.found if not _of_the_meeting_itself(p, almanac)]
    if len(found) > MAXIMUM_PROPOSALS:
        message = f"The text holds more than {MAXIMUM_PROPOSALS:,} proposals; the rest is left out."
        problems.append(Problem(message, Place(name, found[MAXIMUM_PROPOSALS].line)))
        found = found[:MAXIMUM_PROPOSALS]
    proposals = _resolved(_distinct(found), almanac)
    if not proposals:
        problems.append(Problem("Nothing to propose was found in the minutes.", Place(name)))
    people = {p.owner: directory.full_name(p.owner) for p in proposals if directory.is_person(p.owner)}
    return MinutesReading(
        name=name,
        title=_title(lines, name),
        date=almanac.meeting,
        text=text,
        lines=tuple(lines),
        proposals=tuple(proposals),
        problems=tuple(problems),
        people=people,
    )


def _almanac(lines: list[Line], name: str, header: str, meeting: date | None) -> Almanac:
    """The day of the meeting and how numbers in dates are read."""
    sample = "\n".join(line.text for line in lines[:4_000])
    slashes = [
        (int(a), int(b)) for a, b in re.findall(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})\b", sample)
    ]
    day_first = any(a > 12 for a, _ in slashes) and not any(b > 12 for _, b in slashes)
    reader = Almanac(day_first=day_first)
    if meeting is not None:
        return replace(reader, meeting=meeting)
    digits = re.sub(
        r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", r"\1-\2-\3", PurePosixPath(name).stem
    ).replace("_", " ")
    of_name = _first_day(digits, reader)
    head = lines[:15]
    labelled = [
        line.text
        for line in head
        if re.match(r"\W*(?:meeting\s+)?(?:date|held|when|day)\b", line.text, re.IGNORECASE)
    ]
    for text in (
        *labelled,
        *(line.text for line in head if _YEAR.search(line.text) and len(line.text) < 160),
        header,
    ):
        day = _first_day(text, reader)
        if day is not None:
            if (
                of_name
                and of_name != day
                and (of_name.year, of_name.day, of_name.month) == (day.year, day.month, day.day)
            ):
                return Almanac(of_name, day_first=True)
            return replace(reader, meeting=day)
    if of_name is not None:
        return replace(reader, meeting=of_name)
    for line in lines[:60]:
        if re.search(r"\b(?:met|meeting|call|held|session|minutes)\b", line.text, re.IGNORECASE) and (
            day := _first_day(line.text, reader)
        ):
            return replace(reader, meeting=day)
    return reader


def _first_day(text: str, reader: Almanac) -> date | None:
    return next(
        (
            w.start
            for w in calendar_words(text[:400], reader)
            if w.start and w.end and (w.end - w.start).days < 8
        ),
        None,
    )


def _title(lines: list[Line], name: str) -> str:
    """The first line that is words and not a number, a date or a field."""
    for line in lines[:10]:
        if subject := re.match(
            r"(?:subject|title|re|project|committee|(?:working\s+)?group|task\s+force)\s*:\s*(.+)",
            line.text,
            re.IGNORECASE,
        ):
            return titled(subject[1])
    for line in lines[:8]:
        text = line.text.strip()
        if len(re.findall(r"[^\W\d_]{2,}", text)) >= 2 and (
            line.role == "heading" or not re.match(r"[^:]{1,20}:\s", text)
        ):
            return titled(text)
    return titled(PurePosixPath(name).stem.replace("_", " ")) or "Minutes"


def _take_attendees(nodes: Iterable[Node], directory: Directory) -> None:
    for root in nodes:
        for node in root.walk():
            text = node.line.text
            if re.search(r"\b[A-Z]{2,4}\s*=\s*[A-Z][a-z]", text):
                directory.add(text)
            match = re.match(
                r"\W*(?:attend\w*|present|participants|in\s+attendance|members(?:\s+present)?|invitees|chair|secretary|scribe|facilitator|regrets|apologies"
                r"|remote|guests|staff|recorder|minutes\s+taken\s+by|absent)\b[^:]{0,30}:\s*(?P<names>.+)",
                text,
                re.IGNORECASE,
            )
            if match:
                directory.add(match["names"])
            if node.senses == ("ignore",) or (not node.senses and "ignore" in heading_senses(text)):
                for part in node.walk():
                    if part is not node:
                        directory.add(" | ".join(part.line.cells) or part.line.text)


def _impossible_days(lines: list[Line], almanac: Almanac, name: str) -> list[Problem]:
    problems = []
    for line in lines:
        for word in calendar_words(line.text[:2_000], almanac):
            if word.impossible and re.search(r"[A-Za-z]|\d{4}", line.text[word.position : word.stop]):
                problems.append(
                    Problem(
                        "There is no such day in the calendar; the date is left open.",
                        Place(name, line.number),
                        found=line.text[word.position : word.stop],
                        allowed="a day of the calendar",
                    )
                )
    return problems


def _of_the_meeting_itself(proposal: MinutesProposal, almanac: Almanac) -> bool:
    """A date in the head of the minutes that is the day of the meeting."""
    if proposal.line > 12 or proposal.kind not in ("milestone", "meeting") or almanac.meeting is None:
        return False
    return (proposal.due or {}).get("start") == almanac.meeting.isoformat()


def _distinct(found: list[MinutesProposal]) -> list[MinutesProposal]:
    """The proposals in order of their lines, a thing said twice kept once with all that was said of it."""
    kept: list[MinutesProposal] = []
    for proposal in sorted(found, key=lambda p: p.line):
        twin = next((i for i, other in enumerate(kept) if _same(other, proposal)), None)
        if twin is None:
            kept.append(proposal)
            continue
        other = kept[twin]
        richer, poorer = (proposal, other) if _richness(proposal) > _richness(other) else (other, proposal)
        kept[twin] = replace(
            richer,
            owner=richer.owner or poorer.owner,
            due=richer.due or poorer.due,
            detail={**poorer.detail, **richer.detail},
        )
    return sorted(kept, key=lambda p: p.line)


def _richness(proposal: MinutesProposal) -> tuple[bool, bool, int]:
    return bool(proposal.owner), bool(proposal.due), len(proposal.detail)


def _same(one: MinutesProposal, other: MinutesProposal) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind in ("milestone", "meeting") and one.due_words != other.due_words:
        return False
    if (
        one.owner
        and other.owner
        and not set(re.findall(r"\w+", one.owner.lower())) & set(re.findall(r"\w+", other.owner.lower()))
    ):
        return False
    if (
        one.kind == "meeting"
        and one.due_words
        and "next" in one.title.lower()
        and "next" in other.title.lower()
    ):
        return True
    likeness = float(fuzz.token_sort_ratio(one.title.lower(), other.title.lower()))
    if one.line == other.line:
        return likeness > 95
    return likeness >= _SAME_TASK


def _resolved(proposals: list[MinutesProposal], almanac: Almanac) -> list[MinutesProposal]:
    """Dates that wait for an event of the same minutes, such as the next meeting, put to its day."""
    result = []
    for proposal in proposals:
        due = dict(proposal.due) if proposal.due else None
        if (
            due
            and due["qualifier"] == "undated"
            and (day := _event_day(str(due["words"]), proposals, almanac))
        ):
            due.update(qualifier="by", start=None, end=day)
            proposal = replace(proposal, due=due)
        result.append(proposal)
    return result


def _event_day(words: str, proposals: list[MinutesProposal], almanac: Almanac) -> str | None:
    """First day of the event that the words name, when the minutes date exactly one such event."""
    days: set[Any] = set()
    low = words.lower()
    if re.search(
        r"\b(?:next|following|upcoming|coming)\b.*\b(?:meeting|call|session|workshop|plenary|webinar)", low
    ):
        noun = next(n for n in ("meeting", "call", "session", "workshop", "plenary", "webinar") if n in low)
        same = [p for p in proposals if p.kind == "meeting" and p.due and not p.hoped]
        named = [p for p in same if noun in p.title.lower()] or [p for p in same if "next" in p.title.lower()]
        days = {(p.due or {}).get("start") or (p.due or {}).get("end") for p in named}
        days.discard(None)
        return min(days) if days else None
    noun_match = re.search(
        r"(\w+)\s+(?:is|are|becomes?)\s+(?:due|submitted|filed|published|finali[sz]ed|adopted)$", low
    )
    if noun_match:
        days = {
            (p.due or {}).get("end") or (p.due or {}).get("start")
            for p in proposals
            if p.kind == "milestone"
            and p.due
            and re.search(rf"\b{re.escape(noun_match[1])}", p.title.lower())
        }
        days.discard(None)
        return min(days) if days else None
    return None
