"""An outstation on a socket: TCP or TLS, several masters at once, timers, and a log of every exchange."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import Mapping
from typing import Literal

from dnp3.core.enums import FunctionCode
from dnp3.core.flags import IIN

from workbench.der.device import Device
from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.device_points import DevicePoints
from workbench.stubs.dnp3.link import RESERVED, Fragment, KeepAlive, Link
from workbench.stubs.dnp3.outstation import Outstation
from workbench.stubs.dnp3.points import Points
from workbench.stubs.dnp3.session import Session, Timings
from workbench.stubs.dnp3.words import request_in_words, response_in_words
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.stub import LOOPBACK, Endpoint

ADDRESS = 10
"""Address of an outstation where nobody says otherwise; a master's is 1."""
CONNECTIONS = 250
"""How many connections are kept at once. One more takes the place of the oldest that has not said who it is."""
_HANDSHAKE = 15.0
_WRONG = IIN.NO_FUNC_CODE_SUPPORT | IIN.OBJECT_UNKNOWN | IIN.PARAMETER_ERROR


class OutstationServer:
    """Serves points to masters, until it is stopped.

    A master is known by its address. A new connection of the same master ends its earlier one, which is then most
    often a half-open one, and finds the events that it has not confirmed.

    Args:
        points: what is served.
        edition: of the list of points, in words.
        log: where every exchange is noted.
        host, port: where to listen; port 0 is any free one.
        address: of the outstation.
        master: the one address that may connect. It is greeted as soon as it connects; where any may, a master is
            greeted when it has sent its first frame.
        security: for TLS.
        keep_alive: of silent connections.
    """

    def __init__(
        self,
        points: Points,
        *,
        edition: str,
        log: ExchangeLog,
        host: str = LOOPBACK,
        port: int = 0,
        address: int = ADDRESS,
        master: int | None = None,
        security: ssl.SSLContext | None = None,
        timings: Timings | None = None,
        keep_alive: KeepAlive | None = None,
        connections: int = CONNECTIONS,
        outstation: Outstation | None = None,
    ) -> None:
        if address in RESERVED:
            raise ValueError(f"{address} is no address of an outstation: 0 to {RESERVED.start - 1} are.")
        self.edition = edition
        self.log = log
        self.address = address
        self.outstation = outstation or Outstation(points, timings=timings)
        self._timings = self.outstation.timings
        self._host, self._port = host, port
        self._master = master
        self._security = security
        self._keep_alive = keep_alive
        self._connections = connections
        self._protocol = "dnp3-tls" if security else "dnp3"
        self._server: asyncio.Server | None = None
        self._links: dict[Link, int] = {}
        self._bound: dict[int, Link] = {}
        self._numbers = itertools.count(1)
        self._timer: asyncio.TimerHandle | None = None
        self._scanning: asyncio.TimerHandle | None = None
        self._restarting: asyncio.TimerHandle | None = None

    @property
    def endpoint(self) -> Endpoint:
        """Where it listens."""
        return Endpoint(self._protocol, self.edition, self._host, self._port)

    @property
    def masters(self) -> tuple[int, ...]:
        """Addresses of the masters that are connected."""
        return tuple(sorted(self._bound))

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be used.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._link,
            self._host,
            self._port,
            ssl=self._security,
            ssl_handshake_timeout=_HANDSHAKE if self._security else None,
        )
        self._port = self._server.sockets[0].getsockname()[1]
        self._scan_again()

    async def stop(self) -> None:
        """Close every connection and listen no longer; may be called twice."""
        for timer in (self._timer, self._scanning, self._restarting):
            if timer:
                timer.cancel()
        self._timer = self._scanning = self._restarting = None
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for link in list(self._links):
            link.close()
        await server.wait_closed()
        while self._links:
            await asyncio.sleep(0)

    def scan(self) -> None:
        """Read the points now and tell the masters at once what changed; call it when something has."""
        self.outstation.scan()
        self._flush()

    # Connections

    def _link(self) -> Link:
        return Link(
            self.address,
            master=False,
            on_fragment=self._fragment,
            on_open=self._opened,
            on_close=self._closed,
            on_trouble=self._trouble,
            on_remote=self._greet,
            keep_alive=self._keep_alive,
        )

    def _opened(self, link: Link) -> None:
        self._links[link] = next(self._numbers)
        if len(self._links) > self._connections:
            stranger = next((each for each in self._links if each not in self._bound.values()), link)
            self._trouble(stranger, f"more than {self._connections} connections: this one is closed")
            stranger.close()
        if self._master is not None and link.is_open:
            link.remote = self._master
            self._greet(link)

    def _closed(self, link: Link) -> None:
        number = self._links.pop(link, 0)
        self.outstation.controls.release(number)
        if link.remote is not None and self._bound.get(link.remote) is link:
            del self._bound[link.remote]
            session = self.outstation.sessions.get(link.remote)
            if session is not None:
                session.close()
        self._schedule()

    def _greet(self, link: Link) -> None:
        """Give a connection its session, as soon as the master's address is known."""
        assert link.remote is not None
        session = self.outstation.session(link.remote)
        if session is None:
            self._trouble(link, f"no place for master {link.remote}: too many are connected")
            link.close()
            return
        earlier = self._bound.get(link.remote)
        if earlier is not None and earlier is not link:
            del self._bound[link.remote]
            self._trouble(earlier, f"master {link.remote} has connected anew: this connection is closed")
            earlier.close()
        self._bound[link.remote] = link
        session.open(self._links[link], asyncio.get_running_loop().time())
        self._flush()

    def _trouble(self, link: Link, words: str) -> None:
        self.log.add(link.peer, self._protocol, "in", f"not taken: {words}", refused=True)

    # Fragments

    def _fragment(self, link: Link, fragment: Fragment) -> None:
        session = self.outstation.sessions.get(fragment.source)
        if session is None or self._bound.get(fragment.source) is not link:
            return
        octets = fragment.octets
        self.log.add(
            link.peer,
            self._protocol,
            "in",
            lambda: request_in_words(octets, self.outstation.tell),
            octets,
        )
        now = asyncio.get_running_loop().time()
        wrong = session.receive(octets, now, broadcast=fragment.broadcast)
        if wrong:
            self._trouble(link, wrong)
        refusals, self.outstation.controls.refusals = self.outstation.controls.refusals, []
        self._flush(session, refusals)
        if self.outstation.restarting and not self._restarting:
            loop = asyncio.get_running_loop()
            self._restarting = loop.call_later(self._timings.restart, self._restart)

    def _flush(self, answering: Session | None = None, refusals: list[str] | None = None) -> None:
        """Send what the sessions have ready; the first of the one that answers carries the refusals."""
        for address, link in list(self._bound.items()):
            session = self.outstation.sessions.get(address)
            if session is None:
                continue
            outbox, session.outbox = session.outbox, []
            for place, octets in enumerate(outbox):
                told = (refusals or []) if session is answering and place == 0 else []
                self._note(link, octets, told)
                link.send(octets)
        self._schedule()

    def _note(self, link: Link, octets: bytes, refusals: list[str]) -> None:
        direction: Literal["out"] = "out"
        wrong = bool(refusals) or bool(IIN.from_bytes(octets[2:4]) & _WRONG)
        self.log.add(
            link.peer,
            self._protocol,
            direction,
            lambda: response_in_words(octets, self.outstation.tell, refusals),
            octets,
            refused=wrong,
        )

    # Timers

    def _schedule(self) -> None:
        """Wake up when the first session has something to do."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._server is None:
            return
        deadlines = [session.deadline for session in self.outstation.sessions.values()]
        first = min((deadline for deadline in deadlines if deadline is not None), default=None)
        if first is not None:
            self._timer = asyncio.get_running_loop().call_at(first, self._due)

    def _due(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for session in self.outstation.sessions.values():
            deadline = session.deadline
            if deadline is not None and deadline <= now:
                session.tick(now)
        self._flush()

    def _scan_again(self) -> None:
        """Look for changes for as long as there is a master to tell, now or when it is back."""
        if self.outstation.sessions:
            self.scan()
        if self._server is not None:
            self._scanning = asyncio.get_running_loop().call_later(self._timings.scan, self._scan_again)

    def _restart(self) -> None:
        """Do the restart that a master asked for: a cold one ends the connections."""
        self._restarting = None
        cold = self.outstation.restarting is FunctionCode.COLD_RESTART
        if cold:
            for link in list(self._links):
                link.close()
            self._bound.clear()
        self.outstation.restart(cold=cold)
        self.outstation.scan()
        now = asyncio.get_running_loop().time()
        for session in self.outstation.sessions.values():
            if session.connected:
                session.open(session.connection, now)
        self._flush()


async def serve_device(
    device: Device,
    log: ExchangeLog,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    protocol: Protocol = Protocol.DNP3_1815_2,
    name: str = "",
    address: int = ADDRESS,
    master: int | None = None,
    security: ssl.SSLContext | None = None,
    timings: Timings | None = None,
    keep_alive: KeepAlive | None = None,
    deadbands: Mapping[str, float] | None = None,
) -> OutstationServer:
    """Serve a device as an outstation; it is served when this returns.

    Args:
        protocol: edition of the list of points: that of IEEE 1815.2, or of AN2018-001.
        name: told in a device attribute.
        deadbands: by quantity, in its unit.

    Others are those of ``OutstationServer``.

    Raises:
        OSError: the address cannot be used.
    """
    server = OutstationServer(
        DevicePoints(device, protocol, name=name, deadbands=deadbands),
        edition=protocol.words.removeprefix("DNP3, "),
        log=log,
        host=host,
        port=port,
        address=address,
        master=master,
        security=security,
        timings=timings,
        keep_alive=keep_alive,
    )
    await server.start()
    return server
