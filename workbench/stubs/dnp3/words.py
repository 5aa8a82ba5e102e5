"""Fragments in words, by quantity and value: what the log of a stub says of an exchange."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from dnp3.application.fragment import ObjectBlock
from dnp3.application.parser import ParseError, parse_request
from dnp3.core.enums import CommandStatus, FunctionCode
from dnp3.core.flags import IIN

from workbench.stubs.dnp3 import objects
from workbench.stubs.dnp3.commands import Command, commands_of
from workbench.stubs.dnp3.points import Kind, PointId, Raw
from workbench.stubs.dnp3.values import Told, values_of

TOLD_ONE_BY_ONE = 6
"""How many values of a fragment a line names; of more it says how many of each kind there are."""

Tell = Callable[[PointId, Raw], str]

_VERBS = {
    FunctionCode.READ: "reads",
    FunctionCode.WRITE: "writes",
    FunctionCode.SELECT: "selects",
    FunctionCode.OPERATE: "operates",
    FunctionCode.DIRECT_OPERATE: "operates directly",
    FunctionCode.DIRECT_OPERATE_NO_ACK: "operates without an answer",
    FunctionCode.IMMEDIATE_FREEZE: "freezes",
    FunctionCode.IMMEDIATE_FREEZE_NO_ACK: "freezes without an answer",
    FunctionCode.FREEZE_CLEAR: "freezes and clears",
    FunctionCode.FREEZE_CLEAR_NO_ACK: "freezes and clears without an answer",
    FunctionCode.COLD_RESTART: "asks for a cold restart",
    FunctionCode.WARM_RESTART: "asks for a warm restart",
    FunctionCode.ENABLE_UNSOLICITED: "allows unsolicited responses of",
    FunctionCode.DISABLE_UNSOLICITED: "forbids unsolicited responses of",
    FunctionCode.DELAY_MEASURE: "measures the delay",
    FunctionCode.RECORD_CURRENT_TIME: "has the current time recorded",
}
_INDICATIONS = {
    IIN.NO_FUNC_CODE_SUPPORT: "function not supported",
    IIN.OBJECT_UNKNOWN: "object unknown",
    IIN.PARAMETER_ERROR: "parameter error",
    IIN.EVENT_BUFFER_OVERFLOW: "events were lost",
    IIN.DEVICE_RESTART: "restarted",
    IIN.NEED_TIME: "needs the time",
}
_KINDS = {
    Kind.BINARY_INPUT: "binary inputs",
    Kind.BINARY_OUTPUT: "binary outputs",
    Kind.COUNTER: "counters",
    Kind.FROZEN_COUNTER: "frozen counters",
    Kind.ANALOG_INPUT: "analog inputs",
    Kind.ANALOG_OUTPUT: "analog outputs",
}
_OBJECTS = {0: "device attributes", 50: "the time", 80: "internal indications"}


def request_in_words(octets: bytes, tell: Tell) -> str:
    """Return what a request asks for."""
    try:
        request = parse_request(octets)
    except (ParseError, ValueError):
        return "a request that cannot be read"
    function = request.header.function
    if function is FunctionCode.CONFIRM:
        return "confirms an unsolicited response" if request.header.control.uns else "confirms a response"
    commands = [command for block in request.objects for command in commands_of(block)]
    if commands:
        told = _commands(commands, tell)
    else:
        told = ", ".join(dict.fromkeys(_header(block) for block in request.objects))
    verb = _VERBS.get(function, f"asks for {function.name}")
    return f"{verb} {told}".rstrip() + (" and something unreadable" if request.truncation else "")


def response_in_words(octets: bytes, tell: Tell, refusals: Sequence[str] = ()) -> str:
    """Return what a response says; with the sentences of what was refused."""
    told = values_of(octets)
    if told is None:
        return "a response that cannot be read"
    words = []
    if told.unsolicited:
        words.append("unsolicited")
    commands = told.commands()
    if commands:
        words.append(_commands(commands, tell, answered=True))
    elif told.values:
        words.append(_values(told, tell))
    if told.attributes:
        words.append(", ".join(told.attributes.values()))
    if not told.whole:
        words.append("something unreadable")
    words.extend(meaning for flag, meaning in _INDICATIONS.items() if told.indications & flag)
    return "; ".join([", ".join(words) or "done", *(f"refused: {refusal}" for refusal in refusals)])


def _header(block: ObjectBlock) -> str:
    group, variation = block.header.group, block.header.variation
    if group == 60 and 1 <= variation <= 4:
        return f"class {variation - 1}"
    kind = objects.STATIC_KIND.get(group)
    if kind is None and group in objects.EVENT_KIND:
        return f"events of {_KINDS[objects.EVENT_KIND[group]]}"
    if kind is None:
        return _OBJECTS.get(group, f"objects of group {group} variation {variation}")
    if block.header.qualifier in (0x00, 0x01, 0x02):
        width = 1 << block.header.qualifier
        first, last = (int.from_bytes(block.data[at : at + width], "little") for at in (0, width))
        return f"{kind}{first}" if first == last else f"{kind}{first} to {kind}{last}"
    return f"{_KINDS[kind]}" if block.header.qualifier == objects.ALL_OBJECTS else f"some {_KINDS[kind]}"


def _values(told: Told, tell: Tell) -> str:
    if len(told.values) <= TOLD_ONE_BY_ONE:
        return ", ".join(tell(value.point, value.raw) for value in told.values)
    counts = {kind: sum(value.point.kind is kind for value in told.values) for kind in Kind}
    listed = ", ".join(f"{count} {_KINDS[kind]}" for kind, count in counts.items() if count)
    return f"{len(told.values)} values: {listed}"


def _commands(commands: Sequence[Command], tell: Tell, *, answered: bool = False) -> str:
    words = []
    for command in commands[:TOLD_ONE_BY_ONE]:
        one = tell(command.point, command.raw) if command.raw is not None else str(command.point)
        if answered:
            status = f"status {command.status}"
            with suppress(ValueError):
                status = CommandStatus(command.status).name
            one = f"{one} {status}"
        words.append(one)
    more = len(commands) - len(words)
    return ", ".join(words) + (f" and {more} more" if more else "")
