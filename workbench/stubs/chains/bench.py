"""The test bench: one chain at a time, run beside a program that is not asyncio, with its history for charts."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.chains.controls import Control
from workbench.stubs.chains.plan import Plan
from workbench.stubs.chains.running import RunningChain
from workbench.stubs.hosting import LoopThread
from workbench.stubs.links import MediaFault, medium
from workbench.stubs.stub import Observation

SAMPLES = 900
"""How many samples are kept, one a second."""
IDLE = 1_800.0
"""Seconds after which a chain that nobody looks at is stopped."""


@dataclass(frozen=True)
class Sample:
    """What was measured and in force at one second.

    Args:
        at: seconds since the chain was started.
        values: of the inverters all together, by key.
    """

    at: float
    values: Mapping[str, float]


@dataclass(frozen=True)
class HopState:
    """One hop as it is now.

    Args:
        over: key of the medium that lies between; that of none where it is a wire.
        medium: its name.
    """

    number: int
    protocol: str
    edition: str
    host: str
    port: int
    connections: int
    over: str
    medium: str
    out: bool


@dataclass(frozen=True)
class BenchState:
    """A running chain at one moment.

    Args:
        started_by: name of who started it.
        running_for: seconds.
        stubs: for each its kind and what it knows, from the utility to the DER.
    """

    plan: Plan
    started_by: str
    running_for: float
    stubs: tuple[tuple[str, Observation], ...]
    hops: tuple[HopState, ...]
    samples: tuple[Sample, ...]
    controls: tuple[str, ...]


class BenchRefused(ValueError):
    """The bench does not do it; the message says why, and what is possible."""


@contextmanager
def _told() -> Iterator[None]:
    """Tell what stubs refuse as the bench's own refusal."""
    try:
        yield
    except (NotPossible, MediaFault) as error:
        raise BenchRefused(str(error)) from None
    except OSError as error:  # TimeoutError is one
        raise BenchRefused(f"The stubs did not do it: {error}.") from None


class TestBench:
    """Starts, commands, watches and stops one chain at a time; safe to be called from several threads."""

    __test__ = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: LoopThread | None = None
        self._chain: RunningChain | None = None
        self._by = ""
        self._started = 0.0
        self._looked = 0.0
        self._samples: deque[Sample] = deque(maxlen=SAMPLES)
        self._controls: list[str] = []
        self._sampling: asyncio.Task[None] | None = None

    @property
    def plan(self) -> Plan | None:
        """What runs, or None."""
        chain = self._chain
        return chain.plan if chain is not None else None

    def start(self, plan: Plan, by: str, *, instead: bool = True) -> None:
        """Start a chain.

        Args:
            instead: whether another one that runs is stopped first; otherwise it runs on, and this one is refused.

        Raises:
            BenchRefused: it cannot be started, with the reason; of what was to be stopped first nothing runs then.
        """
        with self._lock:
            if self._chain is not None and not instead:
                raise BenchRefused(f"{self._by} started {self._chain.plan.title} meanwhile; stop that first.")
            with _told():
                self._stop()
            self._thread = self._thread or LoopThread("test bench")
            chain = RunningChain(plan)
            with _told():
                self._thread.call(self._begin(chain))
            self._chain, self._by = chain, by

    async def _begin(self, chain: RunningChain) -> None:
        await chain.start()
        self._samples.clear()
        self._controls.clear()
        self._started = self._looked = time.monotonic()
        self._sampling = asyncio.create_task(self._sample(chain))

    def stop(self) -> None:
        """Stop what runs; nothing happens where nothing does.

        Raises:
            BenchRefused: it did not end in time; it is given up then.
        """
        with self._lock, _told():
            self._stop()

    def close(self) -> None:
        """Stop what runs and end the thread of the stubs; may be called twice."""
        with self._lock:
            try:
                self._stop()
            finally:
                thread, self._thread = self._thread, None
                if thread is not None:
                    thread.close()

    def _stop_idle(self, chain: RunningChain) -> None:
        """Stop a chain that nobody looked at, unless it was looked at since, or another one runs by now."""
        with self._lock:
            if self._chain is chain and time.monotonic() - self._looked > IDLE:
                with suppress(Exception):  # nobody is there to be told
                    self._stop()

    def _stop(self) -> None:
        chain, self._chain = self._chain, None
        if chain is not None and self._thread is not None:
            self._thread.call(self._end(chain))

    async def _end(self, chain: RunningChain) -> None:
        sampling, self._sampling = self._sampling, None
        try:
            if sampling is not None:
                sampling.cancel()
                await asyncio.gather(sampling, return_exceptions=True)
        finally:
            await chain.stop()

    def send(self, control: Control, duration: float | None = None) -> str:
        """Send a control from the utility's end, and return by what it is known there.

        Args:
            duration: seconds; until it is released where it is not given.

        Raises:
            BenchRefused: it cannot be sent, or nothing runs.
        """
        thread, chain = self._running()
        with _told():
            known = thread.call(chain.command(control.values, duration))
        lasting = "" if duration is None else f" for {duration:g} s"
        self._note(f"{control.words}{lasting} ({known})")
        return known

    def release(self) -> None:
        """Take every control back."""
        thread, chain = self._running()
        with _told():
            thread.call(chain.release())
        self._note("everything released")

    def disturb(self, place: int, conditions: Mapping[str, Value]) -> None:
        """Change what surrounds the stub of a place.

        Raises:
            BenchRefused: an unknown condition, or nothing runs.
        """
        thread, chain = self._running()
        if not 0 <= place < len(chain.stubs):
            raise BenchRefused(f"There is no place {place}; {len(chain.stubs)} stubs run, from place 0.")
        with _told():
            thread.call(chain.stubs[place].disturb(**dict(conditions)))

    def shape(self, hop: int, medium_key: str | None = None, *, outage: bool | None = None) -> None:
        """Put a hop, by its number from 1, over another medium, or cut and mend it.

        Raises:
            BenchRefused: there is no such medium, or nothing runs.
        """
        thread, chain = self._running()
        if not 1 <= hop <= len(chain.hops):
            raise BenchRefused(f"There is no hop {hop}; the chain that runs has 1 to {len(chain.hops)}.")
        link = chain.hops[hop - 1].link

        async def change() -> None:
            link.set(medium=medium(medium_key) if medium_key else None, outage=outage)

        with _told():
            thread.call(change())
        if medium_key:
            self._note(f"hop {hop} over {link.medium.name}")

    def state(self) -> BenchState | None:
        """Return what runs as it is now, or None where nothing does."""
        chain, thread = self._chain, self._thread
        if chain is None or thread is None:
            return None
        self._looked = time.monotonic()
        try:
            return thread.call(self._state(chain))
        except Exception:
            if self._chain is chain:
                raise
            return None  # stopped by another meanwhile

    async def _state(self, chain: RunningChain) -> BenchState:
        now = asyncio.get_running_loop().time()
        hops = tuple(
            HopState(
                hop.number,
                hop.protocol,
                hop.endpoint.edition if hop.endpoint else "",
                hop.relay.host,
                hop.relay.port,
                hop.relay.connections,
                hop.link.medium.key,
                hop.link.medium.name,
                hop.link.outage(now) is not None,
            )
            for hop in chain.hops
        )
        return BenchState(
            chain.plan,
            self._by,
            time.monotonic() - self._started,
            tuple(zip(chain.plan.stubs, chain.observe(), strict=True)),
            hops,
            tuple(self._samples),
            tuple(self._controls),
        )

    async def _sample(self, chain: RunningChain) -> None:
        while True:
            now = time.monotonic()
            with suppress(NotPossible):  # a second without a reading is a gap in the chart
                readings = await charted(chain)
                self._samples.append(Sample(round(now - self._started, 2), summed(readings)))
            if now - self._looked > IDLE:
                threading.Thread(target=self._stop_idle, args=(chain,), daemon=True).start()
            await asyncio.sleep(1.0)

    def _note(self, words: str) -> None:
        self._controls.append(f"{_clock(time.monotonic() - self._started)} {words}")

    def _running(self) -> tuple[LoopThread, RunningChain]:
        if self._chain is None or self._thread is None:
            raise BenchRefused("Nothing runs on the test bench. Start a configuration first.")
        return self._thread, self._chain


CHARTED = {
    "monitoring-active-power": "sum",
    "monitoring-reactive-power": "sum",
    "monitoring-available-active-power": "sum",
    "monitoring-voltage-phase-a": "mean",
    "monitoring-frequency": "mean",
    "setting-maximum-active-power": "sum",
    "limit-active-power": "mean",
    "limit-active-power-enable": "all",
}
"""What is sampled, and how several inverters make one value."""


async def charted(chain: RunningChain) -> dict[str, dict[str, Value]]:
    """Return what is sampled of each inverter."""
    inverter = chain.stubs[-1]
    units = [str(number) for number in range(1, chain.plan.inverters + 1)]
    return {unit: {key: await inverter.read(key, unit) for key in CHARTED} for unit in units}


def summed(measured: Mapping[str, Mapping[str, Value]]) -> dict[str, float]:
    """Return what several inverters measure as one."""
    found: dict[str, float] = {}
    for key, how in CHARTED.items():
        values = [
            float(value) for unit in measured.values() if isinstance(value := unit.get(key), int | float)
        ]
        if values:
            found[key] = sum(values) if how == "sum" else sum(values) / len(values)
    if found.get("limit-active-power-enable") == 1.0:
        found["limit"] = found["setting-maximum-active-power"] * found["limit-active-power"] / 100
    return found


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
