"""Curves: kept once each, however many DERs follow them, and looked up for many DERs at a time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from workbench.der.behaviour.columns import Part
from workbench.der.quantities import Curve

MOST_POINTS = 20
"""Points of a curve at most: as many as SunSpec models 126 to 145 have room for."""
MOST_EVENTS = 48
"""Points of a schedule at most: 47 events in a row and the end."""
EDGE = 1e-9
"""Width of a step, where two points of a curve stand at one place."""


class Curves:
    """Every curve that a fleet has had, by a number. The numbers are what columns hold."""

    def __init__(self) -> None:
        self._numbers: dict[Curve, int] = {}
        self._curves: list[Curve] = []
        self._tables: dict[str, Any] = {}
        self._distances: Curves | None = None

    def number(self, curve: Curve) -> int:
        """Return the number of a curve, which is kept if it is new."""
        number = self._numbers.get(curve)
        if number is None:
            number = self._numbers[curve] = len(self._curves)
            self._curves.append(curve)
            self._tables.clear()
        return number

    def curve(self, number: int) -> Curve:
        """Return the points of a curve."""
        return self._curves[number]

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
        starts, widths, slopes, firsts = self._segments()
        height = firsts[number]
        for segment in range(starts.shape[0]):
            within = np.clip(place - starts[segment][number], 0.0, widths[segment][number])
            height = height + slopes[segment][number] * within
        return height

    def held(self, number: Part, place: Part) -> tuple[Part, Part]:
        """Return the height of the last point before each DER's place, and whether a later point follows.

        Args:
            number: of the curve, one for all or one for each.
            place: where to look, in the unit of the first axis.
        """
        heights = np.zeros(np.broadcast(number, place).shape)
        inside = np.zeros(heights.shape, dtype=bool)
        numbers, places = np.broadcast_to(number, heights.shape), np.broadcast_to(place, heights.shape)
        for one in np.unique(numbers):
            points = np.asarray(self._curves[int(one)]).reshape(-1, 2)
            last = np.searchsorted(points[:, 0], places, side="right") - 1
            here = (numbers == one) & (last >= 0) & (last < len(points) - 1)
            heights = np.where(here, points[:, 1][np.clip(last, 0, None)] if len(points) else 0.0, heights)
            inside = inside | here
        return heights[()], inside[()]

    def factor(self, number: Part, place: Part) -> Part:
        """Return how far each DER's power factor curve is from 1 at its place: above 0 it injects, below it absorbs.

        A power factor jumps from -1 to 1 where nothing happens; its distance from 1 does not.
        """
        if "distances" not in self._tables:
            self._distances = self._distances or Curves()
            twins = [
                self._distances.number(tuple((x, float(np.copysign(1.0 - abs(y), y))) for x, y in curve))
                for curve in self._curves
            ]
            self._tables["distances"] = np.array(twins)
        assert self._distances is not None
        return self._distances.value(self._tables["distances"][number], place)

    def _segments(self) -> Any:
        """Return starts, widths and slopes by segment and curve, and the first height of each curve."""
        if "segments" not in self._tables:
            most = max((len(curve) for curve in self._curves), default=1) - 1
            starts, widths, slopes = np.zeros((3, max(most, 0), len(self._curves)))
            firsts = np.zeros(len(self._curves))
            for number, curve in enumerate(self._curves):
                firsts[number] = curve[0][1] if curve else 0.0
                for segment, ((x0, y0), (x1, y1)) in enumerate(pairwise(curve)):
                    width = max(x1 - x0, EDGE)
                    starts[segment, number] = x0
                    widths[segment, number] = width
                    slopes[segment, number] = (y1 - y0) / width
            self._tables["segments"] = starts, widths, slopes, firsts
        return self._tables["segments"]

    def zone(self, number: Part, zone: int, *, low: bool) -> tuple[Part, Part]:
        """Return threshold and time of one zone of trip curves, one for all or one for each.

        A trip curve is a row of steps: with a low curve, values below the threshold of a zone must have ended within
        its time. The innermost zone (nearest to nominal) is zone 0. A curve that has no such zone has a threshold
        that nothing passes.

        Args:
            low: whether the curves look down.
        """
        key = "low" if low else "high"
        if key not in self._tables:
            self._tables[key] = self._zones(low)
        thresholds, times = self._tables[key]
        if zone >= thresholds.shape[0]:
            beyond = -np.inf if low else np.inf
            return np.float64(beyond), np.float64(np.inf)
        return thresholds[zone][number], times[zone][number]

    def zones(self, numbers: Part, *, low: bool) -> int:
        """Return how many zones the richest of these curves has."""
        key = "low zones" if low else "high zones"
        if key not in self._tables:
            self._tables[key] = np.array([len(steps(curve, low=low)) for curve in self._curves])
        found = self._tables[key][numbers]
        return int(found.max()) if getattr(found, "ndim", 0) else int(found)

    def _zones(self, low: bool) -> Any:
        found = [steps(curve, low=low) for curve in self._curves]
        most = max((len(zones) for zones in found), default=0)
        thresholds = np.full((most, len(found)), -np.inf if low else np.inf)
        times = np.full((most, len(found)), np.inf)
        for number, zones in enumerate(found):
            for zone, (threshold, seconds) in enumerate(zones):
                thresholds[zone, number] = threshold
                times[zone, number] = seconds
        return thresholds, times


def steps(curve: Curve, *, low: bool) -> list[tuple[float, float]]:
    """Return a trip curve as steps: threshold and time, the one nearest to nominal first.

    Two points at one threshold are the two ends of an upright line; the shorter time is that of the zone outside it,
    the longer one says how far the zone inside it goes.
    """
    zones: dict[float, float] = {}
    for threshold, seconds in curve:
        zones[threshold] = min(seconds, zones.get(threshold, np.inf))
    return sorted(zones.items(), reverse=low)
