"""Letters between aggregators and facilities: what is written is read, and nothing else is."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.stubs.aggregation.letters import (
    LARGEST,
    MOST_ASKS,
    Letter,
    Order,
    Sender,
    read,
    write,
)
from workbench.stubs.aggregation.payloads import (
    Answer,
    Answers,
    Ask,
    Asked,
    Hello,
    Payload,
    Readings,
    State,
)
from workbench.stubs.strict_json import Refused

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: name != "default"
)
NUMBERS = st.floats(-1e15, 1e15) | st.integers(-(10**15), 10**15)
VALUES = (
    st.booleans()
    | NUMBERS
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.frozensets(NAMES, max_size=4)
    | st.lists(st.tuples(NUMBERS, NUMBERS), max_size=4).map(tuple)
)
SETTINGS = st.dictionaries(NAMES, VALUES, max_size=4)
TIMES = st.floats(0, 1e12)


@st.composite
def asks(draw: st.DrawFn) -> Ask:
    start, end = draw(TIMES), draw(TIMES | st.none())
    settings = draw(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
    if end is not None and end <= start:
        end = start + 1 + abs(start)
    return Ask(draw(NAMES), start, end, settings)


ANSWERS = st.builds(Answer, NAMES, st.sampled_from(State), st.text("abc ", max_size=10))
PAYLOADS = (
    st.builds(Asked, SETTINGS, st.lists(asks(), max_size=4, unique_by=lambda ask: ask.id).map(tuple))
    | st.builds(Answers, st.lists(ANSWERS, max_size=4).map(tuple), st.text("abc", max_size=10))
    | st.builds(Readings, SETTINGS, SETTINGS)
    | st.just(Hello())
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(PAYLOADS, NAMES, st.integers(1, 2**53), TIMES)
def test_what_is_written_is_read(payload: Payload, run: str, number: int, sent: float) -> None:
    letter = Letter(payload, run, number, sent)
    assert read(write(letter)) == letter


@settings(max_examples=50)
@given(st.binary(max_size=200) | JSON.map(lambda said: json.dumps(said).encode()))
def test_noise_is_refused_in_a_sentence(octets: bytes) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        read(octets)


@given(PAYLOADS, st.data())
def test_a_letter_with_something_else_in_it_is_refused_or_read_never_worse(
    payload: Payload, data: st.DataObject
) -> None:
    said = json.loads(write(Letter(payload, "run", 1, 0.0)))
    place = said
    while True:
        name = data.draw(st.sampled_from(sorted(place)) if place else st.just("more"))
        inner = place.get(name)
        if not isinstance(inner, dict) or data.draw(st.booleans()):
            break
        place = inner
    place[name] = data.draw(JSON)
    try:
        letter = read(json.dumps(said).encode())
    except Refused:
        return
    assert read(write(letter)) == letter


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": 2}, "version 2; this end speaks version 1"),
        ({"version": True}, "version True"),
        ({"kind": "wish"}, "kind 'wish'; allowed are asked, answers, readings, hello"),
        ({"more": 1}, "has 'more', which is unknown"),
        ({"number": 0}, "number is 0"),
        ({"sent": -1}, "sent is -1"),
        ({"asks": {}}, "asks is {}"),
        ({"default": {"x": None}}, "default: x is None"),
        ({"default": {"x": [[1, 2, 3]]}}, "points are pairs"),
        ({"asks": [{"id": "a", "start": 5, "end": 5, "settings": {"x": 1}}]}, "not after its start"),
        ({"asks": [{"id": "a", "start": 5, "end": 6, "settings": {}}]}, "asks for nothing"),
        ({"asks": [{"id": "default", "start": 5, "end": 6, "settings": {"x": 1}}]}, "id 'default'"),
        (
            {"asks": [{"id": "a", "start": 5, "end": 6, "settings": {"x": 1}}] * 2},
            "stands in the letter twice",
        ),
        ({"asks": [{"id": "a", "start": 5, "settings": {"x": 1}}]}, "lacks end"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], why: str) -> None:
    said = json.loads(write(Letter(Asked(), "run", 1, 0.0))) | change
    with pytest.raises(Refused) as refused:
        read(json.dumps(said).encode())
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "octets",
    [
        b'{"version": 1, "version": 1}',
        b'{"sent": NaN}',
        b"[" * 50_000,
        b"9" * 10_000,
        b" " * (LARGEST + 1),
        b'{"a": "\\ud800"}',
    ],
)
def test_tricks_are_refused(octets: bytes) -> None:
    with pytest.raises(Refused):
        read(octets)


def test_what_cannot_be_read_is_not_written() -> None:
    for payload in (
        Readings({"x": math.inf}),
        Readings({"x": 1e16}),
        Readings({"x": "long" * 1_000}),
        Asked({}, tuple(Ask(str(number), 0, 1, {"x": True}) for number in range(MOST_ASKS + 1))),
        Asked({f"key-{number}": "y" * 1_000 for number in range(200)}),
    ):
        with pytest.raises(Refused):
            Sender(lambda: 0.0).letter(payload)


@given(st.lists(st.integers(0, 5), max_size=20))
def test_only_the_latest_letter_counts_in_whatever_order_they_come(arrivals: list[int]) -> None:
    sender, order = Sender(lambda: 0.0), Order()
    letters = [read(sender.letter(Asked({"x": number}))) for number in range(6)]
    held: Payload | None = None
    for number in arrivals:
        if order.is_new(letters[number]):
            held = letters[number].payload
    assert held == (Asked({"x": max(arrivals)}) if arrivals else None)


def test_a_sender_that_begins_anew_is_heard_and_its_earlier_letters_no_more() -> None:
    order, before, after = Order(), Sender(lambda: 0.0), Sender(lambda: 0.0)
    early, late = read(before.letter(Asked())), read(before.letter(Asked()))
    assert order.is_new(early)
    assert order.is_new(read(after.letter(Asked())))
    assert not order.is_new(late)
