"""The model and EPRI's OpenDER side by side: the same settings and surroundings for both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from workbench.der.behaviour import Fleet, Ratings
from workbench.der.quantities import Value

opender = pytest.importorskip("opender", reason="OpenDER is not installed: make test installs it")

WATTS = 10_000.0
LONG = 100_000.0
"""A step after which everything has settled, s; it is how OpenDER takes a snapshot."""


@dataclass(frozen=True)
class Case:
    """One way to set up both models.

    Args:
        ours: settings by key.
        theirs: OpenDER's parameters.
        from_share: share of the rating below which OpenDER lessens its reactive capability, if it matters here.
    """

    name: str
    ours: dict[str, Value] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)


VOLT_VAR = Case("volt-var", {"volt-var-enable": True}, {"QV_MODE_ENABLE": True})
VOLT_WATT = Case("volt-watt", {"volt-watt-enable": True}, {"PV_MODE_ENABLE": True})
CASES = (
    Case("nothing"),
    VOLT_VAR,
    VOLT_WATT,
    Case("both", VOLT_VAR.ours | VOLT_WATT.ours, VOLT_VAR.theirs | VOLT_WATT.theirs),
    Case(
        "volt-var with another curve and reference",
        {
            "volt-var-enable": True,
            "volt-var-curve": ((88.0, 30.0), (96.0, 0.0), (103.0, 0.0), (112.0, -40.0)),
            "volt-var-voltage-reference": 102.0,
        },
        {
            "QV_MODE_ENABLE": True,
            "QV_CURVE_V1": 0.88,
            "QV_CURVE_Q1": 0.3,
            "QV_CURVE_V2": 0.96,
            "QV_CURVE_V3": 1.03,
            "QV_CURVE_V4": 1.12,
            "QV_CURVE_Q4": -0.4,
            "QV_VREF": 1.02,
        },
    ),
    Case(
        "limit",
        {"limit-active-power-enable": True, "limit-active-power": 40.0},
        {"AP_LIMIT_ENABLE": True, "AP_LIMIT": 0.4},
    ),
    Case(
        "limit, volt-watt and volt-var",
        {"limit-active-power-enable": True, "limit-active-power": 70.0} | VOLT_VAR.ours | VOLT_WATT.ours,
        {"AP_LIMIT_ENABLE": True, "AP_LIMIT": 0.7} | VOLT_VAR.theirs | VOLT_WATT.theirs,
    ),
    Case(
        "power factor, injecting",
        {"constant-power-factor-enable": True, "constant-power-factor-injecting": 0.95},
        {"CONST_PF_MODE_ENABLE": True, "CONST_PF": 0.95, "CONST_PF_EXCITATION": "INJ"},
    ),
    Case(
        "power factor, absorbing",
        {
            "constant-power-factor-enable": True,
            "constant-power-factor-injecting": 0.92,
            "constant-power-factor-excitation": "absorbing",
        },
        {"CONST_PF_MODE_ENABLE": True, "CONST_PF": 0.92, "CONST_PF_EXCITATION": "ABS"},
    ),
    Case(
        "constant reactive power",
        {
            "constant-reactive-power-enable": True,
            "constant-reactive-power-mode": "maximum-apparent-power",
            "constant-reactive-power": -30.0,
        },
        {"CONST_Q_MODE_ENABLE": True, "CONST_Q": -0.3},
    ),
    Case("watt-var", {"watt-var-enable": True}, {"QP_MODE_ENABLE": True}),
    Case("no droop", {"frequency-watt-enable": False}, {"PF_MODE_ENABLE": False}),
    Case(
        "steep droop",
        {
            "frequency-watt-deadband-high": 0.1,
            "frequency-watt-droop-high": 0.02,
            "frequency-watt-deadband-low": 0.5,
            "frequency-watt-droop-low": 0.03,
        },
        {"PF_DBOF": 0.1, "PF_KOF": 0.02, "PF_DBUF": 0.5, "PF_KUF": 0.03},
    ),
    Case(
        "droop above a limit",
        {"limit-active-power-enable": True, "limit-active-power": 40.0, "frequency-watt-droop-low": 0.05},
        {"AP_LIMIT_ENABLE": True, "AP_LIMIT": 0.4},
    ),
)


def their(case: Case, **more: Any) -> Any:
    """Return OpenDER's photovoltaics with the ratings of ours, without what ours does not have."""
    parameters = {
        "NP_P_MAX": WATTS,
        "NP_VA_MAX": WATTS,
        "NP_Q_MAX_INJ": 0.44 * WATTS,
        "NP_Q_MAX_ABS": 0.44 * WATTS,
        "NP_Q_CAPABILITY_LOW_P": "SAME",
        "NP_CURRENT_PU": 1 / 0.88,
        "NP_INV_DELAY": 0,
        "NP_CTE_RESP_T": 0,
        "NP_MODE_TRANSITION_TIME": 0,
        "CONST_PF_RT": 0,
        "CONST_Q_RT": 0,
        "QP_RT": 0,
        "AP_RT": 0,
        "MC_ENABLE": True,
        "MC_HVRT_V1": 1.1 + 1e-9,
        "MC_LVRT_V1": 0.5 - 1e-9,
    }
    der = opender.DER_PV(NP_P_MAX=WATTS, NP_VA_MAX=WATTS)
    for name, value in (parameters | case.theirs | more).items():
        setattr(der.der_file, name, value)
    der.der_file.initialize_NP_Q_CAPABILTY_BY_P_CURVE()
    return der


def our(case: Case, count: int = 1) -> Fleet:
    """Return a fleet with the settings of a case."""
    fleet = Fleet(count, Ratings(active_power=WATTS))
    for index in range(count):
        for key, value in case.ours.items():
            fleet.device(index).write(key, value)
    return fleet


def carry(der: Any, seconds: float, volts: float, hertz: float, sun: float) -> tuple[float, float]:
    """Carry OpenDER over one step and return active and reactive power, W and var."""
    opender.DER.t_s = seconds
    der.update_der_input(p_dc_pu=sun, v_pu=volts, f=hertz)
    active, reactive = der.run()
    return float(active), float(reactive)


Course = list[tuple[float, float, float, float]]
"""For how long, at which voltage, frequency and sun."""
CALM = (5.0, 1.0, 60.0, 1.0)


def courses(case: Case, course: Course, seconds: float, **more: Any) -> tuple[Any, Any]:
    """Carry both models through a course and return active and reactive power of each after every step."""
    fleet, der = our(case), their(case, **more)
    ours, theirs = [], []
    for length, volts, hertz, sun in course:
        for _ in range(round(length / seconds)):
            fleet.disturb(0, voltage_pu=volts, frequency_hz=hertz, irradiance=sun)
            fleet.step(seconds)
            ours.append(
                [
                    float(fleet.measured("monitoring-active-power")[0]),
                    float(fleet.measured("monitoring-reactive-power")[0]),
                ]
            )
            theirs.append(carry(der, seconds, volts, hertz, sun))
    return np.array(ours), np.array(theirs)
