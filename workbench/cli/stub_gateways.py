"""The commands that run gateways: the facility's, the utility's, and both with the hop between them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.stub_editions import (
    BETWEEN_EDITION,
    BetweenEditionOption,
    DevicesEditionOption,
    EditionOption,
    Editions,
)
from workbench.cli.stub_end_options import (
    FACILITY,
    UTILITY,
    CallAggregator,
    CallDnp3,
    CallDnp3Tls,
    CallHeadEnd,
    CallModbus,
    CallModbusTls,
    CertificateOption,
    FallbackOption,
    PinOption,
    PollOption,
    RegisterOption,
    ReportOption,
    ServeDevices,
    ServeDnp3,
    ServeDnp3Tls,
    ServeModbus,
    WatchdogOption,
    WayOption,
)
from workbench.cli.stub_ends import Ends, fallback_typed, or_last, paced
from workbench.cli.stub_keeping import RevertOption, StateOption, revert_typed
from workbench.cli.stub_registering import PollRateOption
from workbench.cli.stub_serving import (
    HostOption,
    JsonLogOption,
    KeyLogOption,
    PcapOption,
    PkiOption,
    QuietOption,
    Told,
    run_stub,
)
from workbench.cli.stub_xmpp import (
    AccountTyped,
    AggregatorOption,
    CallXmpp,
    PasswordFileOption,
    PlainOption,
    TrustOption,
    XmppServerOption,
)
from workbench.stubs.stub import LOOPBACK, Stub
from workbench.stubs.tapped import Doors

PANEL = "Devices"
BETWEEN = ("dnp3", "modbus", "ieee-2030.5")


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(
        app,
        "facility-gateway",
        panel=PANEL,
        examples=(
            "workbench stub facility-gateway --dnp3 20000 --modbus 192.0.2.7:502/1-3",
            "workbench stub facility-gateway --ieee-2030.5 127.0.0.1:8443 --pki certificates --modbus 127.0.0.1:5020",
            "workbench stub facility-gateway --dnp3 20000 --modbus 127.0.0.1:5020 --state gateway.json --revert 600",
            "workbench stub facility-gateway --http 127.0.0.1:8080 --facility north --modbus 127.0.0.1:5020",
            "workbench stub facility-gateway --xmpp north@example.org --password-file north.password "
            "--modbus 127.0.0.1:5020",
        ),
    )(facility_gateway)
    command(
        app,
        "utility-gateway",
        panel=PANEL,
        examples=(
            "workbench stub utility-gateway --serve-dnp3 20000 --modbus 192.0.2.7:502",
            "workbench stub utility-gateway --serve-modbus 5021 --dnp3 192.0.2.7:20000",
            "workbench stub utility-gateway --serve-dnp3 20000 --edition an2018 --dnp3 192.0.2.7:20000 "
            "--devices-edition 1815.2",
            "workbench stub utility-gateway --serve-dnp3 20000 --serve-ieee-2030.5 8443 --pki certificates "
            "--register facility-gateway=111115 --poll-rate 10",
        ),
    )(utility_gateway)
    command(
        app,
        "gateway-pair",
        panel=PANEL,
        examples=(
            "workbench stub gateway-pair --serve-dnp3 20000 --modbus 127.0.0.1:5020 --between modbus",
            "workbench stub gateway-pair --serve-dnp3 20000 --modbus 127.0.0.1:5020 --between ieee-2030.5",
        ),
    )(gateway_pair)


def facility_gateway(
    invocation: Invocation,
    ieee_2030_5: CallHeadEnd = None,
    pin: PinOption = None,
    dnp3: Annotated[
        str | None,
        typer.Option(
            "--dnp3",
            "--serve-dnp3",
            metavar="HOST:PORT",
            help="Serve all devices as one DNP3 outstation (address 10) there.",
            rich_help_panel=UTILITY,
            show_default=False,
        ),
    ] = None,
    dnp3_tls: Annotated[
        str | None,
        typer.Option(
            "--dnp3-tls",
            "--serve-dnp3-tls",
            metavar="HOST:PORT",
            help="The same over TLS; needs --pki.",
            rich_help_panel=UTILITY,
            show_default=False,
        ),
    ] = None,
    edition: EditionOption = None,
    serve_modbus: ServeModbus = None,
    http: CallAggregator = None,
    facility: Annotated[
        str | None,
        typer.Option(
            "--facility",
            metavar="NAME",
            help=f"The name under which that aggregator knows it; else {FACILITY}.",
            rich_help_panel=UTILITY,
            show_default=False,
        ),
    ] = None,
    way: WayOption = None,
    xmpp: CallXmpp = None,
    aggregator: AggregatorOption = None,
    xmpp_server: XmppServerOption = None,
    password_file: PasswordFileOption = None,
    trust: TrustOption = None,
    xmpp_without_tls: PlainOption = False,
    modbus: CallModbus = None,
    modbus_tls: CallModbusTls = None,
    fallback: FallbackOption = None,
    watchdog: WatchdogOption = 600.0,
    report: ReportOption = 5.0,
    poll: PollOption = 1.0,
    revert: RevertOption = 0.0,
    state: StateOption = None,
    pki: PkiOption = None,
    certificate: CertificateOption = None,
    host: HostOption = LOOPBACK,
    pcap: PcapOption = None,
    keylog: KeyLogOption = None,
    quiet: QuietOption = False,
    as_json: JsonLogOption = False,
) -> None:
    """Run the gateway of a facility: the utility commands it, it commands the facility's devices by Modbus.

    It keeps the utility's schedule and executes it when the link is down, tells a device again what it lost, and
    reports all devices as one. When it serves, one line of JSON on standard output says where; the log is on standard
    error. Ctrl-C ends it.
    """
    ends = Ends(
        calls={"modbus": modbus, "modbus-tls": modbus_tls},
        serves={"dnp3": dnp3, "dnp3-tls": dnp3_tls, "modbus": serve_modbus},
        shown={"serve-dnp3": "--dnp3", "serve-dnp3-tls": "--dnp3-tls"},
        follows={"ieee-2030.5": ieee_2030_5, "http": http, "xmpp": xmpp},
        facility=facility,
        way=way,
        xmpp=AccountTyped(xmpp, xmpp_server, password_file, trust, xmpp_without_tls, keylog),
        aggregator=aggregator,
        pin=pin,
        host=host,
        pki=pki,
        certificate=certificate or "facility-gateway",
        keylog=keylog,
        editions=Editions(edition),
    )
    _run_gateway(
        "facility-gateway",
        ends,
        fallback,
        (watchdog, report, poll, revert),
        Told(quiet, as_json, pcap),
        state,
    )


def utility_gateway(
    invocation: Invocation,
    ieee_2030_5: CallHeadEnd = None,
    pin: PinOption = None,
    serve_dnp3: ServeDnp3 = None,
    serve_dnp3_tls: ServeDnp3Tls = None,
    edition: EditionOption = None,
    serve_modbus: ServeModbus = None,
    modbus: CallModbus = None,
    modbus_tls: CallModbusTls = None,
    dnp3: CallDnp3 = None,
    dnp3_tls: CallDnp3Tls = None,
    devices_edition: DevicesEditionOption = None,
    serve_ieee_2030_5: ServeDevices = None,
    register: RegisterOption = None,
    poll_rate: PollRateOption = 300,
    fallback: FallbackOption = None,
    watchdog: WatchdogOption = 600.0,
    report: ReportOption = 5.0,
    poll: PollOption = 1.0,
    revert: RevertOption = 0.0,
    state: StateOption = None,
    pki: PkiOption = None,
    certificate: CertificateOption = None,
    host: HostOption = LOOPBACK,
    pcap: PcapOption = None,
    keylog: KeyLogOption = None,
    quiet: QuietOption = False,
    as_json: JsonLogOption = False,
) -> None:
    """Run the gateway of a utility: it translates the utility's own protocol to that of facilities and DER.

    When it serves, one line of JSON on standard output says where; the log is on standard error. Ctrl-C ends it.
    """
    ends = Ends(
        calls={"modbus": modbus, "modbus-tls": modbus_tls, "dnp3": dnp3, "dnp3-tls": dnp3_tls},
        registering={"serve-ieee-2030.5": serve_ieee_2030_5},
        register=register,
        poll_rate=poll_rate,
        serves={"dnp3": serve_dnp3, "dnp3-tls": serve_dnp3_tls, "modbus": serve_modbus},
        follows={"ieee-2030.5": ieee_2030_5},
        pin=pin,
        host=host,
        pki=pki,
        certificate=certificate or "utility-gateway",
        keylog=keylog,
        editions=Editions(edition, devices_edition),
    )
    _run_gateway(
        "utility-gateway", ends, fallback, (watchdog, report, poll, revert), Told(quiet, as_json, pcap), state
    )


def gateway_pair(
    invocation: Invocation,
    ieee_2030_5: CallHeadEnd = None,
    pin: PinOption = None,
    serve_dnp3: ServeDnp3 = None,
    serve_dnp3_tls: ServeDnp3Tls = None,
    edition: EditionOption = None,
    serve_modbus: ServeModbus = None,
    between: Annotated[
        str,
        typer.Option(
            "--between",
            metavar="PROTOCOL",
            help=f"What the two gateways speak to each other, on this machine: {or_last(BETWEEN)}; ieee-2030.5 with "
            "the certificates of both in --pki, or without it with such as are made for this run.",
        ),
    ] = "dnp3",
    between_edition: BetweenEditionOption = None,
    modbus: CallModbus = None,
    modbus_tls: CallModbusTls = None,
    fallback: FallbackOption = None,
    watchdog: WatchdogOption = 600.0,
    report: ReportOption = 5.0,
    poll: PollOption = 1.0,
    revert: RevertOption = 0.0,
    state: StateOption = None,
    pki: PkiOption = None,
    certificate: CertificateOption = None,
    host: HostOption = LOOPBACK,
    pcap: PcapOption = None,
    keylog: KeyLogOption = None,
    quiet: QuietOption = False,
    as_json: JsonLogOption = False,
) -> None:
    """Run the standard gateways of both ends in one process, with the hop between them over a real socket.

    When they serve, one line of JSON on standard output says where; the log is on standard error. Ctrl-C ends both.
    """
    if between not in BETWEEN:
        raise typer.BadParameter(
            f"'{between}' is not spoken between gateways. Allowed: {or_last(BETWEEN)}.",
            param_hint="--between",
        )
    ends = Ends(
        calls={"modbus": modbus, "modbus-tls": modbus_tls},
        serves={"dnp3": serve_dnp3, "dnp3-tls": serve_dnp3_tls, "modbus": serve_modbus},
        follows={"ieee-2030.5": ieee_2030_5},
        pin=pin,
        host=host,
        pki=pki,
        certificate=certificate or "facility-gateway",
        keylog=keylog,
        editions=Editions(edition, between_edition, BETWEEN_EDITION),
    )
    _run_gateway(
        "gateway-pair",
        ends,
        fallback,
        (watchdog, report, poll, revert),
        Told(quiet, as_json, pcap),
        state,
        between,
    )


def _run_gateway(
    kind: str,
    ends: Ends,
    fallback: list[str] | None,
    pace: tuple[float, float, float, float],
    told: Told,
    state: Path | None,
    between: str = "",
) -> None:
    above, north = ends.north(pace[0])
    below, south = ends.south()
    shown = ends.between() if between == "ieee-2030.5" else None
    ends.check_used()
    editions = ends.editions
    editions.check(above.served, (between,) if between else (protocol for protocol, _ in below.called))
    settings = fallback_typed(fallback)
    revert_typed(pace[-1])

    def make(open_at: Doors) -> Stub:
        if between:
            from workbench.stubs.gateway.pair import GatewayPair

            return GatewayPair(
                north(open_at),
                south(open_at),
                between=between,
                edition=editions.of_second(),
                certificates=shown,
                pace=paced(*pace),
                fallback=settings,
                key_log=ends.keylog,
                state=state,
            )
        from workbench.stubs.gateway.gateway import Gateway

        return Gateway(
            north(open_at), south(open_at), kind=kind, pace=paced(*pace), fallback=settings, state=state
        )

    doors = Doors(
        {**above.served, **below.served}, [*above.called, *below.called], editions=editions.called()
    )
    run_stub(kind, make, doors, told)
