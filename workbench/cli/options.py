"""Options that many commands share."""

from __future__ import annotations

from typing import Annotated

import typer

RECORD_PANEL = "The record and who acts"
MOMENT_PANEL = "At another moment"

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="ADDRESS",
        help="A SQLite file or a postgresql:// address; else DATABASE_URL, else data/local/workbench.sqlite3.",
        rich_help_panel=RECORD_PANEL,
        show_default=False,
    ),
]
PersonOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="PERSON",
        help="Code of the person who acts (PER-…); else the local operator, as facilitator.",
        rich_help_panel=RECORD_PANEL,
        show_default=False,
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The record as it stood on the group's date, such as 2014-07-18.",
        rich_help_panel=MOMENT_PANEL,
        show_default=False,
    ),
]
BaselineOption = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="NAME",
        help="The record as a baseline holds it ('workbench baseline' lists them).",
        rich_help_panel=MOMENT_PANEL,
        show_default=False,
    ),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="QUERY",
        help="Only what fits, such as 'due<2014-07-18'; repeat it to narrow further.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", metavar="", help="Print JSON for other programs.")]
AllOption = Annotated[
    bool, typer.Option("--all", metavar="", help="Print every row; else the first ones, and how many more.")
]
