"""A south end that is a server: what it asks for stands until it is taken back."""

from __future__ import annotations

import asyncio
import ssl

from tests.stubs.gateway.ends import Clock
from workbench.stubs.gateway.ieee2030_5_south import LASTING, Ieee2030South, registered
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.registration import Registration

LFDI = "3E4F45AB31EDFE5B67E343E5E4562E31984E23E5"


def test_what_stands_for_days_is_asked_for_on_every_one_of_them() -> None:
    async def run() -> None:
        clock = Clock()
        server = HeadEnd(ssl.create_default_context(), clock=clock)
        device = server.register(LFDI, 111115, ("ServicePoint/1",))
        device.reported["monitoring-active-power"] = (1_000.0, 0.0)  # type: ignore[assignment]
        south = Ieee2030South(server, {"1": LFDI}, 1)
        await south.write("1", "limit-active-power", 50.0)

        def commanded() -> object:
            return server.observe().commanded[device.name].get("limit-active-power")

        assert commanded() == 50.0
        for _ in range(6):
            clock.now += LASTING / 2 - 60
            await south.read("1", ("limit-active-power",))
            assert commanded() == 50.0
        await south.write("1", "limit-active-power-enable", False)
        assert commanded() is None
        clock.now += LASTING
        await south.read("1", ("limit-active-power",))
        assert commanded() is None

    asyncio.run(run())


def test_who_is_registered_is_a_device_and_who_speaks_for_others_is_not() -> None:
    server = HeadEnd(ssl.create_default_context())
    speaker, other = "A" * 40, "B" * 40
    south = registered(
        server,
        [
            Registration(speaker, name="aggregator"),
            Registration(LFDI, via=speaker, groups=("Feeder/F-1",)),
            Registration(other, name="inverter"),
        ],
        1,
    )
    assert list(south.units()) == [LFDI[:8], "inverter"]
    groups = {device.lfdi: device.groups for device in server.utility.registry}
    assert groups[speaker] == ("System",)
    assert groups[LFDI] == ("System", "Feeder/F-1", f"ServicePoint/{LFDI[:8]}")
    assert groups[other] == ("System", "ServicePoint/inverter")
