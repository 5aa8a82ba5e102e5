"""TShark dissects what a relay captured before each stub, and has nothing to complain about."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sunspec2.modbus.client import SunSpecModbusClientDeviceTCP

from tests.peers.yadnp3 import Yadnp3
from tests.required import required
from tests.stubs.dnp3.plain import PlainPoints
from tests.stubs.links.streams import packets
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.inverter import Inverter
from workbench.stubs.links import Capture, Relay, split_by_direction
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.pki import Authority, Chain, Standard, SunSpecRole
from workbench.stubs.tls import client_context, server_context

# Where TShark says that it does not like a packet: a protocol's own complaint, or a stream that does not fit.
COMPLAINTS = ("_ws.malformed", "_ws.expert.severity", "_ws.expert.message", "tcp.analysis.flags")
UNKNOWN_TO_IT = "BER: Dissector for OID not implemented"
"""What it says of the role in a Modbus certificate: it has no words for that extension."""
NOTE = 0x0040_0000
"""The severity of a remark that is no complaint: every orderly end of a connection gets one."""


@pytest.fixture(scope="module")
def tshark() -> str:
    """Return the path of TShark; skip where it is not installed."""
    return required("TShark")


def dissected(
    tshark: str,
    path: Path,
    *names: str,
    keys: Path | None = None,
    decode_as: tuple[str, ...] = (),
    known: tuple[str, ...] = (),
) -> list[list[str]]:
    """Return fields of each packet of a capture that has any of them; complaints fail.

    Args:
        decode_as: what TShark cannot tell by a port, as its ``-d`` has it.
        known: beginnings of remarks on what it has no words for, or does not see the beginning of.
    """
    options = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE"]
    if keys is not None:
        options.append(f"tls.keylog_file:{keys}")
    columns = (*COMPLAINTS, "tcp.checksum.status", *names)
    done = subprocess.run(
        [
            *(tshark, "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|"),
            *(word for option in options for word in ("-o", option)),
            *(word for rule in decode_as for word in ("-d", rule)),
            *(word for name in columns for word in ("-e", name)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = []
    for line in done.stdout.splitlines():
        malformed, severities, remarks, analysis, checksum, *values = line.split("\t")
        worst = [
            remark
            for severity, remark in zip(severities.split("|"), remarks.split("|"), strict=True)
            if severity and int(severity) > NOTE and not remark.startswith((UNKNOWN_TO_IT, *known))
        ]
        assert (worst, analysis, checksum) == ([], "", "1"), line
        assert not malformed or known, line
        if any(values):
            found.append(values)
    assert len(done.stdout.splitlines()) == len(list(packets(path)))
    return found


async def left(relay: Relay) -> None:
    """Wait until every client has left, so that the capture has its end."""
    async with asyncio.timeout(10):
        while relay.connections:
            await asyncio.sleep(0.001)


def test_modbus_as_pysunspec2_speaks_it(tshark: str, tmp_path: Path) -> None:
    def discover(host: str, port: int) -> set[int]:
        client = SunSpecModbusClientDeviceTCP(slave_id=1, ipaddr=host, ipport=port, timeout=10)
        try:
            client.scan()
            return {number for number in client.models if isinstance(number, int)}
        finally:
            client.close()

    async def call() -> set[int]:
        with Capture(tmp_path / "modbus.pcap", shown_port=502) as capture:
            async with (
                Inverter(step=0) as inverter,
                Relay("127.0.0.1", inverter.endpoints[0].port, capture=capture) as relay,
            ):
                found = await asyncio.to_thread(discover, relay.host, relay.port)
                await left(relay)
        return found

    assert asyncio.run(call()) >= {1, 101, 701, 714}
    told = dissected(
        tshark, tmp_path / "modbus.pcap", "modbus.func_code", "modbus.reference_num", "modbus.byte_cnt"
    )
    asked, answered = ([line for line in told if bool(line[2]) is answers] for answers in (False, True))
    assert len(asked) == len(answered) > 20
    assert {line[0] for line in told} == {"3"}
    assert asked[0][1] == "40000" or "40000" in {line[1] for line in asked}


def test_modbus_over_tls_opens_with_the_log_of_keys(tshark: str, tmp_path: Path) -> None:
    authority = Authority.create(tmp_path / "pki")
    shown = authority.issue("inverter", Standard.MODBUS)
    operator = authority.issue("operator", Standard.MODBUS, role=SunSpecRole.READ_ONLY)
    path, keys = tmp_path / "mbtls.pcap", tmp_path / "keys.log"

    async def call() -> None:
        with Capture(path, shown_port=802) as capture:
            async with (
                Inverter(
                    step=0, modbus=None, modbus_tls=("127.0.0.1", 0), credentials=shown, key_log=keys
                ) as stub,
                Relay("127.0.0.1", stub.endpoints[0].port, capture=capture) as relay,
            ):
                async with ModbusClient(relay.host, relay.port, tls=client_context(operator)) as client:
                    assert await client.read(1, 40_000, 2) == b"SunS"
                await left(relay)

    asyncio.run(call())
    names = "modbus.func_code", "modbus.regval_uint16"
    assert dissected(tshark, path, *names) == []
    assert dissected(tshark, path, *names, keys=keys) == [["3", ""], ["3", f"{0x5375}|{0x6E53}"]]


def test_ieee_2030_5_opens_with_the_log_of_keys(tshark: str, tmp_path: Path) -> None:
    authority = Authority.create(tmp_path / "pki")
    shown = authority.issue("head-end", Standard.IEEE_2030_5, chain=Chain.MCA_MICA)
    device = authority.issue("inverter", Standard.IEEE_2030_5)
    path, keys = tmp_path / "sep.pcap", tmp_path / "keys.log"

    async def call() -> None:
        with Capture(path, shown_port=443) as capture:
            async with (
                HeadEnd(server_context(shown, key_log=keys)) as stub,
                Relay("127.0.0.1", stub.endpoints[0].port, capture=capture) as relay,
            ):
                stub.register(device.der, 111115)
                async with ClientSession(f"https://{relay.host}:{relay.port}") as session:
                    for resource in ("/dcap", "/tm", "/edev?l=10"):
                        async with session.get(resource, ssl=client_context(device)) as answer:
                            assert answer.status == 200, resource
                await left(relay)

    asyncio.run(call())
    names = "tls.handshake.ciphersuite", "http.request.uri", "http.response.code", "http.content_type"
    closed = dissected(tshark, path, *names)
    assert {line[0] for line in closed if "|" not in line[0]} == {"0xc0ae"}
    assert not any(line[1] or line[2] for line in closed)
    opened = dissected(tshark, path, *names, keys=keys)
    assert [line[1] for line in opened if line[1]] == ["/dcap", "/tm", "/edev?l=10"]
    assert [line[2] for line in opened if line[2]] == ["200"] * 3
    assert all("application/sep+xml" in line[3] for line in opened if line[2])


def test_dnp3_by_direction_as_opendnp3_speaks_it(tshark: str, tmp_path: Path) -> None:
    path = tmp_path / "dnp3.pcap"

    async def call() -> None:
        points = PlainPoints()
        server = OutstationServer(lambda _: points, edition="plain", log=ExchangeLog("test"))
        await server.start()
        with Capture(path, shown_port=20_000) as capture:
            async with Relay("127.0.0.1", server.endpoint.port, capture=capture) as relay:
                peer = Yadnp3(relay.port)
                try:
                    await peer.until(lambda what: what.get("task") == "ENABLE_UNSOLICITED")
                    points.values |= {"AI7": 50}
                    server.scan()
                    await peer.value("AI7", 50)
                finally:
                    await peer.stop()
                await left(relay)
        await server.stop()

    asyncio.run(call())
    by_client, by_server = split_by_direction(path)
    asked = dissected(tshark, by_client, "dnp3.src", "dnp3.dst", "dnp3.al.func")
    # Several frames may have come in one packet.
    senders, receivers, asked_for = (
        {one for many in column for one in many.split("|")} for column in zip(*asked, strict=True)
    )
    assert (senders, receivers) == ({"1"}, {"10"})
    assert asked_for >= {"0", "1", "2", "20", "21"}  # confirm, read, write, unsolicited answers on and off
    told = dissected(tshark, by_server, "dnp3.al.func", "dnp3.al.obj")
    answers, objects = (
        {one for many in column for one in many.split("|")} for column in zip(*told, strict=True)
    )
    assert answers >= {"129", "130"}
    assert any("0x1e" in each for each in objects)  # analog inputs
