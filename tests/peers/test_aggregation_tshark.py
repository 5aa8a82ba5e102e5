"""TShark dissects what passes between an aggregator and a facility, over HTTP and over XMPP, without a complaint."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.peers.test_captures_tshark import dissected, left, tshark
from tests.required import required
from tests.stubs.aggregation.contract import settled, take
from tests.stubs.aggregation.prosody import running
from workbench.stubs.aggregation import Message
from workbench.stubs.aggregation.http_facility import HttpFacility, Way
from workbench.stubs.aggregation.http_side import HttpAggregator
from workbench.stubs.links import Capture, Relay
from workbench.stubs.pki import Authority, Standard
from workbench.stubs.tls import client_context

__all__ = ["tshark"]

ASKED = Message(b'{"limit": 50}', "application/json")
TOLD = Message(b'{"frequency": 60.0}', "application/json")


def test_http_is_dissected_whole(tshark: str, tmp_path: Path) -> None:
    path = tmp_path / "http.pcap"

    async def call() -> None:
        with Capture(path, shown_port=80) as capture:
            async with HttpAggregator(["north"]) as aggregator:
                host, port = aggregator.address
                async with Relay(host, port, capture=capture) as relay:
                    url = f"http://{relay.host}:{relay.port}"
                    async with HttpFacility(url, "north", way=Way.LONG_POLL) as facility:
                        await aggregator.publish("north", ASKED)
                        assert [one.body for one in await take(facility, 1)] == [ASKED.body]
                        await settled(aggregator, "north")
                        await facility.publish("aggregator", TOLD)
                        assert [one.body for one in await take(aggregator, 1)] == [TOLD.body]
                        await settled(facility, "aggregator")
                    await left(relay)

    asyncio.run(call())
    told = dissected(
        tshark,
        path,
        "http.request.method",
        "http.request.uri",
        "http.response.code",
        "http.file_data",
        "json.key",
    )
    methods = {line[0] for line in told if line[0]}
    assert methods == {"GET", "DELETE", "POST"}
    assert {line[2] for line in told if line[2]} == {"200", "204"}
    assert any(line[1].startswith("/facilities/north/messages/next?wait=30") for line in told)
    bodies = [line[3] for line in told if line[3]]
    for one in (ASKED, TOLD):  # later versions of TShark show them as octets
        assert sum(body in (one.body.decode(), one.body.hex()) for body in bodies) == 1, bodies
    assert len(bodies) == 2
    assert {line[4] for line in told if line[4]} == {"limit", "frequency"}


def test_xmpp_opens_with_the_log_of_keys(tshark: str, tmp_path: Path) -> None:
    pytest.importorskip("slixmpp", reason="slixmpp is not installed: pip install slixmpp")
    from workbench.stubs.aggregation.xmpp_side import XmppSide

    program = required("Prosody")
    shown = Authority.create(tmp_path / "pki").issue("xmpp", Standard.MODBUS)
    users = {"aggregator": "a-secret", "north": "n-secret"}
    path, keys = tmp_path / "xmpp.pcap", tmp_path / "keys.log"

    def side(name: str, peer: str, address: str, port: int, log: Path | None) -> XmppSide:
        context = client_context(None, Standard.MODBUS, trust=shown.trust, check_host=True, key_log=log)
        return XmppSide(
            f"{name}@localhost", users[name], {peer: address}, host="127.0.0.1", port=port, context=context
        )

    async def call(port: int) -> None:
        with Capture(path, shown_port=5222) as capture:
            async with (
                Relay("127.0.0.1", port, capture=capture) as relay,
                side("aggregator", "north", "north@localhost", port, None) as aggregator,
            ):
                async with side("north", "aggregator", "aggregator@localhost", relay.port, keys) as facility:
                    await aggregator.publish("north", ASKED)
                    await take(facility, 1)
                    await settled(aggregator, "north")
                await left(relay)

    with running(program, tmp_path / "prosody", users, shown) as prosody:
        asyncio.run(call(prosody.port))
    names = "xmpp.message", "xmpp.from", "xml.tag"
    # TShark reads each packet as XML of its own, and the stream's end tag, in the last, opens nothing there. Which of
    # slixmpp and Prosody closes first is by chance, and then the other is reset.
    known = ("Closing an unopened tag", "Connection reset (RST)")
    closed = dissected(tshark, path, *names, known=known)
    assert not any("payload" in line[2] for line in closed)
    opened = dissected(tshark, path, *names, keys=keys, known=known)
    assert any("urn:example:siwg-workbench:payload" in line[2] for line in opened), opened
