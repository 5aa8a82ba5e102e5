"""The command that says what became of a comment."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from workbench.cli.commands import WRITING
from workbench.cli.invocation import Invocation, command, day_given
from workbench.cli.options import JsonOption
from workbench.cli.output import say, say_json
from workbench.cli.refusals import NotFound
from workbench.graph.comment_words import RESOLUTIONS, resolution_words
from workbench.graph.proximity import nearest
from workbench.graph.resolution_table import uuid_of_comment
from workbench.process.resolutions import resolve_comment


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "resolve",
        panel=WRITING,
        examples=(
            "workbench resolve 5b0c0e6e incorporated",
            "workbench resolve '#12' in-part --detail 'The limit stays for a time; then the default holds.'",
            "workbench resolve 5b0c0e6e deferred --to MTG-2014-10-24 --why 'Figures are awaited.'",
        ),
    )(resolve)


def resolve(
    invocation: Invocation,
    comment: Annotated[
        str,
        typer.Argument(
            metavar="COMMENT",
            help="The id of a comment, its beginning, or '#' and its number ('workbench list comment').",
            show_default=False,
        ),
    ],
    resolution: Annotated[
        str,
        typer.Argument(metavar="RESOLUTION", help=f"One of {', '.join(RESOLUTIONS)}.", show_default=False),
    ],
    detail: Annotated[
        str,
        typer.Option(
            "--detail",
            "--why",
            metavar="TEXT",
            help="What of it is taken, or why not ('-': read from standard input); 'incorporated' needs none.",
            show_default=False,
        ),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="PLACE",
            help="The meeting, phase or item to which it is deferred.",
            show_default=False,
        ),
    ] = "",
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The group's date; else today.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what became of a comment; an earlier resolution stays on record with its answers.

    What is not incorporated is carried as non-consensus. The commenter can answer in the web app.
    """
    actor, database = invocation.actor(), invocation.database()
    actor.require("resolve-comment")
    word = resolution.strip().lower().replace(" ", "-")
    if word not in RESOLUTIONS:
        near = nearest(word, RESOLUTIONS)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise typer.BadParameter(
            f"'{resolution}' is no resolution.{meant} Allowed: {', '.join(RESOLUTIONS)}.",
            param_hint="RESOLUTION",
        )
    day = None if on is None else day_given(on, "--on")
    with database.read() as session:
        try:
            uuid = uuid_of_comment(session, comment)
        except LookupError as error:
            raise NotFound(str(error)) from error
    words = sys.stdin.read() if detail == "-" else detail
    saved = resolve_comment(database, actor, uuid, word, words, to, on=day)
    if as_json:
        say_json(
            {
                "changeset": saved.change,
                "uuid": saved.uuid,
                "comment": saved.comment,
                "resolution": saved.resolution,
                "words": saved.words,
                "deferred_to": saved.deferred_to,
            }
        )
        return
    said = resolution_words(saved.resolution, saved.deferred_to)
    say(f"Change {saved.change} is saved: {said} (comment {saved.comment}).")
