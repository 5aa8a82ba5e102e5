"""What every protocol adapter serves and every gateway speaks to: quantities, read and written by their keys."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from workbench.der.quantities import Value


class NotPossible(ValueError):
    """A read or a write that the device refuses; the message is a sentence: what, where, what is allowed."""


class UnknownQuantity(NotPossible):
    """The device has no such quantity."""


class NotWritable(NotPossible):
    """The quantity is only read."""


class OutOfRange(NotPossible):
    """The value is outside what the device accepts, or not of the quantity's form."""


class Device(Protocol):
    """One DER, or a gateway that stands for several.

    Keys are those of ``data/der/quantities.csv``; what a device has beyond them (timers, remaining times) is under
    slugs of its own, which ``keys`` lists too.
    """

    def keys(self) -> Collection[str]:
        """Return the keys that can be read."""

    def read(self, key: str) -> Value:
        """Return the value now, in the unit of the table.

        Raises:
            UnknownQuantity: no such key here.
        """

    def write(self, key: str, value: Value) -> None:
        """Ask for a value; it is in force, or kept for its time, when this returns.

        Raises:
            NotPossible: with the reason; nothing changed then.
        """
