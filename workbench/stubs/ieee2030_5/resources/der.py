"""Resources by which a DER says what it is: nameplate, settings, status, what it could do now."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.stubs.ieee2030_5.datatypes import (
    HexBinary8,
    HexBinary32,
    Int8,
    Int16,
    Int64,
    String6,
    UInt8,
    UInt16,
    UInt32,
)
from workbench.stubs.ieee2030_5.resources.base import (
    Count,
    Link,
    List,
    ListLink,
    Resource,
    SignedQuantity,
    SubscribableResource,
    UnsignedQuantity,
)


@dataclass(kw_only=True, slots=True)
class DER(SubscribableResource):
    """One DER of a device."""

    AssociatedDERProgramListLink: ListLink | None = None
    AssociatedUsagePointLink: Link | None = None
    CurrentDERProgramLink: Link | None = None
    DERAvailabilityLink: Link | None = None
    DERCapabilityLink: Link | None = None
    DERSettingsLink: Link | None = None
    DERStatusLink: Link | None = None


DERs = list[DER]


@dataclass(kw_only=True, slots=True)
class DERList(List):
    """The DERs of a device."""

    pollRate: Count | None = None
    DER: DERs = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class PowerFactor:
    """A power factor: ``displacement`` times ten to the power of the multiplier."""

    displacement: UInt16
    multiplier: Int8


@dataclass(kw_only=True, slots=True)
class DERCapability(Resource):
    """The nameplate."""

    modesSupported: HexBinary32
    rtgAbnormalCategory: UInt8 | None = None
    rtgMaxA: UnsignedQuantity | None = None
    rtgMaxAh: UnsignedQuantity | None = None
    rtgMaxChargeRateVA: UnsignedQuantity | None = None
    rtgMaxChargeRateW: SignedQuantity | None = None
    rtgMaxDischargeRateVA: UnsignedQuantity | None = None
    rtgMaxDischargeRateW: SignedQuantity | None = None
    rtgMaxV: UnsignedQuantity | None = None
    rtgMaxVA: UnsignedQuantity | None = None
    rtgMaxVar: SignedQuantity | None = None
    rtgMaxVarNeg: SignedQuantity | None = None
    rtgMaxW: SignedQuantity
    rtgMaxWh: UnsignedQuantity | None = None
    rtgMinPFOverExcited: PowerFactor | None = None
    rtgMinPFUnderExcited: PowerFactor | None = None
    rtgMinV: UnsignedQuantity | None = None
    rtgNormalCategory: UInt8 | None = None
    rtgOverExcitedPF: PowerFactor | None = None
    rtgOverExcitedW: SignedQuantity | None = None
    rtgReactiveSusceptance: UnsignedQuantity | None = None
    rtgUnderExcitedPF: PowerFactor | None = None
    rtgUnderExcitedW: SignedQuantity | None = None
    rtgVNom: UnsignedQuantity | None = None
    type: UInt8


@dataclass(kw_only=True, slots=True)
class DERSettings(SubscribableResource):
    """To what the DER is set up."""

    modesEnabled: HexBinary32 | None = None
    setESDelay: UInt32 | None = None
    setESHighFreq: UInt16 | None = None
    setESHighVolt: Int16 | None = None
    setESLowFreq: UInt16 | None = None
    setESLowVolt: Int16 | None = None
    setESRampTms: UInt32 | None = None
    setESRandomDelay: UInt32 | None = None
    setGradW: UInt16
    setMaxA: UnsignedQuantity | None = None
    setMaxAh: UnsignedQuantity | None = None
    setMaxChargeRateVA: UnsignedQuantity | None = None
    setMaxChargeRateW: SignedQuantity | None = None
    setMaxDischargeRateVA: UnsignedQuantity | None = None
    setMaxDischargeRateW: SignedQuantity | None = None
    setMaxV: UnsignedQuantity | None = None
    setMaxVA: UnsignedQuantity | None = None
    setMaxVar: SignedQuantity | None = None
    setMaxVarNeg: SignedQuantity | None = None
    setMaxW: SignedQuantity
    setMaxWh: UnsignedQuantity | None = None
    setMinPFOverExcited: PowerFactor | None = None
    setMinPFUnderExcited: PowerFactor | None = None
    setMinV: UnsignedQuantity | None = None
    setSoftGradW: UInt16 | None = None
    setVNom: UnsignedQuantity | None = None
    setVRef: UnsignedQuantity | None = None
    setVRefOfs: UnsignedQuantity | None = None
    updatedTime: Int64


@dataclass(kw_only=True, slots=True)
class FlagsAt:
    """A bitmap, and when it came to be so."""

    dateTime: Int64
    value: HexBinary8


@dataclass(kw_only=True, slots=True)
class NumberAt:
    """A number of an enumeration, and when it came to be so."""

    dateTime: Int64
    value: UInt8


@dataclass(kw_only=True, slots=True)
class PercentAt:
    """Hundredths of a percent, and when it came to be so."""

    dateTime: Int64
    value: UInt16


@dataclass(kw_only=True, slots=True)
class WordAt:
    """A maker's own word, and when it came to be so."""

    dateTime: Int64
    value: String6


@dataclass(kw_only=True, slots=True)
class DERStatus(SubscribableResource):
    """How the DER is."""

    alarmStatus: HexBinary32 | None = None
    genConnectStatus: FlagsAt | None = None
    inverterStatus: NumberAt | None = None
    localControlModeStatus: NumberAt | None = None
    manufacturerStatus: WordAt | None = None
    operationalModeStatus: NumberAt | None = None
    readingTime: Int64
    stateOfChargeStatus: PercentAt | None = None
    storageModeStatus: NumberAt | None = None
    storConnectStatus: FlagsAt | None = None


@dataclass(kw_only=True, slots=True)
class DERAvailability(SubscribableResource):
    """What the DER could do now."""

    availabilityDuration: UInt32 | None = None
    maxChargeDuration: UInt32 | None = None
    readingTime: Int64
    reserveChargePercent: UInt16 | None = None
    reservePercent: UInt16 | None = None
    statVarAvail: SignedQuantity | None = None
    statWAvail: SignedQuantity | None = None
