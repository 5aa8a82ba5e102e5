"""The command that lists the media that lie between two ends."""

from __future__ import annotations

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.options import JsonOption
from workbench.cli.output import Column, say, say_json, say_table

PANEL = "What they need"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "media",
        panel=PANEL,
        examples=("workbench stub media", "workbench stub media --json"),
    )(list_media)


def list_media(invocation: Invocation, as_json: JsonOption = False) -> None:
    """List the media that can lie between two stubs, with the source of each figure and how sure it is.

    A configuration runs over one of them with 'workbench stub run CODE --over HOP=MEDIUM'.
    """
    from workbench.stubs.links.media import figures, media

    found = {key: figures(medium) for key, medium in media().items()}
    if as_json:
        say_json(
            [
                {
                    "key": key,
                    "name": medium.name,
                    "meaning": medium.meaning,
                    "figures": [
                        {
                            "name": figure.name,
                            "value": figure.value,
                            "unit": figure.unit,
                            "source": figure.source,
                            "certainty": figure.certainty,
                        }
                        for figure in found[key]
                    ],
                }
                for key, medium in media().items()
            ]
        )
        return
    for number, (key, medium) in enumerate(media().items()):
        if number:
            say()
        say(f"{key}: {medium.name}. {medium.meaning.rstrip('.')}.")
        say_table(
            (
                Column("figure"),
                Column("value", right=True),
                Column("unit"),
                Column("certainty"),
                Column("source"),
            ),
            [(one.name, f"{one.value:g}", one.unit, one.certainty, one.source) for one in found[key]],
        )
