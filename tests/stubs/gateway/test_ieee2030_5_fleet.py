"""What a fleet's client asks of each facility is what is in force for its device, at every moment."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.ieee2030_5.utility_side import PIN, START, Certificates, Clock, head_end
from workbench.der.codecs import Context
from workbench.der.quantities import Value
from workbench.stubs.aggregation.letters import Letter, write
from workbench.stubs.aggregation.payloads import Asked
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.gateway.ieee2030_5_fleet import Ieee2030Fleet, whole_schedule
from workbench.stubs.ieee2030_5.client import Followed
from workbench.stubs.ieee2030_5.following import Event, Following
from workbench.stubs.ieee2030_5.reporting import Reporter
from workbench.stubs.ieee2030_5.resources.devices import EndDevice
from workbench.stubs.ieee2030_5.scheduling import Default, EventState, Scheduled
from workbench.stubs.ieee2030_5.values import asked
from workbench.stubs.tls import client_context

LFDI = "AB" * 20
LIMIT = "limit-active-power"
CONTENTS: list[dict[str, Value]] = [
    {LIMIT: 50.0},
    {LIMIT: 30.0, "connect-disconnect": False},
    {"connect-disconnect": True},
    {"constant-reactive-power": 20.0},
]
EVENTS = st.lists(
    st.builds(
        dict,
        program=st.integers(0, 2),
        created=st.integers(0, 3),
        start=st.integers(0, 30),
        duration=st.integers(1, 30),
        content=st.sampled_from(CONTENTS),
        state=st.sampled_from([EventState.SCHEDULED, EventState.CANCELLED, EventState.SUPERSEDED]),
        state_at=st.integers(0, 40),
        randomize_start=st.sampled_from([0, 5, -5]),
        randomize_duration=st.sampled_from([0, 10]),
    ),
    max_size=6,
)


@settings(max_examples=60)
@given(EVENTS, st.lists(st.sampled_from(CONTENTS), max_size=3), st.integers(7, 30), st.sampled_from([0, 7]))
def test_what_is_asked_at_any_moment_is_what_is_in_force(
    events: list[dict[str, object]], defaults: list[dict[str, Value]], now: int, offset: int
) -> None:
    following = Following(LFDI)
    for number, one in enumerate(events):
        rank = one["program"]
        assert isinstance(rank, int)
        made = Scheduled(
            **{**one, "content": elements(one["content"]), "program": f"P{rank}"},  # type: ignore[arg-type]
            mrid=f"{number:032X}",
            primacy=rank,
        )
        following.events[made.program, made.mrid] = Event(scheduled=made)
    for rank, content in enumerate(defaults):
        following.defaults[f"P{rank}"] = Default(f"P{rank}", rank, elements(content))
    followed = Followed(device=EndDevice(sFDI=1, changedTime=0), following=following, reporter=Reporter(LFDI))
    whole = whole_schedule(followed, now, offset)
    write(Letter(whole, "run", 1, 0.0))  # it can be said
    for moment in range(now, 80):
        values = dict(whole.default)
        active = whole.active(moment - offset)
        for ask in active:
            values |= ask.settings
        assert values == following.in_force(moment)
        keys = [key for ask in active for key in ask.settings]
        assert len(keys) == len(set(keys))  # no two say something of the same


def elements(values: object) -> dict[str, object]:
    assert isinstance(values, dict)
    return dict(asked(values, Context()).elements)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return an authority with its certificates."""
    return Certificates(tmp_path_factory.mktemp("pki"))


def test_times_go_by_the_aggregators_clock_and_who_is_not_shown_is_told_of(
    certificates: Certificates,
) -> None:
    async def scene() -> None:
        own, log = Clock(START - 5_000.0), ExchangeLog("aggregator")
        aggregator = certificates.of("aggregator")
        async with head_end(certificates, clock=Clock()) as utility:
            utility.register(aggregator.der, PIN)
            utility.register(LFDI, PIN, ["Feeder/F-1"], via=aggregator.der)
            control = await utility.issue({LIMIT: 30.0}, group="Feeder/F-1", start=START + 100, duration=60)
            endpoint = utility.endpoints[0]
            fleet = Ieee2030Fleet(
                endpoint.host,
                endpoint.port,
                client_context(aggregator),
                {"here": LFDI, "missing": "CD" * 20},
                pin=PIN,
                clock=own,
            )
            assert fleet.asked_of("here", own()) is None  # nothing is known yet, which is not nothing asked
            changed = asyncio.Event()
            await fleet.start(Aggregate({}, lambda key, value: None), changed, log)
            async with asyncio.timeout(30):
                await changed.wait()
                while not any("missing" in one.words for one in log.latest()):
                    await asyncio.sleep(0.01)
            whole = fleet.asked_of("here", own())
            assert isinstance(whole, Asked)
            (ask,) = whole.asks
            assert (ask.id, ask.settings[LIMIT]) == (control.mrid, 30.0)
            assert (ask.start, ask.end) == (own() + 100, own() + 160)
            assert fleet.asked_of("missing", own()) is None
            await fleet.report_of("here", {"monitoring-active-power": 5.0}, own())
            assert await utility.read("monitoring-active-power", LFDI) == 5.0
            with pytest.raises(Unreachable, match="no device of missing"):
                await fleet.report_of("missing", {"monitoring-active-power": 5.0}, own())
            await fleet.stop()

    asyncio.run(scene())
