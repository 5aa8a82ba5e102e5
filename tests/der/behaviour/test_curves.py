"""Curves, looked up for many DERs at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.der.behaviour import Fleet
from workbench.der.behaviour.curves import Curves

COORDINATE = st.integers(-200, 200).map(lambda number: number / 2)
CURVES = st.lists(
    st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=6, unique_by=lambda point: point[0]
).map(lambda points: tuple(sorted(points)))


@settings(max_examples=60, deadline=None)
@given(st.lists(CURVES, min_size=1, max_size=5), st.lists(st.floats(-150, 150), min_size=5, max_size=5))
def test_many_curves_at_a_time_give_what_each_gives_alone(
    drawn: list[tuple[tuple[float, float], ...]], places: list[float]
) -> None:
    curves = Curves()
    numbers = np.array([curves.number(drawn[index % len(drawn)]) for index in range(5)])
    together = curves.value(numbers, np.array(places))
    for index, place in enumerate(places):
        x, y = zip(*drawn[index % len(drawn)], strict=True)
        assert together[index] == pytest.approx(np.interp(place, x, y), abs=1e-6)
        assert curves.value(numbers[index], np.float64(place)) == pytest.approx(np.interp(place, x, y))


def test_a_curve_may_step() -> None:
    curves = Curves()
    number = curves.number(((90.0, 10.0), (100.0, 10.0), (100.0, -10.0), (110.0, -10.0)))
    places = np.array([80.0, 99.999, 100.001, 120.0])
    assert curves.value(np.full(4, number), places) == pytest.approx([10.0, 10.0, -10.0, -10.0])
    assert curves.value(np.int64(number), places) == pytest.approx([10.0, 10.0, -10.0, -10.0])


def test_a_row_holds_each_value_until_the_next_and_ends_with_the_last() -> None:
    curves = Curves()
    one = curves.number(((0.0, 5.0), (10.0, 6.0), (20.0, 7.0)))
    none = curves.number(())
    heights, inside = curves.held(
        np.array([one, one, one, one, none]), np.array([-1.0, 0.0, 19.9, 20.0, 5.0])
    )
    assert inside.tolist() == [False, True, True, False, False]
    assert heights[inside].tolist() == [5.0, 6.0]


def test_curves_that_no_der_has_any_more_are_forgotten() -> None:
    fleet = Fleet(3)
    device = fleet.device(1)
    device.write("volt-watt-curve", ((101.0, 90.0), (102.0, 80.0)))
    device.write("watt-power-factor-curve", ((0.0, 0.95), (100.0, -0.95)))
    device.write("watt-power-factor-enable", True)
    device.write("volt-var-window", 1e4)
    fleet.step(1.0)
    reactive = device.read("monitoring-reactive-power")
    for number in range(5_000):
        device.write("volt-var-curve", ((90.0, 1.0), (110.0, -number / 100.0)))
        if number % 500 == 0:
            fleet.step(0.1)
    fleet.step(0.1)
    assert len(fleet.curves) < 1_100
    assert device.read("volt-var-curve") == ((90.0, 1.0), (110.0, -49.99))
    assert device.read("volt-watt-curve") == ((101.0, 90.0), (102.0, 80.0))
    assert fleet.device(0).read("volt-var-curve") == Fleet().device(0).read("volt-var-curve")
    assert device.read("voltage-trip-low") == Fleet().device(0).read("voltage-trip-low")
    assert device.read("monitoring-reactive-power") == pytest.approx(reactive)
