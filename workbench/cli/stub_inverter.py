"""The command that runs reference inverters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.refusals import CommandRefused
from workbench.cli.stub_editions import EditionOption, edition_named
from workbench.cli.stub_serving import (
    HostOption,
    JsonLogOption,
    KeyLogOption,
    PcapOption,
    PkiOption,
    QuietOption,
    Told,
    addressed,
    only_with,
    run_stub,
)
from workbench.stubs.stub import LOOPBACK, Stub
from workbench.stubs.tapped import Address, Doors

PANEL = "Devices"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "inverter",
        panel=PANEL,
        examples=(
            "workbench stub inverter --modbus 5020",
            "workbench stub inverter --modbus 5020 --dnp3 20000 --pcap inverter.pcap",
            "workbench stub inverter --modbus-tls 8802 --pki certificates",
            "workbench stub inverter --count 100 --kind pv+storage --power 25000 --state inverters.json",
        ),
    )(inverter)


def inverter(
    invocation: Invocation,
    modbus: Annotated[
        str | None,
        typer.Option(
            "--modbus",
            metavar="HOST:PORT",
            help="Serve SunSpec over Modbus/TCP there; at a free port where no protocol is named.",
            show_default=False,
        ),
    ] = None,
    modbus_tls: Annotated[
        str | None,
        typer.Option(
            "--modbus-tls",
            metavar="HOST:PORT",
            help="Serve it over TLS with roles there; needs --pki.",
            show_default=False,
        ),
    ] = None,
    dnp3: Annotated[
        str | None,
        typer.Option(
            "--dnp3",
            metavar="HOST:PORT",
            help="Serve DNP3 there, as outstations from address 10 on.",
            show_default=False,
        ),
    ] = None,
    dnp3_tls: Annotated[
        str | None,
        typer.Option(
            "--dnp3-tls",
            metavar="HOST:PORT",
            help="Serve DNP3 over TLS there; needs --pki.",
            show_default=False,
        ),
    ] = None,
    edition: EditionOption = None,
    unsolicited: Annotated[
        bool,
        typer.Option(
            "--unsolicited/--no-unsolicited",
            help="Whether DNP3 masters may be told anything unasked; not for those that take it for an answer.",
        ),
    ] = True,
    count: Annotated[
        int, typer.Option("--count", min=1, max=10_000, help="How many; each is a unit address.")
    ] = 1,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="One of: pv, storage, pv+storage.")
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
    pki: PkiOption = None,
    certificate: Annotated[
        str, typer.Option("--certificate", metavar="NAME", help="Name of the certificate that it shows.")
    ] = "inverter",
    host: HostOption = LOOPBACK,
    pcap: PcapOption = None,
    keylog: KeyLogOption = None,
    quiet: QuietOption = False,
    as_json: JsonLogOption = False,
) -> None:
    """Run one or several reference inverters: SunSpec models 701 to 714 and the 1xx set over Modbus, DNP3 points.

    When it serves, one line of JSON on standard output says where; the log is on standard error. Ctrl-C ends it.
    """
    given = {
        "modbus": addressed("--modbus", modbus, host),
        "modbus-tls": addressed("--modbus-tls", modbus_tls, host),
        "dnp3": addressed("--dnp3", dnp3, host),
        "dnp3-tls": addressed("--dnp3-tls", dnp3_tls, host),
    }
    if not any(given.values()):
        given["modbus"] = (host, 0)
    secured = given["modbus-tls"] is not None or given["dnp3-tls"] is not None
    if secured and pki is None:
        raise typer.BadParameter("TLS needs --pki DIR; make the certificates with: workbench stub pki DIR")
    if not secured:
        only_with("--modbus-tls or --dnp3-tls", (("--pki", pki), ("--keylog", keylog)))
    from workbench.stubs.inverter import UNITS, Inverter
    from workbench.stubs.inverter_ratings import rated
    from workbench.stubs.pki import Standard
    from workbench.stubs.pki.holdings import credentials_in

    points = edition_named(edition)
    if given["dnp3"] is None and given["dnp3-tls"] is None:
        only_with("--dnp3 or --dnp3-tls", (("--edition", edition),))
    try:
        ratings = rated(kind, power, phases)
    except ValueError as error:
        raise CommandRefused(f"{error}") from None
    shown = credentials_in(pki, certificate, Standard.MODBUS) if pki is not None else None

    def make(doors: Doors) -> Stub:
        return Inverter(
            count,
            ratings,
            modbus=doors.at("modbus"),
            modbus_tls=doors.at("modbus-tls"),
            dnp3=doors.at("dnp3"),
            dnp3_tls=doors.at("dnp3-tls"),
            dnp3_edition=points,
            dnp3_unsolicited=unsolicited,
            credentials=shown,
            key_log=keylog,
            state=state,
        )

    def ports(protocol: str, address: Address) -> list[Address]:
        """Modbus has a port for each 247 units."""
        several = -(-count // UNITS) if protocol.startswith("modbus") else 1
        return [(address[0], address[1] + number if address[1] else 0) for number in range(several)]

    doors = Doors({protocol: ports(protocol, at) for protocol, at in given.items() if at is not None})
    run_stub("inverter", make, doors, Told(quiet, as_json, pcap))
