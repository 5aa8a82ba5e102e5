"""A south end that is an IEEE 2030.5 server: devices below fetch what is asked for, and report what they measure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from workbench.der.device import NotPossible
from workbench.der.quantities import Protocol, Value, quantities
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.gateway.settings import NORMAL, switch_of
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.programs import Control
from workbench.stubs.ieee2030_5.registration import Registration
from workbench.stubs.stub import Endpoint

LASTING = 86_400.0
"""Seconds of a control that lasts until it is taken back; it is issued anew before it ends."""
RENEWED = 3_600.0
"""Seconds before its end at which that is done."""


class Ieee2030South:
    """Devices that are registered at a server of the gateway's own.

    What is asked for is one control for each device, replaced when something else is asked for. A device counts as
    reachable once it has reported.

    Args:
        server: not started yet; the gateway starts and stops it.
        devices: LFDI of each device by the name that the gateway gives it; registered at the server already.
        poll_rate: seconds between two looks of the devices.
    """

    def __init__(self, server: HeadEnd, devices: Mapping[str, str], poll_rate: float) -> None:
        self.words = "IEEE 2030.5 clients"
        self.endpoints: tuple[Endpoint, ...] = ()
        self.patience = 3.0 * poll_rate
        self._server = server
        self._devices = dict(devices)
        self._standing: dict[str, tuple[Control | None, dict[str, Value]]] = {}

    async def start(self, log: ExchangeLog) -> None:
        """Start the server."""
        self._server.exchanges.join(log)
        await self._server.start()
        self.endpoints = self._server.endpoints

    async def stop(self) -> None:
        """Stop the server."""
        await self._server.stop()

    def units(self) -> Collection[str]:
        """Return the names of the devices."""
        return self._devices.keys()

    async def keys(self, unit: str) -> Collection[str]:
        """Return what a device can report, and what it can be asked for; nobody knows before it has reported."""
        return _SAYABLE

    async def read(self, unit: str, keys: Collection[str]) -> Mapping[str, Value]:
        """Return what a device reported, and of what it was asked for what it has accepted."""
        await self._renew(unit)
        found = dict(self._reported(unit))
        accepted = self._server.observe().accepted.get(self._name(unit), {})
        _, asked = self._standing.get(unit, (None, {}))
        found |= {key: accepted[key] for key in asked if key in accepted}
        for key in keys:
            if key.endswith("-enable"):
                found[key] = any(switch_of(one) == key and one in accepted for one in asked)
            elif key in NORMAL:
                found.setdefault(key, NORMAL[key])
        return {key: found[key] for key in keys if key in found}

    async def write(self, unit: str, key: str, value: Value) -> None:
        """Ask for one more quantity, or let one go: the control that stands is replaced.

        A setting is in force while a control carries it; its switch is not sent.
        """
        control, asked = self._standing.get(unit, (None, {}))
        if key.endswith("-enable"):
            wanted = {one: held for one, held in asked.items() if value or switch_of(one) != key}
        elif key in NORMAL and value == NORMAL[key]:
            wanted = {one: held for one, held in asked.items() if one != key}
        else:
            wanted = {**asked, key: value}
        if wanted != asked:
            await self._replace(unit, control, wanted)

    async def _renew(self, unit: str) -> None:
        """Issue what stands anew when its control is about to end."""
        control, asked = self._standing.get(unit, (None, {}))
        if control is not None and self._server.utility.now() >= control.start + control.duration - RENEWED:
            await self._replace(unit, control, asked)

    async def _replace(self, unit: str, control: Control | None, wanted: dict[str, Value]) -> None:
        issued = None
        if wanted:
            issued = await self._server.issue(wanted, group=group_of(unit), duration=LASTING)
        if control is not None:
            with suppress(NotPossible):  # it ended by itself
                await self._server.cancel(control.mrid)
        self._standing[unit] = (issued, wanted)

    def _name(self, unit: str) -> str:
        return self._server.utility.registry.named(self._devices[unit]).name

    def _reported(self, unit: str) -> Mapping[str, Value]:
        device = self._server.utility.registry.named(self._devices[unit])
        if not device.reported:
            raise Unreachable("it has not reported yet")
        return {key: value for key, (value, _) in device.reported.items()}


def group_of(unit: str) -> str:
    """Return the group of the topology that a device has for itself, by the name that the gateway gives it."""
    return f"ServicePoint/{unit}"


def registered(server: HeadEnd, devices: Iterable[Registration], poll_rate: float) -> Ieee2030South:
    """Return the end for devices that are registered here at a server.

    Whoever speaks for others is let in, and is no device itself.

    Args:
        devices: each goes by its name, else by the beginning of its LFDI.

    Raises:
        NotPossible: one that cannot be registered.
    """
    listed = list(devices)
    speakers = {one.via for one in listed}
    units: dict[str, str] = {}
    for one in listed:
        groups = one.groups
        if one.lfdi not in speakers:
            unit = one.name or one.lfdi[:8]
            units[unit] = one.lfdi
            groups = (*groups, group_of(unit))
        server.register(one.lfdi, one.pin, groups, via=one.via)
    return Ieee2030South(server, units, poll_rate)


_SAYABLE = tuple(key for key, row in quantities().items() if Protocol.IEEE_2030_5_2018 in row.bindings)
"""What can be said in this edition."""
