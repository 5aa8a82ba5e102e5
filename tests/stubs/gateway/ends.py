"""Ends in memory: a utility that asks what it is told to, and devices that can be slow, deaf or stubborn."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from workbench.der.device import OutOfRange
from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ends import Standing, Unreachable


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class MemoryNorth:
    """A utility."""

    words = "memory"
    endpoints = ()

    def __init__(self, clock: Clock) -> None:
        self.asked = Standing()
        self.events: list[tuple[float, float, dict[str, Value]]] = []
        self.clock = clock
        self.spoke: float | None = clock()
        self.reports: list[Mapping[str, Value]] = []
        self.down = False

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        self.devices, self.changed = devices, changed

    async def stop(self) -> None:
        pass

    def standing(self, now: float) -> Standing:
        for start, end, values in self.events:
            if start <= now < end:
                return Standing(values, "an event", default=False)
        return self.asked

    def heard(self) -> float | None:
        return self.spoke

    def kept(self) -> dict[str, Any]:
        return {}

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        return "a memory"

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        if self.down:
            raise Unreachable("the link is down")
        self.reports.append(readings)


class MemorySouth:
    """Devices by name, each a table of values."""

    patience = 2.0
    words = "memory"
    endpoints = ()

    def __init__(self, **devices: dict[str, Value]) -> None:
        self.devices = {name.lstrip("_"): dict(values) for name, values in devices.items()}
        self.deaf: set[str] = set()
        self.hanging: set[str] = set()
        """Devices that take what is sent and never answer."""
        self.stubborn: dict[str, Value] = {}
        self.limits: dict[str, float] = {}
        self.locked: set[str] = set()
        self.failing: dict[str, Exception] = {}
        self.writes: list[tuple[str, str, Value]] = []

    async def start(self, log: ExchangeLog) -> None:
        pass

    async def stop(self) -> None:
        pass

    def units(self) -> Collection[str]:
        return tuple(self.devices)

    def _device(self, unit: str) -> dict[str, Value]:
        if unit in self.deaf:
            raise Unreachable("no answer within 1 s")
        return self.devices[unit]

    async def _line(self, unit: str) -> None:
        if unit in self.hanging:
            await asyncio.Event().wait()

    async def keys(self, unit: str) -> Collection[str]:
        await self._line(unit)
        return self._device(unit).keys()

    async def read(self, unit: str, keys: Collection[str]) -> Mapping[str, Value]:
        await self._line(unit)
        device = self._device(unit)
        return {key: device[key] for key in keys if key in device}

    async def write(self, unit: str, key: str, value: Value) -> None:
        await self._line(unit)
        device = self._device(unit)
        if key in self.failing:
            raise self.failing[key]
        if key in self.locked:
            raise OutOfRange(f"{key} is locked.")
        if isinstance(value, float) and value > self.limits.get(key, 1e9):
            raise OutOfRange(f"{key} may be at most {self.limits[key]:g}.")
        self.writes.append((unit, key, value))
        device[key] = self.stubborn.get(key, value)
