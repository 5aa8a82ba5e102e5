"""What inverters measure, what they were told and which of it is in force, at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbench.der.device import Device
from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.inverter_restart import COMMANDED
from workbench.stubs.stub import Observation

OBSERVED = 50
"""How many units an observation tells of in full."""
_EXCHANGES = 100


def observation(devices: Mapping[str, Device], silent: Iterable[int], log: ExchangeLog) -> Observation:
    """Return what is known of inverters now.

    Args:
        devices: by unit.
        silent: units that do not answer.
    """
    measured: dict[str, Mapping[str, Value]] = {}
    commanded: dict[str, Mapping[str, Value]] = {}
    accepted: dict[str, Mapping[str, Value]] = {}
    for unit, device in list(devices.items())[:OBSERVED]:
        keys = device.keys()
        measured[unit] = {key: device.read(key) for key in keys if key.startswith("monitoring-")}
        commanded[unit] = {key: device.read(key) for key in COMMANDED if key in keys}
        accepted[unit] = {key: device.read(key) for key in keys if key.endswith("-in-force")}
    notes = [f"unit {unit} does not answer" for unit in sorted(silent)]
    if len(devices) > OBSERVED:
        notes.append(f"units {OBSERVED + 1} to {len(devices)} are not told of here")
    return Observation(measured, commanded, accepted, tuple(log.latest(_EXCHANGES)), tuple(notes))
