"""SunSpec models as pysunspec2 carries them: groups, points, where each lies and how it stands in registers.

The model definitions are the SunSpec Alliance's (Apache-2.0) and are read from that package, never copied.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from workbench.der.sunspec_points import Point

HEADER = 2
"""Registers of a model before its body: identifier and length. The length that a model states leaves them out."""


@dataclass(frozen=True, slots=True)
class Group:
    """A run of points with the groups that follow it; the body of a model is one.

    Args:
        name: as in the model: ``Crv``, ``Pt``, ``MustTrip``.
        label: what it is called.
        count: what says how often it repeats: empty for once, the name of a count point (``NCrv``), or ``0`` where
            the length of the model says it (the curves of models 126 to 144).
        points: in the order of their registers.
        groups: after the points, in order.
    """

    name: str
    label: str
    count: str
    points: tuple[Point, ...]
    groups: tuple[Group, ...]

    @property
    def repeats(self) -> bool:
        """Whether instances of the group are numbered."""
        return bool(self.count)

    @property
    def counter(self) -> str:
        """The name under which ``Model.layout`` takes the number of instances; empty where there is one."""
        return self.name if self.count == "0" else self.count


@dataclass(frozen=True, slots=True)
class Placed:
    """A point at its place in a model with known counts.

    Args:
        path: groups and point, repeating groups numbered from 1: ``Crv[1].Pt[2].V``.
        offset: register of the first octets, counted from the model's identifier (which is at 0).
        scale_offset: register of the scale factor in force for it, counted the same; ``None`` where it has none or a
            fixed one.
    """

    path: str
    offset: int
    point: Point
    scale_offset: int | None


@dataclass(frozen=True)
class Model:
    """One SunSpec model.

    Args:
        id: its number.
        name: as the definition names it (``DERCtlAC``).
        label: what it is called.
        group: the top group, whose first two points are identifier and length.
    """

    id: int
    name: str
    label: str
    group: Group

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the fixed part, identifier and length first."""
        return self.group.points

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups after the fixed part."""
        return self.group.groups

    def walk(self) -> Iterator[tuple[str, Point, tuple[Group, ...]]]:
        """Yield every point once: its path without numbers (``Crv.Pt.V``), the point, the groups around it."""
        yield from _walk(self.group, "", (self.group,))

    def point(self, path: str) -> Point:
        """Return the point at a path such as ``WMaxLimPct``, ``PFWInj.PF`` or ``Crv.Pt.V``.

        Raises:
            KeyError: the model has no such point.
        """
        return self._by_path[path]

    @property
    def _by_path(self) -> Mapping[str, Point]:
        return _points_by_path(self.id)

    def counters(self) -> tuple[str, ...]:
        """Return the names of what says how often groups repeat, outer ones first."""
        names = [group.counter for group in _groups(self.group) if group.repeats]
        return tuple(dict.fromkeys(names))

    def layout(self, counts: Mapping[str, int] | None = None) -> tuple[Placed, ...]:
        """Return every point with its place.

        Args:
            counts: how often groups repeat, by ``Group.counter``: ``{"NCrv": 3, "NPt": 4}`` for model 705,
                ``{"curve": 2}`` for model 126. One that is not named is 0.

        Raises:
            ValueError: a name in ``counts`` is not a counter of this model, or a count is below 0.
        """
        given = dict(counts or {})
        wrong = sorted(set(given) - set(self.counters()))
        if wrong:
            allowed = ", ".join(self.counters()) or "none"
            raise ValueError(f"Model {self.id} counts no {', '.join(wrong)}; its counters are: {allowed}.")
        for name, count in given.items():
            if count < 0:
                raise ValueError(f"Model {self.id}, {name}: a count is 0 or more, not {count}.")
        placed: list[Placed] = []
        _place(self.group, "", 0, given, {}, placed)
        return tuple(placed)

    def length(self, counts: Mapping[str, int] | None = None) -> int:
        """Return the length in registers that the model states: without identifier and length."""
        last = self.layout(counts)[-1]
        return last.offset + last.point.size - HEADER


def _walk(
    group: Group, prefix: str, around: tuple[Group, ...]
) -> Iterator[tuple[str, Point, tuple[Group, ...]]]:
    for point in group.points:
        yield prefix + point.name, point, around
    for inner in group.groups:
        yield from _walk(inner, f"{prefix}{inner.name}.", (*around, inner))


def _groups(group: Group) -> Iterator[Group]:
    for inner in group.groups:
        yield inner
        yield from _groups(inner)


def _place(
    group: Group,
    prefix: str,
    offset: int,
    counts: Mapping[str, int],
    scales: Mapping[str, int],
    placed: list[Placed],
) -> int:
    """Place a group's points from ``offset`` on and return the offset after it.

    A scale factor is looked for in the group itself and in those around it.
    """
    at = offset
    known = dict(scales)
    for point in group.points:
        if point.type == "sunssf":
            known[point.name] = at
        at += point.size
    at = offset
    for point in group.points:
        scale = known[point.scale] if isinstance(point.scale, str) else None
        placed.append(Placed(prefix + point.name, at, point, scale))
        at += point.size
    for inner in group.groups:
        count = counts.get(inner.counter, 0) if inner.repeats else 1
        for number in range(1, count + 1):
            name = f"{inner.name}[{number}]" if inner.repeats else inner.name
            at = _place(inner, f"{prefix}{name}.", at, counts, known, placed)
    return at


@cache
def model(number: int) -> Model:
    """Return a SunSpec model by its number.

    Raises:
        KeyError: pysunspec2 carries no model of that number.
    """
    source = files("sunspec2") / "models" / "json" / f"model_{number}.json"
    if not source.is_file():
        raise KeyError(f"SunSpec model {number} is not known.")
    definition = json.loads(source.read_text(encoding="utf-8"))
    top = definition["group"]
    return Model(definition["id"], top["name"], top.get("label", ""), _group(top))


def _group(definition: Mapping[str, object]) -> Group:
    points = definition.get("points", [])
    groups = definition.get("groups", [])
    assert isinstance(points, list)
    assert isinstance(groups, list)
    return Group(
        name=str(definition["name"]),
        label=str(definition.get("label", "")),
        count=str(definition.get("count", "")),
        points=tuple(_point(point) for point in points),
        groups=tuple(_group(group) for group in groups),
    )


def _point(definition: Mapping[str, object]) -> Point:
    scale = definition.get("sf")
    symbols = definition.get("symbols", [])
    assert isinstance(symbols, list)
    assert scale is None or isinstance(scale, str | int)
    value = definition.get("value")
    return Point(
        name=str(definition["name"]),
        label=str(definition.get("label", "")),
        type=str(definition["type"]),
        size=int(str(definition["size"])),
        scale=scale,
        units=str(definition.get("units", "")),
        writable=definition.get("access") == "RW",
        mandatory=definition.get("mandatory") == "M",
        static=definition.get("static") == "S",
        symbols=MappingProxyType({symbol["name"]: int(symbol["value"]) for symbol in symbols}),
        fixed=value if isinstance(value, int) else None,
    )


@cache
def _points_by_path(number: int) -> Mapping[str, Point]:
    return MappingProxyType({path: point for path, point, _ in model(number).walk()})
