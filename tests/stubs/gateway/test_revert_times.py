"""A device lets a limit go by itself when its gateway is gone, and not a moment sooner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

import pytest

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.test_gateway import inverter as memory_inverter
from workbench.der.quantities import Protocol, Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.sunspec_client import SunSpecClient

LIMIT, ON, TIME = "limit-active-power", "limit-active-power-enable", "limit-active-power-revert-time"
MINUTE = Pace(control=3600, poll=3600, report=3600, watchdog=1e6, revert=60.0)
"""Nothing happens by itself; a device lets go after a minute."""
LIMITED = Standing({LIMIT: 40.0}, "event", default=False)


class Narrow(SunSpecSouth):
    """Devices of which only some kinds of models are looked at."""

    protocols: tuple[Protocol, ...] = ()

    async def start(self, log: ExchangeLog) -> None:
        await super().start(log)
        if self.protocols:
            ((name, device),) = self._devices.items()
            self._devices[name] = SunSpecClient(device._client, device.unit, self.protocols)


class Yard:
    """A gateway with the reference inverter over Modbus; both go on when the test says so, by the same seconds."""

    def __init__(self, pace: Pace = MINUTE, **others: Any) -> None:
        self.clock = Clock()
        self.north = MemoryNorth(self.clock)
        self.inverter = Inverter(step=0)
        self.pace, self.others = pace, others

    def gateway(self, *protocols: Protocol) -> Gateway:
        """Return a gateway that knows the device's models of some kinds only; of none for all."""
        at = self.inverter.endpoints[0]
        south = Narrow([ModbusTarget(at.host, at.port)])
        south.protocols = protocols
        return Gateway(self.north, south, pace=self.pace, clock=self.clock, **self.others)

    async def passes(self, seconds: float, gateway: Gateway | None = None) -> None:
        """Let time pass in steps of five seconds; a gateway that lives looks at each."""
        for _ in range(round(seconds / 5)):
            self.clock.now += 5
            self.inverter.advance(5)
            if gateway is not None:
                await gateway.poll()
                await gateway.control()

    async def held(self) -> tuple[Value, Value, Value]:
        return tuple([await self.inverter.read(key) for key in (LIMIT, ON, TIME)])  # type: ignore[return-value]

    def played(self, act: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            async with self.inverter, asyncio.timeout(60):
                self.inverter.advance(400)  # it enters service
                await act()

        asyncio.run(run())


class Wire:
    """What is written to the device of a gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._log = gateway.exchanges
        self._seen = 0

    def told(self) -> list[str]:
        """Return the points that were written since this was asked last."""
        new = self._log.latest(self._log.total - self._seen) if self._log.total > self._seen else []
        self._seen = self._log.total
        assert not any(one.refused for one in new)
        return [one.words.rpartition(" to ")[2] for one in new if " to 704." in one.words]


def test_a_limit_outlasts_its_revert_time_while_the_gateway_lives_and_is_gone_after_it_when_not() -> None:
    yard = Yard()

    async def scene() -> None:
        await yard.inverter.write(TIME, 7.0)
        async with yard.gateway() as gateway:
            wire = Wire(gateway)
            yard.north.asked = LIMITED
            await gateway.control()
            assert await yard.held() == (40.0, True, 60.0)
            assert wire.told() == ["704.WMaxLimPct", "704.WMaxLimPctRvrtTms", "704.WMaxLimPctEna"]
            for _ in range(60):
                await yard.passes(5, gateway)
                assert (await yard.held())[:2] == (40.0, True)
                power = await yard.inverter.read("monitoring-active-power")
                assert isinstance(power, float)
                assert power <= 4_001.0, "no gap"
            again = wire.told()
            assert set(again) == {"704.WMaxLimPct", "704.WMaxLimPctRvrtTms", "704.WMaxLimPctEna"}
            assert len(again) == 3 * 15, "once in twenty seconds"
        await yard.passes(35)
        assert (await yard.held())[1] is True, "its last word was at most 20 s ago"
        await yard.passes(30)
        assert (await yard.held())[1] is False
        await yard.passes(60)
        power = await yard.inverter.read("monitoring-active-power")
        assert isinstance(power, float)
        assert power > 9_000.0

    yard.played(scene)


@pytest.mark.parametrize(
    ("command", "time", "points", "protocol"),
    [
        (LIMIT, TIME, ["123.WMaxLimPct", "123.WMaxLimPct_RvrtTms", "123.WMaxLim_Ena"], Protocol.SUNSPEC_1XX),
        (
            "set-active-power",
            "set-active-power-revert-time",
            ["704.WSetPct", "704.WSetRvrtTms", "704.WSetEna"],
            Protocol.SUNSPEC_7XX,
        ),
    ],
)
def test_limits_and_set_points_of_either_set_of_models_end_too(
    command: str, time: str, points: list[str], protocol: Protocol
) -> None:
    yard = Yard()

    async def scene() -> None:
        async with yard.gateway(protocol) as gateway:
            yard.north.asked = Standing({command: 40.0}, "event", default=False)
            await gateway.control()
            written = [
                one.words.rpartition(" to ")[2] for one in gateway.exchanges.latest() if " to " in one.words
            ]
            assert written == points
            await yard.passes(120, gateway)
            assert (await yard.inverter.read(f"{command}-enable"), await yard.inverter.read(time)) == (
                True,
                60.0,
            )
        await yard.passes(65)
        assert await yard.inverter.read(f"{command}-enable") is False

    yard.played(scene)


def test_what_the_device_had_before_comes_back_with_the_release() -> None:
    yard = Yard()

    async def scene() -> None:
        await yard.inverter.write(TIME, 7.0)
        async with yard.gateway() as gateway:
            wire = Wire(gateway)
            yard.north.asked = LIMITED
            await yard.passes(50, gateway)
            yard.north.asked = Standing()
            await gateway.control()
            assert (await yard.held())[1:] == (False, 7.0)
            wire.told()
            await yard.passes(60, gateway)
            assert wire.told() == []

    yard.played(scene)


def test_the_fallback_is_what_the_device_reverts_to() -> None:
    yard = Yard(fallback={LIMIT: 70.0})

    async def scene() -> None:
        async with yard.gateway() as gateway:
            yard.north.asked = LIMITED
            await gateway.control()
        await yard.passes(65)
        assert (await yard.held())[:2] == (70.0, True)
        async with yard.gateway() as gateway:
            await gateway.control()
            yard.north.asked = Standing()
            await gateway.control()
            assert (await yard.held())[1] is False

    yard.played(scene)


def test_a_device_that_starts_again_is_told_the_time_too() -> None:
    yard = Yard()

    async def scene() -> None:
        async with yard.gateway() as gateway:
            yard.north.asked = LIMITED
            await gateway.control()
            await yard.inverter.disturb(restart=True)
            assert (await yard.held())[1] is False
            await yard.passes(5, gateway)
            assert await yard.held() == (40.0, True, 60.0)
            assert await yard.inverter.read("limit-active-power-revert-remaining") == pytest.approx(60, abs=1)

    yard.played(scene)


def test_a_disconnect_and_the_settings_of_functions_stay_when_the_gateway_is_gone() -> None:
    yard = Yard()
    curve = ((92.0, 30.0), (98.0, 0.0), (102.0, 0.0), (108.0, -30.0))

    async def scene() -> None:
        async with yard.gateway() as gateway:
            asked = {"connect-disconnect": False, "volt-var-curve": curve, LIMIT: 40.0}
            yard.north.asked = Standing(asked, "event", default=False)
            await yard.passes(60, gateway)
        await yard.passes(600)
        assert (await yard.held())[1] is False
        assert await yard.inverter.read("connect-disconnect") is False
        assert await yard.inverter.read("volt-var-enable") is True
        assert await yard.inverter.read("volt-var-curve") == curve

    yard.played(scene)


def test_without_the_option_nothing_is_said_of_a_revert_time() -> None:
    yard = Yard(Pace(control=3600, poll=3600, report=3600, watchdog=1e6))

    async def scene() -> None:
        async with yard.gateway() as gateway:
            wire = Wire(gateway)
            yard.north.asked = LIMITED
            await yard.passes(60, gateway)
            assert wire.told() == ["704.WMaxLimPct", "704.WMaxLimPctEna"]
        await yard.passes(600)
        assert (await yard.held())[1] is True

    yard.played(scene)


class CountingSouth(MemorySouth):
    """A device whose revert time itself counts down, as that of some does."""

    async def read(self, unit: str, keys: Collection[str]) -> Mapping[str, Value]:
        device = self.devices[unit]
        if TIME in device:
            device[TIME] = max(0.0, float(str(device[TIME])) - 1.0)
        return await super().read(unit, keys)


def driven(south: MemorySouth, act: Callable[[Gateway, MemoryNorth, Clock], Awaitable[None]]) -> None:
    async def run() -> None:
        clock = Clock()
        north = MemoryNorth(clock)
        async with Gateway(north, south, pace=MINUTE, clock=clock) as gateway:
            await act(gateway, north, clock)

    asyncio.run(run())


def test_a_revert_time_that_counts_down_is_no_lost_command() -> None:
    south = CountingSouth(_1={**memory_inverter(), TIME: 0.0})

    async def act(gateway: Gateway, north: MemoryNorth, clock: Clock) -> None:
        north.asked = LIMITED
        for _ in range(10):
            clock.now += 1
            await gateway.control()
            await gateway.poll()
        assert [key for _, key, _ in south.writes] == [LIMIT, TIME, ON]
        assert not gateway.exchanges.refused
        clock.now -= 1_000  # a clock that is set back makes nothing later
        await gateway.control()
        assert [key for _, key, _ in south.writes][3:] == [TIME, LIMIT, ON]

    driven(south, act)


@pytest.mark.parametrize("has", [False, True])
def test_a_device_that_lets_nothing_go_by_itself_is_told_of_once(has: bool) -> None:
    south = MemorySouth(_1={**memory_inverter(), **({TIME: 0.0} if has else {})})
    south.locked.add(TIME)

    async def act(gateway: Gateway, north: MemoryNorth, clock: Clock) -> None:
        north.asked = LIMITED
        for _ in range(10):
            clock.now += 30
            await gateway.control()
        assert south.devices["1"][ON] is True
        assert [key for _, key, _ in south.writes] == [LIMIT, ON]
        why = f"it does not take {TIME}" if has else "it shows no revert time"
        note = f"Device 1: {LIMIT} stays in force if this gateway goes: {why}."
        assert note in gateway.observe().notes
        refused = [one.words for one in gateway.exchanges.latest() if one.refused]
        assert refused[-1] == f"{LIMIT} stays in force if this gateway goes: {why}"
        assert len(refused) == 1 + has
        north.asked = Standing()
        await gateway.control()
        assert note not in gateway.observe().notes

    driven(south, act)
