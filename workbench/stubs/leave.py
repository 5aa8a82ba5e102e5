"""Leave to send a body, for clients that ask before they send it."""

from __future__ import annotations

from typing import cast

from aiohttp import HttpVersion11, web


async def give_leave(request: web.BaseRequest) -> None:
    """Have a client that waits with its body send it (RFC 9110, 10.1.1); call it before a body is read.

    aiohttp does so in its applications only. Some clients wait a second and send the body then, some wait for ever.
    """
    if request.version >= HttpVersion11 and request.headers.get("Expect", "").lower() == "100-continue":
        writer = cast(web.Request, request).writer
        await writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        writer.output_size = 0  # the answer has not begun
