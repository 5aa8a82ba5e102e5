"""The command that says what a change of an item would touch."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from workbench.cli.ballot_page import ballots_shown
from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.options import AllOption, AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import MOST_ROWS, Column, say, say_further, say_heading, say_json, say_most
from workbench.graph.ballots.tally import said
from workbench.graph.impact import Impact, Touched, impact
from workbench.graph.runs import runs_at
from workbench.graph.snapshot import Snapshot

FARTHEST = 12
MOST_CITED = 12
"""Citations of one item that stand in its row; --json has all."""
COLUMNS = (
    Column("code", quiet=True, whole=True), Column("kind"), Column("title"), Column("cites"), Column(""),
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "impact",
        panel=READING,
        examples=("workbench impact AGR-03", "workbench impact ISS-013 --steps 1 --json"),
    )(say_impact)


def say_impact(
    invocation: Invocation,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of an item.", show_default=False)],
    steps: Annotated[
        int,
        typer.Option("--steps", min=1, max=FARTHEST, metavar="N", help="How many citations away is told."),
    ] = 2,
    whole: AllOption = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a change of an item's text would touch: what cites it, directly and through others.

    Links to it turn suspect at once; what lies further away would follow if that were changed too.
    """
    snapshot = invocation.snapshot(as_of, baseline)
    item = item_named(snapshot, code)
    calls = ballots_shown(invocation, snapshot).values()
    with invocation.database().read() as session:
        known = runs_at(session, snapshot)
    found = impact(snapshot, item, steps=steps, calls=calls, runs=known)
    if as_json:
        say_json(_json(snapshot, found))
        return
    say(f"{item.code}  {item.title}")
    say(found.sentence())
    for distance in range(1, steps + 1):
        near = [one for one in found.touched if one.steps == distance]
        if near:
            say_heading("Directly" if distance == 1 else f"Through others, {distance} steps away")
            say_most(COLUMNS, near, partial(_row, snapshot), whole=whole)
    for call, taken in found.positions:
        say_heading(f"Positions in {call.code}")
        for position in taken:
            say(f"  {position.organisation_name}: {said(position)}")
    if found.evidence:
        say_heading("Evidence")
        for run in found.evidence if whole else found.evidence[:MOST_ROWS]:
            say(f"  {run.procedure}  {run.procedure_title}: {run.verdict}, {run.run_on.isoformat()}")
        say_further(found.evidence, whole=whole)


def _row(snapshot: Snapshot, one: Touched) -> list[str]:
    links = [link for link in one.links if link.target in snapshot.items]
    cites = "; ".join(f"{link.relation} {snapshot.items[link.target].code}" for link in links[:MOST_CITED])
    if len(links) > MOST_CITED:
        cites += f"; and {len(links) - MOST_CITED:,} more"
    return [one.item.code, one.item.kind, one.item.title, cites, "suspect already" if one.suspect else ""]


def _json(snapshot: Snapshot, found: Impact) -> dict[str, Any]:
    return {
        "code": found.item.code,
        "revision": found.item.revision,
        "touched": [
            {
                "code": one.item.code,
                "kind": one.item.kind,
                "title": one.item.title,
                "steps": one.steps,
                "cites": [
                    {
                        "relation": link.relation,
                        "target": snapshot.items[link.target].code,
                        "suspect": link.suspect,
                    }
                    for link in one.links
                ],
            }
            for one in found.touched
        ],
        "further": found.further,
        "positions": [
            {"ballot": call.code, "organisations": [position.organisation for position in taken]}
            for call, taken in found.positions
        ],
        "evidence": [
            {"procedure": run.procedure, "run_on": run.run_on, "verdict": run.verdict}
            for run in found.evidence
        ],
    }
