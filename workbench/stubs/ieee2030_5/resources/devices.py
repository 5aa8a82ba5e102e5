"""Resources of the server itself and of each device: time, capabilities, registration, groups, information."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.stubs.ieee2030_5.datatypes import (
    Boolean,
    HexBinary32,
    HexBinary64,
    HexBinary128,
    HexBinary160,
    Int32,
    Int64,
    String32,
    String42,
    UInt8,
    UInt16,
    UInt32,
    UInt40,
)
from workbench.stubs.ieee2030_5.resources.base import (
    Count,
    Link,
    ListLink,
    Resource,
    Subscribable,
    SubscribableList,
    SubscribableResource,
)


@dataclass(kw_only=True, slots=True)
class Time(Resource):
    """The server's clock."""

    pollRate: Count | None = None
    currentTime: Int64
    dstEndTime: Int64
    dstOffset: Int32
    dstStartTime: Int64
    localTime: Int64 | None = None
    quality: UInt8
    tzOffset: Int32


@dataclass(kw_only=True, slots=True)
class FunctionSetAssignmentsBase(Resource):
    """Where the function sets of one group are."""

    CustomerAccountListLink: ListLink | None = None
    DemandResponseProgramListLink: ListLink | None = None
    DERProgramListLink: ListLink | None = None
    FileListLink: ListLink | None = None
    MessagingProgramListLink: ListLink | None = None
    PrepaymentListLink: ListLink | None = None
    ResponseSetListLink: ListLink | None = None
    TariffProfileListLink: ListLink | None = None
    TimeLink: Link | None = None
    UsagePointListLink: ListLink | None = None


@dataclass(kw_only=True, slots=True)
class DeviceCapability(FunctionSetAssignmentsBase):
    """What a client finds at the one address that it knows beforehand."""

    pollRate: Count | None = None
    EndDeviceListLink: ListLink | None = None
    MirrorUsagePointListLink: ListLink | None = None
    SelfDeviceLink: Link | None = None


@dataclass(kw_only=True, slots=True)
class AbstractDevice(SubscribableResource):
    """A device, by its identity."""

    ConfigurationLink: Link | None = None
    DERListLink: ListLink | None = None
    deviceCategory: HexBinary32 | None = None
    DeviceInformationLink: Link | None = None
    DeviceStatusLink: Link | None = None
    FileStatusLink: Link | None = None
    IPInterfaceListLink: ListLink | None = None
    lFDI: HexBinary160 | None = None
    LoadShedAvailabilityListLink: ListLink | None = None
    LogEventListLink: ListLink | None = None
    PowerStatusLink: Link | None = None
    sFDI: UInt40


@dataclass(kw_only=True, slots=True)
class EndDevice(AbstractDevice):
    """A client's device, as the server knows it."""

    changedTime: Int64
    enabled: Boolean | None = None
    FlowReservationRequestListLink: ListLink | None = None
    FlowReservationResponseListLink: ListLink | None = None
    FunctionSetAssignmentsListLink: ListLink | None = None
    postRate: UInt32 | None = None
    RegistrationLink: Link | None = None
    SubscriptionListLink: ListLink | None = None


EndDevices = list[EndDevice]


@dataclass(kw_only=True, slots=True)
class SelfDevice(AbstractDevice):
    """The server's own device."""

    pollRate: Count | None = None


@dataclass(kw_only=True, slots=True)
class EndDeviceList(SubscribableList):
    """The devices that a client may see."""

    pollRate: Count | None = None
    EndDevice: EndDevices = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Registration(Resource):
    """That a device is registered, with the PIN by which it knows its server."""

    pollRate: Count | None = None
    dateTimeRegistered: Int64
    pIN: UInt32


@dataclass(kw_only=True, slots=True)
class FunctionSetAssignments(FunctionSetAssignmentsBase):
    """What is meant for a device because it belongs to a group."""

    subscribable: Subscribable | None = None
    mRID: HexBinary128
    description: String32 | None = None
    version: UInt16 | None = None


Assignments = list[FunctionSetAssignments]


@dataclass(kw_only=True, slots=True)
class FunctionSetAssignmentsList(SubscribableList):
    """The groups of a device."""

    pollRate: Count | None = None
    FunctionSetAssignments: Assignments = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class DeviceInformation(Resource):
    """Who made a device and what runs on it."""

    pollRate: Count | None = None
    functionsImplemented: HexBinary64 | None = None
    lFDI: HexBinary160
    mfDate: Int64
    mfHwVer: String32
    mfID: UInt32
    mfInfo: String32 | None = None
    mfModel: String32
    mfSerNum: String32
    primaryPower: UInt8
    secondaryPower: UInt8
    SupportedLocaleListLink: ListLink | None = None
    swActTime: Int64
    swVer: String32


@dataclass(kw_only=True, slots=True)
class BatteryConfiguration:
    """Settings of a device's own battery."""

    batteryInstallTime: Int64 | None = None
    lowChargeThreshold: UInt32 | None = None


@dataclass(kw_only=True, slots=True)
class LocalTime:
    """Rules of a device's local time."""

    dstEndRule: HexBinary32
    dstOffset: Int32
    dstStartRule: HexBinary32
    tzOffset: Int32


@dataclass(kw_only=True, slots=True)
class Configuration(SubscribableResource):
    """Settings of a device that are not of its function."""

    pollRate: Count | None = None
    currentLocale: String42
    PowerConfiguration: BatteryConfiguration | None = None
    PriceResponseCfgListLink: ListLink | None = None
    TimeConfiguration: LocalTime | None = None
    userDeviceName: String32
