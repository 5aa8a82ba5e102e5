"""What the reader proposes, and the reading of one set of minutes as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbench.exchange.minutes.dates import FoundDate
from workbench.exchange.minutes.outline import Line
from workbench.graph.proposed import Problem

TITLE_LENGTH = 140
"""Characters after which a title is cut at a word."""

STATUS = {
    "issue": "proposed",
    "agreement": "reported",
    "action": "open",
    "milestone": "open",
    "meeting": "planned",
    "proposal": "proposed",
}
"""First status of each kind that minutes propose; minutes report agreements, they make none."""

KIND_LABEL = {
    "issue": "Issue",
    "agreement": "Agreement",
    "action": "Action",
    "milestone": "Date",
    "meeting": "Meeting",
    "proposal": "Alternative",
}


@dataclass(frozen=True)
class MinutesProposal:
    """One item that the minutes seem to hold, for the facilitator to accept, edit or drop.

    Args:
        kind: issue, agreement, action, milestone, meeting or proposal (an alternative).
        title: a short title in the minutes' own words.
        line: number of the line that it comes from, from 1.
        quote: the words of that line.
        owner: who is named for it, as written; empty when nobody is.
        due: the date in the form of the record (qualifier, start, end, words, standing), or None.
        status: status in the record.
        detail: more fields of the kind, such as ``choices`` and ``binds`` of an agreement.
        reason: why the reader proposes it, as a sentence.
        question: for an alternative, the question that it answers.
    """

    kind: str
    title: str
    line: int
    quote: str
    owner: str = ""
    due: Mapping[str, Any] | None = None
    status: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    question: str = ""

    @property
    def hoped(self) -> bool:
        """Whether somebody hopes or wishes for it: such a date enters no filing."""
        return bool(self.due and self.due.get("standing") == "hoped") or bool(self.detail.get("hoped"))

    @property
    def due_words(self) -> str:
        """The date as ISO text: one day, two with a slash for a range, or the words of the minutes."""
        if not self.due:
            return ""
        start, end, words = self.due.get("start"), self.due.get("end"), self.due.get("words", "")
        if self.due.get("qualifier") == "between" and start and end:
            return f"{start}/{end}"
        return str(end or start or words)

    def as_json(self) -> dict[str, Any]:
        """The proposal as the command line prints it."""
        return {
            "kind": self.kind,
            "title": self.title,
            "line": self.line,
            "quote": self.quote,
            "owner": self.owner or None,
            "due": self.due_words or None,
            "status": "hoped" if self.hoped else self.status,
            "date": dict(self.due) if self.due else None,
            "detail": dict(self.detail),
            "question": self.question or None,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class MinutesReading:
    """Everything that was read from one set of minutes.

    Args:
        name: name of the file.
        title: title of the minutes.
        date: day of the meeting, or None where the minutes do not say it.
        text: the clean text whose lines the numbers count.
        lines: the outline.
        proposals: in the order of their lines.
        problems: what could not be read, and what the reader had to assume.
        people: full names that the minutes give, for finding owners in the record.
    """

    name: str
    title: str
    date: date | None
    text: str
    lines: tuple[Line, ...]
    proposals: tuple[MinutesProposal, ...]
    problems: tuple[Problem, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)

    def line(self, number: int) -> Line | None:
        """The outline's line that holds a line of the file."""
        return next((line for line in self.lines if line.number <= number <= line.last), None)

    def as_json(self) -> dict[str, Any]:
        """Proposals and problems in the shape that ``import --json`` prints."""
        return {
            "proposals": [proposal.as_json() for proposal in self.proposals],
            "changeset": None,
            "problems": [
                {
                    "file": problem.place.file or self.name,
                    "row": problem.place.row,
                    "column": problem.place.column,
                    "found": problem.found,
                    "allowed": problem.allowed,
                    "message": problem.message,
                }
                for problem in self.problems
            ],
        }


def summary_line(proposal: MinutesProposal) -> str:
    """The proposal as one sentence, such as a terminal or a preview shows it."""
    parts = [f"{KIND_LABEL.get(proposal.kind, proposal.kind)}: {proposal.title}"]
    if proposal.owner:
        parts.append(f"owner {proposal.owner}")
    if proposal.due:
        words, resolved = str(proposal.due.get("words", "")), proposal.due_words
        parts.append(f"{words} ({resolved})" if resolved and resolved != words else words)
    if proposal.hoped:
        parts.append("hoped for")
    elif proposal.kind == "agreement":
        parts.append(proposal.status)
    if proposal.question:
        parts.append(f"one of the alternatives for '{proposal.question}'")
    return "; ".join(parts) + f" (line {proposal.line})."


def titled(words: str) -> str:
    """Words as a title: first letter large, no full stop, cut at a word when too long."""
    words = re.sub(r"\s+", " ", words).strip(" \t,;:–—-·•.→>")
    words = re.sub(r"\s+,", ",", words)
    words = re.sub(r"^(?:that|and|but|also|then)\s+", "", words, flags=re.IGNORECASE)
    for quote in ('"', "“", "”"):
        if words.count('"') % 2 or words.count("“") != words.count("”"):
            words = words.replace(quote, "")
    if words.count("(") != words.count(")"):
        words = words.replace("(", "").replace(")", "")
    words = words.strip()
    if len(words) > TITLE_LENGTH:
        words = words[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return words[:1].upper() + words[1:]


def dated(found: FoundDate | None, standing: str) -> dict[str, Any] | None:
    """The record's form of a found date with the standing given."""
    return None if found is None else found.standing_as(standing).spec()


def joined_notes(notes: Sequence[str]) -> str:
    """Lines under an item as one text."""
    return "\n".join(note for note in notes if note)
