"""Our master against yadnp3's outstation: another implementation, in C++, that knows nothing of ours."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest
from dnp3.core.flags import IIN

from tests.peers.yadnp3 import opendnp3
from workbench.der.device import NotPossible, OutOfRange
from workbench.stubs.dnp3.commands import Command
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.points import PointId

LIMIT, LIMIT_READ = 87, 148


class _Commands(opendnp3.ICommandHandler):
    def __init__(self) -> None:
        super().__init__()
        self.done: list[tuple[str, float, int]] = []

    def Begin(self) -> None:  # noqa: N802
        pass

    def End(self) -> None:  # noqa: N802
        pass

    def Select(self, command: Any, index: int) -> Any:  # noqa: N802
        return self._status(command, index)

    def Operate(self, command: Any, index: int, handler: Any, kind: Any) -> Any:  # noqa: N802
        status = self._status(command, index)
        if status == opendnp3.CommandStatus.SUCCESS:
            value = getattr(command, "value", None)
            self.done.append((type(command).__name__, -1.0 if value is None else value, index))
        return status

    def _status(self, command: Any, index: int) -> Any:
        if getattr(command, "value", 0) > 1_000:
            return opendnp3.CommandStatus.OUT_OF_RANGE
        return opendnp3.CommandStatus.SUCCESS if index < 300 else opendnp3.CommandStatus.NOT_SUPPORTED


class _Listener(opendnp3.IChannelListener):
    def OnStateChange(self, state: Any) -> None:  # noqa: N802
        pass


class Outstation:
    """yadnp3's outstation with 600 points of each kind."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.manager = opendnp3.DNP3Manager(1)
        self.commands = _Commands()
        self._keep = (_Listener(), opendnp3.IOutstationApplication())
        channel = self.manager.AddTCPServer(
            "peer",
            opendnp3.levels.NOTHING,
            opendnp3.ServerAcceptMode.CloseExisting,
            opendnp3.IPEndpoint("127.0.0.1", self.port),
            self._keep[0],
        )
        config = opendnp3.OutstationStackConfig(opendnp3.DatabaseConfig(600))
        config.outstation.eventBufferConfig = opendnp3.EventBufferConfig.AllTypes(100)
        config.outstation.params.allowUnsolicited = True
        config.link.LocalAddr, config.link.RemoteAddr = 10, 1
        self._outstation = channel.AddOutstation("peer", self.commands, self._keep[1], config)
        self.update(analog={0: 110, LIMIT_READ: 750, 537: 4_200})
        self._outstation.Enable()

    def update(self, analog: dict[int, float]) -> None:
        """Change analog inputs."""
        builder = opendnp3.UpdateBuilder()
        for index, value in analog.items():
            builder.Update(opendnp3.Analog(value, opendnp3.Flags(1)), index)
        self._outstation.Apply(builder.Build())


def driven(test: Callable[[Master, Outstation], Awaitable[None]], **options: Any) -> None:
    async def run() -> None:
        peer = Outstation()
        master = Master(port=peer.port, **options)
        try:
            async with asyncio.timeout(30), master:
                await test(master, peer)
        finally:
            await asyncio.to_thread(peer.manager.Shutdown)

    asyncio.run(run())


def test_everything_is_taken_over_many_fragments() -> None:
    async def test(master: Master, peer: Outstation) -> None:
        assert master.values["limit-active-power"].value == 75.0
        assert master.values["monitoring-active-power"].value == 4_200
        assert await master.read("limit-active-power") == 75.0

    driven(test)


def test_changes_are_told_and_confirmed() -> None:
    async def test(master: Master, peer: Outstation) -> None:
        seen = []
        async with aclosing(master.changes()) as changes:
            for value in (100, 200, 300):
                peer.update({537: value})
            async for change in changes:
                assert change.known.unsolicited
                seen.append(change.known.value)
                if change.known.value == 300:
                    break
        assert seen == [100, 200, 300]
        # They were confirmed: none of them waits any more.
        await master.events()
        waiting = IIN.CLASS_1_EVENTS | IIN.CLASS_2_EVENTS | IIN.CLASS_3_EVENTS
        assert not master.indications & waiting

    driven(test)


@pytest.mark.parametrize("select", [False, True], ids=["at once", "selected first"])
def test_outputs_are_operated(select: bool) -> None:
    async def test(master: Master, peer: Outstation) -> None:
        await master.write("limit-active-power", 50.0, select=select)
        await master.operate([Command(PointId.of("AO87"), 50.5)], select=select)
        await master.write("connect-disconnect", False, select=select)
        assert peer.commands.done == [
            ("AnalogOutputInt32", 500, LIMIT),
            ("AnalogOutputFloat32", 50.5, LIMIT),
            ("ControlRelayOutputBlock", -1.0, 5),
        ]

    driven(test)


def test_a_status_is_a_reason() -> None:
    async def test(master: Master, peer: Outstation) -> None:
        with pytest.raises(OutOfRange, match="OUT_OF_RANGE"):
            await master.operate([Command(PointId.of("AO87"), 5_000)], select=True)
        with pytest.raises(NotPossible, match="AO400"):
            await master.operate([Command(PointId.of("AO400"), 5)])
        assert peer.commands.done == []

    driven(test)


def test_an_outstation_that_says_no_edition_is_believed_and_that_is_noted() -> None:
    async def run() -> None:
        peer = Outstation()
        peer.update(analog={0: 0})
        try:
            async with Master(port=peer.port, unsolicited=False, timeout=5) as master:
                said = [one.words for one in master.log.latest()]
            assert "says no edition of its points; believed to speak DNP3, IEEE 1815.2-2025" in said
        finally:
            await asyncio.to_thread(peer.manager.Shutdown)

    asyncio.run(run())
