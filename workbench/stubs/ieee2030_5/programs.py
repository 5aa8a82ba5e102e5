"""Programs of a utility: controls, how they pass through their states by the clock, defaults and curves."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from workbench.der.codecs import Raw
from workbench.der.quantities import Value
from workbench.stubs.ieee2030_5.resources.base import SUBSCRIBABLE, DateTimeInterval, Link, ListLink, Status
from workbench.stubs.ieee2030_5.resources.programs import (
    DefaultDERControl,
    DERControl,
    DERCurve,
    DERProgram,
)
from workbench.stubs.ieee2030_5.scheduling import EventState, Scheduled, rank, span
from workbench.stubs.ieee2030_5.values import built, control_base

EXAMPLE_PEN = 32473
"""Enterprise number that RFC 5612 keeps for examples: mRIDs made here belong to no company."""
RECEIVED_AND_SPECIFIC = "03"
"""``responseRequired``: a device says that it received an event, and what became of it."""


def new_mrid() -> str:
    """Return a new mRID: by chance, and at its end the enterprise number, as the standard wants it."""
    return f"{uuid.uuid4().hex[:24]}{EXAMPLE_PEN:08d}".upper()


@dataclass(kw_only=True)
class Control:
    """One control of a program.

    Args:
        values: what it asks for, as it was given, by key.
        links: addresses of its curves, by element.
        state: what is said of it, since ``state_at``.
        overlapped_at: since when another may supersede it in part; None where none does.
    """

    mrid: str
    program: Program
    created: int
    start: int
    duration: int
    values: Mapping[str, Value]
    content: Mapping[str, Raw]
    links: Mapping[str, str]
    description: str = ""
    randomize_start: int | None = None
    randomize_duration: int | None = None
    device_category: str | None = None
    response_required: str = RECEIVED_AND_SPECIFIC
    state: EventState = EventState.SCHEDULED
    state_at: int = 0
    reason: str | None = None
    overlapped_at: int | None = None

    @property
    def end(self) -> int:
        """When it would end, as it was issued and by the latest chance."""
        later = max(0, self.randomize_start or 0) + max(0, self.randomize_duration or 0)
        return self.start + self.duration + later

    @property
    def earliest(self) -> int:
        """When it begins for the first of its devices."""
        return self.start + min(0, self.randomize_start or 0)

    @property
    def href(self) -> str:
        """Its address."""
        return f"{self.program.href}/derc/{self.mrid}"

    def scheduled(self) -> Scheduled:
        """Return it as schedules take it, without the states that follow from the clock."""
        cancelled = self.state in (EventState.CANCELLED, EventState.CANCELLED_BY_CHANCE)
        return Scheduled(
            mrid=self.mrid,
            program=self.program.mrid,
            primacy=self.program.primacy,
            created=self.created,
            start=self.start,
            duration=self.duration,
            content=self.content,
            state=self.state if cancelled else EventState.SCHEDULED,
            state_at=self.state_at,
            randomize_start=self.randomize_start or 0,
            randomize_duration=self.randomize_duration or 0,
        )

    def document(self) -> DERControl:
        """Return it as a resource."""
        return DERControl(
            href=self.href,
            replyTo=f"/rsps/{self.program.number}/rsp",
            responseRequired=self.response_required,
            subscribable=SUBSCRIBABLE,
            mRID=self.mrid,
            description=self.description or None,
            version=0,
            creationTime=self.created,
            EventStatus=Status(
                currentStatus=self.state,
                dateTime=self.state_at,
                potentiallySuperseded=self.overlapped_at is not None,
                potentiallySupersededTime=self.overlapped_at,
                reason=self.reason,
            ),
            interval=DateTimeInterval(duration=self.duration, start=self.start),
            randomizeDuration=self.randomize_duration,
            randomizeStart=self.randomize_start,
            DERControlBase=control_base(self.content, self.links),
            deviceCategory=self.device_category,
        )


@dataclass(kw_only=True)
class Program:
    """The controls of a group at one primacy."""

    number: int
    group: str
    primacy: int
    mrid: str = field(default_factory=new_mrid)
    responses_mrid: str = field(default_factory=new_mrid)
    controls: dict[str, Control] = field(default_factory=dict)
    curves: dict[int, DERCurve] = field(default_factory=dict)
    default: DefaultDERControl | None = None
    default_content: Mapping[str, Raw] = field(default_factory=dict)
    default_values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def href(self) -> str:
        """Its address."""
        return f"/derp/{self.number}"

    def listed(self) -> list[Control]:
        """Return its controls in the order of lists: by start, the newer first, the greater mRID first."""
        return sorted(self.controls.values(), key=lambda one: (one.start, -one.created, -int(one.mrid, 16)))

    def active(self) -> list[Control]:
        """Return its controls that hold now."""
        return [control for control in self.listed() if control.state == EventState.ACTIVE]

    def document(self) -> DERProgram:
        """Return it as a resource."""
        return DERProgram(
            href=self.href,
            subscribable=SUBSCRIBABLE,
            mRID=self.mrid,
            description=f"{self.group}"[:32],
            version=0,
            ActiveDERControlListLink=ListLink(href=f"{self.href}/actderc", all=len(self.active())),
            DefaultDERControlLink=Link(href=f"{self.href}/dderc") if self.default else None,
            DERControlListLink=ListLink(href=f"{self.href}/derc", all=len(self.controls)),
            DERCurveListLink=ListLink(href=f"{self.href}/dc", all=len(self.curves)),
            primacy=self.primacy,
        )

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses whose resources change with it."""
        href = self.href
        lists = (href, f"{href}/derc", f"{href}/actderc", f"{href}/dderc", f"{href}/dc")
        return (*lists, *(control.href for control in self.controls.values()))

    def add_curve(self, raw: Mapping[str, Raw], created: int, mrid: str = "") -> str:
        """Keep a curve and return its address; one with the same points and type is used again."""
        for number, held in self.curves.items():
            curve = built(
                DERCurve, {**raw, "mRID": held.mRID, "creationTime": held.creationTime, "href": held.href}
            )
            if curve == held:
                return f"{self.href}/dc/{number}"
        number = max(self.curves, default=0) + 1
        href = f"{self.href}/dc/{number}"
        self.curves[number] = built(
            DERCurve, {**raw, "mRID": mrid or new_mrid(), "creationTime": created, "href": href}
        )
        return href


def pass_time(programs: Iterable[Program], now: int) -> bool:
    """Bring the states of all controls to a moment, and forget those that are over; return whether any changed.

    A control becomes active at its earliest start, superseded when another of its program that goes before it and asks
    for all that it asks for begins, and is forgotten at its end: a cancelled one too, not before.
    """
    changed = False
    for program in programs:
        for control in [one for one in program.controls.values() if one.end <= now]:
            del program.controls[control.mrid]
            changed = True
        for control in program.controls.values():
            state, since = _state(control, program.controls.values(), now)
            if state != control.state:
                control.state, control.state_at = state, since
                changed = True
    return changed


def _state(control: Control, beside: Iterable[Control], now: int) -> tuple[EventState, int]:
    if control.state in (EventState.CANCELLED, EventState.CANCELLED_BY_CHANCE, EventState.SUPERSEDED):
        return control.state, control.state_at
    own = control.scheduled()
    for other in beside if control.start <= now else ():  # what has not begun is superseded by nothing yet
        if other.start > now:
            continue
        one = other.scheduled()
        if rank(one) < rank(own) and one.content.keys() >= own.content.keys() and span(one).meets(span(own)):
            moment = max(one.start, own.start)
            if moment <= now and other.state is not EventState.SUPERSEDED:
                return EventState.SUPERSEDED, moment
    if control.earliest <= now:
        return (
            EventState.ACTIVE,
            control.earliest if control.state_at <= control.earliest else control.state_at,
        )
    return EventState.SCHEDULED, control.state_at


def mark_overlaps(controls: Iterable[Control], shares: Callable[[Control, Control], bool], now: int) -> None:
    """Mark the controls that another may supersede: it goes before, overlaps, and asks for some of the same.

    Args:
        shares: whether two controls can reach the same device.
    """
    waiting = [one for one in controls if one.state in (EventState.SCHEDULED, EventState.ACTIVE)]
    for control in waiting:
        own = control.scheduled()
        overlapped = any(
            rank(other.scheduled()) < rank(own)
            and own.content.keys() & other.content.keys()
            and span(other.scheduled()).meets(span(own))
            and shares(control, other)
            for other in waiting
            if other is not control
        )
        if overlapped and control.overlapped_at is None:
            control.overlapped_at = now
        elif not overlapped:
            control.overlapped_at = None


def begin_between(programs: Iterable[Program], after: int, before: int) -> list[int]:
    """Return when controls begin between two moments, neither of them among these: one may supersede another then."""
    starts = {control.start for program in programs for control in program.controls.values()}
    return sorted(start for start in starts if after < start < before)


def next_moment(programs: Iterable[Program], now: int) -> float:
    """Return when ``pass_time`` has something to do next; infinity when never."""
    moments = [
        moment
        for program in programs
        for control in program.controls.values()
        for moment in (control.earliest, control.start, control.end)
        if moment > now
    ]
    return min(moments, default=float("inf"))
