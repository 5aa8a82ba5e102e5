"""Ethernet, IP and TCP around the octets of a stream, as a capture shows them (RFC 791, 8200, 9293)."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass
from enum import IntFlag
from functools import lru_cache

ETHERNET_OVERHEAD = 14
MTU = 1500
_TCP = struct.Struct("!HHIIBBHHH")
_WINDOW = 65535
_MODULUS = 1 << 32


class Flag(IntFlag):
    """Flags of a TCP segment."""

    FIN = 1
    SYN = 2
    RST = 4
    PSH = 8
    ACK = 16


_SYN, _ACK = int(Flag.SYN), int(Flag.ACK)


@dataclass(frozen=True, slots=True)
class Address:
    """One end of a connection, by IP address and port."""

    host: str
    port: int

    @property
    def packed(self) -> bytes:
        """The IP address in octets: four, or sixteen."""
        return _packed(self.host)


@lru_cache(maxsize=1_024)
def _packed(host: str) -> bytes:
    return ipaddress.ip_address(host).packed


def largest_segment(source: Address) -> int:
    """Return how many octets of a stream fit into one packet."""
    return MTU - 20 - (20 if len(source.packed) == 4 else 40)


def frame(
    source: Address,
    target: Address,
    sequence: int,
    acknowledged: int,
    flags: Flag,
    octets: bytes = b"",
    identification: int = 0,
) -> bytes:
    """Return one TCP segment in IP in Ethernet, with correct checksums.

    Both addresses have to be of the same kind, IPv4 or IPv6; hardware addresses are made up from the ports, locally
    administered, so that the two ends differ.
    """
    bits = int(flags)  # plain numbers from here: this is called for every packet
    maximum = struct.pack("!BBH", 2, 4, largest_segment(source)) if bits & _SYN else b""
    length = _TCP.size + len(maximum) + len(octets)
    begin, end = source.packed, target.packed
    head = [
        source.port,
        target.port,
        sequence % _MODULUS,
        acknowledged % _MODULUS if bits & _ACK else 0,
        (_TCP.size + len(maximum)) // 4 << 4,
        bits,
        _WINDOW,
        0,
        0,
    ]
    if len(begin) == 4:
        pseudo = begin + end + struct.pack("!BBH", 0, 6, length)
    else:
        pseudo = begin + end + struct.pack("!IHBB", length, 0, 0, 6)
    head[7] = _checksum(pseudo + _TCP.pack(*head) + maximum + octets)
    segment = _TCP.pack(*head) + maximum + octets
    return _ethernet(source, target, len(begin)) + _internet(begin, end, length, identification) + segment


def _ethernet(source: Address, target: Address, size: int) -> bytes:
    kind = 0x0800 if size == 4 else 0x86DD
    return _hardware(target) + _hardware(source) + struct.pack("!H", kind)


def _hardware(address: Address) -> bytes:
    return b"\x02\x00\x00\x00" + struct.pack("!H", address.port)


def _internet(begin: bytes, end: bytes, length: int, identification: int) -> bytes:
    if len(begin) == 16:
        return struct.pack("!IHBB", 6 << 28, length, 6, 64) + begin + end
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, identification & 0xFFFF, 0x4000, 64, 6, 0)
    total = _checksum(head + begin + end)
    return head[:10] + struct.pack("!H", total) + begin + end


def _checksum(octets: bytes) -> int:
    """Return the Internet checksum (RFC 1071)."""
    if len(octets) % 2:
        octets += b"\x00"
    # The one's complement sum does not care how words are grouped, so one large number is folded.
    total = int.from_bytes(octets, "big") % 0xFFFF
    return ~total & 0xFFFF if total or not any(octets) else 0
