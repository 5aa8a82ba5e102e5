"""Which of several schedules decides, and what comes back after a restart."""

from __future__ import annotations

import json

import pytest

from tests.stubs.gateway.ends import Clock
from workbench.der.quantities import Value
from workbench.der.schedule import Entry, Every, Schedule
from workbench.stubs.dnp3.schedule_keeper import Draft, Edited, Place, State
from workbench.stubs.gateway.schedule_book import ScheduleBook

LIMIT, SWITCH, VARS = "limit-active-power", "limit-active-power-enable", "constant-reactive-power"


def entry(value: Value, key: str = LIMIT, offset: float = 0.0) -> Entry:
    return Entry(offset, key, value)


def place(number: int) -> Place:
    return Place("window", number)


def book(clock: Clock, **schedules: Schedule) -> ScheduleBook:
    made = ScheduleBook(clock)
    for number, schedule in schedules.items():
        made.use(place(int(number.lstrip("_"))), schedule)
    return made


def states(made: ScheduleBook, *numbers: int) -> list[State]:
    made.look()
    return [made.state(place(number)) for number in numbers]


def test_the_lower_number_has_the_priority_and_the_other_goes_on_beneath() -> None:
    clock = Clock()
    made = book(
        clock,
        _1=Schedule(900.0, (entry(50.0),), priority=5),
        _2=Schedule(1_100.0, (entry(20.0),), priority=2, stop=1_200.0),
    )
    assert made.asked(clock.now).values == {LIMIT: 50.0}
    clock.now = 1_150.0
    assert made.asked(clock.now).values == {LIMIT: 20.0}
    assert states(made, 1, 2) == [State.OVERRULED, State.RUNNING]
    assert made.running("window") == 2
    clock.now = 1_200.0
    assert made.asked(clock.now).values == {LIMIT: 50.0}
    assert states(made, 1, 2, 3) == [State.RUNNING, State.OVER, State.UNUSED]


def test_schedules_of_different_functions_run_side_by_side() -> None:
    made = book(
        Clock(),
        _1=Schedule(0.0, (entry(50.0), entry(30.0, VARS)), priority=5),
        _2=Schedule(0.0, (entry(False, SWITCH),), priority=2),
    )
    asked = made.asked(1_000.0)
    # The switch is of the function of the limit, so that the limit of schedule 1 is not in force without its switch.
    assert asked.values == {SWITCH: False, VARS: 30.0}
    assert [each.number for each in asked.places] == [2, 1]


def test_of_equal_priorities_the_one_that_began_later_decides() -> None:
    daily = {"every": Every.DAYS, "interval": 1}
    made = book(
        Clock(),
        _1=Schedule(8 * 3_600.0, (entry(50.0),), **daily),  # type: ignore[arg-type]
        _2=Schedule(20 * 3_600.0, (entry(20.0),), **daily),  # type: ignore[arg-type]
    )
    day = 30 * 86_400.0
    held = [made.asked(day + hour * 3_600.0).values[LIMIT] for hour in (7, 8, 19, 20, 23, 31, 32)]
    assert held == [20.0, 50.0, 50.0, 20.0, 20.0, 20.0, 50.0]


def test_what_is_commanded_directly_is_not_decided_by_a_schedule() -> None:
    made = book(Clock(), _1=Schedule(0.0, (entry(50.0), entry(10.0, VARS))))
    made.commanded = lambda function: function == SWITCH
    assert made.asked(1.0).values == {VARS: 10.0}
    made.commanded = lambda function: True
    assert made.asked(1.0).values == {}
    assert made.state(place(1)) is State.OVERRULED
    assert made.running("window") == 0


def test_before_its_first_offset_a_schedule_asks_for_nothing() -> None:
    made = book(Clock(), _1=Schedule(1_000.0, (entry(50.0, offset=60.0),)))
    assert made.asked(1_059.0).values == {}
    assert (made.state(place(1)), made.step(place(1))) == (State.READY, 0)
    assert made.asked(1_060.0).values == {LIMIT: 50.0}
    assert (made.state(place(1)), made.step(place(1))) == (State.RUNNING, 1)


def test_everything_comes_back_after_a_restart() -> None:
    clock = Clock()
    made = book(clock, _1=Schedule(0.0, (entry(50.0),)), _2=Schedule(0.0, (entry(((1.0, 2.0),), VARS),)))
    made.drafts[place(1)] = Draft({"priority": 3, "value 1": 500}, Edited.VALIDATED, made.used()[place(1)])
    made.drafts[place(7)] = Draft({"count": 2})
    again = ScheduleBook(clock)
    assert again.load(json.loads(json.dumps(made.dump())), ["window"]) == []
    assert again.used() == made.used()
    assert {at: again.drafts[at] for at in made.drafts} == made.drafts
    assert again.asked(1.0).values == made.asked(1.0).values


def test_a_schedule_whose_window_is_not_there_any_more_is_left_out_and_said() -> None:
    made = book(Clock(), _1=Schedule(0.0, (entry(50.0),)))
    again = ScheduleBook(Clock())
    (left,) = again.load(made.dump(), ["another window"])
    assert left == "Schedule 1 of window is left out: there is no such window now."
    assert again.used() == {}


@pytest.mark.parametrize("kept", [[{}], [None], [{"block": "window", "number": "x"}]])
def test_what_is_no_dump_is_refused_and_changes_nothing(kept: list[dict[str, object]]) -> None:
    made = book(Clock(), _1=Schedule(0.0, (entry(50.0),)))
    with pytest.raises(ValueError, match=r"form|invalid"):
        made.load(kept, ["window"])
    assert made.asked(1.0).values == {LIMIT: 50.0}
