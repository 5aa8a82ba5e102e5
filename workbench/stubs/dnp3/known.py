"""What a master knows of an outstation: the last value of each quantity, and who is told when it changes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from workbench.der.quantities import Value
from workbench.stubs.dnp3.points import PointId, Raw
from workbench.stubs.dnp3.quantity_map import QuantityMap
from workbench.stubs.dnp3.values import TakenValue, Told

CHANGES_KEPT = 1_000
"""How many changes wait for a reader that is behind; it loses the oldest."""


@dataclass(frozen=True, slots=True)
class Known:
    """The last known value of a quantity.

    Args:
        at: when it was so: the outstation's time where it told one, else when it came. UTC.
        online: whether the outstation could read it then.
        unsolicited: whether the outstation told it by itself.
    """

    value: Value
    at: datetime
    online: bool = True
    unsolicited: bool = False


@dataclass(frozen=True, slots=True)
class KnownChange:
    """A quantity that has another value, or another quality, than before."""

    key: str
    known: Known


class KnownValues:
    """The last known values of one outstation."""

    def __init__(
        self, quantity_map: QuantityMap, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.closed = False
        self._map = quantity_map
        self._clock = clock
        self._raw: dict[PointId, Raw] = {}
        self._known: dict[str, Known] = {}
        self._followers: list[deque[KnownChange]] = []
        self._news = asyncio.Event()

    @property
    def by_key(self) -> Mapping[str, Known]:
        """The last known values, by quantity."""
        return MappingProxyType(self._known)

    def values(self) -> Mapping[str, Value]:
        """Return the values alone: what a conversion may have to know."""
        return {key: known.value for key, known in self._known.items()}

    def raw(self) -> Mapping[PointId, Raw]:
        """Return the raw values that the outstation could read."""
        return dict(self._raw)

    def take(self, told: Told) -> None:
        """Keep raw values, and what they mean for the quantities that they carry.

        Points that tell one quantity together are taken together; a point that is told twice, as events are, is
        taken twice, so that nothing between is lost.
        """
        together: dict[PointId, TakenValue] = {}
        for value in told.values:
            if value.point in together:
                self._take(together, told.unsolicited)
                together = {}
            together[value.point] = value
        self._take(together, told.unsolicited)

    def _take(self, together: Mapping[PointId, TakenValue], unsolicited: bool) -> None:
        times: dict[str, datetime] = {}
        for point, value in together.items():
            if value.online:
                self._raw[point] = value.raw
            else:
                self._raw.pop(point, None)
            for key in self._map.keys_of(point):
                times[key] = value.at or self._clock()
        for key, at in times.items():
            self._note(key, at, self._raw, unsolicited)

    def _note(self, key: str, at: datetime, raw: Mapping[PointId, Raw], unsolicited: bool) -> None:
        before = self._known.get(key)
        value = self._map.value(key, raw, self.values())
        if value is not None:
            known = Known(value, at, True, unsolicited)
        elif before is not None and before.online:
            known = Known(before.value, at, False, unsolicited)
        else:
            return
        self._known[key] = known
        if before is None or (before.value, before.online) != (known.value, known.online):
            for waiting in self._followers:
                waiting.append(KnownChange(key, known))
            self._news.set()

    def close(self) -> None:
        """End what follows the changes."""
        self.closed = True
        self._news.set()

    async def changes(self) -> AsyncGenerator[KnownChange, None]:
        """Yield every quantity that changes from now on, until this is closed."""
        waiting: deque[KnownChange] = deque(maxlen=CHANGES_KEPT)
        self._followers.append(waiting)
        try:
            while True:
                self._news.clear()
                while waiting:
                    yield waiting.popleft()
                if self.closed:
                    return
                if not self._news.is_set():
                    await self._news.wait()
        finally:
            self._followers.remove(waiting)
