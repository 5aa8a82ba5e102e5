"""A stub with everything that it says to others recorded: relays stand before what it serves and what it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.links import Capture, Relay
from workbench.stubs.stub import LOOPBACK, Observation, Stub

Address = tuple[str, int]
SHOWN = {
    "modbus": 502,
    "modbus-tls": 802,
    "dnp3": 20_000,
    "dnp3-tls": 20_000,
    "ieee-2030.5": 443,
    "http": 80,
    "xmpp": 5222,
}
"""Ports as the capture shows them, by which Wireshark knows the protocols."""


@dataclass(frozen=True)
class Doors:
    """Where a stub meets others.

    Args:
        served: where it listens, by protocol; several addresses where one protocol needs several ports.
        called: protocol and address of the servers that it calls.
        relays: what it calls in place of some of those.
        editions: what exactly is spoken with those servers, by protocol, where a protocol has several editions.
    """

    served: Mapping[str, Sequence[Address]] = field(default_factory=dict)
    called: Sequence[tuple[str, Address]] = ()
    relays: Mapping[Address, Address] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)

    def at(self, protocol: str) -> Address | None:
        """Return where a protocol is served, or None where it is not."""
        addresses = self.served.get(protocol)
        return addresses[0] if addresses else None

    def to(self, address: Address) -> Address:
        """Return what is called to reach a server."""
        return self.relays.get(address, address)


Making = Callable[[Doors], Stub]
"""Makes a stub that listens and calls where the doors say."""


class Tapped(Stub):
    """Makes, starts and stops a stub whose connections are recorded.

    Peers see the public addresses, the stub sees the relays: in its log a peer's port is the relay's.

    Args:
        pcap: file of the capture, written anew.
        kind: the word of the command line.
    """

    def __init__(self, make: Making, doors: Doors, pcap: Path, *, kind: str) -> None:
        self.kind = kind
        super().__init__()
        self._make = make
        self._doors = doors
        self._pcap = pcap
        self._stub: Stub | None = None
        self._stack = AsyncExitStack()

    @property
    def stub(self) -> Stub:
        """The stub itself, once it is started."""
        assert self._stub is not None, "not started"
        return self._stub

    def calls(self) -> tuple[str, ...]:
        """Return whom the stub calls."""
        editions = self._doors.editions
        return tuple(
            f"{protocol}{f' ({editions[protocol]})' if protocol in editions else ''} at {host}:{port}, by a relay "
            "that records"
            for protocol, (host, port) in self._doors.called
        )

    def logs(self) -> tuple[ExchangeLog, ...]:
        """Return the logs of the stub."""
        return self._stub.logs() if self._stub is not None else ()

    async def start(self) -> None:
        """Start the relays and the stub.

        Raises:
            OSError: an address cannot be used, or the capture not be written.
        """
        async with AsyncExitStack() as stack:
            capture = stack.enter_context(Capture(self._pcap))
            relays: dict[Address, Address] = {}
            for protocol, address in self._doors.called:
                if address not in relays:
                    relay = Relay(*address, capture=capture, shown_port=SHOWN.get(protocol))
                    await stack.enter_async_context(relay)
                    relays[address] = (relay.host, relay.port)
            inside = dict.fromkeys(self._doors.served, ((LOOPBACK, 0),))
            self._stub = self._make(Doors(inside, self._doors.called, relays))
            await stack.enter_async_context(self._stub)
            self.exchanges = self._stub.exchanges
            waiting = {protocol: list(addresses) for protocol, addresses in self._doors.served.items()}
            servers = {relay: server for server, relay in relays.items()}
            endpoints = []
            for endpoint in self._stub.endpoints:
                if waiting.get(endpoint.protocol):
                    host, port = waiting[endpoint.protocol].pop(0)
                    relay = Relay(
                        LOOPBACK,
                        endpoint.port,
                        capture=capture,
                        listen_host=host,
                        listen_port=port,
                        shown_port=SHOWN.get(endpoint.protocol),
                    )
                    await stack.enter_async_context(relay)
                    endpoints.append(replace(endpoint, host=host, port=relay.port))
                else:
                    # One at which the stub itself is a client of a server: that server, and not the relay before it.
                    host, port = servers.get((endpoint.host, endpoint.port), (endpoint.host, endpoint.port))
                    endpoints.append(replace(endpoint, host=host, port=port))
            self.endpoints = tuple(endpoints)
            self._stack = stack.pop_all()

    async def stop(self) -> None:
        """Stop the relays, the stub, and close the capture; may be called twice."""
        await self._stack.aclose()

    async def read(self, key: str, unit: str = "1") -> Value:
        """Read at the stub."""
        return await self.stub.read(key, unit)

    async def write(self, key: str, value: Value, unit: str = "1") -> None:
        """Write at the stub."""
        await self.stub.write(key, value, unit)

    def observe(self) -> Observation:
        """Return what the stub knows."""
        return self.stub.observe()

    async def disturb(self, **conditions: Value) -> None:
        """Change what surrounds the stub."""
        await self.stub.disturb(**conditions)
