"""The options of gateways and head-ends: how they meet the utility and the devices, and how they act."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.stub_registering import DEVICE, LET_IN

UTILITY = "Towards the utility (one of them)"
DEVICES = "Towards the devices (one of them)"
PACE = "How it acts"
FACILITY = "facility-gateway"
"""Name of a facility at its aggregator, where none is said."""

CallModbus = Annotated[
    list[str] | None,
    typer.Option(
        "--modbus",
        metavar="HOST:PORT[/UNITS]",
        help="Call SunSpec devices there; units such as 1,4-6, else unit 1. Repeat it for further servers.",
        rich_help_panel=DEVICES,
        show_default=False,
    ),
]
CallModbusTls = Annotated[
    list[str] | None,
    typer.Option(
        "--modbus-tls",
        metavar="HOST:PORT[/UNITS]",
        help="The same over TLS with a role; needs --pki.",
        rich_help_panel=DEVICES,
        show_default=False,
    ),
]
ServeModbus = Annotated[
    str | None,
    typer.Option(
        "--serve-modbus",
        metavar="HOST:PORT",
        help="Serve all devices as one SunSpec device there.",
        rich_help_panel=UTILITY,
        show_default=False,
    ),
]
ServeDnp3 = Annotated[
    str | None,
    typer.Option(
        "--serve-dnp3",
        metavar="HOST:PORT",
        help="Serve all devices as one DNP3 outstation (address 10) there.",
        rich_help_panel=UTILITY,
        show_default=False,
    ),
]
ServeDnp3Tls = Annotated[
    str | None,
    typer.Option(
        "--serve-dnp3-tls",
        metavar="HOST:PORT",
        help="The same over TLS; needs --pki.",
        rich_help_panel=UTILITY,
        show_default=False,
    ),
]
CallDnp3 = Annotated[
    list[str] | None,
    typer.Option(
        "--dnp3",
        metavar="HOST:PORT[/ADDRESSES]",
        help="Be the DNP3 master of outstations there; addresses such as 10,12-14, else 10. Repeatable.",
        rich_help_panel=DEVICES,
        show_default=False,
    ),
]
CallDnp3Tls = Annotated[
    list[str] | None,
    typer.Option(
        "--dnp3-tls",
        metavar="HOST:PORT[/ADDRESSES]",
        help="The same over TLS; needs --pki.",
        rich_help_panel=DEVICES,
        show_default=False,
    ),
]
ServeDevices = Annotated[
    str | None,
    typer.Option(
        "--serve-ieee-2030.5",
        metavar="HOST:PORT",
        help="Be the IEEE 2030.5 server of the devices there; needs --pki, and --register for each.",
        rich_help_panel=DEVICES,
        show_default=False,
    ),
]
RegisterOption = Annotated[
    list[str] | None,
    typer.Option("--register", metavar=DEVICE, help=LET_IN, rich_help_panel=DEVICES, show_default=False),
]
CallHeadEnd = Annotated[
    str | None,
    typer.Option(
        "--ieee-2030.5",
        metavar="HOST:PORT",
        help="Be a client of the IEEE 2030.5 server there; needs --pki.",
        rich_help_panel=UTILITY,
        show_default=False,
    ),
]
PinOption = Annotated[
    int | None,
    typer.Option(
        "--pin",
        metavar="PIN",
        help="Follow the server only when it has this PIN registered.",
        rich_help_panel=UTILITY,
        show_default=False,
    ),
]
CallAggregator = Annotated[
    str | None,
    typer.Option(
        "--http",
        metavar="HOST:PORT",
        help="Be a facility of the aggregator that serves HTTP there; --facility says which.",
        rich_help_panel=UTILITY,
        show_default=False,
    ),
]
WayOption = Annotated[
    str | None,
    typer.Option(
        "--way",
        metavar="WAY",
        help="How it gets what that aggregator has for it: long-poll (the usual one), poll each minute, or "
        "subscription, by which it is called back.",
        rich_help_panel=UTILITY,
        show_default=False,
    ),
]
CertificateOption = Annotated[
    str | None,
    typer.Option(
        "--certificate",
        metavar="NAME",
        help="Name of the certificate in --pki; else that of the stub.",
        show_default=False,
    ),
]
FallbackOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fallback",
        metavar="KEY=VALUE",
        help="What holds when the utility is silent and gave no default, such as limit-active-power=50. Repeatable.",
        rich_help_panel=PACE,
        show_default=False,
    ),
]
WatchdogOption = Annotated[
    float,
    typer.Option(
        "--watchdog",
        metavar="S",
        min=0.1,
        help="Seconds that the utility may be silent before what it commanded without an end is let go.",
        rich_help_panel=PACE,
    ),
]
ReportOption = Annotated[
    float,
    typer.Option(
        "--report",
        metavar="S",
        min=0.1,
        help="Seconds between two reports to the utility.",
        rich_help_panel=PACE,
    ),
]
PollOption = Annotated[
    float,
    typer.Option(
        "--poll",
        metavar="S",
        min=0.05,
        help="Seconds between two readings of the devices.",
        rich_help_panel=PACE,
    ),
]
