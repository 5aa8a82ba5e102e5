"""Addresses of what is metered: the usage points that clients mirror, and the server's own view of them."""

from __future__ import annotations

import re

from workbench.stubs.ieee2030_5.nodes import READ, Members, Node
from workbench.stubs.ieee2030_5.received import Mirror
from workbench.stubs.ieee2030_5.registry import Device
from workbench.stubs.ieee2030_5.resources.base import Link, ListLink, Resource
from workbench.stubs.ieee2030_5.resources.metering import (
    MeterReading,
    MeterReadingList,
    MirrorMeterReading,
    MirrorUsagePoint,
    MirrorUsagePointList,
    UsagePoint,
    UsagePointList,
)
from workbench.stubs.ieee2030_5.utility import Utility


class Metered:
    """Finds what stands under ``/mup`` and ``/upt`` for a client."""

    def __init__(self, utility: Utility, poll_rate: int) -> None:
        self.utility = utility
        self.poll_rate = poll_rate

    def mirrors_of(self, seen: list[Device]) -> list[Mirror]:
        """Return the usage points of devices."""
        own = {device.lfdi for device in seen}
        return [
            mirror
            for mirror in self.utility.mirrors.values()
            if mirror.owner in own or mirror.point.deviceLFDI in own
        ]

    def mirrors(self, seen: list[Device], found: re.Match[str]) -> Node | None:
        """Return what stands at an address below ``/mup``."""
        mirrors = self.mirrors_of(seen)
        if found[1] is None:
            others = {"href": "/mup", "pollRate": self.poll_rate}
            points: list[tuple[int, Resource]] = [(0, _mirror_point(mirror)) for mirror in mirrors]
            return Node(
                "mirrors",
                (*READ, "POST"),
                lambda: Members(MirrorUsagePointList, "MirrorUsagePoint", points, others),
            )
        mirror = next((one for one in mirrors if str(one.number) == found[1]), None)
        if mirror is None:
            return None
        return Node("mirror", (*READ, "POST", "PUT", "DELETE"), lambda: _mirror_point(mirror), mirror=mirror)

    def usage(self, seen: list[Device], found: re.Match[str]) -> Node | None:
        """Return what stands at an address below ``/upt``."""
        mirrors = self.mirrors_of(seen)
        if found[1] is None:
            others = {"href": "/upt", "pollRate": self.poll_rate}
            points: list[tuple[int, Resource]] = [(0, _usage_point(mirror)) for mirror in mirrors]
            listed = Members(UsagePointList, "UsagePoint", points, others)
            return None if found[2] or found[3] or found[4] else Node("usages", READ, lambda: listed)
        mirror = next((one for one in mirrors if str(one.number) == found[1]), None)
        if mirror is None or (found[3] and not found[2]):
            return None
        if not found[2]:
            return None if found[4] else Node("usage", READ, lambda: _usage_point(mirror))
        readings = list(mirror.readings.values())
        href = f"/upt/{mirror.number}/mr"
        if not found[3]:
            all_of = [
                (one.lastUpdateTime or 0, _meter_reading(href, k, one)) for k, one in enumerate(readings, 1)
            ]
            listed = Members(MeterReadingList, "MeterReading", all_of, {"href": href})
            return None if found[4] else Node("meter readings", READ, lambda: listed)
        if not 1 <= int(found[3]) <= len(readings):
            return None
        reading = readings[int(found[3]) - 1]
        part: Resource | None = {"/r": reading.Reading, "/rt": reading.ReadingType}.get(
            found[4] or "", _meter_reading(href, int(found[3]), reading)
        )
        return Node("meter reading", READ, lambda: part) if part is not None else None


def _mirror_point(mirror: Mirror) -> MirrorUsagePoint:
    point = mirror.point
    return MirrorUsagePoint(
        href=mirror.href,
        mRID=point.mRID,
        description=point.description,
        version=point.version,
        roleFlags=point.roleFlags,
        serviceCategoryKind=point.serviceCategoryKind,
        status=point.status,
        deviceLFDI=point.deviceLFDI,
        postRate=point.postRate,
    )


def _usage_point(mirror: Mirror) -> UsagePoint:
    point = mirror.point
    href = f"/upt/{mirror.number}"
    return UsagePoint(
        href=href,
        mRID=point.mRID,
        description=point.description,
        roleFlags=point.roleFlags,
        serviceCategoryKind=point.serviceCategoryKind,
        status=point.status,
        deviceLFDI=point.deviceLFDI,
        MeterReadingListLink=ListLink(href=f"{href}/mr", all=len(mirror.readings)),
    )


def _meter_reading(href: str, number: int, reading: MirrorMeterReading) -> MeterReading:
    own = f"{href}/{number}"
    return MeterReading(
        href=own,
        mRID=reading.mRID,
        description=reading.description,
        ReadingLink=Link(href=f"{own}/r") if reading.Reading else None,
        ReadingTypeLink=Link(href=f"{own}/rt"),
    )
