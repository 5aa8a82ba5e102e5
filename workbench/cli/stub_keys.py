"""The command that makes certificates for the stubs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.options import JsonOption
from workbench.cli.output import say, say_json
from workbench.cli.refusals import CommandRefused

PANEL = "What they need"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(app, "pki", panel=PANEL, examples=("workbench stub pki certificates",))(make_certificates)


def make_certificates(
    invocation: Invocation,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder to make them in.", show_default=False)
    ],
    as_json: JsonOption = False,
) -> None:
    """Make certificates of all roles and chains of the standards, for tests, and list them.

    Devices of IEEE 2030.5 by each of the three chains, Modbus clients with each SunSpec role, the utility's
    head-end, gateways, and one certificate with each fault that a peer has to refuse.
    """
    from workbench.stubs.pki.credentials import FileThere
    from workbench.stubs.pki.making import make, told

    try:
        manifest = make(directory)
    except FileThere as error:
        raise CommandRefused(f"{error}") from None
    if as_json:
        say_json(manifest)
        return
    for line in told(manifest, directory):
        say(line)
