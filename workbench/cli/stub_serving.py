"""What the commands of all stubs share: options, addresses, the ready line, the log, what may go wrong at the start."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol

import typer

from workbench.cli.output import tell
from workbench.cli.refusals import CommandRefused
from workbench.stubs.addresses import AddressUnreadable, address_of, beyond_loopback, devices_at
from workbench.stubs.serving import Served, serve
from workbench.stubs.stub import LOOPBACK
from workbench.stubs.tapped import Address, Doors, Making, Tapped

HostOption = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="HOST",
        help="Address to listen on where a port alone is given; others see it only so.",
    ),
]
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet",
        metavar="",
        help="Log what is refused, and a summary every few seconds and at the end; not every exchange.",
    ),
]
JsonLogOption = Annotated[
    bool,
    typer.Option("--json", metavar="", help="Log each exchange as a line of JSON, with its octets."),
]
PcapOption = Annotated[
    Path | None,
    typer.Option(
        "--pcap",
        metavar="FILE",
        help="Record all that is said with peers there, for Wireshark; a relay stands at each address then.",
        show_default=False,
    ),
]
KeyLogOption = Annotated[
    Path | None,
    typer.Option(
        "--keylog",
        metavar="FILE",
        help="Add the keys of TLS sessions there, by which Wireshark reads the capture.",
        show_default=False,
    ),
]
PkiOption = Annotated[
    Path | None,
    typer.Option(
        "--pki",
        metavar="DIR",
        help="Folder of certificates, as 'workbench stub pki DIR' makes it.",
        show_default=False,
    ),
]
INSECURE = {"modbus": "Modbus/TCP", "dnp3": "DNP3", "http": "HTTP", "console": "The console"}
"""Protocols without security of their own, as the warning names them."""
MET = frozenset({"xmpp"})
"""Protocols at which a stub is a client of a server between."""


@dataclass(frozen=True)
class Told:
    """How a stub's exchanges are told and recorded."""

    quiet: bool = False
    as_json: bool = False
    pcap: Path | None = None


def addressed(option: str, typed: str | None, host: str = LOOPBACK) -> Address | None:
    """Return host and port as typed, or None where nothing was.

    Raises:
        BadParameter: it is no address.
    """
    if typed is None:
        return None
    try:
        return address_of(typed, host)
    except AddressUnreadable as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def called(option: str, typed: str, most: int) -> tuple[str, int, tuple[int, ...]]:
    """Return host and port of a server of devices as typed, and their unit addresses.

    Raises:
        BadParameter: it cannot be read.
    """
    try:
        return devices_at(typed, most)
    except AddressUnreadable as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def server_called(option: str, typed: str) -> Address:
    """Return host and port of one server.

    Raises:
        BadParameter: it cannot be read.
    """
    address = addressed(option, typed)
    assert address is not None
    if address[1] == 0:
        raise typer.BadParameter(f"'{typed}' names no port to call.", param_hint=option)
    return address


def run_stub(kind: str, make: Making, doors: Doors, told: Told) -> None:
    """Serve a stub until the process is told to end.

    Args:
        kind: the word of the command line.
        make: makes the stub.

    Raises:
        CommandRefused: it cannot start.
    """

    def made() -> Served:
        return make(doors) if told.pcap is None else Tapped(make, doors, told.pcap, kind=kind)

    run_served(f"The {kind}", made, told, say_ready)


def run_served(whose: str, make: Callable[[], Served], told: Told, say: Saying) -> None:
    """Serve a stub, or several as one, until the process is told to end.

    Args:
        whose: it is, for the sentence when it cannot start.
        say: tells where it serves, once it does.

    Raises:
        CommandRefused: it cannot start.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if told.as_json else logging.Formatter("%(asctime)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("workbench.stubs").setLevel(logging.WARNING if told.quiet else logging.INFO)
    saying = tell_as_json if told.as_json else tell
    try:
        asyncio.run(serve(make(), partial(say, saying=saying), saying if told.quiet else None))
    except OSError as error:
        raise CommandRefused(f"{whose} cannot start: {start_refusal(error)}") from None


class JsonLines(logging.Formatter):
    """Writes each exchange as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        exchange = getattr(record, "exchange", None)
        if exchange is None:
            at = datetime.fromtimestamp(record.created, UTC).isoformat()
            return json.dumps({"at": at, "words": record.getMessage()}, ensure_ascii=False)
        return json.dumps(
            {
                "at": exchange.at.isoformat(),
                "stub": exchange.stub,
                "peer": exchange.peer,
                "protocol": exchange.protocol,
                "direction": exchange.direction,
                "words": exchange.words,
                "octets": exchange.octets.hex(),
                "refused": exchange.refused,
            },
            ensure_ascii=False,
        )


_BOUND = re.compile(r"\('(?P<host>[^']+)', (?P<port>\d+)")


def start_refusal(error: OSError) -> str:
    """Return in a sentence why a stub cannot start."""
    where = _BOUND.search(str(error))
    if where is not None and "in use" in str(error):
        place = f"port {where['port']} on {where['host']}"
        return f"{place} is in use by another program. Choose another, or 0 for a free one."
    if where is not None and "assign requested" in str(error):
        return f"{where['host']} is no address of this machine. Allowed: 127.0.0.1 or one of its own."
    if where is not None and isinstance(error, PermissionError):
        return f"port {where['port']} is only for the machine's administrator. Choose one from 1024 on."
    if error.filename:
        return f"'{error.filename}': {error.strerror}."
    return f"{str(error).rstrip('.')}."


def served(addresses: Mapping[str, Address | None]) -> dict[str, tuple[Address, ...]]:
    """Return the doors of those protocols for which an address was given."""
    return {protocol: (address,) for protocol, address in addresses.items() if address is not None}


def only_with(needed: str, given: Iterable[tuple[str, object]]) -> None:
    """Refuse options that do nothing without another one.

    Raises:
        BadParameter: naming them.
    """
    idle = [option for option, value in given if value]
    if idle:
        raise typer.BadParameter(f"{', '.join(idle)}: only with {needed}.")


def tell_as_json(sentence: str) -> None:
    """Print a sentence as a line of JSON on standard error."""
    tell(json.dumps({"at": datetime.now(UTC).isoformat(), "words": sentence}, ensure_ascii=False))


def warn(endpoint: Mapping[str, object], saying: Callable[[str], None]) -> None:
    """Say that others reach a protocol without security of its own, where they do."""
    protocol, host = str(endpoint["protocol"]), str(endpoint["host"])
    if protocol in INSECURE and beyond_loopback(host):
        saying(
            f"Warning: {INSECURE[protocol]} at {host}:{endpoint['port']} has no security; whoever reaches this address "
            "can read and command it."
        )


class Saying(Protocol):
    """Tells where something serves, and whom it calls."""

    def __call__(
        self, ready: Mapping[str, object], calls: tuple[str, ...], saying: Callable[[str], None]
    ) -> None:
        """Tell it: the ready line on standard output, the rest by ``saying``."""


def say_ready(
    ready: Mapping[str, object], calls: tuple[str, ...], saying: Callable[[str], None] = tell
) -> None:
    """Print the ready line, and before it in words what is served and who is called, with warnings."""
    endpoints = ready["endpoints"]
    assert isinstance(endpoints, list)
    for endpoint in endpoints:
        place = f"{endpoint['host']}:{endpoint['port']}"
        shown = f"http://{place}" if endpoint["protocol"] == "console" else place
        if endpoint["protocol"] in MET:
            saying(f"Meets others by {endpoint['protocol']} ({endpoint['edition']}) at the server {shown}")
            continue
        saying(f"Serves {endpoint['protocol']} ({endpoint['edition']}) at {shown}")
        warn(endpoint, saying)
    for whom in calls:
        saying(f"Calls {whom}")
    print(json.dumps(ready), flush=True)
