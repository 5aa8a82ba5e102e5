"""The command that runs a configuration of the record as a chain of stubs."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.output import tell
from workbench.cli.refusals import CommandRefused, NotFound
from workbench.cli.stub_serving import QuietOption
from workbench.stubs.chains.plan import MOST_INVERTERS, planned
from workbench.stubs.serving import until_told

if TYPE_CHECKING:
    from workbench.stubs.chains.running import RunningChain

PANEL = "Devices"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "run",
        panel=PANEL,
        examples=(
            "workbench stub run CFG-FACILITY-GATEWAY",
            "workbench stub run CFG-FACILITY-GATEWAY --speak 1=dnp3 --over 1=cellular --pcap captures",
        ),
    )(run)


def run(
    invocation: Invocation,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Code of a configuration (CFG-…).", show_default=False)
    ],
    speak: Annotated[
        list[str] | None,
        typer.Option(
            "--speak", metavar="HOP=PROTOCOL", help="Speak another protocol at a hop.", show_default=False
        ),
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="HOP=MEDIUM",
            help="Put a hop over a medium, such as cellular.",
            show_default=False,
        ),
    ] = None,
    inverters: Annotated[
        int,
        typer.Option("--inverters", min=1, max=MOST_INVERTERS, help="How many inverters stand at the end."),
    ] = 1,
    pcap: Annotated[
        Path | None,
        typer.Option(
            "--pcap",
            metavar="DIR",
            help="Record each hop there, as hop-N.pcap, with the keys of TLS in keys.log.",
            show_default=False,
        ),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Run a configuration of the record: a reference stub at each place, each hop over a real socket.

    When all of it serves, one line of JSON on standard output says where; logs are on standard error. Ctrl-C ends
    everything.
    """
    from workbench.graph.chains import chain
    from workbench.stubs.chains.running import RunningChain

    snapshot = invocation.snapshot()
    item = item_named(snapshot, code)
    if item.kind != "configuration":
        raise NotFound(f"{code} is no configuration. 'workbench configurations' lists them.")
    found = chain(snapshot, item, _by_hop(speak or [], "--speak"))
    if found.problems:
        raise CommandRefused(" ".join(found.problems))
    media = _by_hop(over or [], "--over")
    plan = planned(found, inverters, tuple(media.get(hop.number, "") for hop in found.hops))
    if pcap is not None:
        pcap.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("workbench.stubs").setLevel(logging.WARNING if quiet else logging.INFO)
    try:
        asyncio.run(_serve(RunningChain(plan, captures=pcap)))
    except OSError as error:
        raise CommandRefused(f"{code} cannot be started: {error}.") from None


async def _serve(running: RunningChain) -> None:
    async with running:
        for hop in running.hops:
            edition = f" ({hop.endpoint.edition})" if hop.endpoint else ""
            tell(f"Hop {hop.number}: {hop.protocol}{edition} at {hop.relay.host}:{hop.relay.port}")
        print(json.dumps(running.ready()), flush=True)
        await until_told()


def _by_hop(typed: list[str], option: str) -> dict[int, str]:
    found = {}
    for one in typed:
        hop, _, word = one.partition("=")
        if not hop.isdecimal() or not word:
            raise CommandRefused(f"{option} '{one}' cannot be read. Allowed: HOP=WORD, such as 1=dnp3.")
        found[int(hop)] = word
    return found
