"""Requests of a master and their answers on one connection: one at a time, in as many fragments as come."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence

from dnp3.application.fragment import ObjectBlock, RequestFragment
from dnp3.application.header import RequestHeader
from dnp3.core.enums import FunctionCode

from workbench.stubs.dnp3.link import Fragment, KeepAlive, Link
from workbench.stubs.dnp3.session import SEQUENCES
from workbench.stubs.dnp3.values import Told, values_of
from workbench.stubs.dnp3.words import Tell, request_in_words, response_in_words
from workbench.stubs.exchanges import ExchangeLog


class NoAnswer(ConnectionError):
    """The outstation does not answer, or there is no connection; the message says which."""


class Transactions:
    """One connection of a master.

    Args:
        address, outstation: link addresses of this end and of the other.
        timeout: seconds that an answer is awaited.
        take: is given every fragment, solicited or not, once.
        tell: says a point and its value in words, for the log.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        address: int,
        outstation: int,
        security: ssl.SSLContext | None,
        timeout: float,
        keep_alive: KeepAlive | None,
        log: ExchangeLog,
        take: Callable[[Told], None],
        tell: Tell,
    ) -> None:
        self.peer = f"{host}:{port}"
        self.lost = asyncio.Event()
        self._host, self._port = host, port
        self._security = security
        self._timeout = timeout
        self._log = log
        self._take = take
        self._tell = tell
        self._protocol = "dnp3-tls" if security else "dnp3"
        self._turn = asyncio.Lock()
        self._sequence = 0
        self._answers: asyncio.Queue[Told | None] = asyncio.Queue()
        self._last_unsolicited = b""
        self._address = address
        self._link = Link(
            (address,),
            master=True,
            on_fragment=self._fragment,
            on_close=lambda _: self._closed(),
            on_trouble=lambda _, words: self._trouble(words),
            keep_alive=keep_alive,
        )
        self._link.remote = outstation

    @property
    def is_open(self) -> bool:
        """Whether something can be asked."""
        return self._link.is_open

    async def open(self) -> None:
        """Connect.

        Raises:
            NoAnswer: the outstation cannot be reached.
        """
        loop = asyncio.get_running_loop()
        name = self._host if self._security else None
        try:
            async with asyncio.timeout(self._timeout):
                await loop.create_connection(
                    lambda: self._link, self._host, self._port, ssl=self._security, server_hostname=name
                )
        except (OSError, TimeoutError) as error:
            why = str(error) or "no answer in time"
            raise NoAnswer(f"The outstation at {self.peer} cannot be reached: {why}") from error

    def close(self) -> None:
        """End the connection."""
        self._link.close()

    async def ask(self, *requests: tuple[FunctionCode, Sequence[ObjectBlock]]) -> list[Told]:
        """Send requests one after another, with nothing of others between, and return the answer of the last.

        Raises:
            NoAnswer: none comes in time.
        """
        answer: list[Told] = []
        async with self._turn:
            for function, blocks in requests:
                answer = await self._exchange(function, blocks)
                if _refused(answer):
                    break
        return answer

    async def _exchange(self, function: FunctionCode, blocks: Sequence[ObjectBlock]) -> list[Told]:
        if not self._link.is_open:
            raise NoAnswer(f"There is no connection to the outstation at {self.peer}.")
        while not self._answers.empty():
            self._answers.get_nowait()
        self._sequence = (self._sequence + 1) % SEQUENCES
        expected = self._sequence
        self._send(RequestFragment(RequestHeader.build(function, seq=expected), tuple(blocks)).to_bytes())
        answer: list[Told] = []
        while True:
            told = await self._next()
            if told.sequence != expected or told.first != (not answer):
                continue
            answer.append(told)
            if told.last:
                return answer
            expected = (expected + 1) % SEQUENCES

    async def _next(self) -> Told:
        try:
            async with asyncio.timeout(self._timeout):
                told = await self._answers.get()
        except TimeoutError:
            raise NoAnswer(
                f"The outstation at {self.peer} does not answer within {self._timeout:g} s."
            ) from None
        if told is None:
            raise NoAnswer(f"The outstation at {self.peer} has closed the connection.")
        return told

    def _send(self, octets: bytes) -> None:
        self._log.add(self.peer, self._protocol, "out", lambda: request_in_words(octets, self._tell), octets)
        self._link.send(octets, self._address)

    def _fragment(self, link: Link, fragment: Fragment) -> None:
        octets = fragment.octets
        told = values_of(octets)
        if told is None:
            self._trouble("a fragment that is no response")
            return
        self._log.add(self.peer, self._protocol, "in", lambda: response_in_words(octets, self._tell), octets)
        if told.confirm:
            header = RequestHeader.build(FunctionCode.CONFIRM, seq=told.sequence, uns=told.unsolicited)
            self._send(header.to_bytes())
        if not told.unsolicited:
            self._take(told)
            self._answers.put_nowait(told)
        elif octets != self._last_unsolicited:
            # One that is repeated was taken already; it is confirmed again, above.
            self._last_unsolicited = octets
            self._take(told)

    def _closed(self) -> None:
        self.lost.set()
        self._answers.put_nowait(None)

    def _trouble(self, words: str) -> None:
        self._log.add(self.peer, self._protocol, "in", f"not taken: {words}", refused=True)


def _refused(answer: Sequence[Told]) -> bool:
    """Return whether a selection, or another command, was refused: then nothing is to follow it."""
    return any(command.status for told in answer for command in told.commands())
