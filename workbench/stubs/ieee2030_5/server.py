"""The HTTP side of a head-end: who asks, what is answered, from octets that are kept until something changes."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import cast

from aiohttp import web
from multidict import CIMultiDict

from workbench.stubs.admission import Admission, Limits
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5.documents import LONGEST, MEDIA_TYPE, write
from workbench.stubs.ieee2030_5.front import Answer, Front
from workbench.stubs.ieee2030_5.intake import Intake, Taken
from workbench.stubs.ieee2030_5.nodes import READ, Node, Served
from workbench.stubs.ieee2030_5.paging import part_of
from workbench.stubs.ieee2030_5.refusals import Refused, told
from workbench.stubs.ieee2030_5.tree import Tree
from workbench.stubs.leave import give_leave
from workbench.stubs.no_http import noting
from workbench.stubs.pki import Standard, lfdi, refusals

PROTOCOL = "ieee-2030.5"
PAGE = 1
"""Members of a list in an answer when the client does not say how many, as Envoy has it too."""
LIMITS = Limits(connections=5_000)
FOREVER = 1e9
"""Seconds that aiohttp lets a connection rest: it does not see the requests that are answered before it."""
MOST_KEPT = 5_000
"""Answers that are kept at once."""
_TAKEN = (MEDIA_TYPE, "application/xml", "text/xml")


@dataclass(frozen=True, slots=True)
class Client:
    """Who is at the other end of a connection.

    Args:
        complaints: what its certificate lacks; such a client is let in nowhere.
    """

    lfdi: str
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that is kept.

    Args:
        version: of the utility when it was made; a newer one makes it void.
        kept: whether it stays the same until something changes; the time does not.
    """

    body: bytes
    headers: CIMultiDict[str]
    tag: str
    words: str
    version: int
    kept: bool = True


@dataclass(slots=True)
class Quick:
    """An answer as its octets, which differ from second to second by their date only."""

    page: Page
    _second: int = -1
    _octets: bytes = field(default=b"")

    def octets(self, second: int) -> bytes:
        """Return the answer at a second of the epoch."""
        if second != self._second:
            named = "".join(f"{name}: {value}\r\n" for name, value in self.page.headers.items())
            date = formatdate(second, usegmt=True)
            head = f"HTTP/1.1 200 OK\r\n{named}Content-Length: {len(self.page.body)}\r\nDate: {date}\r\n\r\n"
            self._second, self._octets = second, head.encode("ascii") + self.page.body
        return self._octets


class Server:
    """Answers requests over mutual TLS.

    Args:
        strict: refuse clients whose certificate lacks what the standard asks for beyond what TLS looks at.
        kept: waits until what a client sent is kept; its request is answered after that.
    """

    def __init__(
        self,
        tree: Tree,
        exchanges: ExchangeLog,
        tls: ssl.SSLContext,
        *,
        strict: bool = True,
        page: int = PAGE,
        kept: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.tree = tree
        self.utility = tree.utility
        self.intake = Intake(self.utility, tree)
        self.exchanges = exchanges
        self.strict = strict
        self.page = page
        self._keep = kept
        self._tls = tls
        self._kept: dict[tuple[str, str], Page] = {}
        self._clients: dict[bytes, Client] = {}
        self._quick: dict[tuple[str, bytes], Quick] = {}
        self._fronts: dict[object, Front] = {}
        self._limits = LIMITS
        self._http: web.Server | None = None
        self._admission = Admission(PROTOCOL, exchanges, self._limits)

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port.

        Raises:
            OSError: the address cannot be used.
        """
        self._http = web.Server(
            self._admission.watched(self._handle),
            access_log=None,
            logger=noting(self.exchanges, PROTOCOL),
            keepalive_timeout=FOREVER,
            auto_decompress=False,
            lingering_time=0.0,
        )
        return await self._admission.listen(self._front, host, port, self._tls)

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        http, self._http = self._http, None
        if http is None:
            return
        await self._admission.close()
        await http.shutdown(1.0)
        await self._admission.end()

    def _front(self) -> Front:
        assert self._http
        return Front(self._http(), self._kept_answer, self._fronts)

    def _kept_answer(self, front: Front, asked: bytes) -> bytes | None:
        """Return the answer to a request that was asked before, while nothing has changed."""
        quick = self._quick.get((front.who, asked))
        if quick is None or not self.exchanges.summary or front.transport is None:
            return None
        self.utility.pass_time()
        if quick.page.version != self.utility.version:
            del self._quick[front.who, asked]
            return None
        self._admission.answered(front.transport)
        self.exchanges.add("", PROTOCOL, "in", "")
        self.exchanges.add("", PROTOCOL, "out", "")
        return quick.octets(int(time.time()))

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        """Answer a request, and have the answer said to be written."""
        answer = await self._answered(request)
        front = self._fronts.get(request.protocol)
        if front is not None and isinstance(answer, Answer):
            answer.written = front.answered
        return answer

    async def _answered(self, request: web.BaseRequest) -> web.Response:
        if self._http is None:  # it came in while the server was being stopped
            raise web.HTTPServiceUnavailable
        client = self._client(request)
        self.utility.pass_time()
        if request.method == "GET":
            kept = self._kept.get((client.lfdi, request.path_qs))
            current = kept is not None and kept.version == self.utility.version
            if kept is not None and current and request.headers.get("Accept", "*/*") in ("*/*", MEDIA_TYPE):
                return self._answer(request, client, kept)
        try:
            return await self._respond(request, client)
        except Refused as refusal:
            return self._refuse(request, client, refusal)
        except TimeoutError:
            late = f"The body did not come within {self._limits.slow:g} s."
            return self._refuse(request, client, Refused(408, late))

    async def _respond(self, request: web.BaseRequest, client: Client) -> web.Response:
        if client.complaints:
            raise Refused(403, " ".join(client.complaints))
        seen = self.utility.registry.seen_by(client.lfdi)
        if not seen:
            raise Refused(404, f"The device with LFDI {client.lfdi or '(none)'} is not registered here.")
        node = self.tree.find(request.path, seen)
        if node is None:
            raise Refused(404, f"There is nothing at {request.path} for this client.")
        if request.method not in node.methods:
            allowed = ", ".join(node.methods)
            raise Refused(
                405, f"{request.method} is not done at {request.path}; {allowed} are.", allow=node.methods
            )
        if request.method in READ:
            return self._read(request, client, node)
        octets = b"" if request.method == "DELETE" else await self._body(request)
        taken = self.intake.take(request.method, node, seen, octets)
        if self._keep is not None and not taken.fleeting:
            await self._keep()
        return self._took(request, client, octets, taken)

    async def _body(self, request: web.BaseRequest) -> bytes:
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in _TAKEN:
            raise Refused(415, f"Read is {MEDIA_TYPE}, not {kind or 'a body without a Content-Type'!r}.")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refused(415, "A body is read as it is, not compressed.")
        if (request.content_length or 0) > LONGEST:
            raise Refused(413, f"A body has at most {LONGEST} octets, not {request.content_length}.", 2)
        octets = bytearray()
        await give_leave(request)
        async with asyncio.timeout(self._limits.slow):
            async for part in request.content.iter_any():
                octets += part
                if len(octets) > LONGEST:
                    raise Refused(413, f"A body has at most {LONGEST} octets.", 2)
        return bytes(octets)

    def _read(self, request: web.BaseRequest, client: Client, node: Node) -> web.Response:
        _acceptable(request)
        if node.kind == "unwritten":
            raise Refused(404, f"The device has put no {node.number} yet.")
        page = self._page(node.serve(), request, kept=node.kind != "time")
        if page.kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[client.lfdi, request.path_qs] = page
        return self._answer(request, client, page)

    def _page(self, served: Served, request: web.BaseRequest, *, kept: bool) -> Page:
        resource, words = part_of(served, request.query_string, self.page)
        body = write(resource)
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        modified = formatdate(self.utility.changed_at, usegmt=True)
        headers = CIMultiDict({"Content-Type": MEDIA_TYPE, "ETag": tag, "Last-Modified": modified})
        return Page(body, headers, tag, words, self.utility.version, kept)

    def _answer(self, request: web.BaseRequest, client: Client, page: Page) -> web.Response:
        self._note_request(request, client, b"")
        unchanged = _unchanged(request, page)
        words = f"304 {page.words}, unchanged" if unchanged else f"200 {page.words}"
        body = b"" if unchanged else page.body
        self.exchanges.add(_peer(request, client), PROTOCOL, "out", words, body)
        if unchanged:
            return Answer(status=304, headers={"ETag": page.tag})
        front = self._fronts.get(request.protocol)
        if front is not None and front.asked and page.kept:
            if len(self._quick) >= MOST_KEPT:
                self._quick.clear()
            front.who = client.lfdi
            self._quick[client.lfdi, front.asked] = Quick(page)
        return Answer(body=page.body, headers=page.headers)

    def _took(self, request: web.BaseRequest, client: Client, octets: bytes, taken: Taken) -> web.Response:
        self._note_request(request, client, octets, taken.words)
        headers = {"Location": taken.location} if taken.location else {}
        words = f"{taken.status} {taken.location}".rstrip()
        self.exchanges.add(_peer(request, client), PROTOCOL, "out", words)
        return Answer(status=taken.status, headers=headers)

    def _refuse(self, request: web.BaseRequest, client: Client, refusal: Refused) -> web.Response:
        self._note_request(request, client, b"")
        peer = _peer(request, client)
        body = told(refusal)
        words = f"{refusal.status} {refusal.words}"
        self.exchanges.add(peer, PROTOCOL, "out", words, body, refused=True)
        headers = {"Content-Type": MEDIA_TYPE}
        if refusal.allow:
            headers["Allow"] = ", ".join(refusal.allow)
        response = Answer(status=refusal.status, body=body, headers=headers)
        if refusal.status in (408, 413):
            response.force_close()
        return response

    def _note_request(self, request: web.BaseRequest, client: Client, octets: bytes, words: str = "") -> None:
        if self.exchanges.summary:
            self.exchanges.add("", PROTOCOL, "in", "")
            return
        line = f"{request.method} {request.path_qs}"
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        message = f"{line} HTTP/1.1\r\n{head}\r\n".encode("utf-8", "replace") + octets
        self.exchanges.add(
            _peer(request, client), PROTOCOL, "in", f"{line}: {words}" if words else line, message
        )

    def _client(self, request: web.BaseRequest) -> Client:
        transport = request.transport
        connection = cast("ssl.SSLObject | None", transport and transport.get_extra_info("ssl_object"))
        certificate = connection.getpeercert(binary_form=True) if connection else None
        if certificate is None:
            return Client("", ("The client showed no certificate.",))
        known = self._clients.get(certificate)
        if known is None:
            complaints = tuple(refusals(certificate, Standard.IEEE_2030_5)) if self.strict else ()
            if len(self._clients) >= MOST_KEPT:
                self._clients.clear()
            known = self._clients[certificate] = Client(lfdi(certificate), complaints)
        return known


def _acceptable(request: web.BaseRequest) -> None:
    wanted = request.headers.get("Accept", "*/*").lower()
    kinds = [one.partition(";")[0].strip() for one in wanted.split(",")]
    if not {"*/*", "application/*", *_TAKEN} & set(kinds):
        raise Refused(406, f"Answered is {MEDIA_TYPE}; the client accepts {wanted[:80]!r} only.")


def _unchanged(request: web.BaseRequest, page: Page) -> bool:
    if (tags := request.headers.get("If-None-Match")) is not None:
        return tags.strip() == "*" or page.tag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    return False


def _peer(request: web.BaseRequest, client: Client) -> str:
    found = request.transport.get_extra_info("peername") if request.transport else None
    at = f"{found[0]}:{found[1]}" if found else "gone"
    return f"{client.lfdi[:8]} {at}".strip()
