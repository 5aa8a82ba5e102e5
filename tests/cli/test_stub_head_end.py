"""The utility's head-end as a program of its own, killed and begun anew while a client follows it."""

from __future__ import annotations

import asyncio
import http.client
import re
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tests.cli.stub_processes import Running, asked, free, refused, running
from workbench.cli import app
from workbench.stubs.ieee2030_5.client import Client
from workbench.stubs.ieee2030_5.documents import MEDIA_TYPE, NAMESPACE
from workbench.stubs.pki import Credentials, Standard, credentials
from workbench.stubs.tls import client_context

NS = f'xmlns="{NAMESPACE}"'
LOG = (
    f"<LogEvent {NS}><createdDateTime>1</createdDateTime><functionSet>11</functionSet><logEventCode>1</logEventCode>"
    "<logEventID>1</logEventID><logEventPEN>40732</logEventPEN><profileID>2</profileID></LogEvent>"
)
READINGS = {
    "setting-maximum-apparent-power": 5_000.0,
    "setting-maximum-active-power": 5_000.0,
    "nameplate-active-power": 5_000.0,
    "monitoring-active-power": 3_210.0,
}


class Browser:
    """A client that knows HTTP alone, and follows every address that it is told of."""

    def __init__(self, port: int, own: Credentials) -> None:
        self._http = http.client.HTTPSConnection("127.0.0.1", port, context=client_context(own), timeout=10)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes, str]:
        """Ask once; return status, body and location."""
        self._http.request(method, path, body, {"Content-Type": MEDIA_TYPE} if body else {})
        answer = self._http.getresponse()
        return answer.status, answer.read(), answer.headers.get("Location", "")

    def everything(self) -> dict[str, tuple[int, bytes]]:
        """Return what stands at every address, but for the time."""
        found: dict[str, tuple[int, bytes]] = {}
        waiting = ["/dcap"]
        while waiting:
            path = waiting.pop()
            if path not in found and path != "/tm":
                status, body, _ = self.ask("GET", f"{path}?l=255")
                found[path] = status, body
                waiting += re.findall(r'(?:href|replyTo)="([^"]+)"', body.decode()) if status == 200 else []
        self._http.close()
        return found


async def until(held: Any, what: str) -> Any:
    """Wait until something is the case, and return it."""
    async with asyncio.timeout(30):
        while not (found := await asyncio.to_thread(held)):
            await asyncio.sleep(0.2)
    assert found, what
    return found


def test_a_head_end_that_is_killed_goes_on_where_it_was_and_its_client_with_it(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["stub", "pki", str(tmp_path / "pki")]).exit_code == 0
    port, console_port = free(), free()
    words = (
        "head-end", "--ieee-2030.5", str(port), "--pki", "pki", "--console", str(console_port), "--state",
        "state.json", "--quiet",
    )  # fmt: skip
    own = credentials(tmp_path / "pki", "inverter", Standard.IEEE_2030_5)
    console = f"http://127.0.0.1:{console_port}"

    def answers(mrid: str) -> list[int]:
        found = [one for one in asked(f"{console}/state")["answers"] if one["id"] == mrid]
        return [one["status"] for one in reversed(found)]

    async def scene(first: Running) -> None:
        first.ready()
        async with Client("127.0.0.1", port, client_context(own), pin=111115) as client:
            await client.discover()
            await client.report(READINGS)
            await client.subscribe()
            following = asyncio.create_task(client.run())
            control = await asyncio.to_thread(
                asked, f"{console}/controls", "POST", values={"limit-active-power": 50}, duration=600
            )
            mrid = control["id"]
            await until(lambda: answers(mrid) == [1, 2], "received and started")
            browser = Browser(port, own)
            before = await asyncio.to_thread(browser.everything)
            (logs,) = [path for path in before if path.endswith("/lel")]
            status, _, logged = await asyncio.to_thread(browser.ask, "POST", logs, LOG)
            assert status == 201
            first.process.kill()  # at once after the answer
            first.process.communicate()
            second = Running(*words, folder=tmp_path)
            try:
                second.ready()
                browser = Browser(port, own)
                assert (await asyncio.to_thread(browser.ask, "GET", logged))[0] == 200
                after = await asyncio.to_thread(browser.everything)
                assert {path: one for path, one in after.items() if not changed_by_log(path, logs)} == {
                    path: one for path, one in before.items() if not changed_by_log(path, logs)
                }
                assert after.keys() - before.keys() == {logged}
                assert b"Feeder/F-12" in after["/edev/1/fsa/1"][1], (
                    "known already, though nothing was typed of it"
                )
                assert answers(mrid) == [1, 2]
                assert client.in_force()["limit-active-power"] == 50.0
                await asyncio.to_thread(asked, f"{console}/controls/{mrid}", "DELETE")
                await until(
                    lambda: answers(mrid) == [1, 2, 6], "told by its subscription, and each answer once"
                )
                await until(lambda: not client.in_force(), "the client let go")
                second.ended()
            finally:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)
                if second.process.poll() is None:
                    second.process.kill()
                    second.process.communicate()

    with running(tmp_path, (*words, "--register", "inverter=111115:Feeder/F-12")) as (first,):
        asyncio.run(scene(first))


def changed_by_log(path: str, logs: str) -> bool:
    """Whether a resource says how many log events there are."""
    return path.startswith(logs) or path in ("/edev", logs.removesuffix("/lel"))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no state")
    assert CliRunner().invoke(app, ["stub", "pki", str(tmp_path / "pki")]).exit_code == 0
    said = refused(
        "head-end", "--ieee-2030.5", "0", "--pki", str(tmp_path / "pki"), "--state", str(tmp_path / "state")
    )
    assert "holds no state of an IEEE 2030.5 head-end" in said
    assert (tmp_path / "state").read_text() == "no state"
