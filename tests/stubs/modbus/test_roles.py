"""Modbus/TCP Security on a real socket: what each certificate may do."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable

import pytest

from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import MaskWrite, ReadWrite, Refused
from workbench.stubs.modbus.roles import grants
from workbench.stubs.pki import Authority, Credentials, Fault, Standard, SunSpecRole
from workbench.stubs.tls import client_context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.create(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def served(authority: Authority) -> Credentials:
    return authority.issue("inverter", Standard.MODBUS)


def run(served: Credentials, job: Callable[[Inverter, int], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with Inverter(step=0, modbus=None, modbus_tls=("127.0.0.1", 0), credentials=served) as inverter:
            (endpoint,) = inverter.endpoints
            assert endpoint.protocol == "modbus-tls"
            await job(inverter, endpoint.port)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(whole())


def client(port: int, credentials: Credentials | None, served: Credentials) -> ModbusClient:
    context = client_context(credentials, Standard.MODBUS, trust=served.trust)
    return ModbusClient("127.0.0.1", port, tls=context, seconds=5)


def address(inverter: Inverter, point: str) -> int:
    number, _, path = point.partition(".")
    return inverter.registers().field(int(number), path).entry.address


async def allowed(inverter: Inverter, asking: ModbusClient, point: str, octets: bytes) -> bool:
    """Tell whether a write is let through; what else is wrong with it does not count."""
    try:
        await asking.write(1, address(inverter, point), octets)
    except Refused as refused:
        return refused.code != 1
    return True


ROLES = {
    SunSpecRole.READ_ONLY: (False, False, False),
    SunSpecRole.GRID_SERVICE: (True, False, False),
    SunSpecRole.NETWORK_ADMINISTRATOR: (False, False, False),
    SunSpecRole.SUPER_ADMINISTRATOR: (True, True, True),
}


@pytest.mark.parametrize(("role", "may"), ROLES.items(), ids=[str(role) for role in ROLES])
def test_a_role_may_what_the_table_says(
    authority: Authority, served: Credentials, role: str, may: tuple[bool, bool, bool]
) -> None:
    credentials = authority.issue(f"client-{role}".lower(), Standard.MODBUS, role=role)

    async def job(inverter: Inverter, port: int) -> None:
        async with client(port, credentials, served) as asking:
            assert await asking.read(1, 40_000, 2) == b"SunS"
            assert (await asking.identification(1))[0] == b"SIWG Workbench"
            done = (
                await allowed(inverter, asking, "704.WMaxLimPct", b"\x13\x88"),
                await allowed(inverter, asking, "708.Ena", b"\0\1"),
                await allowed(
                    inverter, asking, "702.VMax", await asking.read(1, address(inverter, "702.VMax"), 1)
                ),
            )
            assert done == may
            assert (await inverter.read("limit-active-power") == 50.0) is may[0]
        assert any(one.words == f"connected: role {role}" for one in inverter.exchanges.latest())

    run(served, job)


@pytest.mark.parametrize(
    ("role", "fault", "who"),
    [
        (SunSpecRole.SUPER_ADMINISTRATOR, Fault.NO_ROLE, "no role"),
        ("NoSuchRole", None, "role 'NoSuchRole', which nothing is granted to"),
        (SunSpecRole.SUPER_ADMINISTRATOR, Fault.ROLE_NOT_UTF8, "no role: The role extension"),
    ],
)
def test_without_a_role_that_is_known_every_request_is_an_illegal_function(
    authority: Authority, served: Credentials, role: str, fault: Fault | None, who: str
) -> None:
    credentials = authority.issue(f"client-{role}-{fault}".lower(), Standard.MODBUS, role=role, fault=fault)

    async def job(inverter: Inverter, port: int) -> None:
        async with client(port, credentials, served) as asking:
            for request in (
                asking.read(1, 40_000, 2),
                asking.write(1, address(inverter, "704.WMaxLimPct"), b"\0\0"),
                asking.identification(1),
                asking.ask(1, MaskWrite(40_000, 0, 0)),
                asking.ask(1, ReadWrite(40_000, 1, 40_000, b"\0\0")),
                asking.read(9, 40_000, 2),
            ):
                with pytest.raises(Refused) as refused:
                    await request
                assert refused.value.code == 1
        assert any(one.words.startswith(f"connected: {who}") for one in inverter.exchanges.latest())

    run(served, job)


@pytest.mark.parametrize("fault", [Fault.EXPIRED, Fault.NOT_YET_VALID, Fault.FOREIGN_AUTHORITY, None])
def test_who_has_no_certificate_of_this_plant_that_is_valid_does_not_get_through_the_handshake(
    authority: Authority, served: Credentials, fault: Fault | None, caplog: pytest.LogCaptureFixture
) -> None:
    role = SunSpecRole.SUPER_ADMINISTRATOR
    bad = authority.issue(f"bad-{fault}", Standard.MODBUS, role=role, fault=fault) if fault else None
    good = authority.issue(f"good-{fault}".lower(), Standard.MODBUS, role=role)

    async def job(inverter: Inverter, port: int) -> None:
        async with client(port, good, served) as other:
            with pytest.raises((ssl.SSLError, ConnectionError)):
                async with client(port, bad, served) as asking:
                    await asking.read(1, 40_000, 2)
            assert await other.read(1, 40_000, 2) == b"SunS"

    with caplog.at_level(logging.WARNING, "workbench.stubs"):
        run(served, job)
    assert [record for record in caplog.records if "closed: no TLS" in record.message]


def test_a_client_without_tls_is_ended_and_the_others_are_served(
    authority: Authority, served: Credentials
) -> None:
    good = authority.issue("good-beside-plain", Standard.MODBUS, role=SunSpecRole.READ_ONLY)

    async def job(inverter: Inverter, port: int) -> None:
        async with client(port, good, served) as other:
            with pytest.raises(ConnectionError):
                async with ModbusClient("127.0.0.1", port) as plain:
                    await plain.read(1, 40_000, 2)
            half_open = await asyncio.open_connection("127.0.0.1", port)
            assert await other.read(1, 40_000, 2) == b"SunS"
            await inverter.stop()
            assert await half_open[0].read() == b""
            half_open[1].close()

    run(served, job)


def test_tls_without_credentials_is_refused() -> None:
    with pytest.raises(ValueError, match="credentials"):
        Inverter(modbus_tls=("127.0.0.1", 0))


def test_the_table_names_the_roles_that_certificates_are_made_with() -> None:
    assert set(grants()) == set(SunSpecRole)
