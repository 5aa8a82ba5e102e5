"""A gateway as a program that is killed: what it was asked for goes on with its next run, or ends at the device."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.cli.stub_processes import Running
from workbench.cli import app
from workbench.stubs.gateway.gateway import Gateway
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.sunspec_client import SunSpecClient

LIMIT, ON = "limit-active-power", "limit-active-power-enable"


def test_a_gateway_that_is_killed_goes_on_and_one_that_stays_away_is_let_go(tmp_path: Path) -> None:
    state = tmp_path / "gateway.json"

    async def scene() -> None:
        async with Inverter() as inverter, asyncio.timeout(60):
            at = inverter.endpoints[0]
            killed = Running(
                *("facility-gateway", "--serve-modbus", "0", "--modbus", f"{at.host}:{at.port}", "--poll", "0.1"),
                *("--state", str(state), "--revert", "30"),
                folder=tmp_path,
            )  # fmt: skip
            try:
                port = killed.port("modbus", await asyncio.to_thread(killed.ready))
                async with ModbusClient("127.0.0.1", port) as wire:
                    client = SunSpecClient(wire)
                    await client.discover()
                    await client.write(LIMIT, 40.0)
                    await client.write(ON, True)
                while not await inverter.read(ON) or ON not in state.read_text():
                    await asyncio.sleep(0.02)
            finally:
                killed.process.kill()
                await asyncio.to_thread(killed.process.communicate)
            south = SunSpecSouth([ModbusTarget(at.host, at.port)])
            async with Gateway(SunSpecNorth(), south, state=state) as again:
                assert "goes on from what it kept: 2 values" in again.exchanges.latest()[0].words
                await again.control()
                assert again.observe().commanded["1"] == {LIMIT: 40.0, ON: True}
            assert await inverter.read(ON) is True
            inverter.advance(31)
            assert await inverter.read(ON) is False

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--revert", "3"), "3 s is too short to be kept from running out; allowed is 0, or 5 s and"),
        (("--state", "inverter.json"), "inverter.json holds no state of a facility-gateway"),
    ],
)
def test_what_cannot_be_kept_is_said_before_anything_starts(
    given: tuple[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("inverter.json").write_text('{"format":1,"units":{}}')
    told = CliRunner().invoke(
        app, ["stub", "facility-gateway", "--dnp3", "0", "--modbus", "127.0.0.1:9", *given]
    )
    assert told.exit_code in (1, 2)
    assert words in " ".join(told.stderr.replace("│", " ").split())
    assert Path("inverter.json").read_text() == '{"format":1,"units":{}}'
