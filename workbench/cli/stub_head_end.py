"""The command that runs the utility's head-end: a server of IEEE 2030.5, a DNP3 master, or a client of Modbus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.invocation import Invocation, command
from workbench.cli.output import tell
from workbench.cli.stub_editions import EditionOption, Editions
from workbench.cli.stub_ends import (
    CallDnp3,
    CallDnp3Tls,
    CallModbus,
    CallModbusTls,
    CertificateOption,
    Ends,
    PollOption,
    paced,
)
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
    tell_as_json,
)
from workbench.stubs.stub import LOOPBACK, Stub
from workbench.stubs.tapped import Address, Doors

PANEL = "Devices"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "head-end",
        panel=PANEL,
        examples=(
            "workbench stub head-end --ieee-2030.5 8443 --pki certificates --console 8444",
            "workbench stub head-end --ieee-2030.5 8443 --pki certificates "
            "--register inverter=111115:Feeder/F-12",
            "workbench stub head-end --dnp3 192.0.2.7:20000 --console 8444",
        ),
    )(head_end)


def head_end(
    invocation: Invocation,
    ieee_2030_5: Annotated[
        str | None,
        typer.Option(
            "--ieee-2030.5",
            metavar="HOST:PORT",
            help="Serve IEEE 2030.5 by CSIP there; needs --pki.",
            show_default=False,
        ),
    ] = None,
    register: Annotated[
        list[str] | None,
        typer.Option(
            "--register",
            metavar="DEVICE=PIN[@VIA][:GROUP,…]",
            help="Let a device in, by LFDI or its certificate's name in --pki, via an aggregator, in groups; "
            "repeatable. Without it, every device in --pki, with PIN 111115.",
            show_default=False,
        ),
    ] = None,
    poll_rate: Annotated[
        int,
        typer.Option(
            "--poll-rate",
            metavar="S",
            min=1,
            help="Seconds between two looks that clients are asked to keep.",
        ),
    ] = 300,
    dnp3: CallDnp3 = None,
    dnp3_tls: CallDnp3Tls = None,
    edition: EditionOption = None,
    modbus: CallModbus = None,
    modbus_tls: CallModbusTls = None,
    poll: PollOption = 1.0,
    state: Annotated[
        Path | None,
        typer.Option(
            "--state",
            metavar="FILE",
            help="Keep there over a restart what was registered, commanded and answered.",
            show_default=False,
        ),
    ] = None,
    console: Annotated[
        int,
        typer.Option(
            "--console",
            metavar="PORT",
            min=0,
            max=65_535,
            help="Serve the operator's console at this port of this machine; 0 takes a free one.",
        ),
    ] = 0,
    pki: PkiOption = None,
    certificate: CertificateOption = None,
    host: HostOption = LOOPBACK,
    pcap: PcapOption = None,
    keylog: KeyLogOption = None,
    quiet: QuietOption = False,
    as_json: JsonLogOption = False,
) -> None:
    """Run the utility's head-end: it serves IEEE 2030.5, or calls devices by DNP3 or Modbus; its console commands them.

    The console is a page, and the same in JSON: GET and POST /controls, DELETE /controls/ID, GET /devices. When the
    head-end serves, one line of JSON on standard output says where; the log is on standard error. Ctrl-C ends it.
    """
    told = Told(quiet, as_json, pcap)
    ends = Ends(
        calls={"dnp3": dnp3, "dnp3-tls": dnp3_tls, "modbus": modbus, "modbus-tls": modbus_tls},
        pki=pki,
        certificate=certificate or "head-end",
        keylog=keylog,
        editions=Editions(edition),
    )
    if ieee_2030_5 is not None:
        only_with("another protocol", ((f"--{option}", typed) for option, typed in ends.calls.items()))
        ends.editions.check()
        address = addressed("--ieee-2030.5", ieee_2030_5, host)
        assert address is not None
        _serve(ends, address, register, poll_rate, state, console, told)
        return
    only_with("--ieee-2030.5", (("--register", register),))
    called, south = ends.south(besides=("ieee-2030.5",))
    ends.check_used()
    ends.editions.check(second=(protocol for protocol, _ in called))

    def make(doors: Doors) -> Stub:
        from workbench.stubs.master_head_end import MasterHeadEnd

        return MasterHeadEnd(south(doors), console_port=console, pace=paced(poll=poll), state=state)

    run_stub("head-end", make, Doors(called=called, editions=ends.editions.called()), told)


def _serve(
    ends: Ends,
    address: Address,
    register: list[str] | None,
    poll_rate: int,
    state: Path | None,
    console: int,
    told: Told,
) -> None:
    """Serve IEEE 2030.5."""
    ends.check_secured("--ieee-2030.5", secured=True)
    assert ends.pki is not None
    from workbench.stubs.ieee2030_5.registration import (
        RegistrationUnreadable,
        registration_typed,
        registrations_in,
    )
    from workbench.stubs.pki import Standard

    shown = ends.credentials(Standard.IEEE_2030_5)
    try:
        devices = [registration_typed(one, ends.pki) for one in register or ()]
    except RegistrationUnreadable as problem:
        raise typer.BadParameter(str(problem), param_hint="--register") from None
    if not devices:
        devices = registrations_in(ends.pki, shown.name)
        names = ", ".join(device.name for device in devices)
        saying = tell_as_json if told.as_json else tell
        saying(
            f"Registered with PIN {devices[0].pin if devices else ''}, every device of {ends.pki}: {names}."
        )

    def make(doors: Doors) -> Stub:
        from workbench.stubs.head_end import HeadEnd
        from workbench.stubs.tls import client_context, server_context

        at = doors.at("ieee-2030.5")
        assert at is not None
        stub = HeadEnd(
            server_context(shown, key_log=ends.keylog),
            notify_tls=client_context(shown, key_log=ends.keylog),
            host=at[0],
            port=at[1],
            console_port=console,
            poll_rate=poll_rate,
            state=state,
        )
        for device in devices:
            if not register and stub.utility.registry.get(device.lfdi) is not None:
                continue  # of the state, with what it was registered by then
            stub.register(device.lfdi, device.pin, device.groups, via=device.via)
        return stub

    run_stub("head-end", make, Doors({"ieee-2030.5": (address,)}), told)
