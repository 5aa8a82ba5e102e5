"""Notifications of a head-end: whoever subscribed to a resource is told when it changes, at the address it gave."""

from __future__ import annotations

import asyncio
import ssl
import urllib.parse
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import aiohttp

from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5.documents import MEDIA_TYPE, write
from workbench.stubs.ieee2030_5.paging import part_of
from workbench.stubs.ieee2030_5.registry import Device
from workbench.stubs.ieee2030_5.resources.base import Resource
from workbench.stubs.ieee2030_5.resources.messages import Notification, Subscription
from workbench.stubs.ieee2030_5.tree import Tree

PATIENCE = 5.0
"""Seconds that a subscriber has to answer."""
TRIES = 3
"""How often a notification is sent; a subscriber that never takes one is dropped."""
CHANGED, ENDED_WITH_RESOURCE = 0, 4
"""``Notification.status``: an ordinary change, and that the subscription ended since the resource is gone."""
MOST_WAITING = 1_000
LOOK = 1.0
"""Seconds between two looks at whether something began or ended by the clock."""
PAUSE = 0.2
"""Seconds before the second try; twice as long before each further one."""


@dataclass(frozen=True, slots=True)
class Change:
    """That a resource changed which a device subscribed to."""

    device: Device
    number: int
    path: str


class Notifier:
    """Sends notifications, one subscriber after the other's pace; a slow one holds up nobody else.

    Changes of one resource that come before its notification is sent make one notification.

    Args:
        tls: for subscribers with https: shows the head-end's certificate.
    """

    def __init__(self, tree: Tree, exchanges: ExchangeLog, tls: ssl.SSLContext | None = None) -> None:
        self.tree = tree
        self.exchanges = exchanges
        self._tls = tls
        self._waiting: dict[str, dict[Change, None]] = defaultdict(dict)
        self._senders: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._watch: asyncio.Task[None] | None = None
        tree.utility.tell(self.changed)

    async def start(self) -> None:
        """Be ready to send."""
        connector = aiohttp.TCPConnector(ssl=self._tls or False, limit_per_host=1)
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        self._watch = asyncio.create_task(self._look(), name="what begins and ends by the clock")

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self.tree.utility.pass_time()

    async def stop(self) -> None:
        """Send no more."""
        senders, self._senders = [*self._senders.values(), *filter(None, [self._watch])], {}
        self._watch = None
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def changed(self, addresses: Collection[str]) -> None:
        """Take in that resources changed."""
        if self._session is None:
            return
        for device in self.tree.utility.registry:
            for number, subscription in device.subscriptions.items():
                path = urllib.parse.urlsplit(subscription.subscribedResource).path
                if path in addresses:
                    self._queue(subscription, Change(device, number, path))

    def _queue(self, subscription: Subscription, change: Change) -> None:
        host = urllib.parse.urlsplit(subscription.notificationURI).netloc
        waiting = self._waiting[host]
        if len(waiting) < MOST_WAITING:
            waiting[change] = None
        if host not in self._senders:
            task = asyncio.create_task(self._send_all(host), name=f"notifications to {host}")
            self._senders[host] = task

    async def _send_all(self, host: str) -> None:
        waiting = self._waiting[host]
        try:
            while waiting:
                change = next(iter(waiting))
                del waiting[change]
                await self._notify(change)
        finally:
            self._senders.pop(host, None)
            if not waiting:
                self._waiting.pop(host, None)

    async def _notify(self, change: Change) -> None:
        subscription = change.device.subscriptions.get(change.number)
        if subscription is None:
            return
        notification = self._notification(subscription, change)
        problem = ""
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(PAUSE * 2 ** (attempt - 1))
            problem = await self._post(subscription.notificationURI, notification)
            if not problem:
                if notification.status == ENDED_WITH_RESOURCE:
                    self._drop(change)
                return
        self._drop(change)
        self.exchanges.add(
            subscription.notificationURI,
            "http",
            "out",
            f"Subscription of {change.device.name} to {change.path} is dropped after {TRIES} tries: {problem}",
            refused=True,
        )

    def _drop(self, change: Change) -> None:
        if change.device.subscriptions.pop(change.number, None):
            self.tree.utility.changed(f"{change.device.href}/sub")

    def _notification(self, subscription: Subscription, change: Change) -> Notification:
        seen = self.tree.utility.registry.seen_by(change.device.via or change.device.lfdi)
        node = self.tree.find(change.path, seen)
        resource: Resource | None = None
        if node is not None and (subscription.limit or not node.plain):
            resource, _ = part_of(node.serve(), "", subscription.limit)
        return Notification(
            subscribedResource=subscription.subscribedResource,
            Resource=resource,
            status=CHANGED if node is not None else ENDED_WITH_RESOURCE,
            subscriptionURI=subscription.href or "",
        )

    async def _post(self, address: str, notification: Notification) -> str:
        """Send once; return why it was not taken, empty where it was."""
        session = self._session
        if session is None:
            return "the head-end stops"
        octets = write(notification)
        what = type(notification.Resource).__name__ if notification.Resource else "without the resource"
        words = f"POST Notification of {notification.subscribedResource}: {what}"
        self.exchanges.add(address, "http", "out", words, octets)
        headers = {"Content-Type": MEDIA_TYPE}
        try:
            async with session.post(address, data=octets, headers=headers, allow_redirects=False) as response:
                taken = response.status in (200, 201, 202, 204)
                self.exchanges.add(
                    address, "http", "in", f"{response.status} to a notification", refused=not taken
                )
                return "" if taken else f"it answers {response.status}"
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            words = f"it does not answer: {problem or type(problem).__name__}"
            self.exchanges.add(address, "http", "in", f"Notification not taken, {words}", refused=True)
            return words
