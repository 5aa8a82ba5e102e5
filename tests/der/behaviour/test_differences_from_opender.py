"""Where the model differs from EPRI's OpenDER on purpose: the guide lists the same differences."""

from __future__ import annotations

from typing import Any

import pytest

from tests.der.behaviour.beside_opender import (
    CALM,
    CASES,
    LONG,
    VOLT_VAR,
    WATTS,
    Case,
    carry,
    courses,
    our,
    their,
)


def snapshot(case: Case, volts: float, hertz: float, sun: float, **more: Any) -> tuple[Any, Any]:
    """Return active and reactive power of both after everything has settled."""
    ours, theirs = courses(case, [(LONG, 1.0, 60.0, sun), (LONG, volts, hertz, sun)], LONG, **more)
    return ours[-1], theirs[-1]


def test_difference_reactive_power_is_there_at_any_active_power() -> None:
    ours, theirs = snapshot(VOLT_VAR, 1.09, 60.0, 0.03, NP_Q_CAPABILITY_LOW_P="REDUCED")
    assert ours == pytest.approx([300.0, -4_400.0])
    assert abs(theirs[1]) < 1_000.0


def test_difference_momentary_cessation_begins_beyond_its_voltage_and_not_at_it() -> None:
    fleet, der = our(CASES[0]), their(CASES[0], NP_PHASE="SINGLE", MC_LVRT_V1=0.5)
    carry(der, 0.1, 1.0, 60.0, 1.0)
    fleet.disturb(0, voltage_pu=0.5)
    fleet.step(0.1)
    active, _ = carry(der, 0.1, 0.5, 60.0, 1.0)
    assert active == 0.0
    assert float(fleet.measured("monitoring-active-power")[0]) > 0.5 * WATTS


def test_difference_a_lower_limit_holds_at_high_frequency_too() -> None:
    limited = {"limit-active-power-enable": True, "limit-active-power": 100.0}
    fleet = our(Case("limited", limited))
    der = their(Case("limited", {}, {"AP_LIMIT_ENABLE": True, "AP_LIMIT": 1.0}))
    for hertz, limit in ((60.0, 1.0), (60.3, 1.0), (60.3, 0.2)):
        fleet.device(0).write("limit-active-power", 100.0 * limit)
        der.der_file.AP_LIMIT = limit
        fleet.disturb(0, frequency_hz=hertz)
        fleet.step(LONG)
        active, _ = carry(der, LONG, 1.0, hertz, 1.0)
    assert active > 0.9 * WATTS
    assert float(fleet.measured("monitoring-active-power")[0]) == pytest.approx(0.2 * WATTS)


def test_difference_priority_of_active_power_leaves_reactive_power_the_rest() -> None:
    case = Case("active first", VOLT_VAR.ours | {"volt-var-priority": "active"}, VOLT_VAR.theirs)
    ours, theirs = snapshot(case, 1.09, 60.0, 1.0, NP_PRIO_OUTSIDE_MIN_Q_REQ="ACTIVE")
    assert ours == pytest.approx([WATTS, 0.0])
    assert theirs[1] == pytest.approx(-4_400.0)


def test_difference_commands_act_at_once_without_a_ramp_time() -> None:
    power_factor = CASES[7]
    ours, _ = courses(power_factor, [CALM], 0.1, CONST_PF_RT=5)
    assert ours[0] == pytest.approx([9_500.0, 3_122.5], abs=1.0)
    limit = Case("limit", {}, {"AP_LIMIT_ENABLE": True})
    fleet, der = our(limit), their(limit, AP_RT=15)
    fleet.step(1.0)
    carry(der, 1.0, 1.0, 60.0, 1.0)
    der.der_file.AP_LIMIT = 0.5
    fleet.device(0).write("limit-active-power", 50.0)
    fleet.device(0).write("limit-active-power-enable", True)
    fleet.step(1.0)
    active, _ = carry(der, 1.0, 1.0, 60.0, 1.0)
    assert float(fleet.measured("monitoring-active-power")[0]) == 5_000.0
    assert active > 9_000.0
    # With a ramp time of its own the command goes over as OpenDER's does.
    fleet.device(0).write("limit-active-power-ramp-time", 7.5)
    fleet.device(0).write("limit-active-power", 100.0)
    der.der_file.AP_LIMIT = 1.0
    for _ in range(15):
        fleet.step(1.0)
        active, _ = carry(der, 1.0, 1.0, 60.0, 1.0)
    assert float(fleet.measured("monitoring-active-power")[0]) == pytest.approx(WATTS)
    assert active == pytest.approx(WATTS)
