"""What an outstation and one of its masters have going: answers, confirmations, unsolicited responses.

No input or output and no clock of its own: the moment comes with each call, what is to be sent goes to ``outbox``,
and ``deadline`` says when ``tick`` has something to do. Clauses 4 and 5 of IEEE 1815-2012.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dnp3.application.builder import build_response, build_unsolicited_response
from dnp3.application.fragment import ObjectBlock, ResponseFragment
from dnp3.application.header import ApplicationControl
from dnp3.core.enums import FunctionCode
from dnp3.core.flags import IIN

from workbench.stubs.dnp3.link import MAXIMUM_FRAGMENT
from workbench.stubs.dnp3.reading import NOTHING, Part, Reader
from workbench.stubs.dnp3.store import Change, Queue

SEQUENCES = 16
_HEADER = 4
_ERRORS = IIN.NO_FUNC_CODE_SUPPORT | IIN.OBJECT_UNKNOWN | IIN.PARAMETER_ERROR | IIN.ALREADY_EXECUTING
_EVENTS = {1: IIN.CLASS_1_EVENTS, 2: IIN.CLASS_2_EVENTS, 3: IIN.CLASS_3_EVENTS}


@dataclass(frozen=True, slots=True)
class Timings:
    """Times in seconds, how often, and whether by itself.

    Args:
        confirm: how long a confirmation is awaited.
        retries: how often an unsolicited response is repeated before a pause.
        pause: of unsolicited responses after that; their events are kept.
        select: how long a selection holds until it must be operated.
        restart: how long a restart is said to take.
        scan: how often the device is read for changes.
        unsolicited: whether anything is ever told unasked; without, as with many devices, no greeting either, and
            a master that would allow it is told that there is no such function.
    """

    confirm: float = 5.0
    retries: int = 3
    pause: float = 30.0
    select: float = 10.0
    restart: float = 0.5
    scan: float = 0.5
    unsolicited: bool = True


@dataclass(slots=True)
class Awaited:
    """A fragment that waits for its confirmation, with the events that it carried."""

    sequence: int
    octets: bytes
    serials: frozenset[int]
    until: float
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a master, as its handler takes it.

    Args:
        octets: the whole fragment.
        connection: number of the connection on which it came.
        sequence: of the application layer.
    """

    octets: bytes
    connection: int
    sequence: int
    function: FunctionCode


Handler = Callable[["Session", Request], ResponseFragment | None]
"""Executes a request other than READ and CONFIRM. Nothing is sent where it returns None."""


class Session:
    """One master, by its address: it outlives the connections that the master makes.

    Args:
        address: of the master.
        queue: of its events.
        reader: answers what it reads.
        handle: executes its other requests.
        refreshed: called before values are read, for values of now.
    """

    def __init__(
        self,
        address: int,
        timings: Timings,
        queue: Queue,
        reader: Reader,
        handle: Handler,
        refreshed: Callable[[], None] = lambda: None,
    ) -> None:
        self.address = address
        self.queue = queue
        self.outbox: list[bytes] = []
        self.connected = False
        self.connection = 0
        self.restarted = True
        self.need_time = False
        self.unsolicited: set[int] = set()
        self._timings = timings
        self._reader = reader
        self._handle = handle
        self._refreshed = refreshed
        self._broadcast = False
        self._executing = False
        self._greeted = not timings.unsolicited
        self._unsolicited_sequence = 0
        self._awaited: Awaited | None = None
        self._following: deque[tuple[list[Part], IIN]] = deque()
        self._pending: Awaited | None = None
        self._paused_until = 0.0
        self._deferred: Request | None = None
        self._last_request = b""
        self._last_answer: bytes | None = None

    # The connection

    def open(self, connection: int, now: float) -> None:
        """Begin a connection: what an earlier one left unconfirmed is still to be told."""
        self.close()
        self.connected, self.connection = True, connection
        self._paused_until = now
        self._offer(now)

    def close(self) -> None:
        """End the connection; events are kept."""
        self.connected = False
        self._awaited = self._pending = self._deferred = None
        self._following.clear()
        self._last_request, self._last_answer = b"", None
        self.outbox.clear()

    def restart(self) -> None:
        """Begin anew, as the outstation does: unsolicited responses are off until the master allows them."""
        self.restarted = True
        self._greeted = not self._timings.unsolicited
        self.unsolicited.clear()
        self._awaited = self._pending = self._deferred = None
        self._following.clear()

    # Events

    def add(self, changes: Sequence[Change], now: float) -> None:
        """Take events for this master, and tell them where it wants to be told."""
        for change in changes:
            self.queue.add(change)
        self._offer(now)

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do, or None."""
        if not self.connected:
            return None
        times = [awaited.until for awaited in (self._awaited, self._pending) if awaited]
        if not times and self._has_to_tell():
            times = [self._paused_until]
        return min(times, default=None)

    def tick(self, now: float) -> None:
        """Do what has become due: give up waiting, repeat, or offer again after a pause."""
        if self._awaited and now >= self._awaited.until:
            self._awaited = None
            self._following.clear()
        if self._pending and now >= self._pending.until:
            self._unconfirmed(self._pending, now)
        self._offer(now)

    def _unconfirmed(self, pending: Awaited, now: float) -> None:
        if not self._greeted or (pending.repeats < self._timings.retries and self._deferred is None):
            # The greeting of a restart is repeated for as long as it takes; of the others a master that asks
            # for its own is not kept waiting for longer than once.
            pending.repeats += 1
            pending.until = now + self._timings.confirm
            self.outbox.append(pending.octets)
            return
        self._pending = None
        self._paused_until = now + self._timings.pause
        self._answer_deferred(now)

    def _has_to_tell(self) -> bool:
        return not self._greeted or any(self.queue.has(each) for each in self.unsolicited)

    def _offer(self, now: float) -> None:
        """Send an unsolicited response if there is something to tell and nothing in its way."""
        busy = self._executing or self._awaited or self._pending or self._following
        if not self.connected or busy or now < self._paused_until or not self._has_to_tell():
            return
        parts: list[Part] = []
        if self._greeted:
            parts = _first_fragment(self._reader.events(sorted(self.unsolicited)))
        serials = frozenset(serial for part in parts for serial in part.serials)
        sequence = self._unsolicited_sequence
        self._unsolicited_sequence = (sequence + 1) % SEQUENCES
        octets = build_unsolicited_response(
            tuple(part.block for part in parts), self.indications(serials), sequence, con=True
        ).to_bytes()
        self._pending = Awaited(sequence, octets, serials, now + self._timings.confirm)
        self.outbox.append(octets)

    # Requests

    def receive(self, octets: bytes, now: float, *, broadcast: bool = False) -> str:
        """Take one fragment of the master.

        Returns:
            A sentence about what is wrong with it where nothing was done, or an empty text.
        """
        if len(octets) < 2:
            return "a fragment without a function code"
        control = ApplicationControl.from_byte(octets[0])
        if octets[1] == FunctionCode.CONFIRM:
            self._confirmed(control.seq, control.uns, now)
            return ""
        if not (control.fir and control.fin) or control.uns:
            return "a request in several fragments, or one that calls itself unsolicited"
        if broadcast:
            self._broadcast = True
        elif octets == self._last_request and self._last_answer and octets[1] != FunctionCode.READ:
            # A repeated request is answered as before and never executed twice.
            self.outbox.append(self._last_answer)
            return ""
        # A new request says that the master waits no longer for what came before.
        self._awaited, self._deferred = None, None
        self._following.clear()
        self._last_request, self._last_answer = octets, None
        try:
            function = FunctionCode(octets[1])
        except ValueError:
            self._respond(_null(control.seq, IIN.NO_FUNC_CODE_SUPPORT), broadcast)
            return f"the function code {octets[1]}, which DNP3 does not have"
        request = Request(octets, self.connection, control.seq, function)
        if function is FunctionCode.READ and broadcast:
            return "a READ to all, which nobody answers"
        if function is FunctionCode.READ and self._pending and self._pending.serials:
            # The events that are on their way come first; a greeting carries none and holds up nobody.
            self._deferred = request
        else:
            self._execute(request, now, broadcast)
        return ""

    def _execute(self, request: Request, now: float, broadcast: bool = False) -> None:
        # What changes while a request is executed is told after its answer, not before.
        self._executing = True
        try:
            response = self._handle(self, request)
        finally:
            self._executing = False
        if response is not None:
            self._respond(response, broadcast)
        self._offer(now)

    def _respond(self, response: ResponseFragment, broadcast: bool) -> None:
        """Send what a handler returned, with the indications of this master."""
        if broadcast:
            return
        wrong = response.header.iin & _ERRORS
        octets = response.to_bytes()
        octets = octets[:2] + (self.indications() | wrong).to_bytes() + octets[4:]
        self._last_answer = octets
        self.outbox.append(octets)
        self._broadcast = False

    def _confirmed(self, sequence: int, unsolicited: bool, now: float) -> None:
        if unsolicited and self._pending and self._pending.sequence == sequence:
            self.queue.confirm(self._pending.serials)
            self._pending, self._greeted = None, True
            self._answer_deferred(now)
        elif not unsolicited and self._awaited and self._awaited.sequence == sequence:
            self.queue.confirm(self._awaited.serials)
            self._awaited = None
            self._send_following(sequence, now)
        self._offer(now)

    def _answer_deferred(self, now: float) -> None:
        request, self._deferred = self._deferred, None
        if request is not None:
            self._execute(request, now)

    # Reading

    def read(self, request: Request, blocks: Sequence[ObjectBlock], now: float) -> None:
        """Answer a READ whose headers are these, in as many fragments as it takes."""
        self._refreshed()
        reading = self._reader.read(blocks)
        fragments = _fragments(reading.parts)
        self._following.extend((fragment, reading.indications) for fragment in fragments)
        self._send_following((request.sequence - 1) % SEQUENCES, now, first=True)

    def _send_following(self, sequence: int, now: float, *, first: bool = False) -> None:
        """Send the next fragment of an answer; ask for a confirmation where events or more fragments depend on it."""
        if not self._following:
            return
        parts, wrong = self._following.popleft()
        sequence = (sequence + 1) % SEQUENCES
        serials = frozenset(serial for part in parts for serial in part.serials)
        confirm = bool(serials or self._following)
        octets = build_response(
            tuple(part.block for part in parts),
            self.indications(serials) | wrong,
            sequence,
            fir=first,
            fin=not self._following,
            con=confirm,
        ).to_bytes()
        if confirm:
            self._awaited = Awaited(sequence, octets, serials, now + self._timings.confirm)
        self.outbox.append(octets)
        self._broadcast = False

    def indications(self, besides: frozenset[int] = frozenset()) -> IIN:
        """Return the internal indications for this master; events in the fragment itself do not count."""
        told = NOTHING
        for event_class, flag in _EVENTS.items():
            if self.queue.has(event_class, besides):
                told |= flag
        for flag, holds in (
            (IIN.DEVICE_RESTART, self.restarted),
            (IIN.NEED_TIME, self.need_time),
            (IIN.BROADCAST, self._broadcast),
            (IIN.EVENT_BUFFER_OVERFLOW, self.queue.overflowed),
        ):
            if holds:
                told |= flag
        return told


def _null(sequence: int, indications: IIN) -> ResponseFragment:
    return build_response((), indications, sequence)


def _fragments(parts: Sequence[Part]) -> list[list[Part]]:
    """Distribute blocks over fragments, in order; at least one, which may be empty."""
    fragments: list[list[Part]] = [[]]
    size = _HEADER
    for part in parts:
        if fragments[-1] and size + part.block.size > MAXIMUM_FRAGMENT:
            fragments.append([])
            size = _HEADER
        fragments[-1].append(part)
        size += part.block.size
    return fragments


def _first_fragment(parts: Sequence[Part]) -> list[Part]:
    """Return what fits into one fragment: an unsolicited response has but one."""
    return _fragments(parts)[0]
