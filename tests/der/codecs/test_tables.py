"""The tables beside the mapping name what there is: symbols, points, quantities, and the words that devices use."""

from __future__ import annotations

from workbench.der.behaviour.words import BITMAPS, ENUMERATIONS
from workbench.der.codecs import sunspec
from workbench.der.codecs.coding import form
from workbench.der.codecs.tables import attributes, coded, conversion, curves, rows, words
from workbench.der.dnp3_points import addresses, points
from workbench.der.quantities import Protocol, quantities


def test_devices_and_protocols_use_the_same_words() -> None:
    for key, known in {**ENUMERATIONS, **BITMAPS}.items():
        if key in quantities():
            assert set(known) <= set(words(key)), key


def test_every_enumeration_and_bitmap_of_the_mapping_has_words() -> None:
    for key, row in quantities().items():
        kind = form(next(iter(row.bindings.values())))
        assert bool(words(key)) is (kind in ("enum", "bitmap")), key


def test_a_code_is_read_as_one_word_of_an_enumeration_only() -> None:
    for key in quantities():
        for protocol in Protocol:
            read = [row.code for row in coded(key, protocol) if row.read]
            if form(next(iter(quantities()[key].bindings.values()))) == "enum":
                assert len(read) == len(set(read)), (key, protocol)


def test_every_binding_finds_what_it_names() -> None:
    for row in quantities().values():
        for binding in row.bindings.values():
            if binding.protocol.family == "sunspec":
                assert sunspec.plan(binding).point.name
            elif binding.protocol.family == "dnp3":
                for address in addresses(f"{binding.read} {binding.write}"):
                    if not address.startswith(("AI3", "AI4", "AI5", "AO2", "AO3", "AO4")):
                        assert address in points(binding.protocol), address
            else:
                assert binding.quantity in attributes()


def test_the_tables_name_quantities_and_protocols_that_there_are() -> None:
    families = {protocol.family for protocol in Protocol} | {protocol.value for protocol in Protocol}
    for row in rows("conversions"):
        assert row["quantity"] in quantities()
        assert row["protocol"] in families
        assert row["note"].endswith(".")
    assert set(curves()) <= set(quantities())
    assert set(attributes()) <= set(quantities())
    assert conversion("limit-active-power", Protocol.DNP3_1815_2) is None


def test_the_points_of_the_note_of_2018_are_those_of_its_list() -> None:
    old, new = points(Protocol.DNP3_AN2018), points(Protocol.DNP3_1815_2)
    assert old["AO88"].name == "APLimitDischargeSetP"
    assert new["AO88"].name.startswith("Active Power Limit Minimum")
    assert (old["AO88"].multiplier, old["AO88"].greatest) == (0.1, 1000)
    assert addresses("AI297 + AI328 to AI330") == ("AI297", "AI328", "AI329", "AI330")
    assert addresses("group 0") == ()
