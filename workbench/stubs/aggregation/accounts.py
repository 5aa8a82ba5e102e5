"""Accounts at an XMPP server: an address, its password, the server, and whom to trust there."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from workbench.stubs.pki.profiles import Standard
from workbench.stubs.tls import client_context

PORT = 5222
"""Where an XMPP server listens for its clients (RFC 6120)."""
LONGEST_PASSWORD = 1_023
"""Octets; RFC 7622 allows no longer part of an address, and servers no longer password."""


class AccountUnreadable(ValueError):
    """What was given is no account; the message says what is allowed."""


@dataclass(frozen=True)
class XmppAccount:
    """An account at an XMPP server.

    Args:
        jid: such as ``aggregator@localhost``.
        host, port: of the server. Default: the address's domain.
        trust: file with the roots that the server's certificate may come from. Default: those that this machine
            trusts. The certificate has to be for the address's domain.
        tls: whether TLS is asked for. Without it whoever is on the way can read and change all, but for the password.
        key_log: file to which the keys of TLS sessions are added.
    """

    jid: str
    password: str = field(repr=False)
    host: str = ""
    port: int = PORT
    trust: Path | None = None
    tls: bool = True
    key_log: Path | None = None

    @property
    def server(self) -> tuple[str, int]:
        """Host and port that are called."""
        return self.host or domain_of(self.jid), self.port

    def context(self) -> ssl.SSLContext | None:
        """Return what is needed for TLS, or None without it.

        Raises:
            OSError: a file cannot be read, or the log not be written.
        """
        if not self.tls:
            return None
        return client_context(None, Standard.MODBUS, trust=self.trust, check_host=True, key_log=self.key_log)


def address_typed(typed: str, domain: str = "") -> str:
    """Return an address such as ``north@example.org`` as every server writes it, without a resource.

    Args:
        domain: of an address of which only the part before the ``@`` was typed.

    Raises:
        AccountUnreadable: it is none.
    """
    from slixmpp.jid import JID, InvalidJID

    whole = typed.strip()
    if domain and "@" not in whole:
        whole = f"{whole}@{domain}"
    try:
        address = JID(whole)
    except InvalidJID:
        address = JID("")
    if not address.user or not address.domain:
        raise AccountUnreadable(f"'{typed}' is no address at an XMPP server. Allowed: NAME@DOMAIN.")
    return str(address.bare)


def domain_of(address: str) -> str:
    """Return the domain of an address."""
    return address.partition("@")[2].partition("/")[0]


def password_in(file: Path) -> str:
    """Return the password that a file holds: its first line.

    Raises:
        AccountUnreadable: the file cannot be read, or its first line is empty or too long.
    """
    try:
        with file.open(encoding="utf-8") as opened:
            password = opened.readline(LONGEST_PASSWORD + 2).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is no text in UTF-8"
        raise AccountUnreadable(f"The password cannot be read from '{file}': {why}.") from None
    if not password or len(password.encode()) > LONGEST_PASSWORD:
        raise AccountUnreadable(
            f"The first line of '{file}' is no password: it has 1 to {LONGEST_PASSWORD:,} octets."
        )
    return password
