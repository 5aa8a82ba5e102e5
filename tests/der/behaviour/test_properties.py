"""What holds whatever is set and whatever happens."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.der.behaviour import CONDITIONS, Fleet, Inverter, Ratings
from workbench.der.behaviour import fleet as fleet_module
from workbench.der.behaviour import settings as setting_table
from workbench.der.behaviour.commands import COMMANDS
from workbench.der.behaviour.words import ENUMERATIONS
from workbench.der.device import NotPossible

KEYS = sorted(setting_table.settings())
NUMBERS = [key for key in KEYS if setting_table.settings()[key].form == "number"]


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, Any]:
    """Give a setting and a value, mostly a good one."""
    key = draw(st.sampled_from(KEYS))
    setting = setting_table.settings()[key]
    if setting.form == "bool":
        return key, draw(st.booleans())
    if setting.form == "enum":
        return key, draw(st.sampled_from(ENUMERATIONS[key]))

    def within(axis: int) -> Any:
        low, high = setting.minimum[axis], setting.maximum[axis]
        least = low if isinstance(low, float) else 0.0
        most = high if isinstance(high, float) else 12_000.0
        return st.floats(least, min(most, 1e6))

    if setting.form == "curve":
        points = draw(st.lists(st.tuples(within(0), within(1)), max_size=6))
        return key, tuple(sorted(points))
    return key, draw(st.one_of(within(0), st.just(math.nan)))


CONDITION_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "voltage_pu": st.one_of(st.floats(0.0, 1.4), st.floats(0.87, 1.11)),
        "frequency_hz": st.one_of(st.floats(50.0, 70.0), st.floats(59.0, 61.0)),
        "irradiance": st.floats(0.0, 1.3),
        "temperature": st.floats(-40.0, 90.0),
        "load": st.floats(0.0, 1e5),
        "islanded": st.booleans(),
        "fault": st.booleans(),
    },
)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), writes()),
        st.tuples(st.just("disturb"), CONDITION_VALUES),
        st.tuples(st.just("step"), st.floats(1e-3, 600.0)),
    ),
    min_size=4,
    max_size=30,
)
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def number(device: Inverter, key: str) -> float:
    """Return a reading that is a number."""
    value = device.read(key)
    assert isinstance(value, float), key
    return value


def test_every_condition_is_tried() -> None:
    fleet = Fleet()
    for name in CONDITIONS:
        fleet.disturb(0, **{name: CONDITIONS[name][0]})


@QUICK
@given(st.sampled_from(["pv", "storage", "pv+storage"]), EVENTS)
def test_nothing_exceeds_the_ratings_and_everything_is_a_number(kind: str, events: list[Any]) -> None:
    fleet = Fleet(1, Ratings(kind=kind))
    device = fleet.device(0)
    for what, event in [*events, ("step", 1.0)]:
        if what == "write":
            with contextlib.suppress(NotPossible):
                device.write(*event)
            continue
        if what == "disturb":
            fleet.disturb(0, **event)
            continue
        stored = number(device, "monitoring-stored-energy")
        fleet.step(event)
        for key in device.keys():  # noqa: SIM118 - a device is no mapping
            value = device.read(key)
            assert not isinstance(value, float) or math.isfinite(value), key
        active, reactive = (
            number(device, "monitoring-active-power"),
            number(device, "monitoring-reactive-power"),
        )
        assert math.hypot(active, reactive) <= number(device, "nameplate-apparent-power") * (1 + 1e-9)
        assert math.hypot(active, reactive) <= (
            max(
                number(device, "setting-maximum-apparent-power"),
                number(device, "setting-maximum-charge-apparent-power") if active < 0 else 0.0,
            )
            + 1e-6
        )
        assert active <= number(device, "monitoring-available-active-power") + 1e-6
        assert -number(device, "setting-maximum-reactive-absorption") - 1e-6 <= reactive
        assert reactive <= number(device, "setting-maximum-reactive-injection") + 1e-6
        if not device.read("monitoring-energised"):
            assert active == 0.0
        if kind == "pv":
            assert active >= 0.0
            assert number(device, "monitoring-stored-energy") == 0.0
        else:
            capacity = number(device, "nameplate-storage-capacity")
            assert -1e-6 <= number(device, "monitoring-stored-energy") <= capacity + 1e-6
        if kind == "storage":
            gone = stored - number(device, "monitoring-stored-energy")
            assert gone * 3_600.0 / event == _near(active, event)


class _near(float):  # noqa: N801 - reads as a word
    """A power that energies over a step of this length tell only so exactly."""

    def __new__(cls, value: float, seconds: float) -> _near:
        found = super().__new__(cls, value)
        found.margin = 1e-6 + 1e-5 * 3_600.0 / seconds
        return found

    margin: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and abs(float(self) - other) <= self.margin

    __hash__ = float.__hash__


@QUICK
@given(
    st.floats(0.0, 100.0),
    st.floats(0.5, 200.0),
    st.floats(0.0, 60.0),
    st.lists(st.tuples(st.floats(0.0, 1.2), st.floats(0.05, 5.0)), min_size=3, max_size=20),
)
def test_a_limit_is_never_exceeded_by_more_than_its_ramp_allows(
    limit: float, rate: float, ramp_time: float, suns: list[tuple[float, float]]
) -> None:
    fleet = Fleet()
    device = fleet.device(0)
    device.write("setting-default-ramp-rate", rate)
    device.write("limit-active-power-ramp-time", ramp_time)
    device.write("limit-active-power", limit)
    device.write("limit-active-power-enable", True)
    elapsed = 0.0
    for sun, seconds in suns:
        fleet.disturb(0, irradiance=sun)
        fleet.step(seconds)
        elapsed += seconds
        come_down = max(0.0, 1.0 - elapsed / ramp_time) * (100.0 - limit) if ramp_time > 0 else 0.0
        by_rate = max(0.0, 100.0 - limit - rate * elapsed)
        allowed = limit + (come_down if elapsed < ramp_time else by_rate)
        if elapsed < ramp_time or ramp_time == 0:
            assert number(device, "monitoring-active-power") <= 100.0 * allowed + 1e-6
        else:
            assert number(device, "monitoring-active-power") <= 100.0 * max(limit, allowed) + 1e-6


@QUICK
@given(
    st.sampled_from(COMMANDS),
    st.floats(0.1, 5_000.0),
    st.floats(0.0, 300.0),
    st.lists(st.floats(0.01, 500.0), min_size=1, max_size=12),
)
def test_what_reverts_has_reverted_when_its_time_is_over(
    command: Any, revert: float, window: float, lengths: list[float]
) -> None:
    fleet = Fleet(seed=1)
    device = fleet.device(0)
    device.write(command.timer("window"), window)
    device.write(command.timer("revert-time"), revert)
    if command.switch:
        device.write(command.switch, True)
    else:
        device.write("connect-disconnect", False)
    end = number(device, command.timer("revert-remaining"))
    assert revert <= end <= revert + window
    for length in lengths:
        fleet.step(length)
        assert number(device, command.timer("revert-remaining")) == _near(max(0.0, end - fleet.time), 3_600.0)
        reverted = (
            device.read(command.switch) is False if command.switch else device.read("connect-disconnect")
        )
        assert reverted is (fleet.time >= end)


@QUICK
@given(st.lists(writes(), max_size=20))
def test_settings_restore_to_themselves(changes: list[tuple[str, Any]]) -> None:
    fleet = Fleet(1, Ratings(kind="pv+storage"))
    for change in changes:
        with contextlib.suppress(NotPossible):
            fleet.device(0).write(*change)
    again = Fleet(3, Ratings(kind="pv+storage"))
    again.restore(2, fleet.settings(0))
    assert again.settings(2) == fleet.settings(0)


RANDOM_OR_CUTTING = ("-window", "-revert-time", "enter-service-random-delay")
"""Settings that draw by the number of a DER, or cut the steps of the whole fleet."""
MANY = st.lists(
    st.one_of(
        st.tuples(
            st.integers(0, 2),
            writes().filter(lambda write: not write[0].endswith(RANDOM_OR_CUTTING)),
        ),
        st.tuples(st.integers(0, 2), CONDITION_VALUES),
        st.tuples(st.just(-1), st.floats(1e-3, 600.0)),
    ),
    min_size=4,
    max_size=30,
)


@QUICK
@given(MANY)
def test_a_der_behaves_alike_alone_and_among_others(events: list[Any]) -> None:
    ratings = Ratings(kind="pv+storage")
    with pytest.MonkeyPatch.context() as patch:
        # The third DER is in another run than the first two.
        patch.setattr(fleet_module, "RUN", 2)
        among = Fleet(3, ratings)
        alone = [Fleet(1, ratings) for _ in range(3)]
        for index, event in [*events, (-1, 1.0)]:
            if index < 0:
                for fleet in (among, *alone):
                    fleet.step(event)
            elif isinstance(event, dict):
                among.disturb(index, **event)
                alone[index].disturb(0, **event)
            else:
                for device in (among.device(index), alone[index].device(0)):
                    with contextlib.suppress(NotPossible):
                        device.write(*event)
    for index, fleet in enumerate(alone):
        for key in fleet.device(0).keys():  # noqa: SIM118 - a device is no mapping
            if key != "nameplate-serial-number":
                one, other = fleet.device(0).read(key), among.device(index).read(key)
                assert other == (pytest.approx(one, abs=1e-6) if isinstance(one, float) else one), (
                    index,
                    key,
                )
