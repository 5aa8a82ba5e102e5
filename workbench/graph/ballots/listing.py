"""The list of ballots: what needs somebody first, and what is to be said of each in a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.graph.ballots.reminders import days_left
from workbench.graph.ballots.rounds import contested_words, earlier_rounds, later_rounds
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.rule import BadRule, assess, read_rule
from workbench.graph.ballots.tally import tally
from workbench.graph.ballots.words import not_asked_words, plural
from workbench.graph.dates import display_moment

Group = Literal["open", "closed", "draft", "over"]
GROUPS: dict[Group, str] = {
    "open": "Open",
    "closed": "Closed, outcome not recorded",
    "draft": "Drafts",
    "over": "Recorded and void",
}
"""The groups in their order, with their headings."""


@dataclass(frozen=True)
class Answers:
    """Who answered: those asked by whether they said anything, whatever they said; and who was not asked."""

    answered: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, str], ...]
    unasked: tuple[tuple[str, str], ...] = ()

    def words(self) -> str:
        """Such as *4 of 10 answered*, or *4 of 10 answered, and 1 that was not asked*."""
        return f"{len(self.answered)} of {self._asked} answered{self._others()}"

    def sentence(self) -> str:
        """The same as a sentence, such as *4 of 10 organisations answered.*"""
        return f"{len(self.answered)} of {self._asked} {plural(self._asked, 'organisation')} answered{self._others()}."

    @property
    def _asked(self) -> int:
        return len(self.answered) + len(self.silent)

    def _others(self) -> str:
        return f", and {not_asked_words(len(self.unasked))}" if self.unasked else ""


def answers(ballot: BallotRow, *, statements: Iterable[tuple[str, str]] = ()) -> Answers:
    """Who of those asked answered, and who did not, by code and name in order of the names.

    Args:
        statements: codes and names of organisations that wrote a statement.
    """
    wrote = dict(statements)
    said = {*ballot.latest(), *wrote}
    names = dict(ballot.addressees)
    for code, position in ballot.latest().items():
        names.setdefault(code, position.organisation_name)
    names = {**wrote, **names}
    order = sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    asked = [pair for pair in order if ballot.was_asked(pair[0])]
    return Answers(
        tuple(pair for pair in asked if pair[0] in said),
        tuple(pair for pair in asked if pair[0] not in said),
        tuple(pair for pair in order if not ballot.was_asked(pair[0])),
    )


def grouped(rows: Iterable[BallotRow], moment: datetime) -> dict[Group, list[BallotRow]]:
    """Ballots by group: open ones by their close, those that closed longest ago first, the rest by the latest."""
    found: dict[Group, list[BallotRow]] = {group: [] for group in GROUPS}
    for row in rows:
        state = row.state(moment)
        if state in ("open", "closed", "draft"):
            found[state].append(row)
        else:
            found["over"].append(row)
    for group in ("open", "closed"):
        found[group].sort(key=lambda row: (row.ends or moment, row.code))
    for group in ("draft", "over"):
        found[group].sort(key=lambda row: row.steps[-1].change if row.steps else row.change, reverse=True)  # type: ignore[index]
    return found


def secret(ballot: BallotRow, moment: datetime) -> bool:
    """Whether nobody may see yet what was said: it is hidden until the close."""
    return ballot.hidden and ballot.state(moment) == "open"


def days_words(ballot: BallotRow, moment: datetime) -> str:
    """How long an open ballot takes answers, such as *5 days left*; empty where it is over."""
    left = days_left(ballot, moment)
    if left is None:
        return ""
    return {0: "today", 1: "tomorrow"}.get(left, f"{left} days left")


def notes(
    ballot: BallotRow,
    classes: Mapping[str, str],
    moment: datetime,
    *,
    hidden: bool,
    statements: Iterable[tuple[str, str]] = (),
) -> list[str]:
    """What is to be said of an open or closed ballot in a list, a few words each.

    Args:
        hidden: nobody may see yet what was said; this tells no more than that, and who answered.
    """
    found = [answers(ballot, statements=statements).words()]
    if hidden:
        return [*found, "hidden until the close"]
    overtaken = [p for p in ballot.latest().values() if p.overtaken]
    if overtaken:
        number = len(overtaken)
        found.append(f"△ {number} {'position' if number == 1 else 'positions'} on an earlier text")
    partly = sum(bool(ballot.unanswered(code)) for code, _ in ballot.addressees)
    if partly:
        what = "a day" if ballot.kind == "date-poll" else "an alternative"
        found.append(f"△ {partly} left {what} unanswered")
    for editorial in ballot.editorials:
        if editorial.standing(moment) == "open":
            found.append(f"△ editorial change until {display_moment(editorial.ends_at)}")
    if ballot.kind == "consensus-call" and not ballot.choices:
        try:
            missing = assess(read_rule(ballot.rule), tally(ballot, classes)).missing
        except BadRule as bad:
            missing = bad.args
        found += missing
    return found


def state_words(ballot: BallotRow, moment: datetime) -> str:
    """Where a ballot stands, as the end of a line: when it closes, when it closed, what came out."""
    state = ballot.state(moment)
    if state == "draft":
        when = f", would close on {display_moment(ballot.closes_at)}" if ballot.closes_at else ""
        return f"draft{when}"
    if state == "open" and ballot.ends:
        return f"closes {display_moment(ballot.ends)}, {days_words(ballot, moment)}"
    if state == "closed" and ballot.ends:
        return f"closed {display_moment(ballot.ends)}; no outcome is recorded"
    if state == "void":
        return f"void: {ballot.void_reason}"
    return "; ".join(filter(None, (str(ballot.outcome), contested_words(ballot))))


def rounds_words(rows: Mapping[str, BallotRow], ballot: BallotRow, moment: datetime) -> list[str]:
    """The other rounds of a ballot as they are disclosed beside its outcome, a few words each, the first one first.

    Args:
        rows: ballots as the reader may see them, by code.
    """
    others = [*reversed(earlier_rounds(rows, ballot)), *later_rounds(rows, ballot)]
    return [f"round {row.round}, {row.code}: {state_words(row, moment)}" for row in others]


def also_open(rows: Iterable[BallotRow], ballot: BallotRow, moment: datetime) -> list[str]:
    """Codes of other open ballots that ask the same."""
    return [
        row.code
        for row in rows
        if row.code != ballot.code
        and (row.item, row.kind, row.aspect) == (ballot.item, ballot.kind, ballot.aspect)
        and row.state(moment) == "open"
    ]
