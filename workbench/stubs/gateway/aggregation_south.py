"""A south end that is an aggregator: facilities get the whole of what is asked of them, and answer and report."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.aggregation import Message, TooLarge, TooMuchWaiting, Transport
from workbench.stubs.aggregation.judging import check_readings, judge
from workbench.stubs.aggregation.letters import (
    CONTENT_TYPE,
    MOST_ASKS,
    Order,
    Sender,
    read,
)
from workbench.stubs.aggregation.payloads import DEFAULT, Answer, Answers, Ask, Asked, Hello, Readings, State
from workbench.stubs.exchanges import Direction, ExchangeLog
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.gateway.settings import NORMAL, switch_of
from workbench.stubs.strict_json import Refused, values_kept, values_read
from workbench.stubs.stub import Endpoint

COMMAND = "command"
"""Id of the ask for what is commanded at the aggregator itself."""
MOST_UNTAKEN = 20
"""Letters that wait for a facility at the most; what is asked later goes with the next that there is room for."""


@dataclass
class _Facility:
    """What is known of one facility.

    Args:
        scheduled: what is asked of it, by whoever stands north.
        commanded: what is asked of it besides, until it is taken back.
        since: when that was commanded first.
        sent: what was sent last; None when it has to be sent again.
        read_at: when readings came last.
        answers: by the id of the ask.
        refused: why it did not take the last letter.
    """

    scheduled: Asked = field(default_factory=Asked)
    commanded: dict[str, Value] = field(default_factory=dict)
    since: float = 0.0
    sent: Asked | None = None
    readings: Readings = field(default_factory=Readings)
    read_at: float | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    refused: str = ""
    order: Order = field(default_factory=Order)

    def asked(self) -> Asked:
        """Return all that is asked; what stands by default is not commanded over."""
        own = {key: value for key, value in self.commanded.items() if key not in self.scheduled.default}
        if not own:
            return self.scheduled
        return Asked(self.scheduled.default, (Ask(COMMAND, self.since, None, own), *self.scheduled.asks))


class AggregationSouth:
    """Facilities at an aggregator, each a device of its gateway.

    A facility that knows what is asked of it carries it out when it cannot be reached. It counts as reachable while
    it reports.

    Args:
        transport: not started yet; the gateway starts and stops it.
        facilities: their names, which the transport knows.
        protocol: what is spoken, for the log.
        endpoints: tells where the started transport is reached.
        silence: seconds without a report after which a facility counts as unreachable.
        clock: seconds of the epoch.
    """

    def __init__(
        self,
        transport: Transport,
        facilities: Iterable[str],
        *,
        protocol: str,
        endpoints: Callable[[], tuple[Endpoint, ...]] = lambda: (),
        silence: float = 60.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.words = f"facilities by {protocol}"
        self.endpoints: tuple[Endpoint, ...] = ()
        self.patience = 15.0
        self._transport = transport
        self._facilities = {name: _Facility() for name in facilities}
        self._protocol = protocol
        self._where = endpoints
        self._silence = silence
        self._clock = clock
        self._senders = {name: Sender(clock) for name in self._facilities}
        self._log: ExchangeLog | None = None
        self._task: asyncio.Task[None] | None = None
        self.on_answer: Callable[[], None] = lambda: None
        """Called when a facility answered."""

    def kept(self) -> dict[str, Any]:
        """Return what was commanded to facilities here, as JSON has it; what is scheduled follows from the north."""
        return {
            name: {"commanded": values_kept(facility.commanded), "since": facility.since}
            for name, facility in self._facilities.items()
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on from what was kept; of a facility that is not here any more it is left."""
        found = {
            name: (values_read(one["commanded"], "commanded"), float(one["since"]))
            for name, one in kept.items()
        }
        for name, facility in self._facilities.items():
            facility.commanded, facility.since = found.get(name, ({}, 0.0))

    async def start(self, log: ExchangeLog) -> None:
        """Start the transport, and listen to facilities."""
        self._log = self._transport.log = log
        await self._transport.start()
        self.endpoints = self._where()
        self._task = asyncio.create_task(self._listen(), name="aggregator listening")

    async def stop(self) -> None:
        """Stop listening, and the transport."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._transport.stop()

    def units(self) -> Collection[str]:
        """Return the names of the facilities."""
        return self._facilities.keys()

    async def keys(self, unit: str) -> Collection[str]:
        """Return what a facility told."""
        told = self._readings(unit)
        return [*told.measured, *(key for key in told.held if key not in told.measured)]

    async def read(self, unit: str, keys: Collection[str]) -> Mapping[str, Value]:
        """Return what a facility measured and held when it told last."""
        told = self._readings(unit)
        found = {**told.held, **told.measured}
        return {key: found[key] for key in keys if key in found}

    async def write(self, unit: str, key: str, value: Value) -> None:
        """Ask a facility for one more quantity until it is taken back, or take one back.

        A setting is in force while it is asked for; its switch is not sent.
        """
        facility = self._facilities[unit]
        commanded = facility.commanded
        if key.endswith("-enable"):
            wanted = {one: held for one, held in commanded.items() if value or switch_of(one) != key}
        elif key in NORMAL and value == NORMAL[key]:
            wanted = {one: held for one, held in commanded.items() if one != key}
        else:
            judge({key: value}, facility.readings.measured)
            wanted = {**commanded, key: value}
        if wanted != commanded:
            facility.commanded, facility.since = wanted, self._clock()
            await self._send(unit)

    async def ask(self, unit: str, asked: Asked) -> None:
        """Ask a facility for all that is in a schedule; sent when it is another one than was sent last."""
        self._facilities[unit].scheduled = asked.current(self._clock())
        await self._send(unit)

    def asked(self, unit: str) -> Asked:
        """Return all that is asked of a facility."""
        return self._facilities[unit].asked()

    def answers(self, unit: str) -> Mapping[str, Answer]:
        """Return what a facility answered, by the id of the ask."""
        return self._facilities[unit].answers

    def refused(self, unit: str) -> Mapping[str, str]:
        """Return the quantities that are asked of a facility now and that it refused, with the reason."""
        facility = self._facilities[unit]
        asked = facility.asked()
        found: dict[str, str] = {}
        for name, settings in (
            (DEFAULT, asked.default),
            *((ask.id, ask.settings) for ask in asked.active(self._clock())),
        ):
            answer = facility.answers.get(name)
            why = facility.refused or (answer.why if answer and answer.state is State.REFUSED else "")
            found = {key: held for key, held in found.items() if key not in settings}
            if why:
                found.update(dict.fromkeys(settings, why))
        return found

    def _readings(self, unit: str) -> Readings:
        facility = self._facilities[unit]
        if facility.read_at is None:
            raise Unreachable("it has not reported yet")
        silent = self._clock() - facility.read_at
        if silent > self._silence:
            raise Unreachable(f"it has not reported for more than {self._silence:g} s")
        return facility.readings

    async def _send(self, unit: str) -> None:
        facility = self._facilities[unit]
        now = self._clock()
        asked = facility.asked()
        asks = sorted(asked.asks, key=lambda ask: ask.start)[:MOST_ASKS]
        asked = Asked(asked.default, tuple(asks)).current(now)
        if facility.sent is not None and asked == facility.sent.current(now):
            return
        if facility.sent is None and asked == Asked() and not facility.order.heard:
            return  # nothing was ever asked, and the facility has not said that it is there
        if len(self._transport.waiting(unit)) >= MOST_UNTAKEN:
            return
        try:
            octets = self._letter(unit, asked)
            await self._transport.publish(unit, Message(octets, CONTENT_TYPE))
        except (Refused, TooLarge, TooMuchWaiting) as error:
            self._note(unit, "out", f"not sent: {error}", refused=True)
            return
        facility.sent = asked
        self._note(unit, "out", _words(asked), octets)

    def _letter(self, unit: str, asked: Asked) -> bytes:
        """Return a letter; asks that begin last are left for later while it is too large."""
        while True:
            try:
                return self._senders[unit].letter(asked)
            except Refused:
                if len(asked.asks) <= 1:
                    raise
                asked = Asked(asked.default, asked.asks[: len(asked.asks) // 2])

    async def _listen(self) -> None:
        async for message in self._transport.messages():
            await self._take(message)
            await self._transport.ack(message)

    async def _take(self, message: Message) -> None:
        unit = message.peer
        facility = self._facilities[unit]
        try:
            letter = read(message.body)
            if isinstance(letter.payload, Readings):
                check_readings({**letter.payload.held, **letter.payload.measured})
        except (Refused, NotPossible) as refusal:
            self._note(unit, "in", f"not taken: {refusal}", message.body, refused=True)
            return
        if not facility.order.is_new(letter):
            self._note(unit, "in", "an earlier letter, or one that came twice: left alone", message.body)
            return
        match letter.payload:
            case Hello():
                self._note(unit, "in", "it has begun", message.body)
                facility.sent = None
                facility.answers.clear()
                await self._send(unit)
            case Answers(answers, refused):
                facility.answers = {one.id: one for one in answers}
                facility.refused = refused
                bad = bool(refused) or any(one.state is State.REFUSED for one in answers)
                self._note(unit, "in", _said(answers, refused), message.body, refused=bad)
                self.on_answer()
            case Readings() as readings:
                facility.readings, facility.read_at = readings, self._clock()
                self._note(unit, "in", f"{len(readings.measured)} readings", message.body)
            case Asked():
                self._note(unit, "in", "a facility asks for nothing here", message.body, refused=True)

    def _note(
        self, unit: str, direction: Direction, words: str, octets: bytes = b"", *, refused: bool = False
    ) -> None:
        if self._log is not None:
            self._log.add(unit, self._protocol, direction, words, octets, refused=refused)


def _words(asked: Asked) -> str:
    said = [f"{ask.id}: {', '.join(ask.settings)}" for ask in asked.asks]
    if asked.default:
        said.append(f"default: {', '.join(asked.default)}")
    return "asked: " + ("; ".join(said) or "nothing")


def _said(answers: Iterable[Answer], refused: str) -> str:
    if refused:
        return f"letter refused: {refused}"
    said = [f"{one.id} {one.state}" + (f": {one.why}" if one.why else "") for one in answers]
    return "; ".join(said) or "nothing is asked of it"
