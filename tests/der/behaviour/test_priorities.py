"""Which function wins where several say different things, row by row of the table."""

from __future__ import annotations

from itertools import combinations

import pytest

from workbench.der.behaviour import Fleet, Inverter, Ratings
from workbench.der.behaviour.priorities import priorities
from workbench.der.behaviour.reactive_power import FUNCTIONS
from workbench.der.quantities import Value


def test_the_table_orders_functions_by_quantities_that_a_der_has() -> None:
    keys = set(Fleet().device(0).keys())
    for row in priorities():
        assert row.effect.endswith("."), row
        assert set(row.keys) <= keys, row
    for matter in ("service", "active-power", "reactive-power", "both"):
        ranks = [row.rank for row in priorities() if row.decides == matter]
        assert ranks == list(range(1, len(ranks) + 1)), matter


SETTINGS: dict[str, dict[str, Value]] = {
    "constant power factor": {
        "constant-power-factor-enable": True,
        "constant-power-factor-injecting": 0.9,
        "constant-power-factor-excitation": "injecting",
    },
    "volt-var": {"volt-var-enable": True, "volt-var-response-time": 0.0},
    "watt-var": {"watt-var-enable": True, "watt-var-curve": ((0.0, 0.0), (100.0, -21.0))},
    "watt-power factor": {
        "watt-power-factor-enable": True,
        "watt-power-factor-curve": ((0.0, 1.0), (50.0, -0.9), (100.0, -0.9)),
    },
    "constant reactive power": {"constant-reactive-power-enable": True, "constant-reactive-power": 25.0},
}


def reactive(*functions: str) -> float:
    """Return reactive power with these functions in force at half sun and low voltage, var."""
    fleet = Fleet()
    for function in functions:
        for key, value in SETTINGS[function].items():
            fleet.device(0).write(key, value)
    fleet.disturb(0, irradiance=0.5, voltage_pu=0.95)
    fleet.step(60.0)
    value = fleet.device(0).read("monitoring-reactive-power")
    assert isinstance(value, float)
    return value


def test_of_two_functions_of_reactive_power_the_one_of_the_lower_rank_decides() -> None:
    order = [row.function for row in priorities() if row.function in FUNCTIONS]
    assert set(order) == set(SETTINGS)
    alone = {function: reactive(function) for function in order}
    assert len({round(value) for value in alone.values()}) == len(alone)
    for wins, yields in combinations(order, 2):
        assert reactive(yields, wins) == pytest.approx(alone[wins]), (wins, yields)
    assert reactive(*order) == pytest.approx(alone[order[0]])


def settled(device: Inverter) -> float:
    """Return active power after everything has settled, W."""
    for _ in range(3):
        device.fleet.step(60.0)
    value = device.read("monitoring-active-power")
    assert isinstance(value, float)
    return value


def test_active_power_is_decided_in_the_order_of_the_table() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("set-active-power-enable", True)
    device.write("set-active-power", 90.0)
    assert settled(device) == pytest.approx(9_000.0)
    device.write("limit-active-power-enable", True)
    device.write("limit-active-power", 40.0)
    assert settled(device) == pytest.approx(4_000.0)
    # Droop lowers below the limit, and raises above it.
    fleet.disturb(0, frequency_hz=60.636)
    assert settled(device) == pytest.approx(2_000.0)
    fleet.disturb(0, frequency_hz=60.0)
    assert settled(device) == pytest.approx(4_000.0)
    fleet.disturb(0, frequency_hz=59.364)
    assert settled(device) == pytest.approx(6_000.0)
    device.write("frequency-watt-curve-enable", True)
    device.write("frequency-watt-curve", ((59.0, 55.0), (61.0, 55.0)))
    assert settled(device) == pytest.approx(5_500.0)
    # Volt-watt comes before all of them, and what there is before volt-watt.
    device.write("volt-watt-enable", True)
    fleet.disturb(0, voltage_pu=1.07)
    assert settled(device) == pytest.approx(5_500.0)
    fleet.disturb(0, voltage_pu=1.088)
    assert settled(device) == pytest.approx(3_000.0)
    fleet.disturb(0, irradiance=0.1)
    assert settled(device) == pytest.approx(1_000.0)


def test_service_is_decided_in_the_order_of_the_table() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("enter-service-delay", 0.0)
    device.write("enter-service-ramp-time", 0.0)

    def state() -> Value:
        fleet.step(1.0)
        return device.read("monitoring-operational-state")

    assert state() == "running"
    fleet.disturb(0, voltage_pu=0.3)
    fleet.step(2.0)
    assert state() == "tripped"
    device.write("enter-service-permit", False)
    fleet.disturb(0, voltage_pu=1.0)
    assert state() == "standby"
    device.write("connect-disconnect", False)
    assert state() == "off"
    fleet.disturb(0, fault=True)
    assert state() == "fault"
    assert device.read("monitoring-alarm-status") == {"hardware-test-failure"}
    fleet.disturb(0, fault=False)
    device.write("connect-disconnect", True)
    assert state() == "standby"
    assert device.read("monitoring-active-power") == 0.0
    device.write("enter-service-permit", True)
    assert state() == "running"
    assert device.read("monitoring-active-power") == 10_000.0


def test_the_priority_of_a_function_says_which_power_gives_way() -> None:
    kept = {}
    for priority in ("active", "reactive"):
        fleet = Fleet(ratings=Ratings())
        device = fleet.device(0)
        device.write("constant-reactive-power-enable", True)
        device.write("constant-reactive-power", -100.0)
        device.write("constant-reactive-power-priority", priority)
        fleet.step(10.0)
        kept[priority] = (
            device.read("monitoring-active-power"),
            device.read("monitoring-reactive-power"),
        )
        assert "apparent-power" in device.read("monitoring-limit-flags")  # type: ignore[operator]
    assert kept["active"] == pytest.approx((10_000.0, 0.0))
    assert kept["reactive"] == pytest.approx((8_979.98, -4_400.0), abs=0.01)
