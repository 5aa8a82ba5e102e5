"""Fragments of anybody: decoded where they can be, and never a reason to stop."""

from __future__ import annotations

from dnp3.core.enums import FunctionCode
from hypothesis import given
from hypothesis import strategies as st

from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.commands import Command, command_blocks, commands_of
from workbench.stubs.dnp3.known import KnownValues
from workbench.stubs.dnp3.points import Kind, PointId
from workbench.stubs.dnp3.quantity_map import QuantityMap
from workbench.stubs.dnp3.values import values_of
from workbench.stubs.dnp3.words import request_in_words, response_in_words

MAP = QuantityMap(Protocol.DNP3_1815_2)

headers = st.tuples(
    st.sampled_from(
        [0, 1, 2, 3, 4, 10, 11, 12, 20, 21, 22, 23, 30, 32, 40, 41, 42, 50, 51, 52, 60, 80, 110, 120]
    ),
    st.integers(0, 10),
    st.sampled_from([0x00, 0x01, 0x02, 0x06, 0x07, 0x08, 0x17, 0x28, 0x39, 0x5B]),
).map(bytes)
bodies = st.lists(st.tuples(headers, st.binary(max_size=40)).map(b"".join), max_size=4).map(b"".join)


@given(st.sampled_from([0x81, 0x82, 0x83]), st.binary(min_size=3, max_size=3), bodies)
def test_no_response_stops_a_master(function: int, lead: bytes, body: bytes) -> None:
    octets = lead[:1] + bytes([function]) + lead[1:] + body
    known = KnownValues(MAP)
    told = values_of(octets)
    if told is not None:
        known.take(told)
        told.commands()
    assert response_in_words(octets, MAP.tell)


def test_what_stands_before_a_cut_is_taken_and_the_cut_is_told() -> None:
    one = bytes([30, 2, 0x00, 4, 4, 0x01, 5, 0])
    told = values_of(bytes([0xC1, 0x81, 0, 0]) + one + bytes([30, 2, 0x00, 9]))
    assert told is not None
    assert [(str(value.point), value.raw) for value in told.values] == [("AI4", 5)]
    assert not told.whole


@given(st.binary(max_size=60))
def test_no_octets_stop_a_master_or_a_log(octets: bytes) -> None:
    values_of(octets)
    assert response_in_words(octets, MAP.tell)
    assert request_in_words(octets, MAP.tell)


@given(st.sampled_from(list(FunctionCode)), bodies)
def test_every_request_is_told_in_words(function: FunctionCode, body: bytes) -> None:
    assert request_in_words(bytes([0xC3, function]) + body, MAP.tell)


commands = st.one_of(
    st.builds(
        Command,
        st.builds(PointId, st.just(Kind.ANALOG_OUTPUT), st.integers(0, 65_535)),
        st.integers(-(2**31), 2**31 - 1) | st.floats(width=32, allow_nan=False, allow_infinity=False),
    ),
    st.builds(
        Command, st.builds(PointId, st.just(Kind.BINARY_OUTPUT), st.integers(0, 65_535)), st.booleans()
    ),
)


@given(st.lists(commands, min_size=1, max_size=20))
def test_commands_are_read_back_as_they_were_written(written: list[Command]) -> None:
    read = [command for block in command_blocks(written) for command in commands_of(block)]
    assert read == written
