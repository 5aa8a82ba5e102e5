"""A master's end without a socket: requests made by dnp3py's builders, answers read by its parser."""

from __future__ import annotations

from collections.abc import Sequence

from dnp3.application.fragment import ObjectBlock, RequestFragment
from dnp3.application.header import RequestHeader
from dnp3.application.qualifiers import ObjectHeader
from dnp3.core.enums import FunctionCode

from tests.stubs.dnp3.plain import PlainPoints
from workbench.stubs.dnp3.commands import Command, command_blocks
from workbench.stubs.dnp3.outstation import Outstation
from workbench.stubs.dnp3.points import PointId, Raw
from workbench.stubs.dnp3.session import Session, Timings
from workbench.stubs.dnp3.values import Told, values_of

ALL = [(60, 2), (60, 3), (60, 4), (60, 1)]
EVENTS = [(60, 2), (60, 3), (60, 4)]


class Asked:
    """An outstation with one master, and a clock that only the test moves."""

    def __init__(
        self, points: PlainPoints | None = None, *, timings: Timings | None = None, events: int = 500
    ) -> None:
        self.now = 0.0
        self.points = points or PlainPoints()
        self.outstation = Outstation(
            self.points,
            timings=timings or Timings(),
            events=events,
            clock=lambda: 1_000_000.0 + self.now,
            monotonic=lambda: self.now,
        )
        self.sequence = 0
        self.session = self.connect(1)

    def connect(self, address: int) -> Session:
        """Open a connection of a master, numbered by its address."""
        session = self.outstation.session(address)
        assert session is not None
        session.open(address, self.now)
        return session

    def sent(self, session: Session | None = None) -> list[Told]:
        """Take what the outstation has sent since."""
        who = session or self.session
        octets, who.outbox = list(who.outbox), []
        told = [values_of(each) for each in octets]
        assert None not in told
        return [each for each in told if each]

    def ask(
        self,
        function: FunctionCode,
        blocks: Sequence[ObjectBlock] = (),
        *,
        session: Session | None = None,
        sequence: int | None = None,
    ) -> list[Told]:
        """Send one request and return what came back."""
        if sequence is None:
            self.sequence = (self.sequence + 1) % 16
            sequence = self.sequence
        header = RequestHeader.build(function, seq=sequence)
        (session or self.session).receive(RequestFragment(header, tuple(blocks)).to_bytes(), self.now)
        return self.sent(session)

    def confirm(self, told: Told, session: Session | None = None) -> list[Told]:
        """Confirm a fragment and return what follows it."""
        header = RequestHeader.build(FunctionCode.CONFIRM, seq=told.sequence, uns=told.unsolicited)
        (session or self.session).receive(RequestFragment(header).to_bytes(), self.now)
        return self.sent(session)

    def read(self, wanted: Sequence[tuple[int, int]]) -> list[Told]:
        """Read all objects of some groups and variations."""
        return self.ask(FunctionCode.READ, [ObjectBlock(ObjectHeader(*each, 0x06)) for each in wanted])

    def operate(self, function: FunctionCode, *commands: tuple[str, Raw], **more: object) -> list[int]:
        """Send a control request and return the status of each of its points."""
        from workbench.stubs.dnp3.commands import commands_of

        blocks = command_blocks([Command(PointId.of(code), raw) for code, raw in commands])
        told = self.ask(function, blocks, **more)  # type: ignore[arg-type]
        return [command.status for block in told[0].blocks for command in commands_of(block)]

    def after(self, seconds: float) -> list[Told]:
        """Let time pass and return what is sent by itself then."""
        self.now += seconds
        self.session.tick(self.now)
        return self.sent()

    def greeted(self) -> Asked:
        """Have the greeting of the start behind us, and the restart indication cleared."""
        for each in self.sent():
            self.confirm(each)
        self.ask(FunctionCode.WRITE, [ObjectBlock(ObjectHeader(80, 1, 0x00), b"\x07\x07\x00")])
        return self

    def allowed(self) -> Asked:
        """Greeted, and unsolicited responses of all classes allowed."""
        self.greeted()
        self.ask(FunctionCode.ENABLE_UNSOLICITED, [ObjectBlock(ObjectHeader(*each, 0x06)) for each in EVENTS])
        return self


def raws(told: Told) -> dict[str, Raw]:
    """Return the values of a fragment by point."""
    return {str(value.point): value.raw for value in told.values}
