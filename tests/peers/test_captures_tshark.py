"""TShark dissects what the relay captured of each protocol, and has nothing to complain about."""

from __future__ import annotations

import asyncio
import struct
import subprocess
from pathlib import Path

import pytest
from dnp3.application.builder import build_integrity_poll
from dnp3.database import Database, DatabaseConfig
from dnp3.datalink.builder import build_unconfirmed_user_data
from dnp3.outstation import Outstation, OutstationConfig
from dnp3.transport import segment_fragment

from scripts.programs import PROGRAMS
from tests.stubs.links.streams import packets
from workbench.stubs.links import Capture, Relay, split_by_direction
from workbench.stubs.pki import Authority, Chain, Standard
from workbench.stubs.tls import client_context, server_context

# Where TShark says that it does not like a packet: a protocol's own complaint, or a stream that does not fit.
COMPLAINTS = ("_ws.malformed", "_ws.expert.severity", "tcp.analysis.flags")
POINTS = 400
NOTE = 0x0040_0000
"""The severity of a remark that is no complaint: every orderly end of a connection gets one."""


@pytest.fixture(scope="module")
def tshark() -> str:
    """Return the path of TShark; skip where it is not installed."""
    path = PROGRAMS["TShark"].path()
    if path is None:
        pytest.skip(PROGRAMS["TShark"].how_to_get_it())
    return path


def dissected(tshark: str, path: Path, *names: str, keys: Path | None = None) -> list[list[str]]:
    """Return fields of each packet of a capture that has any of them; complaints fail."""
    options = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE"]
    if keys is not None:
        options.append(f"tls.keylog_file:{keys}")
    columns = (*COMPLAINTS, "tcp.checksum.status", *names)
    done = subprocess.run(
        [
            *(tshark, "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|"),
            *(word for option in options for word in ("-o", option)),
            *(word for name in columns for word in ("-e", name)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = []
    for line in done.stdout.splitlines():
        malformed, expert, analysis, checksum, *values = line.split("\t")
        assert (malformed, analysis, checksum) == ("", "", "1"), line
        assert all(int(severity) <= NOTE for severity in expert.split("|") if severity), line
        if any(values):
            found.append(values)
    assert len(done.stdout.splitlines()) == len(list(packets(path)))
    return found


def read_holding(transaction: int, count: int) -> bytes:
    """Return a Modbus request for holding registers from 40000."""
    return struct.pack("!HHHBBHH", transaction, 0, 6, 1, 3, 40_000, count)


async def modbus(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer each request with as many registers as it asks for."""
    try:
        while True:
            transaction, _, _, unit, function, _, count = struct.unpack(
                "!HHHBBHH", await reader.readexactly(12)
            )
            writer.write(struct.pack("!HHHBBB", transaction, 0, 3 + 2 * count, unit, function, 2 * count))
            writer.write(bytes(range(2 * count)))
    except asyncio.IncompleteReadError:
        writer.close()


def test_modbus(tshark: str, tmp_path: Path) -> None:
    async def call() -> None:
        server = await asyncio.start_server(modbus, "127.0.0.1", 0)
        with Capture(tmp_path / "modbus.pcap", shown_port=502) as capture:
            async with server, Relay(*server.sockets[0].getsockname(), capture=capture) as relay:
                for _ in range(2):
                    reader, writer = await asyncio.open_connection(relay.host, relay.port)
                    for count in (2, 125, 3):
                        writer.write(read_holding(count, count))
                        await reader.readexactly(9 + 2 * count)
                    writer.close()
                    await writer.wait_closed()
                while relay.connections:
                    await asyncio.sleep(0)

    asyncio.run(call())
    told = dissected(tshark, tmp_path / "modbus.pcap", "mbtcp.trans_id", "modbus.word_cnt", "modbus.byte_cnt")
    connection = [[str(n), a, b] for n in (2, 125, 3) for a, b in ((str(n), ""), ("", str(2 * n)))]
    assert told == connection * 2


def test_ieee_2030_5_opens_with_the_log_of_keys(tshark: str, tmp_path: Path) -> None:
    authority = Authority.create(tmp_path / "pki")
    shown = authority.issue("head-end", Standard.IEEE_2030_5, chain=Chain.MCA_MICA)
    device = authority.issue("inverter", Standard.IEEE_2030_5)
    body = b"<DeviceCapability xmlns='urn:ieee:std:2030.5:ns' href='/dcap'/>" + b" " * 9_000

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/sep+xml\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        writer.close()

    async def call() -> None:
        serving = server_context(shown, key_log=tmp_path / "keys.log")
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=serving)
        with Capture(tmp_path / "sep.pcap", shown_port=443) as capture:
            async with server, Relay(*server.sockets[0].getsockname(), capture=capture) as relay:
                reader, writer = await asyncio.open_connection(
                    relay.host, relay.port, ssl=client_context(device)
                )
                writer.write(b"GET /dcap HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert (await reader.read()).endswith(body)
                writer.close()
                await writer.wait_closed()
                while relay.connections:
                    await asyncio.sleep(0)

    asyncio.run(call())
    path = tmp_path / "sep.pcap"
    names = "tls.handshake.ciphersuite", "http.request.uri", "http.content_type", "http.content_length"
    closed = dissected(tshark, path, *names)
    assert closed[1:] == [["0xc0ae", "", "", ""]]
    _, _, asked, answered = dissected(tshark, path, *names, keys=tmp_path / "keys.log")
    assert asked[1] == "/dcap"
    assert answered[2] == "application/sep+xml"
    assert answered[3] == str(len(body))


def test_dnp3_by_direction(tshark: str, tmp_path: Path) -> None:
    database = Database(DatabaseConfig(max_analog_inputs=POINTS))
    for index in range(POINTS):
        database.add_analog_input(index, value=float(index))
    outstation = Outstation(OutstationConfig(address=10, master_address=1), database)
    poll = build_integrity_poll(seq=0).to_bytes()
    path = tmp_path / "dnp3.pcap"
    frames = 0
    with Capture(path, shown_port=20_000) as capture:
        noted = capture.conversation(("127.0.0.1", 50_000), ("127.0.0.1", 20_000))
        for segment in segment_fragment(poll):
            noted.sent(
                build_unconfirmed_user_data(10, 1, True, segment.to_bytes()).to_bytes(), by_client=True
            )
        for response in outstation.process_request(poll):
            for segment in segment_fragment(response.to_bytes()):
                frames += 1
                sent = build_unconfirmed_user_data(1, 10, False, segment.to_bytes()).to_bytes()
                noted.sent(sent, by_client=False)
    assert frames > 5
    by_client, by_server = split_by_direction(path)
    assert dissected(tshark, by_client, "dnp3.src", "dnp3.dst", "dnp3.al.func") == [["1", "10", "1"]]
    told = dissected(tshark, by_server, "dnp3.src", "dnp3.al.func", "dnp3.al.point_index")
    assert len(told) == frames
    indices = [index for line in told for index in line[2].split("|") if index]
    assert indices == [str(index) for index in range(POINTS)]
