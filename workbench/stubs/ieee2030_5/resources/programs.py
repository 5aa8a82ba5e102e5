"""Resources by which a utility controls DERs: programs, controls, the default, curves."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.stubs.ieee2030_5.datatypes import (
    Boolean,
    HexBinary32,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
)
from workbench.stubs.ieee2030_5.resources.base import (
    Count,
    IdentifiedObject,
    Link,
    List,
    ListLink,
    RandomizableEvent,
    SignedQuantity,
    SubscribableIdentifiedObject,
    SubscribableList,
)


@dataclass(kw_only=True, slots=True)
class DERProgram(SubscribableIdentifiedObject):
    """The controls of one group, and how they rank: the lower ``primacy`` goes first."""

    ActiveDERControlListLink: ListLink | None = None
    DefaultDERControlLink: Link | None = None
    DERControlListLink: ListLink | None = None
    DERCurveListLink: ListLink | None = None
    primacy: UInt8


DERPrograms = list[DERProgram]


@dataclass(kw_only=True, slots=True)
class DERProgramList(SubscribableList):
    """The programs that are meant for a device."""

    pollRate: Count | None = None
    DERProgram: DERPrograms = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class PowerFactorWithExcitation:
    """A power factor to keep; ``excitation`` is true where reactive power is absorbed."""

    displacement: UInt16
    excitation: Boolean
    multiplier: Int8


@dataclass(kw_only=True, slots=True)
class FixedVar:
    """Reactive power to keep, in hundredths of a percent of what ``refType`` says."""

    refType: UInt8
    value: Int16


@dataclass(kw_only=True, slots=True)
class FreqDroopType:
    """Frequency droop: dead bands in mHz, droops in thousandths, response time in hundredths of a second."""

    dBOF: UInt32
    dBUF: UInt32
    kOF: UInt16
    kUF: UInt16
    openLoopTms: UInt16


@dataclass(kw_only=True, slots=True)
class ControlBase:
    """What a control asks for: each function by an element of its own, present where it is asked for."""

    opModConnect: Boolean | None = None
    opModEnergize: Boolean | None = None
    opModFixedPFAbsorbW: PowerFactorWithExcitation | None = None
    opModFixedPFInjectW: PowerFactorWithExcitation | None = None
    opModFixedVar: FixedVar | None = None
    opModFixedW: Int16 | None = None
    opModFreqDroop: FreqDroopType | None = None
    opModFreqWatt: Link | None = None
    opModHFRTMayTrip: Link | None = None
    opModHFRTMustTrip: Link | None = None
    opModHVRTMayTrip: Link | None = None
    opModHVRTMomentaryCessation: Link | None = None
    opModHVRTMustTrip: Link | None = None
    opModLFRTMayTrip: Link | None = None
    opModLFRTMustTrip: Link | None = None
    opModLVRTMayTrip: Link | None = None
    opModLVRTMomentaryCessation: Link | None = None
    opModLVRTMustTrip: Link | None = None
    opModMaxLimW: UInt16 | None = None
    opModTargetVar: SignedQuantity | None = None
    opModTargetW: SignedQuantity | None = None
    opModVoltVar: Link | None = None
    opModVoltWatt: Link | None = None
    opModWattPF: Link | None = None
    opModWattVar: Link | None = None
    rampTms: UInt16 | None = None


@dataclass(kw_only=True, slots=True)
class DERControl(RandomizableEvent):
    """A control for a period of time."""

    DERControlBase: ControlBase
    deviceCategory: HexBinary32 | None = None


DERControls = list[DERControl]


@dataclass(kw_only=True, slots=True)
class DERControlList(SubscribableList):
    """Controls of a program: all that are not over, or those in force."""

    DERControl: DERControls = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class DefaultDERControl(SubscribableIdentifiedObject):
    """What holds while no control of the program does."""

    DERControlBase: ControlBase
    setESDelay: UInt32 | None = None
    setESHighFreq: UInt16 | None = None
    setESHighVolt: Int16 | None = None
    setESLowFreq: UInt16 | None = None
    setESLowVolt: Int16 | None = None
    setESRampTms: UInt32 | None = None
    setESRandomDelay: UInt32 | None = None
    setGradW: UInt16 | None = None
    setSoftGradW: UInt16 | None = None


@dataclass(kw_only=True, slots=True)
class CurveData:
    """One point of a curve."""

    excitation: Boolean | None = None
    xvalue: Int32
    yvalue: Int32


CurvePoints = list[CurveData]


@dataclass(kw_only=True, slots=True)
class DERCurve(IdentifiedObject):
    """A curve, to which controls link."""

    autonomousVRefEnable: Boolean | None = None
    autonomousVRefTimeConstant: UInt32 | None = None
    creationTime: Int64
    CurveData: CurvePoints = field(default_factory=list)
    curveType: UInt8
    openLoopTms: UInt16 | None = None
    rampDecTms: UInt16 | None = None
    rampIncTms: UInt16 | None = None
    rampPT1Tms: UInt16 | None = None
    vRef: UInt16 | None = None
    xMultiplier: Int8
    yMultiplier: Int8
    yRefType: UInt8


DERCurves = list[DERCurve]


@dataclass(kw_only=True, slots=True)
class DERCurveList(List):
    """The curves of a program."""

    DERCurve: DERCurves = field(default_factory=list)
