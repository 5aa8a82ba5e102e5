"""Windows, revert times and ramps of commands."""

from __future__ import annotations

import pytest

from workbench.der.behaviour import Fleet, Inverter, Ratings
from workbench.der.behaviour.commands import COMMANDS, Command
from workbench.der.behaviour.settings import settings
from workbench.der.quantities import Value


def power(device: Inverter) -> float:
    """Return active power, W."""
    value = device.read("monitoring-active-power")
    assert isinstance(value, float)
    return value


def test_a_limit_ends_when_its_revert_time_is_over() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("limit-active-power", 40.0)
    device.write("limit-active-power-revert-time", 3.0)
    device.write("limit-active-power-enable", True)
    left = []
    powers = []
    for _ in range(4):
        left.append(device.read("limit-active-power-revert-remaining"))
        fleet.step(1.0)
        powers.append(power(device))
    assert left == [3.0, 2.0, 1.0, 0.0]
    assert powers == [4_000.0, 4_000.0, 4_000.0, 10_000.0]
    assert device.read("limit-active-power-enable") is False
    assert device.read("limit-active-power") == 100.0
    assert device.read("monitoring-active-modes").isdisjoint({"limit-active-power"})  # type: ignore[union-attr]


def test_revert_values_hold_after_a_revert_and_time_starts_again_with_each_command() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("limit-active-power-revert-value", 70.0)
    device.write("limit-active-power-revert-enable", True)
    device.write("limit-active-power-enable", True)
    assert device.read("limit-active-power-revert-remaining") == 0.0
    # The block of SunSpec 704 has the time behind the switch: writing it starts it.
    device.write("limit-active-power-revert-time", 10.0)
    assert device.read("limit-active-power-revert-remaining") == 10.0
    fleet.step(9.0)
    device.write("limit-active-power", 20.0)
    assert device.read("limit-active-power-revert-remaining") == 10.0
    fleet.step(9.0)
    assert power(device) == 2_000.0
    fleet.step(2.0)
    assert power(device) == 7_000.0
    assert device.read("limit-active-power-enable") is True
    device.write("limit-active-power-enable", False)
    device.write("limit-active-power-revert-time", 10.0)
    assert device.read("limit-active-power-revert-remaining") == 0.0


def test_a_disconnect_reverts_to_connected_and_service_is_entered_anew() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("enter-service-delay", 5.0)
    device.write("enter-service-ramp-time", 0.0)
    device.write("connect-disconnect-revert-time", 60.0)
    device.write("connect-disconnect", False)
    fleet.step(1.0)
    assert (power(device), device.read("monitoring-operational-state")) == (0.0, "off")
    assert device.read("monitoring-connection-status") == frozenset()
    assert device.read("monitoring-alarm-status") == {"manual-shutdown"}
    fleet.step(59.0)
    assert device.read("connect-disconnect") is True
    assert power(device) == 0.0
    fleet.step(4.0)
    assert power(device) == 0.0
    fleet.step(1.0)
    assert (power(device), device.read("monitoring-operational-state")) == (10_000.0, "running")


def test_a_window_holds_a_command_back_for_a_random_time_in_it() -> None:
    fleet = Fleet(200, seed=5)
    for index in range(200):
        fleet.device(index).write("limit-active-power-window", 100.0)
        fleet.device(index).write("limit-active-power-revert-time", 1_000.0)
        fleet.device(index).write("limit-active-power", 50.0)
        fleet.device(index).write("limit-active-power-enable", True)
    device = fleet.device(7)
    assert device.read("limit-active-power-enable") is True
    assert device.read("limit-active-power-in-force") is False
    waits = [float(fleet.device(index).read("limit-active-power-window-remaining")) for index in range(200)]  # type: ignore[arg-type]
    assert 0.0 < min(waits) < 10.0
    assert 90.0 < max(waits) <= 100.0
    # The time of the command runs from when it takes effect.
    assert device.read("limit-active-power-revert-remaining") == pytest.approx(1_000.0 + waits[7])
    for _ in range(20):
        fleet.step(2.5)
    fleet.step(0.001)
    limited = fleet.measured("monitoring-active-power") == 5_000.0
    assert limited.tolist() == [wait <= 50.0 for wait in waits]
    fleet.step(50.0)
    fleet.step(1.0)
    assert (fleet.measured("monitoring-active-power") == 5_000.0).all()
    assert device.read("limit-active-power-in-force") is True


def test_a_command_goes_over_evenly_in_its_ramp_time() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("limit-active-power-ramp-time", 10.0)
    device.write("limit-active-power", 50.0)
    device.write("limit-active-power-enable", True)
    powers = []
    for _ in range(11):
        fleet.step(1.0)
        powers.append(power(device))
    assert powers == pytest.approx([9_500.0 - 500.0 * step for step in range(10)] + [5_000.0])
    device.write("constant-reactive-power-ramp-time", 4.0)
    device.write("constant-reactive-power", 50.0)
    device.write("constant-reactive-power-enable", True)
    reactive = []
    for _ in range(5):
        fleet.step(1.0)
        reactive.append(device.read("monitoring-reactive-power"))
    assert reactive == pytest.approx([550.0, 1_100.0, 1_650.0, 2_200.0, 2_200.0])


def test_the_default_ramp_rate_holds_where_no_ramp_time_is_set() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("setting-default-ramp-rate", 5.0)
    device.write("limit-active-power", 80.0)
    device.write("limit-active-power-enable", True)
    powers = []
    for _ in range(5):
        fleet.step(1.0)
        powers.append(power(device))
    assert powers == [9_500.0, 9_000.0, 8_500.0, 8_000.0, 8_000.0]


def test_when_the_sun_is_back_power_rises_by_the_ramp() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("setting-default-ramp-rate", 5.0)
    powers = []
    for sun in (1.0, 0.2, 0.2, 1.0, 1.0):
        fleet.disturb(0, irradiance=sun)
        fleet.step(1.0)
        powers.append(power(device))
    assert powers == [10_000.0, 2_000.0, 2_000.0, 2_500.0, 3_000.0]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_reverts_to_what_its_revert_values_say(command: Command) -> None:
    fleet = Fleet(ratings=Ratings(kind="storage"))
    device = fleet.device(0)
    wanted: dict[str, Value] = {}
    for key in command.values:
        before = device.read(key)
        wanted[key] = before
        device.write(f"{key}-revert-value", before)
        device.write(key, _another(key, before))
    if command.switch:
        wanted[command.switch] = False
        device.write(command.timer("revert-enable"), False)
        device.write(command.switch, True)
    device.write(command.timer("revert-time"), 30.0)
    fleet.step(29.0)
    assert all(device.read(key) != value for key, value in wanted.items())
    assert device.read(command.timer("revert-remaining")) == 1.0
    fleet.step(2.0)
    assert {key: device.read(key) for key in wanted} == wanted
    assert device.read(command.timer("revert-remaining")) == 0.0
    assert device.read(command.timer("in-force")) is (not command.switch)


def _another(key: str, value: Value) -> Value:
    form = settings()[key].form
    if form == "bool":
        return not value
    if form == "enum":
        return "absorbing"
    if form == "curve":
        assert isinstance(value, tuple)
        return (*value[:-1], (value[-1][0], 0.5 * value[-1][1] + 0.01))
    assert isinstance(value, float)
    return value * 0.5 if value else 7.0


def test_a_long_step_is_cut_where_a_command_ends() -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("limit-active-power", 0.0)
    device.write("limit-active-power-revert-time", 900.0)
    device.write("limit-active-power-enable", True)
    fleet.step(3_600.0)
    assert power(device) == 10_000.0
    assert device.read("monitoring-energy-delivered") == pytest.approx(7_500.0)
