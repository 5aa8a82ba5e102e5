"""The command that traces an item: what it rests on, and what rests on it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.options import AllOption, AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import Column, say, say_heading, say_json, say_most
from workbench.graph.snapshot import Snapshot
from workbench.graph.trace import (
    DOWN,
    FARTHEST,
    SIDE_WORDS,
    SIDES,
    UP,
    Reached,
    Trace,
    path_words,
    relation_words,
    trace,
)

COLUMNS = (
    Column("steps", right=True), Column("code", quiet=True, whole=True), Column("kind"), Column("title"),
    Column("path"), Column(""),
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "trace",
        panel=READING,
        examples=("workbench trace ISS-013", "workbench trace INT-E1b --down --depth 3 --json"),
    )(say_trace)


def say_trace(
    invocation: Invocation,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of an item.", show_default=False)],
    up: Annotated[bool, typer.Option("--up", metavar="", help="Only what it rests on.")] = False,
    down: Annotated[bool, typer.Option("--down", metavar="", help="Only what rests on it.")] = False,
    depth: Annotated[
        int, typer.Option("--depth", min=1, max=FARTHEST, metavar="N", help="How many links away is told.")
    ] = 2,
    whole: AllOption = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Trace an item both ways: what it rests on, and what rests on it, each item once with its path.

    Withdrawn items are not reached.
    """
    snapshot = invocation.snapshot(as_of, baseline)
    sides = [side for side, wanted in ((UP, up), (DOWN, down)) if wanted] or list(SIDES)
    found = trace(snapshot, item_named(snapshot, code), sides=sides, depth=depth)
    if as_json:
        say_json(_json(snapshot, found))
        return
    say(f"{found.item.code}  {found.item.title}")
    if not found.reached:
        say("Nothing is linked to it that way.")

    def row(one: Reached) -> list[Any]:
        path, suspect = path_words(snapshot, found, one), "suspect" if one.suspect else ""
        return [one.steps, one.item.code, one.item.kind, one.item.title, path, suspect]

    for side in sides:
        reached = found.side(side)
        if not reached:
            continue
        say_heading("What it rests on" if side == UP else "What rests on it")
        say_most(COLUMNS, reached, row, whole=whole)
    for side, number in found.further.items():
        if number:
            say(f"{number} more {'items' if number > 1 else 'item'} {SIDE_WORDS[side]} beyond {depth} steps.")


def _json(snapshot: Snapshot, found: Trace) -> dict[str, Any]:
    return {
        "code": found.item.code,
        "revision": found.item.revision,
        "reached": [
            {
                "code": one.item.code,
                "kind": one.item.kind,
                "title": one.item.title,
                "side": one.side,
                "steps": one.steps,
                "both": one.both,
                "path": [found.item.code, *(step.item.code for step in found.path(one))],
                "links": [
                    {
                        "relation": link.relation,
                        "says": relation_words(snapshot, one, link),
                        "nearer": snapshot.items[one.nearer(link)].code,
                        "suspect": link.suspect,
                    }
                    for link in one.links
                ],
            }
            for one in found.reached
        ],
        "further": found.further,
    }
