"""One ballot as people read it in a terminal."""

from __future__ import annotations

from workbench.cli.output import Column, say, say_fields, say_heading, say_table
from workbench.graph.ballots import BallotRow, ballots
from workbench.graph.dates import display_moment
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database


def ballot_named(database: Database, snapshot: Snapshot, code: str) -> BallotRow | None:
    """The ballot with a code, whatever the case of its letters, about an item that the reader may see."""
    with database.read() as session:
        found = ballots(session)
    return next((row for row in found if row.code == code.upper() and row.item in snapshot.by_code), None)


def say_ballot(ballot: BallotRow) -> None:
    """Print a ballot: what was asked, about which text, and what each organisation said."""
    say(f"{ballot.code}  {ballot.question}")
    say(f"{ballot.kind.replace('-', ' ').capitalize()} on {ballot.item} ({ballot.item_title})")
    say()
    say_fields(
        [
            ("revision", ballot.revision),
            ("opens", display_moment(ballot.opens_at) if ballot.opens_at else ""),
            ("closes", display_moment(ballot.closes_at) if ballot.closes_at else ""),
            ("outcome", ballot.outcome),
            ("", ballot.outcome_sentence),
        ]
    )
    if not ballot.positions:
        return
    say_heading("Positions")
    columns = (
        Column("organisation", quiet=True, whole=True),
        Column("position"),
        Column("taken on", whole=True),
        Column("capacity"),
        Column("standing"),
        Column("reason"),
    )
    say_table(
        columns,
        [
            (
                position.organisation,
                position.position,
                position.taken_on,
                position.capacity,
                "taken on an earlier text" if position.overtaken else "",
                position.reason,
            )
            for position in ballot.positions
        ],
    )
