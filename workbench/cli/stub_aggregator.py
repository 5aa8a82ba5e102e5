"""The command that runs an aggregator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.output import tell
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
    tell_as_json,
)
from workbench.cli.stub_xmpp import (
    AccountTyped,
    PasswordFileOption,
    PlainOption,
    TrustOption,
    XmppServerOption,
    at_door,
    door,
    warning_of,
)
from workbench.stubs.stub import LOOPBACK, Stub
from workbench.stubs.tapped import Doors

if TYPE_CHECKING:
    from workbench.stubs.gateway.aggregation_south import AggregationSouth

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
            "workbench stub aggregator --ieee-2030.5 127.0.0.1:8443 --pki certificates "
            "--xmpp aggregator@example.org --password-file aggregator.password --facility north=facility-gateway",
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
            help="A facility: its name here, and its device at the utility by LFDI or certificate's name. Over XMPP "
            "its name is its address, or what stands before the @. Repeatable.",
            show_default=False,
        ),
    ] = None,
    http: Annotated[
        str | None,
        typer.Option(
            "--http",
            metavar="HOST:PORT",
            help="Serve the facilities over HTTP there; at a free port where neither is named.",
            show_default=False,
        ),
    ] = None,
    xmpp: Annotated[
        str | None,
        typer.Option(
            "--xmpp",
            metavar="NAME@DOMAIN",
            help="Speak XMPP with the facilities instead, from this account at a server.",
            show_default=False,
        ),
    ] = None,
    xmpp_server: XmppServerOption = None,
    password_file: PasswordFileOption = None,
    trust: TrustOption = None,
    xmpp_without_tls: PlainOption = False,
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
    """Run an aggregator: one IEEE 2030.5 client for a fleet to the north, HTTP or XMPP with facilities to the south.

    The head-end has to know it, and each device via it: '--register aggregator=111115 --register
    facility-gateway=111115@aggregator'. When it serves, one line of JSON on standard output says where; the log, and
    which facilities are listened to, is on standard error. Ctrl-C ends it.
    """
    told = Told(quiet, as_json, pcap)
    ends = Ends(pki=pki, certificate=certificate or "aggregator", keylog=keylog)
    server = server_called("--ieee-2030.5", ieee_2030_5)
    ends.check_secured("--ieee-2030.5", secured=True)
    account = AccountTyped(xmpp, xmpp_server, password_file, trust, xmpp_without_tls, keylog)
    account.check_used()
    if http is not None and xmpp is not None:
        raise typer.BadParameter("--http and --xmpp are two ways to reach the facilities; give one of them.")
    at = addressed("--http", http or "0", host)
    assert at is not None
    assert pki is not None
    from workbench.stubs.pki import Standard

    shown = ends.credentials(Standard.IEEE_2030_5)
    fleet = _fleet(facility, pki)
    settings = fallback_typed(fallback)
    doors, south = _over_xmpp(account, fleet, told) if xmpp is not None else _over_http(at, fleet, told)

    def make(open_at: Doors) -> Stub:
        from workbench.stubs.aggregator import aggregator

        return aggregator(
            open_at.to(server),
            shown,
            fleet,
            south(open_at),
            pin=pin,
            pace=paced(watchdog, report, poll),
            fallback=settings,
            key_log=keylog,
            state=state,
        )

    run_stub("aggregator", make, Doors(doors.served, [("ieee-2030.5", server), *doors.called]), told)


def _fleet(typed: list[str] | None, pki: Path) -> dict[str, str]:
    """Return the LFDI of each facility's device by the facility's name."""
    from workbench.stubs.ieee2030_5.registration import lfdi_typed

    fleet: dict[str, str] = {}
    for one in typed or ():
        name, _, device = (part.strip() for part in one.rpartition("="))
        try:
            if not name or not device or name in fleet:
                raise ValueError("Allowed: NAME=DEVICE, each name once")
            fleet[name] = lfdi_typed(device, pki)
        except ValueError as problem:
            raise typer.BadParameter(f"'{one}': {problem}.", param_hint="--facility") from None
    if not fleet:
        raise typer.BadParameter("Say for whom it speaks: --facility NAME=DEVICE.")
    return fleet


def _over_http(
    at: tuple[str, int], fleet: Mapping[str, str], told: Told
) -> tuple[Doors, Callable[[Doors], AggregationSouth]]:
    """The end towards facilities that call it."""
    _tell(f"Listens to the facilities {', '.join(fleet)}; to nobody else.", told)

    def make(doors: Doors) -> AggregationSouth:
        from workbench.stubs.aggregator import over_http

        return over_http(fleet, *(doors.at("http") or at))

    return Doors({"http": (at,)}), make


def _over_xmpp(
    typed: AccountTyped, fleet: Mapping[str, str], told: Told
) -> tuple[Doors, Callable[[Doors], AggregationSouth]]:
    """The end towards facilities that have accounts as the aggregator has one."""
    from workbench.stubs.aggregation.accounts import domain_of

    account = typed.account()
    addresses = {name: typed.peer("--facility", name, domain_of(account.jid)) for name in fleet}
    if len({account.jid, *addresses.values()}) <= len(addresses):
        raise typer.BadParameter(
            f"{', '.join(addresses.values())}, and {account.jid} itself, are not all different.",
            param_hint="--facility",
        )
    listed = ", ".join(f"{name} ({address})" for name, address in addresses.items())
    _tell(f"Listens as {account.jid} to the facilities {listed}; to nobody else.", told)
    if warning := warning_of(account):
        _tell(warning, told)

    def make(doors: Doors) -> AggregationSouth:
        from workbench.stubs.aggregator import over_xmpp

        return over_xmpp(addresses, at_door(account, doors))

    return Doors(called=[door(account)]), make


def _tell(sentence: str, told: Told) -> None:
    (tell_as_json if told.as_json else tell)(sentence)
