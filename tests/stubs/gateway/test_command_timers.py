"""A master's revert time at a gateway means what it means at a device, over restarts and whatever the clock does."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.gateway.ends import Clock
from tests.stubs.gateway.test_served import Served, served
from workbench.der.behaviour.fleet import Fleet
from workbench.der.quantities import Value
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.sunspec_client import SunSpecClient

LIMIT, ON, TIME = "limit-active-power", "limit-active-power-enable", "limit-active-power-revert-time"
BACK, BACK_ON, LEFT = f"{LIMIT}-revert-value", f"{LIMIT}-revert-enable", f"{LIMIT}-revert-remaining"

steps = st.one_of(
    st.tuples(st.just("passes"), st.integers(1, 40).map(float)),
    st.tuples(st.just(LIMIT), st.integers(0, 100).map(float)),
    st.tuples(st.just(ON), st.booleans()),
    st.tuples(st.just(TIME), st.sampled_from([0.0, 10.0, 30.0])),
    st.tuples(st.just(BACK), st.integers(0, 100).map(float)),
    st.tuples(st.just(BACK_ON), st.booleans()),
)


@settings(max_examples=40)
@given(st.lists(steps, max_size=12))
def test_what_is_in_force_at_any_moment_is_what_a_device_would_hold(did: list[tuple[str, Value]]) -> None:
    clock = Clock()
    north = served(clock)
    fleet = Fleet(1)
    device = fleet.device(0)
    for key, value in [(ON, False), (LIMIT, 100.0), (BACK, 100.0), *did]:
        if key == "passes":
            assert isinstance(value, float)
            clock.now += value
            fleet.step(value)
            north.hear()
        else:
            north.devices.write(key, value)
            device.write(key, value)
        asked = north.standing(clock.now).values
        assert not [one for one in asked if "revert" in one], "the gateway's own affair"
        assert asked.get(ON) == device.read(ON)
        if asked[ON]:
            assert asked[LIMIT] == device.read(LIMIT)
        assert north.devices.read(TIME) == device.read(TIME)


def test_a_time_runs_on_over_a_restart_and_is_no_longer_for_a_clock_that_was_set_back() -> None:
    clock = Clock()
    north = served(clock)
    for key, value in ((LIMIT, 40.0), (TIME, 50.0), (ON, True)):
        north.devices.write(key, value)
    clock.now += 30
    kept = north.kept()
    again = Served(watchdog=60.0, clock=clock)
    again.restore(kept, clock.now)
    assert again.standing(clock.now).values == {LIMIT: 40.0, ON: True}
    clock.now += 21
    assert again.standing(clock.now).values == {ON: False}
    with pytest.raises(ValueError, match="no command x"):
        Served(watchdog=60.0, clock=clock).restore({**kept, "started": {"x": 1.0}}, clock.now)
    clock.now -= 500
    assert north.standing(clock.now).values[ON] is True
    clock.now += 51
    assert north.standing(clock.now).values == {ON: False}


def test_a_disconnect_with_a_revert_time_ends_too() -> None:
    clock = Clock()
    north = served(clock)
    north.devices.write("connect-disconnect-revert-time", 30.0)
    north.devices.write("connect-disconnect", False)
    assert north.standing(clock.now).values == {"connect-disconnect": False}
    clock.now += 30
    assert north.standing(clock.now).default, "and the gateway lets the device return to normal"


def test_over_the_wire_a_limit_ends_when_its_master_said_and_is_kept_up_by_who_starts_it_again() -> None:
    async def scene() -> None:
        clock = Clock()
        async with Inverter(step=0) as inverter, asyncio.timeout(60):
            at = inverter.endpoints[0]
            still = Pace(control=3600, poll=3600, report=3600, watchdog=1e6)
            gateway = Gateway(
                SunSpecNorth(watchdog=1e6, clock=clock),
                SunSpecSouth([ModbusTarget(at.host, at.port)]),
                pace=still,
                clock=clock,
            )

            async def passes(seconds: float) -> None:
                for _ in range(round(seconds / 10)):
                    clock.now += 10
                    inverter.advance(10)
                    await gateway.poll()
                    await gateway.control()

            async with gateway, ModbusClient("127.0.0.1", gateway.endpoints[0].port) as wire:
                master = SunSpecClient(wire)
                await master.discover()
                for key, value in ((LIMIT, 40.0), (TIME, 60.0), (ON, True)):
                    await master.write(key, value)
                for _ in range(4):
                    await passes(40)
                    assert await inverter.read(ON) is True
                    assert (await master.read([LEFT]))[LEFT] == pytest.approx(20.0)
                    await master.write(ON, True)
                await passes(60)
                assert await inverter.read(ON) is False
                assert await inverter.read(TIME) == 0.0
                await passes(120)
                assert await inverter.read(ON) is False
                assert (await master.read([ON, LEFT])) == {ON: False, LEFT: 0.0}

    asyncio.run(scene())
