"""Addresses as they are typed: ``HOST:PORT``, ``[::1]:PORT`` or a port alone; of devices also ``HOST:PORT/1,4-6``."""

from __future__ import annotations

import ipaddress
import re

from workbench.stubs.stub import LOOPBACK

_TYPED = re.compile(r"(?:(?P<host>\[[^\]]+\]|[^:\[\]]+):)?(?P<port>\d{1,5})")


class AddressUnreadable(ValueError):
    """What was typed is no address."""


def address_of(typed: str, host: str = LOOPBACK) -> tuple[str, int]:
    """Return host and port.

    Args:
        host: where only a port was typed.

    Raises:
        AddressUnreadable: with what is allowed.
    """
    found = _TYPED.fullmatch(typed.strip())
    if found is None or int(found["port"]) > 65_535:
        raise AddressUnreadable(
            f"'{typed}' is no address. Allowed: HOST:PORT such as 192.0.2.7:502, or a port alone; port 0 takes a "
            "free one."
        )
    return (found["host"] or host).strip("[]"), int(found["port"])


def shown(host: str, port: int) -> str:
    """Return an address as it is typed, an IPv6 one in brackets."""
    return f"{f'[{host}]' if ':' in host else host}:{port}"


def devices_at(typed: str, most: int) -> tuple[str, int, tuple[int, ...]]:
    """Return host and port of a server of several devices, and their unit addresses; none where none was typed.

    Args:
        most: the highest unit address.

    Raises:
        AddressUnreadable: with what is allowed.
    """
    place, slash, units = typed.strip().partition("/")
    host, port = address_of(place)
    if port == 0:
        raise AddressUnreadable(f"'{typed}' names no port to call. Allowed: HOST:PORT such as 192.0.2.7:502.")
    found = _numbers(units, most) if slash else []
    if slash and not found:
        raise AddressUnreadable(
            f"'{typed}' cannot be read. Allowed: HOST:PORT, or with the devices' addresses HOST:PORT/1,4-6; each is a "
            f"number from 1 to {most}, and named once."
        )
    return host, port, tuple(found)


def _numbers(typed: str, most: int) -> list[int]:
    """Return the numbers of a list such as ``1,4-6``; none where it cannot be read."""
    found: list[int] = []
    for part in typed.split(","):
        ends = [int(one) for one in part.split("-") if one.strip().isdecimal() and len(one) < 8]
        if len(ends) != part.count("-") + 1 or len(ends) > 2 or not 1 <= ends[0] <= ends[-1] <= most:
            return []
        found += range(ends[0], ends[-1] + 1)
    return found if len(set(found)) == len(found) else []


def reached(host: str) -> str:
    """Return how this machine reaches what listens at a host's address; there may be no peer at *all addresses*."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return LOOPBACK if address.version == 4 else "::1"


def beyond_loopback(host: str) -> bool:
    """Whether others than this machine can reach a host's address."""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True
