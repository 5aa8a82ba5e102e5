"""The command that says who stands where."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from workbench.cli.ballot_input import organisation_given
from workbench.cli.ballot_page import ballot_shown, ballots_shown, standing
from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.options import AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import Column, say_json, say_table, tell
from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.moments import moment_of
from workbench.graph.ballots.tally import authority, said
from workbench.process.clock import now

WITHHELD = "answered; shows after the close"
COLUMNS = (
    Column("call", quiet=True, whole=True),
    Column("item", whole=True),
    Column("organisation", whole=True),
    Column("position"),
    Column("revision", right=True),
    Column("taken on", whole=True),
    Column("authority"),
    Column("standing"),
    Column("reason"),
)


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "positions",
        panel=READING,
        examples=(
            "workbench positions",
            "workbench positions --ballot BAL-02 --json",
            "workbench positions --organisation ORG-FLEETWISE --all",
        ),
    )(positions)


def positions(
    invocation: Invocation,
    ballot: Annotated[
        str | None, typer.Option("--ballot", metavar="CODE", help="Only of this call.", show_default=False)
    ] = None,
    organisation: Annotated[
        str | None,
        typer.Option("--organisation", metavar="CODE", help="Only of this organisation.", show_default=False),
    ] = None,
    item: Annotated[
        str | None,
        typer.Option(
            "--item", metavar="CODE", help="Only about this item, or its alternatives.", show_default=False
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", metavar="", help="Also positions that were replaced by a later one.")
    ] = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who stands where: the latest position of each organisation in every call.

    What is hidden until the close shows only that the organisation answered.
    """
    snapshot = invocation.snapshot(as_of, baseline)
    if ballot is not None:
        rows = [ballot_shown(invocation, snapshot, ballot)]
    else:
        rows = list(ballots_shown(invocation, snapshot).values())
    speaker = None if organisation is None else organisation_given(organisation, snapshot)
    if item is not None:
        code = item_named(snapshot, item).code
        rows = [row for row in rows if row.item == code or code in [choice.key for choice in row.choices]]
    found = [
        (row, position)
        for row in rows
        for position in row.positions
        if (every or position.latest) and speaker in (None, position.organisation)
    ]
    withheld = [(row, code) for row in rows for code in row.withheld if speaker in (None, code)]
    if as_json:
        moment = moment_of(snapshot, now())
        say_json(
            [_json(row, position, moment) for row, position in found]
            + [_withheld_json(row, code, moment) for row, code in withheld]
        )
        return
    lines = [_line(row, position) for row, position in found]
    lines += [(row.code, row.item, code, WITHHELD, "", "", "", "", "") for row, code in withheld]
    if lines:
        say_table(COLUMNS, lines)
    else:
        tell("No position fits." if ballot or organisation or item else "No position is on record.")


def _line(row: BallotRow, position: PositionRow) -> tuple[Any, ...]:
    return (
        row.code,
        row.item,
        position.organisation,
        said(position),
        position.revision,
        position.taken_on,
        authority(position),
        standing(row, position),
        position.reason,
    )


def _about(row: BallotRow, moment: datetime) -> dict[str, Any]:
    return {"ballot": row.code, "item": row.item, "item_title": row.item_title, "state": row.state(moment)}


def _json(row: BallotRow, position: PositionRow, moment: datetime) -> dict[str, Any]:
    return {
        **_about(row, moment),
        "organisation": position.organisation,
        "organisation_name": position.organisation_name,
        "category": position.category,
        "position": position.position,
        "answers": dict(position.answers),
        "preference": position.preference,
        "reason": position.reason,
        "change_wanted": position.change_wanted,
        "revision": position.revision,
        "cast_by": position.person_name,
        "capacity": position.capacity,
        "taken_on": position.taken_on,
        "counts": position.counts and row.was_asked(position.organisation),
        "asked": row.was_asked(position.organisation),
        "latest": position.latest,
        "overtaken": position.overtaken,
        "carried_over_at": position.carried_over_at,
        "joint": position.joint,
        "authorised": position.authorised,
        "filings": list(position.filings),
        "withheld": False,
    }


def _withheld_json(row: BallotRow, code: str, moment: datetime) -> dict[str, Any]:
    names = dict(row.addressees)
    return {
        **_about(row, moment),
        "organisation": code,
        "organisation_name": names.get(code, code),
        "position": None,
        "withheld": True,
    }
