"""An outstation on a socket: TCP or TLS, several masters at once, timers, and a log of every exchange."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import Callable, Sequence

from dnp3.core.enums import FunctionCode
from dnp3.core.flags import IIN

from workbench.stubs.admission import Admission, Limits
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
STRANGERS = 250
"""How many more may be on their way in or out."""
_HANDSHAKE, _GOODBYE = 15.0, 1.0
_OPERATING = frozenset(
    {FunctionCode.OPERATE, FunctionCode.DIRECT_OPERATE, FunctionCode.DIRECT_OPERATE_NO_ACK}
)
_WRONG = IIN.NO_FUNC_CODE_SUPPORT | IIN.OBJECT_UNKNOWN | IIN.PARAMETER_ERROR


class OutstationServer:
    """Serves points to masters, until it is stopped: one outstation, or several that differ by their address.

    A master is known by its address. A new connection of the same master ends its earlier one, which is then most
    often a half-open one, and finds the events that it has not confirmed. A connection from the host of a master
    that was here before is taken for that master's until its first frame says otherwise: there are masters that
    wait for the outstation to speak first when they are back.

    Args:
        points: gives what an outstation serves, by its address, when it is first spoken to.
        edition: of the list of points, in words.
        log: where every exchange is noted.
        host, port: where to listen; port 0 is any free one.
        addresses: of the outstations.
        master: the one address that may connect. A single outstation greets it as soon as it connects; where any
            may, a master is greeted when it has sent its first frame.
        security: for TLS.
        keep_alive: of silent connections.
        written: called with an outstation's address after a master has operated one of its outputs.
        restart: restarts what stands behind an address whole, calling ``restart`` of this for its outstation; without
            one the outstation alone begins anew.
    """

    def __init__(
        self,
        points: Callable[[int], Points],
        *,
        edition: str,
        log: ExchangeLog,
        host: str = LOOPBACK,
        port: int = 0,
        addresses: Sequence[int] = (ADDRESS,),
        master: int | None = None,
        security: ssl.SSLContext | None = None,
        timings: Timings | None = None,
        keep_alive: KeepAlive | None = None,
        connections: int = CONNECTIONS,
        written: Callable[[int], None] = lambda address: None,
        restart: Callable[[int], None] | None = None,
    ) -> None:
        for address in (addresses[0], addresses[-1]):
            if not 0 <= address < RESERVED.start:
                raise ValueError(f"{address} is no address of an outstation: 0 to {RESERVED.start - 1} are.")
        self.edition = edition
        self.log = log
        self.addresses = addresses
        self._points = points
        self._timings = timings or Timings()
        self._host, self._port = host, port
        self._master = master
        self._security = security
        self._keep_alive = keep_alive
        self._connections = connections
        self.silent: set[int] = set()
        """Addresses of outstations that do not answer and tell nothing."""
        self._written = written
        self._cold_restart = restart
        self._protocol = "dnp3-tls" if security else "dnp3"
        self._admission = Admission(
            self._protocol,
            log,
            Limits(connections=connections + STRANGERS, handshake=_HANDSHAKE),
            resting=True,  # keep-alive looks to that
        )
        self._serving = False
        self._outstations: dict[int, Outstation] = {}
        self._links: dict[Link, int] = {}
        self._bound: dict[tuple[int, int], Link] = {}
        self._gone = asyncio.Event()
        self._gone.set()
        self._numbers = itertools.count(1)
        self._hosts: dict[str, tuple[int, set[int]]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._scanning: asyncio.TimerHandle | None = None
        self._restarting: dict[int, asyncio.TimerHandle] = {}

    @property
    def endpoint(self) -> Endpoint:
        """Where it listens."""
        return Endpoint(self._protocol, self.edition, self._host, self._port)

    @property
    def masters(self) -> tuple[int, ...]:
        """Addresses of the masters that are connected."""
        return tuple(sorted({master for _, master in self._bound}))

    def outstation(self, address: int | None = None) -> Outstation:
        """Return an outstation by its address, or the first; it is made when it is first asked for."""
        wanted = self.addresses[0] if address is None else address
        found = self._outstations.get(wanted)
        if found is None:
            found = self._outstations[wanted] = Outstation(self._points(wanted), timings=self._timings)
        return found

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be used.
        """
        self._port = await self._admission.listen(self._link, self._host, self._port, self._security)
        self._serving = True
        self._scan_again()

    async def stop(self) -> None:
        """Close every connection and listen no longer; may be called twice."""
        for timer in (self._timer, self._scanning, *self._restarting.values()):
            if timer:
                timer.cancel()
        self._timer = self._scanning = None
        self._restarting.clear()
        if not self._serving:
            return
        self._serving = False
        await self._admission.close()
        for link in list(self._links):
            link.close()
        try:
            async with asyncio.timeout(_GOODBYE):
                await self._gone.wait()
        except TimeoutError:
            pass  # a peer that does not say goodbye in TLS
        await self._admission.end()

    def scan(self) -> None:
        """Read the points now and tell the masters at once what changed; call it when something has."""
        for outstation in self._outstations.values():
            # Where there has been no master yet there is nobody to tell, now or later.
            if outstation.sessions:
                outstation.scan()
        self._flush()

    def silence(self, address: int, *, silent: bool) -> None:
        """Have an outstation do as if it were not there, or be there again."""
        (self.silent.add if silent else self.silent.discard)(address)

    # Connections

    def _link(self) -> Link:
        return Link(
            self.addresses,
            master=False,
            on_fragment=self._fragment,
            on_open=self._opened,
            on_close=self._closed,
            on_trouble=self._trouble,
            on_call=self._greet,
            silent=self.silent,
            keep_alive=self._keep_alive,
        )

    def _opened(self, link: Link) -> None:
        self._links[link] = next(self._numbers)
        self._gone.clear()
        if len(self._links) > self._connections:
            known = set(self._bound.values())
            stranger = next((each for each in self._links if each not in known), link)
            self._trouble(stranger, f"more than {self._connections} connections: this one is closed")
            stranger.close()
        if self._master is not None and link.is_open:
            link.remote = self._master
            if len(self.addresses) == 1:
                self._greet(link, self.addresses[0])
        elif link.is_open:
            self._presume(link)

    def _presume(self, link: Link) -> None:
        """Take a connection for that of the master that was here from the same host, if it is not here."""
        master, addresses = self._hosts.get(_host(link), (None, set()))
        if master is None or any(bound == master for _, bound in self._bound):
            return
        link.remote, link.presumed = master, True
        for address in sorted(addresses):
            self._greet(link, address)

    def _closed(self, link: Link) -> None:
        number = self._links.pop(link, 0)
        if not self._links:
            self._gone.set()
        for (address, master), bound in list(self._bound.items()):
            if bound is link:
                del self._bound[address, master]
                outstation = self.outstation(address)
                outstation.controls.release(number)
                session = outstation.sessions.get(master)
                if session is not None:
                    session.close()
        self._schedule()

    def _greet(self, link: Link, address: int) -> None:
        """Give a connection its session with an outstation, as soon as the master has called it."""
        assert link.remote is not None
        master = link.remote
        if self._bound.get((address, master)) is link:
            return
        if not link.presumed:
            self._forget_others(link, master)
            self._remember(link, master, address)
        session = self.outstation(address).session(master)
        if session is None:
            self._trouble(link, f"no place for master {master}: too many are connected")
            link.close()
            return
        earlier = self._bound.get((address, master))
        self._bound[address, master] = link
        if earlier is not None:
            self._trouble(earlier, f"master {master} has connected anew: this connection is closed")
            earlier.close()
        session.open(self._links[link], asyncio.get_running_loop().time())
        self._flush()

    def _forget_others(self, link: Link, master: int) -> None:
        """Take a connection back from masters that it was taken for and that it is not of."""
        for (address, other), bound in list(self._bound.items()):
            if bound is link and other != master:
                del self._bound[address, other]
                session = self.outstation(address).sessions.get(other)
                if session is not None:
                    session.close()

    def _remember(self, link: Link, master: int, address: int) -> None:
        before, addresses = self._hosts.pop(_host(link), (master, set()))
        self._hosts[_host(link)] = (master, {*addresses, address} if before == master else {address})
        while len(self._hosts) > self._connections:
            del self._hosts[next(iter(self._hosts))]

    def _trouble(self, link: Link, words: str) -> None:
        self.log.add(link.peer, self._protocol, "in", f"not taken: {words}", refused=True)

    # Fragments

    def _fragment(self, link: Link, fragment: Fragment) -> None:
        if not fragment.broadcast:
            self._take(link, fragment, fragment.destination)
            return
        for (address, _), bound in list(self._bound.items()):
            if bound is link:
                self._take(link, fragment, address)

    def _take(self, link: Link, fragment: Fragment, address: int) -> None:
        outstation = self.outstation(address)
        session = outstation.sessions.get(fragment.source)
        if session is None or self._bound.get((address, fragment.source)) is not link:
            return
        octets = fragment.octets
        self.log.add(
            self._told(link, address),
            self._protocol,
            "in",
            lambda: request_in_words(octets, outstation.tell),
            octets,
        )
        now = asyncio.get_running_loop().time()
        wrong = session.receive(octets, now, broadcast=fragment.broadcast)
        if wrong:
            self._trouble(link, wrong)
        refusals, outstation.controls.refusals = outstation.controls.refusals, []
        self._flush(session, refusals)
        if octets[1:2] and octets[1] in _OPERATING:
            self._written(address)
        if outstation.restarting and address not in self._restarting:
            loop = asyncio.get_running_loop()
            self._restarting[address] = loop.call_later(self._timings.restart, self._restart, address)

    def _flush(self, answering: Session | None = None, refusals: Sequence[str] = ()) -> None:
        """Send what the sessions have ready; the first of the one that answers carries the refusals."""
        for (address, master), link in list(self._bound.items()):
            session = self.outstation(address).sessions.get(master)
            if session is None:
                continue
            outbox, session.outbox = session.outbox, []
            for place, octets in enumerate(outbox):
                if address in self.silent:
                    continue
                link.send(octets, address)
                self._note(link, address, octets, refusals if session is answering and place == 0 else ())
        self._schedule()

    def _note(self, link: Link, address: int, octets: bytes, refusals: Sequence[str]) -> None:
        wrong = bool(refusals) or bool(IIN.from_bytes(octets[2:4]) & _WRONG)
        tell = self.outstation(address).tell
        self.log.add(
            self._told(link, address),
            self._protocol,
            "out",
            lambda: response_in_words(octets, tell, refusals),
            octets,
            refused=wrong,
        )

    def _told(self, link: Link, address: int) -> str:
        """Return the peer for the log, with the outstation where there are several."""
        return link.peer if len(self.addresses) == 1 else f"{link.peer} (outstation {address})"

    # Timers

    def _schedule(self) -> None:
        """Wake up when the first session has something to do."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if not self._serving:
            return
        deadlines = [
            session.deadline
            for outstation in self._outstations.values()
            for session in outstation.sessions.values()
        ]
        first = min((deadline for deadline in deadlines if deadline is not None), default=None)
        if first is not None:
            self._timer = asyncio.get_running_loop().call_at(first, self._due)

    def _due(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for outstation in self._outstations.values():
            for session in outstation.sessions.values():
                deadline = session.deadline
                if deadline is not None and deadline <= now:
                    session.tick(now)
        self._flush()

    def _scan_again(self) -> None:
        self.scan()
        if self._serving:
            self._scanning = asyncio.get_running_loop().call_later(self._timings.scan, self._scan_again)

    def _restart(self, address: int) -> None:
        """Do the restart that a master asked for."""
        self._restarting.pop(address, None)
        cold = self.outstation(address).restarting is FunctionCode.COLD_RESTART
        if cold and self._cold_restart:
            self._cold_restart(address)
        else:
            self.restart(address, cold=cold)

    def restart(self, address: int, *, cold: bool) -> None:
        """Begin anew with the masters of an outstation: a cold restart ends their connections."""
        outstation = self.outstation(address)
        if cold:
            for link in {link for (ours, _), link in self._bound.items() if ours == address}:
                link.close()
            self._bound = {key: link for key, link in self._bound.items() if key[0] != address}
        outstation.restart(cold=cold)
        outstation.scan()
        now = asyncio.get_running_loop().time()
        for session in outstation.sessions.values():
            if session.connected:
                session.open(session.connection, now)
        self._flush()


def _host(link: Link) -> str:
    """Return the host of a connection's other end."""
    return link.peer.rsplit(":", 1)[0]
