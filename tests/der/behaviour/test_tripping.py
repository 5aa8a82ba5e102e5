"""Ride-through, trips, momentary cessation and islands."""

from __future__ import annotations

import pytest

from workbench.der.behaviour import Fleet, Inverter, Ratings
from workbench.der.behaviour.curves import steps


def status(device: Inverter) -> frozenset[str]:
    """Return the ride-through status."""
    value = device.read("monitoring-ride-through-status")
    assert isinstance(value, frozenset)
    return value


def test_a_curve_is_read_as_steps_whether_or_not_its_uprights_are_drawn() -> None:
    plain = ((50.0, 2.0), (88.0, 21.0))
    drawn = ((0.0, 2.0), (50.0, 2.0), (50.0, 21.0), (88.0, 21.0))
    assert steps(plain, low=True) == [(88.0, 21.0), (50.0, 2.0)]
    assert steps(drawn, low=True)[:2] == [(88.0, 21.0), (50.0, 2.0)]
    assert steps(((110.0, 13.0), (120.0, 0.16)), low=False) == [(110.0, 13.0), (120.0, 0.16)]


def test_a_trip_names_what_made_it_until_the_der_is_back() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("enter-service-delay", 10.0)
    fleet.disturb(0, voltage_pu=0.8)
    fleet.step(20.0)
    assert status(device) == {"low-voltage"}
    assert device.read("monitoring-operational-state") == "throttled"
    fleet.step(0.5)
    assert status(device) == {"low-voltage", "may-trip"}
    fleet.step(0.5)
    assert status(device) == {"low-voltage", "may-trip", "tripped", "low-voltage-operated"}
    assert device.read("monitoring-operational-state") == "tripped"
    fleet.disturb(0, voltage_pu=1.0)
    fleet.step(1.0)
    assert status(device) == {"tripped", "low-voltage-operated"}
    assert device.read("monitoring-operational-state") == "starting"
    assert device.read("enter-service-remaining") == 9.0
    assert "ac-under-voltage" in device.read("monitoring-alarm-status")  # type: ignore[operator]
    fleet.step(9.0)
    assert status(device) == frozenset()
    assert device.read("monitoring-alarm-status") == frozenset()


def test_each_step_of_a_curve_has_a_time_of_its_own() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    fleet.disturb(0, voltage_pu=0.8)
    fleet.step(19.0)
    fleet.disturb(0, voltage_pu=0.4)
    fleet.step(1.9)
    assert "tripped" not in status(device)
    fleet.step(0.1)
    assert "tripped" in status(device)


def test_a_voltage_that_comes_back_in_time_begins_anew() -> None:
    fleet = Fleet()
    for _ in range(5):
        fleet.disturb(0, voltage_pu=0.8)
        fleet.step(20.9)
        fleet.disturb(0, voltage_pu=0.9)
        fleet.step(0.1)
    assert fleet.device(0).read("monitoring-active-power") == pytest.approx(10_000.0)


def test_a_curve_that_is_not_in_force_trips_nothing() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("frequency-trip-low-enable", False)
    device.write("frequency-watt-enable", False)
    fleet.disturb(0, frequency_hz=52.0)
    fleet.step(1_000.0)
    assert device.read("monitoring-active-power") == 10_000.0
    assert status(device) == frozenset()
    assert "low-frequency-trip" not in device.read("monitoring-active-modes")  # type: ignore[operator]


@pytest.mark.parametrize(("category", "seconds"), [("I", 2.0), ("II", 10.0), ("III", 21.0)])
def test_the_category_gives_the_times(category: str, seconds: float) -> None:
    fleet = Fleet(ratings=Ratings(abnormal_category=category))
    fleet.disturb(0, voltage_pu=0.65)
    fleet.step(seconds - 0.1)
    assert "tripped" not in status(fleet.device(0))
    fleet.step(0.2)
    assert "tripped" in status(fleet.device(0))
    assert fleet.device(0).read("nameplate-abnormal-category") == f"category-{category.lower()}"


def test_momentary_cessation_ends_with_its_cause_and_leaves_what_is_connected() -> None:
    fleet = Fleet(ratings=Ratings(susceptance=0.001))
    device = fleet.device(0)
    fleet.disturb(0, voltage_pu=0.4)
    fleet.step(0.5)
    assert status(device) == {"low-voltage", "momentary-cessation"}
    assert device.read("monitoring-active-power") == 0.0
    assert device.read("monitoring-energised") is False
    assert device.read("monitoring-reactive-power") == pytest.approx((0.4 * 240.0) ** 2 * 0.001)
    fleet.disturb(0, voltage_pu=0.95)
    fleet.step(0.2)
    assert device.read("monitoring-active-power") == pytest.approx(5_000.0)
    fleet.step(0.2)
    assert device.read("monitoring-active-power") == pytest.approx(10_000.0)


def test_an_island_is_left_within_two_seconds_unless_that_is_switched_off() -> None:
    fleet = Fleet(2)
    fleet.device(1).write("anti-islanding-enable", False)
    fleet.disturb(slice(None), islanded=True)
    fleet.step(1.9)
    assert fleet.measured("monitoring-active-power").tolist() == [10_000.0, 10_000.0]
    fleet.step(0.1)
    assert fleet.measured("monitoring-active-power").tolist() == [0.0, 10_000.0]
    assert status(fleet.device(0)) == {"tripped"}
    assert fleet.device(0).read("monitoring-operational-state") == "tripped"
    fleet.step(1_000.0)
    assert fleet.measured("monitoring-active-power").tolist() == [0.0, 10_000.0]
    fleet.disturb(0, islanded=False)
    fleet.step(300.0)
    fleet.step(300.0)
    assert fleet.measured("monitoring-active-power").tolist() == pytest.approx([10_000.0, 10_000.0])


def test_voltage_is_measured_by_the_set_reference_and_offset() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("setting-voltage-reference", 230.0)
    device.write("setting-voltage-reference-offset", -6.9)
    device.write("volt-var-enable", True)
    device.write("volt-var-response-time", 0.0)
    fleet.disturb(0, voltage_pu=1.05, irradiance=0.1)
    fleet.step(1.0)
    # 252 V less 6.9 V are 106.565 % of 230 V.
    assert device.read("monitoring-reactive-power") == pytest.approx(-4_400.0 * (106.5652 - 102) / 6, abs=0.1)
