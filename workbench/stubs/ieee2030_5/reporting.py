"""What a client reports of its device: nameplate, settings, status, availability, readings, alarms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from workbench.der.codecs import Context, Raw, encode
from workbench.der.codecs.tables import attributes, coded
from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.ieee2030_5.connection import Connection
from workbench.stubs.ieee2030_5.documents import form
from workbench.stubs.ieee2030_5.resources.base import Link, Resource
from workbench.stubs.ieee2030_5.resources.der import (
    DER,
    DERAvailability,
    DERCapability,
    DERSettings,
    DERStatus,
)
from workbench.stubs.ieee2030_5.resources.devices import EndDevice
from workbench.stubs.ieee2030_5.resources.messages import LogEvent
from workbench.stubs.ieee2030_5.resources.metering import (
    MirrorMeterReading,
    MirrorMeterReadingList,
    MirrorUsagePoint,
    Reading,
    ReadingType,
)
from workbench.stubs.ieee2030_5.values import PROTOCOL, built, carried_by, places

POWER_OF_TEN = -3
"""Multiplier of mirrored readings: the same for all, since a reading's type is not sent again."""
MIRROR_OF_A_DER = "0049"
"""``roleFlags``: a mirror (bit 0) of a DER (bit 3), measured apart from the premises (bit 6)."""
ALARM = "monitoring-alarm-status"
DER_FUNCTION_SET = 11
"""``LogEvent.functionSet`` of DER."""
STANDARD_PEN = 40732
"""Enterprise number of the standard, whose log event codes these are."""
PROFILE = 2
"""``LogEvent.profileID`` of the standard."""
_PHOTOVOLTAIC = 4
_ELECTRICITY, _ON, _INSTANTANEOUS, _CUMULATIVE, _FORWARD = 0, 1, 12, 9, 1
_REQUIRED = {"type": _PHOTOVOLTAIC, "setGradW": 0}
"""What the schema wants and the table does not have: the kind of DER, and no limit of the ramp."""


class Reporter:
    """Reports for one device; what did not change is not sent again, but status and readings.

    Args:
        lfdi: of the device; the mRIDs of its readings follow from it.
    """

    def __init__(self, lfdi: str) -> None:
        self.lfdi = lfdi
        self.notes: dict[str, str] = {}
        self._places: dict[type[Resource], str] = {}
        self._mirrors = ""
        self._mirror = ""
        self._mirrored: frozenset[str] = frozenset()
        self._logs = ""
        self._logged = 0
        self._alarms: frozenset[str] = frozenset()
        self._sent: dict[type[Resource], dict[str, Raw]] = {}
        self._since: dict[str, tuple[Raw, int]] = {}

    def places(self, device: EndDevice, der: DER | None, mirrors: str) -> None:
        """Take where reports go: from the links of the device and its DER, and the server's list of mirrors."""
        links: dict[type[Resource], Link | None] = {}
        if der is not None:
            links = {
                DERCapability: der.DERCapabilityLink,
                DERSettings: der.DERSettingsLink,
                DERStatus: der.DERStatusLink,
                DERAvailability: der.DERAvailabilityLink,
            }
        self._places = {kind: link.href for kind, link in links.items() if link is not None}
        self._mirrors = mirrors
        self._logs = device.LogEventListLink.href if device.LogEventListLink else ""

    async def report(self, connection: Connection, readings: Mapping[str, Value], now: int) -> None:
        """Send what readings say.

        Args:
            readings: values by key; what no resource carries is left out.
            now: by the server's clock.
        """
        context = Context(values=readings)
        for kind, address in self._places.items():
            raws = self._raws(kind, readings, context, now)
            if raws is None or self._sent.get(kind) == _timeless(raws):
                continue
            await connection.send("PUT", address, built(kind, raws))
            if kind in (DERCapability, DERSettings):
                self._sent[kind] = _timeless(raws)
        await self._mirror_readings(connection, readings, context, now)
        await self._log_alarms(connection, readings, now)

    def _raws(
        self, kind: type[Resource], readings: Mapping[str, Value], context: Context, now: int
    ) -> dict[str, Raw] | None:
        known = {
            key: value for key, value in readings.items() if _fits(kind, key, value, context, self.notes)
        }
        raws = carried_by(kind, known, context)
        if not raws:
            return None
        for one in form(kind):
            held = raws.get(one.name)
            if (
                isinstance(held, Mapping)
                and one.kind
                and any(part.name == "dateTime" for part in form(one.kind))
            ):
                before = self._since.get(one.name)
                if before is None or before[0] != held:
                    before = self._since[one.name] = (dict(held), now)
                raws[one.name] = {**held, "dateTime": before[1]}
            elif held is None and one.required and one.name in ("readingTime", "updatedTime"):
                raws[one.name] = now
            elif held is None and one.required and one.name in _REQUIRED:
                raws[one.name] = _REQUIRED[one.name]
        ramp = readings.get("setting-default-ramp-rate")
        if kind is DERSettings and isinstance(ramp, int | float):
            raws["setGradW"] = encode(places()["setting-default-ramp-rate"].binding, ramp, context).raw
        missing = [one.name for one in form(kind) if one.required and one.name not in raws]
        if missing:
            self.notes[kind.__name__] = f"{kind.__name__} is not reported: {', '.join(missing)} is not known."
            return None
        self.notes.pop(kind.__name__, None)
        return raws

    async def _mirror_readings(
        self, connection: Connection, readings: Mapping[str, Value], context: Context, now: int
    ) -> None:
        if not self._mirrors:
            return
        mirrored: dict[str, MirrorMeterReading] = {}
        for key, place in places().items():
            if place.resource == "MirrorMeterReading" and key in readings:
                try:
                    raw = encode(place.binding, readings[key], context).raw
                except NotPossible as refusal:
                    self.notes[key] = str(refusal)
                    continue
                mirrored[key] = self._meter_reading(key, raw, now)
        if not mirrored:
            return
        if not self._mirror or not mirrored.keys() <= self._mirrored:
            point = MirrorUsagePoint(
                mRID=self._mrid("mirror"),
                description="DER",
                roleFlags=MIRROR_OF_A_DER,
                serviceCategoryKind=_ELECTRICITY,
                status=_ON,
                deviceLFDI=self.lfdi,
                MirrorMeterReading=list(mirrored.values()),
            )
            posted = await connection.send("POST", self._mirrors, point)
            self._mirror = posted.location or self._mirror
            self._mirrored = self._mirrored | mirrored.keys()
            return
        listed = MirrorMeterReadingList(
            all=len(mirrored), results=len(mirrored), MirrorMeterReading=list(mirrored.values())
        )
        await connection.send("POST", self._mirror, listed)

    def _meter_reading(self, key: str, raw: Mapping[str, Raw], now: int) -> MirrorMeterReading:
        value = round(raw["value"] * 10.0 ** (raw["powerOfTenMultiplier"] - POWER_OF_TEN))
        energy = key == "monitoring-energy-delivered"
        return MirrorMeterReading(
            mRID=self._mrid(key),
            description=key[:32],
            lastUpdateTime=now,
            Reading=Reading(value=value),
            ReadingType=ReadingType(
                accumulationBehaviour=_CUMULATIVE if energy else _INSTANTANEOUS,
                commodity=1,
                flowDirection=_FORWARD,
                phase=attributes()[key].phase or 0,
                powerOfTenMultiplier=POWER_OF_TEN,
                uom=raw["uom"],
            ),
        )

    async def _log_alarms(self, connection: Connection, readings: Mapping[str, Value], now: int) -> None:
        alarms = readings.get(ALARM)
        if not isinstance(alarms, frozenset) or not self._logs:
            return
        bits = {word.word: int(word.code) for word in coded(ALARM, PROTOCOL)}
        for word in sorted(alarms ^ self._alarms):
            if word in bits:
                gone = word not in alarms
                await self.log(
                    connection, 2 * bits[word] + gone, now, f"{word} {'ended' if gone else 'began'}"
                )
        self._alarms = alarms

    async def log(self, connection: Connection, code: int, now: int, details: str) -> None:
        """Post a log event of the function set DER; even codes say that an alarm began, odd ones that it ended."""
        self._logged += 1
        event = LogEvent(
            createdDateTime=now,
            details=details[:32],
            functionSet=DER_FUNCTION_SET,
            logEventCode=code,
            logEventID=self._logged & 0xFFFF,
            logEventPEN=STANDARD_PEN,
            profileID=PROFILE,
        )
        await connection.send("POST", self._logs, event)

    def _mrid(self, what: str) -> str:
        digest = hashlib.sha256(f"{self.lfdi}/{what}".encode()).hexdigest()
        return f"{digest[:24]}{STANDARD_PEN:08d}".upper()


def _fits(kind: type[Resource], key: str, value: Value, context: Context, notes: dict[str, str]) -> bool:
    """Whether a value can be said in a resource; where it cannot, a note says why and the others are sent."""
    place = places().get(key)
    if place is None or place.resource != kind.__name__:
        return False
    try:
        encode(place.binding, value, context)
    except NotPossible as refusal:
        notes[key] = str(refusal)
        return False
    notes.pop(key, None)
    return True


def _timeless(raws: Mapping[str, Raw]) -> dict[str, Raw]:
    return {name: raw for name, raw in raws.items() if name not in ("updatedTime", "readingTime")}
