"""Gateways and inverters that speak IEEE 2030.5 as servers and clients, as programs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.cli.stub_processes import limited_by_master, limits, refused, running, until
from tests.stubs.gateway.ends import MemorySouth
from workbench.cli import app
from workbench.cli.stub_ends import Ends
from workbench.cli.stub_gateways import BETWEEN
from workbench.stubs.aggregator import WAYS
from workbench.stubs.gateway import pair
from workbench.stubs.gateway.gateway import Gateway
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.hosting import LoopThread
from workbench.stubs.ieee2030_5.following import STARTED
from workbench.stubs.inverter import Inverter
from workbench.stubs.pki import Standard
from workbench.stubs.pki.holdings import MANIFEST, credentials_in
from workbench.stubs.tls import server_context


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of certificates."""
    folder = tmp_path_factory.mktemp("pki") / "pki"
    assert CliRunner().invoke(app, ["stub", "pki", str(folder)]).exit_code == 0
    return folder


def limit(port: int, percent: float) -> None:
    """Command a limit as a DNP3 master, once the gateway knows its devices well enough to take it."""
    until(lambda: asyncio.run(limited_by_master(port, percent)))


def test_both_gateways_speak_ieee_2030_5_apart_and_as_a_pair(tmp_path: Path, pki: Path) -> None:
    thread = LoopThread()
    inverters = Inverter(2, modbus=("127.0.0.1", 0))
    try:
        thread.call(inverters.start())
        modbus = inverters.endpoints[0].port
        with running(
            tmp_path,
            ("utility-gateway", "--serve-dnp3", "0", "--edition", "an2018", "--poll", "0.2", "--json",
             "--serve-ieee-2030.5", "0", "--pki", str(pki), "--register", "facility-gateway=111115",
             "--poll-rate", "1"),
            ("gateway-pair", "--serve-dnp3", "0", "--edition", "an2018", "--poll", "0.2",
             "--modbus", f"127.0.0.1:{modbus}/2", "--between", "ieee-2030.5", "--keylog", "keys"),
        ) as (utility, both_in_one):  # fmt: skip
            ready, both = utility.ready(), both_in_one.ready()
            assert [one["protocol"] for one in both["endpoints"]] == ["dnp3", "ieee-2030.5"]
            with running(
                tmp_path,
                ("facility-gateway", "--ieee-2030.5", f"127.0.0.1:{utility.port('ieee-2030.5', ready)}", "--pki",
                 str(pki), "--pin", "111115", "--modbus", f"127.0.0.1:{modbus}/1", "--report", "0.5"),
            ) as (facility,):  # fmt: skip
                facility.ready()
                for masters, unit, percent in ((ready, 1, 40.0), (both, 2, 60.0)):
                    limit(utility.port("dnp3", masters), percent)
                    until(lambda u=unit, percent=percent: asyncio.run(limits(modbus, u)) == (percent, True))
                facility.ended()
            noted = [json.loads(line) for line in utility.ended().splitlines()]
            both_in_one.ended()
        lfdi = next(
            one["lfdi"]
            for one in json.loads((pki / MANIFEST).read_text())["certificates"]
            if one["name"] == "facility-gateway" and "ieee-2030.5" in one["standards"]
        )
        # What its server said stands in the gateway's own log.
        south = [one for one in noted if one.get("protocol") == "ieee-2030.5"]
        assert {one["stub"] for one in south} == {"utility-gateway"}
        assert any(lfdi[:8] in one["peer"] or lfdi in one["words"] for one in south), south[:5]
        assert "CLIENT_RANDOM" in (tmp_path / "keys").read_text()
    finally:
        thread.call(inverters.stop())
        thread.close()


def test_a_pair_takes_the_certificates_of_both_from_the_folder(tmp_path: Path, pki: Path) -> None:
    (tmp_path / "authorities").mkdir()
    words = (
        "gateway-pair",
        "--serve-dnp3",
        "0",
        "--modbus",
        "127.0.0.1:9",
        "--between",
        "ieee-2030.5",
        "--pki",
    )
    assert "lacks ieee-2030.5/utility-gateway.pem" in refused(*words, str(tmp_path))


def test_what_a_pair_can_speak_within_is_what_the_command_allows() -> None:
    assert set(BETWEEN) == set(pair.BETWEEN)


@pytest.mark.parametrize("way", [None, *WAYS])
def test_a_facility_gets_what_its_aggregator_has_in_the_way_that_was_typed(way: str | None) -> None:
    """By what it asks an aggregator of over HTTP."""
    asked: list[str] = []

    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readline()).decode())
        writer.close()

    async def scene() -> None:
        async with await asyncio.start_server(heard, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            doors, make = Ends(follows={"http": f"127.0.0.1:{port}"}, facility="n", way=way).north()
            async with Gateway(make(doors), MemorySouth()), asyncio.timeout(20):
                while not any(" /facilities/n/subscription " in one or "/next" in one for one in asked):
                    await asyncio.sleep(0.02)

    asyncio.run(scene())
    first = next(one for one in asked if "subscription" in one or "/next" in one)
    expected = {"subscription": "PUT /facilities/n/subscription", "poll": "next?wait=0&"}
    assert expected.get(way or "", "next?wait=") in first
    assert ("wait=0&" in first) is (way == "poll")


def test_an_inverter_is_the_utilitys_client_itself(tmp_path: Path, pki: Path) -> None:
    thread = LoopThread()
    shown, own = (credentials_in(pki, name, Standard.IEEE_2030_5) for name in ("head-end", "inverter"))
    head_end = HeadEnd(server_context(shown), poll_rate=1)
    device = head_end.register(own.lfdi, 111115)

    try:
        thread.call(head_end.start())
        port = head_end.endpoints[0].port
        with running(
            tmp_path,
            (
                "inverter",
                "--ieee-2030.5",
                f"127.0.0.1:{port}",
                "--pki",
                str(pki),
                "--pin",
                "111115",
                "--count",
                "2",
            ),
        ) as (inverter,):
            assert inverter.ready() == {"ready": True, "endpoints": []}
            until(lambda: "monitoring-active-power" in device.reported)
            assert device.reported["monitoring-active-power"][0] == pytest.approx(20_000.0, rel=0.02)
            thread.call(head_end.issue({"limit-active-power": 40.0}, duration=600))
            until(lambda: "limit-active-power = 40" in inverter.said())
            answers = head_end.utility.answers
            until(lambda: any(one.response.status == STARTED for one in answers))
            assert "Calls IEEE 2030.5 server" in inverter.ended()
    finally:
        thread.call(head_end.stop())
        thread.close()
