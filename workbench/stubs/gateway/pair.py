"""The standard gateway at both ends: the utility's and the facility's in one process, with the hop between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.der.device import NotPossible
from workbench.der.quantities import Protocol, Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import North, South
from workbench.stubs.gateway.gateway import ALL, Gateway, Pace
from workbench.stubs.gateway.ieee2030_5_following import PROTOCOL as IEEE_2030_5
from workbench.stubs.gateway.ieee2030_5_north import Ieee2030North
from workbench.stubs.gateway.ieee2030_5_south import registered
from workbench.stubs.gateway.spoken import FIRST, Place, calling, serving
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.registration import PIN, Registration
from workbench.stubs.pki import Authority, Chain, Credentials, Standard
from workbench.stubs.state_file import Kept, StateFile
from workbench.stubs.stub import LOOPBACK, Observation, Stub
from workbench.stubs.tls import client_context, server_context

BETWEEN = (*FIRST, IEEE_2030_5)
"""What the two can speak to each other."""
UTILITY, FACILITY = "utility-gateway", "facility-gateway"
POLL_RATE = 1
"""Seconds between two looks of the facility's gateway at the utility's, by IEEE 2030.5 on one machine."""


class GatewayPair(Stub):
    """Two gateways: the utility's calls the facility's, which serves it; by IEEE 2030.5 it is the other way round.

    Args:
        north: the end of the utility's gateway towards the utility.
        south: the end of the facility's gateway towards the devices.
        between: what the two speak to each other, of ``BETWEEN``.
        edition: of the list of points, where that is DNP3.
        certificates: of the utility's gateway and of the facility's, where that is IEEE 2030.5. Default: such as are
            made for this run, in a folder that goes with it.
        address: where the one serves the other.
        fallback: of the facility's gateway, when the utility is silent.
        key_log: file to which the keys of TLS between the two are added.
        state: file in which both keep what has to outlast a restart.
    """

    kind = "gateway-pair"

    def __init__(
        self,
        north: North,
        south: South,
        *,
        between: str = "dnp3",
        edition: Protocol = Protocol.DNP3_1815_2,
        certificates: tuple[Credentials, Credentials] | None = None,
        address: tuple[str, int] = (LOOPBACK, 0),
        name: str = "",
        pace: Pace | None = None,
        fallback: Mapping[str, Value] | None = None,
        key_log: Path | None = None,
        state: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(name)
        self.between = between
        self.edition = edition
        self._state = StateFile(state, self.kind, f"state of a {self.kind}") if state is not None else None
        self.utility: Gateway | None = None
        self.facility: Gateway | None = None
        self._north, self._south = north, south
        self._certificates = certificates
        self._address = address
        self._pace = pace or Pace()
        self._fallback = fallback
        self._key_log = key_log
        self._clock = clock
        self._stack = AsyncExitStack()

    def logs(self) -> tuple[ExchangeLog, ...]:
        """Return the logs of both gateways."""
        return tuple(one.exchanges for one in (self.facility, self.utility) if one is not None)

    def calls(self) -> tuple[str, ...]:
        """Return whom the ends of both call, but for each other."""
        above = () if self._north.endpoints else (self._north.words,)
        below = () if self._south.endpoints else (f"devices at {self._south.words}",)
        return (*above, *below)

    async def start(self) -> None:
        """Start the gateway that serves the other, then that one; both or none."""
        async with AsyncExitStack() as stack:
            if self.between == IEEE_2030_5:
                await self._start_followed(stack)
            else:
                await self._start_called(stack)
            self._stack = stack.pop_all()
        self.endpoints = tuple(
            endpoint for one in (self.utility, self.facility) if one is not None for endpoint in one.endpoints
        )

    async def _start_called(self, stack: AsyncExitStack) -> None:
        """The facility's gateway is the server."""
        middle = serving(
            self.between,
            *self._address,
            edition=self.edition,
            watchdog=self._pace.watchdog,
            clock=self._clock,
        )
        self.facility = await stack.enter_async_context(self._below(middle))
        (at,) = middle.endpoints
        south = calling(self.between, [Place(at.host, at.port)], edition=self.edition)
        self.utility = await stack.enter_async_context(self._above(south))

    async def _start_followed(self, stack: AsyncExitStack) -> None:
        """The utility's gateway is the server."""
        above, below = self._certificates or _made(
            Path(stack.enter_context(TemporaryDirectory(prefix="gateway-pair-")))
        )
        host, port = self._address
        server = HeadEnd(
            server_context(above, key_log=self._key_log),
            notify_tls=client_context(above, key_log=self._key_log),
            host=host,
            port=port,
            poll_rate=POLL_RATE,
            clock=self._clock,
        )
        south = registered(server, [Registration(below.lfdi, name=FACILITY)], POLL_RATE)
        self.utility = await stack.enter_async_context(self._above(south))
        (at,) = south.endpoints
        tls = client_context(below, key_log=self._key_log)
        north = Ieee2030North(at.host, at.port, tls, pin=PIN, clock=self._clock)
        self.facility = await stack.enter_async_context(self._below(north))

    def _above(self, south: South) -> Gateway:
        return Gateway(
            self._north,
            south,
            kind=UTILITY,
            pace=replace(self._pace, revert=0.0),  # the facility's gateway has its watchdog for that
            state=self._kept(UTILITY),
            clock=self._clock,
        )

    def _below(self, north: North) -> Gateway:
        return Gateway(
            north,
            self._south,
            kind=FACILITY,
            pace=self._pace,
            fallback=self._fallback,
            state=self._kept(FACILITY),
            clock=self._clock,
        )

    def _kept(self, kind: str) -> Kept | None:
        return self._state.part(kind) if self._state is not None else None

    async def stop(self) -> None:
        """Stop both, the one that is served first."""
        await self._stack.aclose()

    def _facility(self) -> Gateway:
        if self.facility is None:
            raise NotPossible("The gateways were not started yet.")
        return self.facility

    async def read(self, key: str, unit: str = ALL) -> Value:
        """Return the latest value of a device of the facility, or of all together."""
        return await self._facility().read(key, unit)

    async def write(self, key: str, value: Value, unit: str = ALL) -> None:
        """Command a quantity at the facility's gateway, as its own operator would."""
        await self._facility().write(key, value, unit)

    def observe(self) -> Observation:
        """Return what the facility's gateway knows of its devices, with what both say."""
        below = self.facility.observe() if self.facility is not None else Observation()
        above = self.utility.observe() if self.utility is not None else Observation()
        return Observation(
            measured=below.measured,
            commanded=below.commanded,
            accepted=below.accepted,
            exchanges=tuple(sorted((*above.exchanges, *below.exchanges), key=lambda one: one.at)),
            notes=tuple(
                f"{gateway}: {note}"
                for gateway, seen in ((UTILITY, above), (FACILITY, below))
                for note in seen.notes
            ),
        )

    async def disturb(self, **conditions: Value) -> None:
        """Change a gateway's surroundings: it has none of its own."""
        await self._facility().disturb(**conditions)


def _made(folder: Path) -> tuple[Credentials, Credentials]:
    """Return certificates for the utility's gateway and the facility's, made in a folder."""
    authority = Authority.create(folder / "pki")
    above, below = (
        authority.issue(name, Standard.IEEE_2030_5, chain=Chain.MCA_MICA) for name in (UTILITY, FACILITY)
    )
    return above, below
