"""What an inverter forgets when it starts again, and what it was told."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.der.behaviour.commands import COMMANDS
from workbench.der.behaviour.fleet import Fleet
from workbench.der.device import Device

VOLATILE = ("limit-active-power", "set-active-power")
"""Commands that a restart ends: they come from who operates the grid now, and would silently stay otherwise.

A disconnect stays, since nobody may energise what was told to be off; so do the settings of functions.
"""
COMMANDED = tuple(key for command in COMMANDS for key in command.keys)
"""Everything that a client can command."""
_PERMIT = "enter-service-permit"


def restart(device: Device) -> None:
    """Bring a device to where it stands when it has just started.

    Settings survive. Commands of ``VOLATILE`` end, and so does every command whose revert time runs, which takes its
    revert values. It is out of service then; ``enter-service-permit`` was taken, for the caller to give again.
    """
    for command in COMMANDS:
        running = device.read(command.timer("revert-remaining"))
        if running:
            for key in command.values:
                device.write(key, device.read(f"{key}-revert-value"))
        if command.switch and (running or command.name in VOLATILE):
            back = bool(running) and bool(device.read(command.timer("revert-enable")))
            device.write(command.switch, back and command.name not in VOLATILE)
    device.write(_PERMIT, False)


def restart_units(fleet: Fleet, units: Iterable[int]) -> None:
    """Have inverters of a fleet start again, the first unit being 1."""
    permits = {unit: fleet.device(unit - 1).read(_PERMIT) for unit in units}
    for unit in permits:
        restart(fleet.device(unit - 1))
    if permits:
        fleet.step(0.001)
    for unit, permit in permits.items():
        fleet.device(unit - 1).write(_PERMIT, permit)
