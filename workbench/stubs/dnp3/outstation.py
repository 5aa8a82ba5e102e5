"""An outstation without its sockets: points, masters, and every function that is asked of it.

Several masters may be served at once. Each has its own queue of events, its own confirmations and its own
unsolicited responses, as IEEE 1815-2012 asks; what one has selected another cannot operate.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from dnp3.application.builder import build_response
from dnp3.application.fragment import (
    ObjectBlock,
    RequestFragment,
    ResponseFragment,
    Truncation,
    TruncationReason,
)
from dnp3.application.parser import ParseError, parse_request
from dnp3.application.qualifiers import ObjectHeader
from dnp3.core.enums import FunctionCode
from dnp3.core.flags import IIN

from workbench.stubs.dnp3 import objects
from workbench.stubs.dnp3.controls import Controls
from workbench.stubs.dnp3.link import MAXIMUM_FRAGMENT
from workbench.stubs.dnp3.points import Kind, PointId, Points, Raw
from workbench.stubs.dnp3.reading import CLASSES, NOTHING, TIME, NotReadable, Reader, indexes_of
from workbench.stubs.dnp3.session import Request, Session, Timings
from workbench.stubs.dnp3.store import EVENTS_KEPT, Change, Queue, Store

_RESTART_BIT, _NEED_TIME_BIT = 7, 4
_LATEST = (1 << 48) - 1
"""The last moment that the protocol can say, in milliseconds since 1970."""
_COUNTERS, _DELAY, _INDICATIONS = 20, 52, 80
_CONTROLS = frozenset(
    {
        FunctionCode.SELECT,
        FunctionCode.OPERATE,
        FunctionCode.DIRECT_OPERATE,
        FunctionCode.DIRECT_OPERATE_NO_ACK,
    }
)
_SILENT = frozenset({FunctionCode.IMMEDIATE_FREEZE_NO_ACK, FunctionCode.FREEZE_CLEAR_NO_ACK})


class Outstation:
    """What serves points to masters.

    Args:
        points: what is served.
        masters: how many masters may have a session at once.
        events: how many events of a class are kept for each.
        clock: seconds since 1970; a time that a master writes is kept as the difference to it.
        monotonic: seconds of anything that only runs forward.
    """

    def __init__(
        self,
        points: Points,
        *,
        timings: Timings | None = None,
        masters: int = 8,
        events: int = EVENTS_KEPT,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.points = points
        self.timings = timings or Timings()
        self.sessions: dict[int, Session] = {}
        self.controls = Controls(points, select=self.timings.select, largest=MAXIMUM_FRAGMENT)
        self.restarting: FunctionCode | None = None
        """COLD_RESTART or WARM_RESTART once a master has asked for it; who runs the outstation does it."""
        self._masters = masters
        self._events = events
        self._clock = clock
        self._monotonic = monotonic
        self._clock_ahead = 0.0
        self._recorded: dict[int, float] = {}
        self._cleared: dict[PointId, int] = {}
        self._listed = points.points
        self._store = Store(self._listed.values())
        self.scan()

    # Sessions

    def session(self, address: int) -> Session | None:
        """Return a master's session, a new one where it has none; None where there are too many masters."""
        known = self.sessions.get(address)
        if known is not None:
            return known
        if len(self.sessions) >= self._masters:
            away = next((each for each in self.sessions.values() if not each.connected), None)
            if away is None:
                return None
            del self.sessions[away.address]
        queue = Queue(self._events)
        reader = Reader(self._store, queue, self.points.attributes, self.milliseconds)
        made = Session(address, self.timings, queue, reader, self._handle, self.scan)
        self.sessions[address] = made
        return made

    def restart(self, *, cold: bool) -> None:
        """Begin anew with every master: a cold restart forgets events, a warm one keeps them."""
        self.restarting = None
        if cold:
            self.sessions.clear()
        for session in self.sessions.values():
            session.restart()

    # Values

    def scan(self) -> None:
        """Read the points now; what changed is an event for every master."""
        sample = dict(self.points.changes())
        if self.points.points is not self._listed:
            self._listed = self.points.points
            self._store.extend(self._listed.values())
        for point, cleared in list(self._cleared.items()):
            counted = sample.get(point)
            if counted is not None and counted < cleared:
                # The device has restarted, and counts from zero itself.
                del self._cleared[point]
            elif counted is not None:
                sample[point] = int(counted) - cleared
        self._tell(self._store.take(sample, self.milliseconds()))

    def milliseconds(self) -> int:
        """Return the outstation's time in milliseconds since 1970."""
        return min(max(0, round((self._clock() + self._clock_ahead) * 1_000)), _LATEST)

    def _tell(self, changes: Sequence[Change]) -> None:
        if changes:
            now = self._monotonic()
            for session in self.sessions.values():
                session.add(changes, now)

    # Requests

    def _handle(self, session: Session, request: Request) -> ResponseFragment | None:
        self.controls.refusals = []
        if request.function in _CONTROLS:
            answer = self.controls.execute(request.octets, session.address, request.connection)
            self.scan()
            return answer
        self.controls.release(request.connection)
        try:
            parsed = parse_request(request.octets)
        except ParseError:
            return _answer(request, IIN.PARAMETER_ERROR)
        handler = _HANDLERS.get(request.function)
        if handler is None:
            return _answer(request, IIN.NO_FUNC_CODE_SUPPORT)
        if parsed.truncation is not None:
            answer = _answer(request, _indication(parsed.truncation))
        else:
            try:
                given = handler(self, session, request, parsed)
            except NotReadable as error:
                given = _answer(request, error.indication)
            answer = given
        return None if request.function in _SILENT else answer

    def _read(self, session: Session, request: Request, parsed: RequestFragment) -> ResponseFragment | None:
        session.read(request, parsed.objects, self._monotonic())
        return None

    def _write(self, session: Session, request: Request, parsed: RequestFragment) -> ResponseFragment:
        """Write time or clear indications: everything that is asked, or nothing of it."""
        acts = [self._write_of(session, request, block) for block in parsed.objects]
        for act in acts:
            act()
        return _answer(request)

    def _write_of(self, session: Session, request: Request, block: ObjectBlock) -> Callable[[], None]:
        header, data = block.header, block.data
        if (header.group, header.variation) in ((TIME, 1), (TIME, 3)):
            if header.qualifier != 0x07 or len(data) != 7 or data[0] != 1:
                raise NotReadable(IIN.PARAMETER_ERROR)
            since = 0.0
            if header.variation == 3:
                if request.connection not in self._recorded:
                    raise NotReadable(IIN.PARAMETER_ERROR)
                since = self._monotonic() - self._recorded.pop(request.connection)
            return lambda: self._set_time(session, int.from_bytes(data[1:], "little") / 1_000 + since)
        if (header.group, header.variation) == (_INDICATIONS, 1):
            return self._clear_of(session, block)
        raise NotReadable(IIN.OBJECT_UNKNOWN)

    def _clear_of(self, session: Session, block: ObjectBlock) -> Callable[[], None]:
        """Clear the two indications that a master may clear, each by writing 0 to it (4.5.5)."""
        data = block.data
        if block.header.qualifier not in (0x00, 0x01):
            raise NotReadable(IIN.PARAMETER_ERROR)
        width = block.header.qualifier + 1
        first, last = (int.from_bytes(data[at : at + width], "little") for at in (0, width))
        bits = data[2 * width :]
        asked = range(first, last + 1)
        writable = all(bit in (_RESTART_BIT, _NEED_TIME_BIT) for bit in asked)
        zero = all(
            not bits[place // 8] >> place % 8 & 1 for place in range(len(asked)) if place // 8 < len(bits)
        )
        if not asked or len(bits) * 8 < len(asked) or not writable or not zero:
            raise NotReadable(IIN.PARAMETER_ERROR)

        def clear() -> None:
            if _RESTART_BIT in asked:
                session.restarted = False
            if _NEED_TIME_BIT in asked:
                session.need_time = False

        return clear

    def _set_time(self, session: Session, seconds: float) -> None:
        self._clock_ahead = seconds - self._clock()
        session.need_time = False

    def _unsolicited(self, session: Session, request: Request, parsed: RequestFragment) -> ResponseFragment:
        """Allow or forbid unsolicited responses of the classes that are named."""
        if not self.timings.unsolicited:
            return _answer(request, IIN.NO_FUNC_CODE_SUPPORT)
        named = set()
        for block in parsed.objects:
            if block.header.group != CLASSES or not 2 <= block.header.variation <= 4:
                raise NotReadable(IIN.OBJECT_UNKNOWN)
            named.add(block.header.variation - 1)
        if request.function is FunctionCode.ENABLE_UNSOLICITED:
            session.unsolicited |= named
        else:
            session.unsolicited -= named
        return _answer(request)

    def _freeze(self, session: Session, request: Request, parsed: RequestFragment) -> ResponseFragment:
        """Copy counters to their frozen ones, and begin to count from zero where that is asked."""
        there = self._store.indexes(Kind.COUNTER)
        indexes: set[int] = set()
        indication = NOTHING
        for block in parsed.objects:
            if block.header.group != _COUNTERS:
                raise NotReadable(IIN.OBJECT_UNKNOWN)
            asked = indexes_of(block, there)
            indexes.update(asked.there)
            if asked.missing:
                indication = IIN.PARAMETER_ERROR
        self.scan()
        self._tell(self._store.freeze(sorted(indexes), self.milliseconds()))
        if request.function in (FunctionCode.FREEZE_CLEAR, FunctionCode.FREEZE_CLEAR_NO_ACK):
            for index in indexes:
                held = self._store.get(Kind.COUNTER, index)
                if held is not None:
                    point = held.point.id
                    self._cleared[point] = self._cleared.get(point, 0) + int(held.value)
                    self._tell(self._store.take({point: 0}, self.milliseconds()))
        return _answer(request, indication)

    def _restart(self, session: Session, request: Request, parsed: RequestFragment) -> ResponseFragment:
        self.restarting = request.function
        return _delay(request, self.timings.restart)

    def _measure(self, session: Session, request: Request, parsed: RequestFragment) -> ResponseFragment:
        return _delay(request, 0.0)

    def _record(self, session: Session, request: Request, parsed: RequestFragment) -> ResponseFragment:
        self._recorded = {request.connection: self._monotonic()}
        return _answer(request)

    def tell(self, point: PointId, raw: Raw) -> str:
        """Return a point and its value in words."""
        return self.points.tell(point, raw)


def _answer(request: Request, indications: IIN = NOTHING) -> ResponseFragment:
    return build_response((), indications, request.sequence)


def _delay(request: Request, seconds: float) -> ResponseFragment:
    milliseconds = min(round(seconds * 1_000), 0xFFFF)
    content = b"\x01" + milliseconds.to_bytes(2, "little")
    block = ObjectBlock(ObjectHeader(_DELAY, 2, objects.COUNTED), content)
    return build_response((block,), NOTHING, request.sequence)


def _indication(truncation: Truncation) -> IIN:
    unknown = truncation.reason is TruncationReason.UNKNOWN_WIDTH
    return IIN.OBJECT_UNKNOWN if unknown else IIN.PARAMETER_ERROR


_Handler = Callable[[Outstation, Session, Request, RequestFragment], ResponseFragment | None]
_HANDLERS: dict[FunctionCode, _Handler] = {
    FunctionCode.READ: Outstation._read,
    FunctionCode.WRITE: Outstation._write,
    FunctionCode.IMMEDIATE_FREEZE: Outstation._freeze,
    FunctionCode.IMMEDIATE_FREEZE_NO_ACK: Outstation._freeze,
    FunctionCode.FREEZE_CLEAR: Outstation._freeze,
    FunctionCode.FREEZE_CLEAR_NO_ACK: Outstation._freeze,
    FunctionCode.COLD_RESTART: Outstation._restart,
    FunctionCode.WARM_RESTART: Outstation._restart,
    FunctionCode.DELAY_MEASURE: Outstation._measure,
    FunctionCode.RECORD_CURRENT_TIME: Outstation._record,
    FunctionCode.ENABLE_UNSOLICITED: Outstation._unsolicited,
    FunctionCode.DISABLE_UNSOLICITED: Outstation._unsolicited,
}
