"""Resources of readings: those that a client mirrors to the server, and the server's own view of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from workbench.stubs.ieee2030_5.datatypes import (
    ATTRIBUTE,
    Boolean,
    HexBinary16,
    HexBinary160,
    Int8,
    Int32,
    Int48,
    Int64,
    UInt8,
    UInt32,
    UInt48,
    Whole,
)
from workbench.stubs.ieee2030_5.resources.base import (
    Count,
    DateTimeInterval,
    IdentifiedObject,
    Link,
    List,
    ListLink,
    Resource,
    SubscribableList,
)


@dataclass(kw_only=True, slots=True)
class UnitValueType:
    """A value with its unit."""

    multiplier: Int8
    unit: UInt8
    value: Int32


@dataclass(kw_only=True, slots=True)
class ReadingType(Resource):
    """What is read: unit, phase, multiplier, whether it adds up."""

    accumulationBehaviour: UInt8 | None = None
    calorificValue: UnitValueType | None = None
    commodity: UInt8 | None = None
    conversionFactor: UnitValueType | None = None
    dataQualifier: UInt8 | None = None
    flowDirection: UInt8 | None = None
    intervalLength: UInt32 | None = None
    kind: UInt8 | None = None
    maxNumberOfIntervals: UInt8 | None = None
    numberOfConsumptionBlocks: UInt8 | None = None
    numberOfTouTiers: UInt8 | None = None
    phase: UInt8 | None = None
    powerOfTenMultiplier: Int8 | None = None
    subIntervalLength: UInt32 | None = None
    supplyLimit: UInt48 | None = None
    tieredConsumptionBlocks: Boolean | None = None
    uom: UInt8 | None = None


KindOfReading = ReadingType


@dataclass(kw_only=True, slots=True)
class Reading(Resource):
    """One reading."""

    subscribable: Annotated[int, Whole(0, 255), ATTRIBUTE] | None = None
    consumptionBlock: UInt8 | None = None
    qualityFlags: HexBinary16 | None = None
    timePeriod: DateTimeInterval | None = None
    touTier: UInt8 | None = None
    value: Int48 | None = None
    localID: HexBinary16 | None = None


OneReading = Reading
Readings = list[Reading]


@dataclass(kw_only=True, slots=True)
class MirrorReadingSet(IdentifiedObject):
    """Readings of a period."""

    timePeriod: DateTimeInterval
    Reading: Readings = field(default_factory=list)


MirrorReadingSets = list[MirrorReadingSet]


@dataclass(kw_only=True, slots=True)
class MirrorMeterReading(IdentifiedObject):
    """Readings of one kind that a client mirrors."""

    lastUpdateTime: Int64 | None = None
    MirrorReadingSet: MirrorReadingSets = field(default_factory=list)
    nextUpdateTime: Int64 | None = None
    Reading: OneReading | None = None
    ReadingType: KindOfReading | None = None


MirrorMeterReadings = list[MirrorMeterReading]


@dataclass(kw_only=True, slots=True)
class MirrorMeterReadingList(List):
    """Readings of several kinds, posted at once."""

    MirrorMeterReading: MirrorMeterReadings = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class UsagePointBase(IdentifiedObject):
    """A point at which something is metered."""

    roleFlags: HexBinary16
    serviceCategoryKind: UInt8
    status: UInt8


@dataclass(kw_only=True, slots=True)
class MirrorUsagePoint(UsagePointBase):
    """A metered point that a client mirrors."""

    deviceLFDI: HexBinary160
    MirrorMeterReading: MirrorMeterReadings = field(default_factory=list)
    postRate: UInt32 | None = None


MirrorUsagePoints = list[MirrorUsagePoint]


@dataclass(kw_only=True, slots=True)
class MirrorUsagePointList(List):
    """The metered points that a client mirrors."""

    pollRate: Count | None = None
    MirrorUsagePoint: MirrorUsagePoints = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class UsagePoint(UsagePointBase):
    """A metered point as the server shows it."""

    deviceLFDI: HexBinary160 | None = None
    MeterReadingListLink: ListLink | None = None


UsagePoints = list[UsagePoint]


@dataclass(kw_only=True, slots=True)
class UsagePointList(SubscribableList):
    """The metered points of a client."""

    pollRate: Count | None = None
    UsagePoint: UsagePoints = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class MeterReading(IdentifiedObject):
    """Readings of one kind as the server shows them."""

    RateComponentListLink: ListLink | None = None
    ReadingLink: Link | None = None
    ReadingSetListLink: ListLink | None = None
    ReadingTypeLink: Link


MeterReadings = list[MeterReading]


@dataclass(kw_only=True, slots=True)
class MeterReadingList(SubscribableList):
    """The readings of a metered point, by kind."""

    MeterReading: MeterReadings = field(default_factory=list)
