"""Whatever comes over the wire is a value or a sentence: no other error, and no value that is not one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.der.codecs.drawing import context, name_of, value
from workbench.der.codecs import decode, encode
from workbench.der.codecs.coding import check_form, form
from workbench.der.device import NotPossible
from workbench.der.quantities import quantities

PARTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=6),
    st.lists(
        st.dictionaries(st.sampled_from(["xvalue", "yvalue", "excitation"]), st.integers(), max_size=3),
        max_size=3,
    ),
)
NAMES = [
    "value",
    "multiplier",
    "displacement",
    "excitation",
    "curveType",
    "xMultiplier",
    "yMultiplier",
    "yRefType",
]
NAMES += [
    "CurveData",
    "ActPt",
    "DeptRef",
    "Pt[1].V",
    "V1",
    "refType",
    "uom",
    "powerOfTenMultiplier",
    "start",
    "duration",
]
NAMES += ["AI328", "AI329", "AI330", "AI331", "AI332", "AI333", "AI297"]
ANYTHING = st.one_of(PARTS, st.dictionaries(st.sampled_from(NAMES), PARTS, max_size=6))


@pytest.mark.parametrize("key", list(quantities()))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anything_is_a_value_or_is_refused_in_a_sentence(key: str, data: st.DataObject) -> None:
    for binding in quantities()[key].bindings.values():
        raw: Any = data.draw(ANYTHING, label=name_of(binding))
        for written in (False, True):
            try:
                read = decode(binding, raw, context(binding), written=written)
            except NotPossible as refused:
                sentence = str(refused)
            else:
                check_form(binding, read)
                continue
            assert sentence.endswith(".")


@pytest.mark.parametrize("key", [key for key, row in quantities().items() if "," in row.unit])
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_curve_with_one_part_spoilt_is_a_curve_or_is_refused(key: str, data: st.DataObject) -> None:
    for binding in quantities()[key].bindings.values():
        assert form(binding) == "curve"
        raw = dict(encode(binding, data.draw(value(binding)), context(binding)).raw)
        raw[data.draw(st.sampled_from(sorted(raw)))] = data.draw(PARTS)
        try:
            read = decode(binding, raw, context(binding))
        except NotPossible:
            continue
        check_form(binding, read)
