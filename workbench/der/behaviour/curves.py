"""Curves: kept once each, however many DERs follow them, and looked up for many DERs at a time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.der.behaviour.columns import Part
from workbench.der.quantities import Curve

MOST_POINTS = 20
"""Points of a curve at most: as many as SunSpec models 126 to 145 have room for."""
MOST_EVENTS = 48
"""Points of a schedule at most: 47 events in a row and the end."""
MOST_ZONES = 5
"""Steps of a trip curve that are timed one by one, from the one nearest to nominal on."""
EDGE = 1e-9
"""Width of a step, where two points of a curve stand at one place."""


class Curves:
    """Every curve that a fleet has, by a number. The numbers are what columns hold.

    A new curve costs the same however many there are: its segments and zones are worked out once and written into
    tables that grow by doubling.
    """

    def __init__(self) -> None:
        self._numbers: dict[Curve, int] = {}
        self._curves: list[Curve] = []
        self._tables: dict[str, NDArray[Any]] = {
            "start": np.zeros((1, 0)),
            "width": np.zeros((1, 0)),
            "slope": np.zeros((1, 0)),
            "first": np.zeros((1, 0)),
            "low threshold": np.zeros((MOST_ZONES, 0)),
            "low time": np.zeros((MOST_ZONES, 0)),
            "high threshold": np.zeros((MOST_ZONES, 0)),
            "high time": np.zeros((MOST_ZONES, 0)),
            "segments": np.zeros((1, 0), dtype=int),
            "zones": np.zeros((1, 0), dtype=int),
            "twin": np.zeros((1, 0), dtype=int),
        }
        self._distances: Curves | None = None

    def __len__(self) -> int:
        return len(self._curves)

    def number(self, curve: Curve) -> int:
        """Return the number of a curve, which is kept if it is new."""
        number = self._numbers.get(curve)
        if number is None:
            number = self._numbers[curve] = len(self._curves)
            self._curves.append(curve)
            self._work_out(number, curve)
        return number

    def curve(self, number: int) -> Curve:
        """Return the points of a curve."""
        return self._curves[number]

    def only(self, numbers: Iterable[int]) -> tuple[Curves, NDArray[Any]]:
        """Return curves that hold none but these, and the new number of each old one."""
        kept, renamed = Curves(), np.zeros(len(self._curves), dtype=int)
        for number in numbers:
            renamed[number] = kept.number(self._curves[number])
        return kept, renamed

    def value(self, number: Part, place: Part) -> Part:
        """Return the height of each DER's curve at its place; before the first and after the last point it is flat.

        Args:
            number: of the curve, one for all or one for each.
            place: where to look, in the unit of the first axis.
        """
        if np.ndim(number) == 0:
            points = np.asarray(self._curves[int(number)])
            if np.all(np.diff(points[:, 0]) > 0):
                return np.interp(place, points[:, 0], points[:, 1])
        height = self._tables["first"][0][number]
        for segment in range(int(np.max(self._tables["segments"][0][number]))):
            start, width = self._tables["start"][segment][number], self._tables["width"][segment][number]
            height = height + self._tables["slope"][segment][number] * np.clip(place - start, 0.0, width)
        return height

    def held(self, number: Part, place: Part) -> tuple[Part, Part]:
        """Return the height of the last point before each DER's place, and whether a later point follows.

        Args:
            number: of the curve, one for all or one for each.
            place: where to look, in the unit of the first axis.
        """
        numbers, places = (part.ravel() for part in np.broadcast_arrays(number, place))
        heights, inside = np.zeros(places.shape), np.zeros(places.shape, dtype=bool)
        order = np.argsort(numbers, kind="stable")
        found, begins = np.unique(numbers[order], return_index=True)
        for one, these in zip(found, np.split(order, begins[1:]), strict=True):
            points = np.asarray(self._curves[int(one)]).reshape(-1, 2)
            last = np.searchsorted(points[:, 0], places[these], side="right") - 1
            here = (last >= 0) & (last < len(points) - 1)
            inside[these] = here
            heights[these[here]] = points[:, 1][last[here]]
        shape = np.broadcast_shapes(np.shape(number), np.shape(place))
        return heights.reshape(shape)[()], inside.reshape(shape)[()]

    def factor(self, number: Part, place: Part) -> Part:
        """Return how far each DER's power factor curve is from 1 at its place: above 0 it injects, below it absorbs.

        A power factor jumps from -1 to 1 where nothing happens; its distance from 1 does not.
        """
        self._distances = self._distances or Curves()
        twins = self._tables["twin"][0]
        for one in np.unique(number):
            if twins[one] < 0:
                distances = tuple((x, float(np.copysign(1.0 - abs(y), y))) for x, y in self._curves[int(one)])
                twins[one] = self._distances.number(distances)
        return self._distances.value(twins[number], place)

    def zone(self, number: Part, zone: int, *, low: bool) -> tuple[Part, Part]:
        """Return threshold and time of one zone of trip curves, one for all or one for each.

        A trip curve is a row of steps: with a low curve, values below the threshold of a zone must have ended within
        its time. The innermost zone (nearest to nominal) is zone 0. A curve that has no such zone has a threshold
        that nothing passes.

        Args:
            low: whether the curves look down.
        """
        side = "low" if low else "high"
        return self._tables[f"{side} threshold"][zone][number], self._tables[f"{side} time"][zone][number]

    def zones(self, numbers: Part) -> int:
        """Return how many zones the richest of these curves has."""
        return int(np.max(self._tables["zones"][0][numbers]))

    def _work_out(self, number: int, curve: Curve) -> None:
        low, high = steps(curve, low=True)[:MOST_ZONES], steps(curve, low=False)[:MOST_ZONES]
        # Schedules have the most points, and no segments: what they hold does not slant.
        segments = list(pairwise(curve)) if len(curve) <= MOST_POINTS else []
        self._make_room(number, len(segments))
        tables = self._tables
        tables["first"][0, number] = curve[0][1] if curve else 0.0
        tables["segments"][0, number] = len(segments)
        tables["zones"][0, number] = len(low)
        tables["twin"][0, number] = -1
        for segment, ((x0, y0), (x1, y1)) in enumerate(segments):
            width = max(x1 - x0, EDGE)
            tables["start"][segment, number] = x0
            tables["width"][segment, number] = width
            tables["slope"][segment, number] = (y1 - y0) / width
        for side, found, beyond in (("low", low, -np.inf), ("high", high, np.inf)):
            tables[f"{side} threshold"][:, number] = beyond
            tables[f"{side} time"][:, number] = np.inf
            for zone, (threshold, seconds) in enumerate(found):
                tables[f"{side} threshold"][zone, number] = threshold
                tables[f"{side} time"][zone, number] = seconds

    def _make_room(self, number: int, segments: int) -> None:
        """Let the tables be wide enough for a number, and deep enough for so many segments."""
        for name, table in self._tables.items():
            deep, wide = table.shape
            if name in ("start", "width", "slope"):
                deep = max(deep, segments)
            if number >= wide:
                wide = max(16, 2 * wide)
            if (deep, wide) != table.shape:
                grown = np.zeros((deep, wide), dtype=table.dtype)
                grown[: table.shape[0], : table.shape[1]] = table
                self._tables[name] = grown


def steps(curve: Curve, *, low: bool) -> list[tuple[float, float]]:
    """Return a trip curve as steps: threshold and time, the one nearest to nominal first.

    Two points at one threshold are the two ends of an upright line; the shorter time is that of the zone outside it,
    the longer one says how far the zone inside it goes.
    """
    zones: dict[float, float] = {}
    for threshold, seconds in curve:
        zones[threshold] = min(seconds, zones.get(threshold, np.inf))
    return sorted(zones.items(), reverse=low)
