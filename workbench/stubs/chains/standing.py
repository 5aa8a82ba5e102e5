"""Which stub stands at a place of a chain, with its two ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.der.behaviour import Ratings
from workbench.stubs.chains.heads import ConsoleHead, Head
from workbench.stubs.chains.plan import NotRunnable, Plan
from workbench.stubs.gateway.console import ConsoleNorth
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.dnp3_south import Dnp3South, Dnp3Target
from workbench.stubs.gateway.ends import North, South
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.links import Relay
from workbench.stubs.stub import LOOPBACK, Stub

SERVED_BY_NORTH = frozenset({"ieee-2030.5", "http", "xmpp"})
"""Protocols whose server stands at the utility's side of a hop; at the others it is the DER's side."""


@dataclass(frozen=True)
class Surroundings:
    """What a stub finds around it.

    Args:
        folder: for what has to stand in files while the chain runs.
        relays: of the hops, which clients connect to.
    """

    plan: Plan
    folder: Path
    relays: tuple[Relay, ...]
    ratings: Ratings | None
    clock: Callable[[], float]

    @property
    def units(self) -> tuple[int, ...]:
        """Modbus unit addresses of the inverters."""
        return tuple(range(1, self.plan.inverters + 1))


def stand(around: Surroundings, place: int) -> tuple[Stub, Head | None]:
    """Return the stub of a place, not started yet; and where controls are sent from, for the head-end.

    Raises:
        NotRunnable: there is no such stub, or it does not speak what it has to.
    """
    plan = around.plan
    kind = plan.stubs[place]
    if kind == "inverter":
        return _inverter(around), None
    south = _south(around, place)
    if place == 0:
        console = ConsoleNorth(around.clock)
        head = Gateway(console, south, name=kind, pace=Pace(poll=1.0), clock=around.clock)
        head.kind = kind
        return head, ConsoleHead(console)
    gateway = Gateway(_north(around, place), south, name=kind, clock=around.clock)
    gateway.kind = kind
    return gateway, None


def _inverter(around: Surroundings) -> Stub:
    protocol = around.plan.protocols[-1]
    if protocol == "modbus":
        return Inverter(around.plan.inverters, around.ratings, modbus=(LOOPBACK, 0))
    raise NotRunnable(f"The inverter does not speak {protocol} here.")


def _south(around: Surroundings, place: int) -> South:
    protocol, relay = around.plan.protocols[place], around.relays[place]
    last = place == len(around.plan.protocols) - 1
    if protocol == "modbus":
        units = around.units if last else (1,)
        return SunSpecSouth([ModbusTarget(relay.host, relay.port, unit) for unit in units])
    if protocol == "dnp3":
        return Dnp3South([Dnp3Target(relay.host, relay.port)])
    raise NotRunnable(f"The {around.plan.stubs[place]} does not speak {protocol} to the south here.")


def _north(around: Surroundings, place: int) -> North:
    protocol = around.plan.protocols[place - 1]
    if protocol == "dnp3":
        return Dnp3North(clock=around.clock)
    if protocol == "modbus":
        return SunSpecNorth(clock=around.clock)
    raise NotRunnable(f"The {around.plan.stubs[place]} does not speak {protocol} to the north here.")
