"""A head-end that calls its devices: its console commands them all, until it is cancelled."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.stubs.gateway.ends import Clock, MemorySouth
from workbench.der.quantities import Value
from workbench.stubs.gateway.desk import MasterDesk
from workbench.stubs.gateway.gateway import Pace
from workbench.stubs.master_head_end import MasterHeadEnd
from workbench.stubs.state_file import StateUnreadable

DEVICE: dict[str, Value] = {
    "limit-active-power": 100.0,
    "limit-active-power-enable": False,
    "set-active-power": 0.0,
    "set-active-power-enable": False,
    "connect-disconnect": True,
}
Ask = Callable[..., Awaitable[tuple[int, Any]]]


def at_the_console(play: Callable[[MasterHeadEnd, MemorySouth, Clock, Ask], Awaitable[None]]) -> None:
    """Run a scene with a master of two devices and someone at its console."""

    async def scene() -> None:
        clock = Clock()
        south = MemorySouth(
            _1={
                "limit-active-power": 100.0,
                "limit-active-power-enable": False,
                "monitoring-frequency": 60.0,
            },
            _2={
                "limit-active-power": 100.0,
                "limit-active-power-enable": False,
                "monitoring-frequency": 59.9,
            },
        )
        master = MasterHeadEnd(south, console_port=0, pace=Pace(control=0.01, poll=0.01), clock=clock)
        async with master:
            (at,) = master.endpoints
            async with aiohttp.ClientSession(f"http://{at.host}:{at.port}") as session:

                async def ask(method: str, path: str, **asked: object) -> tuple[int, Any]:
                    async with session.request(method, path, json=asked or None) as answer:
                        return answer.status, await answer.json()

                await play(master, south, clock, ask)
        assert closed(at.port)

    asyncio.run(scene())


def closed(port: int) -> bool:
    """Tell whether nobody listens at a port any more."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) != 0


async def until(held: Callable[[], bool]) -> None:
    """Wait until something is the case."""
    async with asyncio.timeout(5):
        while not held():
            await asyncio.sleep(0.005)


def test_a_control_reaches_every_device_and_is_taken_back() -> None:
    async def play(master: MasterHeadEnd, south: MemorySouth, clock: Clock, ask: Ask) -> None:
        status, issued = await ask("POST", "/controls", values={"limit-active-power": 50})
        assert (status, issued["id"], issued["duration"], issued["state"]) == (200, "1", None, "active")
        await until(lambda: all(one["limit-active-power"] == 50.0 for one in south.devices.values()))
        status, devices = await ask("GET", "/devices")
        assert {one["name"]: one["reported"]["monitoring-frequency"] for one in devices} == {
            "1": 60.0,
            "2": 59.9,
        }
        assert (await ask("DELETE", "/controls/1"))[1]["state"] == "cancelled"
        await until(lambda: all(one["limit-active-power-enable"] is False for one in south.devices.values()))
        assert await ask("GET", "/controls") == (200, [])

    at_the_console(play)


def test_controls_have_windows_and_a_default_stands_between() -> None:
    async def play(master: MasterHeadEnd, south: MemorySouth, clock: Clock, ask: Ask) -> None:
        await ask("POST", "/default", values={"limit-active-power": 80})
        await until(lambda: south.devices["1"]["limit-active-power"] == 80.0)
        later = clock.now + 60
        _, issued = await ask(
            "POST", "/controls", values={"limit-active-power": 20}, start=later, duration=30
        )
        assert (issued["state"], issued["start"], issued["duration"]) == ("scheduled", later, 30.0)
        clock.now = later + 1
        await until(lambda: south.devices["2"]["limit-active-power"] == 20.0)
        clock.now = later + 31
        await until(lambda: south.devices["2"]["limit-active-power"] == 80.0)
        _, state = await ask("GET", "/state")
        assert state["controls"] == []
        assert state["defaults"] == {"All devices": {"limit-active-power": 80.0}}

    at_the_console(play)


def test_what_cannot_be_done_is_said() -> None:
    async def play(master: MasterHeadEnd, south: MemorySouth, clock: Clock, ask: Ask) -> None:
        for method, path, asked, words in (
            ("POST", "/controls", {"values": {}}, "asks for something"),
            ("POST", "/controls", {"values": {"monitoring-frequency": 60}}, "is only read"),
            ("POST", "/controls", {"values": {"nothing": 60}}, "no quantity"),
            ("POST", "/controls", {"values": {"limit-active-power": 50}, "duration": 0}, "above 0 s"),
            (
                "POST",
                "/controls",
                {"values": {"limit-active-power": 50}, "group": "Feeder/F-1"},
                "All devices",
            ),
            (
                "POST",
                "/controls",
                {"values": {"limit-active-power": 50}, "colour": 1},
                "Unknown here: colour",
            ),
            ("POST", "/default", {"values": {"monitoring-frequency": 60}}, "is only read"),
            ("POST", "/devices", {"lfdi": "AB" * 20, "pin": 111_115}, "none can be registered"),
            ("DELETE", "/controls/7", {}, "There is no control '7'. There are: none."),
            ("DELETE", "/controls/x", {}, "There is no control 'x'"),
        ):
            status, answer = await ask(method, path, **asked)
            assert (status, words in answer["error"]) == (400, True), (path, answer)
        assert south.writes == []

    at_the_console(play)


def test_what_is_commanded_is_held_over_a_restart_and_released_on_time(tmp_path: Path) -> None:
    clock, south = Clock(), MemorySouth(_1=dict(DEVICE), _2=dict(DEVICE))
    device = south.devices["1"]

    def master() -> MasterHeadEnd:
        pace = Pace(control=0.01, poll=0.01)
        return MasterHeadEnd(south, console_port=0, pace=pace, state=tmp_path / "head-end.json", clock=clock)

    async def killed(running: MasterHeadEnd) -> bytes:
        """End a head-end, and put its file back to what it was before it could tidy up."""
        octets = (tmp_path / "head-end.json").read_bytes()
        await running.stop()
        (tmp_path / "head-end.json").write_bytes(octets)
        return octets

    async def scene() -> None:
        first = master()
        await first.start()
        desk = MasterDesk(first.operator, first.observe, first._keep)
        desk.default({"values": {"limit-active-power": 80}})
        desk.issue({"values": {"limit-active-power": 50}, "duration": 100})
        desk.issue({"values": {"connect-disconnect": False}})
        desk.cancel(
            str(desk.issue({"values": {"limit-active-power": 10}, "start": clock.now + 50})["id"]), {}
        )
        await until(lambda: device["limit-active-power"] == 50.0 and device["connect-disconnect"] is False)
        await killed(first)
        clock.now += 60
        async with master() as second:
            assert {order.number: order.values for order in second.operator.orders.values()} == {
                1: {"limit-active-power": 50.0},
                2: {"connect-disconnect": False},
            }
            await until(lambda: second.standing.values.get("limit-active-power") == 50.0)
            device["limit-active-power-enable"] = False
            await until(lambda: device["limit-active-power-enable"] is True)  # held, and told again
            second.operator.cancel(2)
            await until(lambda: device["connect-disconnect"] is True)
            await killed(second)
        clock.now += 60
        async with master() as third:
            assert third.operator.command({"set-active-power": 5.0}, duration=1) == 4, (
                "no number is given twice"
            )
            await until(lambda: device["limit-active-power"] == 80.0)
            third.operator.set_default({})
            await until(lambda: device["limit-active-power-enable"] is False)
            third.operator.command({"limit-active-power": 20.0}, duration=30)
            await until(
                lambda: device["limit-active-power"] == 20.0 and device["limit-active-power-enable"] is True
            )
            await killed(third)
        assert device["limit-active-power-enable"] is True
        clock.now += 60
        async with master():
            # It ended while nobody was there.
            await until(lambda: device["limit-active-power-enable"] is False)

    asyncio.run(scene())


def test_a_file_of_another_stub_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "utility.json"
    path.write_text('{"format":1,"utility":{}}')

    async def scene() -> None:
        master = MasterHeadEnd(MemorySouth(_1=dict(DEVICE)), state=path)
        with pytest.raises(StateUnreadable, match="holds no state of a head-end"):
            await master.start()

    asyncio.run(scene())
    assert path.read_text() == '{"format":1,"utility":{}}'
