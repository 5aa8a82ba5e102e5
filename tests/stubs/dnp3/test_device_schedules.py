"""The window of an inverter drives the schedules of its model, and says what does not fit into them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stubs.dnp3.schedules import NOON, WINDOWS, Windowed
from workbench.der.behaviour import Fleet, Ratings
from workbench.der.device import NotPossible, OutOfRange
from workbench.der.dnp3_schedules import Block, blocks
from workbench.der.quantities import Protocol
from workbench.der.schedule import Entry, Every, Schedule
from workbench.stubs.dnp3.device_schedules import DeviceSchedules
from workbench.stubs.dnp3.editions import EDITIONS
from workbench.stubs.dnp3.schedule_keeper import Place, State

every_window = pytest.mark.parametrize("block", WINDOWS, ids=lambda block: block.name)
LIMIT = "limit-active-power"


def inverter(block: Block) -> Windowed:
    fleet = Fleet(1, Ratings(active_power=10_000.0), epoch=NOON - 10)
    return Windowed(block, DeviceSchedules(fleet.device(0)), fleet)


def power(window: Windowed, seconds: float) -> float:
    for length in (seconds - 2, 2):  # what a schedule says is looked up where a step begins
        window.fleet.step(length)
    value = window.fleet.device(0).read("monitoring-active-power")
    assert isinstance(value, float)
    return value


@every_window
def test_the_model_carries_out_what_the_window_says(block: Block) -> None:
    window = inverter(block)
    window.limit(3, (0, 50.0), (100, 20.0), interval=1, units=3)
    device = window.fleet.device(0)
    window.switch()
    assert device.read("limit-active-power-schedule") == ((0.0, 50.0), (100.0, 20.0), (HOUR, 20.0))
    assert device.read("limit-active-power-schedule-start") == NOON
    assert device.read("limit-active-power-schedule-repeat") == HOUR
    full = power(window, 5)
    assert full > 9_000
    assert power(window, 50) == pytest.approx(5_000, rel=0.01)
    if "running" in block.inputs:
        assert window.read("running", "status") == [3, 4]
    else:
        assert window.read("status") == [block.statuses["running"]]
    assert power(window, 100) == pytest.approx(2_000, rel=0.01)
    window.switch(on=False)
    assert power(window, 60) == pytest.approx(full, rel=0.02)


HOUR = 3_600.0


def use(*entries: Entry, at: int = 1, **more: object) -> Callable[[DeviceSchedules], None]:
    made = Schedule(NOON, entries, **more)  # type: ignore[arg-type]
    return lambda kept: kept.use(Place("window", at), made)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (use(Entry(0, LIMIT, 5.0), at=2), "one schedule of limit-active-power, and schedule 1 is in use"),
        (use(Entry(0, "connect-disconnect", False)), "schedules one of limit-active-power, "),
        (use(Entry(0, LIMIT, 5.0), Entry(0, "set-active-power", 5.0)), "together with"),
        (use(Entry(0, LIMIT, 5.0), Entry(9, "limit-active-power-enable", False)), "cannot switch"),
        (use(Entry(0, LIMIT, 5.0), every=Every.MONTHS, interval=1), "always the same, not by months"),
        (
            use(Entry(0, LIMIT, 5.0), every=Every.WEEKS, interval=1, weekdays=frozenset({"monday"})),
            "not on days of the week",
        ),
        (use(Entry(0, LIMIT, 5.0), every=Every.DAYS, interval=1, stop=NOON + 9), "repeats has no stop"),
        (use(Entry(700_000, LIMIT, 5.0)), "604800 s at most"),
        (use(Entry(10, LIMIT, 5.0), stop=NOON + 9), "stops before its first point"),
        (use(*(Entry(n, LIMIT, 5.0) for n in range(60))), "48 points"),
        (use(Entry(0, LIMIT, 5.0), every=Every.WEEKS, interval=500), "limit-active-power-schedule-repeat"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_the_device_as_it_was(
    act: Callable[[DeviceSchedules], None], why: str
) -> None:
    device = Fleet(1).device(0)
    kept = DeviceSchedules(device)
    use(Entry(0, LIMIT, 40.0))(kept)
    keys = [f"limit-active-power-schedule{part}" for part in ("", "-start", "-repeat", "-enable")]
    before = [device.read(key) for key in keys]
    with pytest.raises((NotPossible, OutOfRange), match=why):
        act(kept)
    assert [device.read(key) for key in keys] == before
    assert kept.state(Place("window", 1)) is State.READY


def test_a_stop_cuts_the_points_behind_it() -> None:
    device = Fleet(1).device(0)
    use(Entry(0, LIMIT, 40.0), Entry(50, LIMIT, 60.0), stop=NOON + 50)(DeviceSchedules(device))
    assert device.read("limit-active-power-schedule") == ((0.0, 40.0), (50.0, 40.0))


def test_a_number_that_is_given_to_another_function_leaves_its_first() -> None:
    device = Fleet(1).device(0)
    kept = DeviceSchedules(device)
    use(Entry(0, LIMIT, 40.0))(kept)
    use(Entry(0, "constant-reactive-power", 40.0))(kept)
    assert device.read("limit-active-power-schedule-enable") is False
    assert device.read("constant-reactive-power-schedule-enable") is True


def test_a_schedule_that_somebody_switched_off_at_the_device_is_not_in_use() -> None:
    device = Fleet(1).device(0)
    kept = DeviceSchedules(device)
    use(Entry(0, LIMIT, 40.0))(kept)
    device.write("limit-active-power-schedule-enable", False)
    kept.look()
    assert kept.state(Place("window", 1)) is State.UNUSED
    use(Entry(0, LIMIT, 40.0), at=2)(kept)
    assert kept.state(Place("window", 2)) is State.READY


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_the_device_carries_out_after_a_restart_is_in_the_window_and_can_be_ended(
    edition: Protocol,
) -> None:
    block = blocks(edition)[0]
    before = inverter(block)
    before.limit(3, (0, 50.0), (100, 20.0), interval=1, units=3)
    before.switch()
    fleet = Fleet(1, Ratings(active_power=10_000.0), epoch=NOON + 10)
    fleet.restore(0, before.fleet.settings(0))
    window = Windowed(block, DeviceSchedules(fleet.device(0)), fleet)
    fleet.step(1.0)
    shown = ("count", "value_1", "offset_2", "value_2", "interval", "units")
    assert window.read(*shown) == [2, 500, 100, 200, 3_600, 1]
    assert window.read("status")[0] == block.statuses["running"]
    window.switch(on=False)
    assert fleet.device(0).read("limit-active-power-schedule-enable") is False
