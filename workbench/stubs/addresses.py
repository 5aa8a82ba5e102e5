"""Addresses as they are typed: ``HOST:PORT``, ``[::1]:PORT`` or a port alone."""

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


def beyond_loopback(host: str) -> bool:
    """Whether others than this machine can reach a host's address."""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True
