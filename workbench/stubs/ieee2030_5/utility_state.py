"""What a utility keeps over a restart: everything that clients were given addresses for, or were told.

Documents stand in it as XML, as they are served; so they are checked by the schema when they are read again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.der.device import NotPossible
from workbench.stubs.ieee2030_5.documents import R, read, write
from workbench.stubs.ieee2030_5.identity import checked_lfdi, checked_pin
from workbench.stubs.ieee2030_5.memory import KEPT_RESPONSES, Memory
from workbench.stubs.ieee2030_5.programs import Control, Program
from workbench.stubs.ieee2030_5.received import Answer, Mirror
from workbench.stubs.ieee2030_5.registry import KEPT_LOGS, Device, Registry, ordered
from workbench.stubs.ieee2030_5.resources.base import Resource
from workbench.stubs.ieee2030_5.resources.messages import (
    DERControlResponse,
    LogEvent,
    Response,
    Subscription,
)
from workbench.stubs.ieee2030_5.resources.metering import MirrorMeterReading, MirrorUsagePoint
from workbench.stubs.ieee2030_5.resources.programs import DefaultDERControl, DERCurve
from workbench.stubs.ieee2030_5.scheduling import EventState
from workbench.stubs.ieee2030_5.tree import WRITABLE
from workbench.stubs.ieee2030_5.utility import Utility
from workbench.stubs.strict_json import values_kept, values_read

_PLAIN_OF_CONTROL = (
    "mrid", "created", "start", "duration", "description", "randomize_start", "randomize_duration",
    "device_category", "response_required", "state_at", "reason", "overlapped_at",
)  # fmt: skip
_LONGEST = 64 * 1024 * 1024
"""Octets of a document that is read again: it was bounded when it came, and may be written a little longer."""


class UtilityState:
    """Says what a utility knows as plain values that JSON can hold.

    Documents do not change once they are kept, so each is written as XML only once.
    """

    def __init__(self, utility: Utility) -> None:
        self.utility = utility
        self._written: dict[int, tuple[Resource, str]] = {}
        self._before: dict[int, tuple[Resource, str]] = {}
        self._asked_for = 0

    def plain(self) -> dict[str, Any]:
        """Return all that is kept."""
        memory = self.utility.memory()
        if self._asked_for < len(self._written) / 2:  # most of it is of documents that are forgotten
            self._before, self._written = self._written, {}
        self._asked_for = 0
        asked = {one.response.subject: one.control for one in memory.answers if one.control}
        found = {
            "changed": memory.changed_at,
            "brought": memory.brought,
            "answered": memory.answered,
            "mrids": list(memory.mrids),
            "devices": [self._device(device) for device in memory.registry],
            "programs": [self._program(program) for program in memory.programs.values()],
            "answers": [self._answer(answer) for answer in memory.answers],
            "asked": {subject: values_kept(values) for subject, values in asked.items()},
            "mirrors": [self._mirror(mirror) for mirror in memory.mirrors.values()],
        }
        self._before = {}
        return found

    def _xml(self, document: Resource, written: Resource | None = None) -> str:
        """Return a document as XML; ``written`` is what is written in its place."""
        self._asked_for += 1
        known = self._written.get(id(document))
        if known is None:  # the document is held beside its text, so that no other takes its identity
            known = self._before.get(id(document)) or (document, _text(written or document))
            self._written[id(document)] = known
        return known[1]

    def _device(self, device: Device) -> dict[str, Any]:
        return {
            "number": device.number,
            "lfdi": device.lfdi,
            "pin": device.pin,
            "groups": list(device.groups),
            "registered": device.registered,
            "via": device.via,
            "listed": device.listed,
            "changed": device.changed,
            "documents": [self._xml(document) for document in device.documents.values()],
            "reported": values_kept({key: value for key, (value, _) in device.reported.items()}),
            "reported_at": {key: at for key, (_, at) in device.reported.items()},
            "logged": device.logged,
            "logs": [[number, self._xml(event)] for number, event in device.logs],
            "subscriptions": [[number, self._xml(one)] for number, one in device.subscriptions.items()],
        }

    def _program(self, program: Program) -> dict[str, Any]:
        return {
            "number": program.number,
            "group": program.group,
            "primacy": program.primacy,
            "mrid": program.mrid,
            "responses_mrid": program.responses_mrid,
            "curves": [[number, self._xml(curve)] for number, curve in program.curves.items()],
            "default": self._xml(program.default) if program.default else None,
            "default_content": dict(program.default_content),
            "default_values": values_kept(program.default_values),
            "controls": [_control(control) for control in program.controls.values()],
        }

    def _answer(self, answer: Answer) -> list[Any]:
        known = bool(answer.control)
        return [answer.number, answer.device, answer.program, answer.at, self._xml(answer.response), known]

    def _mirror(self, mirror: Mirror) -> dict[str, Any]:
        point = mirror.point
        # Readings stand by themselves; those that came with the point are not served with it.
        bare = replace(point, MirrorMeterReading=[])
        return {
            "number": mirror.number,
            "owner": mirror.owner,
            "point": self._xml(point, bare),
            "readings": [self._xml(reading) for reading in mirror.readings.values()],
        }


def _text(document: Resource) -> str:
    return write(document).decode("ascii")


def _control(control: Control) -> dict[str, Any]:
    return {
        **{name: getattr(control, name) for name in _PLAIN_OF_CONTROL},
        "values": values_kept(control.values),
        "content": dict(control.content),
        "links": dict(control.links),
        "state": control.state.name,
    }


def restore(utility: Utility, found: Mapping[str, Any]) -> None:
    """Have a utility know again what ``UtilityState.plain`` returned.

    Raises:
        ValueError: something that no utility kept, in words; nothing changed then.
    """
    try:
        utility.remember(_memory(found))
    except KeyError as problem:
        raise ValueError(f"{problem} is missing") from None
    except NotPossible as problem:
        raise ValueError(str(problem)) from None
    except (TypeError, AttributeError) as problem:
        raise ValueError(f"it is not of the form that is kept: {problem}") from None


def _memory(found: Mapping[str, Any]) -> Memory:
    asked = {subject: values_read(values, subject) for subject, values in found["asked"].items()}
    programs = [_program_again(one) for one in found["programs"]]
    mirrors = [_mirror_again(one) for one in found["mirrors"]]
    return Memory(
        registry=Registry(map(_device_again, found["devices"])),
        programs=_by_number(programs),
        answers=deque((_answer_again(one, asked) for one in found["answers"]), maxlen=KEPT_RESPONSES),
        mirrors=_by_number(mirrors),
        mrids={str(mrid) for mrid in found["mrids"]},
        answered=_whole(found["answered"]),
        brought=_whole(found["brought"]),
        changed_at=_whole(found["changed"]),
    )


def _device_again(found: Mapping[str, Any]) -> Device:
    documents = [_read(text, *WRITABLE.values()) for text in found["documents"]]
    reported = values_read(found["reported"], "reported")
    return Device(
        number=_whole(found["number"]),
        lfdi=checked_lfdi(found["lfdi"]),
        pin=checked_pin(found["pin"]),
        groups=ordered(found["groups"]),
        registered=_whole(found["registered"]),
        via=checked_lfdi(found["via"]) if found["via"] else "",
        listed=found["listed"] is True,
        changed=_whole(found["changed"]),
        documents={type(one): one for one in documents},
        reported={key: (value, _whole(found["reported_at"][key])) for key, value in reported.items()},
        logs=deque(((_whole(number), _read(text, LogEvent)) for number, text in found["logs"]), KEPT_LOGS),
        logged=_whole(found["logged"]),
        subscriptions={_whole(number): _read(text, Subscription) for number, text in found["subscriptions"]},
    )


def _program_again(found: Mapping[str, Any]) -> Program:
    program = Program(
        number=_whole(found["number"]),
        group=str(found["group"]),
        primacy=_whole(found["primacy"]),
        mrid=str(found["mrid"]),
        responses_mrid=str(found["responses_mrid"]),
        curves={_whole(number): _read(text, DERCurve) for number, text in found["curves"]},
        default=_read(found["default"], DefaultDERControl) if found["default"] else None,
        default_content=dict(found["default_content"]),
        default_values=values_read(found["default_values"], "default_values"),
    )
    for one in found["controls"]:
        control = Control(
            program=program,
            values=values_read(one["values"], "values"),
            content=dict(one["content"]),
            links=dict(one["links"]),
            state=_state(one["state"]),
            **{name: one[name] for name in _PLAIN_OF_CONTROL},
        )
        write(control.document())  # so that what cannot be served is found now
        program.controls[control.mrid] = control
    return program


def _answer_again(found: list[Any], asked: Mapping[str, Mapping[str, Any]]) -> Answer:
    number, device, program, at, text, known = found
    response = _read(text, Response, DERControlResponse)
    control = asked[response.subject] if known else {}
    return Answer(_whole(number), str(device), _whole(program), _whole(at), response, control)


def _mirror_again(found: Mapping[str, Any]) -> Mirror:
    readings = [_read(text, MirrorMeterReading) for text in found["readings"]]
    return Mirror(
        number=_whole(found["number"]),
        owner=str(found["owner"]),
        point=_read(found["point"], MirrorUsagePoint),
        readings={one.mRID: one for one in readings},
    )


def _read(text: str, *kinds: type[R]) -> R:
    return read(text.encode("ascii"), *kinds, longest=_LONGEST)


def _whole(found: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int):
        raise ValueError(f"{str(found)[:40]!r} is no whole number")
    return found


def _state(found: object) -> EventState:
    if found not in EventState.__members__:
        raise ValueError(f"{str(found)[:40]!r} is no state of an event")
    return EventState[str(found)]


def _by_number(ones: list[Any]) -> dict[int, Any]:
    by_number = {one.number: one for one in ones}
    if len(by_number) < len(ones):
        raise ValueError("a number stands for two")
    return by_number
