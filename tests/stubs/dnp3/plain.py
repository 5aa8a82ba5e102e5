"""Points without a device behind them: what the tests of the runner serve."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workbench.der.device import NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.stubs.dnp3.points import Kind, Point, PointId, Raw

LOCKED = PointId(Kind.ANALOG_OUTPUT, 3)
"""An output that is there and cannot be operated now."""


class PlainPoints:
    """Two binary inputs, two analog ones and a counter; outputs that act on the inputs of the same index."""

    def __init__(self, more: int = 0) -> None:
        listed = [
            Point(PointId(Kind.BINARY_INPUT, 0), "switch", 1),
            Point(PointId(Kind.BINARY_INPUT, 5), "alarm", 1),
            Point(PointId(Kind.ANALOG_INPUT, 0), "limit", 2),
            Point(PointId(Kind.ANALOG_INPUT, 7), "power", 3, deadband=10),
            Point(PointId(Kind.ANALOG_INPUT, 8), "static"),
            Point(PointId(Kind.COUNTER, 0), "energy", 0),
            Point(PointId(Kind.FROZEN_COUNTER, 0), "frozen energy", 3),
            Point(PointId(Kind.BINARY_OUTPUT, 0), "switch"),
            Point(PointId(Kind.ANALOG_OUTPUT, 0), "limit"),
            Point(LOCKED, "locked"),
        ]
        listed += [
            Point(PointId(Kind.ANALOG_INPUT, 1_000 + place), f"more {place}", 3) for place in range(more)
        ]
        self.points: Mapping[PointId, Point] = MappingProxyType({point.id: point for point in listed})
        self.values: dict[str, Raw | None] = {
            "BI0": False,
            "BI5": False,
            "AI0": 100,
            "AI7": 0,
            "AI8": -5,
            "CTR0": 1_000,
        }
        self.values |= {f"AI{1_000 + place}": place for place in range(more)}
        self.texts = {242: "1.0", 248: "A-1", 250: "Plain", 252: "Nobody"}
        self.operated: list[tuple[str, Raw]] = []

    def sample(self) -> Mapping[PointId, Raw | None]:
        sample = {PointId.of(code): value for code, value in self.values.items()}
        sample[PointId(Kind.BINARY_OUTPUT, 0)] = self.values["BI0"]
        sample[PointId(Kind.ANALOG_OUTPUT, 0)] = self.values["AI0"]
        sample[LOCKED] = 0
        return sample

    def changes(self) -> Mapping[PointId, Raw | None]:
        return self.sample()

    def attributes(self) -> Mapping[int, str]:
        return self.texts

    def check(self, point: PointId, raw: Raw) -> None:
        if point not in self.points:
            raise UnknownQuantity(f"There is no {point} here.")
        if not point.kind.is_output:
            raise NotWritable(f"{point} is only read.")
        if point.kind is Kind.ANALOG_OUTPUT and not 0 <= raw <= 1_000:
            raise OutOfRange(f"{raw} is not within 0 to 1000.")

    def operate(self, point: PointId, raw: Raw) -> None:
        self.check(point, raw)
        if point == LOCKED:
            raise NotPossible("It is locked at its display.")
        self.operated.append((str(point), raw))
        self.values["BI0" if point.kind is Kind.BINARY_OUTPUT else "AI0"] = raw

    def tell(self, point: PointId, raw: Raw) -> str:
        known = self.points.get(point)
        return f"{known.name if known else point} = {raw:g}"
