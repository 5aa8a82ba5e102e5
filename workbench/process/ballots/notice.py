"""The texts that go out with a ballot: the notice at opening, the reminders before it closes, editorial changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from workbench.graph.ballots.reminders import days_left
from workbench.graph.ballots.rows import BallotRow, EditorialRow
from workbench.graph.ballots.rule import read_rule
from workbench.graph.ballots.texts import TextAt, differing
from workbench.graph.ballots.words import BALLOT_KINDS, POSITIONS
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, display_moment, listed
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.word_differences import difference_line

RESERVING = ("consensus-call", "straw-poll")
"""Kinds of ballots that are answered with the words of a position, among them to reserve."""


def call_notice(snapshot: Snapshot, ballot: BallotRow, *, address: str = "") -> str:
    """The notice of a ballot, as plain text.

    Args:
        address: where to answer, such as the page's address on this server.
    """
    item = snapshot.item(ballot.item)
    closes = display_moment(ballot.closes_at) if ballot.closes_at else "a time that is not set yet"
    lines = [f"{BALLOT_KINDS[ballot.kind]} {ballot.code}: {ballot.question}", ""]
    if item is not None:
        lines.append(f"It is about {item.title} ({item.code}, revision {item.revision}).")
    lines += _asked(snapshot, ballot)
    lines += ["", f"It closes on {closes}. One answer an organisation; it can be changed until then."]
    if ballot.kind == "consensus-call":
        words = "; ".join(words.lower() for words in POSITIONS.values())
        lines += [
            f"Positions are: {words}. An objection needs its reason; the change that would remove it is welcome.",
            "A representative's answer is preliminary until the organisation's authoriser confirms it. "
            "Only authorised positions are ever printed with a name.",
            f"The rule: {read_rule(ballot.rule).sentence()}",
            "Answers show only after the close." if ballot.hidden else "Answers show as they are taken.",
        ]
    if ballot.kind == "statement-call":
        lines.append(
            f"At most {ballot.rule.get('words')} words. What your organisation locks is printed verbatim."
        )
    if ballot.reservation:
        lines += ["", ballot.reservation]
    lines += ["", f"Answer at {address}" if address else "Answer by your own link to the workbench."]
    return "\n".join(lines)


def editorial_notice(
    item: ItemView, editorial: EditorialRow, before: TextAt | None, after: TextAt | None, *, address: str = ""
) -> str:
    """The notice of a change that is proposed as editorial, as plain text with the change in it.

    Args:
        item: of which the text was changed.
        before: its text at the revision before the change, where it is on record still; ``after`` the one after it.
        address: where to contest it, such as the page of the call on this server.
    """
    lines = [
        f"A change of {item.title} ({item.code}) is proposed as editorial: revision {editorial.from_revision} to "
        f"{editorial.to_revision}.",
        "",
        editorial.why,
    ]
    if before is not None and after is not None:
        lines += ["", "The change, with [-what was removed-] and {+what was added+}:"]
        lines += [
            f"{one.name.replace('_', ' ').capitalize()}: {difference_line(_plain(one.before), _plain(one.after))}"
            for one in differing(before, after)
        ]
    lines += [
        "",
        "Your organisation's position stands on the text before the change. It carries over unless an "
        f"organisation contests the change until {display_moment(editorial.ends_at)}; silence is enough.",
        "One objection makes the change substantive: positions on the earlier text do not count then, until they are "
        "renewed.",
        "",
        f"Read it, or contest it, at {address}"
        if address
        else "Contest it by your own link to the workbench.",
    ]
    return "\n".join(lines)


def _plain(value: object) -> str:
    """A value of a text that others cite, as plain text."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _asked(snapshot: Snapshot, ballot: BallotRow) -> list[str]:
    if not ballot.choices:
        return []
    lines = ["", "The days:" if ballot.kind == "date-poll" else "The alternatives:"]
    for choice in ballot.choices:
        item = snapshot.item(choice.key)
        words = f"{choice.key}: {item.title}" if item is not None else display_date(read_day(choice.key))
        lines.append(f"* {words}")
    return lines


def reminder_of_all(
    ballot: BallotRow, organisations: Iterable[str], moment: datetime, *, address: str = ""
) -> str:
    """The text that reminds several organisations, by their names, in one mail.

    Raises:
        ValueError: for a ballot without a closing time, or no organisation.
    """
    names = sorted(organisations, key=str.casefold)
    if not names:
        raise ValueError("nobody is named who would be reminded")
    if len(names) == 1:
        return reminder(ballot, names[0], moment, address=address)
    return _reminder(ballot, f"{listed(names)} have", moment, address)


def reminder(ballot: BallotRow, organisation: str, moment: datetime, *, address: str = "") -> str:
    """The text that reminds one organisation, by its name.

    Raises:
        ValueError: for a ballot without a closing time.
    """
    return _reminder(ballot, f"{organisation} has", moment, address)


def _reminder(ballot: BallotRow, who_has: str, moment: datetime, address: str) -> str:
    if ballot.ends is None:
        raise ValueError(f"{ballot.code} has no closing time")
    left = days_left(ballot, moment) or 0
    days = "today" if left <= 0 else "tomorrow" if left == 1 else f"in {left} days"
    silence = "Silence is recorded as no answer."
    if ballot.kind in RESERVING:
        silence = "“Reserve: no position at this time” is an answer too; silence is recorded as no answer."
    where = f"Answer at {address}" if address else "Answer by your own link to the workbench."
    return (
        f"{who_has} not answered {BALLOT_KINDS[ballot.kind].lower()} {ballot.code} yet: {ballot.question}\n\n"
        f"It closes {days}, on {display_moment(ballot.ends)}. {where} {silence}"
    )
