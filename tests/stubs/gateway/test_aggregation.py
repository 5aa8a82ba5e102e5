"""An aggregator and its facilities, between ends in memory: what is asked, answered, kept, refused and let go."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise

import pytest

from tests.stubs.gateway.fleet import HALF, LIMIT, ON, Scene, played
from workbench.der.device import NotWritable, OutOfRange, UnknownQuantity
from workbench.stubs.aggregation import Message
from workbench.stubs.aggregation.letters import Sender
from workbench.stubs.aggregation.payloads import Answer, Answers, Ask, Asked, Readings, State
from workbench.stubs.aggregation.transport import AGGREGATOR
from workbench.stubs.gateway.aggregation_south import MOST_UNTAKEN, AggregationSouth


def test_a_control_for_one_facility_reaches_that_one_alone_and_readings_come_up() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.fleet.wanted = {"a": Asked({}, (HALF,)), "b": Asked()}
        await scene.settle()
        assert (scene.limit("a"), scene.limit("b")) == ((50.0, True), (100.0, False))
        scene.devices["a"].devices["1"]["monitoring-active-power"] = 2_500.0
        await scene.report()
        assert scene.fleet.told["a"]["monitoring-active-power"] == 2_500.0
        assert scene.fleet.told["b"]["monitoring-active-power"] == 1_000.0
        assert LIMIT not in scene.fleet.told["a"]  # a command is no reading

    played(act)


def test_commanded_accepted_and_measured_stay_apart() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.devices["a"].stubborn[LIMIT] = 100.0
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.settle()
        await scene.report()
        seen = scene.aggregator.observe()
        assert seen.commanded["a"] == {LIMIT: 50.0}
        assert seen.accepted["a"][LIMIT] == 100.0
        assert LIMIT not in seen.measured["a"]
        assert seen.measured["a"]["monitoring-frequency"] == 60.0
        assert "a answered to A-1: received." in seen.notes  # taken, and not held by the devices
        scene.devices["a"].stubborn.clear()
        scene.clock.now += 16
        await scene.settle()
        await scene.report()
        seen = scene.aggregator.observe()
        assert seen.accepted["a"][LIMIT] == 50.0
        assert "a answered to A-1: accepted." in seen.notes

    played(act)


def test_a_schedule_survives_a_link_that_is_down() -> None:
    async def act(scene: Scene) -> None:
        later = Ask("A-2", 1_300.0, 1_400.0, {LIMIT: 30.0})
        scene.fleet.wanted = {"a": Asked({}, (HALF, later))}
        await scene.settle()
        scene.transport.down = scene.links["a"].down = True
        held = []
        for moment in (1_099.0, 1_100.0, 1_200.0, 1_301.0, 1_400.0):
            scene.clock.now = moment
            await scene.facilities["a"].control()
            held.append(scene.limit("a"))
        assert held == [(100.0, False), (50.0, True), (50.0, False), (30.0, True), (30.0, False)]

    played(act)


def test_what_was_asked_while_the_link_was_down_arrives_and_only_its_last_state_counts() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.transport.down = True
        for limit in (50.0, 40.0, 30.0):
            scene.fleet.wanted = {"a": Asked({}, (Ask("A-1", 1_100.0, 1_200.0, {LIMIT: limit}),))}
            await scene.settle()
        assert scene.limit("a") == (100.0, False)
        scene.transport.down = False
        scene.transport.flow()
        await scene.settle()
        assert scene.limit("a") == (30.0, True)

    played(act)


def test_a_facility_that_takes_nothing_is_not_buried_in_letters() -> None:
    async def act(scene: Scene) -> None:
        scene.transport.down = True
        for number in range(3 * MOST_UNTAKEN):
            scene.fleet.wanted = {"a": Asked({LIMIT: float(number)})}
            await scene.aggregator.control()
        assert len(scene.transport.waiting("a")) == MOST_UNTAKEN
        scene.transport.down = False
        scene.transport.flow()
        await scene.settle()
        await scene.settle()
        assert scene.limit("a") == (3.0 * MOST_UNTAKEN - 1, True)

    played(act)


def test_letters_that_come_twice_or_late_do_no_harm() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.transport.twice = scene.links["a"].twice = True
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.settle()
        first = scene.transport.sent[-1]
        scene.fleet.wanted = {"a": Asked()}
        await scene.settle()
        writes = len(scene.devices["a"].writes)
        assert scene.limit("a") == (50.0, False)
        await scene.forged("a", first.body)  # another id of the transport's, the same letter
        assert scene.limit("a") == (50.0, False)
        assert len(scene.devices["a"].writes) == writes

    played(act)


def test_an_ask_that_cannot_be_is_refused_whole_and_the_others_stand() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        asks = (
            Ask("unknown", 1_100.0, 1_200.0, {"set-active-power": 20.0, "no-such-key": 1.0}),
            Ask("high", 1_100.0, 1_200.0, {LIMIT: 130.0}),
            Ask("read", 1_100.0, 1_200.0, {"monitoring-active-power": 1.0}),
            Ask("big", 1_100.0, 1_200.0, {"set-active-power-absolute": 6_000.0}),  # of 5 kW
            Ask("late", 1_100.0, 1_150.0, {LIMIT: 20.0}),
            Ask("good", 1_100.0, 1_200.0, {"connect-disconnect": False}),
        )
        scene.transport.down = True
        scene.fleet.wanted = {"a": Asked({}, asks)}
        scene.clock.now = 1_149.0
        await scene.aggregator.control()
        scene.clock.now = 1_150.0
        scene.transport.down = False
        scene.transport.flow()
        await scene.settle()
        device = scene.devices["a"].devices["1"]
        assert (device["connect-disconnect"], device[LIMIT], device["set-active-power-enable"]) == (
            False,
            100.0,
            False,
        )
        south = scene.aggregator.south
        assert isinstance(south, AggregationSouth)
        answers = dict(south.answers("a"))
        assert answers.pop("good") == Answer("good", State.ACCEPTED)
        assert {one.state for one in answers.values()} == {State.REFUSED}
        assert {name: one.why for name, one in answers.items()} == {
            "unknown": "'no-such-key' is no quantity of the mapping, and none that a device has besides.",
            "high": "limit-active-power is 130 %WMax; a number from 0 to 100 %WMax is allowed.",
            "read": "Active power (monitoring-active-power) is only read.",
            "big": "set-active-power-absolute is 6000 W; a number from -inf to 5000 W is allowed.",
            "late": "It had ended when it came.",
        }
        notes = scene.aggregator.observe().notes
        assert f"Device a refused {LIMIT}: {answers['high'].why}" in notes

    played(act)


def test_a_letter_that_is_none_is_refused_whole_and_what_stood_stands() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.settle()
        said = json.loads(scene.transport.sent[-1].body)
        said |= {"number": said["number"] + 1, "asks": [{**said["asks"][0], "end": "never"}]}
        await scene.forged("a", json.dumps(said).encode())
        assert scene.limit("a") == (50.0, True)
        (answered,) = scene.letters(scene.links["a"], Answers)[-1:]
        assert isinstance(answered, Answers)
        assert answered.refused == "end of A-1 is 'never'; allowed is a number up to 1e+15."
        assert answered.answers == (Answer("A-1", State.ACCEPTED),)
        assert "letter refused" in scene.aggregator.exchanges.latest()[-1].words

    played(act)


def test_what_a_device_refuses_is_answered_with_its_reason() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.devices["a"].limits[LIMIT] = 40.0
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.settle()
        assert (
            f"a answered to A-1: refused: Device 1: {LIMIT} may be at most 40."
            in scene.aggregator.observe().notes
        )
        assert scene.fleet.rejected == {("a", "A-1"): f"Device 1: {LIMIT} may be at most 40."}

    played(act)


def test_a_facility_that_begins_anew_is_told_everything_again() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.settle()
        sent = len(scene.transport.sent)
        await scene.settle()
        assert len(scene.transport.sent) == sent  # what was sent is not sent again
        await scene.facilities["a"].stop()
        scene.links["a"].arrived = asyncio.Queue()
        scene.devices["a"].devices["1"][ON] = False
        scene.facilities["a"] = scene.gateway("a")
        async with scene.facilities["a"]:
            await scene.settle()
            assert scene.limit("a") == (50.0, True)

    played(act)


def test_an_aggregator_that_begins_anew_takes_nothing_away_before_it_knows() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.settle()
        await scene.aggregator.stop()
        scene.transport.arrived = asyncio.Queue()
        scene.fleet.wanted = {}  # the utility is not found yet
        scene.aggregator = scene.another_aggregator()
        async with scene.aggregator:
            await scene.report()
            assert scene.limit("a") == (50.0, True)
            scene.fleet.wanted = {"a": Asked({}, (HALF,))}
            await scene.settle()
            assert "a answered to A-1: accepted." in scene.aggregator.observe().notes
            scene.fleet.wanted = {"a": Asked()}
            await scene.settle()
            assert scene.limit("a") == (50.0, False)

    played(act)


def test_a_command_of_the_aggregators_own_yields_to_events_and_ends_when_it_falls_silent() -> None:
    async def act(scene: Scene) -> None:
        await scene.aggregator.write(LIMIT, 70.0, "a")
        await scene.settle()
        assert (scene.limit("a"), scene.limit("b")) == ((70.0, True), (100.0, False))
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.settle()
        scene.clock.now = 1_110.0
        scene.transport.down = scene.links["a"].down = True
        held = []
        for moment in (1_110.0, 1_199.0, 1_200.0):
            scene.clock.now = moment
            await scene.facilities["a"].control()
            held.append(scene.limit("a"))
        assert held == [(50.0, True), (50.0, True), (50.0, False)]

    played(act)


def test_a_command_is_judged_where_it_is_given() -> None:
    async def act(scene: Scene) -> None:
        for key, value, kind in (
            (LIMIT, 101.0, OutOfRange),
            ("no-such-key", 1.0, UnknownQuantity),
            ("monitoring-frequency", 60.0, NotWritable),
        ):
            with pytest.raises(kind):
                await scene.aggregator.write(key, value, "a")
        sent = len(scene.transport.sent)
        await scene.aggregator.write(LIMIT, 70.0)
        await scene.settle()
        assert (scene.limit("a"), scene.limit("b")) == ((70.0, True), (70.0, True))
        await scene.aggregator.write(ON, False)
        await scene.settle()
        assert (scene.limit("a"), scene.limit("b")) == ((70.0, False), (70.0, False))
        assert len(scene.transport.sent) == sent + 4

    played(act)


def test_a_silent_utility_leaves_events_and_the_fallback() -> None:
    async def act(scene: Scene) -> None:
        scene.fleet.wanted = {"a": Asked({}, (HALF,)), "b": Asked({LIMIT: 90.0})}
        await scene.settle()
        scene.fleet.silent_since, scene.clock.now = 1_000.0, 1_150.0  # and the watchdog allows 60 s
        await scene.settle()
        assert (scene.limit("a"), scene.limit("b")) == ((50.0, True), (90.0, True))
        scene.clock.now = 1_200.0
        await scene.settle()
        assert (scene.limit("a"), scene.limit("b")) == ((80.0, True), (90.0, True))

    played(act)


def test_a_facility_that_does_not_report_is_told_of_and_its_command_kept() -> None:
    async def act(scene: Scene) -> None:
        scene.links["a"].down = True
        scene.clock.now = 1_150.0
        scene.fleet.wanted = {"a": Asked({}, (HALF,))}
        await scene.report()
        note = "Device a does not answer: it has not reported for more than 60 s"
        assert note in scene.aggregator.observe().notes
        assert scene.limit("a") == (50.0, True)
        with pytest.raises(UnknownQuantity):
            await scene.aggregator.read(LIMIT, "c")

    played(act)


def test_reports_do_not_pile_up_at_an_aggregator_that_takes_none() -> None:
    async def act(scene: Scene) -> None:
        scene.links["a"].down = True
        for _ in range(5):
            await scene.facilities["a"].report()
        assert len(scene.links["a"].waiting(AGGREGATOR)) == 1
        scene.links["a"].down = False
        scene.links["a"].flow()
        scene.devices["a"].devices["1"]["monitoring-active-power"] = 77.0
        await scene.settle()
        await scene.report()
        assert scene.fleet.told["a"]["monitoring-active-power"] == 77.0

    played(act)


def test_what_a_facility_says_that_cannot_be_is_left_out_or_not_taken() -> None:
    async def act(scene: Scene) -> None:
        device = scene.devices["a"].devices["1"]
        device |= {"monitoring-active-power": 4_000.0, "monitoring-frequency": float("nan"), "made-up": 1.0}
        await scene.report()
        assert scene.fleet.told["a"]["monitoring-active-power"] == 4_000.0
        told = scene.letters(scene.links["a"], Readings)[-1]
        assert isinstance(told, Readings)
        assert "monitoring-frequency" not in told.measured
        assert "made-up" not in told.held
        sender = Sender(scene.clock)
        for readings in (
            Readings({"made-up": 1.0, "monitoring-active-power": 1.0}),
            Readings({"monitoring-active-power": "much"}),
        ):
            await scene.links["b"].publish(AGGREGATOR, Message(sender.letter(readings)))
        await scene.links["b"].publish(AGGREGATOR, Message(b"\xff"))
        await scene.settle()
        await scene.aggregator.poll()
        assert await scene.aggregator.read("monitoring-active-power", "b") == 1_000.0
        assert not scene.links["b"].waiting(AGGREGATOR)  # acknowledged: it would come for ever otherwise

    played(act)


def test_more_asks_than_a_letter_holds_follow_when_there_is_room() -> None:
    async def act(scene: Scene) -> None:
        asks = tuple(
            Ask(f"A-{number}", 1_100.0 + number, 1_101.0 + number, {LIMIT: float(number % 100)})
            for number in range(150)
        )
        assert all(one.end == other.start for one, other in pairwise(asks))
        scene.fleet.wanted = {"a": Asked({}, asks)}
        await scene.settle()
        for moment in (1_100.5, 1_199.5, 1_249.5):
            scene.clock.now = moment
            await scene.settle()
            assert scene.limit("a") == ((moment - 1_100.5) % 100, True)

    played(act)


def test_a_facility_that_is_silent_is_reported_as_such_and_not_by_its_last_readings() -> None:
    async def act(scene: Scene) -> None:
        scene.clock.now = 1_150.0
        await scene.report()
        assert scene.fleet.told["a"]["monitoring-active-power"] == 1_000.0
        scene.clock.now += 61.0
        await scene.aggregator.poll()
        await scene.aggregator.report()
        told = scene.fleet.told["a"]
        assert {key for key in told if key.startswith("monitoring-")} == {"monitoring-connection-status"}
        assert told["monitoring-connection-status"] == {"fault"}
        assert told["nameplate-active-power"] == 5_000.0
        assert "0 of 2 devices answer; what is measured is of those." in scene.aggregator.observe().notes
        await scene.report()
        assert scene.fleet.told["a"]["monitoring-active-power"] == 1_000.0

    played(act)
