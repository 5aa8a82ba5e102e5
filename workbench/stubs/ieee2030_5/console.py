"""The console of a head-end: a page and a few commands in JSON to issue and cancel controls, for its operator.

It has no security but where it listens, which is this machine, and that it answers pages of no other site: commands
are JSON, and only requests that name this machine are served.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from workbench.der.device import NotPossible
from workbench.der.quantities import Value, quantities
from workbench.der.wording import NotUnderstood, example, said, understood
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5.no_http import noting
from workbench.stubs.ieee2030_5.programs import Control
from workbench.stubs.ieee2030_5.registry import SYSTEM
from workbench.stubs.ieee2030_5.utility import Utility
from workbench.stubs.ieee2030_5.values import controllable
from workbench.stubs.stub import LOOPBACK

PAGE = Path(__file__).with_name("console.html")
LONGEST = 64 * 1024
"""Octets of a command at most."""
SHOWN = 100
"""Responses that are shown."""
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; frame-ancestors 'none'",
}


class Console:
    """Serves the page and takes commands.

    Args:
        exchanges: of the head-end; commands are noted there.
    """

    def __init__(
        self, utility: Utility, exchanges: ExchangeLog, *, host: str = LOOPBACK, port: int = 0
    ) -> None:
        self.utility = utility
        self.exchanges = exchanges
        self.host, self.port = host, port
        self._http: web.Server | None = None
        self._server: asyncio.Server | None = None
        self._commands: Mapping[str, Callable[[dict[str, Any]], object]] = {
            "/issue": self._issue,
            "/cancel": self._cancel,
            "/default": self._default,
            "/register": self._register,
        }

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be used.
        """
        self._http = web.Server(
            self._handle,
            access_log=None,
            logger=noting(self.exchanges, "http"),
            auto_decompress=False,
            lingering_time=0.0,
        )
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._http, self.host, self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is None or self._http is None:
            return
        server, http = self._server, self._http
        self._server = self._http = None
        server.close()
        await http.shutdown(0.2)
        await server.wait_closed()

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        if not self._meant(request.headers.get("Host", "")):
            return _said(403, f"The console is for {self.host}:{self.port} alone.")
        if request.path in self._commands:
            if request.method != "POST":
                return _said(405, f"{request.path} takes POST.", {"Allow": "POST"})
            return await self._command(request)
        if request.path not in ("/", "/state"):
            paths = ", ".join(self._commands)
            return _said(404, f"There is nothing at {request.path}; there are /, /state, {paths}.")
        if request.method not in ("GET", "HEAD"):
            return _said(405, f"{request.path} takes GET.", {"Allow": "GET, HEAD"})
        if request.path == "/":
            return web.Response(text=PAGE.read_text("utf-8"), content_type="text/html", headers=_HEADERS)
        return web.json_response(self.state(), headers=_HEADERS)

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

    async def _command(self, request: web.BaseRequest) -> web.Response:
        if request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            return _said(415, "A command is JSON, with the Content-Type application/json.")
        octets = await request.content.read(LONGEST + 1)
        while len(octets) <= LONGEST and not request.content.at_eof():
            octets += await request.content.read(LONGEST + 1)
        if len(octets) > LONGEST:
            return _said(413, f"A command has at most {LONGEST} octets.")
        try:
            asked = json.loads(octets)
        except (ValueError, RecursionError):
            return _said(400, "The command is not JSON.")
        if not isinstance(asked, dict):
            return _said(400, "A command is a JSON object.")
        try:
            answer = self._commands[request.path](asked)
        except NotPossible as refusal:
            self._note(request, octets, str(refusal), refused=True)
            return _said(400, str(refusal))
        self._note(request, octets, "done")
        return web.json_response(answer, headers=_HEADERS)

    def _note(self, request: web.BaseRequest, octets: bytes, words: str, *, refused: bool = False) -> None:
        self.exchanges.add("console", "http", "in", f"{request.path}: {words}", octets, refused=refused)

    def _issue(self, asked: dict[str, Any]) -> object:
        known: dict[str, type | tuple[type, ...]] = {
            "group": str, "start": (int, float), "duration": (int, float), "primacy": int, "mrid": str,
            "randomize_start": int, "randomize_duration": int, "description": str,
        }  # fmt: skip
        _only(asked, {"values", *known})
        if "duration" not in asked:
            raise NotPossible("A control has a duration, in seconds.")
        others = {
            name: _of_kind(asked, name, kind) for name, kind in known.items() if asked.get(name) is not None
        }
        return _control(self.utility.issue(values_of(asked.get("values")), **others))

    def _cancel(self, asked: dict[str, Any]) -> object:
        _only(asked, {"mrid", "reason", "by_chance"})
        return _control(
            self.utility.cancel(
                _of_kind(asked, "mrid", str),
                reason=_of_kind({"reason": "", **asked}, "reason", str),
                by_chance=asked.get("by_chance") is True,
            )
        )

    def _default(self, asked: dict[str, Any]) -> object:
        _only(asked, {"values", "group", "primacy"})
        group = _of_kind({"group": SYSTEM, **asked}, "group", str)
        values = values_of(asked.get("values"))
        self.utility.set_default(values, group=group, primacy=asked.get("primacy"))
        return {"group": group, "values": {key: _plain(value) for key, value in values.items()}}

    def _register(self, asked: dict[str, Any]) -> object:
        _only(asked, {"lfdi", "pin", "groups", "via"})
        groups = asked.get("groups", [])
        if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
            raise NotPossible("groups is a list of names, such as Feeder/F-12.")
        device = self.utility.register(
            _of_kind(asked, "lfdi", str),
            _of_kind(asked, "pin", int),
            groups,
            via=_of_kind({"via": "", **asked}, "via", str),
        )
        return {"href": device.href, "sfdi": device.sfdi, "groups": device.groups}

    def state(self) -> dict[str, Any]:
        """Return what the page shows."""
        self.utility.pass_time()
        return {
            "now": self.utility.now(),
            "keys": [
                {"key": key, "name": quantities()[key].name, "example": example(key)}
                for key in controllable()
            ],
            "devices": [
                {
                    "lfdi": device.lfdi,
                    "sfdi": device.sfdi,
                    "href": device.href,
                    "groups": device.groups,
                    "via": device.via,
                    "reported": {key: _plain(value) for key, (value, _) in device.reported.items()},
                    "words": _words({key: value for key, (value, _) in device.reported.items()}),
                }
                for device in self.utility.registry
            ],
            "programs": [
                {
                    "href": program.href,
                    "group": program.group,
                    "primacy": program.primacy,
                    "default": {key: _plain(value) for key, value in program.default_values.items()},
                    "controls": [_control(control) for control in program.listed()],
                }
                for program in sorted(self.utility.programs.values(), key=lambda one: one.primacy)
            ],
            "responses": [
                {
                    "device": answer.device,
                    "mrid": answer.response.subject,
                    "status": answer.response.status,
                    "words": answer.words,
                    "at": answer.at,
                }
                for answer in list(self.utility.answers)[-SHOWN:][::-1]
            ],
        }


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


def _only(asked: Mapping[str, Any], known: set[str]) -> None:
    if more := sorted(set(asked) - known):
        raise NotPossible(f"Unknown here: {', '.join(more)}; known are {', '.join(sorted(known))}.")


def _of_kind(asked: Mapping[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, kind):
        words = "a text" if kind is str else "a whole number" if kind is int else "a number"
        raise NotPossible(f"{name} is {words}, not {json.dumps(value)[:80]}.")
    return value


def _control(control: Control) -> dict[str, Any]:
    return {
        "mrid": control.mrid,
        "href": control.href,
        "group": control.program.group,
        "primacy": control.program.primacy,
        "start": control.start,
        "duration": control.duration,
        "state": control.state.name.lower().replace("_", " "),
        "values": {key: _plain(value) for key, value in control.values.items()},
        "words": _words(control.values),
    }


def _words(values: Mapping[str, Value]) -> str:
    known = quantities()
    names = {key: known[key].name if key in known else key for key in values}
    return "; ".join(f"{names[key]}: {said(key, value)}" for key, value in values.items())


def _plain(value: Value) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return [list(point) for point in value] if isinstance(value, tuple) else value


def _said(status: int, words: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"error": words}, status=status, headers={**_HEADERS, **(headers or {})})
