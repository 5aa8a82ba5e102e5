"""Commands of a ballot, in the open a consensus call, a poll or a call for statements."""

from __future__ import annotations

import typer

from workbench.cli import ballot_answers, ballot_opening, ballot_steps
from workbench.cli.commands import BALLOTING


def add_to(app: typer.Typer) -> None:
    """Register ``ballot`` with its commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Consensus calls, polls and calls for statements: open, answer, record."
    )
    for part in (ballot_opening, ballot_answers, ballot_steps):
        part.add_to(group)
    app.add_typer(group, name="ballot", rich_help_panel=BALLOTING)
