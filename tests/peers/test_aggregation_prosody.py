"""Aggregator and facilities over XMPP, through a real Prosody with TLS."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.programs import PROGRAMS
from tests.required import required
from tests.stubs.aggregation.contract import PAYLOADS, both_ways, kept_until_acknowledged, same, settled, take
from tests.stubs.aggregation.prosody import Prosody, running
from tests.stubs.links.streams import run
from workbench.stubs.aggregation import Message, TooLarge
from workbench.stubs.pki import Authority, Credentials, Fault, Standard
from workbench.stubs.tls import client_context

pytest.importorskip("slixmpp", reason="slixmpp is not installed: pip install slixmpp")

from workbench.stubs.aggregation.xmpp_side import LARGEST_OVER_XMPP, NoSession, XmppSide

USERS = {"aggregator": "a-secret", "north": "n-secret", "south": "s-secret"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Credentials:
    """Return the server's certificate."""
    return Authority.create(tmp_path_factory.mktemp("pki")).issue("xmpp", Standard.MODBUS)


@pytest.fixture(scope="module")
def prosody(tmp_path_factory: pytest.TempPathFactory, shown: Credentials) -> Iterator[Prosody]:
    """Return a running Prosody; skip where it is not installed."""
    program = required("Prosody")
    with running(program, tmp_path_factory.mktemp("prosody"), USERS, shown) as server:
        yield server


def aggregator(prosody: Prosody, shown: Credentials, retry: float = 30.0) -> XmppSide:
    """Return the aggregator's end, not started."""
    peers = {"north": "north@localhost", "south": "south@localhost"}
    return side(prosody, shown, "aggregator", peers, retry=retry)


def facility(prosody: Prosody, shown: Credentials, name: str = "north", retry: float = 30.0) -> XmppSide:
    """Return a facility's end, not started."""
    return side(prosody, shown, name, {"aggregator": "aggregator@localhost"}, retry=retry)


def side(
    prosody: Prosody,
    shown: Credentials,
    name: str,
    peers: dict[str, str],
    *,
    retry: float = 30.0,
    password: str = "",
) -> XmppSide:
    """Return an end, not started."""
    return XmppSide(
        f"{name}@localhost",
        password or USERS[name],
        peers,
        host="127.0.0.1",
        port=prosody.port,
        context=client_context(None, Standard.MODBUS, trust=shown.trust, check_host=True),
        retry=retry,
    )


def test_all_payloads_pass_both_ways_and_are_kept_until_acknowledged(
    prosody: Prosody, shown: Credentials
) -> None:
    async def test() -> None:
        async with (
            aggregator(prosody, shown, retry=0.1) as above,
            facility(prosody, shown, retry=0.1) as below,
        ):
            await both_ways(above, below, "north")
            await kept_until_acknowledged(above, below, "north")

    run(test)


def test_the_largest_body_passes_and_a_larger_one_is_refused_at_once(
    prosody: Prosody, shown: Credentials
) -> None:
    async def test() -> None:
        async with aggregator(prosody, shown) as above, facility(prosody, shown) as below:
            largest = Message(bytes(LARGEST_OVER_XMPP))
            await above.publish("north", largest)
            same(await take(below, 1), (largest,), "aggregator")
            await settled(above, "north")
            with pytest.raises(TooLarge, match=f"allowed are {LARGEST_OVER_XMPP}"):
                await above.publish("north", Message(bytes(LARGEST_OVER_XMPP + 1)))

    run(test)


def test_what_is_sent_to_an_absent_facility_arrives_at_its_return(
    prosody: Prosody, shown: Credentials
) -> None:
    async def test() -> None:
        async with aggregator(prosody, shown) as above:
            for message in PAYLOADS[:2]:
                await above.publish("south", message)
            assert len(above.waiting("south")) == 2
            async with facility(prosody, shown, "south") as below:
                same(await take(below, 2), PAYLOADS[:2], "aggregator")
                await settled(above, "south")

    run(test)


def test_only_peers_are_listened_to(prosody: Prosody, shown: Credentials) -> None:
    async def test() -> None:
        stranger = side(prosody, shown, "south", {"north": "north@localhost"})
        async with facility(prosody, shown) as below, aggregator(prosody, shown) as above, stranger:
            await stranger.publish("north", PAYLOADS[0])
            await asyncio.sleep(0.2)
            await above.publish("north", PAYLOADS[1])
            same(await take(below, 1), PAYLOADS[1:2], "aggregator")
            assert len(stranger.waiting("north")) == 1

    run(test)


def test_messages_of_bad_content_are_told_of_and_the_next_is_taken(
    prosody: Prosody, shown: Credentials, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with facility(prosody, shown) as below, aggregator(prosody, shown) as above:
            for identifier, text in (("1", "no base64!"), ("2", "ü"), ("i" * 201, "QQ==")):
                stanza = above._client.make_message(mto="north@localhost", mtype="normal")
                stanza["id"] = identifier
                stanza["workbench_payload"].xml.text = text
                stanza.send()
            await above.publish("north", PAYLOADS[1])
            same(await take(below, 1), PAYLOADS[1:2], "aggregator")

    with caplog.at_level("WARNING", "workbench.stubs"):
        run(test)
    told = [record.getMessage() for record in caplog.records if record.name == "workbench.stubs"]
    assert sum("is not taken: The payload is no base64" in line for line in told) == 2, told
    assert sum("has no id of up to 200 characters" in line for line in told) == 1, told


def test_a_wrong_password_and_a_server_of_strangers_are_refused(
    prosody: Prosody, shown: Credentials, tmp_path: Path
) -> None:
    async def test() -> None:
        wrong = side(prosody, shown, "aggregator", {}, password="wrong")
        with pytest.raises(NoSession, match="name or password refused"):
            await wrong.start()
        stranger = Authority.create(tmp_path).issue("other", Standard.MODBUS, fault=Fault.FOREIGN_AUTHORITY)
        with pytest.raises(NoSession, match="No session for aggregator@localhost"):
            await aggregator(prosody, stranger).start()

    run(test)


def without_tls(port: int, name: str, peers: dict[str, str]) -> XmppSide:
    """Return an end that asks for no TLS, not started."""
    return XmppSide(f"{name}@localhost", USERS[name], peers, host="127.0.0.1", port=port)


def test_without_tls_only_a_server_that_allows_it_is_met(
    prosody: Prosody, shown: Credentials, tmp_path: Path
) -> None:
    async def test(open_port: int) -> None:
        with pytest.raises(NoSession, match="it lets nobody log in this way"):
            await without_tls(prosody.port, "north", {}).start()
        above = without_tls(open_port, "aggregator", {"north": "north@localhost"})
        async with above, without_tls(open_port, "north", {"aggregator": "aggregator@localhost"}) as below:
            await above.publish("north", PAYLOADS[0])
            same(await take(below, 1), PAYLOADS[:1], "aggregator")

    program = PROGRAMS["Prosody"].path()
    assert program is not None
    with running(program, tmp_path / "open", USERS, shown, encrypted=False) as server:
        run(lambda: test(server.port))


def test_to_a_server_that_offers_no_tls_no_password_is_said(shown: Credentials) -> None:
    heard = bytearray()

    async def offer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(4_096))
        writer.write(
            b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1' version='1.0' "
            b"xmlns:stream='http://etherx.jabber.org/streams' from='localhost'><stream:features>"
            b"<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism>"
            b"<mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>"
        )
        heard.extend(await reader.read())
        writer.close()

    async def test() -> None:
        async with await asyncio.start_server(offer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            context = client_context(None, Standard.MODBUS, trust=shown.trust, check_host=True)
            end = XmppSide("north@localhost", "n-secret", {}, host="127.0.0.1", port=port, context=context)
            with pytest.raises(NoSession, match="it offers no TLS"):
                await end.start()
        assert b"<stream:stream" in heard
        assert b"<auth" not in heard

    run(test)


def test_a_server_that_goes_away_and_comes_back_is_joined_again(prosody: Prosody, shown: Credentials) -> None:
    async def test() -> None:
        async with aggregator(prosody, shown) as above, facility(prosody, shown) as below:
            await both_ways(above, below, "north")
            prosody.stop()
            await asyncio.sleep(0.1)
            meanwhile = Message(b"said meanwhile")
            await above.publish("north", meanwhile)
            prosody.start()
            same(await take(below, 1), (meanwhile,), "aggregator")
            await settled(above, "north")

    run(test)
