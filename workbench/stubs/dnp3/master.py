"""A DNP3 master for head-ends and gateways: polls, is told of changes, and writes by quantity.

A connection that is lost is made again for as long as the master is not closed; what was known stays known meanwhile.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import Self

from dnp3.application.fragment import ObjectBlock
from dnp3.application.qualifiers import ObjectHeader
from dnp3.core.enums import FunctionCode
from dnp3.core.flags import IIN

from workbench.der.device import UnknownQuantity
from workbench.der.quantities import Protocol, Value
from workbench.stubs.dnp3 import objects
from workbench.stubs.dnp3.commands import Command, command_blocks
from workbench.stubs.dnp3.editions import (
    CONFIGURATION_VERSION,
    PROFILE_VERSION,
    EditionMismatch,
    check_edition,
    edition_told,
)
from workbench.stubs.dnp3.judging import judge
from workbench.stubs.dnp3.known import Known, KnownChange, KnownValues
from workbench.stubs.dnp3.link import KeepAlive
from workbench.stubs.dnp3.outstation_server import ADDRESS
from workbench.stubs.dnp3.points import PointId, Raw
from workbench.stubs.dnp3.quantity_map import QuantityMap
from workbench.stubs.dnp3.reading import CLASSES
from workbench.stubs.dnp3.transactions import NoAnswer, Transactions
from workbench.stubs.dnp3.values import ATTRIBUTES, Told
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.stub import LOOPBACK

_CLASSES = ((CLASSES, 2), (CLASSES, 3), (CLASSES, 4))
_ASKED_EVERY = 2.0
"""Seconds between event polls of an outstation that tells nothing by itself, where nobody says otherwise."""


class Master:
    """A master of one outstation.

    Args:
        host, port: of the outstation.
        edition: of the list of points; an outstation that says it has another is refused with ``EditionMismatch``.
        log: where every exchange is noted.
        address, outstation: link addresses of this end and of the other.
        security: for TLS; ``server_hostname`` is the host.
        unsolicited: whether the outstation may tell changes by itself.
        timeout: seconds that an answer is awaited.
        poll: seconds between event polls; None for none where unsolicited responses come, and two where they do not.
        integrity: seconds between integrity polls after the first; None for none.
        pause: seconds between two attempts to connect.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = 20_000,
        *,
        edition: Protocol = Protocol.DNP3_1815_2,
        log: ExchangeLog | None = None,
        address: int = 1,
        outstation: int = ADDRESS,
        security: ssl.SSLContext | None = None,
        unsolicited: bool = True,
        timeout: float = 5.0,
        poll: float | None = None,
        integrity: float | None = 300.0,
        pause: float = 1.0,
        keep_alive: KeepAlive | None = None,
    ) -> None:
        self.host, self.port = host, port
        self.edition = edition
        self.log = log or ExchangeLog("master")
        self.indications = IIN(0)
        """What the outstation told of itself with its latest fragment."""
        self.attributes: Mapping[int, str] = MappingProxyType({})
        """Its device attributes, by variation."""
        self._map = QuantityMap(edition)
        self._address, self._outstation = address, outstation
        self._security = security
        self._unsolicited = unsolicited
        self._timeout = timeout
        self._poll, self._integrity, self._pause = poll, integrity, pause
        self._keep_alive = keep_alive
        self._connection: Transactions | None = None
        self._known = KnownValues(self._map)
        self._task: asyncio.Task[None] | None = None
        self._polling: list[asyncio.Task[None]] = []
        self._begun = False
        self._told = True
        self._behind = asyncio.Event()
        self._mismatch: EditionMismatch | None = None

    # The connection

    @property
    def connected(self) -> bool:
        """Whether there is a connection on which the outstation has said what it is."""
        return self._connection is not None and self._connection.is_open and self._begun

    @property
    def values(self) -> Mapping[str, Known]:
        """The last known values; they stay when the connection is lost."""
        return self._known.by_key

    async def connect(self) -> None:
        """Connect, see which edition the outstation speaks, and take everything that it has.

        From then on the connection is kept: it is made again when it is lost.

        Raises:
            NoAnswer: it cannot be reached, or does not answer.
            EditionMismatch: it speaks another edition.
        """
        if self._task is not None:
            return
        self._known.closed = False
        try:
            await self._begin()
        except BaseException:
            self._drop()
            raise
        self._task = asyncio.create_task(self._keep(), name=f"dnp3 master of {self.host}:{self.port}")

    async def close(self) -> None:
        """End the connection; may be called twice."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._stop_polling()
        self._drop()
        self._known.close()
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _begin(self) -> None:
        """Open a connection and do what a start asks for."""
        self._connection = connection = Transactions(
            self.host,
            self.port,
            address=self._address,
            outstation=self._outstation,
            security=self._security,
            timeout=self._timeout,
            keep_alive=self._keep_alive,
            log=self.log,
            take=self._take,
            tell=self._map.tell,
        )
        await connection.open()
        # Nothing may come by itself before it is known what it means.
        self._told = await self._tried(FunctionCode.DISABLE_UNSOLICITED)
        await self._check_edition()
        await self._take_anew()
        self._begun = True
        often = self._poll
        if often is None and self._unsolicited and not self._told:
            often = _ASKED_EVERY
        for seconds, poll in ((often, self.events), (self._integrity, self.integrity)):
            if seconds is not None:
                self._polling.append(asyncio.create_task(self._repeat(seconds, poll)))
        self._polling.append(asyncio.create_task(self._watch()))

    async def _take_anew(self) -> None:
        """Take everything, and have the outstation tell what changes from then on."""
        if self.indications & IIN.DEVICE_RESTART:
            clear = ObjectBlock(ObjectHeader(80, 1, 0x00), b"\x07\x07\x00")
            await self._ask(FunctionCode.WRITE, (clear,))
        await self.integrity()
        if self._unsolicited and self._told:
            self._told = await self._tried(FunctionCode.ENABLE_UNSOLICITED)

    async def _tried(self, function: FunctionCode) -> bool:
        """Allow or forbid unsolicited responses; return whether the outstation does that.

        Small outstations do not know the function: some say so, some say nothing.
        """
        try:
            answer = await self._ask(function, _all(_CLASSES))
        except NoAnswer as error:
            if self._connection is None or not self._connection.is_open:
                raise
            self.log.add(
                self._peer, "dnp3", "in", f"{error} It is taken to tell nothing by itself.", refused=True
            )
            return False
        return not any(told.indications & IIN.NO_FUNC_CODE_SUPPORT for told in answer)

    async def _repeat(self, seconds: float, poll: Callable[[], Awaitable[object]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await poll()
            except NoAnswer:
                # An outstation that is silent is asked anew on a new connection.
                if self._connection is not None:
                    self._connection.close()
                return

    async def _watch(self) -> None:
        """Take everything anew when the outstation says that it has restarted, or has lost events."""
        while True:
            await self._behind.wait()
            self._behind.clear()
            try:
                await self._take_anew()
            except NoAnswer:
                return

    async def _keep(self) -> None:
        """Connect again whenever the connection is lost, until another edition answers."""
        while True:
            if self._connection is not None:
                await self._connection.lost.wait()
            await self._stop_polling()
            self._drop()
            await asyncio.sleep(self._pause)
            try:
                await self._begin()
            except EditionMismatch as error:
                self._mismatch = error
                self.log.add(self._peer, "dnp3", "in", str(error), refused=True)
                self._drop()
                return
            except NoAnswer as error:
                self.log.add(self._peer, "dnp3", "out", str(error), refused=True)
                self._drop()

    async def _stop_polling(self) -> None:
        polling, self._polling = self._polling, []
        for task in polling:
            task.cancel()
        await asyncio.gather(*polling, return_exceptions=True)

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._begun = False
        if connection is not None:
            connection.close()

    async def _check_edition(self) -> None:
        """Find out which edition the outstation speaks; one that says nothing is believed to speak ours."""
        header = ObjectHeader(ATTRIBUTES, 254, 0x00)
        answer = await self._ask(FunctionCode.READ, (ObjectBlock(header, b"\x00\x00"),))
        self.attributes = MappingProxyType({k: v for told in answer for k, v in told.attributes.items()})
        version = None
        index = PROFILE_VERSION.index.to_bytes(1, "little")
        block = ObjectBlock(ObjectHeader(objects.STATIC[PROFILE_VERSION.kind][0], 0, 0x00), index + index)
        for told in await self._ask(FunctionCode.READ, (block,)):
            version = next(
                (float(v.raw) for v in told.values if v.point == PROFILE_VERSION and v.online), version
            )
        theirs = edition_told(self.attributes.get(CONFIGURATION_VERSION), version)
        if theirs is None:
            self.log.add(
                self._peer,
                "dnp3",
                "in",
                f"says no edition of its points; believed to speak {self.edition.words}",
            )
        check_edition(self.edition, theirs, f"The outstation at {self._peer}")

    # Polls

    async def integrity(self) -> Mapping[str, Known]:
        """Take everything that the outstation has: events first, then all values.

        Raises:
            NoAnswer: it does not answer.
        """
        await self._ask(FunctionCode.READ, _all((*_CLASSES, (CLASSES, 1))))
        return self.values

    async def events(self) -> Mapping[str, Known]:
        """Take what has changed since the last poll. Raises as ``integrity``."""
        await self._ask(FunctionCode.READ, _all(_CLASSES))
        return self.values

    # Quantities

    async def read(self, key: str) -> Value:
        """Return the value of a quantity now, read from its points.

        Raises:
            UnknownQuantity: the edition has no point for it, or the outstation has none.
            NoAnswer: it does not answer.
        """
        if key in self._map.attributes:
            text = self.attributes.get(self._map.attributes[key])
            if text is None:
                raise UnknownQuantity(f"The outstation at {self._peer} does not tell its {key}.")
            return text
        if self._map.is_curve(key):
            return await self._read_curve(key)
        await self.read_points(self._map.points_read(key))
        known = self.values.get(key)
        if known is None or not known.online:
            raise UnknownQuantity(f"The outstation at {self._peer} has no value of {key} now.")
        return known.value

    async def write(self, key: str, value: Value, *, select: bool = False) -> None:
        """Set a quantity.

        Args:
            select: select first and operate then, instead of operating at once.

        Raises:
            NotPossible: the edition cannot say it, or the outstation refuses it: with its control status.
            NoAnswer: it does not answer.
        """
        if self._map.is_curve(key):
            await self._write_curve(key, value, select)
            return
        await self.operate(self._map.commands(key, value, self._known.values()), select=select, whose=key)

    async def operate(self, commands: Sequence[Command], *, select: bool = False, whose: str = "") -> None:
        """Operate outputs by their points, in order. Raises as ``write``."""
        blocks = command_blocks(commands)
        functions = (FunctionCode.SELECT, FunctionCode.OPERATE) if select else (FunctionCode.DIRECT_OPERATE,)
        answer = await self._line().ask(*((function, blocks) for function in functions))
        judge(answer[0], commands, f"The outstation at {self._peer}", whose, self._map.tell)

    async def read_points(self, points: Sequence[PointId]) -> Mapping[PointId, Raw]:
        """Return the raw values of what was read so far, the points just now. Raises as ``integrity``."""
        await self._ask(FunctionCode.READ, objects.headers(points))
        return self._known.raw()

    async def _read_curve(self, key: str) -> Value:
        """Have the window show the curve of a mode, and read it."""
        mode, selector = self._map.curve_head(key)
        await self.read_points([mode])
        number = self._known.raw().get(mode)
        if number is None:
            raise UnknownQuantity(f"The outstation at {self._peer} has no curve for {key}.")
        await self.operate([Command(selector, int(number))], whose=f"{key} (selector of curves)")
        await self.read_points(self._map.window_points())
        return self._map.curve(key, self._known.raw(), self._known.values())

    async def _write_curve(self, key: str, value: Value, select: bool) -> None:
        """Write a curve through the window into the number that the mode uses, then have the mode use it."""
        mode, _ = self._map.curve_head(key)
        await self.read_points([mode])
        number = int(self._known.raw().get(mode, 1))
        commands = self._map.curve_commands(key, value, number, self._known.values())
        # A request is one fragment: the parts go in portions, the mode last and by itself.
        for start in range(0, len(commands) - 1, 50):
            await self.operate(commands[start : min(start + 50, len(commands) - 1)], whose=key)
        await self.operate(commands[-1:], select=select, whose=key)

    def changes(self) -> AsyncGenerator[KnownChange, None]:
        """Yield every quantity that changes from now on; a reader far behind loses the oldest.

        Ends when the master is closed.
        """
        return self._known.changes()

    async def _ask(self, function: FunctionCode, blocks: Sequence[ObjectBlock]) -> list[Told]:
        return await self._line().ask((function, blocks))

    def _line(self) -> Transactions:
        if self._mismatch:
            raise self._mismatch
        if self._connection is None:
            raise NoAnswer(f"There is no connection to the outstation at {self._peer}.")
        return self._connection

    def _take(self, told: Told) -> None:
        self.indications = told.indications
        if self._begun and told.indications & (IIN.DEVICE_RESTART | IIN.EVENT_BUFFER_OVERFLOW):
            self._behind.set()
        self._known.take(told)

    @property
    def _peer(self) -> str:
        return f"{self.host}:{self.port}"


def _all(wanted: Sequence[tuple[int, int]]) -> tuple[ObjectBlock, ...]:
    return tuple(ObjectBlock(ObjectHeader(*each, objects.ALL_OBJECTS)) for each in wanted)
