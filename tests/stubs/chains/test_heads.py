"""The utility's end of a chain: how long what it sends stands."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from tests.stubs.gateway.ends import Clock
from workbench.der.device import NotPossible
from workbench.stubs.chains.heads import ServerHead
from workbench.stubs.head_end import HeadEnd

LFDI = "3E4F45AB31EDFE5B67E343E5E4562E31984E23E5"
YEAR = 366 * 86_400.0


def test_what_has_no_end_stands_at_a_server_until_it_is_released() -> None:
    async def scene() -> None:
        clock = Clock()
        server = HeadEnd(ssl.create_default_context(), clock=clock)
        device = server.register(LFDI, 111115)
        head = ServerHead(server)

        def commanded() -> object:
            return server.observe().commanded[device.name].get("limit-active-power")

        await head.command({"limit-active-power": 50.0}, None)
        for _ in range(3):
            clock.now += 10 * YEAR
            assert commanded() == 50.0
        await head.command({"limit-active-power": 30.0}, 60.0)
        assert commanded() == 30.0
        await head.release()
        assert commanded() is None
        await head.command({"limit-active-power": 40.0}, 60.0)
        clock.now += 60
        assert commanded() is None
        with pytest.raises(NotPossible, match="lasts 1 s or more"):
            await head.command({"limit-active-power": 40.0}, 0.0)

    asyncio.run(scene())
