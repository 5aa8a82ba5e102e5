"""What every transport between an aggregator and its facilities does, whatever it speaks."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from workbench.stubs.exchanges import ExchangeLog

AGGREGATOR = "aggregator"
"""The name under which a facility speaks to its aggregator."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. A transport carries its body as it is, and never looks into it.

    Args:
        body: octets, such as JSON or the XML of IEEE 2030.5.
        content_type: what they are.
        id: unique; the same message sent again has the same one, and is handed over once.
        peer: who sent it, on messages that were received.
    """

    body: bytes
    content_type: str = "application/json"
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    peer: str = ""


class Transport(Protocol):
    """One end: an aggregator with its facilities as peers, or a facility with its aggregator as the only one.

    Messages to a peer arrive in the order in which they were published, each at least once on the wire and exactly
    once at ``messages``, for as long as both ends run. An end that stops forgets what it had not handed over.
    """

    log: ExchangeLog | None = None
    """Where an end that serves tells what it does not let in; set before it is started."""

    async def start(self) -> None:
        """Begin to serve or to call.

        Raises:
            OSError: an address cannot be used, or the other end not be reached.
        """

    async def stop(self) -> None:
        """End; may be called twice."""

    async def publish(self, peer: str, message: Message) -> None:
        """Send a message to a peer: it is kept until the peer acknowledges it, also while there is no connection.

        Raises:
            UnknownPeer: no such peer.
            TooLarge: the body is larger than a transport carries.
            TooMuchWaiting: too many messages wait for this peer already.
        """

    def messages(self) -> AsyncIterator[Message]:
        """Yield what peers send, until ``stop``."""

    async def ack(self, message: Message) -> None:
        """Tell its sender that a message was taken; it would be sent again otherwise."""

    def waiting(self, peer: str) -> tuple[Message, ...]:
        """Return what a peer has not acknowledged yet, the oldest first.

        Raises:
            UnknownPeer: no such peer.
        """

    async def __aenter__(self) -> Self:
        """Start it."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
