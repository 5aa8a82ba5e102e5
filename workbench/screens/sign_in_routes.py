"""Routes for signing in by a link and for signing out; both are done by a POST from a page of ours.

A link is redeemed by a POST: mail scanners and previews open links, and must not use one up.
"""

from __future__ import annotations

import html

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from workbench.process.access import end_own_sessions
from workbench.process.account_sign_in import ACCOUNT_COOKIE, end_account_session
from workbench.process.attempts import ATTEMPTS
from workbench.process.sign_in import (
    SESSION_LIFETIME,
    SignInRefused,
    TooManyAttempts,
    actor_of,
    cookie_name,
    redeem,
    sign_out,
)
from workbench.screens import connection
from workbench.screens.plain_page import plain_page, sentence_page
from workbench.screens.posted_form import address_of, posted_from_here, too_large

ELSEWHERE = (
    "This form was sent from another site, so nothing was done. Open the workbench and try again there."
)
ACCOUNT_SIGN_OUT = "auth/logout"
"""Streamlit's route that forgets the account, and signs out at the provider where that can be done."""


async def ask_to_sign_in(request: Request) -> Response:
    """Show the button that redeems the link."""
    token = html.escape(request.query_params.get("token", ""), quote=True)
    body = (
        "<p>This link signs you in on this browser. It works once.</p>"
        f'<form method="post" action="sign-in"><input type="hidden" name="token" value="{token}">'
        '<button type="submit" autofocus>Sign in</button></form>'
    )
    return plain_page("SIWG Workbench", body)


async def do_sign_in(request: Request) -> Response:
    """Redeem the link and set the session's cookie."""
    refused = _refused(request)
    if refused is not None:
        return refused
    form = await request.form(max_files=0, max_fields=5)
    try:
        cookie = await run_in_threadpool(
            redeem,
            connection.database(),
            str(form.get("token", "")),
            address=address_of(request),
            attempts=ATTEMPTS,
        )
    except TooManyAttempts as slowed:
        seconds = max(1, -int(-slowed.left.total_seconds() // 1))
        return sentence_page("Wait a little", str(slowed), 429, {"Retry-After": str(seconds)})
    except SignInRefused as error:
        return sentence_page("This link does not work", str(error), 403)
    response = RedirectResponse("./", 303)
    response.set_cookie(
        await run_in_threadpool(cookie_name, connection.database()),
        cookie,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        # Behind a proxy that ends TLS the web server knows it from X-Forwarded-Proto, as posted_form says.
        secure=request.url.scheme == "https",
    )
    return response


async def ask_to_sign_out(request: Request) -> Response:
    """Show what signing out does, and the buttons that do it."""
    name = await run_in_threadpool(cookie_name, connection.database())
    actor = await run_in_threadpool(actor_of, connection.database(), request.cookies.get(name))
    if actor is None and ACCOUNT_COOKIE not in request.cookies:
        return sentence_page("You are not signed in", "There is nothing to sign out of on this browser.", 200)
    who = f" {html.escape(actor.name)}, you" if actor is not None else "You"
    everywhere = (
        '<form method="post" action="sign-out"><input type="hidden" name="everywhere" value="yes">'
        '<button type="submit" class="second">Sign out everywhere</button>'
        "<small>On every browser in which you signed in. Links that you have not used stop working too.</small></form>"
        if actor is not None
        else ""
    )
    body = (
        f"<p>{who} will need a link or your organisation's account to come back. "
        "What you typed and did not save is lost.</p>"
        '<form method="post" action="sign-out"><button type="submit" autofocus>Sign out of this browser</button>'
        f'</form>{everywhere}<p><a href="./">Stay signed in</a></p>'
    )
    return plain_page("Sign out?", body)


async def do_sign_out(request: Request) -> Response:
    """End the session, or all sessions of the person, and forget the cookie."""
    refused = _refused(request)
    if refused is not None:
        return refused
    database = connection.database()
    form = await request.form(max_files=0, max_fields=5)
    name = await run_in_threadpool(cookie_name, database)
    cookie = request.cookies.get(name)
    said = "This browser shows nothing of the record any more."
    if form.get("everywhere"):
        actor = await run_in_threadpool(actor_of, database, cookie)
        if actor is not None:
            number = await run_in_threadpool(end_own_sessions, database, actor)
            said = f"You are signed out of {number} browser{'' if number == 1 else 's'}."
    await run_in_threadpool(sign_out, database, cookie)
    await run_in_threadpool(end_account_session, database, request.cookies)
    response: Response
    if ACCOUNT_COOKIE in request.cookies:
        response = RedirectResponse(ACCOUNT_SIGN_OUT, 303)
    else:
        response = sentence_page("You are signed out", said, 200)
    response.delete_cookie(name)
    return response


def _refused(request: Request) -> Response | None:
    if not posted_from_here(request):
        return sentence_page("Nothing was done", ELSEWHERE, 403)
    if too_large(request):
        return sentence_page("Nothing was done", "This form is larger than the workbench takes.", 413)
    return None


def sign_in_routes() -> list[Route]:
    """The routes of this module."""
    return [
        Route("/sign-in", ask_to_sign_in, methods=["GET"]),
        Route("/sign-in", do_sign_in, methods=["POST"]),
        Route("/sign-out", ask_to_sign_out, methods=["GET"]),
        Route("/sign-out", do_sign_out, methods=["POST"]),
    ]
