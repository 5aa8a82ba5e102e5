"""What the page of consensus calls reads, and the addresses of its parts."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.cache import BALLOTS
from workbench.process.actor import PARTY_ROLES
from workbench.process.ballots.statements import StatementRow, statements
from workbench.process.clock import now
from workbench.screens import visitor
from workbench.screens.addresses import page_address
from workbench.screens.connection import database

KEY = "ballots"
PAGE, CALL, NEW, ABOUT = "consensus-calls", "call", "new", "about"
"""The page's address, and the names and values that it holds."""
FRESH = 1.0
"""Seconds for which what polling tabs read may be used again."""


def rows(*, fresh_for: float = 0.0) -> dict[str, BallotRow]:
    """All calls by code, at the moment looked at."""
    change = visitor.change_looked_at()
    return BALLOTS.get(database(), change=change, fresh_for=fresh_for, moment=now())


def classes() -> dict[str, str]:
    """The class of every organisation, by its code."""
    organisations = visitor.whole_snapshot().of_kind("organisation", withdrawn=True)
    return {o.code: str(o.detail.get("category") or "") for o in organisations}


def statements_of(code: str) -> list[StatementRow]:
    """The latest version of every statement of a call."""
    change = visitor.change_looked_at()
    with database().read() as session:
        return statements(session, ballot=code, change=change)


def writers(row: BallotRow) -> list[tuple[str, str]]:
    """Codes and names of the organisations that wrote a statement; none for what is no call for statements."""
    said = statements_of(row.code) if row.kind == "statement-call" else []
    return [(one.organisation, one.organisation_name) for one in said]


def address(code: str = "", **more: str) -> str:
    """The stable address of the page, or of one call."""
    return page_address(PAGE, **{CALL: code, **more})


def address_for_visitor(code: str) -> str:
    """Where the visitor answers a call or looks after it; empty for those who have no such page."""
    actor = visitor.signed_in()
    if actor.may("prepare-ballot"):
        return address(code)
    return page_address(CALL, **{CALL: code}) if actor.roles & PARTY_ROLES else ""


def answering_address(code: str) -> str:
    """The whole address of the page on which a party answers; a relative one where the app's is not known."""
    url = st.context.url
    parts = urlsplit(url if isinstance(url, str) else "")
    root = parts.path.rpartition("/")[0]
    where = f"call?{CALL}={code}"
    return f"{parts.scheme}://{parts.netloc}{root}/{where}" if parts.netloc else where


def may_write() -> bool:
    """Whether the visitor may prepare calls, and looks at the present."""
    return visitor.signed_in().may("prepare-ballot") and visitor.is_now()


def show(code: str) -> None:
    """Show one call, or the list where the code is empty; for callbacks."""
    for name in (CALL, ABOUT):
        st.query_params.pop(name, None)
    if code:
        st.query_params[CALL] = code
