"""The command that runs reference inverters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.refusals import CommandRefused
from workbench.cli.stub_serving import HostOption, QuietOption, addressed, run_stub
from workbench.stubs.inverter import Inverter
from workbench.stubs.inverter_ratings import INVERTER_KINDS, rated
from workbench.stubs.stub import LOOPBACK

PANEL = "Devices"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "inverter",
        panel=PANEL,
        examples=(
            "workbench stub inverter --modbus 5020",
            "workbench stub inverter --count 100 --kind pv+storage --power 25000 --state inverters.json",
        ),
    )(inverter)


def inverter(
    invocation: Invocation,
    modbus: Annotated[
        str, typer.Option("--modbus", metavar="HOST:PORT", help="Serve SunSpec over Modbus/TCP there.")
    ] = "0",
    count: Annotated[
        int, typer.Option("--count", min=1, max=10_000, help="How many; each is a unit address.")
    ] = 1,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=f"One of: {', '.join(INVERTER_KINDS)}.")
    ] = "pv",
    power: Annotated[
        float, typer.Option("--power", metavar="W", help="Rated active power of each.")
    ] = 10_000.0,
    phases: Annotated[int, typer.Option("--phases", min=1, max=3, help="1, 2 for split phase, or 3.")] = 1,
    state: Annotated[
        Path | None,
        typer.Option(
            "--state",
            metavar="FILE",
            help="Keep settings and counters there over a restart.",
            show_default=False,
        ),
    ] = None,
    host: HostOption = LOOPBACK,
    quiet: QuietOption = False,
) -> None:
    """Run one or several reference inverters: SunSpec models 701 to 714 and the 1xx set, discoverable at 40000.

    When it serves, one line of JSON on standard output says where; the log is on standard error. Ctrl-C ends it.
    """
    try:
        ratings = rated(kind, power, phases)
    except ValueError as error:
        raise CommandRefused(f"{error}") from None
    run_stub(Inverter(count, ratings, modbus=addressed(modbus, host), state=state), quiet=quiet)
