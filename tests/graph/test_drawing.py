"""The architecture as DOT text."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from workbench.graph.drawing import DIM, architecture_dot, level_name, quoted
from workbench.graph.drawing_places import BOX_WIDTH, COLUMNS, WIDTH, place, wrapped
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


@pytest.fixture(scope="module")
def bundled(bundled_at: Callable[[str], Snapshot]) -> Snapshot:
    """The bundled record as of the submittal."""
    return bundled_at("Submittal of 18 July 2014")


def small(**detail: object) -> Snapshot:
    actors = [
        ItemView(f"a{n}", f"ACR-A{n}", "actor", f"Actor {n}", "", "drawn", 1, "", {"level": n})
        for n in (1, 2)
    ]
    line = ItemView("i", "INT-E1", "interface", "Line", "", "drawn", 1, "", detail)
    links = [
        LinkRow(f"l{end}", "i", "joins", actor, {"end": end}) for end, actor in (("from", "a2"), ("to", "a1"))
    ]
    return Snapshot.of([*actors, line], links)


def test_red_lines_are_told_by_more_than_colour() -> None:
    red = architecture_dot(small(colour="red", number="1"))
    assert "penwidth=3" in red
    assert 'headlabel="1"' in red
    blue = architecture_dot(small(colour="blue", number="10"))
    assert "penwidth=3" not in blue
    assert 'label="10"' in blue


def test_inferred_lines_are_dashed_and_dim_lines_grey() -> None:
    assert "style=dashed" in architecture_dot(small(colour="blue", inferred=True))
    assert DIM in architecture_dot(small(colour="blue"))
    assert '"#1F4E9E"' in architecture_dot(small(colour="blue"), dim_others=False)


def test_links_and_what_may_be_shown() -> None:
    assert 'URL="/?item=INT-E1"' in architecture_dot(small(colour="red"), links={"INT-E1": "/?item=INT-E1"})
    assert "->" not in architecture_dot(small(colour="red"), may_show=lambda item: item.code != "ACR-A1")
    assert "ACR-A1" not in architecture_dot(
        small(colour="red"), may_show=lambda item: item.kind == "actor", joined_only=True
    )


def test_bundled_architecture_has_five_bands_and_all_boxes(bundled: Snapshot) -> None:
    text = architecture_dot(bundled)
    assert text.count("subgraph cluster_level_") == 5
    assert text.count("pos=") == len(bundled.of_kind("actor"))
    assert text.count("headlabel=") == 4
    schemes = list(bundled.vocabulary.level_schemes)
    assert len({level_name(bundled, 5, scheme) for scheme in schemes}) == len(schemes)


def test_boxes_do_not_lie_upon_each_other(bundled: Snapshot) -> None:
    levels: dict[int, list[str]] = {}
    for item in bundled.of_kind("actor"):
        levels.setdefault(item.detail["level"], []).append(item.code)
    labels = {item.code: wrapped(item.title) for item in bundled.of_kind("actor")}
    places = place(levels, labels, [])
    for a, b in combinations(places.centres, 2):
        (ax, ay), (bx, by) = places.centres[a], places.centres[b]
        tall = (places.heights[a] + places.heights[b]) / 2
        assert abs(ax - bx) >= BOX_WIDTH or abs(ay - by) >= tall, (a, b)
    for band in places.bands:
        assert all(len(row) <= COLUMNS for row in band.rows)
        for code in (code for row in band.rows for code in row):
            x, y = places.centres[code]
            assert BOX_WIDTH / 2 <= x <= WIDTH - BOX_WIDTH / 2
            assert band.bottom < y - places.heights[code] / 2 < y + places.heights[code] / 2 < band.top


def test_chains_and_circles_within_a_level_end() -> None:
    codes = [f"A{n}" for n in range(20)]
    circle = [(codes[n], codes[(n + 1) % 20], 1.0) for n in range(20)]
    places = place({1: codes}, {code: ["x"] for code in codes}, circle)
    assert set(places.centres) == set(codes)


def test_labels_are_wrapped_and_quoted() -> None:
    assert wrapped("Residential / small commercial DER system (inverter/controller)") == [
        "Residential /",
        "small commercial",
        "DER system",
        "(inverter/",
        "controller)",
    ]
    assert wrapped("") == [" "]
    assert max(map(len, wrapped("x" * 200))) <= 20
    assert quoted('a"b\\c\nd\x00') == '"a\\"b\\\\c\\nd "'
