"""yadnp3's master (opendnp3, C++) as a test drives it: an independent peer of the outstation.

It runs in threads of its own; what it receives is handed to the loop of the test. Methods are named as opendnp3 calls
them.
"""

# ruff: noqa: N802

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable
from typing import Any

import pytest

try:
    import opendnp3
except ImportError:
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        raise
    pytest.skip(
        "yadnp3 is not installed: PyPI has it for Linux and Windows on x86-64 (Python 3.9 to 3.14) and for no other "
        "machine, where it is built from source by hand",
        allow_module_level=True,
    )

_KINDS = {
    "IndexedBinary": "BI",
    "IndexedBinaryOutputStatus": "BO",
    "IndexedAnalog": "AI",
    "IndexedAnalogOutputStatus": "AO",
    "IndexedCounter": "CTR",
    "IndexedFrozenCounter": "FCTR",
}


class _Measurements(opendnp3.ISOEHandler):
    def __init__(self, peer: Yadnp3) -> None:
        super().__init__()
        self.peer = peer
        self.response = None

    def BeginFragment(self, info: Any) -> None:
        self.response = info

    def EndFragment(self, info: Any) -> None:
        self.peer.tell({"fragment": True, "unsolicited": info.unsolicited})

    def Process(self, info: Any, values: Any) -> None:
        for each in values:
            kind = _KINDS.get(type(each).__name__)
            if kind is None:
                continue
            self.peer.tell(
                {
                    "point": f"{kind}{each.index}",
                    "value": each.value.value,
                    "flags": each.value.flags.value,
                    "event": info.isEventVariation,
                    "time": each.value.time.value,
                    "unsolicited": self.response.unsolicited if self.response else None,
                }
            )

    def OnDeviceAttribute(self, info: Any, set: int, variation: int, value: Any) -> None:
        self.peer.tell({"attribute": variation, "value": value.stringValue})


class _Application(opendnp3.IMasterApplication):
    def __init__(self, peer: Yadnp3) -> None:
        super().__init__()
        self.peer = peer

    def OnReceiveIIN(self, iin: Any) -> None:
        self.peer.tell({"iin": iin.LSB | iin.MSB << 8})

    def OnTaskComplete(self, info: Any) -> None:
        self.peer.tell(
            {"task": str(info.type).rsplit(".", 1)[-1], "result": str(info.result).rsplit(".", 1)[-1]}
        )

    def OnOpen(self) -> None:
        self.peer.tell({"open": True})


class _Channel(opendnp3.IChannelListener):
    def OnStateChange(self, state: Any) -> None:
        pass


class Yadnp3:
    """A master on a thread of its own.

    Args:
        adjust: changes the configuration before the master starts.
        security: a TLSConfig, for a TLS channel.
    """

    def __init__(
        self,
        port: int,
        *,
        address: int = 1,
        outstation: int = 10,
        adjust: Callable[[Any], None] = lambda config: None,
        security: Any = None,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.history: list[dict[str, Any]] = []
        self.manager = opendnp3.DNP3Manager(1)
        self._keep = (_Channel(), _Measurements(self), _Application(self))
        retry = opendnp3.ChannelRetry(
            opendnp3.TimeDuration.Milliseconds(50), opendnp3.TimeDuration.Milliseconds(200)
        )
        ends = [opendnp3.IPEndpoint("127.0.0.1", port)]
        nothing = opendnp3.levels.NOTHING
        if security is None:
            channel = self.manager.AddTCPClient("peer", nothing, retry, ends, "", self._keep[0])
        else:
            channel = self.manager.AddTLSClient("peer", nothing, retry, ends, "", security, self._keep[0])
        config = opendnp3.MasterStackConfig()
        config.link.LocalAddr, config.link.RemoteAddr = address, outstation
        config.master.responseTimeout = opendnp3.TimeDuration.Seconds(5)
        adjust(config)
        self.channel = channel
        self.master = channel.AddMaster("master", self._keep[1], self._keep[2], config)
        self.measurements = self._keep[1]
        self.master.Enable()

    def tell(self, what: dict[str, Any]) -> None:
        """Hand something from the master's thread to the test's loop."""
        self.loop.call_soon_threadsafe(self.told.put_nowait, what)

    async def until(
        self, condition: Callable[[dict[str, Any]], bool], seconds: float = 10.0
    ) -> dict[str, Any]:
        """Wait for something that the master was told; what came before it is in ``history``."""
        async with asyncio.timeout(seconds):
            while True:
                what = await self.told.get()
                self.history.append(what)
                if condition(what):
                    return what

    async def value(self, point: str, value: Any = None, **more: Any) -> dict[str, Any]:
        """Wait for a point, with a value and other marks where they are given."""
        return await self.until(
            lambda what: (
                what.get("point") == point
                and (value is None or what["value"] == value)
                and all(what[mark] == wanted for mark, wanted in more.items())
            )
        )

    async def command(self, act: Callable[[Callable[[Any], None]], None]) -> list[str]:
        """Do a command and return the status of each of its points."""
        done: asyncio.Future[list[str]] = self.loop.create_future()

        def finished(result: Any) -> None:
            told = [f"{each.state.name} {each.status.name}" for each in result.to_list()]
            self.loop.call_soon_threadsafe(done.set_result, told or [str(result.summary)])

        act(finished)
        async with asyncio.timeout(10):
            return await done

    async def stop(self) -> None:
        """End the master's threads; they may be handing something to the loop just now."""
        await asyncio.to_thread(self.manager.Shutdown)
