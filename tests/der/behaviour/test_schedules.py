"""Schedules that a DER carries out by itself."""

from __future__ import annotations

import json

from workbench.der.behaviour import Fleet, Ratings

NOON = 1_800_000_000.0
DAY = 86_400.0


def powers(fleet: Fleet, steps: int, seconds: float) -> list[float]:
    """Carry a fleet forward and return active power of its first DER after each step, W."""
    found = []
    for _ in range(steps):
        fleet.step(seconds)
        found.append(float(fleet.measured("monitoring-active-power")[0]))
    return found


def test_each_value_holds_until_the_next_and_the_last_point_is_the_end() -> None:
    fleet = Fleet(epoch=NOON)
    device = fleet.device(0)
    device.write("limit-active-power-schedule", ((0, 80), (100, 30), (200, 0)))
    device.write("limit-active-power-schedule-start", NOON + 100)
    device.write("limit-active-power-schedule-enable", True)
    assert powers(fleet, 7, 50.0) == [10_000.0, 10_000.0, 8_000.0, 8_000.0, 3_000.0, 3_000.0, 10_000.0]
    assert device.read("limit-active-power") == 100.0


def test_a_schedule_repeats_by_the_day_and_outlives_a_restart() -> None:
    fleet = Fleet(epoch=NOON)
    device = fleet.device(0)
    device.write("limit-active-power-schedule", tuple((3_600.0 * hour, 2.0 * hour + 2) for hour in range(25)))
    device.write("limit-active-power-schedule-start", NOON)
    device.write("limit-active-power-schedule-repeat", DAY)
    device.write("limit-active-power-schedule-enable", True)
    fleet.step(3 * DAY + 5 * 3_600.0)
    fleet.step(1.0)
    assert device.read("monitoring-active-power") == 1_200.0
    assert device.read("limit-active-power-schedule-active") is True
    assert "scheduled" in device.read("monitoring-active-modes")  # type: ignore[operator]

    again = Fleet(epoch=NOON + 4 * DAY)
    again.restore(0, json.loads(json.dumps(fleet.settings(0))))
    again.step(7_200.0)
    again.step(1.0)
    assert again.device(0).read("monitoring-active-power") == 600.0


def test_a_command_comes_before_a_schedule() -> None:
    fleet = Fleet(2, Ratings(kind="storage"), epoch=NOON)
    device = fleet.device(0)
    device.write("set-active-power-schedule", ((0.0, -50.0), (3_600.0, 0.0)))
    device.write("set-active-power-schedule-start", NOON)
    device.write("set-active-power-schedule-enable", True)
    assert powers(fleet, 1, 10.0) == [-5_000.0]
    device.write("set-active-power-mode", "watts")
    device.write("set-active-power-absolute", 3_000.0)
    device.write("set-active-power-enable", True)
    assert powers(fleet, 1, 10.0) == [3_000.0]
    assert device.read("set-active-power-schedule-active") is False
    device.write("set-active-power-enable", False)
    assert powers(fleet, 1, 10.0) == [-5_000.0]
    assert fleet.measured("monitoring-active-power")[1] == 0.0
