"""Quantities as elements and back: every key that a control carries, and what cannot be said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sep_schema import assert_valid
from workbench.der.codecs import Context
from workbench.der.codecs.tables import words
from workbench.der.device import NotPossible
from workbench.der.quantities import Value, quantities
from workbench.stubs.ieee2030_5.documents import read, write
from workbench.stubs.ieee2030_5.resources.programs import DefaultDERControl, DERCurve
from workbench.stubs.ieee2030_5.values import (
    asked,
    built,
    content_of,
    control_base,
    controllable,
    curves_of,
    settings_of,
    told,
)

KNOWN: dict[str, Value] = {
    "setting-maximum-active-power": 10_000.0,
    "setting-maximum-apparent-power": 10_000.0,
    "setting-maximum-reactive-injection": 5_000.0,
    "monitoring-available-reactive-power": 4_000.0,
}
COMPANIONS: dict[str, dict[str, Value]] = {
    "Frequency droop": {
        "frequency-watt-deadband-high": 0.036,
        "frequency-watt-droop-high": 0.05,
        "frequency-watt-deadband-low": 0.036,
        "frequency-watt-droop-low": 0.05,
        "frequency-watt-response-time": 5.0,
    },
    "Power factor": {"constant-power-factor-injecting": 0.9, "constant-power-factor-excitation": "injecting"},
}


def some_value(key: str) -> Value:
    """Return a value that any device could be asked for."""
    unit = quantities()[key].unit
    if unit == "bool":
        return True
    if unit == "enum":
        return words(key)[0]
    if unit in ("%,s", "Hz,s"):
        return ((60.0, 0.16), (70.0, 2.0))
    if unit == "Hz,%":
        return ((60.0, 100.0), (61.0, 0.0))
    if unit == "%,PF":
        return ((20.0, 1.0), (100.0, 0.95))
    if "," in unit:
        return ((20.0, 44.0), (100.0, -30.0)) if key != "volt-watt-curve" else ((106.0, 100.0), (110.0, 0.0))
    return {"PF": 0.95, "pu": 0.05}.get(unit, 50.0)


def with_companions(key: str) -> dict[str, Value]:
    """Return a value with those that have to be beside it."""
    values: dict[str, Value] = {key: some_value(key)}
    if key.startswith("frequency-watt-") and key != "frequency-watt-curve":
        values = {**COMPANIONS["Frequency droop"], **values}
    if key.startswith("constant-power-factor"):
        values = {**COMPANIONS["Power factor"], **values}
    if key.startswith(("volt-var-", "volt-watt-")):
        curve = f"{key[:8] if key.startswith('volt-var') else key[:9]}-curve"
        values = {curve: some_value(curve), **values}
    switched = {
        "limit-active-power-enable": "limit-active-power",
        "constant-reactive-power-enable": "constant-reactive-power",
    }
    if key in switched:
        values[switched[key]] = some_value(switched[key])
    return values


@pytest.mark.parametrize("key", controllable(default=True))
def test_every_key_goes_into_a_document_and_comes_back(key: str) -> None:
    values = with_companions(key)
    context = Context(values=KNOWN)
    wants = asked(values, context, default=True)
    curves = {
        f"/derp/1/dc/{number}": built(DERCurve, {**raw, "mRID": "AB" * 16, "creationTime": 1})
        for number, raw in enumerate(curves_of(wants.elements).values(), 1)
    }
    for curve in curves.values():
        assert_valid(write(curve))
    links = dict(zip(curves_of(wants.elements), curves, strict=True))
    base = control_base(wants.elements, links)
    document = built(DefaultDERControl, {"mRID": "CD" * 16, "DERControlBase": base, **wants.settings})
    assert_valid(write(document))
    again = read(write(document), DefaultDERControl)
    found = told(content_of(again.DERControlBase, curves) | settings_of(again), context)
    for name, value in values.items():
        if isinstance(value, tuple):
            assert [list(point) for point in found[name]] == [
                pytest.approx(point, abs=1e-3) for point in value
            ]  # type: ignore[union-attr]
        else:
            assert found[name] == (pytest.approx(value, abs=1e-3) if isinstance(value, float) else value)


@settings(max_examples=80, deadline=None, database=None)
@given(
    st.sampled_from(controllable()),
    st.floats() | st.booleans() | st.text(max_size=5) | st.just(((1.0, 2.0),)),
)
def test_any_value_is_said_exactly_enough_or_refused(key: str, value: Value) -> None:
    context = Context(values=KNOWN)
    try:
        wants = asked({**with_companions(key), key: value}, context)
    except NotPossible:
        return
    back = told(wants.elements, context)[key]
    if isinstance(value, float):
        assert back == pytest.approx(value, rel=1e-3, abs=0.01)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(NotPossible) as refusal:
        asked({"limit-active-power": 500.0, "nothing": 1.0, "volt-var-response-time": 5.0}, Context())
    for word in ("limit-active-power", "'nothing'", "opModVoltVar is not complete"):
        assert word in str(refusal.value)


def test_a_reference_that_nobody_knows_is_asked_for() -> None:
    curve = {"volt-var-curve": some_value("volt-var-curve")}
    with pytest.raises(NotPossible, match="setting-maximum"):
        asked(curve, Context())
    said = asked({**curve, "volt-var-reference": "maximum-reactive-power"}, Context())
    assert said.elements["opModVoltVar"]["yRefType"] == 2
