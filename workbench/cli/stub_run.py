"""The command that runs a configuration of the record as a chain of stubs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.refusals import CommandRefused, NotFound
from workbench.cli.stub_serving import (
    HostOption,
    JsonLogOption,
    QuietOption,
    Told,
    addressed,
    run_served,
    warn,
)
from workbench.stubs.chains.plan import MOST_INVERTERS, Plan, planned
from workbench.stubs.stub import LOOPBACK
from workbench.stubs.tapped import Address

if TYPE_CHECKING:
    from workbench.graph.chains import Chain
    from workbench.stubs.serving import Served

PANEL = "Devices"
LISTENING = "Where hops listen"


def _listening(protocol: str, spoken: str) -> Any:
    """An option for where the hops of a protocol listen."""
    return typer.Option(
        f"--{protocol}",
        metavar="HOST:PORT",
        help=f"The hop that speaks {spoken} listens there; repeat it for further such hops, from the utility on.",
        rich_help_panel=LISTENING,
        show_default=False,
    )


Listening = list[str] | None


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "run",
        panel=PANEL,
        examples=(
            "workbench stub run CFG-FACILITY-GATEWAY",
            "workbench stub run CFG-FACILITY-GATEWAY --speak 1=dnp3 --over 1=cellular --pcap captures",
            "workbench stub run CFG-FACILITY-GATEWAY --speak 1=dnp3-an2018 --dnp3 20000 --modbus 5020",
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
            "--speak",
            metavar="HOP=PROTOCOL",
            help="Speak another protocol at a hop, such as 1=dnp3 or 1=dnp3-an2018.",
            show_default=False,
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
    host: HostOption = LOOPBACK,
    ieee_2030_5: Annotated[Listening, _listening("ieee-2030.5", "IEEE 2030.5")] = None,
    dnp3: Annotated[Listening, _listening("dnp3", "DNP3")] = None,
    modbus: Annotated[Listening, _listening("modbus", "Modbus")] = None,
    http: Annotated[Listening, _listening("http", "HTTP")] = None,
    xmpp: Annotated[Listening, _listening("xmpp", "XMPP")] = None,
    quiet: QuietOption = False,
    as_json: JsonLogOption = False,
) -> None:
    """Run a configuration of the record: a reference stub at each place, each hop over a real socket.

    Your own client may come to a hop too: each listens at --host, at a free port unless an option names one. When all
    of it serves, one line of JSON on standard output says where; logs are on standard error. Ctrl-C ends everything.
    """
    from workbench.graph.chains import chain
    from workbench.stubs.chains.running import RunningChain

    snapshot = invocation.snapshot()
    item = item_named(snapshot, code)
    if item.kind != "configuration":
        raise NotFound(f"{code} is no configuration. 'workbench configurations' lists them.")
    spoken = _by_hop(speak or [], "--speak")
    found = chain(snapshot, item, spoken)
    if found.problems:
        raise CommandRefused(" ".join(found.problems))
    media = _by_hop(over or [], "--over")
    for option, words in (("--speak", spoken), ("--over", media)):
        _check_hops(option, words, found)
    plan = planned(found, inverters, tuple(media.get(hop.number, "") for hop in found.hops))
    typed = {"ieee-2030.5": ieee_2030_5, "dnp3": dnp3, "modbus": modbus, "http": http, "xmpp": xmpp}
    listening = _met_at(plan, typed, host)

    def make() -> Served:
        if pcap is not None:
            pcap.mkdir(parents=True, exist_ok=True)
        return RunningChain(plan, listening=listening, captures=pcap)

    run_served(code, make, Told(quiet, as_json), say_hops)


def say_hops(ready: Mapping[str, object], calls: tuple[str, ...], saying: Callable[[str], None]) -> None:
    """Print the ready line, and before it in words where each hop is, with warnings."""
    hops = ready["hops"]
    assert isinstance(hops, list)
    for hop in hops:
        edition = f" ({hop['edition']})" if hop["edition"] else ""
        saying(f"Hop {hop['number']}: {hop['protocol']}{edition} at {hop['host']}:{hop['port']}")
        warn(hop, saying)
    print(json.dumps(ready), flush=True)


def _met_at(plan: Plan, typed: Mapping[str, list[str] | None], host: str) -> dict[int, Address]:
    """Return where each hop listens, by its number."""
    spoken = [plan.protocol_of(hop) for hop in range(len(plan.protocols))]
    found = dict.fromkeys(range(1, len(spoken) + 1), (host, 0))
    for protocol, places in typed.items():
        option = f"--{protocol}"
        hops = [number for number, one in enumerate(spoken, start=1) if one == protocol]
        if len(places or ()) > len(hops):
            raise typer.BadParameter(
                f"{len(places or ())} given, and {len(hops)} of the hops of {plan.code} speak {protocol}. Spoken: "
                f"{', '.join(spoken)}.",
                param_hint=option,
            )
        for number, place in zip(hops, places or (), strict=False):
            address = addressed(option, place, host)
            assert address is not None
            found[number] = address
    return found


def _check_hops(option: str, numbers: Iterable[int], found: Chain) -> None:
    """Refuse what is said of a hop that there is not."""
    last = len(found.hops)
    for number in numbers:
        if not 1 <= number <= last:
            raise CommandRefused(f"{option} {number}: {found.code} has the hops 1 to {last}.")


def _by_hop(typed: list[str], option: str) -> dict[int, str]:
    words = {}
    for one in typed:
        hop, _, word = one.partition("=")
        if not hop.isdecimal() or not word:
            raise CommandRefused(f"{option} '{one}' cannot be read. Allowed: HOP=WORD, such as 1=dnp3.")
        words[int(hop)] = word
    return words
