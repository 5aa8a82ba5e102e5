"""Accounts at an XMPP server: addresses and passwords as people give them."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

pytest.importorskip("slixmpp", reason="slixmpp is not installed: pip install slixmpp")

from workbench.stubs.aggregation.accounts import (
    AccountUnreadable,
    XmppAccount,
    address_typed,
    domain_of,
    password_in,
)


@pytest.mark.parametrize(
    ("typed", "domain", "address"),
    [
        ("north@example.org", "", "north@example.org"),
        (" North@Example.ORG/phone ", "", "north@example.org"),
        ("north", "example.org", "north@example.org"),
        ("north@other.org", "example.org", "north@other.org"),
    ],
)
def test_an_address_is_read_as_servers_write_it(typed: str, domain: str, address: str) -> None:
    assert address_typed(typed, domain) == address
    assert domain_of(address) == address.split("@")[1]


@pytest.mark.parametrize(
    "typed", ["", "north", "@example.org", "north@", "a b@example.org", "a@b@c", "x" * 2_000]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(AccountUnreadable, match="Allowed: NAME@DOMAIN"):
        address_typed(typed)


def test_a_password_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    for held, password in (("käse \r\nmore\n", "käse "), ("x", "x"), ("y" * 1_023, "y" * 1_023)):
        file.write_bytes(held.encode())
        assert password_in(file) == password
    for octets in (b"", b"\nsecond\n", b"z" * 1_024, b"\xff\xfe\n"):
        file.write_bytes(octets)
        with pytest.raises(AccountUnreadable, match="password"):
            password_in(file)
    with pytest.raises(AccountUnreadable, match="cannot be read from .*: Is a directory"):
        password_in(tmp_path)


def test_an_account_asks_for_tls_of_this_machines_roots_unless_told_otherwise() -> None:
    account = XmppAccount("north@example.org", "secret")
    context = account.context()
    assert context is not None
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert account.server == ("example.org", 5222)
    assert "secret" not in repr(account)
    assert XmppAccount("north@example.org", "secret", tls=False).context() is None
