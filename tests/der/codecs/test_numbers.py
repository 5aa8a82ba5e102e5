"""Numbers at their limits: what fits nowhere is refused, and what is below nothing does not become nothing."""

from __future__ import annotations

import sys

import pytest

from workbench.der.codecs import Context, encode
from workbench.der.codecs.numbers import to_scaled
from workbench.der.device import OutOfRange
from workbench.der.quantities import Protocol, quantities


def test_a_number_that_leaves_the_range_of_fractions_on_the_way_is_a_great_integer() -> None:
    assert to_scaled(1.7e305, -5) == int(sys.float_info.max)
    assert to_scaled(-1.7e305, -5) == -int(sys.float_info.max)


@pytest.mark.parametrize(
    ("key", "value"), [("frequency-watt-deadband-high", 1.7e305), ("constant-power-factor-injecting", -1.0)]
)
def test_what_cannot_be_said_in_ieee_2030_5_is_refused_and_not_rounded_away(key: str, value: float) -> None:
    binding = quantities()[key].bindings[Protocol.IEEE_2030_5_2018]
    known = Context(
        values={"constant-power-factor-excitation": "injecting", "nameplate-nominal-frequency": 60.0}
    )
    with pytest.raises(OutOfRange, match="does not fit"):
        encode(binding, value, known)
