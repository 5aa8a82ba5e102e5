"""The command that makes sign-in links for many persons: invite."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.commands import KEEPING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.output import say, say_json, tell
from workbench.cli.refusals import CommandRefused
from workbench.cli.serving import sign_in_address
from workbench.graph.dates import display_moment
from workbench.graph.memberships import ROLES, persons_acting
from workbench.graph.snapshot import Snapshot
from workbench.process.clock import group_today
from workbench.process.invitation_letters import letter
from workbench.process.invitations import Invitation, invite

ALLOWED_ROLES = (*ROLES, "facilitator")


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "invite",
        panel=KEEPING,
        examples=(
            "workbench invite PER-DOE PER-ROE --mail",
            "workbench invite --all --good-for 14d --csv invitations.csv",
            "workbench invite --role alternate --base https://workbench.example.org --csv links.xlsx",
        ),
    )(invite_persons)


def invite_persons(
    invocation: Invocation,
    persons: Annotated[
        list[str] | None,
        typer.Argument(metavar="PERSON", help="Codes of persons (PER-…).", show_default=False),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", metavar="", help="Every active person.")] = False,
    organisation: Annotated[
        list[str] | None,
        typer.Option(
            "--organisation", metavar="ORG", help="Those who act for it; may be repeated.", show_default=False
        ),
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role", metavar="ROLE", help="Those who act in this role; may be repeated.", show_default=False
        ),
    ] = None,
    good_for: Annotated[
        str, typer.Option("--good-for", metavar="TIME", help="How long the links work, such as 14d or 12h.")
    ] = "14d",
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            help="Write a table for a mail merge (.csv or .xlsx) in place of printing.",
            show_default=False,
        ),
    ] = None,
    mail: Annotated[
        bool, typer.Option("--mail", metavar="", help="Print a ready mail for each person.")
    ] = False,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="URL",
            help="Address of the app as people reach it; else the host and the port.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", envvar="HOST", metavar="HOST", help="Host of the running app.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", envvar="PORT", min=1, max=65_535, help="Port of the running app.")
    ] = 8501,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the links as JSON.")] = False,
) -> None:
    """Make a one-time sign-in link for each of several persons, and print them this once."""
    if sum((csv is not None, mail, as_json)) > 1:
        raise typer.BadParameter("--csv, --mail and --json are three forms; choose one.")
    lifetime = lifetime_given(good_for)
    actor = invocation.actor()
    actor.require("invite")
    snapshot = invocation.snapshot()
    codes = _chosen(snapshot, persons or [], everybody, organisation or [], role or [])
    if csv is not None and csv.exists():
        raise CommandRefused(f"'{csv}' exists already. Name a new file, or take that one away.")
    invited = invite(invocation.database(), actor, codes, lifetime=lifetime)
    addresses = [_address(base, host, port, one.token) for one in invited]
    if csv is not None:
        _write_table(csv, invited, addresses)
        say(str(csv))
    elif mail:
        for one, address in zip(invited, addresses, strict=True):
            text = letter(snapshot, one, address)
            say(f"To: {text.to}\nSubject: {text.subject}\n\n{text.body}")
    elif as_json:
        say_json([
            {"person": one.code, "name": one.name, "email": one.email, "organisations": list(one.organisations),
             "link": address, "good_until": one.expires_at}
            for one, address in zip(invited, addresses, strict=True)
        ])  # fmt: skip
    else:
        for one, address in zip(invited, addresses, strict=True):
            say(f"{one.name}  {address}")
    number = len(invited)
    tell(
        f"{number} {'link' if number == 1 else 'links'}, each good once, until "
        f"{display_moment(invited[0].expires_at)}. "
        "They are stored nowhere and cannot be shown again."
    )
    without = [one.name for one in invited if not one.email]
    if without:
        tell(f"No e-mail address is on record for {', '.join(without)}.")


def lifetime_given(text: str) -> timedelta:
    """A time such as ``14d`` or ``12h``.

    Raises:
        BadParameter: saying what cannot be read.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,3})\s*([dh])", text.strip().lower())
    if not found:
        raise typer.BadParameter(
            f"'{text}' is no time. Allowed: days or hours, such as 14d or 12h.", param_hint="--good-for"
        )
    number = int(found[1])
    return timedelta(days=number) if found[2] == "d" else timedelta(hours=number)


def _chosen(
    snapshot: Snapshot, persons: list[str], everybody: bool, organisations: list[str], roles: list[str]
) -> list[str]:
    if sum((bool(persons), everybody, bool(organisations or roles))) != 1:
        raise typer.BadParameter("Say who: codes of persons, or --all, or --organisation and --role.")
    if persons:
        return [code.upper() for code in persons]
    for role in roles:
        if role not in ALLOWED_ROLES:
            raise typer.BadParameter(
                f"'{role}' is no role. Allowed: {', '.join(ALLOWED_ROLES)}.", param_hint="--role"
            )
    found = [item_named(snapshot, code) for code in organisations]
    for item in found:
        if item.kind != "organisation":
            raise typer.BadParameter(f"{item.code} is no organisation.", param_hint="--organisation")
    acting = persons_acting(snapshot, group_today(), roles=roles, organisations=[item.code for item in found])
    return [person.code for person in acting]


def _address(base: str | None, host: str, port: int, token: str) -> str:
    if base is None:
        return sign_in_address(host, port, token)
    return f"{base.rstrip('/')}/sign-in?token={token}"


def _write_table(file: Path, invited: list[Invitation], addresses: list[str]) -> None:
    from workbench.exchange.invitation_table import MergeRow, merge_csv, merge_xlsx  # loads a writer

    rows = [
        MergeRow(one.name, one.email, "; ".join(one.organisations), address, display_moment(one.expires_at))
        for one, address in zip(invited, addresses, strict=True)
    ]
    # Whoever reads the file can sign in as those in it: it is the owner's alone from its first byte.
    with open(file, "xb", opener=partial(os.open, mode=0o600)) as written:
        written.write(merge_xlsx(rows) if file.suffix.lower() == ".xlsx" else merge_csv(rows))
