"""Two moments side by side, on small records and on the bundled one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.comparison import FieldDifference, compare
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.keeping import Database


def item(
    number: int, title: str = "A title", status: str = "listed", revision: int = 1, **detail: Any
) -> ItemView:
    code = f"ISS-{number:03}"
    return ItemView(code, code, "issue", title, "", status, revision, "f", detail)


def link(source: str, target: str, **detail: Any) -> LinkRow:
    return LinkRow(f"{source}-{target}", source, "depends-on", target, detail)


def test_added_changed_and_withdrawn() -> None:
    before = Snapshot.of([item(1), item(2), item(3, status="withdrawn")])
    after = Snapshot.of([item(1, "Another title", revision=2), item(2, status="withdrawn"), item(3), item(4)])
    found = compare(before, after)
    assert [(d.what, d.code) for d in found.items] == [
        ("changed", "ISS-001"),
        ("withdrawn", "ISS-002"),
        ("added", "ISS-003"),
        ("added", "ISS-004"),
    ]
    assert found.items[0].fields == (FieldDifference("title", "A title", "Another title"),)
    assert found.counts() == {"added": 2, "changed": 1, "withdrawn": 1}
    assert found.kinds() == {"issue": 4}


def test_an_item_that_came_and_went_between_is_no_difference() -> None:
    assert compare(Snapshot.of([]), Snapshot.of([item(1, status="withdrawn")])).empty


def test_a_new_item_tells_only_fields_that_hold_something() -> None:
    found = compare(
        Snapshot.of([]), Snapshot.of([item(1, theme="security", readiness_reason="", destination=[])])
    )
    assert [field.name for field in found.items[0].fields] == ["status", "theme"]


def test_links_show_as_fields_and_are_counted() -> None:
    items = [item(1), item(2), item(3)]
    found = compare(
        Snapshot.of(items, [link("ISS-001", "ISS-002")]), Snapshot.of(items, [link("ISS-001", "ISS-003")])
    )
    assert [(d.code, d.fields) for d in found.items] == [
        ("ISS-001", (FieldDifference("depends", ["ISS-002"], ["ISS-003"]),))
    ]
    assert found.links_added == (("ISS-001", "depends-on", "ISS-003"),)
    assert found.links_removed == (("ISS-001", "depends-on", "ISS-002"),)


def test_a_link_to_a_withdrawn_item_is_gone() -> None:
    links = [link("ISS-001", "ISS-002")]
    found = compare(
        Snapshot.of([item(1), item(2)], links), Snapshot.of([item(1), item(2, status="withdrawn")], links)
    )
    assert found.links_removed == (("ISS-001", "depends-on", "ISS-002"),)


def test_a_revision_that_changed_nothing_is_no_difference() -> None:
    assert compare(Snapshot.of([item(1)]), Snapshot.of([item(1, revision=5)])).empty


def test_what_became_confidential_is_told() -> None:
    found = compare(Snapshot.of([item(1)]), Snapshot.of([replace(item(1), confidential=True)]))
    assert found.items[0].fields == (FieldDifference("confidential", False, True),)


def test_filters() -> None:
    found = compare(Snapshot.of([item(1)]), Snapshot.of([item(1, "Other"), item(2)]))
    assert [d.code for d in found.of(whats=["added"])] == ["ISS-002"]
    assert found.of(kinds=["meeting"]) == []
    assert len(found.of()) == 2


def test_the_bundled_record_from_june_to_july(bundled: Database) -> None:
    before = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014")
    after = SNAPSHOTS.get(bundled, baseline="Submittal of 18 July 2014")
    found = compare(before, after)
    changed = {d.code: {f.name: (f.before, f.after) for f in d.fields} for d in found.of(whats=["changed"])}
    assert changed["AGR-02"]["status"] == ("questioned", "reported")
    assert "ISS-017" in {d.code for d in found.of(whats=["added"])}
    assert not found.links_removed
    assert compare(after, after).empty


@st.composite
def records(draw: st.DrawFn) -> Snapshot:
    numbers = draw(st.lists(st.integers(1, 6), unique=True))
    items = [
        item(n, draw(st.sampled_from(["a", "b"])), draw(st.sampled_from(["listed", "resolved", "withdrawn"])))
        for n in numbers
    ]
    pairs = (
        draw(st.lists(st.tuples(st.sampled_from(items), st.sampled_from(items)), max_size=6)) if items else []
    )
    links = {(a.code, b.code): link(a.code, b.code) for a, b in pairs if a is not b}
    return Snapshot.of(items, links.values())


@given(records(), records())
def test_a_comparison_the_other_way_round_is_its_mirror(one: Snapshot, other: Snapshot) -> None:
    forth, back = compare(one, other), compare(other, one)
    mirrored = {"added": "withdrawn", "withdrawn": "added", "changed": "changed"}
    assert sorted((d.code, d.what) for d in forth.items) == sorted(
        (d.code, mirrored[d.what]) for d in back.items
    )
    assert forth.links_added == back.links_removed
    assert forth.links_removed == back.links_added
    assert compare(one, one).empty


@given(records(), records())
def test_what_stands_later_is_what_stood_before_with_what_came_and_went(
    one: Snapshot, other: Snapshot
) -> None:
    standing = [{i.code for i in s.items.values() if not i.withdrawn} for s in (one, other)]
    found = compare(one, other)
    came = {d.code for d in found.of(whats=["added"])}
    went = {d.code for d in found.of(whats=["withdrawn"])}
    assert (standing[0] | came) - went == standing[1]
    assert not came & standing[0]
    assert went <= standing[0]
