"""What an outstation does for each function that a master asks of it."""

from __future__ import annotations

import pytest
from dnp3.application.fragment import ObjectBlock
from dnp3.application.qualifiers import ObjectHeader
from dnp3.core.enums import CommandStatus, FunctionCode
from dnp3.core.flags import IIN
from hypothesis import given
from hypothesis import strategies as st

from tests.stubs.dnp3.asked import ALL, EVENTS, Asked, raws
from tests.stubs.dnp3.plain import PlainPoints
from workbench.stubs.dnp3.points import PointId
from workbench.stubs.dnp3.reading import LONGEST_ANSWER
from workbench.stubs.dnp3.session import Timings

SELECT, OPERATE, DIRECT = FunctionCode.SELECT, FunctionCode.OPERATE, FunctionCode.DIRECT_OPERATE


def test_class_0_gives_every_point_and_nothing_else() -> None:
    asked = Asked().greeted()
    told = asked.read([(60, 1)])[0]
    assert set(raws(told)) == {str(point) for point in asked.points.points}
    assert not told.indications & (IIN.OBJECT_UNKNOWN | IIN.PARAMETER_ERROR)


@pytest.mark.parametrize("variation", [1, 2, 3, 4, 5, 6])
def test_a_value_is_read_in_every_width_that_it_fits(variation: int) -> None:
    asked = Asked().greeted()
    told = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(30, variation, 0x00), b"\x07\x08")])[0]
    assert raws(told) == {"AI7": 0, "AI8": -5}


@given(st.floats(allow_nan=False) | st.integers(-(2**40), 2**40))
def test_a_value_that_does_not_fit_is_the_nearest_and_flagged(value: float) -> None:
    asked = Asked().greeted()
    asked.points.values["AI8"] = value
    block = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(30, 2, 0x00), b"\x08\x08")])[0].blocks[0]
    flags, raw = block.data[2], int.from_bytes(block.data[3:], "little", signed=True)
    if -32_768 <= value <= 32_767:
        assert abs(raw - value) <= 0.5
    else:
        assert raw == (32_767 if value > 0 else -32_768)
    assert bool(flags & 0x20) == (not -32_768.5 <= value <= 32_767.5)


def test_an_answer_has_an_end_whatever_is_asked() -> None:
    asked = Asked(PlainPoints(more=1_500)).greeted()
    everything = ObjectBlock(ObjectHeader(60, 1, 0x06))
    once = _all_of(asked, [everything])
    assert _all_of(asked, [everything] * 600) == once
    ranges = [ObjectBlock(ObjectHeader(30, 6, 0x01), b"\x00\x00" + bytes([n, 0x10])) for n in range(250)]
    assert once < _all_of(asked, ranges) <= LONGEST_ANSWER


def _all_of(asked: Asked, blocks: list[ObjectBlock]) -> int:
    """Return the octets of an answer, every fragment confirmed."""
    told = asked.ask(FunctionCode.READ, blocks)
    size = 0
    while told:
        size += sum(block.size for block in told[0].blocks)
        told = asked.confirm(told[0]) if not told[0].last else []
    return size


def test_a_range_gives_what_is_there_and_says_that_some_is_not() -> None:
    asked = Asked().greeted()
    told = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(30, 0, 0x01), b"\x07\x00\x09\x00")])[0]
    assert raws(told) == {"AI7": 0, "AI8": -5}
    assert told.indications & IIN.PARAMETER_ERROR


def test_points_are_read_by_a_list_of_indexes() -> None:
    asked = Asked().greeted()
    told = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(30, 0, 0x17), b"\x02\x08\x00")])[0]
    assert raws(told) == {"AI0": 100, "AI8": -5}
    assert not told.indications & IIN.PARAMETER_ERROR


def test_an_object_that_is_not_known_is_told_and_the_others_are_given() -> None:
    asked = Asked().greeted()
    told = asked.ask(
        FunctionCode.READ,
        [ObjectBlock(ObjectHeader(110, 0, 0x06)), ObjectBlock(ObjectHeader(1, 0, 0x06))],
    )[0]
    assert told.indications & IIN.OBJECT_UNKNOWN
    assert set(raws(told)) == {"BI0", "BI5"}


def test_a_value_that_cannot_be_read_keeps_its_last_and_says_so() -> None:
    asked = Asked().greeted()
    asked.points.values["BI5"] = None
    asked.outstation.scan()
    value = asked.read(EVENTS)[0].values[0]
    assert str(value.point) == "BI5"
    assert not value.online


@pytest.mark.parametrize(
    ("point", "raw", "status"),
    [
        ("AO0", 700, CommandStatus.SUCCESS),
        ("AO0", 12.0, CommandStatus.SUCCESS),
        ("AO0", 1_001, CommandStatus.OUT_OF_RANGE),
        ("AO0", float("nan"), CommandStatus.OUT_OF_RANGE),
        ("AO0", float("inf"), CommandStatus.OUT_OF_RANGE),
        ("AO3", 5, CommandStatus.BLOCKED),
        ("AO77", 5, CommandStatus.NOT_SUPPORTED),
        ("BO0", True, CommandStatus.SUCCESS),
        ("BO9", True, CommandStatus.NOT_SUPPORTED),
    ],
)
def test_a_command_has_the_status_of_its_reason(point: str, raw: float, status: CommandStatus) -> None:
    asked = Asked().greeted()
    before = dict(asked.points.values)
    assert asked.operate(DIRECT, (point, raw)) == [status]
    if status is CommandStatus.SUCCESS:
        assert asked.points.operated == [(point, raw)]
    else:
        assert asked.points.values == before
        assert asked.outstation.controls.refusals


def test_each_command_of_a_request_has_its_own_status() -> None:
    asked = Asked().greeted()
    statuses = asked.operate(DIRECT, ("AO0", 1), ("BO0", True), ("AO0", 5_000))
    assert statuses == [CommandStatus.SUCCESS, CommandStatus.SUCCESS, CommandStatus.OUT_OF_RANGE]
    assert asked.points.operated == [("AO0", 1), ("BO0", True)]


def test_what_is_selected_is_operated() -> None:
    asked = Asked().greeted()
    assert asked.operate(SELECT, ("AO0", 300)) == [0]
    assert asked.points.operated == []
    assert asked.operate(OPERATE, ("AO0", 300)) == [0]
    assert asked.points.operated == [("AO0", 300)]


@pytest.mark.parametrize(
    ("between", "raw"),
    [(None, 301), ("read", 300), ("wait", 300), ("skip", 300)],
    ids=["another value", "another request between", "too late", "a sequence left out"],
)
def test_what_was_not_selected_so_is_not_operated(between: str | None, raw: int) -> None:
    asked = Asked(timings=Timings(select=0.01)).greeted()
    assert asked.operate(SELECT, ("AO0", 300)) == [0]
    if between == "read":
        asked.read(EVENTS)
    elif between == "skip":
        asked.sequence += 1
    elif between == "wait":
        # dnp3py keeps the time of a selection by the machine's clock.
        import time

        until = time.monotonic() + 0.02
        while time.monotonic() < until:
            pass
    assert asked.operate(OPERATE, ("AO0", raw)) == [CommandStatus.NO_SELECT]
    assert asked.points.operated == []


def test_a_select_says_what_an_operate_would() -> None:
    asked = Asked().greeted()
    assert asked.operate(SELECT, ("AO0", 5_000)) == [CommandStatus.OUT_OF_RANGE]
    assert asked.operate(OPERATE, ("AO0", 5_000)) == [CommandStatus.NO_SELECT]


def test_one_master_cannot_take_what_another_has_selected() -> None:
    asked = Asked().greeted()
    other = asked.connect(2)
    asked.sent(other)
    assert asked.operate(SELECT, ("AO0", 300)) == [0]
    assert asked.operate(SELECT, ("AO0", 300), session=other) == [CommandStatus.BLOCKED_OTHER_MASTER]


def test_every_master_has_its_own_events() -> None:
    asked = Asked().allowed()
    other = asked.connect(2)
    asked.sent(other)
    asked.points.values["AI7"] = 100
    asked.outstation.scan()
    asked.confirm(asked.sent()[0])
    told = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(60, 4, 0x06))], session=other)
    assert raws(told[0]) == {"AI7": 100}
    assert not asked.session.queue.has(3)


def test_there_is_no_place_for_more_masters_than_may_be() -> None:
    asked = Asked()
    for address in range(2, 9):
        assert asked.connect(address)
    assert asked.outstation.session(9) is None
    asked.outstation.sessions[4].close()
    assert asked.outstation.session(9) is not None
    assert 4 not in asked.outstation.sessions


def test_a_counter_is_frozen_and_cleared() -> None:
    asked = Asked().greeted()
    asked.ask(FunctionCode.FREEZE_CLEAR, [ObjectBlock(ObjectHeader(20, 0, 0x06))])
    asked.points.values["CTR0"] = 1_250
    values = raws(asked.read(ALL)[0])
    assert values["FCTR0"] == 1_000
    assert values["CTR0"] == 250
    assert asked.ask(FunctionCode.IMMEDIATE_FREEZE_NO_ACK, [ObjectBlock(ObjectHeader(20, 0, 0x06))]) == []
    told = asked.read(EVENTS)[0]
    assert [(str(value.point), value.raw) for value in told.values] == [("FCTR0", 1_000), ("FCTR0", 250)]


def test_a_cleared_counter_of_a_device_that_restarts_counts_on() -> None:
    asked = Asked().greeted()
    asked.ask(FunctionCode.FREEZE_CLEAR, [ObjectBlock(ObjectHeader(20, 0, 0x06))])
    for counted in (3, 1_200):
        asked.points.values["CTR0"] = counted
        assert raws(asked.read(ALL)[0])["CTR0"] == counted


def test_the_time_that_is_written_is_the_time_of_events() -> None:
    asked = Asked().greeted()
    moment = 1_800_000_000_000
    written = asked.ask(
        FunctionCode.WRITE, [ObjectBlock(ObjectHeader(50, 1, 0x07), b"\x01" + moment.to_bytes(6, "little"))]
    )
    assert written[0].indications == 0
    asked.now += 2
    asked.points.values["BI5"] = True
    asked.outstation.scan()
    at = asked.read(EVENTS)[0].values[0].at
    assert at is not None
    assert at.timestamp() == moment / 1_000 + 2
    for header in (ObjectBlock(ObjectHeader(50, 1, 0x07), b"\x01"), ObjectBlock(ObjectHeader(50, 0, 0x06))):
        (told,) = asked.ask(FunctionCode.READ, [header])
        assert told.indications & ~IIN.CLASS_1_EVENTS == 0
        (block,) = told.blocks
        assert (block.header.group, block.header.variation) == (50, 1)
        assert block.data == b"\x01" + (moment + 2_000).to_bytes(6, "little")


def test_the_last_moment_of_the_protocol_is_no_end_of_it() -> None:
    asked = Asked().greeted()
    asked.ask(FunctionCode.WRITE, [ObjectBlock(ObjectHeader(50, 1, 0x07), b"\x01" + b"\xff" * 6)])
    asked.now += 2
    asked.points.values["BI5"] = True
    asked.outstation.scan()
    assert raws(asked.read(EVENTS)[0]) == {"BI5": True}


def test_a_write_with_something_wrong_writes_nothing() -> None:
    asked = Asked()
    asked.confirm(asked.sent()[0])
    clear = ObjectBlock(ObjectHeader(80, 1, 0x00), b"\x07\x07\x00")
    wrong = ObjectBlock(ObjectHeader(34, 1, 0x00), b"\x00\x00\x05\x00")
    assert asked.ask(FunctionCode.WRITE, [clear, wrong])[0].indications & IIN.OBJECT_UNKNOWN
    assert asked.session.restarted


@pytest.mark.parametrize("function", [FunctionCode.COLD_RESTART, FunctionCode.WARM_RESTART])
def test_a_restart_says_how_long_it_takes(function: FunctionCode) -> None:
    asked = Asked(timings=Timings(restart=1.5)).greeted()
    block = asked.ask(function)[0].blocks[0]
    assert (block.header.group, block.header.variation) == (52, 2)
    assert int.from_bytes(block.data[1:], "little") == 1_500
    assert asked.outstation.restarting is function


def test_a_warm_restart_keeps_events_and_forgets_what_was_allowed() -> None:
    asked = Asked().allowed()
    asked.session.close()
    asked.points.values["BI5"] = True
    asked.outstation.scan()
    asked.outstation.restart(cold=False)
    asked.session.open(1, asked.now)
    greeting = asked.sent()[0]
    assert greeting.indications & IIN.DEVICE_RESTART
    assert not greeting.values
    assert asked.confirm(greeting) == []
    assert raws(asked.read(EVENTS)[0]) == {"BI5": True}


def test_attributes_are_read_one_by_one_all_and_as_a_list() -> None:
    asked = Asked().greeted()
    one = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(0, 252, 0x00), b"\x00\x00")])[0]
    assert one.attributes == {252: "Nobody"}
    everything = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(0, 254, 0x00), b"\x00\x00")])[0]
    assert everything.attributes == asked.points.texts
    listed = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(0, 255, 0x06))])[0]
    assert listed.blocks[0].data[4::2] == bytes(sorted(asked.points.texts))
    unknown = asked.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(0, 243, 0x00), b"\x00\x00")])[0]
    assert unknown.indications & IIN.OBJECT_UNKNOWN


def test_what_cannot_be_framed_is_not_done_at_all() -> None:
    asked = Asked().greeted()
    # One analog output declared as two: the second is not there.
    octets = bytes([0xC7, DIRECT, 41, 1, 0x28, 2, 0, 0, 0]) + (5).to_bytes(4, "little") + b"\x00"
    asked.session.receive(octets, asked.now)
    assert asked.sent()[0].indications & IIN.PARAMETER_ERROR
    assert asked.points.operated == []


@given(st.binary(max_size=300))
def test_no_fragment_stops_the_outstation(octets: bytes) -> None:
    asked = _WORKING
    asked.session.receive(octets, asked.now)
    asked.sent()
    asked.after(100)
    assert "AI8" in raws(_settled(asked))


_WORKING = Asked()


def _settled(asked: Asked):  # type: ignore[no-untyped-def]
    """Read class 0, whatever the outstation has on its way."""
    for _ in range(4):
        for told in asked.read([(60, 1)]):
            if told.unsolicited:
                for answer in asked.confirm(told):
                    if answer.values and not answer.unsolicited:
                        return answer
            elif told.values:
                return told
        for told in asked.after(1_000):
            asked.confirm(told)
    raise AssertionError("no answer")


@given(st.sampled_from(["BI", "BO", "AI", "AO", "CTR"]), st.integers(0, 65_535))
def test_a_point_is_named_by_its_code(kind: str, index: int) -> None:
    assert str(PointId.of(f"{kind}{index}")) == f"{kind}{index}"
