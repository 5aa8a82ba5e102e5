"""One connection that carries DNP3 frames: link functions, segments, keep-alive. Clauses 8 and 9 of IEEE 1815-2012.

The same for both ends of a connection: an outstation's server and a master's client hand in what they do with a
fragment. Bad octets are dropped and counted, never a reason to stop: the parser finds the next frame by itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import cast

from dnp3.core.enums import LinkFunctionCode
from dnp3.datalink import (
    DATA_BLOCK_SIZE,
    HEADER_SIZE,
    DataLinkFrame,
    FrameParser,
    build_ack,
    build_link_status,
    build_nack,
    build_not_supported,
    build_request_link_status,
    build_unconfirmed_user_data,
)
from dnp3.transport import Reassembler, ReassemblyError, Segmenter, TransportSegment

MAXIMUM_FRAGMENT = 2_048
"""Octets of an application fragment, both ways: the default of the standard."""
BROADCAST = range(0xFFFD, 0x10000)
"""Addresses that every outstation takes and none answers."""
RESERVED = range(0xFFF0, 0x10000)
"""Addresses that no device may have as its own."""
WRITE_LIMIT = 65_536
"""Octets that may wait for a peer that does not read, before its own requests wait too."""

FRAMES_AT_ONCE = 8
"""How many frames of one connection are taken before the others have their turn."""
TROUBLES_TOLD = 20
"""How many things wrong with one connection are told one by one."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A whole application fragment, and who sent it to whom."""

    octets: bytes
    source: int
    destination: int = 0

    @property
    def broadcast(self) -> bool:
        """Whether it is for every outstation there."""
        return self.destination in BROADCAST


@dataclass(frozen=True, slots=True)
class KeepAlive:
    """When a silent connection is asked for a sign of life, and when it is given up. Both in seconds."""

    after: float = 60.0
    patience: float = 15.0


class _End:
    """What the link and the transport function keep for one address of ours."""

    def __init__(self) -> None:
        self.reassembler = Reassembler(max_fragment_size=MAXIMUM_FRAGMENT)
        self.segmenter = Segmenter()
        self.expected_count: bool | None = None


class Link(asyncio.Protocol):
    """The data link and transport function of one connection.

    Args:
        addresses: our own: of a master one, of outstations as many as share the connection.
        master: whether we are the master; frames of our own side are not ours to take.
        on_fragment: called with each whole fragment that is for us.
        on_open, on_close: the connection came, and went.
        on_trouble: called with a sentence about what was dropped.
        on_call: called with an address of ours when the other end speaks to it for the first time.
        silent: addresses of ours that do as if nobody were there; may change.
        keep_alive: of the connection; a half-open one is closed by it.
    """

    def __init__(
        self,
        addresses: Sequence[int],
        *,
        master: bool,
        on_fragment: Callable[[Link, Fragment], None],
        on_open: Callable[[Link], None] = lambda link: None,
        on_close: Callable[[Link], None] = lambda link: None,
        on_trouble: Callable[[Link, str], None] = lambda link, words: None,
        on_call: Callable[[Link, int], None] = lambda link, address: None,
        silent: Collection[int] = (),
        keep_alive: KeepAlive | None = None,
    ) -> None:
        self.addresses = addresses
        self.master = master
        self.peer = ""
        self.remote: int | None = None
        """Address of the other end, once it has said so; set before for one that is configured."""
        self.presumed = False
        """Whether ``remote`` is a guess, which the first frame confirms or corrects."""
        self._on_fragment = on_fragment
        self._on_open = on_open
        self._on_close = on_close
        self._on_trouble = on_trouble
        self._on_call = on_call
        self._silent = silent
        self._keep_alive = keep_alive or KeepAlive()
        self._parser = FrameParser()
        self._ends: dict[int, _End] = {}
        self._waiting: deque[DataLinkFrame] = deque()
        self._working = self._blocked = False
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._heard = 0.0
        self._asked = False
        self._troubles = 0

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; nothing is known of the peer but its network address."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=WRITE_LIMIT)
        name = transport.get_extra_info("peername")
        self.peer = f"{name[0]}:{name[1]}" if name else "unknown"
        self._heard = asyncio.get_running_loop().time()
        self._watch(self._keep_alive.after)
        self._on_open(self)

    def data_received(self, data: bytes) -> None:
        """Take octets, in whatever pieces they come."""
        before = self._parser.bytes_buffered + len(data)
        frames = list(self._parser.feed(data))
        lost = before - self._parser.bytes_buffered - sum(map(_size, frames))
        if lost:
            self._trouble(f"{lost} octets that are no frame: wrong start or wrong checksum")
        self._waiting.extend(frames)
        if not self._working:
            self._work()

    def _work(self) -> None:
        """Take some of the frames that wait; the others when other connections have had their turn.

        Nothing is read meanwhile, nor while answers wait for a peer that does not read them.
        """
        self._working = False
        for _ in range(min(FRAMES_AT_ONCE, len(self._waiting))):
            if not self.is_open or self._blocked:
                break
            self._frame(self._waiting.popleft())
        if not self.is_open or self._transport is None:
            return
        if self._waiting and not self._blocked:
            self._working = True
            asyncio.get_running_loop().call_soon(self._work)
        if self._waiting or self._blocked:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._timer:
            self._timer.cancel()
        self._transport = None
        self._on_close(self)

    def pause_writing(self) -> None:
        """A peer that does not read its answers is not asked for more requests."""
        self._blocked = True

    def resume_writing(self) -> None:
        """It reads again."""
        self._blocked = False
        if not self._working:
            self._work()

    # What the two ends call

    def send(self, fragment: bytes, address: int) -> None:
        """Send one application fragment to the other end; nothing where it has not said its address.

        Args:
            address: of ours, from which it is sent.
        """
        if self.remote is None or not self.is_open or self._transport is None:
            return
        segments = self._ends.setdefault(address, _End()).segmenter.segment(fragment)
        self._transport.write(
            b"".join(
                build_unconfirmed_user_data(self.remote, address, self.master, segment.to_bytes()).to_bytes()
                for segment in segments
            )
        )

    def close(self) -> None:
        """Close the connection, at once where the peer does not read what is left to send."""
        if self._transport is None:
            return
        if self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self._transport.close()

    def abort(self) -> None:
        """Drop the connection, whatever is on its way."""
        if self._transport is not None:
            self._transport.abort()

    def _trouble(self, words: str) -> None:
        """Tell what was dropped; of a flood, only now and then."""
        self._troubles += 1
        if self._troubles <= TROUBLES_TOLD or self._troubles % 1_000 == 0:
            self._on_trouble(self, f"{words} ({self._troubles} so far)" if self._troubles > 1 else words)

    # Frames

    def _frame(self, frame: DataLinkFrame) -> None:
        header, control = frame.header, frame.header.control
        broadcast = header.destination in BROADCAST and not self.master
        if header.destination not in self.addresses and not broadcast:
            ours = (
                f"{min(self.addresses)} to {max(self.addresses)}"
                if len(self.addresses) > 1
                else str(*self.addresses)
            )
            self._trouble(f"a frame for address {header.destination}; this is {ours}")
            return
        if header.destination in self._silent:
            return
        if control.dir_from_master == self.master or header.source in RESERVED:
            self._trouble(f"a frame whose sender {header.source} cannot be the other end")
            return
        if self.remote is None or self.presumed:
            if self.presumed and header.source != self.remote:
                # Calls that were made on the guess are made again, with whom it is.
                self._ends.clear()
            self.remote, self.presumed = header.source, False
        elif header.source != self.remote:
            self._trouble(f"a frame of address {header.source}; this connection is {self.remote}'s")
            return
        self._heard = asyncio.get_running_loop().time()
        if self._asked and self._timer:
            self._asked = False
            self._timer.cancel()
            self._watch(self._keep_alive.after)
        if header.destination not in self._ends:
            self._ends[header.destination] = _End()
            if not broadcast:
                self._on_call(self, header.destination)
        if control.prm and self.is_open:
            self._primary(frame, self._ends[header.destination], broadcast)

    def _primary(self, frame: DataLinkFrame, end: _End, broadcast: bool) -> None:
        """Do what the other end asks of our link, and hand on user data (9.2.4)."""
        control, function = frame.header.control, frame.header.control.function_code
        address = frame.header.destination
        if function == LinkFunctionCode.PRI_UNCONFIRMED_USER_DATA:
            self._user_data(frame, end)
        elif broadcast:
            return
        elif function == LinkFunctionCode.PRI_RESET_LINK_STATE:
            end.expected_count = True
            self._answer(build_ack, address)
        elif function == LinkFunctionCode.PRI_REQUEST_LINK_STATUS:
            self._answer(build_link_status, address)
        elif function in (LinkFunctionCode.PRI_CONFIRMED_USER_DATA, LinkFunctionCode.PRI_TEST_LINK_STATE):
            if end.expected_count is None:
                self._answer(build_nack, address)
                return
            fresh = control.fcb == end.expected_count
            self._answer(build_ack, address)
            if fresh:
                end.expected_count = not control.fcb
                if function == LinkFunctionCode.PRI_CONFIRMED_USER_DATA:
                    self._user_data(frame, end)
        else:
            self._answer(build_not_supported, address)

    def _answer(self, build: Callable[[int, int, bool], DataLinkFrame], address: int) -> None:
        if self.remote is not None and self._transport is not None:
            self._transport.write(build(self.remote, address, self.master).to_bytes())

    def _user_data(self, frame: DataLinkFrame, end: _End) -> None:
        if not frame.user_data:
            return
        try:
            whole = end.reassembler.add(TransportSegment.from_bytes(frame.user_data))
        except (ReassemblyError, ValueError) as error:
            self._trouble(f"a fragment that cannot be put together: {error}")
            return
        if whole is not None:
            self._on_fragment(self, Fragment(whole.data, frame.header.source, frame.header.destination))

    # Signs of life

    def _spoken_to(self) -> list[int]:
        """Return the addresses of ours that the connection is about."""
        return [address for address in self._ends if address not in BROADCAST]

    def _watch(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(max(seconds, 0.001), self._look)

    def _look(self) -> None:
        """Ask a silent peer for its link status; close a connection that does not answer."""
        if not self.is_open or self._transport is None:
            return
        silent = asyncio.get_running_loop().time() - self._heard
        if silent < self._keep_alive.after:
            self._watch(self._keep_alive.after - silent)
        elif self._asked or self.remote is None or not (ours := self._spoken_to()):
            self._trouble(f"no sign of life for {silent:.0f} s: the connection is closed")
            self._transport.abort()
        else:
            self._asked = True
            self._answer(build_request_link_status, ours[0])
            self._watch(self._keep_alive.patience)


def _size(frame: DataLinkFrame) -> int:
    """Return the octets of a frame on the wire: ten of header, two of checksum for each sixteen of data."""
    data = len(frame.user_data)
    return HEADER_SIZE + data + 2 * -(-data // DATA_BLOCK_SIZE)
