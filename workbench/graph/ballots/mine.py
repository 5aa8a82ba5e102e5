"""What awaits one organisation, and what it has said: the lines of its own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.graph.ballots.rows import BallotRow, Cited, EditorialRow, JointRow, PositionRow

Task = Literal["answer", "rest", "renew", "editorial", "joint", "authorise", "statement"]
ORDER: tuple[Task, ...] = ("renew", "answer", "rest", "editorial", "joint", "statement", "authorise")


@dataclass(frozen=True)
class Waiting:
    """One thing that awaits an organisation.

    Args:
        by: until when; None where nothing sets a time.
        position: the position concerned, where there is one.
        unanswered: alternatives or days to which it gave no answer although it answered others.
    """

    task: Task
    organisation: str
    ballot: BallotRow
    by: datetime | None
    position: PositionRow | None = None
    editorial: EditorialRow | None = None
    joint: JointRow | None = None
    unanswered: tuple[Cited, ...] = ()


@dataclass(frozen=True)
class SaidRow:
    """What an organisation has said last in one ballot."""

    organisation: str
    ballot: BallotRow
    position: PositionRow


def waiting(
    ballots: Iterable[BallotRow],
    organisation: str,
    moment: datetime,
    *,
    speaks: bool,
    authorises: bool,
    locked: frozenset[str] = frozenset(),
) -> list[Waiting]:
    """What awaits an organisation, the earliest first; what has no time comes last.

    Args:
        speaks: the reader takes positions for it.
        authorises: the reader authorises its positions.
        locked: codes of the calls for statements in which its statement is locked.
    """
    known = [ballot for ballot in ballots if not ballot.voided]
    found = _editorials(known, organisation, moment) if speaks or authorises else []
    for ballot in known:
        asked = ballot.was_asked(organisation)
        latest = ballot.latest().get(organisation)
        if ballot.state(moment) == "open" and speaks:
            found += _open(ballot, organisation, latest, asked, moment, locked)
        if authorises and latest is not None and ballot.kind == "consensus-call":
            settled = ballot.outcome is None or latest.counts
            if settled and not latest.overtaken and not latest.authorised:
                found.append(Waiting("authorise", organisation, ballot, ballot.ends, latest))
    return sorted(found, key=lambda w: (w.by is None, w.by or moment, ORDER.index(w.task), w.ballot.code))


def _open(
    ballot: BallotRow,
    organisation: str,
    latest: PositionRow | None,
    asked: bool,
    moment: datetime,
    locked: frozenset[str],
) -> list[Waiting]:
    if ballot.kind == "statement-call":
        due = asked and ballot.code not in locked
        return [Waiting("statement", organisation, ballot, ballot.ends)] if due else []
    found = []
    for joint in ballot.joints:
        named = any(code == organisation for code, _ in joint.members)
        if named and organisation not in joint.confirmed and not joint.overtaken and latest is None:
            found.append(Waiting("joint", organisation, ballot, ballot.ends, joint=joint))
    if latest is None and asked and not found:
        found.append(Waiting("answer", organisation, ballot, ballot.ends))
    elif latest is not None and latest.overtaken and latest.editorial_until is None:
        found.append(Waiting("renew", organisation, ballot, ballot.ends, latest))
    elif latest is not None and asked and (rest := ballot.unanswered(organisation)):
        found.append(Waiting("rest", organisation, ballot, ballot.ends, latest, unanswered=rest))
    return found


def _editorials(ballots: Iterable[BallotRow], organisation: str, moment: datetime) -> list[Waiting]:
    """Each change once, however many calls are about its text: in the latest of those that it answered."""
    found: dict[str, Waiting] = {}
    for ballot in sorted(ballots, key=lambda row: (organisation in row.latest(), row.change)):
        latest = ballot.latest().get(organisation)
        for editorial in ballot.editorials:
            if may_contest(ballot, editorial, organisation, moment):
                found[editorial.uuid] = Waiting(
                    "editorial", organisation, ballot, editorial.ends_at, latest, editorial
                )
    return list(found.values())


def may_contest(ballot: BallotRow, editorial: EditorialRow, organisation: str, moment: datetime) -> bool:
    """Whether an organisation is asked in a call to look at a change that was proposed as editorial.

    What a poll that is over said is carried nowhere: there no change awaits anybody.
    """
    concerned = organisation in editorial.organisations and editorial.standing(moment) == "open"
    return concerned and (ballot.kind == "consensus-call" or ballot.state(moment) == "open")


def said_by(ballots: Iterable[BallotRow], organisation: str) -> list[SaidRow]:
    """What an organisation said last in each ballot, the latest first."""
    found = [
        SaidRow(organisation, ballot, ballot.latest()[organisation])
        for ballot in ballots
        if organisation in ballot.latest()
    ]
    return sorted(found, key=lambda row: -row.position.change)
