"""Which scale factors a device begins with: as fine as its ratings leave room for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from workbench.der.device import Device, NotPossible
from workbench.stubs.modbus.sunspec_layout import Layout

_POWER = ("nameplate-active-power", "nameplate-apparent-power", "nameplate-charge-active-power")
_ABSOLUTE = {
    "W": _POWER,
    "VA": _POWER,
    "Var": _POWER,
    "VAr": _POWER,
    "VArRtg": _POWER,
    "VArMax": _POWER,
    "WRtg": _POWER,
    "VARtg": _POWER,
    "WMax": _POWER,
    "VAMax": _POWER,
    "VArAval": _POWER,
    "WAval": _POWER,
    "WChaMax": _POWER,
    "VAChaMax": _POWER,
    "MaxChaRte": _POWER,
    "MaxDisChaRte": _POWER,
    "WSet": _POWER,
    "VarSet": _POWER,
    "DCW": _POWER,
    "WH": ("nameplate-storage-capacity",),
    "WHRtg": ("nameplate-storage-capacity",),
    "V": ("nameplate-maximum-voltage",),
    "VRef": ("nameplate-maximum-voltage",),
    "VRefOfs": ("nameplate-maximum-voltage",),
    "VMinMax": ("nameplate-maximum-voltage",),
}
"""What is scaled by a factor of this name, by the ratings that say how large it becomes."""
_FULL = {
    "A": 3.0,  # times the rated current, all phases together
    "ARtg": 1.0,
}
_FIXED = {
    "Hz": (150.0, -3),
    "HzStrStop": (30.0, -3),
    "ECPNomHz": (150.0, -2),
    "PF": (1.0, -4),
    "PFRtg": (1.0, -4),
    "PFMin": (1.0, -4),
    "OutPFSet": (1.0, -4),
    "Tmp": (300.0, -1),
    "S": (1.0, -4),
    "Tms": (600.0, -2),  # 16 bits in models 129 to 140: 0.16 s has to be said there, 1,000 s then cannot
    "RspTms": (3600.0, -2),
    "Db": (10.0, -4),
    "K": (1.0, -4),
    "WGra": (100.0, -2),
    "ArGra": (100.0, -2),
    "WChaDisChaGra": (100.0, 0),
    "DCA": (2000.0, -2),
    "DCV": (2000.0, -1),
    "InBatV": (2000.0, -1),
}
"""Largest value and finest exponent, for what no rating decides."""
_COUNTED = ("TotWh", "TotVarh", "DCWH")
"""Energies of a life: whole units. A 32-bit ``WH`` of models 101 to 103 is one of them too."""
_PERCENT = (200.0, -2)
_MEASURING = (101, 102, 103, 701, 702)
_SHARES = ("W", "V")
"""Factors that scale watts and volts in measuring models and percentages in all others."""
_ROOM = 1.5
"""How far above its rating a reading may go."""


def scales_of(layout: Layout, device: Device) -> dict[int, dict[str, int]]:
    """Return the exponents by model and name of the scale factor point."""
    found: dict[int, dict[str, int]] = {}
    for (number, name), limit in _limits(layout).items():
        full, finest = _full(number, name.removesuffix("_SF"), device)
        found.setdefault(number, {})[name] = _exponent(limit, full, finest)
    return found


def _exponent(limit: int, full: float, finest: int) -> int:
    exponent = finest
    while full / 10.0**exponent > limit and exponent < 10:
        exponent += 1
    return exponent


def _full(number: int, name: str, device: Device) -> tuple[float, int]:
    """Return the largest value that a factor scales and the finest exponent that is worth having."""
    measuring = number in _MEASURING
    if name in _COUNTED or (name == "WH" and measuring):
        return 1.0, 0
    if name == "PF" and number in _MEASURING[:3]:
        return 100.0, -2  # in percent there
    if name in _FULL:
        return _FULL[name] * _ROOM * _rating(device, "nameplate-maximum-current"), -2
    if name in _ABSOLUTE and (measuring or name not in _SHARES):
        return _ROOM * max(_rating(device, key) for key in _ABSOLUTE[name]), -1
    return _FIXED.get(name, _PERCENT)


def _rating(device: Device, key: str) -> float:
    try:
        value = device.read(key)
    except NotPossible:
        return 0.0
    return float(value) if isinstance(value, int | float) else 0.0


@lru_cache(maxsize=16)
def _limits(layout: Layout) -> Mapping[tuple[int, str], int]:
    """Return the least of the greatest integers of the points that each scale factor scales."""
    limits = {
        (entry.model, entry.path): 2**31 - 1
        for entry in layout.entries
        if entry.point.type == "sunssf" and not entry.instance
    }
    for entry in layout.entries:
        scaled = (entry.model, entry.point.scale)
        if isinstance(entry.point.scale, str) and entry.point.limits and scaled in limits:
            limits[scaled] = min(limits[scaled], entry.point.limits[1])
    return MappingProxyType(limits)
