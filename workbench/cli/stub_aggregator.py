"""The command that runs an aggregator."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.stub_ends import (
    CertificateOption,
    Ends,
    FallbackOption,
    PollOption,
    ReportOption,
    WatchdogOption,
    fallback_typed,
    paced,
)
from workbench.cli.stub_keeping import StateOption
from workbench.cli.stub_serving import (
    HostOption,
    JsonLogOption,
    KeyLogOption,
    PcapOption,
    PkiOption,
    QuietOption,
    Told,
    addressed,
    run_stub,
    server_called,
)
from workbench.stubs.stub import LOOPBACK, Stub
from workbench.stubs.tapped import Doors

PANEL = "Devices"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "aggregator",
        panel=PANEL,
        examples=(
            "workbench stub aggregator --ieee-2030.5 127.0.0.1:8443 --pki certificates --http 8080 "
            "--facility north=facility-gateway",
        ),
    )(run_aggregator)


def run_aggregator(
    invocation: Invocation,
    ieee_2030_5: Annotated[
        str,
        typer.Option(
            "--ieee-2030.5",
            metavar="HOST:PORT",
            help="Be the client of the utility's IEEE 2030.5 server there.",
            show_default=False,
        ),
    ],
    pki: PkiOption = None,
    facility: Annotated[
        list[str] | None,
        typer.Option(
            "--facility",
            metavar="NAME=DEVICE",
            help="A facility: its name here, and its device at the utility by LFDI or certificate's name. Repeatable.",
            show_default=False,
        ),
    ] = None,
    http: Annotated[
        str, typer.Option("--http", metavar="HOST:PORT", help="Serve the facilities over HTTP there.")
    ] = "0",
    pin: Annotated[
        int | None,
        typer.Option(
            "--pin",
            metavar="PIN",
            help="Follow the server only when it has this PIN registered.",
            show_default=False,
        ),
    ] = None,
    fallback: FallbackOption = None,
    watchdog: WatchdogOption = 600.0,
    report: ReportOption = 5.0,
    poll: PollOption = 1.0,
    state: StateOption = None,
    certificate: CertificateOption = None,
    host: HostOption = LOOPBACK,
    pcap: PcapOption = None,
    keylog: KeyLogOption = None,
    quiet: QuietOption = False,
    as_json: JsonLogOption = False,
) -> None:
    """Run an aggregator: one IEEE 2030.5 client for a fleet to the north, HTTP with each facility to the south.

    The head-end has to know it, and each device via it: '--register aggregator=111115 --register
    facility-gateway=111115@aggregator'. When it serves, one line of JSON on standard output says where; the log is on
    standard error. Ctrl-C ends it.
    """
    ends = Ends(pki=pki, certificate=certificate or "aggregator", keylog=keylog)
    server = server_called("--ieee-2030.5", ieee_2030_5)
    ends.check_secured("--ieee-2030.5", secured=True)
    at = addressed("--http", http, host)
    assert at is not None
    assert pki is not None
    from workbench.stubs.ieee2030_5.registration import lfdi_typed
    from workbench.stubs.pki import Standard

    shown = ends.credentials(Standard.IEEE_2030_5)
    fleet: dict[str, str] = {}
    for one in facility or ():
        name, _, device = (part.strip() for part in one.partition("="))
        try:
            if not name or not device or name in fleet:
                raise ValueError("Allowed: NAME=DEVICE, each name once")
            fleet[name] = lfdi_typed(device, pki)
        except ValueError as problem:
            raise typer.BadParameter(f"'{one}': {problem}.", param_hint="--facility") from None
    if not fleet:
        raise typer.BadParameter("Say for whom it speaks: --facility NAME=DEVICE.")
    settings = fallback_typed(fallback)

    def make(doors: Doors) -> Stub:
        from workbench.stubs.aggregator import aggregator, over_http

        return aggregator(
            doors.to(server),
            shown,
            fleet,
            over_http(fleet, *(doors.at("http") or at)),
            pin=pin,
            pace=paced(watchdog, report, poll),
            fallback=settings,
            key_log=keylog,
            state=state,
        )

    run_stub(
        "aggregator",
        make,
        Doors({"http": (at,)}, [("ieee-2030.5", server)]),
        Told(quiet, as_json, pcap),
    )
