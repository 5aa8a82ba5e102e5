"""What holds when a gateway is gone for a while, or for good, as the command line says it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LEAST_REVERT = 5.0
"""Seconds; a shorter revert time would run out while a gateway looks at its other devices."""

StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="FILE",
        help="Keep there over a restart what the utility asks for and what each device was told.",
        show_default=False,
    ),
]
RevertOption = Annotated[
    float,
    typer.Option(
        "--revert",
        metavar="S",
        min=0.0,
        help="Seconds of this gateway's silence after which a device ends a limit or a set point by itself, where "
        "it can; 0 leaves what was told last in force.",
        rich_help_panel="How it acts",
    ),
]


def revert_typed(seconds: float) -> float:
    """Return a revert time as typed.

    Raises:
        BadParameter: too short.
    """
    if 0.0 < seconds < LEAST_REVERT:
        raise typer.BadParameter(
            f"{seconds:g} s is too short to be kept from running out; allowed is 0, or {LEAST_REVERT:g} s and more.",
            param_hint="--revert",
        )
    return seconds
