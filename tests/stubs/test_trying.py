"""A quantity tried on the reference inverter, over every protocol that has it."""

from __future__ import annotations

import pytest

from workbench.der.quantities import Protocol, quantities
from workbench.stubs.trying import NotTried, can_be_written, protocols_tried, tried


@pytest.mark.parametrize("protocol", list(protocols_tried("limit-active-power")))
def test_a_limit_is_written_over_every_protocol(protocol: str) -> None:
    found = tried("limit-active-power", protocol, "50")
    assert (found.before, found.after, found.arrived) == ("100 %WMax", "50 %WMax", "50 %WMax")
    binding = quantities()["limit-active-power"].bindings[Protocol(protocol)]
    both = f"{binding.read} / {binding.write}"
    assert found.address == (both if protocol.startswith("dnp3") else binding.read)
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


@pytest.mark.parametrize(
    ("key", "protocol", "read"),
    [
        ("nameplate-manufacturer", "sunspec-7xx", "SIWG Workbench"),
        ("nameplate-normal-category", "sunspec-7xx", "category-b"),
        ("connect-disconnect", "sunspec-1xx", "on"),
        ("volt-var-curve", "sunspec-7xx", "(92 %, 44 %), (98 %, 0 %), (102 %, 0 %), (108 %, -44 %)"),
        ("monitoring-frequency", "dnp3-an2018", "60 Hz"),
        ("monitoring-active-power", "ieee-2030.5-2018", "10000 W"),
    ],
)
def test_words_curves_switches_and_numbers_are_read(key: str, protocol: str, read: str) -> None:
    found = tried(key, protocol)
    assert (found.arrived, found.after) == (read, read)
