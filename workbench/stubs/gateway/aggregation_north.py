"""A north end that is a client of an aggregator: it keeps what is asked, carries it out by its clock, and answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from workbench.der.device import NotPossible, UnknownQuantity
from workbench.der.quantities import Value
from workbench.stubs.aggregation import Message, TooLarge, TooMuchWaiting, Transport
from workbench.stubs.aggregation.judging import is_said, judge, rating_keys
from workbench.stubs.aggregation.letters import (
    CONTENT_TYPE,
    Letter,
    Order,
    Sender,
    read,
    write,
)
from workbench.stubs.aggregation.payloads import (
    DEFAULT,
    Answer,
    Answers,
    Ask,
    Asked,
    Hello,
    Payload,
    Readings,
    State,
)
from workbench.stubs.aggregation.transport import AGGREGATOR
from workbench.stubs.exchanges import Direction, ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ends import Standing, Unreachable
from workbench.stubs.gateway.ledger import same
from workbench.stubs.gateway.settings import switch_of
from workbench.stubs.strict_json import LONGEST_TEXT, Refused
from workbench.stubs.stub import Endpoint

MOST_UNTAKEN = 20
"""Letters that wait for the aggregator at the most."""
AHEAD = 30.0
"""Seconds by which the aggregator's clock may be ahead before that is told of."""


class AggregationNorth:
    """A facility at an aggregator.

    What is asked is kept here: it begins and ends by this clock, whether the aggregator can be reached or not. What
    has no end is let go when the aggregator is silent for longer than the watchdog allows.

    Args:
        transport: not started yet; an end of which the aggregator is the only peer.
        protocol: what is spoken, for the log.
        watchdog: seconds of silence.
        retry: seconds between two attempts to start the transport.
        clock: seconds of the epoch, the gateway's.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        protocol: str,
        watchdog: float = 600.0,
        retry: float = 0.5,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.words = f"aggregator by {protocol}"
        self.endpoints: tuple[Endpoint, ...] = ()
        self._transport = transport
        self._protocol = protocol
        self._watchdog = watchdog
        self._retry = retry
        self._clock = clock
        self._sender = Sender(clock)
        self._order = Order()
        self._asked = Asked()
        self._unfit: dict[str, str] = {}
        self._not_taken = ""
        self._answered: Answers | None = None
        self._heard: float | None = None
        self._reported = ""
        self._running = False
        self._told = ""
        self._devices: Aggregate | None = None
        self._changed: asyncio.Event | None = None
        self._looked = asyncio.Event()
        self._log: ExchangeLog | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def kept(self) -> dict[str, Any]:
        """Return what is asked, and of which letter that is, as JSON has it."""
        return {
            "asked": write(Letter(self._asked, "kept", 1, 0.0)).decode(),
            "unfit": dict(self._unfit),
            "order": self._order.kept(),
        }

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        """Go on from what was kept, and say what that is."""
        if kept:
            asked = read(str(kept["asked"]).encode()).payload
            if not isinstance(asked, Asked):
                raise ValueError("no asks are kept")
            unfit = {str(name): str(why) for name, why in kept["unfit"].items()}
            self._order.restore(kept["order"])
            self._asked, self._unfit = asked, unfit
        self._heard = heard
        return f"{len(self._asked.asks)} asks"

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Look for the aggregator until it can be reached, then listen to it."""
        self._devices, self._changed, self._log = devices, changed, log
        self._transport.log = log
        self._tasks = [
            asyncio.create_task(self._follow(), name="aggregator's client"),
            asyncio.create_task(self._answer(), name="answers to the aggregator"),
        ]

    async def stop(self) -> None:
        """Stop listening, and the transport; what is asked stays."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._running = False
        await self._transport.stop()

    def standing(self, now: float) -> Standing:
        """Return what is asked for now, by what was received last."""
        self._looked.set()
        active = self._active(now)
        values = {} if DEFAULT in self._unfit else dict(self._asked.default)
        for ask in active:
            values |= ask.settings
        if active:
            return Standing(
                values, f"asked by the aggregator: {', '.join(ask.id for ask in active)}", default=False
            )
        return Standing(values, "the aggregator's default" if values else "nothing asked")

    def heard(self) -> float | None:
        """Return when the aggregator last spoke, or took a report."""
        if self._reported and all(one.id != self._reported for one in self._transport.waiting(AGGREGATOR)):
            self._reported, self._heard = "", self._clock()
        return self._heard

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """Send what the devices measure and hold; nothing while the aggregator has not taken the last report."""
        if not self._running:
            raise Unreachable(self._told or "the aggregator was not reached yet")
        self.heard()
        if self._reported:
            raise Unreachable("it has not taken the last report yet")
        known = {key: value for key, value in readings.items() if is_said(key, value)}
        message = await self._send(Readings(known, self._held(known)))
        self._reported = message.id if message is not None else ""

    def _held(self, besides: Mapping[str, Value]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key in self._devices.keys() if self._devices is not None else ():
            held = self._read(key) if key not in besides else None
            if held is not None and is_said(key, held):
                found[key] = held
        return found

    def _read(self, key: str) -> Value | None:
        try:
            return self._devices.read(key) if self._devices is not None else None
        except UnknownQuantity:
            return None

    def _active(self, now: float) -> list[Ask]:
        heard = self.heard()
        if heard is not None and heard > now:
            heard = self._heard = now  # the clock was set back: the silence is counted from here on
        silent = heard is not None and now - heard > self._watchdog
        return [
            ask
            for ask in self._asked.active(now)
            if ask.id not in self._unfit and not (silent and ask.end is None)
        ]

    async def _follow(self) -> None:
        while not self._running:
            try:
                await self._transport.start()
                self._running = True
            except OSError as error:
                words = f"the aggregator is not reached: {error}"
                if words != self._told:
                    self._note("in", words, refused=True)
                self._told = words
                await asyncio.sleep(self._retry)
        await self._send(Hello())
        async for message in self._transport.messages():
            self._take(message)
            await self._transport.ack(message)

    def _take(self, message: Message) -> None:
        self._heard = now = self._clock()
        try:
            letter = read(message.body)
        except Refused as refusal:
            self._not_taken = str(refusal)[:LONGEST_TEXT]
            self._note("in", f"not taken: {refusal}", message.body, refused=True)
            self._looked.set()
            return
        if letter.sent > now + AHEAD:
            ahead = letter.sent - now
            self._note(
                "in", f"the aggregator's clock is {ahead:.0f} s ahead: times are taken as it says them"
            )
        payload = letter.payload
        if not isinstance(payload, Asked):
            self._note("in", "an aggregator only asks; this is left alone", message.body, refused=True)
            return
        if not self._order.is_new(letter):
            self._note("in", "an earlier letter, or one that came twice: left alone", message.body)
            return
        self._not_taken = ""
        self._learn(payload, now)
        ids = ", ".join(ask.id for ask in (*payload.asks, *_default(payload))) or "nothing"
        self._note("in", f"asked: {ids}", message.body)
        if self._changed is not None:
            self._changed.set()
        self._looked.set()

    def _learn(self, asked: Asked, now: float) -> None:
        before = {ask.id: ask for ask in self._asked.asks}
        unfit: dict[str, str] = {}
        for ask in (*asked.asks, *_default(asked)):
            if before.get(ask.id) == ask:
                why = self._unfit.get(ask.id, "")
            elif ask.over(now):
                why = "It had ended when it came."
            else:
                why = self._unfitness(ask.settings)
            if why:
                unfit[ask.id] = why[:LONGEST_TEXT]
        self._asked, self._unfit = asked, unfit
        self._answered = (
            None  # each letter is answered: an aggregator that began anew knows of no earlier answer
        )

    def _unfitness(self, settings: Mapping[str, Value]) -> str:
        """Say why settings cannot be asked of these devices; empty where they can."""
        ratings = {key: value for key in rating_keys() if (value := self._read(key)) is not None}
        try:
            judge(settings, ratings)
        except NotPossible as refusal:
            return str(refusal)
        return ""

    async def _answer(self) -> None:
        """Answer whenever another answer is due than was given, as often as the gateway looks."""
        while True:
            await self._looked.wait()
            self._looked.clear()
            if not self._running:
                continue
            now = self._clock()
            asks = (*self._asked.asks, *_default(self._asked))
            answers = Answers(tuple(self._state(ask, now) for ask in asks), self._not_taken)
            untaken = len(self._transport.waiting(AGGREGATOR))
            if answers == self._answered or untaken >= MOST_UNTAKEN:
                continue  # whoever takes nothing gets the latest when it does
            if await self._send(answers) is not None:
                self._answered = answers

    def _state(self, ask: Ask, now: float) -> Answer:
        if ask.id in self._unfit:
            return Answer(ask.id, State.REFUSED, self._unfit[ask.id])
        if not ask.has(now):
            return Answer(ask.id, State.RECEIVED)
        refused = self._devices.refused() if self._devices is not None else {}
        why = " ".join(dict.fromkeys(refused[key] for key in ask.settings if key in refused))
        if why:
            return Answer(ask.id, State.REFUSED, why[:LONGEST_TEXT])
        held = all(self._holds(key, value) for key, value in ask.settings.items())
        return Answer(ask.id, State.ACCEPTED if held else State.RECEIVED)

    def _holds(self, key: str, value: Value) -> bool:
        held = self._read(key)
        switch = switch_of(key)
        on = True if switch is None else self._read(switch)
        return held is not None and same(held, value) and on is not False

    async def _send(self, payload: Payload) -> Message | None:
        """Send a letter, and return it; None where there is no room for it now."""
        try:
            message = Message(self._sender.letter(payload), CONTENT_TYPE)
            await self._transport.publish(AGGREGATOR, message)
        except (Refused, TooLarge, TooMuchWaiting) as error:
            self._note("out", f"not sent: {error}", refused=True)
            return None
        self._note("out", _words(payload), message.body)
        return message

    def _note(self, direction: Direction, words: str, octets: bytes = b"", *, refused: bool = False) -> None:
        if self._log is not None:
            self._log.add(AGGREGATOR, self._protocol, direction, words, octets, refused=refused)


def _default(asked: Asked) -> tuple[Ask, ...]:
    return (Ask(DEFAULT, 0, None, asked.default),) if asked.default else ()


def _words(payload: Payload) -> str:
    match payload:
        case Answers(answers, refused):
            return refused or "; ".join(f"{one.id} {one.state}" for one in answers) or "nothing is asked"
        case Readings(measured, _):
            return f"{len(measured)} readings"
    return "begun"
