"""What is in force at a moment: rules by example, and what has to hold for any events."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.stubs.ieee2030_5.scheduling import (
    Default,
    EventState,
    Phase,
    Scheduled,
    drawn,
    held,
    in_force,
    next_change,
    phase,
    rank,
    span,
)

LIMIT, CURVE = "opModMaxLimW", "opModVoltVar"
DEVICE = "AB" * 20


def event(mrid: str = "01", start: int = 100, duration: int = 100, **others: object) -> Scheduled:
    values = {"program": "P", "primacy": 5, "created": 0, "content": {LIMIT: int(mrid, 16)}} | others
    return Scheduled(mrid=mrid, start=start, duration=duration, **values)  # type: ignore[arg-type]


def ruling(events: list[Scheduled], now: float, element: str = LIMIT, *defaults: Default) -> object:
    found = in_force(events, defaults, now).get(element)
    return found and found.content


def test_an_event_holds_from_its_start_until_before_its_end() -> None:
    events = [event()]
    assert [ruling(events, now) for now in (99, 100, 199.9, 200)] == [None, 1, 1, None]


def test_the_default_holds_when_no_event_does_and_by_primacy() -> None:
    defaults = (Default("P", 5, {LIMIT: "near", CURVE: "curve"}), Default("Q", 9, {LIMIT: "far", "x": 1}))
    events = [event()]
    assert ruling(events, 50, LIMIT, *defaults) == "near"
    assert ruling(events, 150, LIMIT, *defaults) == 1
    assert ruling(events, 150, CURVE, *defaults) == "curve"
    assert ruling(events, 50, "x", *defaults) == 1


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        ({"primacy": 1}, {"primacy": 2, "created": 99}, 1),
        ({"created": 10}, {"created": 11}, 2),
        ({}, {}, 2),
    ],
    ids=["the lower primacy", "the newer", "the greater mRID"],
)
def test_which_of_two_goes_first(first: dict[str, object], second: dict[str, object], winner: int) -> None:
    assert ruling([event("01", **first), event("02", **second)], 150) == winner


def test_a_superseded_event_does_not_come_back() -> None:
    events = [event("01", 100, 300), event("02", 200, 50, primacy=1)]
    assert [ruling(events, now) for now in (150, 220, 260)] == [1, 2, None]
    spans = held(events)
    assert [phase(events[0], spans, now) for now in (50, 150, 220, 900)] == [
        Phase.SCHEDULED,
        Phase.ACTIVE,
        Phase.SUPERSEDED,
        Phase.SUPERSEDED,
    ]
    assert [phase(events[1], spans, now) for now in (220, 260)] == [Phase.ACTIVE, Phase.COMPLETED]


def test_an_event_is_superseded_in_part() -> None:
    events = [event("01", 100, 300, content={LIMIT: 1, CURVE: "c"}), event("02", 200, 50, primacy=1)]
    assert ruling(events, 220) == 2
    assert ruling(events, 260) is None
    assert ruling(events, 260, CURVE) == "c"
    assert phase(events[0], held(events), 260) == Phase.ACTIVE


def test_what_is_superseded_itself_supersedes_nothing_later() -> None:
    middle, best, late = (
        event("02", 100, 400, primacy=2),
        event("03", 200, 50, primacy=1),
        event("01", 300, 100),
    )
    assert ruling([middle, best, late], 350) == 1


def test_a_cancelled_event_ends_then_and_one_cancelled_before_it_began_never_was() -> None:
    worse = event("01", 100, 300)
    better = event("02", 150, 100, primacy=1)
    early = replace(better, state=EventState.CANCELLED, state_at=120)
    assert ruling([worse, early], 200) == 1
    assert phase(early, held([worse, early]), 121) == Phase.CANCELLED
    running = replace(better, state=EventState.CANCELLED, state_at=180)
    assert [ruling([worse, running], now) for now in (170, 181)] == [2, None]


def test_what_the_server_calls_superseded_ends_then() -> None:
    one = event(state=EventState.SUPERSEDED, state_at=150)
    assert [ruling([one], now) for now in (149, 150)] == [1, None]
    assert phase(one, held([one]), 150) == Phase.SUPERSEDED


def test_a_cancellation_by_chance_ends_later_by_at_most_what_the_event_says() -> None:
    one = event(state=EventState.CANCELLED_BY_CHANCE, state_at=120, randomize_duration=-30)
    ends = {span(one, f"{number:040X}").end for number in range(200)}
    assert min(ends) == 120
    assert max(ends) == 150


@given(st.integers(-3600, 3600), st.integers(0, 2**160 - 1))
def test_chance_stays_within_its_bound_and_is_the_same_again(bound: int, number: int) -> None:
    device = f"{number:040X}"
    seconds = drawn("01", "start", bound, device)
    assert min(0, bound) <= seconds <= max(0, bound)
    assert seconds == drawn("01", "start", bound, device)
    assert drawn("01", "start", bound, "") == 0


def test_chance_reaches_its_whole_range_over_many_devices() -> None:
    starts = [span(event(randomize_start=60), f"{number:040X}").start for number in range(2_000)]
    assert (min(starts), max(starts)) == (100, 160)
    assert 120 < sum(starts) / len(starts) < 140


EVENTS = st.lists(
    st.builds(
        Scheduled,
        mrid=st.integers(1, 2**16).map(lambda number: f"{number:032X}"),
        program=st.sampled_from(["P", "Q"]),
        primacy=st.integers(0, 2),
        created=st.integers(0, 3),
        start=st.integers(0, 20),
        duration=st.integers(0, 20),
        content=st.dictionaries(st.sampled_from([LIMIT, CURVE]), st.integers(), min_size=1),
        state=st.sampled_from([0, 0, 0, 2, 3, 4]),
        state_at=st.integers(0, 40),
        randomize_start=st.integers(-5, 5),
        randomize_duration=st.integers(-5, 5),
    ),
    max_size=7,
    unique_by=lambda one: one.mrid,
)
DEFAULTS = st.just([Default("P", 0, {LIMIT: "default"})])


@settings(max_examples=50, deadline=None, database=None)
@given(EVENTS, DEFAULTS, st.randoms())
def test_any_events(events: list[Scheduled], defaults: list[Default], chance: object) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    gone: set[tuple[str, str]] = set()
    before: dict[str, str] = {}
    for now in range(-6, 60):
        found = in_force(events, defaults, now, DEVICE)
        assert found == in_force(shuffled, defaults, now, DEVICE), (
            "the order of what is known does not matter"
        )
        for element, one in found.items():
            if isinstance(one.source, Default):
                holding = [e for e in events if element in e.content and span(e, DEVICE).has(now)]
                assert all(_gone_before(e, element, events, now) for e in holding), "default beside an event"
                continue
            assert span(one.source, DEVICE).has(now)
            assert (element, one.source.mrid) not in gone, "what was superseded came back"
            assert one.until is not None
            assert now < one.until
        now_ruling = {
            element: one.source.mrid for element, one in found.items() if isinstance(one.source, Scheduled)
        }
        gone |= {(element, mrid) for element, mrid in before.items() if now_ruling.get(element) != mrid}
        before = now_ruling


def _gone_before(one: Scheduled, element: str, events: list[Scheduled], now: int) -> bool:
    """Whether another event, which goes before, overlapped it up to now."""
    own = span(one, DEVICE)
    return any(
        rank(other) < rank(one) and element in other.content and own.meets(span(other, DEVICE))
        for other in events
        if span(other, DEVICE).start <= now
    )


@settings(max_examples=50, deadline=None, database=None)
@given(EVENTS, st.integers(-6, 60))
def test_nothing_changes_before_the_next_change(events: list[Scheduled], now: int) -> None:
    following = next_change(events, now, DEVICE)
    end = 80 if following is None else following
    first = in_force(events, [], now, DEVICE)
    spans = held(events, DEVICE)
    for moment in range(now, end):
        assert in_force(events, [], moment, DEVICE) == first
        assert [phase(e, spans, moment) for e in events] == [phase(e, spans, now) for e in events]
