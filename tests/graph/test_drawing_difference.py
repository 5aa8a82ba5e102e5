"""What differs between two drawings: in words, and marked in one picture."""

from __future__ import annotations

from dataclasses import replace

from tests.exchange.conftest import item, link
from workbench.graph.drawing import DIM, RED
from workbench.graph.drawing_difference import difference, difference_dot, marks_of, part_words
from workbench.graph.drawing_marks import FORMER
from workbench.graph.snapshot import Snapshot

BEFORE = Snapshot.of(
    [
        item("ACR-A", "actor", "Utility", "drawn", level=4),
        item("ACR-B", "actor", "Facility", "drawn", level=2),
        item("ACR-C", "actor", "Meter", "drawn", level=2),
        item("INT-1", "interface", "A line", "drawn", number="1", colour="red"),
        item("INT-2", "interface", "Another", "drawn"),
    ],
    [
        link("INT-1", "joins", "ACR-A", end="from"),
        link("INT-1", "joins", "ACR-B", end="to"),
        link("INT-2", "joins", "ACR-B", end="from"),
        link("INT-2", "joins", "ACR-C", end="to"),
    ],
)
AFTER = Snapshot.of(
    [
        item("ACR-A", "actor", "Utility operator", "drawn", level=4),
        item("ACR-B", "actor", "Facility", "drawn", level=1),
        item("ACR-C", "actor", "Meter", "withdrawn", level=2),
        item("ACR-D", "actor", "Cloud", "drawn", level=3),
        item("INT-1", "interface", "A line", "drawn", number="2", colour="red"),
        item("INT-2", "interface", "Another", "withdrawn"),
    ],
    [link("INT-1", "joins", "ACR-D", end="from"), *BEFORE.links[1:]],
)


def test_every_difference_is_named() -> None:
    found = {part.code: part for part in difference(BEFORE, AFTER)}
    assert {code: part.what for code, part in found.items()} == {
        "ACR-A": ("renamed",),
        "ACR-B": ("moved",),
        "ACR-C": ("gone",),
        "ACR-D": ("added",),
        "INT-1": ("moved", "changed"),
        "INT-2": ("gone",),
    }
    words = {code: part_words(BEFORE, AFTER, part) for code, part in found.items()}
    assert words["ACR-A"] == "Renamed; it was called “Utility”."
    assert words["ACR-B"] == "Moved from Level 2 to Level 1."
    assert "number: 1, now 2" in words["INT-1"].lower()
    assert "runs from Cloud, no longer from Utility" in words["INT-1"]


def test_one_picture_holds_both_moments() -> None:
    text = difference_dot(BEFORE, AFTER)
    for code in ("ACR-C", "ACR-D", "ACR-B-formerly", "INT-1-formerly", "INT-2"):
        assert f'id="{code}"' in text, code
    assert "mark-gone" in text
    assert f"mark-{FORMER.name}" in text


def test_the_same_moment_twice_differs_in_nothing() -> None:
    assert difference(AFTER, AFTER) == ()
    assert "class=" not in difference_dot(AFTER, AFTER)


def test_backwards_what_came_is_gone() -> None:
    forth = {part.code: part.what for part in difference(BEFORE, AFTER)}
    back = {part.code: part.what for part in difference(AFTER, BEFORE)}
    assert forth.keys() == back.keys()
    assert back["ACR-D"] == ("gone",)
    assert back["ACR-C"] == ("added",)


def test_beside_each_other_each_drawing_marks_what_it_has() -> None:
    parts = difference(BEFORE, AFTER)
    assert "ACR-D" not in marks_of(parts, earlier=True)
    assert "ACR-C" not in marks_of(parts, earlier=False)


def test_what_may_not_be_shown_is_in_neither() -> None:
    secret = replace(AFTER.by_code["ACR-D"], confidential=True)
    after = replace(AFTER, items={**AFTER.items, secret.uuid: secret})
    assert "Cloud" not in difference_dot(BEFORE, after)
    assert "ACR-D" not in {p.code for p in difference(BEFORE, after, lambda one: not one.confidential)}


def test_red_lines_stay_red_and_the_switches_hold_while_two_moments_are_drawn() -> None:
    def edge(text: str, code: str) -> str:
        return next((line for line in text.splitlines() if f'id="{code}"' in line and "->" in line), "")

    more = Snapshot.of(
        [
            *AFTER.items.values(),
            item("INT-3", "interface", "New", "drawn", colour="blue"),
            item("ACR-E", "actor", "Alone", "drawn", level=3),
            item("ACR-F", "actor", "New and alone", "drawn", level=3),
        ],
        [
            *AFTER.links,
            link("INT-3", "joins", "ACR-A", end="from"),
            link("INT-3", "joins", "ACR-B", end="to"),
        ],
    )
    before = Snapshot.of([i for i in more.items.values() if i.code not in ("INT-3", "ACR-F")], AFTER.links)
    assert f'color="{RED}"' in edge(difference_dot(before, more), "INT-1")
    assert "penwidth=3" in edge(difference_dot(before, more), "INT-1")
    everything = difference_dot(AFTER, more)
    shown = difference_dot(before, more, joined_only=True)
    assert 'id="ACR-E"' in everything
    assert 'id="ACR-E"' not in shown
    assert 'id="ACR-F"' in shown, "what comes is seen, also without a line"
    blue = Snapshot.of([*before.items.values(), item("INT-4", "interface", "Old", "drawn", colour="blue")], (
        *before.links, link("INT-4", "joins", "ACR-A", end="from"), link("INT-4", "joins", "ACR-B", end="to"),
    ))  # fmt: skip
    both = replace(blue, items={**blue.items, **more.items}, links=(*blue.links, *more.links[-2:]))
    drawn = difference_dot(blue, both)
    assert DIM in edge(drawn, "INT-4")
    assert "#1F4E9E" in edge(difference_dot(blue, both, dim_others=False), "INT-4")
    red = difference_dot(blue, both, red_only=True)
    assert not edge(red, "INT-4")
    assert edge(red, "INT-1")
    assert edge(red, "INT-3"), "a line that comes is seen, whatever its colour"
