"""What the other resources are made of: links, lists, named objects, events; and values with a multiplier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from workbench.stubs.ieee2030_5.datatypes import (
    ADDRESS,
    ATTRIBUTE,
    Boolean,
    HexBinary8,
    HexBinary128,
    Int8,
    Int16,
    Int64,
    String32,
    String192,
    UInt8,
    UInt16,
    UInt32,
    Whole,
)

Reference = Annotated[str, ADDRESS, ATTRIBUTE]
Count = Annotated[int, Whole(0, 2**32 - 1), ATTRIBUTE]
Subscribable = Annotated[int, Whole(0, 255), ATTRIBUTE]
SUBSCRIBABLE = 1
"""What ``subscribable`` says of a resource that takes subscriptions without a condition."""


@dataclass(kw_only=True, slots=True)
class Resource:
    """Anything that has an address."""

    href: Reference | None = None


@dataclass(kw_only=True, slots=True)
class Link:
    """Where a resource is."""

    href: Reference


@dataclass(kw_only=True, slots=True)
class ListLink(Link):
    """Where a list is, and how many it has in all."""

    all: Count | None = None


@dataclass(kw_only=True, slots=True)
class List(Resource):
    """Part of a list: ``results`` members of ``all``."""

    all: Count = 0
    results: Count = 0


@dataclass(kw_only=True, slots=True)
class SubscribableResource(Resource):
    """A resource of whose changes a client can be told."""

    subscribable: Subscribable | None = None


@dataclass(kw_only=True, slots=True)
class SubscribableList(SubscribableResource):
    """Part of a list of whose changes a client can be told."""

    all: Count = 0
    results: Count = 0


@dataclass(kw_only=True, slots=True)
class IdentifiedObject(Resource):
    """A resource with a name of its own, whatever its address."""

    mRID: HexBinary128
    description: String32 | None = None
    version: UInt16 | None = None


@dataclass(kw_only=True, slots=True)
class SubscribableIdentifiedObject(SubscribableResource):
    """A named resource of whose changes a client can be told."""

    mRID: HexBinary128
    description: String32 | None = None
    version: UInt16 | None = None


@dataclass(kw_only=True, slots=True)
class RespondableResource(Resource):
    """A resource to which answers are wanted: where, and which."""

    replyTo: Reference | None = None
    responseRequired: Annotated[HexBinary8, ATTRIBUTE] | None = None


@dataclass(kw_only=True, slots=True)
class RespondableSubscribableIdentifiedObject(RespondableResource):
    """A named resource to which answers are wanted and of whose changes a client can be told."""

    subscribable: Subscribable | None = None
    mRID: HexBinary128
    description: String32 | None = None
    version: UInt16 | None = None


@dataclass(kw_only=True, slots=True)
class DateTimeInterval:
    """Seconds from a moment on, which is in seconds of the epoch."""

    duration: UInt32
    start: Int64


@dataclass(kw_only=True, slots=True)
class Status:
    """State of an event, and since when."""

    currentStatus: UInt8
    dateTime: Int64
    potentiallySuperseded: Boolean = False
    potentiallySupersededTime: Int64 | None = None
    reason: String192 | None = None


@dataclass(kw_only=True, slots=True)
class Event(RespondableSubscribableIdentifiedObject):
    """Something for a period of time."""

    creationTime: Int64
    EventStatus: Status
    interval: DateTimeInterval


@dataclass(kw_only=True, slots=True)
class RandomizableEvent(Event):
    """An event that begins and ends earlier or later by chance, within the seconds given."""

    randomizeDuration: Annotated[int, Whole(-3600, 3600)] | None = None
    randomizeStart: Annotated[int, Whole(-3600, 3600)] | None = None


@dataclass(kw_only=True, slots=True)
class SignedQuantity:
    """A signed value times ten to the power of the multiplier."""

    multiplier: Int8
    value: Int16


@dataclass(kw_only=True, slots=True)
class UnsignedQuantity:
    """A value that is not negative, times ten to the power of the multiplier."""

    multiplier: Int8
    value: UInt16


@dataclass(kw_only=True, slots=True)
class Error:
    """What a client is told beside the status of an answer that refuses."""

    maxRetryDuration: UInt16 | None = None
    reasonCode: UInt16
