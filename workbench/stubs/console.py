"""The console of a head-end: a page, and the same in JSON, to issue and cancel controls, for its operator.

``GET /controls`` and ``POST /controls``, ``DELETE /controls/ID``, ``GET /devices`` and ``POST /devices``,
``POST /default``, ``GET /state`` for all at once. What a control is, the desk says: of an IEEE 2030.5 server, or of a
master.

It has no security but where it listens, which is this machine, and that it answers pages of no other site: commands
are JSON, and only requests that name this machine are served.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, Protocol

from aiohttp import web

from workbench.der.device import NotPossible
from workbench.der.quantities import Value, quantities
from workbench.der.wording import NotUnderstood, understood
from workbench.stubs.admission import Admission, Limits
from workbench.stubs.chains.controls import CURVES
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.leave import give_leave
from workbench.stubs.no_http import noting
from workbench.stubs.stub import LOOPBACK, Endpoint

PAGE = Path(__file__).with_name("console.html")
LONGEST = 64 * 1024
"""Octets of a command at most."""
LIMITS = Limits(connections=100)
MOST_DIGITS = 18
READ = ("/", "/state", "/controls", "/devices")
OFFERS = [
    {"words": "Disconnect", "values": {"connect-disconnect": False}},
    {"words": "Connect", "values": {"connect-disconnect": True}},
    *(
        {"words": f"Volt-var curve: {name}", "values": {"volt-var-curve": curve}}
        for name, curve in CURVES.items()
    ),
]
"""Controls that the page offers by name."""
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; frame-ancestors 'none'",
}


class Desk(Protocol):
    """What an operator can do. Each method takes what JSON says, and returns what JSON can say.

    All raise ``NotPossible`` with the reason; nothing was done then.
    """

    def state(self) -> dict[str, Any]:
        """Return ``now``, ``keys``, ``groups``, ``controls``, ``devices``, ``defaults`` and ``answers``."""

    def issue(self, asked: dict[str, Any]) -> object:
        """Issue a control."""

    def cancel(self, number: str, asked: dict[str, Any]) -> object:
        """Cancel a control by its ID."""

    def default(self, asked: dict[str, Any]) -> object:
        """Set what holds while no control does."""

    def register(self, asked: dict[str, Any]) -> object:
        """Let a device in."""


class Console:
    """Serves the page and takes commands.

    Args:
        exchanges: of the head-end; commands are noted there.
    """

    def __init__(self, desk: Desk, exchanges: ExchangeLog, *, host: str = LOOPBACK, port: int = 0) -> None:
        self.desk = desk
        self.exchanges = exchanges
        self.host, self.port = host, port
        self._http: web.Server | None = None
        self._limits = LIMITS
        self._admission = Admission("http", exchanges, self._limits)
        self._commands: Mapping[str, Callable[[dict[str, Any]], object]] = {
            "/controls": desk.issue,
            "/default": desk.default,
            "/devices": desk.register,
        }

    @property
    def endpoint(self) -> Endpoint:
        """Where it listens."""
        return Endpoint("console", "page and JSON", self.host, self.port)

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be used.
        """
        self._http = web.Server(
            self._admission.watched(self._handle),
            access_log=None,
            logger=noting(self.exchanges, "http"),
            auto_decompress=False,
            lingering_time=0.0,
        )
        self.port = await self._admission.listen(self._http, self.host, self.port)

    async def stop(self) -> None:
        """Listen no more."""
        http, self._http = self._http, None
        if http is None:
            return
        await self._admission.close()
        await http.shutdown(0.2)
        await self._admission.end()

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        if not self._meant(request.headers.get("Host", "")):
            return _said(403, f"The console is for {self.host}:{self.port} alone.")
        method, path = request.method, request.path
        place, _, number = path[1:].partition("/")
        if place == "controls" and number:
            if method != "DELETE":
                return _said(405, f"{path} takes DELETE.", {"Allow": "DELETE"})
            return await self._command(request, lambda asked: self.desk.cancel(number, asked))
        takes = [*(("GET", "HEAD") if path in READ else ()), *(("POST",) if path in self._commands else ())]
        if not takes:
            paths = ", ".join(dict.fromkeys((*READ, *self._commands)))
            return _said(404, f"There is nothing at {path}; there are {paths} and /controls/ID.")
        if method not in takes:
            return _said(405, f"{path} takes {', '.join(takes)}.", {"Allow": ", ".join(takes)})
        if method == "POST":
            return await self._command(request, self._commands[path])
        if path == "/":
            return web.Response(text=PAGE.read_text("utf-8"), content_type="text/html", headers=_HEADERS)
        state = self.desk.state()
        named = {key: {"name": row.name, "unit": row.unit} for key, row in quantities().items()}
        shown = {**state, "offers": OFFERS, "quantities": named} if path == "/state" else state[place]
        return web.json_response(shown, headers=_HEADERS)

    def _meant(self, host: str) -> bool:
        """Whether a request names this machine, so that no other site's page can send it through a reader's browser."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        name = name.strip("[]").lower()
        if name in ("localhost", self.host.lower()):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.host in ("0.0.0.0", "::")

    async def _command(
        self, request: web.BaseRequest, does: Callable[[dict[str, Any]], object]
    ) -> web.Response:
        if (
            request.method != "DELETE"
            and request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json"
        ):
            return _said(415, "A command is JSON, with the Content-Type application/json.")
        octets = b""
        await give_leave(request)
        try:
            async with asyncio.timeout(self._limits.slow):
                while len(octets) <= LONGEST and not request.content.at_eof():
                    octets += await request.content.read(LONGEST + 1)
        except TimeoutError:
            return _said(408, f"The command did not come within {self._limits.slow:g} s.", closing=True)
        if len(octets) > LONGEST:
            return _said(413, f"A command has at most {LONGEST} octets.")
        if request.method == "DELETE":
            octets = octets or b"{}"
        try:
            asked = json.loads(octets, parse_int=_whole, parse_constant=_no_number)
        except NotPossible as refusal:
            self._note(request, octets, str(refusal), refused=True)
            return _said(400, str(refusal))
        except (ValueError, RecursionError):
            return _said(400, "The command is not JSON.")
        if not isinstance(asked, dict):
            return _said(400, "A command is a JSON object.")
        try:
            answer = does(asked)
        except NotPossible as refusal:
            self._note(request, octets, str(refusal), refused=True)
            return _said(400, str(refusal))
        self._note(request, octets, "done")
        return web.json_response(answer, headers=_HEADERS)

    def _note(self, request: web.BaseRequest, octets: bytes, words: str, *, refused: bool = False) -> None:
        self.exchanges.add(
            "console", "http", "in", f"{request.method} {request.path}: {words}", octets, refused=refused
        )


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise NotPossible(f"A whole number has at most {MOST_DIGITS} digits, not {len(digits)}.")
    return int(digits)


def _no_number(word: str) -> NoReturn:
    raise NotPossible(f"{word} is no number.")


def values_of(asked: object) -> dict[str, Value]:
    """Return values as JSON has them as values of the table: lists become curves or sets, texts are read as typed.

    Raises:
        NotPossible: something that is no value.
    """
    if asked is None:
        return {}
    if not isinstance(asked, dict):
        raise NotPossible("values is an object: a quantity's key, and its value in the unit of the table.")
    return {str(key): _value(str(key), value) for key, value in asked.items()}


def _value(key: str, value: object) -> Value:
    if isinstance(value, str) and key in quantities():
        try:
            return understood(key, value)
        except NotUnderstood as problem:
            raise NotPossible(f"{key}: {problem}") from None
    if isinstance(value, bool | int | float | str):
        number = isinstance(value, int) and not isinstance(value, bool)
        return float(value) if number else value
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return frozenset(value)
    if isinstance(value, list):
        try:
            return tuple((float(x), float(y)) for x, y in value)
        except (TypeError, ValueError, OverflowError):
            pass
    raise NotPossible(
        f"{key}: {json.dumps(value)[:80]} is no value; a curve is a list of pairs, such as [[92, 44], [98, 0]]."
    )


def only(asked: Mapping[str, Any], known: set[str]) -> None:
    """Refuse what nobody knows.

    Raises:
        NotPossible: with what is known.
    """
    if more := sorted(set(asked) - known):
        raise NotPossible(f"Unknown here: {', '.join(more)}; known are {', '.join(sorted(known))}.")


def of_kind(asked: Mapping[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """Return what is said under a name.

    Raises:
        NotPossible: it is not of that kind.
    """
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, kind):
        words = "a text" if kind is str else "a whole number" if kind is int else "a number"
        raise NotPossible(f"{name} is {words}, not {json.dumps(value)[:80]}.")
    return value


def plain(value: Value) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, frozenset):
        return sorted(value)
    return [list(point) for point in value] if isinstance(value, tuple) else value


def keys_told(keys: Iterable[str]) -> list[dict[str, str]]:
    """Return quantities for the page, with their names and units."""
    return [{"key": key, "name": quantities()[key].name, "unit": quantities()[key].unit} for key in keys]


def _said(
    status: int, words: str, headers: Mapping[str, str] | None = None, *, closing: bool = False
) -> web.Response:
    answer = web.json_response({"error": words}, status=status, headers={**_HEADERS, **(headers or {})})
    if closing:
        answer.force_close()
    return answer
