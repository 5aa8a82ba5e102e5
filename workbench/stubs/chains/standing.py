"""Which stub stands at a place of a chain, with its two ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbench.der.behaviour import Ratings
from workbench.stubs.addresses import reached, shown
from workbench.stubs.aggregator import (
    aggregator,
    facility_over_http,
    facility_over_xmpp,
    over_http,
    over_xmpp,
)
from workbench.stubs.chains.heads import ConsoleHead, Head, ServerHead
from workbench.stubs.chains.messenger import DOMAIN, Messenger
from workbench.stubs.chains.own_client import OwnClient
from workbench.stubs.chains.plan import NotRunnable, Plan
from workbench.stubs.gateway.aggregation_south import AggregationSouth
from workbench.stubs.gateway.ends import North, South
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.ieee2030_5_north import Ieee2030North
from workbench.stubs.gateway.ieee2030_5_south import Ieee2030South
from workbench.stubs.gateway.spoken import FIRST, Place, calling, serving
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.registration import PIN
from workbench.stubs.inverter import Inverter
from workbench.stubs.links import Relay
from workbench.stubs.master_head_end import MasterHeadEnd
from workbench.stubs.pki.authority import Authority
from workbench.stubs.pki.credentials import Credentials
from workbench.stubs.pki.profiles import Chain
from workbench.stubs.stub import LOOPBACK, Stub
from workbench.stubs.tls import Standard, client_context, server_context

SERVED_BY_NORTH = frozenset({"ieee-2030.5", "http", "xmpp"})
"""Protocols whose server stands at the utility's side of a hop; at the others it is the DER's side."""


FACILITY = "facility-1"
"""Name of the facility at an aggregator."""
AGGREGATOR = "aggregator"
BRISK = Pace(report=1.0)
"""On the bench nobody should wait longer for readings to come up."""
POLL_RATE = 1
"""Seconds between two looks of IEEE 2030.5 clients on the bench; the field's usual 300 would be a long wait."""


@dataclass
class Surroundings:
    """What a stub finds around it.

    Args:
        folder: for what has to stand in files while the chain runs.
        relays: of the hops, which clients connect to.
        key_log: file to which the keys of TLS sessions are added, for captures.
        messenger: the XMPP server that runs beside, where one is needed.
    """

    plan: Plan
    folder: Path
    relays: tuple[Relay, ...]
    ratings: Ratings | None
    clock: Callable[[], float]
    key_log: Path | None = None
    messenger: Messenger | None = None

    def way(self, hop: int) -> tuple[str, int]:
        """Return host and port by which the client of a hop, by its place from 0, goes to the relay."""
        relay = self.relays[hop]
        return reached(relay.host), relay.port

    @property
    def units(self) -> tuple[int, ...]:
        """Modbus unit addresses of the inverters."""
        return tuple(range(1, self.plan.inverters + 1))

    @cached_property
    def authority(self) -> Authority:
        """Who issues the certificates of this chain."""
        return Authority.create(self.folder / "pki")

    def credentials(self, place: int) -> Credentials:
        """Return the IEEE 2030.5 certificate of the stub at a place; made when it is first asked for."""
        name = f"{self.plan.stubs[place]}-{place + 1}"
        held = self._issued.get(name)
        if held is None:
            held = self._issued[name] = self.authority.issue(name, Standard.IEEE_2030_5, chain=Chain.MCA_MICA)
        return held

    @cached_property
    def _issued(self) -> dict[str, Credentials]:
        return {}


def stand(around: Surroundings, place: int) -> tuple[Stub, Head | None]:
    """Return the stub of a place, not started yet; and where controls are sent from, for the head-end.

    Raises:
        NotRunnable: there is no such stub, or it does not speak what it has to.
    """
    plan = around.plan
    kind = plan.stubs[place]
    if kind == "inverter":
        return _inverter(around), None
    if place == 0 and plan.protocol_of(0) == "ieee-2030.5":
        server = _server(around, place)
        return server, ServerHead(server)
    if kind == AGGREGATOR:
        return _aggregator(around, place), None
    south = _south(around, place)
    if place == 0:
        head = MasterHeadEnd(south, clock=around.clock)
        return head, ConsoleHead(head.operator)
    return Gateway(_north(around, place), south, kind=kind, pace=BRISK, clock=around.clock), None


def _inverter(around: Surroundings) -> Stub:
    last = len(around.plan.protocols) - 1
    protocol = around.plan.protocol_of(last)
    if protocol == "modbus":
        return Inverter(around.plan.inverters, around.ratings, modbus=(LOOPBACK, 0))
    if protocol == "dnp3":
        return Inverter(
            around.plan.inverters,
            around.ratings,
            modbus=None,
            dnp3=(LOOPBACK, 0),
            dnp3_edition=around.plan.edition_of(last),
        )
    if protocol == "ieee-2030.5":
        inverter = Inverter(around.plan.inverters, around.ratings, modbus=(LOOPBACK, 0))
        return OwnClient(inverter, _client(around, last + 1), pace=BRISK, clock=around.clock)
    raise NotRunnable(f"The inverter does not speak {protocol} here.")


def _south(around: Surroundings, place: int) -> South:
    protocol = around.plan.protocol_of(place)
    last = place == len(around.plan.protocols) - 1
    if protocol in FIRST:
        units = around.units if last else (1,)
        addresses = tuple(FIRST[protocol] + unit - 1 for unit in units)
        devices = [Place(*around.way(place), addresses, tuple(map(str, units)))]
        return calling(protocol, devices, edition=around.plan.edition_of(place))
    if protocol == "ieee-2030.5":
        return Ieee2030South(_server(around, place), {"1": around.credentials(place + 1).lfdi}, POLL_RATE)
    raise NotRunnable(f"The {around.plan.stubs[place]} does not speak {protocol} to the south here.")


def _north(around: Surroundings, place: int) -> North:
    protocol = around.plan.protocol_of(place - 1)
    if protocol in FIRST:
        return serving(protocol, LOOPBACK, 0, edition=around.plan.edition_of(place - 1), clock=around.clock)
    if protocol == "ieee-2030.5":
        return _client(around, place)
    if around.plan.stubs[place - 1] == AGGREGATOR:
        return _facility(around, place)
    raise NotRunnable(f"The {around.plan.stubs[place]} does not speak {protocol} to the north here.")


def _client(around: Surroundings, place: int) -> Ieee2030North:
    """The client at a place, which the server at the place before knows."""
    context = client_context(around.credentials(place), key_log=around.key_log)
    return Ieee2030North(*around.way(place - 1), context, pin=PIN, clock=around.clock)


def _server(around: Surroundings, place: int) -> HeadEnd:
    """The server at a place, with the client of the next place registered."""
    context = server_context(around.credentials(place), key_log=around.key_log)
    server = HeadEnd(context, name=around.plan.stubs[place], poll_rate=POLL_RATE, clock=around.clock)
    client = around.credentials(place + 1).lfdi
    if around.plan.stubs[place + 1] == AGGREGATOR:
        server.register(client, PIN)
        server.register(around.credentials(place + 2).lfdi, PIN, ("ServicePoint/1",), via=client)
    else:
        server.register(client, PIN, ("ServicePoint/1",))
    return server


def _aggregator(around: Surroundings, place: int) -> Stub:
    """The aggregator at a place, for the facility of the next."""
    if place == 0 or around.plan.protocol_of(place - 1) != "ieee-2030.5":
        raise NotRunnable("An aggregator speaks ieee-2030.5 to the north here.")
    return aggregator(
        around.way(place - 1),
        around.credentials(place),
        {FACILITY: around.credentials(place + 1).lfdi},
        _fleet(around, place),
        pin=PIN,
        pace=BRISK,
        key_log=around.key_log,
        clock=around.clock,
    )


def _fleet(around: Surroundings, place: int) -> AggregationSouth:
    protocol = around.plan.protocol_of(place)
    if protocol == "http":
        return over_http([FACILITY], clock=around.clock)
    if protocol == "xmpp" and around.messenger is not None:
        account = around.messenger.account(AGGREGATOR)
        return over_xmpp({FACILITY: f"{FACILITY}@{DOMAIN}"}, account, clock=around.clock)
    raise NotRunnable(f"An aggregator does not speak {protocol} to the south here.")


def _facility(around: Surroundings, place: int) -> North:
    """The end of a facility towards the aggregator at the place before.

    Over HTTP it waits at the aggregator: a call-back would go past the relay, which is the server's alone.
    """
    protocol, way = around.plan.protocol_of(place - 1), around.way(place - 1)
    if protocol == "http":
        return facility_over_http(f"http://{shown(*way)}", FACILITY, clock=around.clock)
    if protocol == "xmpp" and around.messenger is not None:
        account = around.messenger.account(FACILITY, way)
        return facility_over_xmpp(account, f"{AGGREGATOR}@{DOMAIN}", clock=around.clock)
    raise NotRunnable(f"The {around.plan.stubs[place]} does not speak {protocol} to an aggregator here.")


ACCOUNTS = (AGGREGATOR, FACILITY)
"""Names at the XMPP server."""
