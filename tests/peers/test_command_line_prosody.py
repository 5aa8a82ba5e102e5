"""An aggregator and a facility's gateway of the command line over XMPP, through a Prosody as the guide starts it.

Beside the gateway the guide's own facility stands, which is a bare client of slixmpp.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.cli.stub_processes import free, running
from tests.required import required
from workbench.cli import app
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.inverter import Inverter
from workbench.stubs.pki import Standard
from workbench.stubs.pki.authority import credentials
from workbench.stubs.tls import server_context

pytest.importorskip("slixmpp", reason="slixmpp is not installed: pip install slixmpp")

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "stubs-aggregator.md"
TRUST = "certificates/authorities/plant.pem"


def example(language: str) -> str:
    """Return the example of the guide that is written in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(found)


@contextmanager
def prosody(folder: Path, port: int) -> Iterator[None]:
    """Run the server of the guide in a folder, at another port."""
    required("Prosody")
    (folder / "prosody.cfg.lua").write_text(example("lua").replace("5222", str(port)))
    accounts, _, last = example("sh").rstrip().rpartition("\n")
    assert last == "prosody -F --config ./prosody.cfg.lua"
    subprocess.run(["sh", "-ec", accounts], cwd=folder, check=True, timeout=60, capture_output=True)
    with (folder / "prosody.log").open("w") as log:
        process = subprocess.Popen(last.split(), cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        ends = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                said = (folder / "prosody.log").read_text()
                assert process.poll() is None, said
                assert time.monotonic() < ends, said
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def test_facilities_of_the_command_line_and_of_ones_own_meet_an_aggregator(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["stub", "pki", str(tmp_path / "certificates")]).exit_code == 0
    fleet, north, south = (
        credentials(tmp_path / "certificates", name, Standard.IEEE_2030_5)
        for name in ("aggregator", "inverter", "inverter-by-mica")
    )
    server = credentials(tmp_path / "certificates", "head-end", Standard.IEEE_2030_5)
    port = free()
    (tmp_path / "facility.py").write_text(example("py").replace("5222", str(port)))
    at = ("--xmpp-server", f"127.0.0.1:{port}", "--trust", TRUST)

    async def scene() -> None:
        async with (
            Inverter(1, modbus=("127.0.0.1", 0)) as inverter,
            HeadEnd(server_context(server), poll_rate=1) as head_end,
        ):
            head_end.register(fleet.lfdi, 111115)
            head_end.register(north.lfdi, 111115, ["Feeder/F-1"], via=fleet.lfdi)
            head_end.register(south.lfdi, 111115, ["Feeder/F-2"], via=fleet.lfdi)
            with running(
                tmp_path,
                ("aggregator", "--ieee-2030.5", f"127.0.0.1:{head_end.endpoints[0].port}", "--pki", "certificates",
                 "--xmpp", "aggregator@localhost", "--password-file", "aggregator.password", *at,
                 "--facility", "north=inverter", "--facility", "south@localhost=inverter-by-mica", "--report", "1",
                 "--pcap", "aggregator.pcap"),
                ("facility-gateway", "--xmpp", "north@localhost", "--password-file", "north.password", *at,
                 "--modbus", f"127.0.0.1:{inverter.endpoints[0].port}", "--report", "1"),
            ) as (aggregator, gateway):  # fmt: skip
                ready = await asyncio.to_thread(aggregator.ready)
                assert [(one["protocol"], one["port"]) for one in ready["endpoints"]] == [("xmpp", port)]
                assert (await asyncio.to_thread(gateway.ready))["endpoints"] == []
                facility = await asyncio.create_subprocess_exec(
                    sys.executable, "facility.py", cwd=tmp_path, stdout=asyncio.subprocess.PIPE
                )
                assert facility.stdout is not None
                try:
                    async with asyncio.timeout(60):
                        await head_end.issue({"limit-active-power": 40.0}, group="Feeder/F-1", duration=600)
                        await head_end.issue({"limit-active-power": 30.0}, group="Feeder/F-2", duration=600)
                        while not await inverter.read("limit-active-power-enable"):
                            await asyncio.sleep(0.05)
                        assert await inverter.read("limit-active-power") == 40.0
                        while not (asked := json.loads(await facility.stdout.readline()))["asks"]:
                            assert asked["kind"] == "asked"
                        assert [one["settings"]["limit-active-power"] for one in asked["asks"]] == [30.0]
                        device = head_end.utility.registry.named(south.lfdi)
                        while "monitoring-active-power" not in device.reported:
                            await asyncio.sleep(0.05)
                        assert device.reported["monitoring-active-power"][0] == 5_000.0
                finally:
                    facility.terminate()
                    await facility.communicate()
                said = (await asyncio.to_thread(aggregator.ended)) + (await asyncio.to_thread(gateway.ended))
        assert (
            "Listens as aggregator@localhost to the facilities north (north@localhost), "
            "south@localhost (south@localhost); to nobody else." in said
        )
        assert f"aggregator@localhost as north@localhost by xmpp at 127.0.0.1:{port}" in said
        for name in ("aggregator", "north"):
            assert (tmp_path / f"{name}.password").read_text().strip() not in said
        recorded = (tmp_path / "aggregator.pcap").read_bytes()
        assert b"urn:ietf:params:xml:ns:xmpp-tls" in recorded
        assert b"urn:ietf:params:xml:ns:xmpp-sasl" not in recorded  # all that follows is hidden by TLS

    with prosody(tmp_path, port):
        asyncio.run(scene())
