"""Several devices as one plant: rules of the table, and what has to hold of every one of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.der.device_quantities import form_of, own_forms
from workbench.der.plant import MIXED, Rule, row_of, rows, together
from workbench.der.quantities import Value, quantities

KEYS = sorted({*quantities(), *own_forms()})
NUMERIC = [
    key for key in KEYS if row_of(key).rule not in (Rule.ANY, Rule.ALL, Rule.SAME, Rule.FIRST, Rule.FIRST_OF)
]
WITHIN = [key for key in NUMERIC if row_of(key).rule not in (Rule.SUM, Rule.COUNTED, Rule.POWER_FACTOR)]
ADDED = [key for key in NUMERIC if row_of(key).rule in (Rule.SUM, Rule.COUNTED)]
AMOUNTS = st.floats(-1e7, 1e7, allow_nan=False)
RATINGS = st.floats(0.0, 1e7, allow_nan=False)


def close(one: Value, other: Value) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
    return one == other


def devices(key: str, of: st.SearchStrategy[float] = AMOUNTS) -> st.SearchStrategy[list[dict[str, Value]]]:
    weights = dict.fromkeys(row_of(key).by, RATINGS) if row_of(key).rule is Rule.WEIGHTED else {}
    return st.lists(st.fixed_dictionaries({**weights, key: of}), min_size=1, max_size=6)


@settings(max_examples=30)
@given(st.data())
def test_one_device_is_the_plant(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(NUMERIC))
    (device,) = data.draw(devices(key).filter(lambda drawn: len(drawn) == 1) | st.just([{key: 7.0}]))
    assert together(key, [device]) == device[key]
    assert together(key, [device, {}, {"another": 1.0}]) == device[key]  # who does not show it does not count


@settings(max_examples=30)
@given(st.data())
def test_the_order_of_devices_means_nothing(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(NUMERIC))
    drawn = data.draw(devices(key))
    assert close(together(key, drawn), together(key, data.draw(st.permutations(drawn))))


@settings(max_examples=30)
@given(st.data())
def test_what_does_not_add_up_lies_within_what_devices_show(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(WITHIN))
    drawn = data.draw(devices(key))
    numbers = [device[key] for device in drawn]
    assert min(numbers) <= together(key, drawn) <= max(numbers)  # type: ignore[operator]


@settings(max_examples=30)
@given(st.data())
def test_sums_of_parts_are_the_sum_of_the_whole(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(ADDED))
    one, other = data.draw(devices(key)), data.draw(devices(key))
    parts: list[dict[str, Value]] = [{key: together(key, one)}, {key: together(key, other)}]
    assert close(together(key, parts), together(key, one + other))


POWERS = st.fixed_dictionaries({"monitoring-active-power": AMOUNTS, "monitoring-reactive-power": AMOUNTS})


@settings(max_examples=30)
@given(st.lists(POWERS, min_size=2, max_size=6))
def test_the_power_factor_of_a_plant_is_that_of_its_sums(powers: list[dict[str, float]]) -> None:
    drawn: list[dict[str, Value]] = []
    for power in powers:
        size = math.hypot(*power.values())
        own = power["monitoring-active-power"] / size if size else 1.0
        drawn.append({**power, "monitoring-apparent-power": size, "monitoring-power-factor": own})
    found = together("monitoring-power-factor", drawn)
    assert isinstance(found, float)
    active = math.fsum(power["monitoring-active-power"] for power in powers)
    size = math.hypot(active, math.fsum(power["monitoring-reactive-power"] for power in powers))
    assert -1.0 <= found <= 1.0
    assert math.isclose(found * size, active, rel_tol=1e-9, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("powers", "expected"),
    [
        # One at unity and one that provides reactive power for it: the mean of the factors would be 0.85.
        ([(1_000.0, 0.0, 1_000.0, 1.0), (700.0, 714.0, 1_000.0, 0.7)], 1_700 / math.hypot(1_700, 714)),
        ([(1_000.0, 500.0, 1_118.0, 0.89), (1_000.0, -500.0, 1_118.0, 0.89)], 1.0),  # they cancel
        ([(1_000.0, 0.0, 1_000.0, 1.0), (-3_000.0, 0.0, 3_000.0, -1.0)], -1.0),  # one charges
        ([(0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.0, 1.0)], 1.0),
        (
            [(900.0, None, 1_000.0, 0.9), (500.0, 0.0, 500.0, 1.0)],
            1_400 / 1_500,
        ),  # not all tell reactive power
        ([(None, None, None, 0.8), (None, None, None, 0.6)], 0.7),
    ],
)
def test_power_factors(powers: list[tuple[float | None, ...]], expected: float) -> None:
    keys = ("active-power", "reactive-power", "apparent-power", "power-factor")
    drawn: list[dict[str, Value]] = [
        {f"monitoring-{key}": value for key, value in zip(keys, power, strict=True) if value is not None}
        for power in powers
    ]
    assert together("monitoring-power-factor", drawn) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("key", "shown", "expected"),
    [
        ("monitoring-frequency", (60.0, 59.9), 59.95),
        ("monitoring-voltage-phase-b", (240.0, 0.0, 236.0), 238.0),
        ("monitoring-voltage-phase-b", (0.0, 0.0), 0.0),
        ("monitoring-cabinet-temperature", (30.0, 70.0, 20.0), 70.0),
        ("nameplate-maximum-voltage", (288.0, 264.0), 264.0),
        ("nameplate-minimum-voltage", (100.0, 211.0), 211.0),
        ("monitoring-reactive-energy-injected", (5.0, 6.0), 11.0),
        ("connect-disconnect", (True, False), False),
        ("monitoring-energised", (True, False), True),
        ("monitoring-alarm-status", (frozenset({"over-frequency"}), frozenset()), {"over-frequency"}),
        ("monitoring-operational-state", ("off", "running", "fault"), "running"),
        ("monitoring-operational-state", ("tripped", "off"), "tripped"),
        ("nameplate-abnormal-category", ("category-iii", "category-i"), "category-i"),
        ("nameplate-model", ("A", "A"), "A"),
        ("nameplate-model", ("A", "B"), MIXED),
        ("volt-var-curve", (((90.0, 30.0),), ((91.0, 30.0),)), ((90.0, 30.0),)),
    ],
)
def test_rules(key: str, shown: tuple[Value, ...], expected: Value) -> None:
    assert together(key, [{key: value} for value in shown]) == expected


def test_a_share_of_the_plant_means_the_same_amount() -> None:
    plant: list[dict[str, Value]] = [
        {"setting-maximum-active-power": 90_000.0, "limit-active-power": 50.0},
        {"nameplate-active-power": 10_000.0, "limit-active-power": 100.0},
    ]
    assert together("limit-active-power", plant) == pytest.approx(55.0)
    stores: list[dict[str, Value]] = [
        {"nameplate-storage-capacity": 30.0, "monitoring-state-of-charge": 100.0},
        {"nameplate-storage-capacity": 10.0, "monitoring-state-of-charge": 20.0},
    ]
    assert together("monitoring-state-of-charge", stores) == pytest.approx(80.0)


def test_every_quantity_has_a_rule_for_its_form_and_every_row_a_quantity() -> None:
    forms = {
        "bool": {Rule.ANY, Rule.ALL},
        "bitmap": {Rule.ANY},
        "enum": {Rule.SAME, Rule.FIRST_OF},
        "str": {Rule.SAME},
    }
    for key in KEYS:
        form = form_of(key)
        assert form is not None
        rule = row_of(key).rule
        if "," in form.unit:
            assert rule is Rule.FIRST
        elif form.unit in forms:
            assert rule in forms[form.unit], key
        else:
            assert key in NUMERIC, key
    assert {row_of(key) for key in KEYS} == set(rows())
    for row in rows():
        if row.rule in (Rule.WEIGHTED, Rule.POWER_FACTOR):
            assert row.by
            assert all(form_of(key) for key in row.by)


def test_what_no_device_shows_is_no_value() -> None:
    with pytest.raises(ValueError, match="None of 2 devices shows 'monitoring-frequency'"):
        together("monitoring-frequency", [{}, {}])
