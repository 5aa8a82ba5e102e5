"""A Modbus/TCP client for gateways: many requests at once on one connection, and a new one when it is lost."""

from __future__ import annotations

import asyncio
import ssl
from types import TracebackType
from typing import Self

from workbench.stubs.modbus.frames import (
    HEADER,
    HEADER_LENGTH,
    FrameError,
    Function,
    Identify,
    Read,
    Request,
    WriteMany,
    answered,
    check_header,
    frame,
    request_pdu,
)
from workbench.stubs.modbus.identification import objects_of

ANSWER_SECONDS = 3.0


class ModbusClient:
    """Asks one server.

    A connection is made when the first request needs it, and made again by the next request after it was lost. What
    was under way when it was lost fails, but for reads: only the caller knows whether a write may be sent twice.

    Many servers take one request at a time and never answer what comes before their answer (the standard leaves the
    number to them). One that answers some of several reads, and the others when they are asked again one by one, is
    asked one by one from then on.

    Args:
        host, port: where the server is.
        tls: for Modbus/TCP Security, with the client's certificate.
        server_hostname: name that the server's certificate has to have; the host where it is not given.
        seconds: how long a connection and an answer are waited for.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        server_hostname: str | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self.host = host
        self.port = port
        self._tls = tls
        self._server_hostname = server_hostname
        self._seconds = seconds
        self._connection: _Connection | None = None
        self._connecting = asyncio.Lock()
        self._one_by_one = False
        self._turn = asyncio.Lock()
        self._silences: dict[int, int] = {}
        self._failures = 0
        self._failure: OSError | None = None

    @property
    def one_by_one(self) -> bool:
        """Whether the server was found to take one request at a time."""
        return self._one_by_one

    @property
    def connected(self) -> bool:
        """Whether there is a connection now."""
        return self._connection is not None and self._connection.usable

    async def connect(self) -> None:
        """Connect, where there is no connection.

        Raises:
            OSError: the server cannot be reached; ``TimeoutError`` is one of them, and ``ssl.SSLError``.
        """
        await self._connected()

    async def close(self) -> None:
        """End the connection; a later request makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.end()

    async def read(self, unit: int, address: int, count: int) -> bytes:
        """Return holding registers, two octets each; asked once more where the connection turns out to be lost.

        Raises:
            Refused: the server's exception.
            OSError: no connection, or no answer in time (``TimeoutError``).
            FrameError: the server answered something else.
        """
        request = Read(Function.READ_HOLDING_REGISTERS, address, count)
        try:
            return await self.ask(unit, request)
        except ConnectionError:
            return await self.ask(unit, request)

    async def write(self, unit: int, address: int, registers: bytes) -> None:
        """Write holding registers (function 16).

        Raises:
            Refused, OSError, FrameError: as ``read``.
        """
        await self.ask(unit, WriteMany(Function.WRITE_REGISTERS, address, len(registers) // 2, registers))

    async def identification(self, unit: int, category: int = 1) -> dict[int, bytes]:
        """Return the objects of the device identification of a category (1 basic, 2 regular, 3 extended).

        Raises:
            Refused, OSError, FrameError: as ``read``.
        """
        found: dict[int, bytes] = {}
        first = 0
        while True:
            octets = await self.ask(unit, Identify(category, first))
            found |= objects_of(octets)
            if not octets[2] or octets[3] <= first:
                return found
            first = octets[3]

    async def ask(self, unit: int, request: Request) -> bytes:
        """Send a request and return what its answer brings.

        Raises:
            Refused, OSError, FrameError: as ``read``.
        """
        if self._one_by_one:
            return await self._asked_alone(unit, request)
        connection = await self._connected()
        crowded, heard = connection.busy, connection.heard(unit)
        try:
            return await self._asked(connection, unit, request)
        except TimeoutError:
            if not (crowded and isinstance(request, Read) and connection.heard(unit) > heard):
                raise
        return await self._tried_alone(connection, unit, request)

    async def _tried_alone(self, crowded: _Connection, unit: int, request: Request) -> bytes:
        """Ask again on a connection on which nothing is left over, one by one from now on if that is answered."""
        self._one_by_one = True
        if self._connection is crowded:
            await self.close()
        try:
            return await self._asked_alone(unit, request)
        except TimeoutError:
            self._one_by_one = False
            raise

    async def _asked_alone(self, unit: int, request: Request) -> bytes:
        """Ask while nothing else is asked alone; who waited while the unit fell silent does not try it again."""
        silences = self._silences.get(unit, 0)
        async with self._turn:
            if self._silences.get(unit, 0) > silences:
                raise self._silent(unit)
            try:
                return await self._asked(await self._connected(), unit, request)
            except TimeoutError:
                self._silences[unit] = silences + 1
                raise

    async def _asked(self, connection: _Connection, unit: int, request: Request) -> bytes:
        try:
            async with asyncio.timeout(self._seconds):
                pdu = await connection.ask(unit, request_pdu(request))
        except TimeoutError:
            raise self._silent(unit) from None
        return answered(request, pdu)

    def _silent(self, unit: int) -> TimeoutError:
        return TimeoutError(f"{self.host}:{self.port} unit {unit} did not answer within {self._seconds:g} s")

    async def _connected(self) -> _Connection:
        if self._connection is not None and self._connection.usable:
            return self._connection
        tried = self._failures
        async with self._connecting:
            if self._connection is None or not self._connection.usable:
                if self._failures != tried:
                    # It failed while this one waited for its turn: a hundred units do not try a hundred times.
                    raise OSError(str(self._failure)) from self._failure
                try:
                    self._connection = await self._new()
                except OSError as failure:
                    self._failures, self._failure = self._failures + 1, failure
                    raise
            return self._connection

    async def _new(self) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._seconds):
                _, connection = await loop.create_connection(
                    _Connection,
                    self.host,
                    self.port,
                    ssl=self._tls,
                    server_hostname=self._server_hostname if self._tls else None,
                )
        except TimeoutError:
            raise TimeoutError(
                f"no connection to {self.host}:{self.port} within {self._seconds:g} s"
            ) from None
        return connection

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class _Connection(asyncio.Protocol):
    """One connection: pairs answers with requests by transaction and unit."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._transaction = 0
        self._waiting: dict[int, tuple[int, asyncio.Future[bytes]]] = {}
        self._heard: dict[int, int] = {}
        self._over = asyncio.get_running_loop().create_future()

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return bool(self._waiting)

    def heard(self, unit: int) -> int:
        """Return how many answers of a unit there were."""
        return self._heard.get(unit, 0)

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, unit: int, pdu: bytes) -> bytes:
        """Send a PDU and wait for the one that answers it."""
        if self._transport is None or len(self._waiting) > 0xFFFF:
            raise ConnectionError("the connection is lost")
        transaction = self._free_transaction()
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = (unit, future)
        self._transport.write(frame(transaction, unit, pdu))
        try:
            return await future
        finally:
            self._waiting.pop(transaction, None)

    async def end(self) -> None:
        """Close, and wait until it is."""
        if self._transport is not None:
            self._transport.close()
            await asyncio.shield(self._over)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._fail(ConnectionError(f"the connection was lost: {error or 'the other end closed it'}"))
        if not self._over.done():
            self._over.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        start, end = 0, len(self._buffer)
        while end - start >= HEADER_LENGTH:
            transaction, protocol, length, unit = HEADER.unpack_from(self._buffer, start)
            try:
                check_header(protocol, length)
            except FrameError as fault:
                self._give_up(fault)
                return
            past = start + 6 + length
            if past > end:
                break
            self._take(transaction, unit, self._buffer[start + HEADER_LENGTH : past])
            start = past
        self._buffer = self._buffer[start:]

    def _take(self, transaction: int, unit: int, pdu: bytes) -> None:
        """Hand an answer to who waits for it; one that comes too late is nobody's."""
        asked_unit, future = self._waiting.get(transaction, (unit, None))
        if future is None or future.done():
            return
        if asked_unit != unit:
            future.set_exception(FrameError(f"unit {unit} answered a request to unit {asked_unit}"))
        else:
            self._heard[unit] = self._heard.get(unit, 0) + 1
            future.set_result(pdu)

    def _give_up(self, fault: FrameError) -> None:
        self._buffer = b""
        self._fail(fault)
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, error: Exception) -> None:
        for _, future in self._waiting.values():
            if not future.done():
                future.set_exception(error)

    def _free_transaction(self) -> int:
        while True:
            self._transaction = (self._transaction + 1) & 0xFFFF
            if self._transaction not in self._waiting:
                return self._transaction
