"""Confirmations, events and unsolicited responses, by a clock that only the test moves."""

from __future__ import annotations

from dnp3.application.fragment import ObjectBlock
from dnp3.application.qualifiers import ObjectHeader
from dnp3.core.enums import FunctionCode
from dnp3.core.flags import IIN

from tests.stubs.dnp3.asked import ALL, EVENTS, Asked, raws
from tests.stubs.dnp3.plain import PlainPoints
from workbench.stubs.dnp3.session import Timings


def test_a_start_is_greeted_until_it_is_confirmed() -> None:
    asked = Asked(timings=Timings(confirm=5, retries=2))
    greeting = asked.sent()[0]
    assert greeting.unsolicited
    assert greeting.confirm
    assert not greeting.values
    assert greeting.indications & IIN.DEVICE_RESTART
    assert asked.after(4.9) == []
    for _ in range(6):
        assert [each.sequence for each in asked.after(5)] == [greeting.sequence]
    asked.confirm(greeting)
    assert asked.after(100) == []


def test_an_outstation_that_tells_nothing_unasked_does_not_greet_and_says_so_where_it_is_asked_to() -> None:
    asked = Asked(timings=Timings(unsolicited=False))
    assert asked.sent() == []
    assert asked.read(ALL)[0].indications & IIN.DEVICE_RESTART
    headers = [ObjectBlock(ObjectHeader(*each, 0x06)) for each in EVENTS]
    (answer,) = asked.ask(FunctionCode.ENABLE_UNSOLICITED, headers)
    assert answer.indications & IIN.NO_FUNC_CODE_SUPPORT
    asked.points.values["AI7"] = 500
    asked.outstation.scan()
    assert asked.after(100) == []
    assert "AI7" in raws(asked.read(EVENTS)[0])
    asked.outstation.restart(cold=False)
    asked.session.open(2, asked.now)
    assert asked.after(100) == []


def test_the_restart_is_told_until_the_master_clears_it() -> None:
    asked = Asked()
    asked.confirm(asked.sent()[0])
    assert asked.read(ALL)[0].indications & IIN.DEVICE_RESTART
    cleared = asked.ask(FunctionCode.WRITE, [ObjectBlock(ObjectHeader(80, 1, 0x00), b"\x07\x07\x00")])
    assert cleared[0].indications == 0
    assert not asked.read(ALL)[0].indications & IIN.DEVICE_RESTART


def test_another_indication_cannot_be_written() -> None:
    asked = Asked().greeted()
    answer = asked.ask(FunctionCode.WRITE, [ObjectBlock(ObjectHeader(80, 1, 0x00), b"\x00\x00\x00")])
    assert answer[0].indications & IIN.PARAMETER_ERROR


def test_an_event_stays_until_it_is_confirmed() -> None:
    asked = Asked().greeted()
    asked.points.values["AI7"] = 60
    asked.outstation.scan()
    first = asked.read(EVENTS)[0]
    assert raws(first) == {"AI7": 60}
    assert first.confirm
    # It was not confirmed: the next poll carries it again.
    again = asked.read(EVENTS)[0]
    assert raws(again) == {"AI7": 60}
    asked.confirm(again)
    empty = asked.read(EVENTS)[0]
    assert not empty.values
    assert not empty.confirm


def test_a_confirmation_of_another_sequence_confirms_nothing() -> None:
    asked = Asked().greeted()
    asked.points.values["BI5"] = True
    asked.outstation.scan()
    told = asked.read(EVENTS)[0]
    told.sequence = (told.sequence + 3) % 16
    asked.confirm(told)
    assert raws(asked.read(EVENTS)[0]) == {"BI5": True}


def test_a_deadband_is_counted_from_the_last_event() -> None:
    asked = Asked().greeted()
    for value in (4, 9, 5):
        asked.points.values["AI7"] = value
        asked.outstation.scan()
    assert asked.read(EVENTS)[0].values == []
    asked.points.values["AI7"] = 10
    asked.outstation.scan()
    assert raws(asked.read(EVENTS)[0]) == {"AI7": 10}


def test_a_point_without_a_class_makes_no_event_but_is_read() -> None:
    asked = Asked().greeted()
    asked.points.values["AI8"] = 77
    asked.outstation.scan()
    assert asked.read(EVENTS)[0].values == []
    assert raws(asked.read(ALL)[0])["AI8"] == 77


def test_classes_are_told_by_the_indications() -> None:
    asked = Asked().greeted()
    asked.points.values |= {"BI0": True, "AI0": 3, "AI7": 500}
    asked.outstation.scan()
    told = asked.read([(60, 2)])[0]
    assert raws(told) == {"BI0": True}
    waiting = IIN.CLASS_1_EVENTS | IIN.CLASS_2_EVENTS | IIN.CLASS_3_EVENTS
    assert told.indications & waiting == IIN.CLASS_2_EVENTS | IIN.CLASS_3_EVENTS


def test_unsolicited_responses_wait_until_they_are_allowed() -> None:
    asked = Asked().greeted()
    asked.points.values["BI5"] = True
    asked.outstation.scan()
    assert asked.sent() == []
    told = asked.ask(FunctionCode.ENABLE_UNSOLICITED, [ObjectBlock(ObjectHeader(60, 2, 0x06))])
    assert [each.unsolicited for each in told] == [False, True]
    assert raws(told[1]) == {"BI5": True}
    asked.confirm(told[1])
    # Class 3 was not allowed.
    asked.points.values["AI7"] = 999
    asked.outstation.scan()
    assert asked.sent() == []


def test_an_unsolicited_response_is_repeated_then_paused_and_nothing_is_lost() -> None:
    timings = Timings(confirm=5, retries=2, pause=30)
    asked = Asked(timings=timings).allowed()
    asked.points.values["AI7"] = 100
    asked.outstation.scan()
    told = asked.sent()[0]
    assert [each.sequence for each in asked.after(5)] == [told.sequence]
    assert [each.sequence for each in asked.after(5)] == [told.sequence]
    assert asked.after(5) == []
    assert asked.after(29) == []
    again = asked.after(1)
    assert raws(again[0]) == {"AI7": 100}
    assert again[0].sequence == (told.sequence + 1) % 16
    asked.confirm(again[0])
    assert asked.after(1_000) == []


def test_a_read_waits_for_the_unsolicited_response_on_its_way() -> None:
    asked = Asked().allowed()
    asked.points.values["AI7"] = 100
    asked.outstation.scan()
    told = asked.sent()[0]
    assert asked.read(ALL) == []
    answer = asked.confirm(told)
    assert [each.unsolicited for each in answer] == [False]
    # The event was confirmed; the answer has the value only.
    assert not answer[0].confirm
    assert raws(answer[0])["AI7"] == 100


def test_a_read_waits_no_longer_than_for_one_confirmation() -> None:
    asked = Asked(timings=Timings(confirm=5, retries=3)).allowed()
    asked.points.values["AI7"] = 100
    asked.outstation.scan()
    asked.sent()
    assert asked.read(EVENTS) == []
    answer = asked.after(5)[0]
    assert not answer.unsolicited
    assert raws(answer) == {"AI7": 100}
    asked.confirm(answer)
    assert asked.after(1_000) == []


def test_a_master_that_confirms_no_greeting_is_answered_all_the_same() -> None:
    asked = Asked()
    asked.sent()
    assert raws(asked.read(ALL)[0])["AI8"] == -5


def test_a_command_does_not_wait_for_it() -> None:
    asked = Asked().allowed()
    asked.points.values["AI7"] = 100
    asked.outstation.scan()
    asked.sent()
    assert asked.operate(FunctionCode.DIRECT_OPERATE, ("AO0", 5)) == [0]


def test_what_was_unconfirmed_is_told_again_on_a_new_connection() -> None:
    asked = Asked().allowed()
    asked.points.values["AI7"] = 100
    asked.outstation.scan()
    asked.sent()
    asked.session.close()
    asked.points.values["BI5"] = True
    asked.outstation.scan()
    asked.session.open(2, asked.now)
    assert raws(asked.sent()[0]) == {"BI5": True, "AI7": 100}


def test_the_oldest_event_goes_when_there_are_too_many_and_that_is_told() -> None:
    asked = Asked(events=3).greeted()
    for value in (20, 40, 60, 80):
        asked.points.values["AI7"] = value
        asked.outstation.scan()
    told = asked.read(EVENTS)[0]
    assert told.indications & IIN.EVENT_BUFFER_OVERFLOW
    assert [value.raw for value in told.values] == [40, 60, 80]
    asked.confirm(told)
    assert not asked.read(EVENTS)[0].indications & IIN.EVENT_BUFFER_OVERFLOW


def test_a_long_answer_goes_on_when_each_fragment_is_confirmed() -> None:
    asked = Asked(PlainPoints(more=1_500)).greeted()
    told = asked.read(ALL)
    first = told[0]
    assert first.first
    assert not first.last
    assert first.confirm
    values = raws(first)
    while not told[0].last:
        told = asked.confirm(told[0])
        assert not told[0].first
        values |= raws(told[0])
    assert not told[0].confirm
    assert len(values) == len(asked.points.points)
    assert values["AI2499"] == 1_499


def test_a_long_answer_that_is_not_confirmed_is_given_up() -> None:
    asked = Asked(PlainPoints(more=1_500)).greeted()
    first = asked.read(ALL)[0]
    assert asked.after(10) == []
    assert asked.confirm(first) == []


def test_a_repeated_command_is_answered_and_not_done_again() -> None:
    asked = Asked().greeted()
    for _ in range(3):
        assert asked.operate(FunctionCode.DIRECT_OPERATE, ("AO0", 5), sequence=9) == [0]
    assert asked.points.operated == [("AO0", 5)]


def test_a_function_that_does_not_exist_is_answered_so() -> None:
    asked = Asked().greeted()
    words = asked.session.receive(bytes([0xC3, 0x70]), asked.now)
    assert "112" in words
    told = asked.sent()[0]
    assert told.indications & IIN.NO_FUNC_CODE_SUPPORT
    assert told.sequence == 3


def test_a_function_that_is_not_served_is_answered_so() -> None:
    told = Asked().greeted().ask(FunctionCode.INITIALIZE_DATA)
    assert told[0].indications & IIN.NO_FUNC_CODE_SUPPORT


def test_a_read_to_all_is_answered_by_nobody_and_takes_no_events() -> None:
    asked = Asked().greeted()
    asked.points.values["AI7"] = 500
    asked.outstation.scan()
    octets = bytes([0xC5, FunctionCode.READ]) + bytes.fromhex("3c0206 3c0306 3c0406 3c0106")
    assert "nobody answers" in asked.session.receive(octets, asked.now, broadcast=True)
    assert asked.sent() == []
    (answer,) = asked.read(EVENTS)
    assert answer.indications & IIN.BROADCAST
    assert "AI7" in raws(answer)


def test_a_broadcast_is_done_and_not_answered_but_told_afterwards() -> None:
    asked = Asked().greeted()
    octets = bytes([0xC1, FunctionCode.DISABLE_UNSOLICITED, 60, 2, 6])
    asked.session.receive(octets, asked.now, broadcast=True)
    assert asked.sent() == []
    assert asked.read(EVENTS)[0].indications & IIN.BROADCAST
    assert not asked.read(EVENTS)[0].indications & IIN.BROADCAST
