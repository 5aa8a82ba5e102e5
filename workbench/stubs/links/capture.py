"""A capture file (pcap) of what passed between two programs, that Wireshark and tshark dissect.

The packets are made up around the octets that passed: handshake, segments, acknowledgements and ends as TCP would
have sent them. Inside TLS the octets stay encrypted; the key log of either end opens them (``stubs/tls.py``).
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from workbench.stubs.links.packets import Address, Flag, frame, largest_segment

_FILE = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)
_RECORD = struct.Struct("<IIII")
LIMIT = 1 << 30
"""Octets after which a capture takes no more: a forgotten one shall not fill the disk."""


class Capture:
    """One capture file, for any number of connections.

    Args:
        path: written anew; readable by its owner only, since it holds all that was said.
        shown_port: the server's port as the capture shows it, such as 502 for Modbus, so that Wireshark knows the
            protocol without being told. Default: the true one.
        limit: in octets; ``full`` says that it was reached.
        clock: seconds since 1970, for tests.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        *,
        shown_port: int | None = None,
        limit: int = LIMIT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self.shown_port = shown_port
        self.full = False
        self._room = limit - len(_FILE)
        self._clock = clock
        self._latest = 0.0
        self._packets = 0
        self._opened = 0
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: BinaryIO | None = os.fdopen(opened, "wb")
        self._file.write(_FILE)

    def conversation(self, client: tuple[str, int], server: tuple[str, int]) -> Conversation:
        """Note that a client has connected to a server, and return what notes the rest.

        Args:
            client, server: IP address and port; both IPv4 or both IPv6.
        """
        self._opened += 1
        port = server[1] if self.shown_port is None else self.shown_port
        return Conversation(self, Address(*client), Address(server[0], port), self._opened)

    def write(
        self,
        source: Address,
        target: Address,
        sequence: int,
        acknowledged: int,
        flags: Flag,
        octets: bytes = b"",
    ) -> None:
        """Add one packet; nothing happens when the capture is full or closed."""
        if self._file is None or self.full:
            return
        self._packets += 1
        packet = frame(source, target, sequence, acknowledged, flags, octets, self._packets)
        if len(packet) + _RECORD.size > self._room:
            self.full = True
            return
        self._room -= len(packet) + _RECORD.size
        # A clock that is set back must not turn the order of packets around.
        self._latest = max(self._latest, self._clock())
        microseconds = round(self._latest * 1_000_000)
        stamp = divmod(microseconds, 1_000_000)
        self._file.write(_RECORD.pack(*stamp, len(packet), len(packet)) + packet)

    def flush(self) -> None:
        """Bring to the disk what was noted so far, so that the file can be read while it grows."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Close the file; may be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _End:
    """One end of a conversation: where its stream is, and what it has acknowledged of the other's."""

    def __init__(self, address: Address, first: int) -> None:
        self.address = address
        self.next = first
        self.acknowledged = 0
        self.finished = False


class Conversation:
    """One connection in a capture. Made by ``Capture.conversation``."""

    def __init__(self, capture: Capture, client: Address, server: Address, number: int) -> None:
        self._capture = capture
        self._client = _End(client, number * 0x1000_0000 + 1_000)
        self._server = _End(server, number * 0x1000_0000 + 0x0800_0000)
        self._over = False
        self._put(self._client, Flag.SYN)
        self._client.next += 1
        self._server.acknowledged = self._client.next
        self._put(self._server, Flag.SYN | Flag.ACK)
        self._server.next += 1
        self._client.acknowledged = self._server.next
        self._put(self._client, Flag.ACK)

    def sent(self, octets: bytes, *, by_client: bool) -> None:
        """Note octets of one end's stream."""
        sender, receiver = self._ends(by_client)
        if self._over or sender.finished:
            return
        size = largest_segment(sender.address)
        for number, begin in enumerate(range(0, len(octets), size), 1):
            part = octets[begin : begin + size]
            last = begin + size >= len(octets)
            self._put(sender, Flag.ACK | Flag.PSH if last else Flag.ACK, part)
            sender.next += len(part)
            receiver.acknowledged = sender.next
            if last or number % 2 == 0:
                self._put(receiver, Flag.ACK)

    def ended(self, *, by_client: bool) -> None:
        """Note that one end sends no more; the other may still."""
        sender, receiver = self._ends(by_client)
        if self._over or sender.finished:
            return
        sender.finished = True
        self._put(sender, Flag.FIN | Flag.ACK)
        sender.next += 1
        receiver.acknowledged = sender.next
        self._put(receiver, Flag.ACK)
        self._over = receiver.finished
        if self._over:
            self._capture.flush()

    def broken(self, *, by_client: bool) -> None:
        """Note that one end broke the connection off."""
        if self._over:
            return
        self._put(self._ends(by_client)[0], Flag.RST | Flag.ACK)
        self._over = True
        self._capture.flush()

    def _ends(self, by_client: bool) -> tuple[_End, _End]:
        return (self._client, self._server) if by_client else (self._server, self._client)

    def _put(self, sender: _End, flags: Flag, octets: bytes = b"") -> None:
        other = self._server if sender is self._client else self._client
        self._capture.write(sender.address, other.address, sender.next, sender.acknowledged, flags, octets)


def split_by_direction(path: Path) -> tuple[Path, Path]:
    """Write the packets of a capture into two, by who sent them, and return those files.

    Wireshark's reassembly of DNP3 takes fragments of both directions for one message; each direction by itself is
    read correctly.

    Args:
        path: a capture of this module. What begins a connection is its client.

    Returns:
        The files of what clients sent and of what servers sent, beside the capture, named after it.

    Raises:
        ValueError: the file is no capture of this module, or cut off.
    """
    outputs = path.with_name(f"{path.stem}-by-client.pcap"), path.with_name(f"{path.stem}-by-server.pcap")
    clients: set[bytes] = set()
    with path.open("rb") as source, outputs[0].open("wb") as up, outputs[1].open("wb") as down:
        if source.read(len(_FILE)) != _FILE:
            raise ValueError(f"{path} is no capture of a stub or a relay")
        up.write(_FILE)
        down.write(_FILE)
        while record := source.read(_RECORD.size):
            length = _RECORD.unpack(record)[2] if len(record) == _RECORD.size else 0
            packet = source.read(length)
            if len(record) < _RECORD.size or len(packet) < length:
                raise ValueError(f"{path} ends in the middle of a packet")
            sender, receiver, flags = _ends_of(packet)
            if flags & Flag.SYN and not flags & Flag.ACK:
                clients.add(sender + receiver)
            (up if sender + receiver in clients else down).write(record + packet)
    return outputs


def _ends_of(packet: bytes) -> tuple[bytes, bytes, int]:
    """Return sender, receiver (address and port each) and flags of a packet that ``frame`` made."""
    size, begin = (4, 26) if packet[12:14] == b"\x08\x00" else (16, 22)
    tcp = begin + 2 * size
    sender = packet[begin : begin + size] + packet[tcp : tcp + 2]
    receiver = packet[begin + size : tcp] + packet[tcp + 2 : tcp + 4]
    return sender, receiver, packet[tcp + 13]
