"""A capture holds what was said, in packets whose sums are right, and whose streams come back whole."""

from __future__ import annotations

import itertools
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.links.streams import packets, stream
from workbench.stubs.links import Capture, split_by_direction
from workbench.stubs.links.packets import Address, Flag, frame

CLIENT, SERVER = ("127.0.0.1", 50_000), ("127.0.0.1", 502)


def ones(octets: bytes) -> int:
    """Return the one's complement sum of 16-bit words, word by word as RFC 1071 describes it."""
    total = 0
    for (word,) in struct.iter_unpack("!H", octets + b"\x00" * (len(octets) % 2)):
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total


@given(st.binary(max_size=90), st.integers(0, 2**32 - 1), st.booleans())
def test_sums_are_those_of_the_standard(octets: bytes, sequence: int, newer: bool) -> None:
    host = "::1" if newer else "127.0.0.1"
    flags = Flag.ACK if octets else Flag.SYN
    packet = frame(Address(host, 5), Address(host, 502), sequence, 7, flags, octets, 65_536)
    if newer:
        length = struct.unpack_from("!H", packet, 18)[0]
        assert len(packet) == 54 + length
        assert ones(packet[22:54] + struct.pack("!IHBB", length, 0, 0, 6) + packet[54:]) == 0xFFFF
    else:
        assert ones(packet[14:34]) == 0xFFFF
        length = struct.unpack_from("!H", packet, 16)[0] - 20
        assert len(packet) == 34 + length
        assert ones(packet[26:34] + struct.pack("!BBH", 0, 6, length) + packet[34:]) == 0xFFFF


@settings(max_examples=30)
@given(
    said=st.lists(
        st.tuples(st.booleans(), st.integers(1, 9_000), st.binary(min_size=1, max_size=3)), max_size=8
    )
)
def test_both_streams_come_back_whole(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[bool, int, bytes]]
) -> None:
    path = tmp_path_factory.mktemp("capture") / "one.pcap"
    with Capture(path) as capture:
        noted = capture.conversation(CLIENT, SERVER)
        for by_client, count, octets in said:
            noted.sent(octets * count, by_client=by_client)
        noted.ended(by_client=True)
        noted.ended(by_client=False)
    for by_client, port in ((True, CLIENT[1]), (False, SERVER[1])):
        expected = b"".join(octets * count for who, count, octets in said if who is by_client)
        assert stream(path, port) == expected
    assert max(len(packet) for _, packet in packets(path)) <= 1_514
    up, down = split_by_direction(path)
    assert stream(up, CLIENT[1]) == stream(path, CLIENT[1])
    assert stream(down, SERVER[1]) == stream(path, SERVER[1])
    assert stream(up, SERVER[1]) == stream(down, CLIENT[1]) == b""
    assert len(list(packets(up))) + len(list(packets(down))) == len(list(packets(path)))


def test_time_never_runs_back_and_nothing_follows_an_end(tmp_path: Path) -> None:
    clock = itertools.chain([100.0, 101.5, 50.0, 102.25], itertools.repeat(103.0))
    capture = Capture(tmp_path / "one.pcap", clock=lambda: next(clock))
    noted = capture.conversation(CLIENT, SERVER)
    noted.sent(b"x", by_client=True)
    noted.broken(by_client=False)
    noted.sent(b"late", by_client=True)
    noted.ended(by_client=True)
    capture.close()
    capture.close()
    noted.broken(by_client=True)
    found = list(packets(tmp_path / "one.pcap"))
    assert [at for at, _ in found] == [100.0, 101.5, 101.5, 102.25, 103.0, 103.0]
    assert found[-1][1][47] == Flag.RST | Flag.ACK


def test_a_capture_is_its_owners_shows_the_port_and_stops_when_full(tmp_path: Path) -> None:
    path = tmp_path / "one.pcap"
    with Capture(path, shown_port=802, limit=1_000) as capture:
        noted = capture.conversation(CLIENT, ("127.0.0.1", 40_123))
        assert not capture.full
        for _ in range(20):
            noted.sent(b"x" * 100, by_client=True)
        assert capture.full
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size <= 1_000
    ports = {struct.unpack_from("!HH", packet, 34) for _, packet in packets(path)}
    assert ports == {(50_000, 802), (802, 50_000)}


def test_another_file_is_not_split(tmp_path: Path) -> None:
    other = tmp_path / "other.pcap"
    other.write_bytes(b"no capture at all, though long enough for a head")
    with pytest.raises(ValueError, match="is no capture"):
        split_by_direction(other)
    with Capture(other) as capture:
        capture.conversation(CLIENT, SERVER)
    other.write_bytes(other.read_bytes()[:-3])
    with pytest.raises(ValueError, match="in the middle of a packet"):
        split_by_direction(other)
