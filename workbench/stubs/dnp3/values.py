"""What a response carries, as points with raw values: decoded by dnp3py's master."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dnp3.application.fragment import ObjectBlock, ResponseFragment
from dnp3.application.parser import ParseError, parse_response
from dnp3.core.enums import FunctionCode
from dnp3.core.flags import IIN
from dnp3.master import Master as Decoder
from dnp3.master import MasterConfig
from dnp3.master.config import PollingConfig
from dnp3.master.handler import AnalogValue, BinaryValue, CounterValue, ResponseInfo

from workbench.stubs.dnp3 import objects
from workbench.stubs.dnp3.commands import Command, commands_of
from workbench.stubs.dnp3.points import Kind, PointId, Raw

ATTRIBUTES, VISIBLE_STRING = 0, 1
"""The group of device attributes, and the type of one that is a text."""


@dataclass(frozen=True, slots=True)
class TakenValue:
    """A value as a master took it.

    Args:
        online: whether the outstation could read it.
        at: when, for an event that says so.
    """

    point: PointId
    raw: Raw
    online: bool
    at: datetime | None = None


@dataclass
class Told:
    """One fragment of an outstation."""

    sequence: int
    unsolicited: bool
    first: bool
    last: bool
    confirm: bool
    indications: IIN
    blocks: Sequence[ObjectBlock]
    values: list[TakenValue] = field(default_factory=list)
    attributes: dict[int, str] = field(default_factory=dict)
    whole: bool = True
    """Whether all of it could be read."""

    def commands(self) -> list[Command]:
        """Return the commands that it echoes, each with its status."""
        return [command for block in self.blocks for command in commands_of(block)]


class _Collector:
    """Takes what the decoder hands out."""

    def __init__(self) -> None:
        self.values: list[TakenValue] = []

    def _take(self, kind: Kind, values: Sequence[BinaryValue | AnalogValue | CounterValue]) -> None:
        for each in values:
            raw = each.value
            if isinstance(raw, float) and raw.is_integer():
                # The decoder makes every analog value a fraction; codes and numbers of curves are none.
                raw = int(raw)
            online = bool(each.quality & objects.ONLINE)
            self.values.append(TakenValue(PointId(kind, each.index), raw, online, each.timestamp))

    def on_binary_input(self, values: list[BinaryValue], info: ResponseInfo) -> None:
        self._take(Kind.BINARY_INPUT, values)

    def on_binary_output(self, values: list[BinaryValue], info: ResponseInfo) -> None:
        self._take(Kind.BINARY_OUTPUT, values)

    def on_analog_input(self, values: list[AnalogValue], info: ResponseInfo) -> None:
        self._take(Kind.ANALOG_INPUT, values)

    def on_analog_output(self, values: list[AnalogValue], info: ResponseInfo) -> None:
        self._take(Kind.ANALOG_OUTPUT, values)

    def on_counter(self, values: list[CounterValue], info: ResponseInfo) -> None:
        self._take(Kind.COUNTER, values)

    def on_frozen_counter(self, values: list[CounterValue], info: ResponseInfo) -> None:
        self._take(Kind.FROZEN_COUNTER, values)


_NO_POLLS = PollingConfig(integrity_poll_interval=0)


def values_of(octets: bytes) -> Told | None:
    """Return what a fragment says, or None for one that is no response.

    A fragment that is cut short gives what stands before the cut.
    """
    try:
        response = parse_response(octets)
    except (ParseError, ValueError):
        return None
    header = response.header
    if header.function not in (FunctionCode.RESPONSE, FunctionCode.UNSOLICITED_RESPONSE):
        return None
    collector = _Collector()
    # What stands before a cut is handed on alone: the decoder would tell of the cut in a log of its own.
    read = ResponseFragment(header, response.objects).to_bytes()
    Decoder(MasterConfig(polling=_NO_POLLS), collector).process_response(read)
    control = header.control
    return Told(
        control.seq,
        header.function is FunctionCode.UNSOLICITED_RESPONSE,
        control.fir,
        control.fin,
        control.con,
        header.iin,
        response.objects,
        collector.values,
        dict(_attributes(response.objects)),
        response.truncation is None,
    )


def _attributes(blocks: Sequence[ObjectBlock]) -> Iterator[tuple[int, str]]:
    """Yield the device attributes that are visible strings, each by its variation (A.1)."""
    for block in blocks:
        header, data = block.header, block.data
        if (
            header.group == ATTRIBUTES
            and header.qualifier == 0x00
            and len(data) >= 4
            and data[2] == VISIBLE_STRING
        ):
            yield header.variation, data[4 : 4 + data[3]].decode("ascii", "replace")
