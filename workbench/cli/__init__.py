"""The command line: every job of the web app that makes sense without a browser.

Must not hold: rules of the group, SQL, or anything that a screen would need too.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from workbench import __version__
from workbench.cli.commands import CommandsByNeed
from workbench.cli.options import DatabaseOption, PersonOption

app = typer.Typer(
    name="workbench",
    cls=CommandsByNeed,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"SIWG Workbench {__version__}")
        raise typer.Exit


@app.callback()
def workbench(
    ctx: typer.Context,
    db: DatabaseOption = None,
    as_person: PersonOption = None,
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """The record of a technical working group before a public utilities commission.

    Start with [bold]workbench serve[/bold], which opens the web app, or with
    [bold]workbench list issue[/bold]. Every command has examples: workbench COMMAND --help.
    """
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), nl=False)
        return
    from workbench.cli.invocation import Invocation

    ctx.obj = Invocation(db, as_person)


def main() -> None:
    """Run the command line; ends the process with exit code 0, 1 (refused) or 2 (usage)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="workbench")
