"""A browser's tab without a browser: it speaks the protocol of Streamlit's own pages over a websocket.

It keeps what a page keeps (the elements drawn, the values of widgets, the messages that the server need not
send again) and sends what a page sends, so that hundreds of them can visit one server. A run lasts from the
message that brings it about until the server says that the script has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlparse

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 60.0
"""Seconds to wait for a connection or for the end of a run."""
WORDS = ("body", "label", "help", "value")
WIDGETS = ("radio", "text_area", "text_input", "button", "selectbox", "checkbox", "button_group")


Result = TypeVar("Result")


def in_a_loop_of_its_own(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it in a thread of its own: while a browser is driven, this one has an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Gone(ConnectionError):
    """The server ended the connection before the run was over."""


class Failed(AssertionError):
    """The page showed an exception, or has no such widget."""


@dataclass
class _Drawn:
    """One element where it stands, with the run that drew it and the fragment that draws it again."""

    element: Element
    run: int
    fragment: str


@dataclass
class Tab:
    """One tab of one person.

    Args:
        url: root of the server, such as ``http://127.0.0.1:8501``.
        cookie: ``name=value`` of the session; empty for nobody.
        page: path of the page below the root.
        query: what stands after the question mark of the address.
    """

    url: str
    cookie: str = ""
    page: str = ""
    query: str = ""
    runs: list[float] = field(default_factory=list)
    """Seconds of every run but the first."""
    finished: int = 0
    """Runs that ended, those too that came by the clock; not those that another one overtook."""

    def __post_init__(self) -> None:
        self._drawn: dict[tuple[int, ...], _Drawn] = {}
        self._blocks: dict[tuple[int, ...], str] = {}
        self._states: dict[str, tuple[str, Any]] = {}
        self._known: dict[str, ForwardMsg] = {}
        self._hash = ""
        self._run = 0
        self._fragments: frozenset[str] = frozenset()
        self._waiting: asyncio.Future[float] | None = None
        self._turn = asyncio.Lock()
        self._clocks: dict[str, asyncio.Task[None]] = {}
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> float:
        """Connect and load the page; returns the seconds that it took."""
        root = urlparse(self.url)
        start = time.perf_counter()
        try:
            self._socket = await websockets.connect(
                f"ws://{root.netloc}{root.path.rstrip('/')}/_stcore/stream",
                subprotocols=[websockets.Subprotocol("streamlit")],
                origin=websockets.Origin(f"{root.scheme}://{root.netloc}"),
                additional_headers={"Cookie": self.cookie} if self.cookie else {},
                compression=None,
                max_size=None,
                ping_interval=None,
                open_timeout=PATIENCE,
            )
        except (websockets.WebSocketException, OSError) as error:
            raise Gone(f"No connection: {error}") from error
        self._reader = asyncio.create_task(self._read())
        await self._rerun()
        self.runs.clear()
        return time.perf_counter() - start

    async def close(self) -> None:
        """Close the tab as a person does, without a word to the page."""
        for clock in self._clocks.values():
            clock.cancel()
        if self._reader is not None:
            await self._socket.close()
            await self._reader

    async def choose(self, key: str, option: str) -> None:
        """Choose an option of a radio button; the page is drawn again where the widget asks for that."""
        widget, fragment = self._widget(key)
        if option not in widget.options:
            raise Failed(f"'{option}' is no option of {key}. Allowed: {', '.join(widget.options)}")
        await self._state(widget, "string_value", option, fragment)

    async def write(self, key: str, words: str) -> None:
        """Write into a text field and leave it; the page is drawn again where the widget asks for that."""
        widget, fragment = self._widget(key)
        await self._state(widget, "string_value", words, fragment)

    async def press(self, key: str) -> float:
        """Press a button; returns the seconds until the page is drawn again."""
        widget, fragment = self._widget(key)
        return await self._rerun(fragment, widget.id)

    async def press_twice(self, key: str, gap: float) -> None:
        """Press a button twice, ``gap`` seconds apart, without looking at the page in between."""
        widget, fragment = self._widget(key)
        async with self._turn:
            await self._send(fragment, widget.id)
            await asyncio.sleep(gap)
            await self._send(fragment, widget.id)
            await self._end()
        # Of two runs the first may be the one that ended. What is sent now is answered after both.
        await self.look()

    async def look(self) -> float:
        """Draw the page again without doing anything."""
        return await self._rerun()

    def has(self, key: str) -> bool:
        """Whether a widget is on the page, by the beginning of its key."""
        return any(True for _ in self._found(key))

    def words(self) -> str:
        """Everything that the page says now, from top to bottom."""
        said = []
        for _, drawn in sorted(self._drawn.items()):
            inner = getattr(drawn.element, drawn.element.WhichOneof("type") or "", None)
            said += [str(getattr(inner, name)) for name in WORDS if isinstance(getattr(inner, name, 0), str)]
        return "\n".join(word for word in said if word and not word.startswith("<style"))

    # What follows is the protocol.

    def _found(self, key: str) -> Iterator[tuple[Any, str]]:
        for drawn in self._drawn.values():
            kind = drawn.element.WhichOneof("type")
            if kind in WIDGETS:
                widget = getattr(drawn.element, kind)
                # An id is $$ID-<digest>-<key>.
                if widget.id.split("-", 2)[-1].startswith(key):
                    yield widget, drawn.fragment

    def _widget(self, key: str) -> tuple[Any, str]:
        for found in self._found(key):
            return found
        raise Failed(f"There is no widget '{key}' on the page, which says:\n{self.words()[:4_000]}")

    async def _state(self, widget: Any, name: str, value: Any, fragment: str) -> None:
        self._states[widget.id] = (name, value)
        if not (widget.form_id or getattr(widget, "ignore_rerun", False)):
            await self._rerun(fragment)

    async def _rerun(self, fragment: str = "", trigger: str = "") -> float:
        async with self._turn:
            start = time.perf_counter()
            await self._send(fragment, trigger)
            took = await self._end() - start
        self.runs.append(took)
        self._complain()
        return took

    def _complain(self) -> None:
        for drawn in self._drawn.values():
            if drawn.element.WhichOneof("type") == "exception":
                shown = drawn.element.exception
                raise Failed(f"The page shows an exception. {shown.type}: {shown.message}")

    async def _send(self, fragment: str, trigger: str = "", *, by_clock: bool = False) -> None:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self.query
        rerun.page_script_hash = self._hash
        rerun.page_name = "" if self._hash else self.page
        rerun.fragment_id = fragment
        rerun.is_auto_rerun = by_clock
        rerun.context_info.timezone = "America/Los_Angeles"
        rerun.context_info.locale = "en-US"
        rerun.context_info.url = f"{self.url}/{self.page}"
        for id_, (name, value) in self._states.items():
            setattr(rerun.widget_states.widgets.add(id=id_), name, value)
        if trigger:
            rerun.widget_states.widgets.add(id=trigger, trigger_value=True)
        rerun.cached_message_hashes.extend(self._known)
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send(message.SerializeToString())
        except websockets.ConnectionClosed as closed:
            raise Gone(str(closed)) from closed

    async def _end(self) -> float:
        assert self._waiting is not None
        async with asyncio.timeout(PATIENCE):
            return await self._waiting

    async def _read(self) -> None:
        try:
            async for raw in self._socket:
                message = ForwardMsg()
                message.ParseFromString(raw)  # type: ignore[arg-type]
                self._take(message)
            fault: Exception = Gone("The server ended the connection.")
        except (websockets.ConnectionClosed, OSError) as closed:
            fault = Gone(str(closed))
        except Exception as error:  # Whoever waits for the run is to hear of it.
            fault = error
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(fault)
            # Nobody may be waiting for it any more.
            self._waiting.exception()

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            path = list(message.metadata.delta_path)
            message = self._known[message.ref_hash]
            del message.metadata.delta_path[:]
            message.metadata.delta_path.extend(path)
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._known[message.hash] = message
        if kind == "new_session":
            self._run += 1
            self._hash = message.new_session.page_script_hash or self._hash
            self._fragments = frozenset(message.metadata.run.fragment_ids)
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash or self._hash
        elif kind == "delta":
            self._draw(message)
        elif kind == "auto_rerun":
            self._start_clock(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._stop_clock(fragment)
        elif kind == "script_finished":
            self._finish(message.script_finished)

    def _draw(self, message: ForwardMsg) -> None:
        path, fragment = tuple(message.metadata.delta_path), message.delta.fragment_id
        if message.delta.WhichOneof("type") == "new_element":
            self._drawn[path] = _Drawn(message.delta.new_element, self._run, fragment)
        else:
            self._blocks[path] = fragment

    def _finish(self, status: int) -> None:
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        self.finished += 1
        self._drawn = {path: drawn for path, drawn in self._drawn.items() if not self._stale(path, drawn)}
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(time.perf_counter())

    def _stale(self, path: tuple[int, ...], drawn: _Drawn) -> bool:
        """Whether the run that ended was to draw this again and did not; one of fragments leaves the rest alone."""
        if drawn.run == self._run:
            return False
        if not self._fragments or drawn.fragment in self._fragments:
            return True
        return any(self._blocks.get(path[:depth]) in self._fragments for depth in range(1, len(path)))

    def _start_clock(self, fragment: str, seconds: float) -> None:
        if fragment not in self._clocks:
            self._clocks[fragment] = asyncio.create_task(self._tick(fragment, seconds))

    def _stop_clock(self, fragment: str) -> None:
        if fragment in self._clocks:
            self._clocks.pop(fragment).cancel()

    async def _tick(self, fragment: str, seconds: float) -> None:
        """Draw a fragment again by the clock, as the page does for ``run_every``."""
        with contextlib.suppress(Gone, TimeoutError):
            while True:
                await asyncio.sleep(seconds)
                async with self._turn:
                    await self._send(fragment, by_clock=True)
                    await self._end()
