"""Values and contexts that hypothesis draws for a binding: what the protocol can say there, and what it needs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from workbench.der.codecs import Context, sunspec
from workbench.der.codecs.coding import form
from workbench.der.codecs.conversions import rule_of
from workbench.der.codecs.tables import words
from workbench.der.quantities import Binding, Protocol, quantities

SETTINGS: dict[str, Any] = {
    "setting-maximum-active-power": 8000.0,
    "setting-maximum-apparent-power": 10000.0,
    "setting-maximum-reactive-injection": 4400.0,
    "monitoring-available-reactive-power": 4000.0,
    "monitoring-available-active-power": 7000.0,
    "monitoring-active-power": 5000.0,
    "monitoring-reactive-power": 1200.0,
    "nameplate-nominal-frequency": 60.0,
    "constant-power-factor-excitation": "injecting",
}
"""What a device says of itself."""
SPANS: dict[str, tuple[float, float]] = {
    "%": (0, 100),
    "%WMax": (0, 100),
    "%WMax/s": (1, 100),
    "Hz": (0, 65),
    "PF": (0, 1),
    "V": (0, 600),
    "A": (0, 300),
    "S": (0, 20),
    "s": (0, 300),
    "pu": (0.01, 0.5),
    "degC": (-40, 90),
}
"""Spans that every protocol can say; amounts of power and energy have one of their own."""
SCALES = {"PF": -3, "%": -2, "%WMax": -2, "%WMax/s": 0, "Hz": -2, "pu": -3, "V": -1, "A": -1}
POWER = (0.0, 20_000.0)


def all_bindings() -> list[Binding]:
    return [binding for row in quantities().values() for binding in row.bindings.values()]


def name_of(binding: Binding) -> str:
    return f"{binding.quantity}-{binding.protocol.value}"


def context(binding: Binding, **more: Any) -> Context:
    """What the binding needs, with scale factors that suit its unit."""
    scales: dict[str, int] = {}
    if binding.protocol.family == "sunspec":
        for scale in sunspec.scale_names(binding):
            unit = quantities()[binding.quantity].unit.split(",")[0]
            scales[scale] = SCALES.get(unit, 0)
        if "PF_SF" in scales:
            scales["PF_SF"] = -2 if binding.read == "103.PF" else -3
        if "Tms_SF" in scales:
            scales["Tms_SF"] = -2
        if "RspTms_SF" in scales:
            scales["RspTms_SF"] = -2
    return Context(scales=scales, values=SETTINGS, **more)


def value(binding: Binding) -> st.SearchStrategy[Any]:
    """Values of a binding's quantity that the protocol can say, exactly or not."""
    row = quantities()[binding.quantity]
    match form(binding):
        case "bool":
            return st.booleans()
        case "str":
            return st.text("Abc xyz-019.", min_size=1, max_size=16).map(str.strip).filter(bool)
        case "enum":
            return st.sampled_from(words(binding.quantity))
        case "bitmap":
            return st.frozensets(st.sampled_from(words(binding.quantity)))
        case "curve":
            return curve(binding)
    return st.floats(*_span(binding, row.unit), allow_nan=False).map(lambda number: round(number, 6))


def curve(binding: Binding, most: int = 10) -> st.SearchStrategy[Any]:
    if binding.quantity == "schedule-event":
        times = st.tuples(st.integers(0, 2**31).map(float), st.integers(0, 10**6).map(float))
        return st.tuples(times)
    units = quantities()[binding.quantity].unit.split(",")
    spans = [SPANS[unit] for unit in units]
    pair = st.tuples(*(st.floats(*span).map(lambda number: round(number, 4)) for span in spans))
    return st.lists(pair, min_size=2, max_size=most).map(tuple)


def _span(binding: Binding, unit: str) -> tuple[float, float]:
    rule = rule_of(binding.quantity, binding.protocol)
    if rule is not None and rule.rule == "share-of":
        return (0.0, 8000.0)
    if binding.protocol is Protocol.SUNSPEC_1XX and rule is not None and rule.rule == "slope-per-hertz":
        return (0.03, 0.5)
    return SPANS.get(unit, POWER)
