"""Rounds of one question: the earlier ones are disclosed wherever an outcome is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.dates import listed


def earlier_rounds(rows: Mapping[str, BallotRow], ballot: BallotRow) -> list[BallotRow]:
    """The rounds before a ballot, the latest first."""
    found: list[BallotRow] = []
    code = ballot.previous
    while code and code in rows and rows[code] not in found:
        found.append(rows[code])
        code = rows[code].previous
    return found


def later_round(rows: Mapping[str, BallotRow], ballot: BallotRow) -> BallotRow | None:
    """The round in which a ballot was asked again, a draft of one too; None where there is none.

    A draft that was given up is no round: nobody was asked.
    """
    return next((row for row in rows.values() if row.previous == ballot.code and not row.given_up), None)


def later_rounds(rows: Mapping[str, BallotRow], ballot: BallotRow) -> list[BallotRow]:
    """The rounds in which a ballot was asked again and that were opened, the first of them first."""
    found: list[BallotRow] = []
    later = later_round(rows, ballot)
    while later is not None and later.opens_at is not None and later not in found:
        found.append(later)
        later = later_round(rows, later)
    return found


def about(rows: Iterable[BallotRow], code: str) -> list[BallotRow]:
    """Ballots about an item, or about alternatives one of which it is, the latest first.

    Drafts that were given up are left out.
    """
    found = [
        row
        for row in rows
        if not row.given_up and (row.item == code or any(choice.key == code for choice in row.choices))
    ]
    return sorted(found, key=lambda row: row.change, reverse=True)


def contested_words(ballot: BallotRow) -> str:
    """By whom a recorded outcome is contested, such as *contested by Amber*; empty where nobody does."""
    contested = sorted({step.organisation_name for step in ballot.contests})
    return f"contested by {listed(contested)}" if contested else ""


def round_sentence(ballot: BallotRow) -> str:
    """One round as it is disclosed beside a later one."""
    name = f"Round {ballot.round}, {ballot.code}"
    if ballot.voided:
        return f"{name}: declared void. {ballot.void_reason}".strip()
    if ballot.outcome_sentence or ballot.outcome:
        contested = contested_words(ballot)
        said = f"{name}: {ballot.outcome_sentence or f'{ballot.outcome}.'}"
        return f"{said} {contested[:1].upper()}{contested[1:]}." if contested else said
    return f"{name}: no outcome was recorded."


def about_words(ballot: BallotRow) -> str:
    """What a ballot is about, such as *Consensus call on the destination of*, before the item's title."""
    name = BALLOT_KINDS[ballot.kind]
    if ballot.kind == "date-poll":
        return f"{name} for"
    if ballot.choices:
        return f"{name} among {len(ballot.choices)} alternatives of"
    return f"{name} on the destination of" if ballot.aspect == "destination" else f"{name} on"
