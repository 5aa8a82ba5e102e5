"""How the command line names an account at an XMPP server; a password is never typed there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.output import tell
from workbench.cli.stub_serving import only_with, server_called
from workbench.stubs.addresses import beyond_loopback, shown
from workbench.stubs.tapped import Address, Doors

if TYPE_CHECKING:
    from workbench.stubs.aggregation.accounts import XmppAccount
    from workbench.stubs.gateway.ends import North

PASSWORD = "WORKBENCH_XMPP_PASSWORD"
"""The environment's variable with the password, where no file is named."""
PANEL = "Over XMPP"

CallXmpp = Annotated[
    str | None,
    typer.Option(
        "--xmpp",
        metavar="NAME@DOMAIN",
        help="Be a facility of the aggregator that is met over XMPP, from this account at a server.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
AggregatorOption = Annotated[
    str | None,
    typer.Option(
        "--aggregator",
        metavar="NAME[@DOMAIN]",
        help="The aggregator's address at the XMPP server; else 'aggregator' in the same domain.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
XmppServerOption = Annotated[
    str | None,
    typer.Option(
        "--xmpp-server",
        metavar="HOST[:PORT]",
        help="The XMPP server. Default: the domain of the address, port 5222.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
PasswordFileOption = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help=f"File whose first line is the password at the XMPP server; else {PASSWORD} in the environment.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
TrustOption = Annotated[
    Path | None,
    typer.Option(
        "--trust",
        metavar="FILE",
        help="Roots (PEM) that the XMPP server's certificate may come from; else those that this machine trusts.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--xmpp-without-tls",
        metavar="",
        help="Ask the XMPP server for no TLS: whoever is on the way can read and change all but the password.",
        rich_help_panel=PANEL,
    ),
]


@dataclass
class AccountTyped:
    """What was typed of an account.

    Args:
        jid: its address, or None where XMPP is not spoken.
        keylog: file for the keys of TLS.
    """

    jid: str | None = None
    server: str | None = None
    password_file: Path | None = None
    trust: Path | None = None
    plain: bool = False
    keylog: Path | None = None

    @property
    def secured(self) -> bool:
        """Whether TLS is spoken."""
        return self.jid is not None and not self.plain

    def check_used(self) -> None:
        """Refuse what is only for XMPP where it is not spoken.

        Raises:
            BadParameter: naming the options.
        """
        if self.jid is None:
            only_with(
                "--xmpp",
                (
                    ("--xmpp-server", self.server),
                    ("--password-file", self.password_file),
                    ("--trust", self.trust),
                    ("--xmpp-without-tls", self.plain),
                ),
            )
        if self.plain:
            only_with("TLS", (("--trust", self.trust),))

    def account(self) -> XmppAccount:
        """Return the account, as it is reached without a relay.

        Raises:
            BadParameter: an address or a password that cannot be read, or no password.
        """
        self.check_used()
        assert self.jid is not None
        from workbench.stubs.aggregation.accounts import (
            PORT,
            AccountUnreadable,
            XmppAccount,
            domain_of,
            password_in,
        )

        jid = self.peer("--xmpp", self.jid)
        password = os.environ.get(PASSWORD, "")
        if self.password_file is not None:
            try:
                password = password_in(self.password_file)
            except AccountUnreadable as problem:
                raise typer.BadParameter(str(problem), param_hint="--password-file") from None
        if not password:
            raise typer.BadParameter(
                f"{jid} has a password: name its file with --password-file FILE, or set {PASSWORD} in the environment."
            )
        host, port = domain_of(jid), PORT
        if self.server is not None:
            named = self.server if ":" in self.server or self.server.isdecimal() else f"{self.server}:{PORT}"
            host, port = server_called("--xmpp-server", named)
        return XmppAccount(
            jid, password, host, port, trust=self.trust, tls=not self.plain, key_log=self.keylog
        )

    def peer(self, option: str, typed: str, domain: str = "") -> str:
        """Return the address of an account, own or another's.

        Args:
            option: after which it was typed.
            domain: where only a name was typed.

        Raises:
            BadParameter: it is none.
        """
        from workbench.stubs.aggregation.accounts import AccountUnreadable, address_typed

        try:
            return address_typed(typed, domain)
        except AccountUnreadable as problem:
            raise typer.BadParameter(str(problem), param_hint=option) from None


def warning_of(account: XmppAccount) -> str:
    """Return what has to be said of an account that is used without TLS over a network; else nothing."""
    if account.tls or not beyond_loopback(account.server[0]):
        return ""
    return (
        f"Warning: XMPP with {shown(*account.server)} has no security; whoever is on the way can read and change "
        "what is said."
    )


def at_door(account: XmppAccount, doors: Doors) -> XmppAccount:
    """Return the same account, reached by the relay where one stands before the server."""
    host, port = doors.to(account.server)
    return replace(account, host=host, port=port)


def door(account: XmppAccount) -> tuple[str, Address]:
    """Return protocol and address of the server, for a capture."""
    return "xmpp", account.server


def meeting(typed: AccountTyped, aggregator: str | None) -> tuple[Doors, Callable[[Doors], North]]:
    """Return where a facility that has an aggregator meets it, and what makes that end.

    Args:
        aggregator: its address, or the part before the ``@`` in the same domain.

    Raises:
        BadParameter: an account or an address that cannot be used.
    """
    from workbench.stubs.aggregation.accounts import domain_of

    account = typed.account()
    above = typed.peer("--aggregator", aggregator or "aggregator", domain_of(account.jid))
    if above == account.jid:
        raise typer.BadParameter(f"{above} is this facility's own.", param_hint="--aggregator")
    if warning := warning_of(account):
        tell(warning)

    def make(doors: Doors) -> North:
        from workbench.stubs.aggregator import facility_over_xmpp

        return facility_over_xmpp(at_door(account, doors), above)

    return Doors(called=[door(account)]), make
