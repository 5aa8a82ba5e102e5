"""yadnp3's master writes a schedule to a gateway by direct operate, and reads it back: point by point, by our guide."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.peers.yadnp3 import Yadnp3, opendnp3
from tests.stubs.dnp3.schedules import DATE, NOON, TIME
from tests.stubs.gateway.ends import Clock, MemorySouth
from workbench.der.quantities import Protocol
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.gateway import Gateway, Pace

AN2018 = [
    *[
        (461, 3),
        (462, 9),
        (463, 2),
        (464, 13),
        (465, DATE),
        (466, TIME * 1_000),
        (467, 1),
        (468, 4),
        (469, 2),
    ],
    *[(470, 0), (471, 400), (472, 3_600), (473, 800)],
]
IEEE_1815_2 = [
    *[(3000, 3), (3001, 9), (3002, 2), (3003, DATE), (3004, TIME), (3007, 1), (3008, 4), (3009, 2)],
    *[(3010, 0), (3011, 1), (3012, 87), (3013, 400), (3014, 3_600), (3015, 1), (3016, 87), (3017, 800)],
]


@pytest.mark.parametrize(
    ("edition", "outputs", "switches", "inputs", "status"),
    [
        (
            Protocol.DNP3_AN2018,
            AN2018,
            [42],
            {"AI570": 3, "AI580": 2, "AI582": 400, "AI584": 800},
            ("AI579", 4),
        ),
        (
            Protocol.DNP3_1815_2,
            IEEE_1815_2,
            [3000, 3001],
            {"AI3000": 3, "AI3011": 2, "AI3015": 400, "AI3019": 800},
            ("AI3506", 5),
        ),
    ],
    ids=["an2018", "1815.2"],
)
def test_a_schedule_is_written_read_back_and_carried_out_when_the_peer_has_gone(
    edition: Protocol,
    outputs: list[tuple[int, int]],
    switches: list[int],
    inputs: dict[str, int],
    status: tuple[str, int],
) -> None:
    clock = Clock()
    clock.now = NOON
    limit, switch = "limit-active-power", "limit-active-power-enable"
    south = MemorySouth(_1={limit: 100.0, switch: False, "nameplate-active-power": 10_000.0})
    north = Dnp3North(edition=edition, watchdog=60.0, clock=clock)
    pace = Pace(control=1e6, poll=1e6, report=1e6, watchdog=60.0)

    async def written(peer: Yadnp3, act: Any, *arguments: Any) -> None:
        assert await peer.command(lambda done: act(*arguments, done)) == ["SUCCESS SUCCESS"]

    async def run() -> None:
        async with Gateway(north, south, pace=pace, clock=clock) as gateway:
            peer = Yadnp3(north.endpoints[0].port)
            try:
                await peer.until(lambda what: what.get("task") == "ENABLE_UNSOLICITED")
                for index, raw in outputs:
                    await written(peer, peer.master.DirectOperate, opendnp3.AnalogOutputInt32(raw), index)
                wrong = opendnp3.AnalogOutputInt32(101)
                count = next(index for index, raw in outputs if index in (469, 3009))
                refused = await peer.command(lambda done: peer.master.DirectOperate(wrong, count, done))
                assert refused == ["SUCCESS OUT_OF_RANGE"]
                on = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.LATCH_ON)
                for index in switches:
                    await written(peer, peer.master.DirectOperate, on, index)
                # Which one runs is told without asking; the window is read by who selects.
                assert (await peer.value(*status))["unsolicited"]
                first, last = (min(map(number, inputs)), max(map(number, inputs)))
                peer.master.ScanRange(opendnp3.GroupVariationID(30, 1), first, last, peer.measurements)
                shown: dict[str, Any] = {}
                while set(inputs) - set(shown):
                    what = await peer.until(lambda what: "point" in what and not what["unsolicited"])
                    shown[what["point"]] = what["value"]
                assert {point: shown[point] for point in inputs} == inputs
            finally:
                await peer.stop()
            held = []
            for now in (NOON, NOON + 3_600, NOON + 30 * 86_400, NOON + 30 * 86_400 + 3_600):
                clock.now = now
                await gateway.control()
                held.append(south.devices["1"][limit] if south.devices["1"][switch] else None)
            assert held == [40.0, 80.0, 40.0, 80.0]

    asyncio.run(run())


def number(point: str) -> int:
    """Return the index of a point."""
    return int(point[2:])
