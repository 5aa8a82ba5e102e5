"""Every binding says a value and reads it back, within the loss that is told; nothing is clipped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.der.codecs.drawing import all_bindings, context, name_of, value
from workbench.der.codecs import Encoded, NotCarried, decode, encode, most_points, sunspec
from workbench.der.codecs.coding import form
from workbench.der.codecs.tables import curves
from workbench.der.device import OutOfRange
from workbench.der.quantities import Binding, Protocol, quantities

MUTE = {
    ("schedule-event", Protocol.SUNSPEC_1XX),
    ("schedule-event", Protocol.DNP3_AN2018),
    ("monitoring-operational-state", Protocol.DNP3_AN2018),
    ("monitoring-operational-state", Protocol.DNP3_1815_2),
}
"""Bindings that name the quantity and cannot say its value: which schedule runs, and codes that are not known."""
BINDINGS = all_bindings()


def directions(binding: Binding) -> list[bool]:
    return [written for written, cell in ((False, binding.read), (True, binding.write)) if cell]


def agree(sent: Any, encoded: Encoded, arrived: Any) -> None:
    """Whatever differs has been told: by its amount where it is a number, by words where it is one."""
    if arrived == sent:
        return
    kinds = {loss.kind for loss in encoded.losses}
    if isinstance(sent, tuple):
        for axis in (0, 1):
            told = max((abs(loss.amount) for loss in encoded.losses), default=0.0)
            for here, there in zip(sent, arrived, strict=True):
                assert abs(there[axis] - here[axis]) <= told + 1e-8
        return
    if isinstance(sent, float):
        told = sum(loss.amount for loss in encoded.losses if loss.kind == "rounding")
        assert abs(arrived - sent - told) < 1e-6 * max(1.0, abs(sent))
        return
    assert kinds == {"word"}


@pytest.mark.parametrize("key", list(quantities()))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_encoded_is_read_back_within_the_loss_that_is_told(key: str, data: st.DataObject) -> None:
    for binding in quantities()[key].bindings.values():
        for written in directions(binding):
            sent = data.draw(value(binding), label=name_of(binding))
            known = context(binding)
            if (binding.quantity, binding.protocol) in MUTE:
                with pytest.raises(NotCarried):
                    encode(binding, sent, known, written=written)
                continue
            try:
                encoded = encode(binding, sent, known, written=written)
            except NotCarried:
                assert form(binding) in ("enum", "str")
                continue
            agree(sent, encoded, decode(binding, encoded.raw, known, written=written))


NUMBERS = [b for b in BINDINGS if form(b) == "number" and (b.quantity, b.protocol) not in MUTE]


def test_a_number_that_does_not_fit_is_refused_and_never_clipped() -> None:
    refused = 0
    for binding in NUMBERS:
        for written in directions(binding):
            for beyond in (1e30, -1e30):
                try:
                    encoded = encode(binding, beyond, context(binding), written=written)
                except OutOfRange:
                    refused += 1
                else:
                    # The reciprocal of what does not fit may fit (a rate of 1e30 is a time of nothing); it is told.
                    assert encoded.losses, (binding, beyond, encoded)
    assert refused > 500


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), True, "5", frozenset(), ()])
def test_what_is_no_number_is_refused(bad: Any) -> None:
    for binding in NUMBERS:
        with pytest.raises(OutOfRange, match="takes a number"):
            encode(binding, bad, context(binding), written=not binding.read)


SCALED = [b for b in NUMBERS if b.protocol.family == "sunspec" and sunspec.scale_names(b)]


def test_a_scale_factor_that_changes_between_two_reads_leaves_the_value_alone() -> None:
    assert len(SCALED) > 60
    for binding in SCALED:
        check_scales(binding)


def check_scales(binding: Binding) -> None:
    (scale,) = sunspec.scale_names(binding)
    one = 0.1 if quantities()[binding.quantity].unit in ("PF", "pu", "Hz") else 40.0
    if binding.read == "127.WGra":
        one = 1 / 6  # ten percent for each hertz of sixty
    seen = []
    for power in (-3, -2, -1, 0, 1):
        known = replace(context(binding), scales={scale: power})
        try:
            encoded = encode(binding, one, known)
        except OutOfRange:
            continue
        if not encoded.losses:
            seen.append((encoded.raw, decode(binding, encoded.raw, known)))
    assert len({raw for raw, _ in seen}) >= 2, binding
    assert all(read == pytest.approx(one, abs=1e-12) for _, read in seen), binding


CURVES = [b for b in BINDINGS if b.quantity in curves()]


@pytest.mark.parametrize("binding", CURVES, ids=name_of)
def test_a_curve_with_too_many_points_is_thinned_and_told(binding: Binding) -> None:
    units = quantities()[binding.quantity].unit
    high = 0.9 if units.endswith("PF") else 60.0
    curve = tuple((40.0 + step, high * (step % 2) / 2 + step / 100) for step in range(8))
    known = context(binding, points=4)
    encoded = encode(binding, curve, known, written=not binding.read)
    arrived = decode(binding, encoded.raw, known, written=not binding.read)
    assert isinstance(arrived, tuple)
    assert len(arrived) == 4
    lost = [loss for loss in encoded.losses if loss.kind == "points"]
    assert len(lost) == 1
    assert "4 points" in lost[0].words
    assert lost[0].amount > 0
    with pytest.raises(NotCarried, match="two are needed"):
        encode(binding, curve, replace(known, points=1), written=not binding.read)


def test_definitions_limit_curves() -> None:
    most = {b.protocol: most_points(b) for b in CURVES if b.quantity == "volt-var-curve"}
    assert most == {
        Protocol.SUNSPEC_7XX: None,
        Protocol.SUNSPEC_1XX: 20,
        Protocol.DNP3_AN2018: 100,
        Protocol.DNP3_1815_2: 100,
        Protocol.IEEE_2030_5_XSD_2_0_4: 10,
        Protocol.IEEE_2030_5_2018: 10,
    }


def test_every_quantity_is_told_by_some_protocol() -> None:
    assert {binding.quantity for binding in BINDINGS} == set(quantities())
    assert len(quantities()) == 96
