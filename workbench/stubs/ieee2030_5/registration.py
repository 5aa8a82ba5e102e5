"""Which devices a head-end registers, as they are typed or as a folder of certificates lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.stubs.ieee2030_5.identity import checked_lfdi, checked_pin
from workbench.stubs.pki.holdings import devices_in


class RegistrationUnreadable(ValueError):
    """What was typed registers no device; the message says what is allowed."""


PIN = 111_115
"""PIN of those who have no other; the standard asks for six digits, of which the last is a check digit."""


@dataclass(frozen=True)
class Registration:
    """One device that is let in.

    Args:
        name: for readers.
        groups: of the topology, such as ``Feeder/F-12``.
    """

    lfdi: str
    pin: int = PIN
    groups: tuple[str, ...] = ()
    name: str = ""


def registration_typed(typed: str) -> Registration:
    """Return a registration such as ``3E4F…=111115:Substation/S-1,Feeder/F-12``.

    Raises:
        RegistrationUnreadable: with what is allowed.
    """
    device, equals, rest = (part.strip() for part in typed.partition("="))
    pin, _, groups = rest.partition(":")
    try:
        if not equals or not pin.strip().isdecimal():
            raise ValueError("Allowed: LFDI=PIN, or LFDI=PIN:GROUP,GROUP such as Feeder/F-12")
        named = tuple(group for one in groups.split(",") if (group := one.strip()))
        return Registration(checked_lfdi(device), checked_pin(int(pin)), named)
    except ValueError as problem:
        raise RegistrationUnreadable(f"'{typed}' registers no device. {problem}.") from None


def registrations_in(directory: Path, server: str) -> list[Registration]:
    """Return every device of a folder of certificates, with the PIN of those who have no other.

    Args:
        server: name of the certificate that the head-end itself shows.
    """
    return [Registration(device.lfdi, name=device.name) for device in devices_in(directory, server)]
