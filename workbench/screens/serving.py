"""Routes beside the pages: sign-in by link, sign-out, health, and the subscribable calendar.

A link is redeemed by a POST: mail scanners and previews open links, and must not use one up.
"""

from __future__ import annotations

import html
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from workbench.exchange.calendar_feed import calendar_feed
from workbench.graph.reading import SNAPSHOTS, head_number, record_info
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.sign_in import (
    SESSION_LIFETIME,
    SignInRefused,
    cookie_name,
    fits_feed_key,
    make_link,
    redeem,
    sign_out,
)
from workbench.screens import connection

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 12vh auto 0; max-width: 26rem; padding: 0 1.25rem; }}
h1 {{ font-size: 1.4rem; margin: 0 0 .5rem; }}
button {{ font: inherit; font-weight: 600; background: #0f6674; color: #fff; border: 0; border-radius: .4rem;
  padding: .65rem 1.2rem; cursor: pointer; }}
button:focus-visible {{ outline: 3px solid #7fcbd6; outline-offset: 2px; }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(PAGE.format(title=html.escape(title), body=body), status, headers)


async def ask_to_sign_in(request: Request) -> Response:
    """Show the button that redeems the link."""
    token = html.escape(request.query_params.get("token", ""), quote=True)
    body = (
        "<p>This link signs you in on this browser. It works once.</p>"
        f'<form method="post" action="sign-in"><input type="hidden" name="token" value="{token}">'
        '<button type="submit" autofocus>Sign in</button></form>'
    )
    return _page("SIWG Workbench", body)


async def do_sign_in(request: Request) -> Response:
    """Redeem the link and set the session's cookie."""
    form = await request.form()
    try:
        cookie = await run_in_threadpool(redeem, connection.database(), str(form.get("token", "")))
    except SignInRefused as refused:
        return _page("This link does not work", f"<p>{html.escape(str(refused))}</p>", 403)
    response = RedirectResponse("./", 303)
    response.set_cookie(
        await run_in_threadpool(cookie_name, connection.database()),
        cookie,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def do_sign_out(request: Request) -> Response:
    """End the session and forget the cookie."""
    name = await run_in_threadpool(cookie_name, connection.database())
    await run_in_threadpool(sign_out, connection.database(), request.cookies.get(name))
    response = _page("You are signed out", '<p><a href="./">Back to the workbench</a></p>')
    response.delete_cookie(name)
    return response


async def health(_: Request) -> Response:
    """Whether the server can read the record, for monitors."""

    def look() -> int:
        with connection.database().read() as session:
            return head_number(session)

    return JSONResponse({"status": "ok", "change": await run_in_threadpool(look)})


async def schedule_feed(request: Request) -> Response:
    """The dates as an iCalendar file, for whoever has the key of the feed; nothing confidential is in it."""
    database = connection.database()
    if not await run_in_threadpool(fits_feed_key, database, request.query_params.get("key", "")):
        return _page(
            "This calendar cannot be read",
            "<p>The key in the address is not this record's. The page Meetings has the right address.</p>",
            403,
        )

    def made() -> tuple[bytes, str]:
        snapshot = SNAPSHOTS.get(database)
        with database.read() as session:
            info = record_info(session)
        root = str(request.base_url).rstrip("/")
        return calendar_feed(snapshot, info.record_id if info else "record", root), str(snapshot.change)

    content, change = await run_in_threadpool(made)
    headers = {
        "Cache-Control": "private, max-age=300",
        "ETag": f'"{change}"',
        "Referrer-Policy": "no-referrer",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def routes() -> list[Route]:
    """All routes beside Streamlit's."""
    return [
        Route("/sign-in", ask_to_sign_in, methods=["GET"]),
        Route("/sign-in", do_sign_in, methods=["POST"]),
        Route("/sign-out", do_sign_out, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
        Route("/schedule.ics", schedule_feed, methods=["GET"]),
    ]


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Open the record, warm the first page's reads, and print a sign-in link."""
    database = await run_in_threadpool(connection.database)
    await run_in_threadpool(SNAPSHOTS.get, database)
    if not os.environ.get("WORKBENCH_LINK_PRINTED"):
        token = await run_in_threadpool(make_link, database, LOCAL_OPERATOR)
        host, port = _own_address()
        print(f"Sign in (once, as facilitator): http://{host}:{port}/sign-in?token={token}", flush=True)
        sys.stdout.flush()
    try:
        yield {}
    finally:
        connection.close()


def _own_address() -> tuple[str, int]:
    from streamlit import config

    host = config.get_option("server.address") or "127.0.0.1"
    return host, int(config.get_option("server.port"))
