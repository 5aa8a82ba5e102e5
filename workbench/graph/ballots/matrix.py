"""Who stands where: organisations down, calls and their alternatives across, one cell for what was said.

Made from ballots as the reader may see them (``process.ballots.visibility``); nothing here decides who sees what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from textwrap import shorten
from typing import Literal

from workbench.graph.ballots.listing import rounds_words
from workbench.graph.ballots.rounds import contested_words
from workbench.graph.ballots.rows import BallotRow, PositionRow
from workbench.graph.ballots.standing import State
from workbench.graph.ballots.tally import capacity_words
from workbench.graph.ballots.words import BALLOT_KINDS, DATE_ANSWERS, MARKS, PRELIMINARY, SIDES, VERBS
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, display_moment, listed
from workbench.graph.snapshot import ItemView, Snapshot, code_order

Standing = Literal["said", "answered", "silent", "not-asked", "not-shown"]
SHOWN: tuple[State, ...] = ("open", "closed", "recorded")
LONGEST_ROUND = 160
"""Characters of what a heading says of another round; the whole reason stands on the call's page."""
NO_CLASS, NO_THEME = "no class", "no theme"
EARLIER_TEXT, CARRIED_OVER, JOINT = "taken on an earlier text", "carried over", "jointly with"
NOT_ASKED = "not asked, not counted"
_THEMED = ("answers", "settles", "alternative-of")
_ANSWERED_BY_CHOICE = "answered"


@dataclass(frozen=True)
class Cell:
    """What one organisation said of one column.

    Args:
        standing: said, answered (what it said shows after the close), silent, not asked, or not shown
            to this reader.
        word: the position, such as ``support``.
        position: the row that it stands in.
        joint: names of the others that confirmed the same joint position.
        preferred: the organisation prefers this alternative.
        asked: the organisation was asked; of one that was not, what it said is shown and not counted.
    """

    standing: Standing
    word: str = ""
    position: PositionRow | None = None
    joint: tuple[str, ...] = ()
    preferred: bool = False
    asked: bool = True

    @property
    def mark(self) -> str:
        """The shape; it never stands without the words."""
        marks = {"said": MARKS.get(self.word, ""), "answered": "≡", "silent": "·"}
        return marks.get(self.standing, "")

    @property
    def words(self) -> str:
        """What the organisation does, such as *supports*."""
        if self.standing == "said":
            return VERBS.get(self.word) or DATE_ANSWERS.get(self.word, self.word).lower()
        return {"silent": "no answer"}.get(self.standing, self.standing.replace("-", " "))

    @property
    def side(self) -> str:
        """``support``, ``part``, ``object``, ``neither``, ``recused``, or empty where no side is taken."""
        dates = {"yes": "support", "if-need-be": "part", "no": "object"}
        return SIDES.get(self.word) or dates.get(self.word, "")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else is to be said, what weakens it first."""
        found = []
        if self.position is not None:
            if self.position.overtaken:
                found.append(EARLIER_TEXT)
            if self.position.carried_over_at is not None:
                found.append(CARRIED_OVER)
            if not self.asked:
                found.append(NOT_ASKED)
            if not self.position.authorised:
                found.append(PRELIMINARY)
            if self.joint:
                found.append(f"{JOINT} {listed(list(self.joint))}")
            if self.preferred:
                found.append("prefers this one")
            if self.position.instruction:
                found.append(capacity_words(self.position))
        return tuple(found)

    def sentence(self) -> str:
        """Everything in plain text: *● supports (preliminary, not for attribution)*."""
        said = f"{self.mark} {self.words}".strip() if not self.standing.startswith("not-") else ""
        return f"{said} ({'; '.join(self.remarks)})" if self.remarks else said


@dataclass(frozen=True)
class Column:
    """One call, or one alternative or day of it.

    Args:
        key: the alternative's code or the day; empty where the call has one text.
        themes: of the item and of the issues that it answers, settles or is an alternative of.
        rounds: the other rounds of the call, a few words each: void ones and those after which it was asked again
            have no column.
    """

    ballot: BallotRow
    state: State
    key: str = ""
    themes: frozenset[str] = frozenset()
    rounds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the column is called under its item."""
        choice = next((c for c in self.ballot.choices if c.key == self.key), None)
        if choice is None:
            about = " on the destination" if self.ballot.aspect == "destination" else ""
            said = f", round {self.ballot.round}" if self.ballot.round > 1 else ""
            return f"{BALLOT_KINDS[self.ballot.kind]}{about}{said}"
        return choice.title or display_date(read_day(choice.key))

    @property
    def code(self) -> str:
        """The call's code, with that of the alternative."""
        is_alternative = bool(self.key) and self.ballot.kind != "date-poll"
        return f"{self.ballot.code} · {self.key}" if is_alternative else self.ballot.code

    @property
    def standing(self) -> str:
        """Where the call stands, in a few words, who contests its outcome, and its other rounds."""
        return "; ".join(filter(None, (self._standing, contested_words(self.ballot), *self.rounds)))

    @property
    def _standing(self) -> str:
        ends = display_moment(self.ballot.ends) if self.ballot.ends else ""
        if self.state == "open":
            secret = "; hidden until the close" if self.ballot.hidden else ""
            return f"open until {ends}{secret}"
        return f"closed {ends}, no outcome recorded" if self.state == "closed" else str(self.ballot.outcome)


@dataclass(frozen=True)
class Line:
    """One organisation with a cell for every column."""

    code: str
    name: str
    category: str
    party: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Filter:
    """What is to be shown; of an empty set everything is."""

    classes: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Matrix:
    """Organisations by calls."""

    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    choices: Filter = field(default_factory=Filter)
    """What can be filtered by: every value that there is."""

    def by_item(self) -> list[tuple[BallotRow, list[Column]]]:
        """Columns that stand under one item, side by side."""
        groups = [list(group) for _, group in groupby(self.columns, key=lambda column: column.ballot.item)]
        return [(group[0].ballot, group) for group in groups]

    def by_class(self) -> list[tuple[str, list[Line]]]:
        """Organisations by class, in order of the names."""
        return [(name, list(group)) for name, group in groupby(self.lines, key=lambda line: line.category)]


def matrix(
    snapshot: Snapshot, rows: Iterable[BallotRow], moment: datetime, wanted: Filter | None = None
) -> Matrix:
    """Put the latest positions side by side.

    Calls for statements, drafts and void calls have no column, nor has a round after which it was asked again.

    Args:
        snapshot: for the classes of organisations and the themes of items.
        rows: ballots as the reader may see them; of items that are not in the snapshot nothing is shown.
        moment: that tells what is open.
    """
    wanted = wanted or Filter()
    every = _columns(snapshot, list(rows), moment)
    columns = [column for column in every if _fits(column, wanted)]
    lines = _lines(snapshot, columns)
    choices = Filter(
        classes=frozenset(line.category for line in _lines(snapshot, every)),
        themes=frozenset(theme for column in every for theme in column.themes),
        states=frozenset(column.state for column in every),
        kinds=frozenset(column.ballot.item_kind for column in every),
    )
    kept = [line for line in lines if not wanted.classes or line.category in wanted.classes]
    return Matrix(tuple(columns), tuple(kept), choices)


def superseded(rows: Sequence[BallotRow], moment: datetime) -> frozenset[str]:
    """Codes of calls that were asked again in a round that was opened and is not void."""
    again = [row for row in rows if row.previous and row.state(moment) in SHOWN]
    return frozenset(str(row.previous) for row in again)


def themes_of(snapshot: Snapshot, item: ItemView | None) -> frozenset[str]:
    """Themes of an item, or of the issues that it bears on."""
    if item is None:
        return frozenset({NO_THEME})
    issues = [item, *(target for relation in _THEMED for target in snapshot.targets(item, relation))]
    found = {str(issue.detail.get("theme") or "") for issue in issues if issue.kind == "issue"}
    return frozenset(found - {""} or {NO_THEME})


def _columns(snapshot: Snapshot, rows: Sequence[BallotRow], moment: datetime) -> list[Column]:
    again = superseded(rows, moment)
    known = {row.code: row for row in rows}
    found = []
    for row in sorted(rows, key=lambda row: (row.item_kind, code_order(row.item), row.code)):
        state = row.state(moment)
        item = snapshot.item(row.item)
        left_out = row.selected and not row.positions
        if (
            state not in SHOWN
            or row.kind == "statement-call"
            or row.code in again
            or item is None
            or left_out
        ):
            continue
        themes = themes_of(snapshot, item)
        rounds = tuple(
            shorten(words, LONGEST_ROUND, placeholder=" …") for words in rounds_words(known, row, moment)
        )
        found += [Column(row, state, key, themes, rounds) for key in [c.key for c in row.choices] or [""]]
    return found


def _fits(column: Column, wanted: Filter) -> bool:
    return (
        (not wanted.themes or bool(column.themes & wanted.themes))
        and (not wanted.states or column.state in wanted.states)
        and (not wanted.kinds or column.ballot.item_kind in wanted.kinds)
    )


def _lines(snapshot: Snapshot, columns: Sequence[Column]) -> list[Line]:
    """Organisations that were asked, or that answered without being asked."""
    names: dict[str, str] = {}
    for column in columns:
        names |= dict(column.ballot.addressees)
        names |= {p.organisation: p.organisation_name for p in column.ballot.positions}
    lines = []
    for code, name in names.items():
        item = snapshot.item(code)
        detail = item.detail if item is not None else {}
        cells = tuple(_cell(column, code) for column in columns)
        category = str(detail.get("category") or NO_CLASS)
        lines.append(Line(code, item.title if item else name, category, bool(detail.get("party")), cells))
    order = {NO_CLASS: 1}
    return sorted(
        lines, key=lambda line: (order.get(line.category, 0), line.category, line.name.casefold(), line.code)
    )


def _cell(column: Column, code: str) -> Cell:
    ballot = column.ballot
    position = ballot.latest().get(code)
    unanswered: Standing = "silent" if ballot.was_asked(code) else "not-asked"
    if position is None:
        if code in ballot.withheld:
            return Cell("answered")
        if ballot.selected:
            return Cell("not-shown")
        return Cell(unanswered)
    word = position.answers.get(column.key, "") if column.key else position.position
    if not word or word == _ANSWERED_BY_CHOICE:
        return Cell(unanswered)
    others = [
        p.organisation_name
        for p in ballot.latest().values()
        if position.joint and p.joint == position.joint and p.organisation != code
    ]
    preferred = bool(column.key) and position.preference == column.key
    joint = tuple(sorted(others, key=str.casefold))
    return Cell("said", word, position, joint, preferred, ballot.was_asked(code))
