"""Failed attempts to sign in: slowed by address, and counted so that the log stays short.

An address may fail a few times; after that each failure doubles the time that it has to wait. While very many
addresses fail at once, each that failed waits for the next minute; one that has not failed yet is let in, so that
a good link works in any case. Everything is kept in the memory of the process: a restart forgets it.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.process.clock import now

FREE = 5
"""Failures of one address that cost it nothing."""
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
"""An address that did not fail for so long begins anew."""
MOST_A_MINUTE = 100
"""Failures of all addresses in one minute, after which each that failed waits for the next one."""
MOST_EVENTS_A_MINUTE = 20
"""Events of all addresses together in one minute; further ones are counted with the next."""
MOST_ADDRESSES = 10_000

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Refusals:
    """What one event of the log stands for.

    Args:
        origin: the network of the address; the address itself is not kept.
        attempts: refused attempts from there since the last event about it, this one included.
        elsewhere: attempts of other addresses that were counted and had no event of their own.
    """

    origin: str
    attempts: int
    elsewhere: int = 0


@dataclass
class _Address:
    failures: int = 0
    last: datetime | None = None
    seen: datetime | None = None
    logged: datetime | None = None
    held: int = 0


class Attempts:
    """Who failed to sign in of late.

    Args:
        clock: gives the moment, in UTC.
    """

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self._clock = clock
        self._known: OrderedDict[str, _Address] = OrderedDict()
        self._minute: datetime | None = None
        self._failed = 0
        self._events = 0
        self._elsewhere = 0
        self._lock = threading.Lock()

    def wait(self, address: str) -> timedelta:
        """How long an address has to wait before it may try; zero when it may now."""
        with self._lock:
            moment = self._turn()
            found = self._known.get(group_of(address))
            if found is None or found.last is None or not found.failures:
                return timedelta(0)
            pause = timedelta(0)
            if found.failures > FREE:
                # The exponent is bounded too: 2 to the power of a million is a number all the same.
                pause = min(timedelta(seconds=2 ** min(found.failures - FREE, 20)), LONGEST_WAIT)
            left = found.last + pause - moment
            if self._failed >= MOST_A_MINUTE:
                left = max(left, _minute_of(moment) + _MINUTE - moment)
            return max(left, timedelta(0))

    def failed(self, address: str) -> Refusals | None:
        """Count an attempt that was looked at and failed; what to log now, or None to log it later."""
        with self._lock:
            moment = self._turn()
            found = self._entry(address)
            found.failures += 1
            found.last = moment
            self._failed += 1
            return self._due(address, found, moment)

    def turned_away(self, address: str) -> Refusals | None:
        """Count an attempt that had to wait and was not looked at; it makes the wait no longer."""
        with self._lock:
            moment = self._turn()
            return self._due(address, self._entry(address), moment)

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address that signed in."""
        with self._lock:
            found = self._known.get(group_of(address))
            if found is not None:
                found.failures = 0

    def overdue(self, *, closing: bool = False) -> list[Refusals]:
        """What was counted in minutes that are over and not logged yet, for somebody who asks now and then.

        Args:
            closing: the server ends: everything that was counted is given.
        """
        with self._lock:
            minute = _minute_of(self._turn())
            found: list[Refusals] = []
            for key, one in self._known.items():
                if not one.held or (one.logged == minute and not closing):
                    continue
                if self._events >= MOST_EVENTS_A_MINUTE and not closing:
                    break
                if len(found) >= MOST_EVENTS_A_MINUTE:
                    self._elsewhere += one.held
                else:
                    found.append(Refusals(network_of(key), one.held))
                one.logged, one.held = minute, 0
                self._events += 1
            if self._elsewhere and (found or closing):
                last = found.pop() if found else Refusals("", 0)
                found.append(Refusals(last.origin, last.attempts, self._elsewhere))
                self._elsewhere = 0
            return found

    def _turn(self) -> datetime:
        """The moment, after the counters of a minute that is over were begun anew."""
        moment = self._clock()
        minute = _minute_of(moment)
        if minute != self._minute:
            self._minute, self._failed, self._events = minute, 0, 0
            for key in list(self._known):
                found = self._known[key]
                if found.seen is None or moment - found.seen > FORGOTTEN_AFTER:
                    self._elsewhere += found.held
                    del self._known[key]
        return moment

    def _entry(self, address: str) -> _Address:
        key = group_of(address)
        found = self._known.setdefault(key, _Address())
        self._known.move_to_end(key)
        if len(self._known) > MOST_ADDRESSES:
            _, oldest = self._known.popitem(last=False)
            self._elsewhere += oldest.held
        return found

    def _due(self, address: str, found: _Address, moment: datetime) -> Refusals | None:
        minute = _minute_of(moment)
        found.seen = moment
        if found.logged == minute or self._events >= MOST_EVENTS_A_MINUTE:
            found.held += 1
            found.logged = found.logged or minute
            return None
        due = Refusals(network_of(address), found.held + 1, self._elsewhere)
        found.logged, found.held, self._elsewhere = minute, 0, 0
        self._events += 1
        return due


def group_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the 64 bits that one IPv6 household has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return str(parsed)


def network_of(address: str) -> str:
    """The network that the log names: enough to see an attack by, too little to name a person by."""
    try:
        parsed = ipaddress.ip_address(group_of(address))
    except ValueError:
        return "an unknown address"
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


def wait_words(left: timedelta) -> str:
    """How long to wait, in words: *8 seconds*, *3 minutes*; never less than one second."""
    seconds = max(1, -int(-left.total_seconds() // 1))
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


ATTEMPTS = Attempts()
"""Those of this process."""
