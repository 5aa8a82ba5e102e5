"""What the utility issues: states by the clock, cancellation, and what cannot be issued."""

from __future__ import annotations

import asyncio

import pytest

from tests.stubs.ieee2030_5.utility_side import PIN, START, Certificates, Clock, head_end, plain_client
from workbench.der.device import NotPossible


def test_controls_pass_through_their_states_by_the_clock(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            first = await utility.issue({"limit-active-power": 50.0}, start=START + 100, duration=100)
            async with plain_client(utility, certificates.of("device")) as client:

                async def states() -> list[tuple[str | None, str | None]]:
                    answer = await client.get("/derp/1/derc?l=9")
                    return list(zip(answer.texts("currentStatus"), answer.texts("dateTime"), strict=True))

                assert await states() == [("0", str(START))]
                assert (await client.get("/derp/1/actderc?l=9")).root.get("all") == "0"
                clock.at = START + 150
                assert await states() == [("1", str(START + 100))]
                assert (await client.get("/derp/1/actderc?l=9")).root.get("all") == "1"
                clock.at = START + 160
                await utility.issue({"limit-active-power": 20.0}, start=START + 170, duration=20)
                answer = await client.get(first.href)
                assert answer.text("EventStatus/potentiallySuperseded") == "true"
                assert answer.text("EventStatus/potentiallySupersededTime") == str(START + 160)
                clock.at = START + 175
                assert await states() == [("4", str(START + 170)), ("1", str(START + 170))]
                clock.at = START + 195
                assert await states() == [("4", str(START + 170))], "kept until its own end"
                clock.at = START + 200
                assert await states() == []
                assert (await client.get(first.href)).status == 404

    asyncio.run(scene())


def test_a_cancelled_control_is_listed_until_its_end(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            control = await utility.issue({"limit-active-power": 50.0}, duration=100)
            clock.at = START + 10
            await utility.cancel(control.mrid, reason="the feeder is whole again")
            async with plain_client(utility, certificates.of("device")) as client:
                answer = await client.get(control.href)
                assert answer.text("EventStatus/currentStatus") == "2"
                assert answer.text("EventStatus/dateTime") == str(START + 10)
                assert answer.text("EventStatus/reason") == "the feeder is whole again"
                with pytest.raises(NotPossible, match="cancelled already"):
                    await utility.cancel(control.mrid)
                clock.at = START + 100
                assert (await client.get(control.href)).status == 404
            with pytest.raises(NotPossible, match="it is over"):
                await utility.cancel(control.mrid)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("values", "others", "words"),
    [
        ({"limit-active-power": 50.0}, {"start": START - 100, "duration": 50}, "ended 50 s ago"),
        ({"limit-active-power": 50.0}, {"duration": 0}, "lasts 1 s or more"),
        ({"limit-active-power": 50.0}, {"duration": float("nan")}, "numbers of seconds"),
        ({"limit-active-power": 50.0}, {"start": START + 1e9}, "within 366 days"),
        ({"limit-active-power": 150.0}, {}, "0 to 100"),
        ({"limit-active-power": float("nan")}, {}, "takes a number, not nan"),
        ({"limit-active-power": True}, {}, "takes a number, not True"),
        ({"limit-active-power-enable": True}, {}, "needs its value too"),
        ({"no-such-thing": 1.0}, {}, "no quantity 'no-such-thing'"),
        ({"monitoring-active-power": 1.0}, {}, "does not carry 'monitoring-active-power'"),
        ({"constant-power-factor-injecting": 0.95}, {}, "excitation"),
        ({"volt-var-curve": ()}, {}, "volt-var"),
        ({"volt-var-response-time": 5.0}, {}, "not complete"),
        ({}, {}, "no quantity was given"),
        (
            {"limit-active-power": 50.0},
            {"group": "Feeder/none"},
            "No device belongs to the group 'Feeder/none'",
        ),
        ({"limit-active-power": 50.0}, {"mrid": "xyz"}, "32 hexadecimal digits"),
        ({"limit-active-power": 50.0}, {"primacy": 256}, "0 to 255"),
        ({"limit-active-power": 50.0}, {"description": "\0"}, "description cannot be sent"),
        ({"limit-active-power": 50.0}, {"randomize_start": 9999}, "-3600 to 3600"),
    ],
)
def test_a_control_that_cannot_be_is_refused_by_a_sentence(
    certificates: Certificates, values: dict[str, object], others: dict[str, object], words: str
) -> None:
    async def scene() -> None:
        utility_side = head_end(certificates, clock=Clock())
        async with utility_side as utility:
            utility.register(certificates.of("device").der, PIN)
            before = utility.utility.version
            with pytest.raises(NotPossible, match=words):
                await utility.issue(values, **{"duration": 60, **others})  # type: ignore[arg-type]
            assert utility.utility.version == before, "nothing half done"
            assert not utility.utility.programs[1].controls

    asyncio.run(scene())


def test_an_mrid_names_one_control_for_ever(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            await utility.issue({"limit-active-power": 50.0}, duration=60, mrid="AB" * 16)
            clock.at += 100
            with pytest.raises(NotPossible, match="used before"):
                await utility.issue({"limit-active-power": 50.0}, duration=60, mrid="ab" * 16)

    asyncio.run(scene())
