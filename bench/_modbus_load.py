"""One lean Modbus client for every server that is compared: plain sockets, requests in rounds."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Sequence


def request(transaction: int, unit: int, address: int, count: int) -> bytes:
    """Return the frame that reads holding registers."""
    return struct.pack(">HHHBBHH", transaction, 0, 6, unit, 3, address, count)


class Load:
    """Some connections to one server, each of which asks in rounds.

    Args:
        units: which unit each connection asks.
        depth: how many requests each connection has under way.
    """

    def __init__(
        self, port: int, *, units: Sequence[int], address: int = 0, count: int = 60, depth: int = 1
    ) -> None:
        self._sockets = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in units]
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._asked = [
            b"".join(request(number + 1, unit, address, count) for number in range(depth)) for unit in units
        ]
        self._depth = depth
        self._answer = 9 + 2 * count

    def requests(self, seconds: float) -> float:
        """Ask for some seconds and return how many requests a second were answered."""
        done = 0
        start = time.perf_counter()
        while (took := time.perf_counter() - start) < seconds:
            for one, asked in zip(self._sockets, self._asked, strict=True):
                one.sendall(asked)
            for one in self._sockets:
                self._take(one)
            done += self._depth * len(self._sockets)
        return done / took

    def _take(self, one: socket.socket) -> None:
        missing = self._answer * self._depth
        while missing:
            octets = one.recv(missing)
            if not octets or (len(octets) >= 8 and missing == self._answer * self._depth and octets[7] != 3):
                raise SystemExit(f"a server answered {octets[:12].hex() or 'nothing'}")
            missing -= len(octets)

    def close(self) -> None:
        """End the connections."""
        for one in self._sockets:
            one.close()
