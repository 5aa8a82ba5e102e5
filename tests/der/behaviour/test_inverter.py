"""One DER, read and written by its keys."""

from __future__ import annotations

import csv
import json
import math

import pytest

from workbench.der.behaviour import Fleet, Ratings
from workbench.der.behaviour.settings import own_quantities, settings
from workbench.der.behaviour.words import BITMAPS, ENUMERATIONS
from workbench.der.device import NotWritable, OutOfRange, UnknownQuantity
from workbench.der.quantities import TABLES, quantities

KINDS = ("pv", "storage", "pv+storage")


def test_a_der_has_the_quantities_of_both_tables_and_no_others() -> None:
    keys = set(Fleet().device(0).keys())
    assert keys == (set(quantities()) - {"schedule-event"}) | set(own_quantities())


@pytest.mark.parametrize("kind", KINDS)
def test_every_reading_has_the_form_of_its_unit(kind: str) -> None:
    device = Fleet(ratings=Ratings(kind=kind)).device(0)
    units = {key: row.unit for key, row in quantities().items()}
    units |= {key: row.unit for key, row in own_quantities().items()}
    for key in device.keys():  # noqa: SIM118 - a device is no mapping
        value, unit = device.read(key), units[key]
        if unit == "bool":
            assert isinstance(value, bool), key
        elif unit == "enum":
            assert value in ENUMERATIONS[key], key
        elif unit == "bitmap":
            assert isinstance(value, frozenset), key
            assert value <= set(BITMAPS[key]), key
        elif unit == "str":
            assert isinstance(value, str), key
        elif "," in unit:
            assert isinstance(value, tuple), key
            assert all(len(point) == 2 for point in value), key
        else:
            assert isinstance(value, float), key
            assert math.isfinite(value), key


def test_only_what_both_tables_call_writable_is_written() -> None:
    device = Fleet().device(0)
    writable = {key for key, row in quantities().items() if row.writable}
    writable |= {key for key, row in own_quantities().items() if row.access == "read-write"}
    assert writable - {"schedule-event"} == set(settings())
    for key in set(device.keys()) - writable:
        with pytest.raises(NotWritable, match="only read"):
            device.write(key, device.read(key))


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_takes_what_it_reads(kind: str) -> None:
    device = Fleet(ratings=Ratings(kind=kind)).device(0)
    for key in settings():
        before = device.read(key)
        device.write(key, before)
        assert device.read(key) == before


def test_a_value_reads_back_exactly_as_written() -> None:
    device = Fleet(2).device(1)
    device.write("limit-active-power", 50.3)
    assert device.read("limit-active-power") == 50.3
    device.write("volt-var-curve", ((90.5, 30.1), (100, 0), (110.25, -30)))
    assert device.read("volt-var-curve") == ((90.5, 30.1), (100.0, 0.0), (110.25, -30.0))
    assert Fleet(2).device(0).read("limit-active-power") == 100.0


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, 100.01, 10**400, "50", True, None, ()])
def test_what_is_no_percentage_is_refused_in_a_sentence(value: object) -> None:
    device = Fleet().device(0)
    with pytest.raises(OutOfRange, match="limit-active-power is .* from 0 to 100 %WMax is allowed"):
        device.write("limit-active-power", value)  # type: ignore[arg-type]
    assert device.read("limit-active-power") == 100.0


@pytest.mark.parametrize(
    "value",
    [
        ((90.0, 10.0),),
        ((90.0, 10.0), (80.0, 0.0)),
        ((90.0, math.nan), (100.0, 0.0)),
        ((90.0, 10.0, 3.0), (100.0, 0.0)),
        tuple((float(number), 0.0) for number in range(21)),
        "curve",
        7,
        True,
    ],
)
def test_what_is_no_curve_is_refused_in_a_sentence(value: object) -> None:
    device = Fleet().device(0)
    before = device.read("volt-var-curve")
    with pytest.raises(OutOfRange, match="2 to 20 points are allowed"):
        device.write("volt-var-curve", value)  # type: ignore[arg-type]
    assert device.read("volt-var-curve") == before


def test_words_and_switches_take_nothing_else() -> None:
    device = Fleet().device(0)
    with pytest.raises(OutOfRange, match="injecting, absorbing"):
        device.write("constant-power-factor-excitation", "leading")
    with pytest.raises(OutOfRange, match="true or false"):
        device.write("volt-var-enable", 1)
    with pytest.raises(UnknownQuantity, match="no quantity 'volt-vra-enable'"):
        device.write("volt-vra-enable", True)
    with pytest.raises(UnknownQuantity, match="no quantity 'volt-vra-enable'"):
        device.read("volt-vra-enable")


def test_a_rating_bounds_its_setting() -> None:
    device = Fleet(ratings=Ratings(active_power=5_000.0)).device(0)
    with pytest.raises(OutOfRange, match="from 0 to 5000 W"):
        device.write("setting-maximum-active-power", 5_001.0)
    device.write("setting-maximum-active-power", 4_000.0)
    assert device.read("setting-maximum-active-power") == 4_000.0


def test_a_soft_start_is_one_ramp_said_as_time_or_as_rate() -> None:
    device = Fleet().device(0)
    device.write("enter-service-ramp-time", 50.0)
    assert device.read("setting-soft-start-ramp-rate") == 2.0
    device.write("setting-soft-start-ramp-rate", 4.0)
    assert device.read("enter-service-ramp-time") == 25.0
    with pytest.raises(OutOfRange, match="setting-soft-start-ramp-rate is 1e-05 .*0 or at least 0.00115741"):
        device.write("setting-soft-start-ramp-rate", 1e-5)
    with pytest.raises(OutOfRange, match="enter-service-ramp-time is 0.001 s; 0 or at least 0.01 s"):
        device.write("enter-service-ramp-time", 0.001)
    assert device.read("enter-service-ramp-time") == 25.0


def test_settings_outlive_a_restart() -> None:
    fleet = Fleet(ratings=Ratings(kind="storage"), seed=3)
    device = fleet.device(0)
    device.write("limit-active-power-revert-time", 100.0)
    device.write("limit-active-power", 40.0)
    device.write("limit-active-power-enable", True)
    device.write("volt-var-curve", ((80.0, 1.0), (120.0, -1.0)))
    device.write("set-active-power", 50.0)
    device.write("set-active-power-enable", True)
    fleet.step(30.0)
    kept = json.loads(json.dumps(fleet.settings(0)))

    again = Fleet(2, Ratings(kind="storage"))
    again.restore(1, kept)
    restarted = again.device(1)
    assert {key: restarted.read(key) for key in settings()} == {key: device.read(key) for key in settings()}
    assert restarted.read("monitoring-energy-delivered") == device.read("monitoring-energy-delivered") > 0
    assert restarted.read("monitoring-state-of-charge") == device.read("monitoring-state-of-charge") < 50
    assert restarted.read("limit-active-power-revert-remaining") == 70.0
    assert restarted.read("limit-active-power-in-force")
    assert again.device(0).read("limit-active-power") == 100.0


def test_a_bad_kept_setting_changes_nothing() -> None:
    fleet = Fleet()
    kept = fleet.settings(0)
    kept["settings"]["limit-active-power"] = 40.0
    kept["settings"]["set-active-power"] = 400.0
    with pytest.raises(OutOfRange, match="set-active-power is 400"):
        fleet.restore(0, kept)
    assert fleet.device(0).read("limit-active-power") == 100.0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("counters", {"energy-delivered": math.nan}, "energy-delivered is nan"),
        ("counters", {"miles": 3.0}, "no counter 'miles'"),
        ("stored-energy", 1e9, "stored-energy is 1000000000.0; a number from 0 to 40000"),
        ("revert-remaining", {"limit-active-power": -1.0}, "limit-active-power-revert-remaining is -1.0"),
        ("revert-remaining", {"lunch": 1.0}, "no command 'lunch'"),
    ],
)
def test_what_nothing_can_have_kept_is_not_put_back(name: str, value: object, words: str) -> None:
    fleet = Fleet(ratings=Ratings(kind="storage"))
    before = fleet.settings(0)
    with pytest.raises(OutOfRange, match=words):
        fleet.restore(0, before | {name: value})
    assert fleet.settings(0) == before


def test_the_table_of_own_quantities_says_what_the_device_keeps_to() -> None:
    assert not set(own_quantities()) & set(quantities())
    device = Fleet(ratings=Ratings(kind="storage")).device(0)
    for key, own in own_quantities().items():
        assert own.name, key
        assert own.meaning.endswith("."), key
        assert own.access in ("read", "read-write"), key
        numeric = own.access == "read-write" and own.unit not in ("bool", "enum")
        assert bool(own.minimum) == bool(own.maximum) == numeric, key
        if own.default not in ("", "curve"):
            assert str(device.read(key)).lower() in (own.default, f"{own.default}.0"), key
        if numeric and "," not in own.unit:
            with pytest.raises(OutOfRange):
                device.write(key, 1e15)
            if own.maximum.isdigit():
                device.write(key, float(own.maximum))


def test_every_word_that_the_device_says_is_one_of_the_mapping() -> None:
    with (TABLES / "enumerations.csv").open(encoding="utf-8", newline="") as table:
        known: dict[str, set[str]] = {}
        for row in csv.DictReader(table):
            known.setdefault(row["quantity"], set()).add(row["word"])
    for key, words in (ENUMERATIONS | BITMAPS).items():
        assert set(words) <= known.get(key, set(words)), key
