"""The console: commands in JSON, refusals by sentences, and no other site's requests."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, Clock, head_end


def test_a_control_is_issued_seen_and_cancelled(certificates: Certificates) -> None:
    async def scene() -> None:
        async with head_end(certificates, clock=Clock(), console_port=0) as utility:
            (at,) = (one for one in utility.endpoints if one.protocol == "console")
            async with aiohttp.ClientSession(f"http://{at.host}:{at.port}") as session:

                async def command(path: str, **asked: object) -> tuple[int, dict[str, object]]:
                    async with session.post(path, json=asked) as answer:
                        return answer.status, await answer.json()

                status, device = await command("/register", lfdi="AB" * 20, pin=PIN, groups=["Feeder/F-1"])
                assert (status, device["groups"]) == (200, ["System", "Feeder/F-1"])
                curve = [[92, 44], [108, -44]]
                status, issued = await command(
                    "/issue",
                    values={
                        "limit-active-power": 50,
                        "volt-var-curve": curve,
                        "volt-var-reference": "maximum-reactive-power",
                    },
                    group="Feeder/F-1",
                    duration=60,
                )
                assert (status, issued["state"]) == (200, "active")
                async with session.get("/state") as answer:
                    state = await answer.json()
                examples = {one["key"]: one["example"] for one in state["keys"]}
                assert examples["limit-active-power"] == "50"
                (control,) = next(
                    one["controls"] for one in state["programs"] if one["group"] == "Feeder/F-1"
                )
                assert control["values"]["volt-var-curve"] == curve
                assert "(92 %, 44 %), (108 %, -44 %)" in control["words"]
                status, typed = await command("/issue", values={"connect-disconnect": "off"}, duration=60)
                assert (status, typed["values"]) == (200, {"connect-disconnect": False})
                assert (await command("/default", group="System", values={"limit-active-power": 90}))[
                    0
                ] == 200
                status, cancelled = await command("/cancel", mrid=control["mrid"], reason="done")
                assert (status, cancelled["state"]) == (200, "cancelled")
                for path, asked, words in (
                    ("/cancel", {"mrid": control["mrid"]}, "cancelled already"),
                    ("/cancel", {}, "mrid is a text, not null"),
                    ("/issue", {"values": {"limit-active-power": 500}, "duration": 60}, "0 to 100"),
                    ("/issue", {"values": {"limit-active-power": 50}}, "has a duration"),
                    ("/issue", {"values": [1], "duration": 60}, "values is an object"),
                    ("/issue", {"values": {"volt-var-curve": [1, 2]}, "duration": 60}, "a list of pairs"),
                    (
                        "/issue",
                        {"values": {"limit-active-power": "much"}, "duration": 60},
                        "such as 50; not 'much'",
                    ),
                    ("/issue", {"values": {}, "duration": 60, "colour": 1}, "Unknown here: colour"),
                    ("/register", {"lfdi": "AB", "pin": PIN}, "40 hexadecimal digits"),
                    ("/register", {"lfdi": "AB" * 20, "pin": PIN, "groups": "x"}, "a list of names"),
                ):
                    status, answer = await command(path, **asked)
                    assert status == 400, path
                    assert words in str(answer["error"]), answer

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("expected", "method", "path", "headers", "body"),
    [
        (200, "GET", "/", {}, b""),
        (200, "GET", "/state", {"Host": "localhost"}, b""),
        (403, "GET", "/state", {"Host": "evil.example"}, b""),
        (403, "POST", "/issue", {"Host": "evil.example:80", "Content-Type": "application/json"}, b"{}"),
        (415, "POST", "/issue", {"Content-Type": "text/plain"}, b"{}"),
        (400, "POST", "/issue", {"Content-Type": "application/json"}, b"{"),
        (400, "POST", "/issue", {"Content-Type": "application/json"}, b"[" * 60_000),
        (400, "POST", "/issue", {"Content-Type": "application/json"}, b"[]"),
        (413, "POST", "/issue", {"Content-Type": "application/json"}, b" " * 70_000),
        (405, "GET", "/issue", {}, b""),
        (405, "POST", "/", {}, b""),
        (404, "GET", "/none", {}, b""),
    ],
)
def test_requests(
    certificates: Certificates, expected: int, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    async def scene() -> None:
        async with head_end(certificates, console_port=0) as utility:
            at = utility.endpoints[1]
            async with (
                aiohttp.ClientSession() as session,
                session.request(
                    method, f"http://{at.host}:{at.port}{path}", headers=headers, data=body
                ) as answer,
            ):
                assert answer.status == expected
                if path == "/":
                    assert b"Head-end console" in await answer.read() or expected != 200

    asyncio.run(scene())
