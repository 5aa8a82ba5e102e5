"""Which devices a head-end registers, as they are typed or as a folder of certificates lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from workbench.stubs.ieee2030_5.identity import checked_lfdi, checked_pin
from workbench.stubs.pki.authority import NAME, credentials
from workbench.stubs.pki.holdings import devices_in
from workbench.stubs.pki.profiles import Standard


class RegistrationUnreadable(ValueError):
    """What was typed registers no device; the message says what is allowed."""


PIN = 111_115
"""PIN of those who have no other; the standard asks for six digits, of which the last is a check digit."""


@dataclass(frozen=True)
class Registration:
    """One device that is let in.

    Args:
        name: of its certificate, for readers; empty where only its LFDI is known.
        via: LFDI of the aggregator that speaks for it; empty where it speaks for itself.
        groups: of the topology, such as ``Feeder/F-12``.
    """

    lfdi: str
    pin: int = PIN
    via: str = ""
    groups: tuple[str, ...] = ()
    name: str = ""


def registration_typed(typed: str, directory: Path) -> Registration:
    """Return a registration such as ``3E4F…=111115:Substation/S-1,Feeder/F-12`` or ``inverter=111115@aggregator``.

    Args:
        directory: of certificates, whose names may stand for LFDIs.

    Raises:
        RegistrationUnreadable: with what is allowed.
    """
    device, equals, rest = (part.strip() for part in typed.partition("="))
    rest, _, groups = rest.partition(":")
    pin, at, via = (part.strip() for part in rest.partition("@"))
    try:
        if not equals or not pin.isdecimal() or (at and not via):
            raise ValueError(
                "Allowed: DEVICE=PIN, DEVICE=PIN:GROUP,GROUP such as Feeder/F-12, DEVICE=PIN@AGGREGATOR"
            )
        named = tuple(group for one in groups.split(",") if (group := one.strip()))
        speaker = lfdi_typed(via, directory) if via else ""
        lfdi = lfdi_typed(device, directory)
        name = "" if re.sub(r"[-\s]", "", device).upper() == lfdi else device
        return Registration(lfdi, checked_pin(int(pin)), speaker, named, name)
    except ValueError as problem:
        raise RegistrationUnreadable(f"'{typed}' registers no device. {problem}.") from None


def lfdi_typed(typed: str, directory: Path) -> str:
    """Return the LFDI of a device that was typed as such, or as the name of a certificate.

    Args:
        directory: of certificates.

    Raises:
        ValueError: neither, in a sentence without its full stop.
    """
    own = credentials(directory, typed, Standard.IEEE_2030_5) if NAME.fullmatch(typed) else None
    if own is not None and own.certificate.is_file():
        return own.lfdi
    try:
        return checked_lfdi(typed)
    except ValueError as problem:
        raise ValueError(f"{problem}; nor is it the name of a certificate in '{directory}'") from None


def registrations_in(directory: Path, server: str) -> list[Registration]:
    """Return every device of a folder of certificates, with the PIN of those who have no other.

    Args:
        server: name of the certificate that the head-end itself shows.
    """
    return [Registration(device.lfdi, name=device.name) for device in devices_in(directory, server)]
