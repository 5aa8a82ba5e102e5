"""What is in force at a moment: overlapping events, primacy, supersession, cancellation, chance, and the default.

Pure functions of what is known and of the moment. Rules, each control element (``opModMaxLimW``, …) by itself:

* Of overlapping events that control the same element the program with the lower primacy goes first, then the newer
  event, then the greater mRID.
* An event that another goes before is superseded from the moment when both would hold; it does not come back when the
  other ends. An event that ended, was cancelled or was itself superseded before then supersedes nothing.
* Elements that no other event controls stay in force: an event can be superseded in part.
* The default control of a program holds for each element that no event controls at the moment, again by primacy.
* Start and duration vary by chance within what the event says. The chance follows from the device and the event, so
  that a device that restarts, or looks again, comes to the same moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class EventState(IntEnum):
    """What a server says of an event (``EventStatus.currentStatus``)."""

    SCHEDULED = 0
    ACTIVE = 1
    CANCELLED = 2
    CANCELLED_BY_CHANCE = 3
    SUPERSEDED = 4


class Phase(StrEnum):
    """Where an event stands for a device."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One event as a device knows it; times in seconds of the epoch, by the server's clock.

    Args:
        program: mRID of its program.
        primacy: of its program.
        content: what it asks for, by control element.
        state: what the server says of it, since ``state_at``.
        randomize_start: the start moves by up to so many seconds, later where positive, earlier where negative.
        randomize_duration: the same for the duration.
    """

    mrid: str
    program: str
    primacy: int
    created: int
    start: int
    duration: int
    content: Mapping[str, object]
    state: int = EventState.SCHEDULED
    state_at: int = 0
    randomize_start: int = 0
    randomize_duration: int = 0


@dataclass(frozen=True, slots=True)
class Default:
    """The default control of a program."""

    program: str
    primacy: int
    content: Mapping[str, object]
    mrid: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on until before another; empty where it ends when it begins."""

    start: int
    end: int

    def has(self, moment: float) -> bool:
        """Whether a moment is within."""
        return self.start <= moment < self.end

    def meets(self, other: Span) -> bool:
        """Whether there is a moment in both."""
        return max(self.start, other.start) < min(self.end, other.end)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds for one control element.

    Args:
        content: what is asked for.
        source: the event or the default that asks for it.
        until: when it ends as far as is known now; None for a default.
    """

    content: object
    source: Scheduled | Default
    until: int | None = None


@dataclass(frozen=True)
class Held:
    """How long each event holds each of its elements, by mRID of its program and its own.

    An event keeps its whole span in ``whole`` even where it never held an element.
    """

    whole: Mapping[tuple[str, str], Span]
    elements: Mapping[tuple[str, str], Mapping[str, Span]] = field(default_factory=dict)


def drawn(mrid: str, what: str, bound: int, device: str) -> int:
    """Return the seconds by which a device moves a start or an end: 0 to ``bound``, which may be negative.

    Args:
        device: LFDI; empty for a server, which knows no device's chance and takes none.
    """
    if not bound or not device:
        return 0
    digest = hashlib.sha256(f"{device}/{mrid}/{what}".encode()).digest()
    seconds = int.from_bytes(digest[:8]) % (abs(bound) + 1)
    return seconds if bound > 0 else -seconds


def span(event: Scheduled, device: str = "") -> Span:
    """Return from when until when an event would hold with no other beside it."""
    start = event.start + drawn(event.mrid, "start", event.randomize_start, device)
    end = start + event.duration + drawn(event.mrid, "duration", event.randomize_duration, device)
    if event.state in (EventState.CANCELLED, EventState.SUPERSEDED):
        end = min(end, event.state_at)
    elif event.state == EventState.CANCELLED_BY_CHANCE:
        end = min(end, event.state_at + drawn(event.mrid, "cancelled", abs(event.randomize_duration), device))
    return Span(start, max(start, end))


def rank(event: Scheduled) -> tuple[int, int, int, str]:
    """Return by what events are put in order; the one that goes first is the least."""
    return event.primacy, -event.created, -int(event.mrid or "0", 16), event.program


def held(events: Iterable[Scheduled], device: str = "") -> Held:
    """Return how long each event holds what it controls, those that go before it taken into account."""
    whole: dict[tuple[str, str], Span] = {}
    elements: dict[tuple[str, str], dict[str, Span]] = {}
    taken: dict[str, list[Span]] = {}
    for event in sorted(events, key=rank):
        key = (event.program, event.mrid)
        own = whole[key] = span(event, device)
        elements[key] = {}
        for element in event.content:
            before = taken.setdefault(element, [])
            first = min((other.start for other in before if own.meets(other)), default=own.end)
            holds = Span(own.start, max(own.start, min(own.end, first)))
            elements[key][element] = holds
            if holds.start < holds.end:
                before.append(holds)
    return Held(whole, elements)


def in_force(
    events: Collection[Scheduled], defaults: Iterable[Default], now: float, device: str = ""
) -> dict[str, Ruling]:
    """Return what holds at a moment, by control element.

    Args:
        now: seconds of the epoch, by the server's clock.
        device: LFDI, for its chance.
    """
    found: dict[str, Ruling] = {}
    for default in sorted(defaults, key=lambda one: (one.primacy, one.program), reverse=True):
        found.update({element: Ruling(content, default) for element, content in default.content.items()})
    spans = held(events, device).elements
    for event in events:
        for element, holds in spans[event.program, event.mrid].items():
            if holds.has(now):
                found[element] = Ruling(event.content[element], event, holds.end)
    return found


def phase(event: Scheduled, spans: Held, now: float) -> Phase:
    """Return where an event stands at a moment, for responses: superseded only once no element is left to it."""
    whole = spans.whole[event.program, event.mrid]
    elements = spans.elements[event.program, event.mrid].values()
    over = now >= whole.end or whole.start == whole.end
    if event.state in (EventState.CANCELLED, EventState.CANCELLED_BY_CHANCE) and over:
        return Phase.CANCELLED
    if event.state == EventState.SUPERSEDED and over:
        return Phase.SUPERSEDED
    if now < whole.start:
        return Phase.SCHEDULED
    last = max((holds.end for holds in elements), default=whole.end)
    if now < last:
        return Phase.ACTIVE
    return Phase.SUPERSEDED if last < whole.end else Phase.COMPLETED


def next_change(events: Iterable[Scheduled], now: float, device: str = "") -> int | None:
    """Return the first moment after now when something begins or ends; None when nothing does."""
    spans = held(events, device)
    moments = {
        moment
        for holds in (
            *spans.whole.values(),
            *(one for each in spans.elements.values() for one in each.values()),
        )
        for moment in (holds.start, holds.end)
        if moment > now
    }
    return min(moments, default=None)
