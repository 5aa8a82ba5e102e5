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

                async def command(
                    path: str, method: str = "POST", **asked: object
                ) -> tuple[int, dict[str, object]]:
                    async with session.request(method, path, json=asked) as answer:
                        return answer.status, await answer.json()

                status, device = await command("/devices", lfdi="AB" * 20, pin=PIN, groups=["Feeder/F-1"])
                assert (status, device["groups"]) == (200, ["System", "Feeder/F-1"])
                curve = [[92, 44], [108, -44]]
                status, issued = await command(
                    "/controls",
                    values={
                        "limit-active-power": 50,
                        "volt-var-curve": curve,
                        "volt-var-reference": "maximum-reactive-power",
                    },
                    group="Feeder/F-1",
                    duration=60,
                )
                assert (status, issued["state"]) == (200, "active")
                async with session.get("/controls") as answer:
                    (control,) = await answer.json()
                assert (control["id"], control["group"]) == (issued["id"], "Feeder/F-1")
                assert control["values"]["volt-var-curve"] == curve
                status, typed = await command("/controls", values={"connect-disconnect": "off"}, duration=60)
                assert (status, typed["values"]) == (200, {"connect-disconnect": False})
                assert (await command("/default", group="System", values={"limit-active-power": 90}))[
                    0
                ] == 200
                there = f"/controls/{control['id']}"
                status, cancelled = await command(there, "DELETE", reason="done")
                assert (status, cancelled["state"]) == (200, "cancelled")
                async with session.delete(there) as answer:
                    assert "cancelled already" in (await answer.json())["error"]
                async with session.delete("/controls/nothing") as answer:
                    assert answer.status == 400
                async with session.get("/devices") as answer:
                    assert [one["lfdi"] for one in await answer.json()] == ["AB" * 20]
                for path, asked, words in (
                    ("/controls", {"values": {"limit-active-power": 500}, "duration": 60}, "0 to 100"),
                    ("/controls", {"values": {"limit-active-power": 50}}, "has a duration"),
                    ("/controls", {"values": [1], "duration": 60}, "values is an object"),
                    ("/controls", {"values": {"volt-var-curve": [1, 2]}, "duration": 60}, "a list of pairs"),
                    ("/controls", {"values": {}, "duration": 60, "colour": 1}, "Unknown here: colour"),
                    (
                        "/controls",
                        {"values": {"limit-active-power": "much"}, "duration": 60},
                        "such as 50; not 'much'",
                    ),
                    ("/controls", {"values": {"limit-active-power": 10**400}, "duration": 60}, "18 digits"),
                    ("/controls", {"values": {"limit-active-power": 50}, "duration": 10**400}, "18 digits"),
                    (
                        "/controls",
                        {"values": {"limit-active-power": float("nan")}, "duration": 60},
                        "NaN is no number",
                    ),
                    ("/devices", {"lfdi": "AB", "pin": PIN}, "40 hexadecimal digits"),
                    ("/devices", {"lfdi": "AB" * 20, "pin": PIN, "groups": "x"}, "a list of names"),
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
        (403, "POST", "/controls", {"Host": "evil.example:80", "Content-Type": "application/json"}, b"{}"),
        (415, "POST", "/controls", {"Content-Type": "text/plain"}, b"{}"),
        (400, "POST", "/controls", {"Content-Type": "application/json"}, b"{"),
        (400, "POST", "/controls", {"Content-Type": "application/json"}, b"[" * 60_000),
        (400, "POST", "/controls", {"Content-Type": "application/json"}, b"[]"),
        (413, "POST", "/controls", {"Content-Type": "application/json"}, b" " * 70_000),
        (405, "PUT", "/controls", {}, b""),
        (405, "GET", "/controls/7", {}, b""),
        (403, "DELETE", "/controls/7", {"Host": "evil.example"}, b""),
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
