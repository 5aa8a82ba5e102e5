"""A connection that several devices share: one that is silent is asked rarely, so that the others are not kept waiting.

Behind a Modbus gateway the units of one connection hang on one serial line. Requests are sent one after the other
there, and a unit that does not answer holds the line for its time-out. As long as another unit of the line answers,
silent ones take turns, one at a time, and get no more than a tenth of the time. Where none answers there is nobody to
be kept waiting, and where a unit has just come back the next is asked at once: what was wrong with the line is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from workbench.der.device import NotPossible
from workbench.stubs.gateway.ends import Unreachable

PAUSE = 9.0
"""How many times as long as a silent device was waited for no silent one is asked."""


class Line:
    """Decides which device may be asked.

    Args:
        units: that share the connection.
        clock: seconds that only go forward.
    """

    def __init__(self, units: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._units = frozenset(units)
        self._clock = clock
        self._silent: dict[str, str] = {}
        """Why each does not answer; who has waited the longest comes first."""
        self._asked = ""
        self._free_at = 0.0

    @contextmanager
    def asking(self, unit: str) -> Iterator[None]:
        """Ask a device within this, and note whether it answers.

        Raises:
            Unreachable: it did not answer, or it is silent and it is not its turn.
        """
        begun = self._clock()
        known = unit in self._silent
        turn = known and len(self._silent) < len(self._units)
        if turn:
            if self._asked or begun < self._free_at or unit != next(iter(self._silent)):
                raise Unreachable(self._silent[unit])
            self._asked = unit
        try:
            yield
        except Unreachable as error:
            self._silent.pop(unit, None)
            self._silent[unit] = str(error)
            if known:  # one that falls silent is asked once more soon: a single answer may get lost
                now = self._clock()
                self._free_at = now + PAUSE * (now - begun)
            raise
        except NotPossible:  # a refusal is an answer
            self._hear(unit)
            raise
        else:
            self._hear(unit)
        finally:
            if turn:
                self._asked = ""

    def _hear(self, unit: str) -> None:
        if self._silent.pop(unit, None) is not None:
            self._free_at = self._clock()
