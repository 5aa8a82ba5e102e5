"""The page that somebody asked for before signing in: remembered in a cookie, and gone to afterwards.

Streamlit's sign-in by an account, and a link, lead to the first page; whoever followed the address of an item
wants that item. Only addresses of pages of ours are remembered, never another host's.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "workbench_wanted"
SECONDS = 900
CALLBACK = "/oauth2callback"
SIGN_IN = "/sign-in"


NO_PAGES = frozenset({"sign-in", "sign-out", "health", "component", "media", "static", "auth"})
_PAGE = re.compile(r"/[a-z-]{0,40}")
_QUERY = re.compile(r"[A-Za-z0-9_.~%=&+:/*!'()-]{0,500}")


def wanted_address(path: str, query: str) -> str | None:
    """The address to come back to, or None when there is nothing to come back to.

    Args:
        path, query: of the page asked for.
    """
    if not _PAGE.fullmatch(path) or path.strip("/") in NO_PAGES or not _QUERY.fullmatch(query):
        return None
    return None if path == "/" and not query else f"{path}{f'?{query}' if query else ''}"


class WantedPage:
    """Remembers the page asked for, and leads there after a sign-in.

    Args:
        app: the application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        asked = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        path = scope["path"]

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path in (CALLBACK, SIGN_IN) and message["status"] in (302, 303):
                    self._lead(request, headers)
                elif asked and "sign-in" not in request.query_params:
                    self._remember(path, request.url.query, headers)
            await send(message)

        await self._app(scope, receive, sent)

    def _remember(self, path: str, query: str, headers: MutableHeaders) -> None:
        address = wanted_address(path, query)
        if address is not None:
            headers.append(
                "set-cookie", f"{COOKIE}={address}; Max-Age={SECONDS}; Path=/; HttpOnly; SameSite=lax"
            )

    def _lead(self, request: Request, headers: MutableHeaders) -> None:
        parts = urlsplit(request.cookies.get(COOKIE, ""))
        if parts.netloc or parts.scheme or headers.get("location") not in ("/", "./"):
            return
        address = wanted_address(parts.path, parts.query)
        if address is not None:
            headers["location"] = address
            headers.append("set-cookie", f"{COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=lax")
