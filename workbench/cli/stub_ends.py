"""The two ends of gateways and head-ends, as the command line names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workbench.cli.stub_editions import Editions
from workbench.cli.stub_end_options import FACILITY
from workbench.cli.stub_registering import registrations
from workbench.cli.stub_serving import addressed, called, only_with, server_called
from workbench.cli.stub_xmpp import AccountTyped, meeting
from workbench.stubs.addresses import shown
from workbench.stubs.tapped import Doors

if TYPE_CHECKING:
    import ssl

    from workbench.stubs.gateway.ends import North, South
    from workbench.stubs.gateway.gateway import Pace
    from workbench.stubs.pki import Credentials, Standard
    from workbench.stubs.typed_values import Settings


@dataclass
class Ends:
    """What was typed about the ends of one stub.

    Args:
        calls: what was typed after each option that calls devices.
        registering: what was typed after each option that serves devices.
        register: those devices; ``poll_rate`` is what they are asked to keep.
        serves: what was typed after each option that serves the utility.
        follows: what was typed after each option that calls the utility, or an aggregator.
        facility: the name under which an aggregator over HTTP knows it; ``way`` is how it gets what is there for it.
        xmpp: the account from which an aggregator is met.
        aggregator: address of that aggregator.
        shown: options whose names are others than ``--calls`` and ``--serve-…``.
        editions: of DNP3, of the end towards the utility and of that towards the devices.
    """

    calls: dict[str, list[str] | None] = field(default_factory=dict)
    registering: dict[str, str | None] = field(default_factory=dict)
    register: list[str] | None = None
    poll_rate: int = 300
    serves: dict[str, str | None] = field(default_factory=dict)
    follows: dict[str, str | None] = field(default_factory=dict)
    facility: str | None = None
    way: str | None = None
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

    def south(self, besides: Iterable[str] = ()) -> tuple[Doors, Callable[[Doors], South]]:
        """Return where the south end meets others, and what makes that end.

        Args:
            besides: options that would do as well, for the sentence.

        Raises:
            BadParameter: none, several, or one that cannot be read.
        """
        options: dict[str, object] = {**self.calls, **self.registering}
        named = self._one(
            {option: typed for option, typed in options.items() if typed}, (*besides, *options), "the device"
        )
        if named in self.registering:
            return self._registering(named)
        only_with(" or ".join(map(self._name, self.registering)), (("--register", self.register),))
        from workbench.stubs.gateway.spoken import MOST, Place, calling

        option = self._name(named)
        protocol = named.removesuffix("-tls")
        places = [called(option, typed, MOST[protocol]) for typed in self.calls[named] or ()]
        self.check_secured(option, secured=named.endswith("-tls"))
        edition = self.editions.of_second()

        def make(doors: Doors) -> South:
            tls = self._client(_plant()) if named.endswith("-tls") else None
            return calling(
                protocol,
                [Place(*doors.to((host, port)), units) for host, port, units in places],
                tls,
                edition=edition,
            )

        return Doors(called=[(named, (host, port)) for host, port, _ in places]), make

    def _registering(self, named: str) -> tuple[Doors, Callable[[Doors], South]]:
        """The south end of a server of IEEE 2030.5."""
        option, protocol = self._name(named), named.removeprefix("serve-")
        address = addressed(option, self.registering[named], self.host)
        assert address is not None
        self.check_secured(option, secured=True)
        assert self.pki is not None
        devices = registrations(self.register, self.pki)
        if not devices:
            raise typer.BadParameter(f"{option}: say which devices are let in: --register DEVICE=PIN.")

        def make(doors: Doors) -> South:
            from workbench.stubs.gateway.ieee2030_5_south import registered
            from workbench.stubs.head_end import HeadEnd
            from workbench.stubs.pki import Standard

            host, port = doors.at(protocol) or address
            server = HeadEnd(
                self._server(Standard.IEEE_2030_5),
                notify_tls=self._client(Standard.IEEE_2030_5),
                host=host,
                port=port,
                poll_rate=self.poll_rate,
            )
            return registered(server, devices, self.poll_rate)

        return Doors({protocol: (address,)}), make

    def north(self, watchdog: float = 600.0) -> tuple[Doors, Callable[[Doors], North]]:
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
            only_with("--http", (("--facility", self.facility), ("--way", self.way)))
            self._secured = self._secured or self.xmpp.secured
            return meeting(self.xmpp, self.aggregator)
        only_with("--xmpp", (("--aggregator", self.aggregator),))
        if named == "http":
            return self._reporting(options[named] or "")
        only_with("--http", (("--facility", self.facility), ("--way", self.way)))
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
        from workbench.stubs.aggregator import WAYS

        way = "long-poll" if self.way is None else self.way
        if way not in WAYS:
            raise typer.BadParameter(f"'{way}' is no way. Allowed: {or_last(WAYS)}.", param_hint="--way")

        def make(doors: Doors) -> North:
            from workbench.stubs.aggregator import facility_over_http

            url = f"http://{shown(*doors.to(server))}"
            return facility_over_http(url, self.facility or FACILITY, way=way)

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

    def between(self) -> tuple[Credentials, Credentials] | None:
        """Return the certificates of the utility's gateway and of the facility's; None without a folder of them.

        Raises:
            CertificateMissing: one of the two is not there.
        """
        self._secured = True
        if self.pki is None:
            return None
        from workbench.stubs.pki import Standard
        from workbench.stubs.pki.holdings import credentials_in

        above, below = (
            credentials_in(self.pki, name, Standard.IEEE_2030_5)
            for name in ("utility-gateway", "facility-gateway")
        )
        return above, below

    def check_used(self) -> None:
        """Refuse what is only for TLS where neither end uses it.

        Raises:
            BadParameter: naming the options.
        """
        if not self._secured:
            only_with("TLS", (("--pki", self.pki), ("--keylog", self.keylog)))

    def _one(self, given: Mapping[str, object], known: Iterable[str], whom: str) -> str:
        names = [self._name(one) for one in known]
        allowed = or_last(names)
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


def or_last(names: Sequence[str]) -> str:
    """Return names as a sentence lists them, with "or" before the last."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if names[1:] else "".join(names)


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
