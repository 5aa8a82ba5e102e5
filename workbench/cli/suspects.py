"""The command that says what is out of date, and the links alone without the record being read.

What the whole answer needs is loaded when it is asked for: of the links alone a hook wants to know at once.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command
from workbench.cli.options import AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import Column, say, say_json, say_table

COLUMNS = (
    Column("code", quiet=True, whole=True), Column("relation"), Column("to", quiet=True, whole=True),
    Column("seen at revision", right=True), Column("is at revision", right=True),
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "suspects",
        panel=READING,
        examples=(
            "workbench suspects",
            "workbench suspects --links",
            "workbench suspects --baseline 'Submittal of 18 July 2014' --json",
        ),
    )(say_suspects)


def say_suspects(
    invocation: Invocation,
    links: Annotated[
        bool,
        typer.Option(
            "--links",
            metavar="",
            help="Only the links, one a line and without the texts; at once, as a hook wants it.",
        ),
    ] = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what rests on a text that has changed since: links, positions, evidence and filings, with the difference.

    Words that were taken out stand in [-these-] signs, words that came in in {+these+}.
    """
    if links:
        _say_links(invocation, as_of, baseline, as_json=as_json)
        return
    from workbench.cli.suspects_page import say_whole

    say_whole(invocation, as_of, baseline, as_json=as_json)


def _say_links(invocation: Invocation, as_of: str | None, baseline: str | None, *, as_json: bool) -> None:
    found = invocation.suspect_links(as_of, baseline)
    if as_json:
        say_json([asdict(link) for link in found])
    elif not found:
        say("Every link cites its text as it stands.")
    else:
        say_table(
            COLUMNS,
            ((x.code, x.relation, x.target, x.seen or "never here", x.revision) for x in found),
        )
