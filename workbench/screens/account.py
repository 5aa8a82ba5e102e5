"""Signing in by the account of an organisation: OpenID Connect through Streamlit, where it is set up.

Streamlit checks what the provider says and keeps it in a signed cookie of its own. Whose account it is, and
whether its session still holds, is asked of the record at every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from workbench.process.account_sign_in import Account, account_actor, account_key
from workbench.process.actor import Actor
from workbench.process.sign_in import SignInRefused
from workbench.screens.connection import database

REFUSED = "account_refused"
SHARED = frozenset({"redirect_uri", "cookie_secret", "expose_tokens"})
"""Keys of the section [auth] that belong to no provider."""


def section(name: str) -> Mapping[str, Any]:
    """A section of ``.streamlit/secrets.toml``; empty where there is none."""
    try:
        found = st.secrets.get(name, {})
    except FileNotFoundError:
        return {}
    return found if isinstance(found, Mapping) else {}


def is_set_up() -> bool:
    """Whether people can sign in by an account at all."""
    auth = section("auth")
    return bool(auth.get("redirect_uri") and auth.get("cookie_secret") and providers())


def providers() -> list[str | None]:
    """Names of the providers; None is the one that stands in [auth] itself."""
    auth = section("auth")
    named = [name for name, value in auth.items() if isinstance(value, Mapping) and "client_id" in value]
    return [*([None] if "client_id" in auth else []), *sorted(named)]


def actor() -> Actor | None:
    """Who is signed in by an account; None for nobody. Why an account is refused is kept for ``refusal``."""
    st.session_state.pop(REFUSED, None)
    if not is_set_up() or not getattr(st.user, "is_logged_in", False):
        return None
    claims = st.user.to_dict()
    verified = claims.get("email_verified")
    account = Account(
        key=account_key({name: str(value) for name, value in st.context.cookies.items()}),
        email=str(claims.get("email") or ""),
        verified=verified is True or str(verified).casefold() == "true",
    )
    accepts_any = section("workbench").get("accept_unverified_email") is True
    try:
        return account_actor(database(), account, accept_unverified=accepts_any)
    except SignInRefused as refused:
        st.session_state[REFUSED] = str(refused)
        return None


def refusal() -> str:
    """Why the account that the visitor used is not accepted; empty when none was."""
    return str(st.session_state.get(REFUSED) or "")


def buttons() -> None:
    """Draw the way to sign in by an account, one button a provider; nothing where it is not set up."""
    if not is_set_up():
        return
    names = providers()
    for name in names:
        with_name = "" if name is None or len(names) == 1 else f" ({name})"
        st.button(
            f"Sign in with your organisation's account{with_name}",
            key=f"account_sign_in_{name or 'default'}",
            type="primary",
            icon=":material/login:",
            on_click=st.login,
            args=(name,) if name else (),
        )
