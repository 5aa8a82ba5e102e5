"""What a client knows of the controls that are meant for one device: its schedule, what is in force, what to answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from workbench.der.codecs import Context, NeedsValue, Raw
from workbench.der.codecs.tables import coded
from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.ieee2030_5.resources.messages import DERControlResponse
from workbench.stubs.ieee2030_5.resources.programs import DefaultDERControl, DERControl, DERCurve, DERProgram
from workbench.stubs.ieee2030_5.scheduling import (
    Default,
    EventState,
    Phase,
    Ruling,
    Scheduled,
    held,
    in_force,
    next_change,
    phase,
    span,
)
from workbench.stubs.ieee2030_5.values import PROTOCOL, content_of, places, settings_of, told, unsayable

KEPT_EVENTS = 1_000
"""Events that are kept; Rule 21 asks for 24 at least."""
KEPT_AFTER = 24 * 3600
"""Seconds for which an event that is over is remembered, so that what it superseded does not come back."""
KEPT_ANSWERS = 2_000
RECEIVED, STARTED, COMPLETED, CANCELLED, SUPERSEDED = 1, 2, 3, 6, 7
NOT_APPLICABLE, NOT_VALID, EXPIRED = 252, 253, 254
_SAID = {
    Phase.ACTIVE: STARTED,
    Phase.COMPLETED: COMPLETED,
    Phase.CANCELLED: CANCELLED,
    Phase.SUPERSEDED: SUPERSEDED,
}
_LAST = frozenset({COMPLETED, CANCELLED, SUPERSEDED, NOT_APPLICABLE, NOT_VALID, EXPIRED})


@dataclass(kw_only=True)
class Event:
    """One event of the schedule, and what was answered to it.

    Args:
        reply_to: where answers go; empty where none are wanted.
        wanted: bits of ``responseRequired``.
        said: statuses that were answered.
        refused: why it is not carried out; empty where it is.
    """

    scheduled: Scheduled
    reply_to: str = ""
    wanted: int = 0
    said: list[int] = field(default_factory=list)
    refused: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that has to be sent."""

    address: str
    response: DERControlResponse


@dataclass(frozen=True)
class ProgramRead:
    """A program with what was read of it.

    Args:
        curves: by the address that links have; those that were not there are missing.
        subscribable: addresses of it of which the server tells changes.
    """

    program: DERProgram
    controls: Sequence[DERControl]
    default: DefaultDERControl | None
    curves: Mapping[str, DERCurve]
    subscribable: tuple[str, ...] = ()


class Following:
    """The schedule of one device.

    It is kept when the server is out of reach, and what is in force follows from it and the clock alone.

    Args:
        lfdi: of the device; its chance follows from it.
    """

    def __init__(self, lfdi: str) -> None:
        self.lfdi = lfdi
        self.events: dict[tuple[str, str], Event] = {}
        self.defaults: dict[str, Default] = {}
        self.outbox: deque[Reply] = deque(maxlen=KEPT_ANSWERS)
        self.notes: dict[str, str] = {}

    @property
    def schedule(self) -> list[Event]:
        """The events that are carried out, by their start."""
        known = (event for event in self.events.values() if not event.refused)
        return sorted(known, key=lambda event: (event.scheduled.start, event.scheduled.mrid))

    def learn(self, programs: Sequence[ProgramRead], now: int) -> None:
        """Take in what the server lists; events that it no longer lists are taken as cancelled.

        Args:
            now: by the server's clock.
        """
        listed: set[tuple[str, str]] = set()
        self.defaults = {}
        for one in programs:
            self._learn_default(one)
            for control in one.controls:
                key = (one.program.mRID, control.mRID)
                listed.add(key)
                self._learn_event(key, one, control, now)
        for key, event in self.events.items():
            if key not in listed and span(event.scheduled, self.lfdi).end > now and not event.refused:
                self._replace(event, EventState.CANCELLED, now)
        self._forget(now)
        self.advance(now)

    def _learn_default(self, one: ProgramRead) -> None:
        if one.default is None:
            return
        mrid = one.program.mRID
        try:
            content = content_of(one.default.DERControlBase, one.curves)
        except NotPossible as refusal:
            self.notes[one.default.mRID] = (
                f"The default control {one.default.mRID} is not carried out: {refusal}"
            )
            return
        content |= settings_of(one.default)
        self.defaults[mrid] = Default(mrid, one.program.primacy, content, one.default.mRID)

    def _learn_event(self, key: tuple[str, str], one: ProgramRead, control: DERControl, now: int) -> None:
        status = control.EventStatus
        refused = ""
        try:
            content = content_of(control.DERControlBase, one.curves)
        except NotPossible as refusal:
            content, refused = {}, str(refusal)
        made = Scheduled(
            mrid=control.mRID,
            program=one.program.mRID,
            primacy=one.program.primacy,
            created=control.creationTime,
            start=control.interval.start,
            duration=control.interval.duration,
            content=content,
            state=status.currentStatus,
            state_at=status.dateTime,
            randomize_start=control.randomizeStart or 0,
            randomize_duration=control.randomizeDuration or 0,
        )
        event = self.events.get(key)
        if event is not None:
            event.scheduled = made
            return
        event = Event(
            scheduled=made,
            reply_to=control.replyTo or "",
            wanted=int(control.responseRequired or "0", 16),
            description=control.description or "",
        )
        over = span(made, self.lfdi).end <= now
        if over and status.currentStatus not in (EventState.CANCELLED, EventState.CANCELLED_BY_CHANCE):
            event.refused = "it had ended when it came."
            self.events[key] = event
            self._say(event, EXPIRED, now)
            return
        if len(self.events) >= KEPT_EVENTS:
            self.notes["full"] = f"More than {KEPT_EVENTS} events: {control.mRID} is not kept."
            return
        self.events[key] = event
        self._say(event, RECEIVED, now)
        self._judge(event, refused, now)

    def _judge(self, event: Event, refused: str, now: int) -> None:
        """Refuse an event that means nothing here."""
        code = NOT_VALID
        if not refused and not event.scheduled.content:
            refused = "it asks for nothing that is known here."
        elif not refused:
            code = NOT_APPLICABLE
            try:
                refused = unsayable(values_of(event.scheduled.content, Context()), Context())
            except NeedsValue:
                pass
            except NotPossible as refusal:
                refused = str(refusal)
        if refused:
            event.refused = refused
            self.notes[event.scheduled.mrid] = (
                f"The control {event.scheduled.mrid} is not carried out: {refused}"
            )
            event.scheduled = _without_content(event.scheduled)
            self._say(event, code, now)

    def _replace(self, event: Event, state: EventState, now: int) -> None:
        old = event.scheduled
        event.scheduled = Scheduled(
            old.mrid, old.program, old.primacy, old.created, old.start, old.duration, old.content, state, now,
            old.randomize_start, old.randomize_duration,
        )  # fmt: skip

    def _forget(self, now: int) -> None:
        for key in [
            key for key, one in self.events.items() if span(one.scheduled, self.lfdi).end < now - KEPT_AFTER
        ]:
            self.notes.pop(self.events.pop(key).scheduled.mrid, None)

    def _known(self) -> list[Scheduled]:
        return [event.scheduled for event in self.events.values() if not event.refused]

    def advance(self, now: int) -> None:
        """Answer what became of events up to now."""
        known = self._known()
        spans = held(known, self.lfdi)
        for event in self.events.values():
            if event.refused or _LAST & set(event.said):
                continue
            state = phase(event.scheduled, spans, now)
            if state in (Phase.COMPLETED, Phase.SUPERSEDED) and STARTED not in event.said:
                # It began and ended between two looks, or never began because another holds.
                began = any(one.start < one.end for one in spans.elements[_key(event)].values())
                if began:
                    self._say(event, STARTED, now)
            if (status := _SAID.get(state)) and status not in event.said:
                self._say(event, status, now)

    def _say(self, event: Event, status: int, now: int) -> None:
        event.said.append(status)
        wanted = event.wanted & 1 if status == RECEIVED else event.wanted & 3
        if event.reply_to and wanted:
            self.outbox.append(
                Reply(
                    event.reply_to,
                    DERControlResponse(
                        createdDateTime=now,
                        endDeviceLFDI=self.lfdi,
                        status=status,
                        subject=event.scheduled.mrid,
                    ),
                )
            )

    def reject(self, mrid: str, why: str, now: int) -> bool:
        """Answer that the device does not carry an event out, though it is to; it stays in the schedule.

        Returns:
            Whether that is new; nothing is answered to an event that is over or rejected already.
        """
        found = [
            event for (_, one), event in self.events.items() if one == mrid and not _LAST & set(event.said)
        ]
        for event in found:
            self.notes[mrid] = f"The control {mrid} is not carried out: {why}"
            self._say(event, NOT_APPLICABLE, now)
        return bool(found)

    def rulings(self, now: float) -> dict[str, Ruling]:
        """Return what is in force, by control element."""
        return in_force(self._known(), self.defaults.values(), now, self.lfdi)

    def in_force(self, now: float, known: Mapping[str, Value] | None = None) -> dict[str, Value]:
        """Return the settings in force at a moment, by key, in the units of the table.

        Args:
            now: seconds of the epoch, by the server's clock.
            known: settings of the device, which some conversions need.
        """
        elements = {element: ruling.content for element, ruling in self.rulings(now).items()}
        return readable(elements, Context(values=dict(known or {})))

    def next_change(self, now: float) -> int | None:
        """Return when something begins or ends next."""
        return next_change(self._known(), now, self.lfdi)


def values_of(elements: Mapping[str, Raw], context: Context) -> dict[str, Value]:
    """Return the values of elements by key; percentages stay of what the server said where the device is not known.

    Raises:
        NotPossible: an element that means nothing here.
    """
    try:
        return told(elements, context)
    except NeedsValue:
        return told(elements, Context(values={**context.values, **_references(elements)}))


def readable(elements: Mapping[str, Raw], context: Context) -> dict[str, Value]:
    """Return the values of elements by key, without those elements that mean nothing here."""
    try:
        return values_of(elements, context)
    except NotPossible:
        found: dict[str, Value] = {}
        for element, raw in elements.items():
            with suppress(NotPossible):
                found.update(values_of({element: raw}, context))
        return found


def _references(elements: Mapping[str, Raw]) -> dict[str, Value]:
    """The words for what percentages refer to, as the elements themselves say."""
    found: dict[str, Value] = {}
    for key, curve in (
        ("volt-var-reference", "volt-var-curve"),
        ("watt-var-reference", "watt-var-curve"),
        ("volt-watt-reference", "volt-watt-curve"),
        ("constant-reactive-power-mode", "constant-reactive-power"),
    ):
        raw = elements.get(places()[curve].element)
        if isinstance(raw, Mapping):
            code = str(raw.get("yRefType", raw.get("refType")))
            word = next((word.word for word in coded(key, PROTOCOL) if word.code == code), None)
            if word is not None:
                found[key] = word
    return found


def _key(event: Event) -> tuple[str, str]:
    return event.scheduled.program, event.scheduled.mrid


def _without_content(one: Scheduled) -> Scheduled:
    return Scheduled(
        one.mrid, one.program, one.primacy, one.created, one.start, one.duration, {}, one.state, one.state_at
    )
