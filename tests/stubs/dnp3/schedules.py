"""Windows of schedules as tests drive them: points of a device, and the parts of a window by name."""

from __future__ import annotations

from workbench.der.behaviour import Fleet, Ratings
from workbench.der.dnp3_schedules import Block, blocks
from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.device_points import DevicePoints
from workbench.stubs.dnp3.points import PointId, Raw
from workbench.stubs.dnp3.schedule_keeper import Keeper
from workbench.stubs.gateway.schedule_book import ScheduleBook

NOON = 1_800_014_400.0
"""Friday, 15 January 2027, 12:00 UTC."""
DATE, TIME = divmod(int(NOON), 86_400)
WINDOWS = [block for edition in (Protocol.DNP3_AN2018, Protocol.DNP3_1815_2) for block in blocks(edition)]


class Clock:
    """A clock that only the test moves."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Windowed:
    """The points of a device with schedules, written and read by the parts of one window."""

    def __init__(self, block: Block, keeper: Keeper | None = None, fleet: Fleet | None = None) -> None:
        self.block = block
        self.clock = Clock()
        self.keeper = keeper or ScheduleBook(self.clock)
        self.fleet = fleet or Fleet(1, Ratings(active_power=10_000.0))
        self.points = DevicePoints(self.fleet.device(0), block.protocol, schedules=self.keeper)
        self._shown = dict(self.points.sample())

    def write(self, **parts: Raw) -> None:
        """Write parts in order; ``offset_1`` is the offset of the first point."""
        addresses = self.block.window(written=True)
        for part, raw in parts.items():
            self.points.operate(PointId.of(addresses[part.replace("_", " ")]), raw)

    def switch(self, *, on: bool = True) -> None:
        """Put the selected schedule into use, by whatever the edition has for that, or out of it."""
        addresses = self.block.window(written=True)
        for part in ("submit", "enable", "ready") if on else ("enable", "ready"):
            if part in addresses:
                self.points.operate(PointId.of(addresses[part]), on)

    def read(self, *parts: str) -> list[Raw | None]:
        """Return inputs by part."""
        self._shown |= self.points.changes()
        addresses = self.block.window(written=False)
        return [self._shown[PointId.of(addresses[part.replace("_", " ")])] for part in parts]

    def at(self, code: str) -> Raw | None:
        """Return a point."""
        self._shown |= self.points.changes()
        return self._shown[PointId.of(code)]

    def limit(
        self,
        number: int,
        *values: tuple[int, float],
        priority: int = 1,
        start: float = NOON,
        interval: int = 0,
        units: int = 0,
    ) -> None:
        """Write a schedule of the limit of active power, by offsets and percent."""
        date, time = divmod(start, 86_400)
        head = {
            "priority": priority,
            "start-date": int(date),
            "start-time": round(time / self.block.seconds),
            "interval": interval,
            "units": units,
            "count": len(values),
        }
        if self.block.types:
            head["type"] = 13
        self.write(selector=number, **head)
        output = self.points.address_of("limit-active-power")
        for place, (offset, percent) in enumerate(values, 1):
            point = {"offset": offset, "value": round(percent * 10)}
            if not self.block.types:
                point |= {"action-type": 1, "action-index": int(output[2:])}
            self.write(**{f"{part}_{place}": raw for part, raw in point.items()})
