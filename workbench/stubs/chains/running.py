"""A chain of stubs that runs: each over real sockets, every hop through a relay that can capture and shape it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from workbench.der.behaviour import Ratings
from workbench.der.quantities import Value
from workbench.stubs.chains.heads import Head
from workbench.stubs.chains.messenger import Messenger
from workbench.stubs.chains.plan import NotRunnable, Plan
from workbench.stubs.chains.standing import ACCOUNTS, SERVED_BY_NORTH, Surroundings, stand
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.links import Capture, Link, MediaFault, Medium, Relay, medium
from workbench.stubs.links.media import NOTHING
from workbench.stubs.stub import LOOPBACK, Endpoint, Observation, Stub

PATIENCE = 15.0
"""Seconds that the utility's end is waited for until it knows its devices."""


@dataclass(frozen=True)
class RunningHop:
    """One hop.

    Args:
        number: from 1, at the utility.
        endpoint: where the server of the hop listens, behind the relay.
        relay: what clients of the hop connect to.
        link: by which the hop is shaped.
    """

    number: int
    protocol: str
    endpoint: Endpoint | None
    relay: Relay
    link: Link


class RunningChain:
    """The stubs of a plan, started together and stopped together.

    Args:
        listening: by hop from 1, where its clients come: host and port, of which 0 takes a free one. Default: loopback.
        captures: folder in which each hop is recorded as ``hop-N.pcap``, with ``keys.log`` by which Wireshark reads
            what TLS hides; nothing is recorded without it.
        ratings: of each inverter.
        clock: seconds.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        listening: Mapping[int, tuple[str, int]] | None = None,
        captures: Path | None = None,
        ratings: Ratings | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.plan = plan
        self.stubs: tuple[Stub, ...] = ()
        self.hops: tuple[RunningHop, ...] = ()
        self.head: Head | None = None
        self._listening = dict(listening or {})
        self._captures = captures
        self._ratings = ratings
        self._clock = clock
        self._stack = AsyncExitStack()

    @property
    def name(self) -> str:
        """The code of the configuration."""
        return self.plan.code

    def calls(self) -> tuple[str, ...]:
        """Return whom it calls: its stubs call each other only."""
        return ()

    def logs(self) -> tuple[ExchangeLog, ...]:
        """Return the logs of all stubs, from the utility to the DER."""
        return tuple(log for stub in self.stubs for log in stub.logs())

    async def start(self) -> None:
        """Start every stub, the southernmost first; all of them or none.

        Devices that have not been heard of after ``PATIENCE`` are waited for no longer: a slow medium lies between.

        Raises:
            NotRunnable: a stub or protocol that there is not.
            OSError: an address cannot be used.
        """
        async with AsyncExitStack() as stack:
            await self._start(stack)
            head = self.head
            assert head is not None  # the first stub of every plan is a head-end
            await self.until(lambda _: head.ready(), PATIENCE)
            self._stack = stack.pop_all()

    async def _start(self, stack: AsyncExitStack) -> None:
        plan = self.plan
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="chain-")))
        relays, links = [], []
        for number in range(len(plan.protocols)):
            link = Link(_medium(plan.medium_of(number)), seed=number)
            capture = None
            if self._captures is not None:
                capture = stack.enter_context(Capture(self._captures / f"hop-{number + 1}.pcap"))
            host, port = self._listening.get(number + 1, (LOOPBACK, 0))
            relay = Relay(LOOPBACK, 0, capture=capture, shape=link, listen_host=host, listen_port=port)
            relays.append(await stack.enter_async_context(relay))
            links.append(link)
        key_log = self._captures / "keys.log" if self._captures is not None else None
        around = Surroundings(plan, folder, tuple(relays), self._ratings, self._clock, key_log)
        if "xmpp" in plan.protocols:
            messenger = Messenger(folder / "xmpp", around.authority, ACCOUNTS)
            around.messenger = await stack.enter_async_context(messenger)
            # Both ends of such a hop are clients of the server; the facility's way to it is the hop.
            relays[plan.protocols.index("xmpp")].target = (messenger.host, messenger.port)
        stubs: list[Stub] = []
        for place in reversed(range(len(plan.stubs))):
            stub, head = stand(around, place)
            await stack.enter_async_context(stub)
            stubs.insert(0, stub)
            if head is not None:
                self.head = head
            for hop in (place - 1, place):
                self._aim(relays, hop, place, stub)
        self.stubs = tuple(stubs)
        self.hops = tuple(
            RunningHop(
                number + 1, plan.protocol_of(number), self._endpoint(number), relays[number], links[number]
            )
            for number in range(len(plan.protocols))
        )

    def _aim(self, relays: list[Relay], hop: int, place: int, stub: Stub) -> None:
        """Point the relay of a hop at the stub, where the stub is the hop's server."""
        if not 0 <= hop < len(relays):
            return
        protocol = self.plan.protocol_of(hop)
        serves = place == hop if protocol in SERVED_BY_NORTH else place == hop + 1
        if not serves:
            return
        for endpoint in stub.endpoints:
            if endpoint.protocol == protocol:
                relays[hop].target = (endpoint.host, endpoint.port)
                return
        raise NotRunnable(f"The {stub.kind} does not serve {protocol}.")

    def _endpoint(self, hop: int) -> Endpoint | None:
        protocol = self.plan.protocol_of(hop)
        server = self.stubs[hop if protocol in SERVED_BY_NORTH else hop + 1]
        return next((one for one in server.endpoints if one.protocol == protocol), None)

    async def stop(self) -> None:
        """Stop every stub; may be called twice."""
        await self._stack.aclose()

    async def command(self, values: Mapping[str, Value], duration: float | None = None) -> str:
        """Send a control from the utility's end, and return by what it is known there.

        Args:
            duration: seconds; until it is released where it is not given.

        Raises:
            NotPossible: it cannot be sent.
        """
        assert self.head is not None, "not started"
        return await self.head.command(values, duration)

    async def release(self) -> None:
        """Take every control back."""
        assert self.head is not None, "not started"
        await self.head.release()

    def observe(self) -> tuple[Observation, ...]:
        """Return what each stub knows now, from the utility to the DER."""
        return tuple(stub.observe() for stub in self.stubs)

    async def until(self, held: Callable[[tuple[Observation, ...]], bool], seconds: float = 30.0) -> bool:
        """Wait until something can be observed; tell whether it was in time."""
        try:
            async with asyncio.timeout(seconds):
                while not held(self.observe()):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return False
        return True

    def ready(self) -> dict[str, object]:
        """Return where everything is, for the ready line."""
        return {
            "ready": True,
            "configuration": self.plan.code,
            "endpoints": [
                {
                    "stub": stub.name,
                    "protocol": endpoint.protocol,
                    "edition": endpoint.edition,
                    **self._met_at(endpoint),
                }
                for stub in self.stubs
                for endpoint in stub.endpoints
            ],
            "hops": [
                {
                    "number": hop.number,
                    "protocol": hop.protocol,
                    "edition": hop.endpoint.edition if hop.endpoint else "",
                    "host": hop.relay.host,
                    "port": hop.relay.port,
                }
                for hop in self.hops
            ],
        }

    def _met_at(self, endpoint: Endpoint) -> dict[str, object]:
        """Return where clients meet what a stub serves: at the hop that leads there."""
        for hop in self.hops:
            if hop.endpoint is endpoint:
                return {"host": hop.relay.host, "port": hop.relay.port}
        return {"host": endpoint.host, "port": endpoint.port}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def _medium(key: str) -> Medium:
    try:
        return medium(key) if key else NOTHING
    except MediaFault as fault:
        raise NotRunnable(f"{fault}.") from None
