"""The window of schedules: written, read back, judged whole, and carried out as it was when it was put into use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.dnp3.schedules import DATE, NOON, WINDOWS, Windowed
from workbench.der.codecs.dnp3_schedules import parts_of
from workbench.der.device import NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.der.dnp3_schedules import Block
from workbench.der.quantities import Protocol
from workbench.der.schedule import WEEKDAYS, Entry, Every, Schedule
from workbench.stubs.dnp3.outstation import Outstation
from workbench.stubs.dnp3.points import PointId
from workbench.stubs.dnp3.schedule_keeper import SCHEDULES, Place
from workbench.stubs.dnp3.scheduling import _Targets
from workbench.stubs.gateway.schedule_book import ScheduleBook

every_window = pytest.mark.parametrize("block", WINDOWS, ids=lambda block: block.name)


def book(window: Windowed) -> ScheduleBook:
    assert isinstance(window.keeper, ScheduleBook)
    return window.keeper


@every_window
def test_what_is_written_is_read_back_by_its_number(block: Block) -> None:
    window = Windowed(block)
    window.limit(3, (0, 50.0), (600, 80.0), priority=7)
    window.limit(4, (0, 20.0), priority=9)
    assert window.read("selector", "priority", "count", "value_1") == [4, 9, 1, 200]
    window.write(selector=3)
    assert window.read("selector", "priority", "count", "value_1", "offset_2", "value_2", "start-date") == [
        3,
        7,
        2,
        500,
        600,
        800,
        DATE,
    ]
    window.write(selector=5)
    assert window.read("selector", "priority", "count", "value_1") == [5, 0, 0, 0]


@every_window
def test_it_is_carried_out_as_it_was_when_it_was_put_into_use(block: Block) -> None:
    window = Windowed(block)
    window.limit(1, (0, 50.0), (600, 80.0))
    place = Place(block.name, 1)
    assert book(window).asked(NOON).values == {}
    window.switch()
    assert book(window).asked(NOON).values == {"limit-active-power": 50.0}
    window.write(value_1=300)
    assert book(window).asked(NOON + 10).values == {"limit-active-power": 50.0}
    assert book(window).asked(NOON + 600).values == {"limit-active-power": 80.0}
    window.switch()
    assert book(window).asked(NOON + 10).values == {"limit-active-power": 30.0}
    assert book(window).used()[place].entries[0].value == 30.0
    window.switch(on=False)
    assert book(window).asked(NOON + 10).values == {}


BAD = {
    "no points": ({"count": 0}, "1 to 100 points, not 0"),
    "offsets that do not rise": ({"offset_2": 0, "offset_1": 5}, "offset of point 2"),
    "an offset below 0": ({"offset_1": -5}, "offset of point 1"),
    "a value out of range": ({"value_2": 1_001}, "point 2.*0 to 1000"),
    "points after it begins again": ({"interval": 5, "units": 2}, "begins again after 300 s"),
    "a start beyond the calendar": ({"start-date": 2**31 - 1}, "year 10000"),
}


@every_window
@pytest.mark.parametrize(("changed", "why"), BAD.values(), ids=BAD)
def test_what_is_not_valid_is_refused_whole_and_the_earlier_one_goes_on(
    block: Block, changed: dict[str, int], why: str
) -> None:
    window = Windowed(block)
    window.limit(1, (0, 50.0), (600, 80.0))
    window.switch()
    if changed.get("offset_1", 0) < 0:
        with pytest.raises(OutOfRange, match="takes 0 to"):  # the list itself allows none
            window.write(**changed)
        return
    window.write(**changed)
    with pytest.raises(OutOfRange, match=why):
        window.switch()
    assert book(window).asked(NOON).values == {"limit-active-power": 50.0}
    told = "validated" if "validated" in window.block.inputs else "ready"
    assert window.read(told) == [told == "ready"]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    window = Windowed(WINDOWS[0])
    window.limit(1, (0, 50.0), (0, 80.0))
    window.write(**{"value_1": 5_000, "start-date": 2**31 - 1})
    with pytest.raises(OutOfRange) as refused:
        window.switch()
    for words in ("year 10000", "point 1: ", "offset of point 2"):
        assert words in str(refused.value)


def test_a_type_for_which_there_is_no_quantity_is_refused_by_name() -> None:
    window = Windowed(WINDOWS[0])
    window.limit(1, (0, 50.0))
    window.write(type=15)
    with pytest.raises(OutOfRange, match=r"type 15 \(Coordinated Charge/Discharge - SOC Target\)"):
        window.switch()
    with pytest.raises(OutOfRange, match="0 to 30"):
        window.write(type=31)


@every_window
def test_numbers_and_counts_have_their_limits(block: Block) -> None:
    window = Windowed(block)
    for parts in ({"selector": 0}, {"selector": SCHEDULES + 1}, {"count": 101}, {"units": 9}, {"count": 1.5}):
        with pytest.raises(OutOfRange):
            window.write(**parts)  # type: ignore[arg-type]
    with pytest.raises(NotWritable, match="only read"):
        window.points.check(PointId.of(block.inputs["count"]), 1)
    assert SCHEDULES >= 24


def test_an_action_that_is_no_output_of_a_quantity_is_refused() -> None:
    (block,) = [block for block in WINDOWS if not block.types]
    window = Windowed(block)
    window.limit(1, (0, 50.0))
    for changed, why in (
        ({"action-index_1": 244}, "AO244 is no output here that a schedule could operate"),
        ({"action-type_1": 0, "action-index_1": 87}, "action of type 0"),
    ):
        window.write(**changed)
        with pytest.raises(OutOfRange, match=why):
            window.switch()


def test_a_stop_before_the_start_and_no_time_of_day_are_refused() -> None:
    (block,) = [block for block in WINDOWS if not block.types]
    window = Windowed(block)
    window.limit(1, (0, 50.0))
    for changed, why in (
        ({"stop-date": DATE, "stop-time": 5}, "its stop is not after its start"),
        ({"start-time": 86_401}, "its start is no time of a day"),
    ):
        window.write(**changed)
        with pytest.raises(OutOfRange, match=why):
            window.switch()


def test_1815_2_asks_for_validation_before_use() -> None:
    (block,) = [block for block in WINDOWS if not block.types]
    window = Windowed(block)
    window.limit(2, (0, 50.0))
    words = {code: word for word, code in block.statuses.items()}

    def told() -> list[object]:
        status, validation, each = (*window.read("status", "validation"), window.at("AI3503"))
        assert status == each
        return [words[int(status or 0)], words[int(validation or 0)], *window.read("validated", "enabled")]

    assert told() == ["editing", "editing", False, False]
    with pytest.raises(NotPossible, match="submit it for validation first"):
        window.write(enable=True)
    window.write(submit=True)
    assert told() == ["validated", "validated", True, False]
    window.write(enable=True)
    window.clock.now = NOON - 1
    assert told() == ["enabled", "validated", True, True]
    window.clock.now = NOON
    assert told() == ["running", "validated", True, True]
    assert [window.at(code) for code in ("AI3504", "AI3505")] == [1, 1]
    window.limit(3, (0, 20.0), priority=0)
    window.switch()
    window.write(selector=2)
    assert window.read("status") == [block.statuses["running but not active"]]
    window.write(value_1=600)
    assert window.read("validated", "enabled") == [False, True]
    window.write(enable=False)
    assert told()[0] == "editing"


def test_2018_tells_which_schedule_runs_and_which_is_ready() -> None:
    window = Windowed(WINDOWS[0])
    window.limit(5, (0, 50.0))
    assert window.read("running", "ready", "validated", "status") == [0, False, False, 1]
    window.clock.now = NOON - 1
    window.write(ready=True)
    assert window.read("running", "ready", "validated", "status") == [0, True, True, 3]
    window.clock.now = NOON
    assert window.read("running", "ready", "validated", "status") == [5, True, True, 4]
    window.write(ready=False)
    assert window.read("running", "ready", "validated", "status") == [0, False, True, 1]
    assert window.at("AI24") == SCHEDULES


def test_a_curve_is_scheduled_by_its_number_and_must_be_there() -> None:
    window = Windowed(WINDOWS[0])
    window.limit(1, (0, 50.0))
    window.write(type=27, value_1=15)
    with pytest.raises(OutOfRange, match="Curve 15 is empty"):
        window.switch()
    for part, raw in enumerate([15, 2, 2, 129, 2, 980, 0, 1_020, 0]):
        window.points.operate(PointId.of(f"AO{244 + part}"), raw)
    window.switch()
    assert book(window).asked(NOON).values["volt-var-curve"] == ((98.0, 0.0), (102.0, 0.0))


def test_a_device_without_schedules_has_no_points_for_them() -> None:
    from workbench.der.behaviour import Fleet
    from workbench.stubs.dnp3.device_points import DevicePoints

    points = DevicePoints(Fleet(1).device(0), Protocol.DNP3_AN2018)
    assert PointId.of("AO461") not in points.points
    with pytest.raises(UnknownQuantity):
        points.operate(PointId.of("AO461"), 1)


@every_window
def test_class_0_has_the_head_of_the_window_and_leaves_the_numbered_points_to_who_asks(block: Block) -> None:
    window = Windowed(block)
    named = window.points.points
    inputs = block.window(written=False)
    assert named[PointId.of(inputs["count"])].polled
    assert not named[PointId.of(inputs["offset 1"])].polled
    outstation = Outstation(window.points)
    window.limit(1, (0, 50.0))
    outstation.scan()
    held = outstation._store
    number = PointId.of(inputs["value 1"])
    assert number.index in held.indexes(number.kind)
    assert number.index not in held.polled(number.kind)


@every_window
def test_whatever_is_written_is_taken_or_refused_in_a_sentence(block: Block) -> None:
    window = Windowed(block)
    few = [
        PointId.of(address)
        for part, address in block.window(written=True).items()
        if not part[-1].isdigit() or part.endswith((" 1", " 2"))
    ]
    reasons = []
    numbers = st.one_of(
        st.integers(-3, 40), st.floats(), st.integers(-(2**31), 2**31 - 1), st.sampled_from([0, 1, 13, 87])
    )

    @settings(max_examples=20, deadline=None)
    @given(written=st.lists(st.tuples(st.sampled_from(few), numbers, st.booleans()), max_size=30))
    def write(written: list[tuple[PointId, float, bool]]) -> None:
        for point, raw, on in written:
            for act in (window.points.check, window.points.operate):
                try:
                    act(point, on if point.kind.is_binary else raw)
                except NotPossible as reason:
                    reasons.append(str(reason))
        window.points.sample()
        window.keeper.look()

    write()
    assert reasons
    assert [reason for reason in reasons if not reason.endswith(".")] == []


# Any schedule, through any window

VALUES = {
    "limit-active-power": st.integers(0, 1_000).map(lambda raw: raw / 10),
    "constant-reactive-power": st.integers(-1_000, 1_000).map(lambda raw: raw / 10),
    "constant-power-factor-injecting": st.integers(0, 100).map(lambda raw: raw / 100),
    "set-active-power": st.integers(-1_000, 1_000).map(lambda raw: raw / 10),
    "frequency-watt-enable": st.booleans(),
}
EXTRA = {
    "connect-disconnect": st.booleans(),
    "limit-active-power-enable": st.booleans(),
    "enter-service-delay": st.integers(0, 600).map(float),
}


@st.composite
def schedules(draw: st.DrawFn, block: Block) -> Schedule:
    keys = [draw(st.sampled_from(sorted(VALUES)))] if block.types else sorted(VALUES | EXTRA)
    count = draw(st.sampled_from([1, 2, 3, 9, 100]))
    gaps = draw(st.lists(st.integers(1 if block.types else 0, 900), min_size=count, max_size=count))
    offset, entries = draw(st.integers(0, 100)), []
    for gap in gaps:
        key = draw(st.sampled_from(keys)) if count < 100 else keys[0]
        entries.append(Entry(float(offset), key, draw((VALUES | EXTRA)[key])))
        offset += gap
    every = draw(st.sampled_from(Every))
    start = draw(st.integers(0, 4 * 10**9 if block.seconds == 1.0 else 4 * 10**12)) * block.seconds
    stop = start + draw(st.integers(1, 10**8)) if not block.types and draw(st.booleans()) else None
    return Schedule(
        start,
        tuple(entries),
        draw(st.integers(0, 2**31 - 1)),
        draw(st.integers(0, 2**31 - 1)),
        every,
        # Not shorter than the schedule lasts.
        draw(st.integers(100_000, 2**31 - 1)) if draw(st.booleans()) else 0,
        draw(st.frozensets(st.sampled_from(WEEKDAYS))),
        stop,
    )


@every_window
def test_any_schedule_comes_through_the_window(block: Block) -> None:
    window = Windowed(block)
    values = {key: window.fleet.device(0).read(key) for key in ("setting-maximum-reactive-injection",)}
    targets = _Targets(block.protocol, {**values, "constant-reactive-power-mode": "maximum-reactive-power"})

    @settings(max_examples=15, deadline=None)
    @given(made=schedules(block), number=st.integers(1, SCHEDULES))
    def through(made: Schedule, number: int) -> None:
        parts = parts_of(block, made, targets)
        window.write(selector=number)
        window.write(**{part.replace(" ", "_"): raw for part, raw in parts.items()})
        window.switch()
        kept = book(window).used()[Place(block.name, number)]
        assert kept.start == pytest.approx(made.start, abs=1e-4)
        assert kept.stop == made.stop
        for name in ("priority", "identity", "every", "interval", "weekdays"):
            assert getattr(kept, name) == getattr(made, name)
        assert [(each.offset, each.key) for each in kept.entries] == [
            (each.offset, each.key) for each in made.entries
        ]
        for one, other in zip(kept.entries, made.entries, strict=True):
            assert one.value == pytest.approx(other.value)
        shown = dict(zip(parts, window.read(*(part.replace(" ", "_") for part in parts)), strict=True))
        assert shown == parts

    through()
