"""DNP3 over TLS with certificates on both sides: our master, and yadnp3's, against the outstation."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.peers.test_captures_tshark import dissected, left, tshark
from workbench.der.behaviour import Fleet
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.serving import serve_device
from workbench.stubs.dnp3.transactions import NoAnswer
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.links import Capture, Relay
from workbench.stubs.pki import Authority, Credentials, Fault, Standard
from workbench.stubs.tls import client_context, server_context

__all__ = ["tshark"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority that has issued an outstation's certificate and a master's."""
    made = Authority.create(tmp_path_factory.mktemp("pki"))
    made.issue("outstation", Standard.DNP3)
    made.issue("master", Standard.DNP3)
    return made


def shown(authority: Authority, name: str) -> Credentials:
    from workbench.stubs.pki import credentials

    return credentials(authority.directory, name, Standard.DNP3)


def test_both_ends_show_who_they_are(authority: Authority) -> None:
    async def run() -> None:
        fleet = Fleet(1)
        security = server_context(shown(authority, "outstation"), Standard.DNP3)
        server = await serve_device(fleet.device(0), ExchangeLog("outstation"), security=security)
        assert server.endpoint.protocol == "dnp3-tls"
        calling = client_context(shown(authority, "master"), Standard.DNP3)
        async with asyncio.timeout(20), Master(port=server.endpoint.port, security=calling) as master:
            await master.write("limit-active-power", 50.0)
            assert fleet.device(0).read("limit-active-power") == 50.0
        await server.stop()

    asyncio.run(run())


def test_who_is_not_known_is_not_served_and_the_others_are(authority: Authority) -> None:
    async def run() -> None:
        fleet = Fleet(1)
        log = ExchangeLog("outstation")
        security = server_context(shown(authority, "outstation"), Standard.DNP3)
        server = await serve_device(fleet.device(0), log, security=security)
        foreign = authority.issue("foreigner", Standard.DNP3, fault=Fault.FOREIGN_AUTHORITY)
        port = server.endpoint.port
        for calling in (client_context(foreign, trust=shown(authority, "master").trust), None):
            with pytest.raises(NoAnswer):
                await Master(port=port, security=calling, timeout=3).connect()
        assert not any(exchange.words.startswith("operates") for exchange in log.latest())
        calling = client_context(shown(authority, "master"), Standard.DNP3)
        async with asyncio.timeout(20), Master(port=port, security=calling) as master:
            assert master.values
        await server.stop()

    asyncio.run(run())


def test_yadnp3_reads_over_tls(authority: Authority, tmp_path: Path) -> None:
    from tests.peers.yadnp3 import Yadnp3, opendnp3

    async def run() -> None:
        fleet = Fleet(1)
        security = server_context(shown(authority, "outstation"), Standard.DNP3)
        server = await serve_device(fleet.device(0), ExchangeLog("outstation"), security=security)
        own = shown(authority, "master")
        chain, key = own.chain, own.key
        tls = opendnp3.TLSConfig(str(own.trust), str(chain), str(key), allowTLSv13=False)
        peer = Yadnp3(server.endpoint.port, security=tls)
        try:
            await peer.until(lambda what: what.get("task") == "ENABLE_UNSOLICITED")
            told = {what["point"]: what["value"] for what in peer.history if "point" in what}
            assert told["AI148"] == 1_000
        finally:
            await peer.stop()
            await server.stop()

    asyncio.run(run())


def test_tshark_opens_it_with_the_log_of_keys(tshark: str, authority: Authority, tmp_path: Path) -> None:
    path, keys = tmp_path / "dnp3-tls.pcap", tmp_path / "keys.log"

    async def run() -> None:
        fleet = Fleet(1)
        security = server_context(shown(authority, "outstation"), Standard.DNP3, key_log=keys)
        server = await serve_device(fleet.device(0), ExchangeLog("outstation"), security=security)
        calling = client_context(shown(authority, "master"), Standard.DNP3)
        with Capture(path, shown_port=20_000) as capture:
            async with Relay("127.0.0.1", server.endpoint.port, capture=capture) as relay:
                async with asyncio.timeout(20), Master(port=relay.port, security=calling) as master:
                    await master.write("limit-active-power", 50.0)
                await left(relay)
        await server.stop()

    asyncio.run(run())
    names = "tls.app_data_proto", "dnp3.al.func", "dnp3.al.obj"
    inside = ("tcp.port==20000,tls", "tls.port==20000,dnp3")
    assert not any(line[1] for line in dissected(tshark, path, *names, decode_as=inside))
    told = dissected(tshark, path, *names, keys=keys, decode_as=inside)
    functions = {function for line in told for function in line[1].split("|") if function}
    assert functions >= {"0", "1", "5", "129"}, functions  # confirm, read, direct operate, answer
    assert any("0x2903" in line[2] or "0x2901" in line[2] for line in told), told
