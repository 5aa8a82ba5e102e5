"""What is told of all devices while some do not answer, and what each gets of an amount."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.test_gateway import driven, inverter
from tests.stubs.gateway.test_south_device import until
from workbench.der.device import UnknownQuantity
from workbench.der.quantities import Value
from workbench.stubs.gateway.aggregate import is_shared, share
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.gateway import Gateway
from workbench.stubs.gateway.ledger import Account

POWER, TARGET = "monitoring-active-power", "set-active-power-absolute"


def device(power: float, rating: float = 5_000.0, **more: Value) -> dict[str, Value]:
    return {
        **inverter(power, rating),
        "monitoring-available-active-power": rating,
        "monitoring-energy-delivered": 10.0 * power,
        "monitoring-alarm-status": frozenset(),
        "monitoring-connection-status": frozenset({"connected"}),
        **more,
    }


def plant() -> MemorySouth:
    return MemorySouth(_1=device(1_000.0), _2=device(2_000.0, 10_000.0), _3=device(4_000.0))


def test_a_device_that_does_not_answer_is_installed_and_not_measured() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        read = gateway.devices.read
        assert read(POWER) == 7_000.0
        south.deaf.add("3")
        south.devices["1"][POWER] = 1_100.0
        await gateway.poll()
        assert read(POWER) == 3_100.0
        assert read("monitoring-available-active-power") == 15_000.0
        assert read("nameplate-active-power") == read("setting-maximum-active-power") == 20_000.0
        assert read("monitoring-energy-delivered") == 70_000.0  # a counter does not go back
        assert read("monitoring-alarm-status") == {"manufacturer-alarm"}
        assert read("monitoring-connection-status") == {"connected", "fault"}
        seen = gateway.observe()
        assert "2 of 3 devices answer; what is measured is of those." in seen.notes
        assert POWER not in seen.measured["3"]
        with pytest.raises(UnknownQuantity, match="Device 3 does not answer: 'monitoring-active-power'"):
            await gateway.read(POWER, "3")
        await gateway.report()
        assert north.reports[-1][POWER] == 3_100.0
        assert north.reports[-1]["nameplate-active-power"] == 20_000.0
        south.deaf.clear()
        await gateway.poll()
        assert read(POWER) == 7_100.0
        assert read("monitoring-alarm-status") == frozenset()
        assert len(gateway.observe().notes) == 1

    driven(act, plant())


def test_where_no_device_answers_nothing_of_this_moment_is_told() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.deaf.update(south.devices)
        await gateway.poll()
        await gateway.report()
        told = north.reports[-1]
        assert {key for key in told if key.startswith("monitoring-")} == {
            "monitoring-alarm-status",
            "monitoring-connection-status",
        }
        assert told["monitoring-connection-status"] == {"fault"}
        assert told["nameplate-active-power"] == 20_000.0
        for key in (POWER, "monitoring-energy-delivered", "monitoring-connection-status"):
            with pytest.raises(UnknownQuantity, match="None of the 3 devices behind this gateway answers"):
                gateway.devices.read(key)
        assert "0 of 3 devices answer; what is measured is of those." in gateway.observe().notes

    driven(act, plant())


def test_a_reading_that_a_device_does_not_tell_any_more_is_not_told_of_the_plant() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        del south.devices["2"][POWER]
        await gateway.poll()
        assert gateway.devices.read(POWER) == 5_000.0

    driven(act, plant())


def test_an_amount_is_never_exceeded_because_a_device_was_away() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        def targets() -> list[Value]:
            return [one[TARGET] for one in south.devices.values()]

        # What the devices are set up to is less than they are built for: shares follow the setting.
        south.devices["2"]["setting-maximum-active-power"] = 6_000.0
        clock.now += 31.0
        await gateway.poll()
        north.asked = Standing({TARGET: 8_000.0}, "event", default=False)
        await gateway.control()
        assert targets() == [2_500.0, 3_000.0, 2_500.0]
        south.deaf.add("2")
        await gateway.poll()
        await gateway.control()
        north.asked = Standing({TARGET: 4_000.0}, "event 2", default=False)
        await gateway.control()
        assert [south.devices[unit][TARGET] for unit in ("1", "3")] == [1_250.0, 1_250.0]
        south.deaf.clear()
        await gateway.poll()
        # Told as soon as it answers; this gateway looks by itself once an hour.
        await until(lambda: targets() == [1_250.0, 1_500.0, 1_250.0])

    south = MemorySouth(_1=device(0.0), _2=device(0.0, 10_000.0), _3=device(0.0))
    driven(act, south)


def test_a_limit_in_percent_stays_the_same_for_the_others() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        south.deaf.add("2")
        await gateway.poll()
        count = len(south.writes)
        await gateway.control()
        assert len(south.writes) == count
        assert [south.devices[unit]["limit-active-power"] for unit in ("1", "3")] == [50.0, 50.0]

    driven(act, plant())


RATED = st.lists(st.tuples(st.floats(0, 1e6), st.booleans()), min_size=1, max_size=8)


@settings(max_examples=50)
@given(RATED, st.floats(0, 1e9))
def test_shares_are_those_of_all_devices_whoever_answers(
    rated: list[tuple[float, bool]], value: float
) -> None:
    accounts = {}
    for number, (rating, lost) in enumerate(rated):
        accounts[str(number)] = account = Account()
        account.take({"nameplate-active-power": rating, "setting-maximum-active-power": rating})
        if lost:
            account.lose("no answer")
    shares = {unit: share(TARGET, value, unit, accounts) for unit in accounts}
    assert sum(float(one) for one in shares.values()) == pytest.approx(value)  # type: ignore[arg-type]
    for account in accounts.values():
        account.lose("no answer")
    assert shares == {unit: share(TARGET, value, unit, accounts) for unit in accounts}


def test_what_adds_up_when_it_is_read_is_shared_when_it_is_written() -> None:
    accounts = {"1": Account(), "2": Account()}
    for account, rating, setting in zip(accounts.values(), (3_000.0, 1_000.0), (0.0, 1_000.0), strict=True):
        account.take({"nameplate-active-power": rating, "setting-maximum-active-power": setting})
    assert share("setting-maximum-active-power", 2_000.0, "1", accounts) == 1_500.0
    assert share("constant-reactive-power-absolute", 100.0, "1", accounts) == 0.0
    assert share("limit-active-power", 50.0, "1", accounts) == 50.0
    assert is_shared("set-active-power-absolute")
    assert not is_shared("volt-var-response-time")


def test_a_device_that_has_not_begun_is_taken_in_when_it_does() -> None:
    south = plant()
    south.deaf.update(south.devices)

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        assert not gateway.devices.keys()
        await gateway.report()
        assert north.reports[-1] == {}
        south.deaf.discard("1")
        await gateway.poll()
        assert gateway.devices.read(POWER) == 1_000.0
        assert "1 of 3 devices answer; what is measured is of those." in gateway.observe().notes

    driven(act, south)
