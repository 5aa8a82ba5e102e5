"""What needs the facilitator: the rules of the Desk, as plain functions of a snapshot and a day.

A rule gives lines; a line is one sentence with the items that it speaks of, so that a long list is one
line with the list in it. Each line says where it is put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from workbench.graph.attention_calls import Writers, call_lines
from workbench.graph.attention_days import dated_lines
from workbench.graph.attention_lines import Entry, Line, counted
from workbench.graph.ballots import BallotRow
from workbench.graph.dates import display_date, listed
from workbench.graph.days_due import days_due, filing_day, is_open, lies_in_the_past, on_the_list
from workbench.graph.filings_overtaken import WHATS, FilingOvertaken
from workbench.graph.history import CommentRow
from workbench.graph.snapshot import ItemView, Snapshot

ORDER: tuple[Literal["late", "soon", "waits", "open"], ...] = ("late", "soon", "waits", "open")
"""Urgencies, the most urgent first: overdue, coming up, waiting for the facilitator, not settled."""

NEEDED_TO_FILE = {"filing-party": "the filing party", "signer": "the signer"}
"""Settings without which every page of a document says that it is a draft."""


@dataclass(frozen=True)
class Attention:
    """All lines, in order.

    Args:
        past: the record's last day when all of its days lie long ago, else None; days are not counted
            then.
    """

    lines: tuple[Line, ...]
    past: date | None = None

    def of(self, urgency: str) -> list[Line]:
        """The lines of one urgency, in order."""
        return [line for line in self.lines if line.urgency == urgency]


def attention(
    snapshot: Snapshot,
    today: date,
    comments: Sequence[CommentRow] = (),
    calls: Sequence[BallotRow] = (),
    moment: datetime | None = None,
    overtaken: Sequence[FilingOvertaken] = (),
    writers: Writers | None = None,
) -> Attention:
    """What needs the facilitator on a day, the most urgent first.

    Args:
        snapshot: the record at the moment looked at.
        today: the day from which days are counted.
        comments: comments that wait to be posted or dropped; a snapshot holds none.
        calls: consensus calls and polls.
        moment: the moment from which the states of calls follow; None for no line about calls.
        overtaken: filings of which printed texts have moved.
        writers: codes and names of the organisations that wrote a statement, by the code of the call for statements.
    """
    past = lies_in_the_past(snapshot, today)
    lines = [
        *dated_lines(snapshot, today, past is not None),
        *waiting_comments(comments),
        *call_lines(calls, moment, writers),
        *proposed_issues(snapshot),
        *doubted_agreements(snapshot),
        *suspect_lines(snapshot),
        *overtaken_filings(overtaken),
        *issues_without(snapshot, "meeting", "have no meeting", "has no meeting"),
        *issues_without(snapshot, "owner", "have no owner", "has no owner"),
        *actions_without_owner(snapshot),
        *hoped_dates(snapshot, today),
        *filing_gaps(snapshot, today),
    ]
    lines.sort(key=lambda line: ORDER.index(line.urgency))
    return Attention(tuple(lines), past)


def _entries(items: Iterable[ItemView]) -> tuple[Entry, ...]:
    return tuple(Entry(item.code, item.title) for item in items)


def waiting_comments(comments: Sequence[CommentRow]) -> list[Line]:
    """Comments that came in from outside and wait to be posted or dropped."""
    if not comments:
        return []
    entries = tuple(
        Entry(c.code, " ".join(c.text.split())[:120], f"{c.person}, {display_date(c.said_on)}")
        for c in comments
    )
    said = counted(len(comments), "comment", "waits", "wait")
    return [Line("waiting-comments", f"{said} to be posted or dropped.", "waits", entries)]


def proposed_issues(snapshot: Snapshot) -> list[Line]:
    """Issues that somebody proposed and that are not on the list yet."""
    found = [issue for issue in snapshot.of_kind("issue") if issue.status == "proposed"]
    if not found:
        return []
    said = counted(len(found), "issue", "is", "are")
    return [
        Line(
            "proposed-issues",
            f"{said} proposed and not on the list yet: take up, defer or withdraw.",
            "waits",
            _entries(found),
            page="issues",
            where="status=proposed",
        )
    ]


def doubted_agreements(snapshot: Snapshot) -> list[Line]:
    """Agreements that were questioned or are disputed."""
    found = [a for a in snapshot.of_kind("agreement") if a.status in ("questioned", "disputed")]
    if not found:
        return []
    entries = tuple(Entry(a.code, a.title, a.status) for a in found)
    said = counted(len(found), "agreement", "is", "are")
    return [
        Line(
            "doubted-agreements",
            f"{said} questioned or disputed.",
            "waits",
            entries,
            page="agreements",
            where="status=questioned|disputed",
        )
    ]


def suspect_lines(snapshot: Snapshot) -> list[Line]:
    """Links that cite a text which has changed since somebody last looked, by the item that cites."""
    cited: dict[str, list[str]] = {}
    for link in snapshot.links:
        source, target = snapshot.items.get(link.source), snapshot.items.get(link.target)
        if link.suspect and source is not None and target is not None and not source.withdrawn:
            cited.setdefault(source.code, []).append(target.code)
    if not cited:
        return []
    number = sum(map(len, cited.values()))
    entries = tuple(
        Entry(code, snapshot.by_code[code].title, f"cites {listed(targets)}")
        for code, targets in sorted(cited.items())
    )
    said = counted(number, "link", "cites", "cite")
    does = "it still holds" if number == 1 else "they still hold"
    return [
        Line("suspect-links", f"{said} a text that has changed since: look whether {does}.", "waits", entries)
    ]


def overtaken_filings(overtaken: Sequence[FilingOvertaken]) -> list[Line]:
    """A line for each filing that prints texts which have moved since."""
    return [
        Line(
            "overtaken-filing",
            f"{one.title}, from the baseline “{one.filing.baseline}”: {one.sentence()}",
            "waits",
            tuple(
                Entry(text.item.code, text.item.title, WHATS[text.what][0] if text.what != "changed" else "")
                for text in one.texts
            ),
            page="record-health",
        )
        for one in overtaken
    ]


def issues_without(snapshot: Snapshot, view: str, many: str, one: str) -> list[Line]:
    """Open issues of the list that lack a meeting or an owner."""
    found = [
        issue for issue in snapshot.of_kind("issue") if on_the_list(issue) and not snapshot.view(issue, view)
    ]
    if not found:
        return []
    return [
        Line(
            f"no-{view}",
            f"{counted(len(found), 'open issue', one, many)}.",
            "open",
            _entries(found),
            page="issues",
            where=f"status=open status!=proposed {view}=none",
        )
    ]


def actions_without_owner(snapshot: Snapshot) -> list[Line]:
    """Open actions that nobody owns."""
    found = [a for a in snapshot.of_kind("action") if is_open(a) and not snapshot.view(a, "owner")]
    if not found:
        return []
    said = counted(len(found), "open action", "has", "have")
    return [Line("no-owner-actions", f"{said} no owner.", "open", _entries(found))]


def hoped_dates(snapshot: Snapshot, today: date) -> list[Line]:
    """Dates that somebody hoped for: no filing names them until they are promoted."""
    found = [due for due in days_due(snapshot) if due.hoped]
    if not found:
        return []
    entries = tuple(
        Entry(due.item.code, due.item.title, due.words + (", passed" if due.day < today else ""))
        for due in found
    )
    said = counted(len(found), "date", "is", "are")
    does = "it is" if len(found) == 1 else "they are"
    words = f"{said} only hoped for, and no filing names {'it' if len(found) == 1 else 'them'} until {does} promoted."
    return [Line("hoped-dates", words, "open", entries, page="meetings")]


def filing_gaps(snapshot: Snapshot, today: date) -> list[Line]:
    """What keeps every document a draft."""
    lacking = [words for name, words in NEEDED_TO_FILE.items() if not snapshot.setting(name)]
    if not lacking:
        return []
    words = listed(lacking)
    are = "is" if len(lacking) == 1 else "are"
    day = filing_day(snapshot)
    near = day is not None and timedelta(0) <= day - today <= timedelta(days=14)
    return [
        Line(
            "filing-gaps",
            f"{words[0].upper()}{words[1:]} {are} not set: every page of a document says that it is a draft.",
            "soon" if near else "open",
            page="settings",
        )
    ]
