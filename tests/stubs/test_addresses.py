"""Addresses and devices as they are typed."""

from __future__ import annotations

import pytest

from workbench.stubs.addresses import (
    AddressUnreadable,
    address_of,
    beyond_loopback,
    devices_at,
    reached,
    shown,
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("5020", ("127.0.0.1", 5020)),
        ("192.0.2.7:502", ("192.0.2.7", 502)),
        ("[::1]:0", ("::1", 0)),
        (" localhost:65535 ", ("localhost", 65_535)),
    ],
)
def test_addresses(typed: str, address: tuple[str, int]) -> None:
    assert address_of(typed) == address


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("h:1", ()),
        ("h:1/1", (1,)),
        ("h:1/3,1", (3, 1)),
        ("h:1/1,4-6", (1, 4, 5, 6)),
        ("h:1/247", (247,)),
    ],
)
def test_devices(typed: str, units: tuple[int, ...]) -> None:
    assert devices_at(typed, 247) == ("h", 1, units)


@pytest.mark.parametrize(
    "typed",
    ["h", "h:0", "h:65536", "h:1/", "h:1/0", "h:1/248", "h:1/2-1", "h:1/1,1", "h:1/1-3,2", "h:1/1,x", "h:1/-1",
     "h:1/1-2-3", "h:1/1-99999999999999", "h:1/²", ""],
)  # fmt: skip
def test_what_names_no_devices(typed: str) -> None:
    with pytest.raises(AddressUnreadable, match="Allowed"):
        devices_at(typed, 247)


def test_who_reaches_an_address() -> None:
    assert not any(map(beyond_loopback, ("127.0.0.1", "127.1.2.3", "::1", "localhost")))
    assert all(map(beyond_loopback, ("0.0.0.0", "192.0.2.7", "::", "example.org")))


@pytest.mark.parametrize(
    ("listens", "reached_at", "url"),
    [
        ("0.0.0.0", "127.0.0.1", "127.0.0.1:80"),
        ("::", "::1", "[::1]:80"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.7:80"),
        ("localhost", "localhost", "localhost:80"),
    ],
)
def test_what_listens_at_all_addresses_is_reached_by_loopback(
    listens: str, reached_at: str, url: str
) -> None:
    assert reached(listens) == reached_at
    assert shown(reached_at, 80) == url
