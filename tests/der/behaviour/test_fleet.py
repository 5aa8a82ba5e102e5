"""Many DERs at a time: steps, surroundings, arrays."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from workbench.der.behaviour import Fleet, Ratings
from workbench.der.device import OutOfRange, UnknownQuantity


def test_the_sun_drives_photovoltaics_and_storage_rests() -> None:
    fleet = Fleet(2, Ratings(kind=("pv", "storage")))
    fleet.disturb(slice(None), irradiance=0.6)
    fleet.step(1.0)
    assert fleet.measured("monitoring-active-power").tolist() == [6_000.0, 0.0]
    fleet.disturb(0, irradiance=250.0)
    fleet.step(1.0)
    assert fleet.device(0).read("monitoring-active-power") == 2_500.0


def test_ders_of_one_fleet_differ_where_they_were_made_to() -> None:
    fleet = Fleet(3, Ratings(active_power=np.array([1_000.0, 2_000.0, 3_000.0])))
    fleet.device(1).write("limit-active-power", 50.0)
    fleet.device(1).write("limit-active-power-enable", True)
    fleet.step(2.0)
    assert fleet.measured("monitoring-active-power").tolist() == [1_000.0, 1_000.0, 3_000.0]
    assert fleet.time == 2.0


def test_the_same_seed_and_steps_give_the_same_fleet() -> None:
    def run(seed: int) -> list[float]:
        fleet = Fleet(50, seed=seed)
        for index in range(50):
            fleet.device(index).write("enter-service-random-delay", 100.0)
        fleet.disturb(slice(None), frequency_hz=63.0)
        fleet.step(1.0)
        fleet.disturb(slice(None), frequency_hz=60.0)
        fleet.step(1.0)
        return [float(fleet.device(index).read("enter-service-remaining")) for index in range(50)]  # type: ignore[arg-type]

    assert run(1) == run(1) != run(2)
    assert len(set(run(1))) == 50
    assert all(299.0 <= wait <= 399.0 for wait in run(1))


def test_one_der_behaves_alike_alone_and_among_many() -> None:
    def run(fleet: Fleet, index: int) -> list[float]:
        device = fleet.device(index)
        device.write("volt-var-enable", True)
        device.write("volt-watt-enable", True)
        read = []
        for volts in (1.0, 1.04, 1.07, 1.09, 0.93, 0.7, 1.0):
            fleet.disturb(index, voltage_pu=volts)
            fleet.step(0.7)
            read += [
                float(device.read(key))  # type: ignore[arg-type]
                for key in ("monitoring-active-power", "monitoring-reactive-power")
            ]
        return read

    many = Fleet(9_000)
    assert run(Fleet(), 0) == pytest.approx(run(many, 8_500))


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.nan, math.inf])
def test_a_step_has_a_length(seconds: float) -> None:
    with pytest.raises(ValueError, match="above 0 is allowed"):
        Fleet().step(seconds)


def test_surroundings_that_there_are_not_are_refused_with_those_that_there_are() -> None:
    fleet = Fleet()
    with pytest.raises(UnknownQuantity, match=r"no condition 'wind'.*voltage_pu.*irradiance"):
        fleet.disturb(0, wind=3.0, voltage_pu=0.5)
    for value in (math.nan, -0.1, 3.0, "high", True):
        with pytest.raises(OutOfRange, match=r"voltage_pu is .* allowed"):
            fleet.disturb(0, frequency_hz=50.0, voltage_pu=value)
    with pytest.raises(OutOfRange, match="true or false"):
        fleet.disturb(0, islanded=1.0)
    with pytest.raises(IndexError, match="fleet has those from 0 to 0"):
        fleet.disturb(1, voltage_pu=1.0)
    fleet.step(1.0)
    assert fleet.device(0).read("monitoring-voltage-phase-a") == 240.0
    assert fleet.device(0).read("monitoring-frequency") == 60.0


def test_ratings_say_everything_that_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"phases is 4.*kind is 'wind'.*active_power is -1"):
        Ratings(active_power=-1.0, kind="wind", phases=4)
    with pytest.raises(ValueError, match="2 values for 3 DERs"):
        Fleet(3, Ratings(active_power=[1.0, 2.0]))


def test_any_number_comes_as_an_array_over_all() -> None:
    fleet = Fleet(3, Ratings(kind="storage"))
    fleet.device(1).write("limit-active-power", 50.0)
    fleet.disturb(2, voltage_pu=0.95)
    fleet.step(1.0)
    assert fleet.measured("limit-active-power").tolist() == [100.0, 50.0, 100.0]
    assert fleet.measured("monitoring-voltage-phase-a").tolist() == [240.0, 240.0, 228.0]
    assert fleet.measured("monitoring-state-of-charge").tolist() == [50.0] * 3
    assert fleet.measured("monitoring-energised").tolist() == [1.0] * 3
    for key in ("limit-active-power", "monitoring-active-power", "monitoring-state-of-charge"):
        with pytest.raises(ValueError, match="read-only"):
            fleet.measured(key)[0] = 1.0
    with pytest.raises(UnknownQuantity, match="is no number"):
        fleet.measured("volt-var-curve")
    with pytest.raises(UnknownQuantity, match="no quantity 'wind'"):
        fleet.measured("wind")


def test_the_example_of_the_guide_runs(capsys: pytest.CaptureFixture[str]) -> None:
    guide = Path(__file__).parents[3] / "docs" / "guide" / "stubs-behaviour.md"
    example = re.search(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    exec(compile(example[1], str(guide), "exec"), {})
    assert capsys.readouterr().out == "3800.0 7596200.0\n"
