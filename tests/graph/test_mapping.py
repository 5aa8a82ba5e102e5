"""The mapping as readers see it is the one that is executed; a data object tells when its row has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from workbench.der.quantities import quantities
from workbench.graph import mapping
from workbench.graph.mapping_translation import NotUnderstood, said_everywhere, said_words
from workbench.graph.snapshot import ItemView, Snapshot


def data_object(key: str, **detail: Any) -> ItemView:
    fields = {"key": key, "row_digest": mapping.row_digest(key), **detail}
    return ItemView(f"u-{key}", f"OBJ-{key}", "data-object", key, "", "listed", 1, "", fields)


@pytest.fixture
def snapshot() -> Snapshot:
    moved = data_object("volt-var-curve", row_digest="0" * 64)
    return Snapshot.of([data_object("limit-active-power"), moved])


def test_every_row_of_the_table_is_shown_with_the_very_names_that_are_executed(snapshot: Snapshot) -> None:
    rows = mapping.mapping(snapshot)
    assert [row.key for row in rows] == list(quantities())
    for row in rows:
        bound = {p.value: (b.read, b.write) for p, b in quantities()[row.key].bindings.items()}
        assert {b.protocol: (b.read, b.write) for b in row.bindings} == bound


def test_a_data_object_says_whether_its_row_is_the_one_that_it_cites(snapshot: Snapshot) -> None:
    standing = {row.key: row.standing for row in mapping.mapping(snapshot)}
    assert standing["limit-active-power"] == "current"
    assert standing["volt-var-curve"] == "moved"
    assert standing["connect-disconnect"] == "not on record"
    assert [item.code for item in mapping.moved(snapshot)] == ["OBJ-volt-var-curve"]
    own = replace(data_object("limit-active-power"), detail={"key": "our-own-key", "row_digest": "1"})
    assert mapping.moved(Snapshot.of([own])) == []
    withdrawn = replace(snapshot.by_code["OBJ-volt-var-curve"], status="withdrawn")
    assert mapping.moved(Snapshot.of([withdrawn])) == []


def test_a_row_is_found_by_its_key_and_by_its_code(snapshot: Snapshot) -> None:
    for name in ("limit-active-power", "OBJ-limit-active-power", "obj-LIMIT-active-power"):
        found = mapping.mapped(snapshot, name)
        assert found is not None
        assert found.code == "OBJ-limit-active-power"
    assert mapping.mapped(snapshot, "limit-power") is None
    item = snapshot.by_code["OBJ-limit-active-power"]
    of_item = mapping.mapped_item(snapshot, item)
    assert of_item is not None
    assert of_item.named("dnp3-an2018").address == "AI149 / AO88"  # type: ignore[union-attr]
    assert mapping.mapped_item(snapshot, replace(item, kind="issue")) is None


def test_filters_narrow_by_words_function_and_protocol(snapshot: Snapshot) -> None:
    rows = mapping.mapping(snapshot)
    assert [row.key for row in mapping.filtered(rows, words="ao88")] == ["limit-active-power"]
    assert {row.group for row in mapping.filtered(rows, group=["Volt-VAr"])} == {"Volt-VAr"}
    both = mapping.filtered(rows, protocol=["sunspec-1xx", "ieee-2030.5-2018"])
    assert 0 < len(both) < len(rows)
    assert all(row.named("sunspec-1xx") and row.named("ieee-2030.5-2018") for row in both)


def test_a_value_is_shown_as_every_protocol_carries_it() -> None:
    said = {one.protocol: one for one in said_everywhere("limit-active-power", "50 %WMax")}
    assert said["dnp3-an2018"].address == "AO88"
    assert said["dnp3-1815.2"].address == "AO87"
    assert {said[p].raw for p in ("dnp3-an2018", "dnp3-1815.2")} == {"500"}
    assert said["ieee-2030.5-2018"].raw == "5000"
    assert all(one.whole for one in said.values())
    curve = {one.protocol: one for one in said_everywhere("volt-var-curve", "92 44; 98 0; 102 0; 108 -44")}
    assert "VAr1" in curve["sunspec-1xx"].raw
    assert any("V_SF" in note for note in curve["sunspec-7xx"].notes)


def test_what_is_not_carried_and_what_is_lost_are_told_apart() -> None:
    said = {one.protocol: one for one in said_everywhere("monitoring-operational-state", "throttled")}
    assert "becomes on" in said["sunspec-7xx"].losses[0]
    assert "no code" in said["dnp3-1815.2"].refused
    over = {one.protocol: one for one in said_everywhere("limit-active-power", "120")}
    assert "0 to 100" in over["ieee-2030.5-2018"].refused
    assert over["sunspec-7xx"].whole


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("limit-active-power", "fast", "a number in %WMax"),
        ("limit-active-power", "nan", "a number"),
        ("connect-disconnect", "maybe", "on or off"),
        ("nameplate-normal-category", "category-c", "category-a, category-b"),
        ("volt-var-curve", "92 44 3", "No pair: '92 44 3'"),
    ],
)
def test_what_is_no_value_is_said_with_what_would_be(key: str, text: str, words: str) -> None:
    with pytest.raises(NotUnderstood, match=words):
        said_everywhere(key, text)


@pytest.mark.parametrize("key", list(quantities()))
def test_the_example_of_every_quantity_can_be_tried(key: str) -> None:
    from workbench.graph.mapping_translation import example

    said = said_everywhere(key, example(key))
    assert said_words(key, example(key))
    assert any(not one.refused for one in said), key
