"""A head-end that ends and begins anew with its file of the state."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end, plain_client
from workbench.der.device import NotPossible
from workbench.stubs.exchanges import LOGGER
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.documents import NAMESPACE
from workbench.stubs.state_file import StateUnreadable
from workbench.stubs.tls import server_context

NS = f'xmlns="{NAMESPACE}"'
STATUS = f"<DERStatus {NS}><readingTime>%d</readingTime></DERStatus>"
LOG = (
    f"<LogEvent {NS}><createdDateTime>1</createdDateTime><functionSet>11</functionSet><logEventCode>1</logEventCode>"
    "<logEventID>1</logEventID><logEventPEN>40732</logEventPEN><profileID>2</profileID></LogEvent>"
)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return certificates of one authority."""
    return Certificates(tmp_path_factory.mktemp("pki"))


def held(path: Path) -> dict[str, object]:
    """Return what stands in the file now."""
    return dict(json.loads(path.read_text())["utility"])


def test_what_is_answered_with_an_address_or_decided_stands_in_the_file_before_anybody_hears_of_it(
    certificates: Certificates, tmp_path: Path
) -> None:
    path = tmp_path / "state" / "head-end.json"

    async def scene() -> None:
        async with head_end(certificates, state=path) as utility:
            assert held(path)["devices"] == [], (
                "written at the start, so that a file that cannot be is said then"
            )
            device = utility.register(certificates.of("device").der, PIN, ["Feeder/F-1"])
            assert device.lfdi in path.read_text()
            async with plain_client(utility, certificates.of("device")) as client:
                before = path.stat().st_mtime_ns
                for number in range(20):
                    assert (await client.ask("PUT", "/edev/1/der/1/ders", STATUS % number)).status == 204
                assert path.stat().st_mtime_ns == before, "statuses and readings are gathered"
                answers = await asyncio.gather(*(client.ask("POST", "/edev/1/lel", LOG) for _ in range(9)))
                assert all(answer.headers["Location"] in path.read_text() for answer in answers)
            control = await utility.issue({"limit-active-power": 50.0}, group="Feeder/F-1", duration=600)
            assert control.mrid in path.read_text()
            await utility.cancel(control.mrid)
            assert "CANCELLED" in path.read_text()
            await utility.set_default({"limit-active-power": 77.0}, group="Feeder/F-1")
            assert "77.0" in path.read_text()
            await utility.move("1", ["Feeder/F-2"])
            assert "Feeder/F-2" in path.read_text()
            assert (await client_of_status(utility, certificates, 4711)) == 204
        assert "4711" in path.read_text(), "an orderly end keeps what was gathered"
        assert [one.name for one in path.parent.iterdir()] == [path.name]
        async with head_end(certificates, state=path) as utility:
            assert utility.utility.registry.named("1").groups == ("System", "Feeder/F-2")
            with pytest.raises(NotPossible, match="cancelled already"):
                await utility.cancel(control.mrid)

    asyncio.run(scene())


async def client_of_status(utility: HeadEnd, certificates: Certificates, moment: int) -> int:
    """Put a status as the device."""
    async with plain_client(utility, certificates.of("device")) as client:
        return (await client.ask("PUT", "/edev/1/der/1/ders", STATUS % moment)).status


def test_who_is_registered_again_after_a_restart_keeps_what_is_not_said_anew(
    certificates: Certificates, tmp_path: Path
) -> None:
    path = tmp_path / "head-end.json"

    async def scene() -> None:
        async with head_end(certificates, state=path) as utility:
            utility.register("AB" * 20, PIN)
            utility.register("CD" * 20, PIN, ["Feeder/F-1"])
        async with head_end(certificates, state=path) as utility:
            device = utility.register("CD" * 20, 123455, ["Feeder/F-2"], via="AB" * 20)
            assert (device.number, device.pin, device.groups) == (2, 123455, ("System", "Feeder/F-2"))
            with pytest.raises(NotPossible, match="registered already"):
                utility.register("CD" * 20, PIN)
            with pytest.raises(NotPossible, match="is not a PIN"):
                utility.register("AB" * 20, 1)
        async with head_end(certificates, state=path) as utility:
            assert [(one.number, one.pin, one.via) for one in utility.utility.registry] == [
                (1, PIN, ""), (2, 123455, "AB" * 20),
            ]  # fmt: skip

    asyncio.run(scene())


@pytest.mark.parametrize(
    "text", ["", "{}", '{"format":1,"units":{}}', '{"format":1,"utility":{"devices":[]}}', "\udcff"]
)
def test_a_file_that_no_head_end_wrote_is_told_and_left_alone(
    certificates: Certificates, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "other.json"
    octets = text.encode("utf-8", "surrogateescape")
    path.write_bytes(octets)
    with pytest.raises(StateUnreadable, match=r"other\.json"):
        HeadEnd(server_context(certificates.of("server")), state=path)
    assert path.read_bytes() == octets


def test_a_file_that_cannot_be_written_is_said_at_the_start_and_later_borne(
    certificates: Certificates, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        stub = HeadEnd(server_context(certificates.of("server")), state=tmp_path / "state" / "head-end.json")
        (tmp_path / "state").write_text("no folder")
        with pytest.raises(OSError):
            await stub.start()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        (tmp_path / "state").unlink()
        async with head_end(certificates, state=tmp_path / "state" / "head-end.json") as utility:
            (tmp_path / "state" / "head-end.json").unlink()
            (tmp_path / "state").rmdir()
            (tmp_path / "state").write_text("no folder")
            caplog.set_level("ERROR", LOGGER.name)
            utility.register(certificates.of("device").der, PIN)
            assert "what it has to keep is not kept" in caplog.text
            async with plain_client(utility, certificates.of("device")) as client:
                assert (await client.ask("POST", "/edev/1/lel", LOG)).status == 201, "it goes on"

    asyncio.run(scene())
