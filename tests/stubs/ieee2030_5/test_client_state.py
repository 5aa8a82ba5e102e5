"""What a client keeps of its schedule: all of it, to the second, with what it answered, and nothing else."""

from __future__ import annotations

import copy
import json
import ssl
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.ieee2030_5.test_following import LFDI, answers, control
from workbench.stubs.ieee2030_5.client import Client
from workbench.stubs.ieee2030_5.client_state import ClientState, state_kept, state_read
from workbench.stubs.ieee2030_5.following import Following, ProgramRead
from workbench.stubs.ieee2030_5.resources.base import Link
from workbench.stubs.ieee2030_5.resources.programs import (
    ControlBase,
    CurveData,
    DefaultDERControl,
    DERCurve,
    DERProgram,
)

CURVE = DERCurve(
    mRID="0C" * 16,
    creationTime=1,
    curveType=0,
    CurveData=[CurveData(xvalue=92, yvalue=30), CurveData(xvalue=108, yvalue=-30)],
    xMultiplier=0,
    yMultiplier=0,
    yRefType=2,
)


def client() -> Client:
    return Client("127.0.0.1", 1, ssl.create_default_context())


def learnt(events: list[tuple[int, int, int, int]], moments: list[int]) -> Following:
    """Return what a client knows that heard of events at some moments."""
    following = Following(LFDI)
    controls = []
    for number, (start, duration, randomized, limit) in enumerate(events, 1):
        one = control(number, start, duration, limit=limit)
        one.randomizeStart = randomized
        one.randomizeDuration = -randomized
        controls.append(one)
    default = DefaultDERControl(
        mRID="0D" * 16, DERControlBase=ControlBase(opModVoltVar=Link(href="/dc/1")), setESDelay=30_000
    )
    for now in moments or [0]:
        program = DERProgram(mRID="0F" * 16, primacy=1)
        following.learn([ProgramRead(program, controls, default, {"/dc/1": CURVE})], now)
    return following


def kept_of(following: Following) -> dict[str, Any]:
    known = client()
    ClientState(3.5, 60, {LFDI: (following, {"setting-maximum-active-power": 5e3})}).put_into(known, 7.0)
    known.take({"monitoring-active-power": 1.0})
    return json.loads(json.dumps(state_kept(known)))


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 2_000), st.integers(1, 500), st.integers(-300, 300), st.integers(0, 11_000)),
        max_size=8,
    ),
    st.lists(st.integers(0, 2_500), max_size=3).map(sorted),
)
def test_a_schedule_goes_on_as_if_there_had_been_no_restart(
    events: list[tuple[int, int, int, int]], moments: list[int]
) -> None:
    following = learnt(events, moments)
    restored, known = state_read(kept_of(following)).devices[LFDI]
    assert known == {"setting-maximum-active-power": 5e3}
    assert restored.events == following.events
    assert (restored.defaults, restored.notes) == (following.defaults, following.notes)
    for now in range(0, 2_600, 130):
        assert restored.rulings(now) == following.rulings(now)
    last = (moments or [0])[-1]
    for now in (last, last + 600, 4_000):
        following.advance(now)
        restored.advance(now)
        assert answers(restored) == answers(following)
        assert [one.address for one in restored.outbox] == [one.address for one in following.outbox]


def test_a_client_goes_on_with_the_server_s_clock_and_when_it_was_heard() -> None:
    state = state_read(kept_of(learnt([(10, 100, 0, 5_000)], [20])))
    fresh = client()
    state.put_into(fresh, 1_000.0)
    assert (fresh.offset, fresh.poll_rate, fresh.heard) == (3.5, 60, 1_000.0)
    assert fresh.in_force(20.0)["limit-active-power"] == 50.0
    assert fresh.standing(20.0) == (f"control {1:032X}", False)
    assert fresh.next_change(20.0) == 110 - 3.5
    assert (state.events, state_read({}).devices) == (1, {})


def _set(path: str, value: object) -> Any:
    def change(kept: dict[str, Any]) -> None:
        *way, last = path.split("/")
        held: Any = kept
        for step in way:
            held = held[int(step) if isinstance(held, list) else step]
        held[int(last) if isinstance(held, list) else last] = value

    return change


EVENT = f"devices/{LFDI}/events/0"


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept.pop("offset"),
        _set("offset", "soon"),
        _set("poll-rate", 0),
        _set("devices", {"no LFDI": {}}),
        _set(f"devices/{LFDI}/known", {"a": None}),
        _set(f"{EVENT}/said", ["received"]),
        _set(f"{EVENT}/unknown", 1),
        _set(f"{EVENT}/scheduled/start", "10"),
        _set(f"{EVENT}/scheduled/mrid", "xyz"),
        _set(f"{EVENT}/scheduled/content", {"opModMaxLimW": "half"}),
        _set(f"{EVENT}/scheduled/content", {"opModVoltVar": {"CurveData": [{"x": 1}]}}),
        _set(f"devices/{LFDI}/defaults/0/content", []),
        _set(f"devices/{LFDI}/outbox", [[1, {}]]),
    ],
)
def test_what_is_no_schedule_is_refused_before_anything_goes_on_from_it(change: Any) -> None:
    kept = kept_of(learnt([(10, 100, 0, 5_000)], [20]))
    state_read(copy.deepcopy(kept))
    change(kept)
    with pytest.raises((ValueError, KeyError, TypeError)):
        state_read(kept)
