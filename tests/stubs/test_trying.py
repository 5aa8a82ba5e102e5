"""A quantity tried on the reference inverter, over every protocol that has it."""

from __future__ import annotations

import pytest

from workbench.der.quantities import quantities
from workbench.stubs.trying import NotTried, can_be_written, protocols_tried, tried


@pytest.mark.parametrize("protocol", list(protocols_tried("limit-active-power")))
def test_a_limit_is_written_over_every_protocol(protocol: str) -> None:
    found = tried("limit-active-power", protocol, "50")
    assert (found.before, found.after, found.arrived) == ("100 %WMax", "50 %WMax", "50 %WMax")
    assert found.address == quantities()["limit-active-power"].bindings[protocol].read or "/" in found.address  # type: ignore[index]
    assert any(one.octets for one in found.exchanges)


def test_a_value_that_a_control_rounds_arrives_all_the_same() -> None:
    found = tried("limit-active-power", "ieee-2030.5-2018", "33.3333")
    assert found.after.startswith("33.33")


def test_a_reading_is_read_and_cannot_be_written() -> None:
    found = tried("monitoring-active-power", "sunspec-7xx")
    assert (found.address, found.arrived) == ("701.W", "10000 W")
    assert not can_be_written("monitoring-active-power", "sunspec-7xx")
    with pytest.raises(NotTried, match="is only read at 701.W"):
        tried("monitoring-active-power", "sunspec-7xx", "5")


def test_what_cannot_be_tried_is_said_in_a_sentence() -> None:
    with pytest.raises(NotTried, match="fifty"):
        tried("limit-active-power", "sunspec-7xx", "fifty")
    with pytest.raises(NotTried, match="120"):
        tried("limit-active-power", "dnp3-1815.2", "120")


def test_every_quantity_of_the_inverter_has_a_way_to_be_tried() -> None:
    without = {key for key in quantities() if not protocols_tried(key)}
    assert without == {key for key, row in quantities().items() if not any(row.bindings)}
