"""The devices that a utility registered beforehand, and the groups of its topology that they belong to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.ieee2030_5.documents import R
from workbench.stubs.ieee2030_5.identity import checked_lfdi, checked_pin
from workbench.stubs.ieee2030_5.issuing import text_problems
from workbench.stubs.ieee2030_5.resources.base import Resource
from workbench.stubs.ieee2030_5.resources.messages import LogEvent, Subscription
from workbench.stubs.pki import sfdi_of_lfdi

LEVELS = ("System", "SubTransmission", "Substation", "Feeder", "Segment", "Transformer", "ServicePoint")
"""Levels of topology, from all devices to one place; a group beside them is of no level."""
SYSTEM = "System"
"""The group that every device belongs to."""
KEPT_LOGS = 500
"""How many log events of a device are kept."""
MOST_GROUPS = 32
"""How many groups a device may belong to; CSIP asks for at least 15."""


@dataclass(kw_only=True, eq=False)
class Device:
    """One registered device.

    Args:
        number: by which it is addressed.
        groups: names, the widest first.
        via: LFDI of the aggregator that speaks for it; empty where it speaks for itself.
        listed: whether its EndDevice is there; in in-band registration it is made by the client's POST.
        documents: what it put: nameplate, settings, status, availability, information, by the class.
        reported: the latest value of each quantity that it reported, and when.
    """

    number: int
    lfdi: str
    pin: int
    groups: tuple[str, ...]
    registered: int
    via: str = ""
    listed: bool = True
    changed: int = 0
    documents: dict[type[Resource], Resource] = field(default_factory=dict)
    reported: dict[str, tuple[Value, int]] = field(default_factory=dict)
    logs: deque[tuple[int, LogEvent]] = field(default_factory=lambda: deque(maxlen=KEPT_LOGS))
    logged: int = 0
    subscriptions: dict[int, Subscription] = field(default_factory=dict)

    @property
    def sfdi(self) -> int:
        """Its short form identifier."""
        return sfdi_of_lfdi(self.lfdi)

    @property
    def href(self) -> str:
        """Address of its EndDevice."""
        return f"/edev/{self.number}"

    @property
    def name(self) -> str:
        """How it is called in words and as a unit: the first of its LFDI, which tells a few devices apart."""
        return self.lfdi[:8]

    def document(self, kind: type[R]) -> R | None:
        """Return what it put of a kind, or None."""
        return next((held for held in self.documents.values() if isinstance(held, kind)), None)


def level_of(group: str) -> int:
    """Return the place of a group's level: 0 for the system, 6 for one service point, 7 for a group of no level."""
    level = group.partition("/")[0]
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def default_primacy(group: str) -> int:
    """Return the primacy of a group's program where none is said: the nearer to the device, the more it counts.

    Leaves room between the levels. A group of no level counts least. The standard leaves this to the utility.
    """
    level = level_of(group)
    return 10 * (len(LEVELS) - level) if level < len(LEVELS) else 100


def ordered(groups: Iterable[str]) -> tuple[str, ...]:
    """Return groups from the widest on, the system among them.

    Raises:
        NotPossible: too many, or one without a name.
    """
    named = sorted({SYSTEM, *groups}, key=lambda group: (level_of(group), group))
    if len(named) > MOST_GROUPS:
        raise NotPossible(f"A device belongs to at most {MOST_GROUPS} groups, not {len(named)}.")
    if any(not group.strip() for group in named):
        raise NotPossible("A group has a name, such as Feeder/F-12.")
    if problems := [words for group in named for words in text_problems(group=group)]:
        raise NotPossible(" ".join(problems))
    return tuple(named)


class Registry:
    """The registered devices, by their identifiers and numbers.

    Args:
        known: devices that were registered earlier.

    Raises:
        ValueError: one of them stands there twice, or its aggregator is not among them.
    """

    def __init__(self, known: Iterable[Device] = ()) -> None:
        devices = list(known)
        self._by_lfdi: dict[str, Device] = {device.lfdi: device for device in devices}
        self._by_number: dict[int, Device] = {device.number: device for device in devices}
        if not len(devices) == len(self._by_lfdi) == len(self._by_number):
            raise ValueError("a device is registered twice")
        if strange := {device.via for device in devices} - {"", *self._by_lfdi}:
            raise ValueError(f"the aggregator {min(strange)} is not registered")

    def __iter__(self) -> Iterator[Device]:
        return iter(self._by_lfdi.values())

    def add(
        self, lfdi: str, pin: int, groups: Iterable[str], *, now: int, via: str = "", listed: bool = True
    ) -> Device:
        """Register a device.

        Raises:
            NotPossible: an identifier that is none or is registered, a PIN without its check digit, an aggregator
                that is not registered, too many groups.
        """
        lfdi, pin, via = self._checked(lfdi, pin, via)
        if lfdi in self._by_lfdi:
            raise NotPossible(f"The device {lfdi} is registered already.")
        named = ordered(groups)
        number = max(self._by_number, default=0) + 1
        device = Device(
            number=number, lfdi=lfdi, pin=pin, groups=named, registered=now, via=via, listed=listed,
            changed=now,
        )  # fmt: skip
        self._by_lfdi[lfdi] = self._by_number[number] = device
        return device

    def amend(self, device: Device, pin: int, groups: Iterable[str], *, now: int, via: str = "") -> bool:
        """Register a device that is registered already otherwise; tell whether that changed anything.

        Raises:
            NotPossible: as ``add`` says; nothing changed then.
        """
        _, pin, via = self._checked(device.lfdi, pin, via)
        registration = (pin, ordered(groups), via)
        if registration == (device.pin, device.groups, device.via):
            return False
        device.pin, device.groups, device.via = registration
        device.changed = max(now, device.changed + 1)
        return True

    def _checked(self, lfdi: str, pin: int, via: str) -> tuple[str, int, str]:
        try:
            lfdi, pin = checked_lfdi(lfdi), checked_pin(pin)
            via = checked_lfdi(via) if via else ""
        except ValueError as problem:
            raise NotPossible(f"{problem}.") from None
        if via and via not in self._by_lfdi:
            raise NotPossible(f"The aggregator {via} is not registered; register it first.")
        return lfdi, pin, via

    def get(self, lfdi: str) -> Device | None:
        """Return the device of an LFDI, or None."""
        return self._by_lfdi.get(lfdi.upper())

    def numbered(self, number: int) -> Device | None:
        """Return the device of a number, or None."""
        return self._by_number.get(number)

    def named(self, unit: str) -> Device:
        """Return a device by its LFDI, the beginning of it, its SFDI or its number.

        Raises:
            NotPossible: none, or several; with those that there are.
        """
        text = unit.replace("-", "").upper()
        found = [d for d in self._by_lfdi.values() if len(text) >= 4 and d.lfdi.startswith(text)]
        found = found or [d for d in self._by_lfdi.values() if str(d.sfdi) == text or str(d.number) == text]
        if len(found) != 1:
            names = ", ".join(device.name for device in self._by_lfdi.values()) or "none"
            raise NotPossible(f"'{unit}' names {len(found)} of the registered devices; there are: {names}.")
        return found[0]

    def seen_by(self, lfdi: str) -> list[Device]:
        """Return the devices that a client may see: its own, and those that it speaks for."""
        own = self._by_lfdi.get(lfdi)
        if own is None:
            return []
        return [own, *(device for device in self._by_lfdi.values() if device.via == lfdi)]

    def of_group(self, group: str) -> list[Device]:
        """Return the devices of a group."""
        return [device for device in self._by_lfdi.values() if group in device.groups]
