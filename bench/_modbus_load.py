"""One lean Modbus client for every server that is compared: plain sockets, requests in rounds."""

from __future__ import annotations

import selectors
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


def paced(
    places: Sequence[tuple[int, int]], *, address: int, count: int, rate: float, seconds: float
) -> tuple[float, list[float]]:
    """Ask units in turn at a steady rate, whatever the answers take.

    Args:
        places: port and unit of each.
        rate: requests a second, all together.

    Returns:
        Requests a second that were answered, and how long each answer took, in seconds and in order of size.
    """
    ports = sorted({port for port, _ in places})
    peers = {port: socket.create_connection(("127.0.0.1", port), timeout=10) for port in ports}
    selector = selectors.DefaultSelector()
    sent: dict[tuple[int, int], float] = {}
    partial: dict[int, bytes] = dict.fromkeys(ports, b"")
    took: list[float] = []
    for port, peer in peers.items():
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(peer, selectors.EVENT_READ, port)

    def take(wait: float) -> None:
        for key, _ in selector.select(wait):
            now, octets = time.perf_counter(), partial[key.data] + peers[key.data].recv(1 << 16)
            size, place = 9 + 2 * count, 0
            while len(octets) - place >= size:
                if octets[place + 7] != 3:
                    raise SystemExit(f"a server answered {octets[place : place + 12].hex()}")
                transaction = int.from_bytes(octets[place : place + 2])
                took.append(now - sent.pop((key.data, transaction)))
                place += size
            partial[key.data] = octets[place:]

    start = time.perf_counter()
    asked = 0
    while (now := time.perf_counter()) < start + seconds:
        due = int((now - start) * rate)
        while asked < due:
            port, unit = places[asked % len(places)]
            transaction = asked & 0xFFFF
            # From when it was due, not from when it was sent: what waits behind a slow answer counts.
            sent[port, transaction] = start + asked / rate
            peers[port].sendall(request(transaction, unit, address, count))
            asked += 1
        take(0.0005)
    over = time.perf_counter() + 5
    while sent and time.perf_counter() < over:
        take(0.1)
    lasted = time.perf_counter() - start
    selector.close()
    for peer in peers.values():
        peer.close()
    return len(took) / lasted, sorted(took)
