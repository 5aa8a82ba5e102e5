"""Routes beside the pages: signing in and out, health, and the subscribable calendar; and what a server keeps."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workbench.exchange.calendar_feed import calendar_feed
from workbench.graph.reading import SNAPSHOTS, head_number, record_info
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.attempts import ATTEMPTS
from workbench.process.keeping import Database
from workbench.process.sign_in import fits_feed_key, log_refusals, make_link
from workbench.screens import connection
from workbench.screens.plain_page import sentence_page
from workbench.screens.sign_in_routes import sign_in_routes
from workbench.screens.theme_message import keep_theme

COLLECT_AFTER = 20_000
"""Objects made until the garbage collector looks for what nobody holds any more."""
LOG_EVERY = 60.0
"""Seconds after which refused sign-ins that were only counted are logged."""


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
        return sentence_page(
            "This calendar cannot be read",
            "The key in the address is not this record's. The page Meetings has the right address.",
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
        *sign_in_routes(),
        Route("/health", health, methods=["GET"]),
        Route("/schedule.ics", schedule_feed, methods=["GET"]),
    ]


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Open the record, warm the first page's reads and imports, and print a sign-in link."""
    database = await run_in_threadpool(connection.database)
    await run_in_threadpool(SNAPSHOTS.get, database)
    # All pages at once: else the first visitors of a meeting wait for seconds, each for the same modules.
    await run_in_threadpool(import_module, "workbench.screens.shell")
    keep_theme()
    _leave_to_stay()
    if not os.environ.get("WORKBENCH_LINK_PRINTED"):
        token = await run_in_threadpool(make_link, database, LOCAL_OPERATOR)
        host, port = _own_address()
        print(f"Sign in (once, as facilitator): http://{host}:{port}/sign-in?token={token}", flush=True)
        sys.stdout.flush()
    logging = asyncio.create_task(_log_now_and_then(database))
    try:
        yield {}
    finally:
        logging.cancel()
        await run_in_threadpool(_log, database, closing=True)
        connection.close()


def _leave_to_stay() -> None:
    """Take what was imported out of the garbage collector's rounds, and let it make fewer of them.

    Libraries hold hundreds of thousands of objects that stay; to look at all of them again keeps every visitor
    waiting.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


async def _log_now_and_then(database: Database) -> None:
    while True:
        await asyncio.sleep(LOG_EVERY)
        await run_in_threadpool(_log, database)


def _log(database: Database, *, closing: bool = False) -> None:
    """Log the refused sign-ins that were counted meanwhile."""
    for due in ATTEMPTS.overdue(closing=closing):
        log_refusals(database, due, "several")


def _own_address() -> tuple[str, int]:
    from streamlit import config

    host = config.get_option("server.address") or "127.0.0.1"
    return host, int(config.get_option("server.port"))
