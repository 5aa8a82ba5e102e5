"""What a link does to times: never too early, never out of order, never more than the line carries."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.stubs.links import Link, MediaFault, Medium, Outage, medium
from workbench.stubs.links.media import Direction

directions = st.builds(
    Direction,
    latency=st.floats(0, 2),
    jitter=st.floats(0, 2),
    bandwidth=st.none() | st.floats(1_000, 1e8),
    loss=st.floats(0, 0.5),
)
mediums = st.builds(
    Medium,
    st.just("any"),
    up=directions,
    down=directions,
    reordering=st.floats(0, 1),
    stall=st.floats(0.2, 2),
)
pieces = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 2), st.integers(1, 65_536)), min_size=1, max_size=40
)


def passed(link: Link, pieces: list[tuple[float, int, int]]) -> list[list[tuple[float, float, int]]]:
    """Return for each of three connections when its pieces entered and came out, and how long they were."""
    lanes = [link.lane("up") for _ in range(3)]
    found: list[list[tuple[float, float, int]]] = [[], [], []]
    now = 100.0
    for pause, which, octets in pieces:
        now += pause
        octets = min(octets, link.quantum("up"))
        found[which].append((now, lanes[which].arrival(now, octets), octets))
    return found


@given(mediums, st.integers(0, 9), pieces)
def test_order_latency_and_bandwidth_hold(
    medium: Medium, seed: int, pieces: list[tuple[float, int, int]]
) -> None:
    found = passed(Link(medium, seed), pieces)
    bandwidth = medium.up.bandwidth
    for lane in found:
        arrivals = [at for _, at, _ in lane]
        assert arrivals == sorted(arrivals)
        for entered, at, octets in lane:
            slowest = 0 if bandwidth is None else 8 * octets / bandwidth
            assert at >= entered + medium.up.latency + slowest - 1e-6
        if bandwidth is not None:
            for begin, end in itertools.combinations(range(len(lane)), 2):
                bits = 8 * sum(octets for _, _, octets in lane[begin + 1 : end + 1])
                assert bits <= bandwidth * (arrivals[end] - arrivals[begin]) * (1 + 1e-6) + 1e-3
    if bandwidth is not None:
        everything = sorted(itertools.chain(*found))
        total, first = 8 * sum(octets for _, _, octets in everything), everything[0][0]
        latest = max(at for _, at, _ in everything)
        assert total <= bandwidth * (latest - first) * (1 + 1e-6) + 1e-3


@given(mediums, st.integers(0, 9), pieces)
def test_the_same_seed_gives_the_same_times(
    medium: Medium, seed: int, pieces: list[tuple[float, int, int]]
) -> None:
    assert passed(Link(medium, seed), pieces) == passed(Link(medium, seed), pieces)
    first, second = Link(medium, seed), Link(medium, seed)
    assert [first.opening() for _ in range(3)] == [second.opening() for _ in range(3)]


def test_without_chance_the_times_are_those_of_the_figures() -> None:
    slow = Medium("slow", up=Direction(latency=0.3, bandwidth=8_000))
    link = Link(slow)
    lane = link.lane("up")
    assert lane.arrival(10, 500) == pytest.approx(10.8)
    assert lane.arrival(10, 1_000) == pytest.approx(11.8)
    assert link.lane("up").arrival(10, 1_000) == pytest.approx(12.8)  # another connection waits for the line
    assert link.lane("down").arrival(10, 1_000) == 10
    assert lane.arrival(50, 1_000) == pytest.approx(51.3)
    assert link.quantum("up") == 1_460
    assert link.window("down") == 1 << 20


@settings(max_examples=20)
@given(st.integers(0, 1_000))
def test_losses_stall_about_as_often_as_they_should_and_never_lose_anything(seed: int) -> None:
    lossy = Medium("lossy", up=Direction(loss=0.2), stall=1.0)
    lane = Link(lossy, seed).lane("up")
    times = [lane.arrival(100.0 * number, 1_460) - 100.0 * number for number in range(2_000)]
    stalled = [time for time in times if time > 0]
    assert 0.15 < len(stalled) / len(times) < 0.25
    # One loss takes a second, two take three, three take seven: the timeout doubles.
    assert min(stalled) == pytest.approx(1)
    assert {round(time) for time in stalled} >= {1, 3, 7}


def test_outages_are_scheduled_or_commanded() -> None:
    link = Link(medium("none"), outages=[Outage(10, 20, "reset", "refuse")])
    assert link.outage(1_000) is None
    assert link.next_change(1_000) == 1_010
    assert link.outage(1_010) == Outage(10, 20, "reset", "refuse")
    assert link.next_change(1_010) == 1_020
    assert link.outage(1_020) is None
    assert link.next_change(1_020) is None
    told = []
    unwatch = link.watch(lambda: told.append("changed"))
    link.set(outage=True)
    commanded = link.outage(1_020)
    assert commanded is not None
    assert (commanded.existing, commanded.new) == ("hang", "hang")
    link.set(outage=False, medium=medium("satellite"))
    assert link.outage(1_020) is None
    assert link.medium.round_trip == pytest.approx(0.6)
    unwatch()
    link.set(outage=True)
    assert told == ["changed", "changed"]


def test_connections_may_overtake_each_other_when_they_are_opened() -> None:
    times = [Link(medium("none").with_(reordering=0.5), seed).opening() for seed in range(20)]
    assert min(times) < 0.1
    assert 0.4 < max(times) <= 0.5
    assert Link(medium("satellite").with_(reordering=0)).opening() == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latency": -1}, "latency is -1 s; allowed are 0 to 3600"),
        ({"jitter": float("nan")}, "jitter is nan s"),
        ({"bandwidth": 0}, "bandwidth is 0 bit/s; allowed is 1 or more, or none"),
        ({"loss": 1}, "less than 1"),
        ({"stall": 0}, "stall is 0 s"),
        ({"speed": 3}, "no speed; allowed are latency"),
    ],
)
def test_figures_that_cannot_be_are_refused(changes: dict[str, float], words: str) -> None:
    with pytest.raises(MediaFault, match=words):
        medium("satellite").with_(**changes)
