"""A device as points: the values of the table, in the edition that is spoken."""

from __future__ import annotations

import pytest

from workbench.der.behaviour import Fleet, Ratings
from workbench.der.device import NotPossible, OutOfRange, UnknownQuantity
from workbench.der.quantities import Protocol, quantities
from workbench.stubs.dnp3.curve_window import CURVES
from workbench.stubs.dnp3.device_points import DevicePoints
from workbench.stubs.dnp3.editions import EDITIONS
from workbench.stubs.dnp3.outstation import Outstation
from workbench.stubs.dnp3.points import Kind, PointId

EDITION = Protocol.DNP3_1815_2
VOLT_VAR = ((92.0, 44.0), (98.0, 0.0), (102.0, 0.0), (108.0, -44.0))


def served(edition: Protocol = EDITION) -> tuple[Fleet, DevicePoints]:
    fleet = Fleet(1, Ratings(active_power=10_000.0, manufacturer="Nobody", model="M-1"))
    return fleet, DevicePoints(fleet.device(0), edition, name="Roof")


def at(code: str) -> PointId:
    return PointId.of(code)


def write_curve(
    points: DevicePoints, number: int, kind: int, units: tuple[int, int], pairs: list[int]
) -> None:
    """Write a numbered curve through the window, as a master does."""
    for part, raw in enumerate([number, kind, len(pairs) // 2, *units, *pairs]):
        points.operate(at(f"AO{244 + part}"), raw)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_point_has_a_value_and_every_value_a_point(edition: Protocol) -> None:
    _, points = served(edition)
    sample = points.sample()
    frozen = {point for point in points.points if point.kind is Kind.FROZEN_COUNTER}
    assert set(sample) == set(points.points) - frozen
    missing = {points.points[point].name for point, raw in sample.items() if raw is None}
    assert not missing


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_the_device_has_and_the_edition_names_is_served(edition: Protocol) -> None:
    fleet, points = served(edition)
    there = set(fleet.device(0).keys())
    named = {point.name.removesuffix(" (frozen)") for point in points.points.values()}
    for key in ("limit-active-power", "monitoring-active-power", "volt-var-curve", "connect-disconnect"):
        assert key in named
    assert named - {"profile version", "curve window"} <= there & set(quantities())


def test_the_limit_is_where_its_edition_has_it() -> None:
    fleet, points = served(Protocol.DNP3_1815_2)
    fleet_of_2018, points_of_2018 = served(Protocol.DNP3_AN2018)
    points.operate(at("AO87"), 500)
    points_of_2018.operate(at("AO88"), 500)
    for each, listed, code in ((fleet, points, "AI148"), (fleet_of_2018, points_of_2018, "AI149")):
        assert each.device(0).read("limit-active-power") == 50.0
        assert listed.sample()[at(code)] == 500
    for listed, code in ((points, "AO88"), (points_of_2018, "AO87")):
        with pytest.raises(UnknownQuantity, match=code):
            listed.operate(at(code), 500)


def test_measured_values_are_scaled_by_the_list_of_points() -> None:
    fleet, points = served()
    sample = points.sample()
    device = fleet.device(0)
    assert sample[at("AI537")] == round(float(device.read("monitoring-active-power")))  # type: ignore[arg-type]
    assert sample[at("AI536")] == 60_000
    assert sample[at("AI547")] == 2_400


def test_a_value_outside_is_refused_and_changes_nothing() -> None:
    fleet, points = served()
    before = fleet.device(0).read("limit-active-power")
    for raw in (1_001, -1, float("nan"), float("inf"), 1e30):
        with pytest.raises(OutOfRange, match="AO87"):
            points.operate(at("AO87"), raw)
    assert fleet.device(0).read("limit-active-power") == before


def test_an_input_cannot_be_operated() -> None:
    _, points = served()
    with pytest.raises(NotPossible):
        points.operate(at("AI148"), 5)
    with pytest.raises(NotPossible):
        points.operate(at("AI329"), 2)


def test_a_word_that_has_no_code_is_refused() -> None:
    _, points = served()
    with pytest.raises(OutOfRange):
        points.operate(at("AO37"), 77)
    with pytest.raises(OutOfRange, match="whole"):
        points.operate(at("AO37"), 0.5)


def test_attributes_come_from_the_nameplate() -> None:
    _, points = served()
    told = points.attributes()
    assert (told[252], told[250], told[247]) == ("Nobody", "M-1", "Roof")
    assert told[197] == "DNP3, IEEE 1815.2-2025"


def test_a_curve_goes_through_the_window_and_is_taken_when_its_mode_names_it() -> None:
    fleet, points = served()
    device = fleet.device(0)
    before = device.read("volt-var-curve")
    pairs = [round(number * 10) for pair in VOLT_VAR for number in pair]
    write_curve(points, 15, 2, (129, 2), pairs)
    assert device.read("volt-var-curve") == before
    points.operate(at("AO217"), 15)
    changed = device.read("volt-var-curve")
    assert changed != before
    assert [pair[0] for pair in changed] == [92.0, 98.0, 102.0, 108.0]  # type: ignore[union-attr]
    sample = points.sample()
    assert sample[at("AI297")] == 15
    assert [sample[at(f"AI{328 + part}")] for part in (0, 1, 2)] == [15, 2, 4]


@pytest.mark.parametrize(
    ("number", "kind", "why"),
    [(16, 2, "empty"), (15, 5, "type"), (99, 2, "numbered"), (0, 2, "numbered")],
    ids=["an empty one", "another mode's", "too high", "too low"],
)
def test_a_mode_takes_no_curve_that_is_not_for_it(number: int, kind: int, why: str) -> None:
    fleet, points = served()
    before = fleet.device(0).read("volt-var-curve")
    write_curve(points, 15, kind, (129, 2), [980, 0, 1_020, 0])
    with pytest.raises(OutOfRange, match=why):
        points.operate(at("AO217"), number)
    assert fleet.device(0).read("volt-var-curve") == before
    assert points.sample()[at("AI297")] != number


def test_the_window_shows_the_curves_that_the_device_has() -> None:
    fleet, points = served()
    points.sample()
    number = int(points.sample()[at("AI73")] or 0)
    points.operate(at("AO244"), number)
    sample = points.sample()
    curve = fleet.device(0).read("voltage-trip-high")
    assert sample[at("AI330")] == len(curve)  # type: ignore[arg-type]
    # Duration in milliseconds first, then voltage in tenths of a percent.
    shown = [
        (sample[at(f"AI{333 + 2 * place}")], sample[at(f"AI{334 + 2 * place}")])
        for place in range(len(curve))
    ]  # type: ignore[arg-type]
    assert shown == [(round(seconds * 1_000), round(percent * 10)) for percent, seconds in curve]  # type: ignore[union-attr]


def test_only_what_has_changed_is_told_again() -> None:
    fleet, points = served()
    everything = points.changes()
    assert set(everything) == set(points.sample())
    points.changes()
    assert points.changes() == {}
    fleet.device(0).write("limit-active-power", 40.0)
    assert points.changes() == {at("AI148"): 400, at("AO87"): 400}
    points.operate(at("AO244"), 2)
    shown = points.changes()
    assert (shown[at("AI328")], shown[at("AO244")], len(shown)) == (2, 2, 410)
    # A percentage means another amount when what it refers to has changed.
    fleet.device(0).write("setting-maximum-active-power", 8_000.0)
    assert points.changes()[at("AI32")] == 8_000


def test_a_value_that_is_back_is_told_though_it_is_the_same() -> None:
    device = Growing()
    points = DevicePoints(device)  # type: ignore[arg-type]
    assert points.changes()[at("AI537")] == 5_000
    device.silent = True
    assert points.changes() == {at("AI537"): None}
    device.silent = False
    assert points.changes() == {at("AI537"): 5_000}


def test_a_curve_changed_beside_is_shown_under_its_number() -> None:
    fleet, points = served()
    points.sample()
    points.operate(at("AO244"), int(points.sample()[at("AI297")] or 0))
    fleet.device(0).write("volt-var-curve", ((90.0, 30.0), (110.0, -30.0)))
    sample = points.sample()
    assert [sample[at(f"AI{code}")] for code in (330, 333, 335)] == [2, 900, 1_100]


@pytest.mark.parametrize("raw", [0, CURVES + 1, -1])
def test_there_is_no_curve_beyond_the_last(raw: int) -> None:
    _, points = served()
    with pytest.raises(OutOfRange, match="AO244 takes 1|numbered 1 to"):
        points.operate(at("AO244"), raw)


def test_deadbands_follow_the_rating_and_can_be_set() -> None:
    fleet, points = served()
    assert points.points[at("AI537")].deadband == 100
    own = DevicePoints(fleet.device(0), EDITION, deadbands={"monitoring-active-power": 250.0})
    assert own.points[at("AI537")].deadband == 250


def test_a_point_is_told_by_quantity_and_unit() -> None:
    _, points = served()
    assert points.tell(at("AO87"), 500) == "limit-active-power = 50 %WMax (AO87)"
    assert points.tell(at("BO5"), False) == "connect-disconnect = off (BO5)"
    assert points.tell(at("AO249"), 920) == "curve window: AO249 = 920"
    assert points.tell(at("AO60000"), 1) == "AO60000 = 1"


class Silent:
    """A device that does not answer: what stands behind a gateway whose link is down."""

    def keys(self) -> list[str]:
        return ["monitoring-active-power", "limit-active-power"]

    def read(self, key: str) -> float:
        raise ConnectionError("no answer")

    def write(self, key: str, value: object) -> None:
        raise ConnectionError("no answer")


def test_a_device_that_does_not_answer_leaves_values_unknown() -> None:
    points = DevicePoints(Silent())  # type: ignore[arg-type]
    sample = points.sample()
    assert sample[at("AI537")] is None
    with pytest.raises(ConnectionError):
        points.operate(at("AO87"), 500)


class Growing(Silent):
    """A gateway that learns by and by what its devices have."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {"monitoring-active-power": 5_000.0}
        self.silent = False

    def keys(self) -> list[str]:
        return list(self.values)

    def read(self, key: str) -> object:  # type: ignore[override]
        if key not in self.values or self.silent:
            raise UnknownQuantity(f"no {key} now")
        return self.values[key]


def test_points_come_when_the_device_has_them_and_are_told_as_events() -> None:
    device = Growing()
    outstation = Outstation(DevicePoints(device))  # type: ignore[arg-type]
    session = outstation.session(1)
    assert session is not None
    device.values |= {"limit-active-power": 80.0, "volt-var-curve": VOLT_VAR}
    outstation.scan()
    told = {event.index: event.value for each in (1, 2, 3) for _, event in session.queue.waiting(each)}
    assert told == {148: 800, 297: 1}
    device.values["volt-watt-curve"] = ((100.0, 100.0), (110.0, 0.0))
    outstation.scan()
    told = {event.index: event.value for each in (1, 2, 3) for _, event in session.queue.waiting(each)}
    # The curve that was there keeps its number.
    assert (told[297], told[248]) == (1, 2)
