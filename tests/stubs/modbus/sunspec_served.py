"""A device served as registers to tests, without a socket."""

from __future__ import annotations

import pytest

from workbench.der.behaviour.fleet import Fleet
from workbench.der.behaviour.ratings import Ratings
from workbench.stubs.modbus.sunspec_unit import SunSpecUnit

RATINGS = {
    "pv, one phase": Ratings(),
    "storage, split phase": Ratings(kind="storage", phases=2),
    "pv and storage, three phases": Ratings(kind="pv+storage", phases=3, voltage=480.0, active_power=250_000),
    "small": Ratings(active_power=300.0, voltage=120.0),
}


class Served:
    """One inverter of the model in registers, by names of points."""

    def __init__(self, ratings: Ratings | None = None) -> None:
        self.fleet = Fleet(1, ratings)
        self.fleet.step(0.1)
        self.device = self.fleet.device(0)
        self.unit = SunSpecUnit(self.device, 7, clock=lambda: 946_684_800 + 5.0)

    def address(self, point: str) -> int:
        number, _, path = point.partition(".")
        return self.unit.field(int(number), path).entry.address

    def raw(self, point: str) -> object:
        number, _, path = point.partition(".")
        entry = self.unit.field(int(number), path).entry
        return entry.point.decode(self.unit.read(entry.address, entry.point.size))

    def put(self, point: str, *raw: int) -> None:
        """Write points that follow each other, in one request."""
        address, octets, place = self.address(point), b"", self.address(point)
        for value in raw:
            (entry,) = self.unit.plan.layout.within(place, 1)
            octets += entry.point.encode(value)
            place += entry.point.size
        self.unit.write(address, octets)


def same_but_for_rounding(before: dict[str, object], after: dict[str, object]) -> None:
    for key, value in before.items():
        now = after[key]
        if isinstance(value, list):
            assert [number for pair in now for number in pair] == pytest.approx(
                [number for pair in value for number in pair], rel=5e-3, abs=0.01
            ), key
        elif isinstance(value, float):
            assert now == pytest.approx(value, rel=5e-3, abs=0.01), key
        else:
            assert now == value, key
