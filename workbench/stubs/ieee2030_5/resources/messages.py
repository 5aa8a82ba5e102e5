"""Resources that say that something happened: log events, responses, subscriptions, notifications."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.stubs.ieee2030_5.datatypes import (
    Address,
    HexBinary128,
    HexBinary160,
    Int48,
    Int64,
    String16,
    String32,
    UInt8,
    UInt16,
    UInt32,
)
from workbench.stubs.ieee2030_5.resources.base import (
    Count,
    IdentifiedObject,
    List,
    ListLink,
    Resource,
    SubscribableList,
)


@dataclass(kw_only=True, slots=True)
class LogEvent(Resource):
    """Something that a device reports."""

    createdDateTime: Int64
    details: String32 | None = None
    extendedData: UInt32 | None = None
    functionSet: UInt8
    logEventCode: UInt8
    logEventID: UInt16
    logEventPEN: UInt32
    profileID: UInt8


LogEvents = list[LogEvent]


@dataclass(kw_only=True, slots=True)
class LogEventList(SubscribableList):
    """What a device reported."""

    pollRate: Count | None = None
    LogEvent: LogEvents = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Response(Resource):
    """What a device did with an event, which ``subject`` names."""

    createdDateTime: Int64 | None = None
    endDeviceLFDI: HexBinary160
    status: UInt8 | None = None
    subject: HexBinary128


Responses = list[Response]


@dataclass(kw_only=True, slots=True)
class DERControlResponse(Response):
    """What a device did with a control."""


@dataclass(kw_only=True, slots=True)
class ResponseList(List):
    """What devices did with events."""

    Response: Responses = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class ResponseSet(IdentifiedObject):
    """Where responses go."""

    ResponseListLink: ListLink | None = None


ResponseSets = list[ResponseSet]


@dataclass(kw_only=True, slots=True)
class ResponseSetList(List):
    """The sets of responses."""

    pollRate: Count | None = None
    ResponseSet: ResponseSets = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Thresholds:
    """When a subscriber wants to be told: outside of two thresholds."""

    attributeIdentifier: UInt8
    lowerThreshold: Int48
    upperThreshold: Int48


@dataclass(kw_only=True, slots=True)
class SubscriptionBase(Resource):
    """Which resource is meant."""

    subscribedResource: Address


@dataclass(kw_only=True, slots=True)
class Subscription(SubscriptionBase):
    """A client's wish to be told of changes."""

    Condition: Thresholds | None = None
    encoding: UInt8
    level: String16
    limit: UInt32
    notificationURI: Address


Subscriptions = list[Subscription]


@dataclass(kw_only=True, slots=True)
class SubscriptionList(List):
    """What a client wishes to be told of."""

    pollRate: Count | None = None
    Subscription: Subscriptions = field(default_factory=list)


AnyResource = Resource


@dataclass(kw_only=True, slots=True)
class Notification(SubscriptionBase):
    """That a resource changed; it is inside, as the kind that it is, where the subscriber wants it."""

    newResourceURI: Address | None = None
    Resource: AnyResource | None = None
    status: UInt8
    subscriptionURI: Address
