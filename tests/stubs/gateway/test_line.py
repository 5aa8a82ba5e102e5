"""A line that devices share: whose turn it is while some do not answer."""

from __future__ import annotations

import pytest

from tests.stubs.gateway.ends import Clock
from workbench.der.device import OutOfRange
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.gateway.line import Line


class Bus:
    """Devices on a line, of which some take three seconds and do not answer."""

    def __init__(self, *units: str) -> None:
        self.clock = Clock()
        self.line = Line(units, self.clock)
        self.silent: set[str] = set()
        self.asked: list[str] = []
        self.whys: set[str] = set()

    def ask(self, unit: str) -> bool:
        try:
            with self.line.asking(unit):
                self.asked.append(unit)
                if unit in self.silent:
                    self.clock.now += 3.0
                    raise Unreachable(f"{unit} did not answer within 3 s")
        except Unreachable as error:
            self.whys.add(str(error))
            return False
        return True

    def seconds(self, count: int, *units: str) -> int:
        """Ask units each second, and return how often silent ones were really asked."""
        self.asked.clear()
        end = self.clock.now + count
        while self.clock.now < end:
            for unit in units:
                self.ask(unit)
            self.clock.now += 1.0
        return sum(unit in self.silent for unit in self.asked)


def test_silent_devices_take_a_tenth_of_the_time_however_many_they_are() -> None:
    for silent in (1, 5):
        units = [str(number) for number in range(10)]
        bus = Bus(*units)
        bus.silent.update(units[:silent])
        bus.seconds(20, *units)  # each falls silent, and is asked once more
        asked = bus.seconds(600, *units)
        assert 15 <= asked <= 20  # three seconds of thirty
        counts = [bus.asked.count(unit) for unit in units[:silent]]
        assert max(counts) - min(counts) <= 1  # they take turns
        assert bus.whys == {f"{unit} did not answer within 3 s" for unit in bus.silent}


def test_a_device_that_falls_silent_is_asked_once_more_soon() -> None:
    bus = Bus("1", "2")
    assert bus.ask("2")
    bus.silent.add("2")
    assert not bus.ask("2")
    bus.silent.clear()
    assert bus.ask("2")
    assert bus.asked == ["2", "2", "2"]


def test_while_nobody_answers_everybody_is_asked_and_who_comes_back_frees_the_others() -> None:
    bus = Bus("1", "2", "3")
    bus.silent.update(("1", "2", "3"))
    assert bus.seconds(30, "1", "2", "3") == 9
    bus.silent.clear()
    bus.asked.clear()
    assert all(bus.ask(unit) for unit in ("3", "1", "2"))
    bus.silent.update(("1", "2"))
    bus.seconds(60, "1", "2", "3")
    bus.silent.clear()
    bus.clock.now += 30.0
    first = next(iter(bus.line._silent))
    assert bus.ask(first)
    assert bus.ask({"1": "2", "2": "1"}[first])  # at once: the pause is over


def test_only_one_silent_device_is_asked_at_a_time() -> None:
    bus = Bus("1", "2", "3")
    bus.silent.update(("1", "2"))
    for unit in ("1", "2"):
        bus.ask(unit)
    with bus.line.asking("1"):
        assert not bus.ask("2")
        assert bus.ask("3")
    assert bus.asked == ["1", "2", "3"]


def test_what_goes_wrong_otherwise_is_no_silence() -> None:
    bus = Bus("1", "2")
    with pytest.raises(KeyError), bus.line.asking("1"):
        raise KeyError("what nobody thought of")
    assert bus.ask("1")


def test_a_refusal_is_an_answer() -> None:
    bus = Bus("1", "2")
    bus.silent.add("1")
    bus.ask("1")
    with pytest.raises(OutOfRange), bus.line.asking("1"):
        raise OutOfRange("too much")
    bus.silent.clear()
    assert bus.ask("1")
    assert not bus.line._silent
