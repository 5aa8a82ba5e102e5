"""What the commands of all stubs share: the ready line, the log, addresses, and what may go wrong at the start."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from workbench.cli.output import tell
from workbench.cli.refusals import CommandRefused
from workbench.stubs.addresses import AddressUnreadable, address_of, beyond_loopback
from workbench.stubs.serving import serve
from workbench.stubs.stub import LOOPBACK, Stub

HostOption = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="HOST",
        help="Address to listen on where a port alone is given; others see it only so.",
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", metavar="", help="Log what is refused only, not every exchange.")
]
READY_HELP = "When it serves, one line of JSON on standard output says where; the log is on standard error."
INSECURE = {"modbus": "Modbus/TCP", "dnp3": "DNP3", "http": "HTTP", "console": "The console"}
"""Protocols without security of their own, as the warning names them."""


def addressed(typed: str | None, host: str = LOOPBACK) -> tuple[str, int] | None:
    """Return host and port as typed, or None where nothing was.

    Raises:
        CommandRefused: it is no address.
    """
    if typed is None:
        return None
    try:
        return address_of(typed, host)
    except AddressUnreadable as error:
        raise CommandRefused(str(error)) from None


def run_stub(stub: Stub, *, quiet: bool = False) -> None:
    """Serve a stub until the process is told to end.

    Raises:
        CommandRefused: it cannot start.
    """
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("workbench.stubs").setLevel(logging.WARNING if quiet else logging.INFO)
    stub.exchanges.summary = quiet
    try:
        asyncio.run(serve(stub, _say_ready))
    except OSError as error:
        raise CommandRefused(f"The {stub.kind} cannot start: {error}.") from None


def _say_ready(ready: Mapping[str, object]) -> None:
    endpoints = ready["endpoints"]
    assert isinstance(endpoints, list)
    for endpoint in endpoints:
        place = f"{endpoint['host']}:{endpoint['port']}"
        tell(f"{endpoint['protocol']} ({endpoint['edition']}) at {place}")
        if endpoint["protocol"] in INSECURE and beyond_loopback(str(endpoint["host"])):
            tell(
                f"Warning: {INSECURE[endpoint['protocol']]} at {place} has no security; whoever reaches this address "
                "can read and command it."
            )
    print(json.dumps(ready), flush=True)
