"""One connection of the Modbus server: octets in, answers out in the order of the requests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from struct import Struct
from typing import TYPE_CHECKING

from workbench.stubs.modbus.bank import NoAnswer, RegisterBank
from workbench.stubs.modbus.frames import (
    HEADER,
    HEADER_LENGTH,
    LONGEST,
    MOST_READ,
    SHORTEST,
    SPACE,
    ExceptionCode,
    FrameError,
    Function,
    Identify,
    MaskWrite,
    Read,
    ReadWrite,
    Refused,
    Request,
    WriteMany,
    WriteOne,
    answer_pdu,
    check_header,
    exception_pdu,
    request,
)
from workbench.stubs.modbus.identification import objects_pdu
from workbench.stubs.modbus.words import answer_words, request_words
from workbench.stubs.tls import peer_certificate

if TYPE_CHECKING:
    from workbench.stubs.modbus.server import ModbusServer

Rights = Callable[[int, Request], None]
"""What a peer may do: called with unit and request; raises ``Refused`` for what it may not."""

LOGGER = logging.getLogger("workbench.stubs")
ROOM = 64 * 1024
"""Octets of answers that wait for a peer to take them; no request is worked on while there are more."""

_READ = Struct(">HHHBBHH")
"""A whole frame that reads registers: transaction, protocol, length, unit, function, address, quantity."""
_READ_ANSWER = Struct(">HHHBBB")
"""The beginning of its answer: transaction, protocol, length, unit, function, octets."""
_READ_HOLDING_REGISTERS = int(Function.READ_HOLDING_REGISTERS)


class ModbusConnection(asyncio.BufferedProtocol):
    """Serves one peer.

    All connections of a server receive into one buffer of the server, which is free again before the next receives:
    asyncio's other protocols have a quarter of a megabyte made for every read, which costs more than the answer.

    Args:
        server: whose bank, log and clock are used.
    """

    __slots__ = ("_bank", "_buffer", "_held", "_server", "_transport", "heard", "peer", "rights", "served")

    def __init__(self, server: ModbusServer) -> None:
        self._server = server
        self._bank: RegisterBank = server.bank
        self._buffer = b""
        self._held = False
        self._transport: asyncio.Transport | None = None
        self.peer = ""
        self.rights: Rights | None = None
        self.heard = 0.0
        """When the peer last sent, or took, something that moved it on."""
        self.served = False
        """Whether a whole request ever came."""

    @property
    def certificate(self) -> bytes | None:
        """What the peer showed, in DER; nothing without TLS."""
        return peer_certificate(self._transport) if self._transport else None

    @property
    def unfinished(self) -> bool:
        """Whether the peer owes the rest of a frame, or has to take answers that wait."""
        closing = self._transport is not None and self._transport.is_closing()
        return bool(self._buffer) or self._held or closing

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the peer in, or turn it away where too many are here."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.peer = peer_of(transport)
        self.heard = self._server.clock()
        transport.set_write_buffer_limits(high=ROOM)
        if self._server.admit(self):
            self._work()  # inside TLS a request may have come together with the end of the handshake
        else:
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the peer."""
        self._transport = None
        self._buffer = b""
        self._server.forget(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where octets are received into."""
        return self._server.receiving

    def buffer_updated(self, nbytes: int) -> None:
        """Answer every whole request that is here now."""
        data = bytes(self._server.receiving[:nbytes])
        if self._transport is not None and self._transport.is_closing():
            return
        if self._buffer:
            self._buffer += data
        else:
            self._buffer = data
            self.heard = self._server.clock()
        self._work()

    def pause_writing(self) -> None:
        """Read nothing more from a peer that does not take its answers."""
        self._held = True
        if self._transport:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Go on where it stopped."""
        self._held = False
        self.heard = self._server.clock()
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.resume_reading()
        self._work()

    def close(self, why: str) -> None:
        """End the connection once its answers are taken, and say why in the log; at once the second time."""
        if self._transport is None:
            return
        if self._transport.is_closing() or self._held:
            self._transport.abort()
        else:
            self._transport.close()
        self._buffer = b""
        self._server.log.add(self.peer, self._server.protocol, "out", f"closed: {why}", refused=True)

    def abort(self) -> None:
        """End the connection at once, whatever waits."""
        if self._transport is not None:
            self._transport.abort()

    def _work(self) -> None:
        """Answer what is whole, a batch at a time, until the peer has to send or to take something."""
        transport = self._transport
        while transport and len(self._buffer) >= HEADER_LENGTH and not self._held:
            if transport.is_closing():
                return
            answers, fault = self._batch()
            if answers:
                transport.write(answers[0] if len(answers) == 1 else b"".join(answers))
            if fault:
                self.close(fault)
            if not answers:
                return

    def _batch(self) -> tuple[list[bytes], str]:
        """Take whole requests off the buffer; return the pieces of their answers, and what ended the frames."""
        buffer, start, end = self._buffer, 0, len(self._buffer)
        answers: list[bytes] = []
        fault = ""
        size = 0
        unpack = HEADER.unpack_from
        while end - start >= HEADER_LENGTH and size <= ROOM:
            _, protocol, length, unit = unpack(buffer, start)
            if protocol or not SHORTEST <= length <= LONGEST:
                fault = _fault(protocol, length)
                break
            past = start + 6 + length
            if past > end:
                break
            answer = self._answer(unit, buffer[start:past])
            start = past
            if answer:
                answers.append(answer)
                size += len(answer)
        if start:
            self.heard = self._server.clock()
            self.served = True
            self._buffer = buffer[start:]
        return answers, fault

    def _answer(self, unit: int, frame: bytes) -> bytes:
        """Return the frame that answers one, empty where the device is silent."""
        if len(frame) == _READ.size and frame[HEADER_LENGTH] == _READ_HOLDING_REGISTERS:
            quick = self._read_quickly(frame)
            if quick:
                return quick
        server, pdu = self._server, frame[HEADER_LENGTH:]
        server.log.add(self.peer, server.protocol, "in", partial(request_words, unit, pdu, self._bank), frame)
        why = ""
        try:
            answer = self._done(unit, pdu)
        except NoAnswer:
            return b""
        except Refused as refused:
            answer, why = exception_pdu(pdu[0], refused.code), refused.why
        except Exception:
            LOGGER.exception("the device behind unit %d failed on %s", unit, pdu.hex())
            answer, why = exception_pdu(pdu[0], ExceptionCode.SERVER_DEVICE_FAILURE), "the device failed"
        words = partial(answer_words, unit, pdu, answer, self._bank, why)
        whole = frame[:4] + (len(answer) + 1).to_bytes(2) + frame[6:7] + answer
        server.log.add(self.peer, server.protocol, "out", words, whole, refused=bool(why))
        return whole

    def _read_quickly(self, frame: bytes) -> bytes:
        """Return the answer to what is asked most of all, where nobody reads its words; empty where it takes more."""
        log = self._server.log
        transaction, _, _, unit, _, address, count = _READ.unpack(frame)
        if not log.summary or self.rights or not 0 < count <= MOST_READ or address + count > SPACE:
            return b""
        try:
            registers = self._bank.read(unit, address, count)
        except Exception:
            return b""  # asked again, it says why
        log.count(2)
        head = _READ_ANSWER.pack(transaction, 0, 3 + 2 * count, unit, _READ_HOLDING_REGISTERS, 2 * count)
        return head + registers

    def _done(self, unit: int, pdu: bytes) -> bytes:
        """Do as a request asks and return its answer.

        Raises:
            Refused: it cannot be done; nothing changed then.
            NoAnswer: the device is silent.
        """
        bank = self._bank
        asked = request(pdu)
        if self.rights is not None:
            self.rights(unit, asked)
        match asked:
            case Read(Function.READ_HOLDING_REGISTERS, address, count):
                return answer_pdu(asked, bank.read(unit, address, count))
            case WriteOne(Function.WRITE_REGISTER, address, octets):
                bank.write(unit, address, octets)
            case WriteMany(Function.WRITE_REGISTERS, address, _, octets):
                bank.write(unit, address, octets)
            case MaskWrite(address):
                register = int.from_bytes(bank.read(unit, address, 1))
                bank.write(unit, address, asked.applied(register).to_bytes(2))
            case ReadWrite(address, count, write_address, octets):
                bank.read(unit, address, count)  # refuses before anything is written
                bank.write(unit, write_address, octets)
                return answer_pdu(asked, bank.read(unit, address, count))
            case Identify():
                return answer_pdu(asked, objects_pdu(asked, bank.identification(unit)))
            case _:
                raise Refused(
                    ExceptionCode.ILLEGAL_FUNCTION, f"function {pdu[0]}: only holding registers are served"
                )
        return answer_pdu(asked)


def peer_of(transport: asyncio.BaseTransport) -> str:
    """Return the other end of a connection as ``host:port``."""
    host, port = (transport.get_extra_info("peername") or ("?", 0))[:2]
    return f"{host}:{port}"


def _fault(protocol: int, length: int) -> str:
    try:
        check_header(protocol, length)
    except FrameError as fault:
        return str(fault)
    raise AssertionError((protocol, length))
