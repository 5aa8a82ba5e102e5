"""The functions one by one, where OpenDER has no like."""

from __future__ import annotations

import math

import pytest

from workbench.der.behaviour import Fleet, Ratings


def test_a_power_factor_curve_goes_from_injecting_to_absorbing_over_one() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("watt-power-factor-curve", ((20.0, 0.9), (80.0, -0.9)))
    device.write("watt-power-factor-enable", True)
    found = []
    for sun in (0.1, 0.35, 0.5, 0.65, 0.9):
        fleet.disturb(0, irradiance=sun)
        fleet.step(10.0)
        power, reactive = (device.read(f"monitoring-{what}-power") for what in ("active", "reactive"))
        assert isinstance(power, float)
        assert isinstance(reactive, float)
        found.append(math.copysign(power / math.hypot(power, reactive), reactive))
    assert [abs(factor) for factor in found] == pytest.approx([0.9, 0.95, 1.0, 0.95, 0.9])
    assert [factor > 0 for factor in found if abs(factor) < 0.99] == [True, True, False, False]
    # A curve that comes later does not change what the first one means.
    device.write("volt-var-curve", ((90.0, 10.0), (110.0, -10.0)))
    fleet.step(1.0)
    assert abs(float(device.read("monitoring-power-factor"))) == pytest.approx(0.9)  # type: ignore[arg-type]


def test_a_curve_of_frequency_limits_active_power() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("frequency-watt-enable", False)
    device.write("frequency-watt-curve", ((60.2, 100.0), (61.0, 20.0)))
    device.write("frequency-watt-curve-enable", True)
    fleet.disturb(0, frequency_hz=60.6)
    fleet.step(5.0)
    assert device.read("monitoring-active-power") == pytest.approx(10_000.0 - 4_000.0 * 0.9)
    fleet.step(100.0)
    assert device.read("monitoring-active-power") == pytest.approx(6_000.0)
    assert device.read("monitoring-throttle-sources") == {"frequency-watt"}
    assert device.read("monitoring-operational-state") == "throttled"
    assert device.read("monitoring-throttle") == pytest.approx(40.0)


@pytest.mark.parametrize(("mode", "share"), [("edge", 20.0), ("centre", 40.0)])
def test_a_sudden_sag_is_answered_at_once_and_then_less(mode: str, share: float) -> None:
    fleet = Fleet()
    device = fleet.device(0)
    fleet.disturb(0, irradiance=0.3, voltage_pu=1.0)
    fleet.step(1.0)
    device.write("dynamic-reactive-current", mode)
    device.write("dynamic-reactive-current-deadband-high", 2.0)
    device.write("dynamic-reactive-current-enable", True)
    fleet.step(1.0)
    assert device.read("monitoring-reactive-power") == 0.0
    fleet.disturb(0, voltage_pu=0.8)
    fleet.step(0.01)
    assert device.read("monitoring-reactive-power") == pytest.approx(100.0 * share, rel=0.01)
    fleet.step(15.0)
    fleet.step(0.01)
    assert 0.0 <= float(device.read("monitoring-reactive-power")) < 90.0 * share  # type: ignore[arg-type]


def test_the_mean_of_the_voltage_begins_where_the_voltage_is() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    for _ in range(2):
        device.write("dynamic-reactive-current-enable", False)
        fleet.disturb(0, voltage_pu=0.89)
        fleet.step(1.0)
        device.write("dynamic-reactive-current-enable", True)
        fleet.step(1.0)
        assert device.read("monitoring-reactive-power") == 0.0
        fleet.disturb(0, voltage_pu=1.05)
        fleet.step(1.0)
        assert float(device.read("monitoring-reactive-power")) < -1_000.0  # type: ignore[arg-type]


def test_heat_and_failure_take_power() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    fleet.disturb(0, temperature=60.0)
    fleet.step(1.0)
    assert device.read("monitoring-active-power") == 7_500.0
    assert device.read("monitoring-alarm-status") == {"over-temperature"}
    assert device.read("monitoring-throttle-sources") == {"temperature"}
    assert device.read("monitoring-cabinet-temperature") == pytest.approx(60.0 + 15.0 * 0.75)
    fleet.disturb(0, temperature=20.0, fault=True)
    fleet.step(1.0)
    assert device.read("monitoring-active-power") == 0.0
    assert device.read("monitoring-connection-status") == {"connected", "available", "fault"}


def test_storage_keeps_its_reserve_and_fills_no_further_than_full() -> None:
    fleet = Fleet(2, Ratings(kind="storage", storage_capacity=10_000.0))
    for index, share in enumerate((100.0, -100.0)):
        fleet.device(index).write("storage-minimum-reserve", 20.0)
        fleet.device(index).write("set-active-power", share)
        fleet.device(index).write("set-active-power-enable", True)
    for _ in range(60):
        fleet.step(60.0)
    assert [fleet.device(index).read("monitoring-state-of-charge") for index in (0, 1)] == pytest.approx(
        [20.0, 100.0]
    )
    fleet.step(60.0)
    assert fleet.measured("monitoring-active-power").tolist() == pytest.approx([0.0, 0.0], abs=1e-3)
    assert fleet.device(0).read("monitoring-energy-delivered") == pytest.approx(3_000.0)
    assert fleet.device(1).read("monitoring-energy-absorbed") == pytest.approx(5_000.0)


def test_what_the_sun_gives_beyond_the_limit_charges_the_storage_behind_it() -> None:
    fleet = Fleet(1, Ratings(kind="pv+storage", storage_capacity=20_000.0))
    device = fleet.device(0)
    device.write("limit-active-power", 30.0)
    device.write("limit-active-power-enable", True)
    fleet.disturb(0, irradiance=0.8)
    fleet.step(3_600.0)
    assert device.read("monitoring-active-power") == 3_000.0
    assert device.read("monitoring-stored-energy") == pytest.approx(10_000.0 + 5_000.0)
    device.write("set-active-power", 100.0)
    device.write("set-active-power-enable", True)
    device.write("limit-active-power-enable", False)
    fleet.step(3_600.0)
    assert device.read("monitoring-active-power") == 10_000.0
    assert device.read("monitoring-stored-energy") == pytest.approx(13_000.0)


@pytest.mark.parametrize(
    ("phases", "between", "neutral", "amperes"),
    [
        (1, 480.0, 480.0, 10_000 / 480),
        (2, 480.0, 240.0, 10_000 / 480),
        (3, 480.0, 277.13, 10_000 / 480 / 3**0.5),
    ],
)
def test_phases_share_what_the_der_delivers(
    phases: int, between: float, neutral: float, amperes: float
) -> None:
    fleet = Fleet(ratings=Ratings(voltage=480.0, phases=phases))
    device = fleet.device(0)
    fleet.step(1.0)
    read = {key: device.read(key) for key in device.keys() if key.startswith("monitoring-")}  # noqa: SIM118
    assert read["monitoring-voltage-phase-ab"] == between
    for number, phase in enumerate("abc", 1):
        there = number <= phases
        assert read[f"monitoring-voltage-phase-{phase}"] == pytest.approx(neutral if there else 0.0, abs=0.01)
        assert read[f"monitoring-current-phase-{phase}"] == pytest.approx(amperes if there else 0.0)
        assert read[f"monitoring-active-power-phase-{phase}"] == pytest.approx(
            10_000 / phases if there else 0.0
        )
    assert read["monitoring-current"] == pytest.approx(phases * amperes)


def test_reactive_power_has_a_ramp_rate_of_its_own() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("setting-reactive-ramp-rate", 10.0)
    device.write("constant-reactive-power", -50.0)
    device.write("constant-reactive-power-enable", True)
    found = []
    for _ in range(6):
        fleet.step(1.0)
        found.append(device.read("monitoring-reactive-power"))
    assert found == pytest.approx([-440.0, -880.0, -1_320.0, -1_760.0, -2_200.0, -2_200.0])


def test_the_grid_supplies_what_the_load_takes_beyond_the_der() -> None:
    fleet = Fleet()
    fleet.disturb(0, load=12_500.0)
    fleet.step(1.0)
    assert fleet.device(0).read("monitoring-net-active-power") == -2_500.0


def test_soft_start_rises_evenly_and_a_new_der_waits_first() -> None:
    fleet = Fleet(in_service=False)
    device = fleet.device(0)
    device.write("enter-service-delay", 30.0)
    device.write("setting-soft-start-ramp-rate", 2.0)
    powers = []
    for _ in range(9):
        fleet.step(10.0)
        powers.append(device.read("monitoring-active-power"))
    assert powers == pytest.approx([0, 0, 0, 2_000, 4_000, 6_000, 8_000, 10_000, 10_000])
    assert device.read("enter-service-remaining") == 0.0
