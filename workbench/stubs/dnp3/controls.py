"""Operating outputs: what a device says to a command becomes the control status that DNP3 has for it.

Selections, their time and their sequence rules (4.4.4 of IEEE 1815-2012) are kept by dnp3py; here is what it asks.
"""

from __future__ import annotations

from collections.abc import Callable

from dnp3.application.fragment import ResponseFragment
from dnp3.core.enums import CommandStatus, ControlCode
from dnp3.outstation import CommandResult, DefaultCommandHandler, OutstationConfig
from dnp3.outstation import Outstation as ControlRules
from dnp3.outstation.peer import PeerId

from workbench.der.device import NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.stubs.dnp3.commands import latched
from workbench.stubs.dnp3.points import Kind, PointId, Points, Raw

STATUS: tuple[tuple[type[Exception], CommandStatus], ...] = (
    (UnknownQuantity, CommandStatus.NOT_SUPPORTED),
    (NotWritable, CommandStatus.NOT_SUPPORTED),
    (OutOfRange, CommandStatus.OUT_OF_RANGE),
    (NotPossible, CommandStatus.BLOCKED),
    (OSError, CommandStatus.DOWNSTREAM_FAIL),
)
"""What each reason of a refusal is called (Table 11-7); the first that fits."""


class Controls(DefaultCommandHandler):
    """Executes the control requests of every master.

    Args:
        select: seconds that a selection holds.
    """

    def __init__(self, points: Points, *, select: float, largest: int) -> None:
        super().__init__()
        self._points = points
        self._rules = ControlRules(
            OutstationConfig(select_timeout=select, max_fragment_size=largest, time_sync_required=False),
            handler=self,
        )
        self.refusals: list[str] = []
        """What was refused by the latest request, in sentences."""

    def execute(self, octets: bytes, address: int, connection: int) -> ResponseFragment | None:
        """Execute a SELECT, an OPERATE or a DIRECT_OPERATE and return what answers it."""
        self.refusals = []
        answers = self._rules.process_request(octets, peer=PeerId(address, connection))
        return answers[0] if answers else None

    def release(self, connection: int) -> None:
        """End what a connection has selected: another request came, or the connection went."""
        self._rules.release_connection(connection)

    # What the rules of dnp3py ask of a handler

    def select_binary_output(
        self, index: int, code: ControlCode, count: int, on_time: int, off_time: int
    ) -> CommandResult:
        """Say what an operate would say of the command's form."""
        return self._binary(self._points.check, index, code, count)

    def operate_binary_output(
        self, index: int, code: ControlCode, count: int, on_time: int, off_time: int, select_sequence: int
    ) -> CommandResult:
        """Operate what was selected."""
        return self._binary(self._points.operate, index, code, count)

    def direct_operate_binary_output(
        self, index: int, code: ControlCode, count: int, on_time: int, off_time: int
    ) -> CommandResult:
        """Operate at once."""
        return self._binary(self._points.operate, index, code, count)

    def select_analog_output(self, index: int, value: float) -> CommandResult:
        """Say what an operate would say of the value's form."""
        return self._do(self._points.check, PointId(Kind.ANALOG_OUTPUT, index), value)

    def operate_analog_output(self, index: int, value: float, select_sequence: int) -> CommandResult:
        """Operate what was selected."""
        return self._do(self._points.operate, PointId(Kind.ANALOG_OUTPUT, index), value)

    def direct_operate_analog_output(self, index: int, value: float) -> CommandResult:
        """Operate at once."""
        return self._do(self._points.operate, PointId(Kind.ANALOG_OUTPUT, index), value)

    def _binary(
        self, act: Callable[[PointId, Raw], None], index: int, code: ControlCode, count: int
    ) -> CommandResult:
        point = PointId(Kind.BINARY_OUTPUT, index)
        state = latched(code)
        if state is None or count > 1:
            words = f"{point}: control code 0x{int(code):02X} with count {count} is not one that latches on or off"
            return self._refused(CommandStatus.NOT_SUPPORTED, words)
        # A count of 0 does nothing and says what would have been said (A.8.1).
        return self._do(self._points.check if count == 0 else act, point, state)

    def _do(self, act: Callable[[PointId, Raw], None], point: PointId, raw: Raw) -> CommandResult:
        try:
            act(point, raw)
        except (NotPossible, OSError) as reason:
            status = next(status for kind, status in STATUS if isinstance(reason, kind))
            return self._refused(status, f"{point}: {reason}")
        return CommandResult.success()

    def _refused(self, status: CommandStatus, words: str) -> CommandResult:
        self.refusals.append(f"{status.name}, {words}")
        return CommandResult(status, words)
