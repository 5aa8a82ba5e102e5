"""XMPP between an aggregator and its facilities, through a server that both are clients of; either end is the same.

A message stanza of type ``normal`` carries the payload in an element of its own, in base64 so that not an octet
changes on its way, and asks for a receipt (XEP-0184). The receipt is sent when the message was taken; without one the
message is sent again. A server that keeps messages for absent clients (Prosody does) hands them over at their return.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

from slixmpp import JID, ClientXMPP, Presence
from slixmpp import Message as Stanza
from slixmpp.xmlstream import ElementBase, register_stanza_plugin
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import StanzaPath

from workbench.stubs.addresses import shown
from workbench.stubs.aggregation.mailbox import (
    LONGEST_ID,
    Inbox,
    Outbox,
    TooLarge,
    TooMuchWaiting,
    check_size,
)
from workbench.stubs.aggregation.transport import Message, Transport
from workbench.stubs.started import Started

LOGGER = logging.getLogger("workbench.stubs")
NAMESPACE = "urn:example:siwg-workbench:payload"
LARGEST_OVER_XMPP = 180_000
"""Octets of a body: in base64 with its stanza it stays below the 256 KiB at which Prosody breaks a connection off."""
SESSION_TIMEOUT = 20.0
"""Seconds in which a session has to be there when the end is started."""
PAUSE = 1.0
"""Seconds after which a lost connection is made again."""
RECEIPTS = "xep_0184"
LOGIN = "feature_mechanisms"
STARTTLS = "starttls"


class NoSession(ConnectionError):
    """The server was not reached, or did not let the client in."""


class Payload(ElementBase):
    """The element of a stanza that carries a message's body."""

    namespace = NAMESPACE
    name = "payload"
    plugin_attrib = "workbench_payload"
    interfaces: ClassVar[set[str]] = {"content_type", "octets"}

    def get_content_type(self) -> str:
        """Return what the octets are."""
        return self._get_attr("content-type") or "application/octet-stream"

    def set_content_type(self, value: str) -> None:
        """Say what the octets are."""
        self._set_attr("content-type", value)

    def get_octets(self) -> bytes:
        """Return the body.

        Raises:
            ValueError: it is not written in base64.
        """
        try:
            return base64.b64decode("".join((self.xml.text or "").split()), validate=True)
        except ValueError as error:
            raise ValueError(f"The payload is no base64: {error}") from error

    def set_octets(self, value: bytes) -> None:
        """Put the body in."""
        self.xml.text = base64.b64encode(value).decode()


register_stanza_plugin(Stanza, Payload)


class XmppSide(Started, Transport):
    """One end over XMPP.

    Args:
        jid: own address, such as ``aggregator@localhost``.
        password: for it.
        peers: addresses of the other ends by their names. Nobody else is listened to.
        host, port: the server. Default: what the address's domain says.
        context: for TLS (``tls.client_context`` with ``trust`` of the server); the host that is checked is the
            address's domain. With it nothing is said to a server that offers no TLS. None asks for no TLS: the
            password is proved without being said (SCRAM), but all else can be read.
        retry: seconds after which a message without a receipt is sent again.
    """

    def __init__(
        self,
        jid: str,
        password: str,
        peers: Mapping[str, str],
        *,
        host: str = "",
        port: int = 5222,
        context: ssl.SSLContext | None = None,
        retry: float = 30.0,
    ) -> None:
        self._jid, self._password = JID(jid), password
        self._names = {JID(address).bare: name for name, address in peers.items()}
        self._addresses = {name: JID(address).bare for name, address in peers.items()}
        self._server = (host or self._jid.domain, port)
        self._context = context
        self._retry = retry
        self._outbox = Outbox(peers)
        self._inbox = Inbox()
        self._client: ClientXMPP | None = None
        self._session = False
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent_at: dict[str, float] = {}

    async def start(self) -> None:
        """Connect and say that it is there.

        Raises:
            NoSession: the server was not reached, or refused; with what it said.
        """
        self._stopping = False
        client = ClientXMPP(
            self._jid,
            self._password,
            ssl_context=self._context,
            plugin_config={LOGIN: {"unencrypted_scram": self._context is None}},
        )
        client.enable_direct_tls = False
        client.enable_starttls = self._context is not None
        client.enable_plaintext = self._context is None
        client.register_plugin(RECEIPTS, {"auto_ack": False, "auto_request": False})
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def failed(why: object) -> None:
            if not begun.done():
                begun.set_exception(NoSession(f"No session for {self._jid} at {shown(*self._server)}: {why}"))

        def not_let_in(why: str) -> None:
            if self._context is not None and STARTTLS not in client.features:
                failed("it offers no TLS, and without it nothing is said to it")
            elif not client.authenticated:
                failed(why)

        def opened(_: object) -> None:
            self._session = True
            client.send_presence()
            if not begun.done():
                begun.set_result(None)
            for peer in self._outbox.peers:
                self._send_waiting(peer)

        client.add_event_handler("session_start", opened)
        client.add_event_handler("failed_all_auth", lambda _: not_let_in("name or password refused"))
        client.add_event_handler("stream_negotiated", lambda _: not_let_in("it lets nobody log in this way"))
        client.add_event_handler("connection_failed", failed)
        client.add_event_handler("ssl_invalid_chain", failed)
        client.add_event_handler("disconnected", self._lost)
        client.add_event_handler("presence_available", self._there)
        # slixmpp's own event for messages is for those with a body, which these have not.
        client.register_handler(Callback("payload", StanzaPath("message/workbench_payload"), self._arrived))
        client.add_event_handler("receipt_received", self._receipt)
        self._client = client
        client.connect(*self._server)
        try:
            async with asyncio.timeout(SESSION_TIMEOUT):
                await begun
        except TimeoutError:
            await self.stop()
            raise NoSession(
                f"No session for {self._jid} at {shown(*self._server)} within {SESSION_TIMEOUT:g} s"
            ) from None
        except BaseException:
            await self.stop()
            raise
        self._do(self._send_again())

    async def stop(self) -> None:
        """Leave the server."""
        self._stopping = True
        client, self._client = self._client, None
        if client is None:
            return
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        client.cancel_connection_attempt()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await client.disconnect(wait=1.0)
        # slixmpp ends its sender later and waits for nobody; what is still there then would be left behind.
        sender = client._run_out_filters
        if sender is not None:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
        self._session = False
        self._inbox.close()

    async def publish(self, peer: str, message: Message) -> None:
        """Send a message, at once where there is a session; it is kept until its receipt is there."""
        check_size(message.body, LARGEST_OVER_XMPP)
        self._outbox.add(peer, message)
        self._send(peer, message)

    def messages(self) -> AsyncIterator[Message]:
        """Yield what peers send."""
        return self._inbox.messages()

    async def ack(self, message: Message) -> None:
        """Send the receipt of a message."""
        self._inbox.acknowledged(message)
        self._send_receipt(self._addresses[message.peer], message.id)

    def waiting(self, peer: str) -> tuple[Message, ...]:
        """Return what a peer has sent no receipt for."""
        return self._outbox.waiting(peer)

    def _send(self, peer: str, message: Message) -> None:
        if self._client is None or not self._session:
            return
        stanza = self._client.make_message(mto=self._addresses[peer], mtype="normal")
        stanza["id"] = message.id
        stanza["workbench_payload"]["content_type"] = message.content_type
        stanza["workbench_payload"]["octets"] = message.body
        stanza["request_receipt"] = True
        stanza.send()
        self._sent_at[message.id] = asyncio.get_running_loop().time()

    def _send_waiting(self, peer: str) -> None:
        for message in self._outbox.waiting(peer):
            self._send(peer, message)

    def _send_receipt(self, address: str, identifier: str) -> None:
        if self._client is not None and self._session:
            receipt = self._client.make_message(mto=address, mtype="normal")
            receipt["receipt"] = identifier
            receipt.send()

    def _arrived(self, stanza: Any) -> None:
        peer = self._names.get(stanza["from"].bare)
        if peer is None or stanza["type"] == "error":
            LOGGER.warning("%s: a payload from %s is left alone", self._jid, stanza["from"])
            return
        payload = stanza["workbench_payload"]
        if not 0 < len(stanza["id"]) <= LONGEST_ID:
            LOGGER.warning(
                "%s: a payload of %s has no id of up to %d characters, and is not taken",
                self._jid,
                peer,
                LONGEST_ID,
            )
            return
        try:
            message = Message(payload["octets"], payload["content_type"], stanza["id"], peer)
            taken_before = self._inbox.put(message)
        except (ValueError, TooLarge, TooMuchWaiting) as error:
            LOGGER.warning("%s: message %s of %s is not taken: %s", self._jid, stanza["id"], peer, error)
            return
        if taken_before:  # its receipt was lost on the way
            self._send_receipt(self._addresses[peer], message.id)

    def _receipt(self, stanza: Any) -> None:
        peer = self._names.get(stanza["from"].bare)
        if peer is not None:
            self._outbox.taken(peer, stanza["receipt"])
            self._sent_at.pop(stanza["receipt"], None)

    def _there(self, presence: Presence) -> None:
        peer = self._names.get(presence["from"].bare)
        if peer is not None:
            self._send_waiting(peer)

    def _lost(self, why: object) -> None:
        self._session = False
        if not self._stopping and self._client is not None:
            LOGGER.warning("%s: the connection to %s is lost: %s", self._jid, shown(*self._server), why)
            self._do(self._reconnect(self._client))

    async def _reconnect(self, client: ClientXMPP) -> None:
        await asyncio.sleep(PAUSE)
        if not client.is_connecting() and not client.is_connected():
            client.connect(*self._server)  # which tries again by itself, at longer and longer intervals

    async def _send_again(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._retry / 4)
            for peer in self._outbox.peers:
                for message in self._outbox.waiting(peer):
                    if loop.time() - self._sent_at.get(message.id, loop.time()) >= self._retry:
                        self._send(peer, message)

    def _do(self, what: Any) -> None:
        task = asyncio.get_running_loop().create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
