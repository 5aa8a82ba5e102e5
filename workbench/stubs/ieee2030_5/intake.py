"""What clients send to a head-end: what is taken in, what it means, and what is refused."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from workbench.der.codecs import Context, decode
from workbench.der.codecs.tables import attributes
from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.der.wording import said
from workbench.stubs.ieee2030_5.datatypes import Invalid
from workbench.stubs.ieee2030_5.documents import R, read
from workbench.stubs.ieee2030_5.nodes import Node
from workbench.stubs.ieee2030_5.older import in_this_edition, is_older
from workbench.stubs.ieee2030_5.received import REFUSING, RESPONSES, Mirror
from workbench.stubs.ieee2030_5.refusals import Refused
from workbench.stubs.ieee2030_5.registry import Device
from workbench.stubs.ieee2030_5.resources.base import Resource
from workbench.stubs.ieee2030_5.resources.der import DERAvailability, DERStatus
from workbench.stubs.ieee2030_5.resources.devices import EndDevice
from workbench.stubs.ieee2030_5.resources.messages import (
    DERControlResponse,
    LogEvent,
    Response,
    Subscription,
)
from workbench.stubs.ieee2030_5.resources.metering import (
    MirrorMeterReading,
    MirrorMeterReadingList,
    MirrorUsagePoint,
    ReadingType,
)
from workbench.stubs.ieee2030_5.tree import WRITABLE, Tree
from workbench.stubs.ieee2030_5.utility import Utility
from workbench.stubs.ieee2030_5.values import held_by, places

MOST_SUBSCRIPTIONS = 100
"""Subscriptions of one device."""
MOST_MIRRORS = 100
"""Usage points that one client mirrors."""
MOST_READINGS = 200
"""Kinds of readings of one usage point."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that was done.

    Args:
        status: 201 with the address of what is new, 204 otherwise.
        words: what the request meant.
        fleeting: whether it only says how things are now, and will be said again: a status, a reading.
    """

    status: int
    words: str
    location: str = ""
    fleeting: bool = False


class Intake:
    """Takes in what clients send, for the address that they send it to."""

    def __init__(self, utility: Utility, tree: Tree) -> None:
        self.utility = utility
        self.tree = tree
        self._take: dict[tuple[str, str], Callable[[Node, list[Device], bytes], Taken]] = {
            ("devices", "POST"): self._end_device,
            ("written", "PUT"): self._document,
            ("unwritten", "PUT"): self._document,
            ("logs", "POST"): self._log,
            ("subscriptions", "POST"): self._subscribe,
            ("subscription", "PUT"): self._resubscribe,
            ("subscription", "DELETE"): self._unsubscribe,
            ("responses", "POST"): self._response,
            ("mirrors", "POST"): self._mirror,
            ("mirror", "PUT"): self._mirror_again,
            ("mirror", "POST"): self._readings,
            ("mirror", "DELETE"): self._unmirror,
        }

    def take(self, method: str, node: Node, seen: list[Device], octets: bytes) -> Taken:
        """Take a request in.

        Args:
            seen: the devices that the client speaks for, its own first.

        Raises:
            Refused: with the status and the reason; nothing changed then.
        """
        return self._take[node.kind, method](node, seen, octets)

    def _end_device(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        if not self.tree.in_band:
            raise Refused(
                403, "Devices are registered out of band, by the utility; an EndDevice cannot be posted here."
            )
        posted = _read(octets, EndDevice)
        device = next((one for one in seen if one.lfdi == (posted.lFDI or seen[0].lfdi)), None)
        if device is None or posted.sFDI != device.sfdi:
            raise Refused(
                403, f"The device with SFDI {posted.sFDI} is not among those that this client speaks for.", 1
            )
        if device.listed:
            return Taken(204, f"EndDevice {device.name} again", device.href)
        device.listed, device.changed = True, self.utility.now()
        self.utility.changed("/edev", device.href)
        return Taken(201, f"EndDevice {device.name}", device.href)

    def _document(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        kind = next(one for one in WRITABLE.values() if one.__name__ == node.number)
        device = _device(node)
        put = _read(octets, kind)
        end = next(name for name, one in WRITABLE.items() if one is kind)
        put.href = f"{device.href}/{'' if end in ('di', 'cfg') else 'der/1/'}{end}"
        if hasattr(put, "subscribable"):
            put.subscribable = 1
        lost: list[str] = []
        try:
            if is_older(octets):
                lost = in_this_edition(put)
            values = held_by(put, self.utility.context(device))
        except NotPossible as refusal:
            raise Refused(400, str(refusal), 1) from None
        now = self.utility.now()
        device.documents[kind] = put
        device.reported.update({key: (value, now) for key, value in values.items()})
        self.utility.changed(put.href)
        words = " ".join((f"{kind.__name__} of {device.name}: {told(values)}", *lost))
        return Taken(204, words, fleeting=kind in (DERStatus, DERAvailability))

    def _log(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        device = _device(node)
        event = _read(octets, LogEvent)
        device.logged += 1
        event.href = f"{device.href}/lel/{device.logged}"
        device.logs.append((device.logged, event))
        self.utility.changed(f"{device.href}/lel")
        words = f"LogEvent of {device.name}: function set {event.functionSet}, code {event.logEventCode}"
        return Taken(201, f"{words} {event.details or ''}".rstrip(), event.href)

    def _subscribe(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        device = _device(node)
        wanted = self._checked_subscription(_read(octets, Subscription), seen)
        same = (wanted.subscribedResource, wanted.notificationURI)
        for number, held in device.subscriptions.items():
            if (held.subscribedResource, held.notificationURI) == same:
                device.subscriptions[number] = replace(wanted, href=held.href)
                self.utility.changed(f"{device.href}/sub")
                return Taken(204, f"Subscription to {wanted.subscribedResource} again", held.href or "")
        if len(device.subscriptions) >= MOST_SUBSCRIPTIONS:
            raise Refused(413, f"A device has at most {MOST_SUBSCRIPTIONS} subscriptions.", 2)
        number = max(device.subscriptions, default=0) + 1
        wanted.href = f"{device.href}/sub/{number}"
        device.subscriptions[number] = wanted
        self.utility.changed(f"{device.href}/sub")
        words = f"Subscription to {wanted.subscribedResource}, told at {wanted.notificationURI}"
        return Taken(201, words, wanted.href)

    def _checked_subscription(self, wanted: Subscription, seen: list[Device]) -> Subscription:
        if wanted.Condition is not None:
            raise Refused(400, "Subscriptions with a condition are not served here.", 3)
        if wanted.encoding != 0:
            raise Refused(
                400, f"Notifications are in XML (encoding 0), not in encoding {wanted.encoding}.", 1
            )
        address = urllib.parse.urlsplit(wanted.notificationURI)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise Refused(
                400,
                f"Notifications go to an address with http or https, not to {wanted.notificationURI!r}.",
                1,
            )
        path = urllib.parse.urlsplit(wanted.subscribedResource).path
        found = self.tree.find(path, seen)
        if found is None:
            raise Refused(400, f"There is no resource {path!r} to subscribe to.", 1)
        if not found.subscribable:
            raise Refused(400, f"{path} cannot be subscribed to.", 1)
        return wanted

    def _resubscribe(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        device = _device(node)
        wanted = self._checked_subscription(_read(octets, Subscription), seen)
        wanted.href = f"{device.href}/sub/{node.number}"
        device.subscriptions[int(node.number)] = wanted
        self.utility.changed(f"{device.href}/sub", wanted.href)
        return Taken(204, f"Subscription to {wanted.subscribedResource} changed")

    def _unsubscribe(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        device = _device(node)
        gone = device.subscriptions.pop(int(node.number))
        self.utility.changed(f"{device.href}/sub")
        return Taken(204, f"Subscription to {gone.subscribedResource} ended")

    def _response(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        program = node.program
        assert program
        response = _read(octets, Response, DERControlResponse)
        device = next((one for one in seen if one.lfdi == response.endDeviceLFDI), None)
        if device is None:
            raise Refused(403, f"This client does not speak for the device {response.endDeviceLFDI}.", 1)
        if not self.utility.used(response.subject):
            raise Refused(
                400, f"The response is to {response.subject}, and there never was such a control.", 1
            )
        if response.status is not None and response.status not in RESPONSES:
            allowed = ", ".join(map(str, RESPONSES))
            raise Refused(400, f"{response.status} is no status of a response; allowed are {allowed}.", 1)
        answer = self.utility.answered(device, program, response)
        response.href = f"/rsps/{program.number}/rsp/{answer.number}"
        refusing = " (refused)" if response.status in REFUSING else ""
        return Taken(201, f"{device.name} to {response.subject}: {answer.words}{refusing}", response.href)

    def _mirror(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        point = _read(octets, MirrorUsagePoint)
        self._own(point, seen)
        owner = seen[0].lfdi
        for mirror in self.utility.mirrors.values():
            if mirror.owner == owner and mirror.point.mRID == point.mRID:
                words = self._replace(mirror, point)
                self.utility.changed("/mup", "/upt", mirror.href)
                return Taken(204, f"MirrorUsagePoint again: {words}", mirror.href)
        if sum(mirror.owner == owner for mirror in self.utility.mirrors.values()) >= MOST_MIRRORS:
            raise Refused(413, f"A client mirrors at most {MOST_MIRRORS} usage points.", 2)
        number = max(self.utility.mirrors, default=0) + 1
        mirror = Mirror(number=number, owner=owner, point=point)
        words = self._note(mirror, point.MirrorMeterReading)
        self.utility.mirrors[number] = mirror
        self.utility.changed("/mup", "/upt", mirror.href)
        return Taken(201, f"MirrorUsagePoint of {point.deviceLFDI[:8]}: {words}", mirror.href)

    def _mirror_again(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        mirror = _mirror_of(node)
        point = _read(octets, MirrorUsagePoint)
        self._own(point, seen)
        words = self._replace(mirror, point)
        self.utility.changed("/mup", "/upt", mirror.href)
        return Taken(204, f"MirrorUsagePoint of {point.deviceLFDI[:8]}: {words}")

    def _replace(self, mirror: Mirror, point: MirrorUsagePoint) -> str:
        """Have a mirror be of another point, unless the readings that come with it are refused."""
        before, mirror.point = mirror.point, point
        try:
            return self._note(mirror, point.MirrorMeterReading)
        except Refused:
            mirror.point = before
            raise

    def _own(self, point: MirrorUsagePoint, seen: list[Device]) -> None:
        if point.deviceLFDI not in {device.lfdi for device in seen}:
            raise Refused(403, f"This client does not speak for the device {point.deviceLFDI}.", 1)

    def _readings(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        mirror = _mirror_of(node)
        kinds: tuple[type[Resource], ...] = (MirrorMeterReading, MirrorMeterReadingList)
        posted = _read(octets, *kinds)
        listed = posted.MirrorMeterReading if isinstance(posted, MirrorMeterReadingList) else [posted]
        readings = [one for one in listed if isinstance(one, MirrorMeterReading)]
        new = [one for one in readings if one.mRID not in mirror.readings]
        words = self._note(mirror, readings)
        self.utility.changed(mirror.href, f"/upt/{mirror.number}/mr")
        words = f"Readings of {mirror.point.deviceLFDI[:8]}: {words}"
        return Taken(201 if new else 204, words, mirror.href, fleeting=not new)

    def _note(self, mirror: Mirror, readings: list[MirrorMeterReading]) -> str:
        """Keep readings, and return what they say by key; refuses all when one of a new kind does not say its kind."""
        kept = dict(mirror.readings)
        for one in readings:
            before = kept.get(one.mRID)
            if one.ReadingType is None and before is None:
                raise Refused(400, f"The reading {one.mRID} is new here, and has no ReadingType.", 1)
            known = before.ReadingType if before else None
            kept[one.mRID] = replace(one, ReadingType=one.ReadingType or known)
        if len(kept) > MOST_READINGS:
            raise Refused(413, f"A usage point has at most {MOST_READINGS} kinds of readings.", 2)
        mirror.readings = kept
        device = self.utility.registry.get(mirror.point.deviceLFDI)
        values: dict[str, Value] = {}
        for one in readings:
            values.update(measured(kept[one.mRID]))
        if device is not None:
            now = self.utility.now()
            device.reported.update({key: (value, now) for key, value in values.items()})
        return told(values) or f"{len(readings)} readings"

    def _unmirror(self, node: Node, seen: list[Device], octets: bytes) -> Taken:
        mirror = _mirror_of(node)
        del self.utility.mirrors[mirror.number]
        self.utility.changed("/mup", "/upt", mirror.href)
        return Taken(204, f"MirrorUsagePoint of {mirror.point.deviceLFDI[:8]} ended")


def measured(reading: MirrorMeterReading) -> dict[str, Value]:
    """Return the latest value of a mirrored reading by its key; nothing where the table has no such quantity."""
    latest = reading.Reading
    sets = [one for each in reading.MirrorReadingSet for one in each.Reading if one.value is not None]
    if sets:
        latest = max(sets, key=lambda one: one.timePeriod.start if one.timePeriod else 0)
    kind = reading.ReadingType
    if latest is None or latest.value is None or kind is None or kind.uom is None:
        return {}
    raw = {"uom": kind.uom, "powerOfTenMultiplier": kind.powerOfTenMultiplier or 0, "value": latest.value}
    found: dict[str, Value] = {}
    for key, place in places().items():
        if place.resource == "MirrorMeterReading" and _of_kind(key, kind):
            try:
                found[key] = decode(place.binding, raw, Context())
            except NotPossible:
                continue
    return found


def _of_kind(key: str, kind: ReadingType) -> bool:
    phase = attributes()[key].phase
    return kind.phase == phase if phase is not None else kind.phase in (None, 0, *_WHOLE)


_WHOLE = (224,)
"""Phases ABC together."""


def told(values: Mapping[str, Value]) -> str:
    """Return values in words."""
    return ", ".join(f"{key} {said(key, value)}" for key, value in values.items())


def _read(octets: bytes, *kinds: type[R]) -> R:
    try:
        return read(octets, *kinds)
    except Invalid as problem:
        raise Refused(400, f"{problem}.") from None


def _device(node: Node) -> Device:
    assert node.device
    return node.device


def _mirror_of(node: Node) -> Mirror:
    assert node.mirror
    return node.mirror
