"""The two ends of gateways and head-ends, as the command line names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.stub_editions import Editions
from workbench.cli.stub_serving import addressed, called, only_with, server_called
from workbench.cli.stub_xmpp import AccountTyped, meeting
from workbench.stubs.addresses import shown
from workbench.stubs.tapped import Address, Doors

if TYPE_CHECKING:
    import ssl

    from workbench.stubs.gateway.ends import North, South
    from workbench.stubs.gateway.gateway import Pace
    from workbench.stubs.pki import Credentials, Standard
    from workbench.stubs.typed_values import Settings

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


@dataclass
class Ends:
    """What was typed about the ends of one stub.

    Args:
        calls: what was typed after each option that calls devices.
        serves: what was typed after each option that serves the utility.
        follows: what was typed after each option that calls the utility, or an aggregator.
        facility: the name under which an aggregator over HTTP knows it.
        xmpp: the account from which an aggregator is met.
        aggregator: address of that aggregator.
        shown: options whose names are others than ``--calls`` and ``--serve-…``.
        editions: of DNP3, of the end towards the utility and of that towards the devices.
    """

    calls: dict[str, list[str] | None] = field(default_factory=dict)
    serves: dict[str, str | None] = field(default_factory=dict)
    follows: dict[str, str | None] = field(default_factory=dict)
    facility: str | None = None
    xmpp: AccountTyped = field(default_factory=AccountTyped)
    aggregator: str | None = None
    pin: int | None = None
    host: str = ""
    pki: Path | None = None
    certificate: str = ""
    keylog: Path | None = None
    shown: dict[str, str] = field(default_factory=dict)
    editions: Editions = field(default_factory=Editions)
    _secured: bool = False

    def south(
        self, besides: Iterable[str] = ()
    ) -> tuple[list[tuple[str, Address]], Callable[[Doors], South]]:
        """Return what is called to the south, and what makes that end.

        Args:
            besides: options that would do as well, for the sentence.

        Raises:
            BadParameter: none, several, or one that cannot be read.
        """
        named = self._one(
            {option: typed for option, typed in self.calls.items() if typed},
            (*besides, *self.calls),
            "the device",
        )
        from workbench.stubs.gateway.spoken import MOST, Place, calling

        option = self._name(named)
        protocol = named.removesuffix("-tls")
        places = [called(option, typed, MOST[protocol]) for typed in self.calls[named] or ()]
        self.check_secured(option, secured=named.endswith("-tls"))

        def make(doors: Doors) -> South:
            tls = self._client(_plant()) if named.endswith("-tls") else None
            at = [Place(*doors.to((host, port)), units) for host, port, units in places]
            return calling(protocol, at, tls, edition=self.editions.of_second())

        return [(named, (host, port)) for host, port, _ in places], make

    def north(self, watchdog: float) -> tuple[Doors, Callable[[Doors], North]]:
        """Return where the north end meets others, and what makes that end.

        Raises:
            BadParameter: none, several, or one that cannot be read.
        """
        options = {**{f"serve-{one}": typed for one, typed in self.serves.items()}, **self.follows}
        self.xmpp.check_used()
        named = self._one(
            {option: typed for option, typed in options.items() if typed}, options, "the utility"
        )
        if named == "ieee-2030.5":
            return self._following(options[named] or "")
        only_with("--ieee-2030.5", (("--pin", self.pin is not None),))
        if named == "xmpp":
            only_with("--http", (("--facility", self.facility),))
            self._secured = self._secured or self.xmpp.secured
            return meeting(self.xmpp, self.aggregator)
        only_with("--xmpp", (("--aggregator", self.aggregator),))
        if named == "http":
            return self._reporting(options[named] or "")
        only_with("--http", (("--facility", self.facility),))
        protocol = named.removeprefix("serve-")
        address = addressed(self._name(named), options[named], self.host)
        assert address is not None

        secured = protocol.endswith("-tls")
        self.check_secured(self._name(named), secured=secured)

        def make(doors: Doors) -> North:
            from workbench.stubs.gateway.spoken import serving

            at = doors.at(protocol)
            assert at is not None
            tls = self._server(_plant()) if secured else None
            edition = self.editions.of_first()
            return serving(protocol.removesuffix("-tls"), *at, tls, edition=edition, watchdog=watchdog)

        return Doors({protocol: (address,)}), make

    def _reporting(self, typed: str) -> tuple[Doors, Callable[[Doors], North]]:
        """The north end of a facility that has an aggregator."""
        server = server_called("--http", typed)

        def make(doors: Doors) -> North:
            from workbench.stubs.aggregator import facility_over_http

            return facility_over_http(f"http://{shown(*doors.to(server))}", self.facility or FACILITY)

        return Doors(called=[("http", server)]), make

    def _following(self, typed: str) -> tuple[Doors, Callable[[Doors], North]]:
        """The north end of a client of IEEE 2030.5."""
        server = server_called("--ieee-2030.5", typed)
        self.check_secured("--ieee-2030.5", secured=True)

        def make(doors: Doors) -> North:
            from workbench.stubs.gateway.ieee2030_5_north import Ieee2030North
            from workbench.stubs.pki import Standard

            return Ieee2030North(*doors.to(server), self._client(Standard.IEEE_2030_5), pin=self.pin)

        return Doors(called=[("ieee-2030.5", server)]), make

    def check_used(self) -> None:
        """Refuse what is only for TLS where neither end uses it.

        Raises:
            BadParameter: naming the options.
        """
        if not self._secured:
            only_with("TLS", (("--pki", self.pki), ("--keylog", self.keylog)))

    def _one(self, given: Mapping[str, object], known: Iterable[str], whom: str) -> str:
        names = [self._name(one) for one in known]
        allowed = f"{', '.join(names[:-1])} or {names[-1]}"
        if not given:
            raise typer.BadParameter(f"Say how {whom} is reached: {allowed}.")
        if len(given) > 1:
            named = " and ".join(map(self._name, given))
            raise typer.BadParameter(f"{named} are two ways to reach {whom}; give one of {allowed}.")
        return next(iter(given))

    def _name(self, option: str) -> str:
        return self.shown.get(option, f"--{option}")

    def check_secured(self, option: str, *, secured: bool) -> None:
        """Refuse a secured protocol without certificates.

        Raises:
            BadParameter: with how they are made.
        """
        self._secured = self._secured or secured
        if secured and self.pki is None:
            raise typer.BadParameter(
                f"{option} needs --pki DIR; make certificates with: workbench stub pki DIR"
            )

    def credentials(self, standard: Standard) -> Credentials:
        """Return the certificate that is shown by a standard.

        Raises:
            CertificateMissing: there is none of that name.
        """
        from workbench.stubs.pki.holdings import credentials_in

        assert self.pki is not None
        return credentials_in(self.pki, self.certificate, standard)

    def _client(self, standard: Standard) -> ssl.SSLContext:
        from workbench.stubs.tls import client_context

        return client_context(self.credentials(standard), key_log=self.keylog)

    def _server(self, standard: Standard) -> ssl.SSLContext:
        from workbench.stubs.tls import server_context

        return server_context(self.credentials(standard), standard, key_log=self.keylog)


def _plant() -> Standard:
    from workbench.stubs.pki import Standard

    return Standard.MODBUS


def fallback_typed(typed: list[str] | None) -> Settings:
    """Return settings as typed.

    Raises:
        BadParameter: one that cannot be read.
    """
    if not typed:
        return {}
    from workbench.stubs.typed_values import SettingUnreadable, setting_typed

    try:
        return dict(setting_typed(one) for one in typed)
    except SettingUnreadable as problem:
        raise typer.BadParameter(str(problem), param_hint="--fallback") from None


def paced(watchdog: float = 600.0, report: float = 5.0, poll: float = 1.0, revert: float = 0.0) -> Pace:
    """Return how often a gateway does what."""
    from workbench.stubs.gateway.gateway import Pace

    return Pace(watchdog=watchdog, report=report, poll=poll, revert=revert)
