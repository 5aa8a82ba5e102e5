"""What a client keeps over a restart: the schedule of each device, what it answered, and what it has yet to answer.

Where a device's chance moves a start or an end is not kept: it follows from the device and the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from workbench.der.codecs import Context, NeedsValue
from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.ieee2030_5.client import Client, Followed
from workbench.stubs.ieee2030_5.following import Event, Following, Reply, values_of
from workbench.stubs.ieee2030_5.identity import checked_lfdi
from workbench.stubs.ieee2030_5.reporting import Reporter
from workbench.stubs.ieee2030_5.resources.devices import EndDevice
from workbench.stubs.ieee2030_5.resources.messages import DERControlResponse
from workbench.stubs.ieee2030_5.scheduling import Default, Scheduled
from workbench.stubs.ieee2030_5.values import built, plain
from workbench.stubs.strict_json import values_kept, values_read

UNSEEN = -1
"""``changedTime`` of a device that the server has not shown since the start: it is looked at when it does."""
LONGEST_RATE = 86_400 * 366


@dataclass(frozen=True)
class ClientState:
    """What was kept of a client.

    Args:
        offset: seconds by which the server's clock was ahead.
        devices: schedule of each device and what is known of it, by LFDI.
    """

    offset: float = 0.0
    poll_rate: int = 0
    devices: Mapping[str, tuple[Following, Mapping[str, Value]]] = field(default_factory=dict)

    def put_into(self, client: Client, heard: float | None) -> None:
        """Have a client that has asked nothing yet go on from here.

        Args:
            heard: when the server answered last, by the client's clock.
        """
        client.offset = self.offset
        client.poll_rate = self.poll_rate or client.poll_rate
        client.heard = heard
        for lfdi, (following, readings) in self.devices.items():
            client.devices[lfdi] = Followed(
                device=EndDevice(lFDI=lfdi, sFDI=0, changedTime=UNSEEN),
                following=following,
                reporter=Reporter(lfdi),
                readings=dict(readings),
            )

    @property
    def events(self) -> int:
        """How many events there are in the schedules."""
        return sum(len(following.schedule) for following, _ in self.devices.values())


def state_kept(client: Client | None) -> dict[str, Any]:
    """Return what a client has to keep, as JSON has it; readings, which change always, are left out."""
    if client is None:
        return {}
    return {
        "offset": client.offset,
        "poll-rate": client.poll_rate,
        "devices": {
            lfdi: {
                **_schedule(followed.following),
                "known": values_kept(
                    {
                        key: value
                        for key, value in followed.readings.items()
                        if not key.startswith("monitoring-")
                    }
                ),
            }
            for lfdi, followed in client.devices.items()
        },
    }


def state_read(kept: Mapping[str, Any]) -> ClientState:
    """Return what ``state_kept`` kept.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    if not kept:
        return ClientState()
    devices = {
        checked_lfdi(lfdi): (_following(lfdi, one), values_read(one["known"], "known"))
        for lfdi, one in kept["devices"].items()
    }
    offset, rate = kept["offset"], kept["poll-rate"]
    if isinstance(offset, bool) or not isinstance(offset, int | float):
        raise ValueError(f"the server's clock is ahead by {offset!r}")
    if type(rate) is not int or not 0 < rate < LONGEST_RATE:
        raise ValueError(f"the poll rate is {rate!r}")
    return ClientState(float(offset), rate, devices)


def _schedule(following: Following) -> dict[str, Any]:
    return {
        "events": [
            {**_fields(event), "scheduled": _fields(event.scheduled)} for event in following.events.values()
        ],
        "defaults": [_fields(default) for default in following.defaults.values()],
        "outbox": [[reply.address, plain(reply.response)] for reply in following.outbox],
        "notes": dict(following.notes),
    }


def _fields(one: Any) -> dict[str, Any]:
    return {part.name: getattr(one, part.name) for part in fields(one)}


def _following(lfdi: str, kept: Mapping[str, Any]) -> Following:
    following = Following(lfdi)
    for one in kept["events"]:
        event = Event(**{**one, "scheduled": Scheduled(**one["scheduled"])})
        _check(event, _EVENT)
        _check(event.scheduled, _SCHEDULED)
        _check_content(event.scheduled.content, judged=True)
        if any(type(status) is not int for status in event.said):
            raise ValueError(f"event {event.scheduled.mrid}: answered with {event.said!r}")
        int(event.scheduled.mrid or "0", 16)
        following.events[event.scheduled.program, event.scheduled.mrid] = event
    for one in kept["defaults"]:
        default = Default(**one)
        _check(default, _DEFAULT)
        _check_content(default.content, judged=False)
        following.defaults[default.program] = default
    for address, response in kept["outbox"]:
        if not isinstance(address, str):
            raise ValueError(f"an answer goes to {address!r}")
        following.outbox.append(Reply(address, built(DERControlResponse, response)))
    following.notes.update({str(key): str(words) for key, words in kept["notes"].items()})
    return following


_EVENT = {"reply_to": str, "wanted": int, "said": list, "refused": str, "description": str}
_SCHEDULED = {
    **dict.fromkeys(("mrid", "program"), str),
    **dict.fromkeys(
        ("primacy", "created", "start", "duration", "state", "state_at", "randomize_start", "randomize_duration"),
        int,
    ),
    "content": dict,
}  # fmt: skip
_DEFAULT = {"program": str, "primacy": int, "content": dict, "mrid": str}


def _check(one: object, kinds: Mapping[str, type]) -> None:
    for name, kind in kinds.items():
        held = getattr(one, name)
        if not isinstance(held, kind) or isinstance(held, bool):
            raise ValueError(f"{name} is {held!r}")


def _check_content(content: Mapping[str, object], *, judged: bool) -> None:
    """Refuse what no control can ask for, now and not when its time has come.

    Args:
        judged: what is not possible was found out when it came, and its content was let go.
    """
    try:
        values_of(content, Context())
    except NeedsValue:
        pass
    except NotPossible as fault:
        if judged:
            raise ValueError(f"{content!r} cannot be asked for: {fault}") from None
    except (LookupError, ArithmeticError, AttributeError) as fault:
        raise ValueError(f"{content!r} is not what a control asks for: {fault}") from None
