"""The client against the head-end, over real TLS: discovery, PIN, schedule, answers, reports, a server that is away."""

from __future__ import annotations

import asyncio

import pytest

from tests.stubs.ieee2030_5.utility_side import PIN, START, Certificates, Clock, client_of, head_end
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.client import WrongPin
from workbench.stubs.ieee2030_5.connection import NotDone, ServerUnreachable
from workbench.stubs.ieee2030_5.received import RESPONSES

FEEDER = "Feeder/F-1"
LIMIT = "limit-active-power"


def said(utility: HeadEnd, mrid: str = "") -> list[str]:
    """Return what devices answered, in words."""
    return [answer.words for answer in utility.answers(mrid)]


def test_what_the_utility_issues_is_in_force_at_the_device(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock, poll_rate=60) as utility:
            utility.register(certificates.of("device").der, PIN, [FEEDER])
            await utility.set_default({LIMIT: 90.0, "enter-service-delay": 300.0})
            async with client_of(utility, certificates.of("device"), clock, pin=PIN) as client:
                changes: list[float] = []
                client.on_change = lambda: changes.append(clock.at)
                await client.discover()
                assert client.poll_rate == 60
                default = {f"{LIMIT}-enable": True, LIMIT: 90.0, "enter-service-delay": 300.0}
                assert client.in_force() == default
                assert client.standing() == ("default control", True)
                control = await utility.issue({LIMIT: 50.0}, group=FEEDER, start=START + 100, duration=100)
                await client.poll()
                assert [event.scheduled.mrid for event in client.schedule] == [control.mrid]
                assert client.in_force() == default
                assert client.in_force(START + 150)[LIMIT] == 50.0
                assert client.standing(START + 150) == (f"control {control.mrid}", False)
                assert client.next_change() == START + 100
                clock.at = START + 100
                await client.advance()
                assert client.in_force()[LIMIT] == 50.0
                clock.at = START + 200
                await client.poll()
                assert client.in_force() == default
                assert said(utility, control.mrid) == ["received", "started", "completed"]
                assert len(changes) == 4, "the default, the schedule, the start, the end"

    asyncio.run(scene())


def test_everything_a_control_can_carry_arrives_as_it_was_meant(certificates: Certificates) -> None:
    curve = ((92.0, 30.0), (98.0, 0.0), (102.0, 0.0), (108.0, -30.0))
    wanted = {
        "connect-disconnect": False,
        "enter-service-permit": True,
        LIMIT: 37.5,
        "set-active-power": -12.25,
        "set-active-power-absolute": 12_340.0,
        "constant-power-factor-injecting": 0.95,
        "constant-power-factor-excitation": "absorbing",
        "constant-reactive-power": -44.0,
        "volt-var-curve": curve,
        "volt-var-response-time": 5.0,
        "volt-watt-curve": ((106.0, 100.0), (110.0, 0.0)),
        "watt-power-factor-curve": ((0.0, 1.0), (100.0, -0.9)),
        "voltage-trip-high": ((120.0, 0.16), (110.0, 13.0)),
        "frequency-trip-low": ((56.5, 0.16), (58.5, 300.0)),
        "frequency-watt-deadband-high": 0.036,
        "frequency-watt-droop-high": 0.05,
        "frequency-watt-deadband-low": 0.036,
        "frequency-watt-droop-low": 0.05,
        "frequency-watt-response-time": 5.0,
    }
    known = {
        "setting-maximum-active-power": 10_000.0,
        "setting-maximum-apparent-power": 10_000.0,
        "setting-maximum-reactive-injection": 5_000.0,
        "nameplate-active-power": 10_000.0,
        "nameplate-supported-modes": frozenset({"volt-var"}),
    }

    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            async with client_of(utility, certificates.of("device"), clock) as client:
                await client.discover()
                await client.report(known)
                await utility.issue(wanted, duration=60)
                await client.poll()
                found = client.in_force()
                for key, value in wanted.items():
                    if isinstance(value, tuple):
                        assert [list(point) for point in found[key]] == [  # type: ignore[union-attr]
                            [pytest.approx(x, abs=1e-3), pytest.approx(y, abs=1e-3)] for x, y in value
                        ], key
                    else:
                        assert found[key] == (pytest.approx(value) if isinstance(value, float) else value), (
                            key
                        )
                assert not client.devices[certificates.of("device").lfdi].following.notes

    asyncio.run(scene())


def test_a_client_looks_at_the_pin_and_at_who_knows_it(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            async with client_of(utility, certificates.of("device"), clock, pin=123455) as client:
                with pytest.raises(WrongPin, match="111115 .* not 123455"):
                    await client.discover()
                assert client.in_force() == {}
            async with client_of(utility, certificates.of("stranger"), clock) as client:
                with pytest.raises(NotDone, match="404"):
                    await client.discover()
            async with client_of(utility, certificates.of("device"), clock, lfdi="AB" * 20) as client:
                with pytest.raises(NotDone, match="does not show the device AB"):
                    await client.discover()

    asyncio.run(scene())


def test_the_schedule_runs_on_when_the_server_is_away(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            for number in range(30):
                await utility.issue({LIMIT: 10.0 + number}, start=START + 100 * (number + 1), duration=100)
            client = client_of(utility, certificates.of("device"), clock)
            await client.discover()
        async with client:
            assert len(client.schedule) == 30
            for number in (0, 13, 29):
                clock.at = START + 100 * (number + 1) + 5
                assert client.in_force()[LIMIT] == 10.0 + number
                with pytest.raises(ServerUnreachable, match="does not answer"):
                    await client.advance()
            with pytest.raises(ServerUnreachable):
                await client.poll()
            assert len(client.schedule) == 30
            outbox = client.devices[certificates.of("device").lfdi].following.outbox
            statuses = [reply.response.status for reply in outbox]
            assert statuses.count(2) >= 3, "answers wait"
            assert outbox[0].response.createdDateTime == START + 105, "with the time of what they say"

    asyncio.run(scene())


def test_answers_follow_what_becomes_of_events(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN, [FEEDER])
            async with client_of(utility, certificates.of("device"), clock) as client:
                await client.discover()
                wide = await utility.issue({LIMIT: 80.0}, start=START + 10, duration=100)
                await client.poll()
                clock.at = START + 15
                await client.poll()
                near = await utility.issue({LIMIT: 40.0}, group=FEEDER, start=START + 20, duration=30)
                await client.poll()
                assert client.in_force()[LIMIT] == 80.0
                clock.at = START + 25
                await client.poll()
                assert client.in_force()[LIMIT] == 40.0
                assert said(utility, wide.mrid) == ["received", "started", "superseded"]
                await utility.cancel(near.mrid)
                clock.at = START + 26
                await client.poll()
                assert client.in_force() == {}, "the superseded one does not come back"
                assert said(utility, near.mrid) == ["received", "started", "cancelled"]
                early = await utility.issue({"connect-disconnect": False}, start=START + 60, duration=30)
                await client.poll()
                await utility.cancel(early.mrid)
                await client.poll()
                assert said(utility, early.mrid) == ["received", "cancelled"], "it never began"
                assert set(said(utility)) <= set(RESPONSES.values())

    asyncio.run(scene())


def test_an_event_that_means_nothing_here_is_refused_and_the_others_go_on(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            lost = await utility.issue(
                {"volt-watt-curve": ((106.0, 100.0), (110.0, 0.0))}, start=START + 5, duration=60
            )
            good = await utility.issue({LIMIT: 30.0}, duration=60)
            utility.utility.programs[1].curves.clear()
            utility.utility.changed("/derp/1/dc")
            async with client_of(utility, certificates.of("device"), clock) as client:
                await client.discover()
                await client.poll()
                assert [event.scheduled.mrid for event in client.schedule] == [good.mrid]
                assert said(utility, lost.mrid) == ["received", "rejected: the event is not valid"]
                assert said(utility, good.mrid) == ["received", "started"]
                notes = client.devices[certificates.of("device").lfdi].following.notes
                assert "which is not there" in notes[lost.mrid]

    asyncio.run(scene())


def test_times_go_by_the_servers_clock(certificates: Certificates) -> None:
    async def scene() -> None:
        server_clock, own = Clock(), Clock(START - 5_000.0)
        async with head_end(certificates, clock=server_clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            await utility.issue({LIMIT: 30.0}, start=START + 100, duration=60)
            async with client_of(utility, certificates.of("device"), own) as client:
                await client.discover()
                assert client.next_change() == pytest.approx(own.at + 100)
                own.at += 101
                assert client.in_force()[LIMIT] == 30.0

    asyncio.run(scene())


def test_an_aggregator_follows_each_of_its_fleet(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        aggregator = certificates.of("aggregator")
        async with head_end(certificates, clock=clock) as utility:
            utility.register(aggregator.der, PIN)
            fleet = [f"{number:02X}" * 20 for number in (0xA1, 0xA2)]
            for number, lfdi in enumerate(fleet):
                utility.register(lfdi, PIN, [f"Feeder/F-{number}"], via=aggregator.der)
            control = await utility.issue({LIMIT: 30.0}, group="Feeder/F-1", duration=60)
            async with client_of(utility, aggregator, clock) as client:
                await client.discover()
                assert list(client.devices) == [aggregator.lfdi, *fleet]
                assert [client.in_force(device=lfdi).get(LIMIT) for lfdi in fleet] == [None, 30.0]
                assert [answer.device for answer in utility.answers(control.mrid)] == [fleet[1]] * 2
                utility.register("A3" * 20, PIN, ["Feeder/F-1"], via=aggregator.der)
                await utility.move(fleet[0], ["Feeder/F-1"])
                await client.poll()
                assert [client.in_force(device=lfdi).get(LIMIT) for lfdi in (*fleet, "A3" * 20)] == [30.0] * 3
                await client.report({"monitoring-active-power": 77.0}, device=fleet[0])
                assert await utility.read("monitoring-active-power", fleet[0]) == 77.0

    asyncio.run(scene())


def test_reports_arrive_in_the_units_of_the_table(certificates: Certificates) -> None:
    readings = {
        "nameplate-active-power": 5_000.0,
        "nameplate-supported-modes": frozenset({"limit-active-power", "volt-var"}),
        "setting-maximum-active-power": 4_800.0,
        "setting-maximum-reactive-injection": 2_400.0,
        "monitoring-active-power": 3_210.5,
        "monitoring-reactive-power": -120.0,
        "monitoring-frequency": 60.012,
        "monitoring-voltage-phase-a": 241.2,
        "monitoring-voltage-phase-b": 239.9,
        "monitoring-energy-delivered": 12_345_678.0,
        "monitoring-operational-state": "on",
        "monitoring-connection-status": frozenset({"connected"}),
        "monitoring-state-of-charge": 55.5,
        "monitoring-available-active-power": 4_000.0,
        "monitoring-cabinet-temperature": 40.0,
    }

    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            own = certificates.of("device")
            device = utility.register(own.der, PIN)
            async with client_of(utility, own, clock) as client:
                await client.discover()
                await client.report(readings)
                measured = dict(utility.observe().measured[device.name])
                assert measured == {
                    key: pytest.approx(value) if isinstance(value, float) else value
                    for key, value in readings.items()
                    if key != "monitoring-cabinet-temperature"
                }
                before = utility.exchanges.total
                clock.at += 10
                await client.report({"monitoring-active-power": 11.0})
                assert await utility.read("monitoring-active-power", own.lfdi) == 11.0
                puts = [one.words for one in utility.exchanges.latest() if "PUT" in one.words]
                assert sum("dercap" in words for words in puts) == 1, "the nameplate is not sent again"
                assert utility.exchanges.total - before == 6, (
                    "status, availability, readings: asked and answered"
                )
                await client.report({"monitoring-alarm-status": frozenset({"over-frequency"})})
                await client.report({"monitoring-alarm-status": frozenset()})
                details = [event.details for _, event in device.logs]
                codes = [event.logEventCode for _, event in device.logs]
                assert details == ["over-frequency began", "over-frequency ended"]
                assert codes[1] == codes[0] + 1

    asyncio.run(scene())
