"""Drawings as files: record, moment and legend stand under them, and all of it is read on a letter page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from workbench.graph.architecture import pins
from workbench.graph.drawing import DIM, architecture_dot
from workbench.graph.drawing_files import (
    DRAWN_KINDS,
    architecture_foot,
    difference_file,
    layers_file,
    left_out_words,
    public_moments,
)
from workbench.graph.drawing_foot import moment_words
from workbench.graph.drawing_legend import drawn_legend
from workbench.graph.drawing_places import FONT_SIZE
from workbench.graph.laid_over import _GREY
from workbench.graph.mark_places import SVG
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.rendering import rendered
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.vocabulary import WITHDRAWN
from workbench.process.baselines import baselines
from workbench.process.keeping import Database

LETTER = (7.5 * 72, 10 * 72)
"""A letter page within margins of half an inch, in points."""


def at_baseline(database: Database) -> Snapshot:
    with database.read() as session:
        name = baselines(session)[0].name
    return SNAPSHOTS.get(database, baseline=name).public


def words(svg: str) -> str:
    return " ".join("".join(text.itertext()) for text in etree.fromstring(svg.encode()).iter(f"{SVG}text"))


def drawn(snapshot: Snapshot) -> str:
    pinned = {place: [issue.code for issue in found] for place, found in pins(snapshot).items()}
    foot = architecture_foot(snapshot, drawn_legend(snapshot), pinned=True)
    return rendered(architecture_dot(snapshot, pins=pinned, foot=foot)).svg


def test_a_file_says_its_record_its_moment_its_standing_and_what_it_means(bundled: Database) -> None:
    snapshot = at_baseline(bundled)
    said = words(drawn(snapshot))
    for part in (
        snapshot.title,
        str(snapshot.baseline),
        "Reconstruction, not the filed text",
        "square corners: utility",
        "1, 2, 3  red: level 5 to 4",
        "grey: everything else (31)",
        "issue 4 is pinned there",
    ):
        assert " ".join(part.split()) in " ".join(said.split()), part
    assert "Frames: double frame: agreed" in words(rendered(layers_file(snapshot)).svg)
    assert "Reconstruction" in words(rendered(layers_file(snapshot)).svg)
    now = SNAPSHOTS.get(bundled)
    both = " ".join(words(rendered(difference_file(snapshot, now)).svg).split())
    assert "Before: " in both
    assert str(snapshot.baseline) in both
    assert f"at change {now.change}" in both
    assert "+ added" in both


def actor(**fields: Any) -> Snapshot:
    said: dict[str, Any] = {"status": "draft", "confidential": False, **fields}
    return Snapshot.of(
        [ItemView("a", "ACR-A", "actor", "An actor", "", said["status"], 1, "", {}, said["confidential"])]
    )


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ({"confidential": True}, {}, "1 confidential item left out."),
        ({}, {"confidential": True}, "1 confidential item left out."),
        ({"confidential": True}, {"confidential": True}, "1 confidential item left out."),
        ({"confidential": True, "status": WITHDRAWN}, {}, "1 confidential item left out."),
        ({"confidential": True, "status": WITHDRAWN}, {"confidential": True, "status": WITHDRAWN}, ""),
        ({}, {}, ""),
    ],
)
def test_what_a_difference_leaves_out_is_told_whichever_moment_it_is_confidential_at(
    before: dict[str, Any], after: dict[str, Any], left: str
) -> None:
    one, other = actor(**before), actor(**after)
    assert left_out_words(other, DRAWN_KINDS, one) == left
    if not left:
        return
    assert [dict(moment.items) for moment in public_moments(one, other)] == [{}, {}]


def test_a_moment_is_named_by_what_it_was_asked_by() -> None:
    assert moment_words(Snapshot.of([], title="A record", change=7)) == "A record, at change 7"
    assert moment_words(Snapshot.of([], change=7, reconstruction=True)).startswith(
        "at change 7. Reconstruction"
    )


def test_all_of_it_is_read_on_a_letter_page_and_lines_still_bend_around_boxes(bundled: Database) -> None:
    svg = drawn(SNAPSHOTS.get(bundled))
    found = re.search(r'width="(\d+)pt" height="(\d+)pt"', svg)
    assert found is not None
    scale = min(LETTER[0] / int(found[1]), LETTER[1] / int(found[2]))
    assert FONT_SIZE * scale >= 7.5, "letters in the boxes, in points"
    numbers = [
        float(text.get("font-size", "0"))
        for group in etree.fromstring(svg.encode()).iter(f"{SVG}g")
        if group.get("class") == "edge"
        for text in group.iter(f"{SVG}text")
    ]
    assert min(numbers) * scale >= 7.2, "numbers of lines, in points"
    lines = re.findall(r'<path fill="none" [^>]* d="M[^"C]*C([^"]*)"', svg)
    assert sum(len(line.split()) > 3 for line in lines) > 10, "the nodes of the foot touch each other"


def test_any_program_of_graphviz_keeps_the_places(bundled: Database) -> None:
    """Whoever has the DOT text alone draws it by ``dot``, whose own layout would scatter the boxes."""
    snapshot = SNAPSHOTS.get(bundled)
    for source in (architecture_dot(snapshot), layers_file(snapshot)):
        assert "neato -n" in source.splitlines()[1]
        by_dot, by_nop = (
            re.findall(
                r'id="((?:ACR|AGR)-[^"]+)".*?<text [^>]*? x="([^"]+)" y="([^"]+)"',
                svg.replace("&#45;", "-"),
                re.DOTALL,
            )
            for svg in (rendered(source, "dot").svg, rendered(source).svg)
        )
        assert by_dot
        assert by_dot == by_nop


def test_thin_lines_are_seen_on_the_ground_of_a_band() -> None:
    for colour in (DIM, _GREY):
        assert _contrast(colour, "#F4F5F6") >= 3, colour


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_light(one), _light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _light(colour: str) -> float:
    """Relative luminance as WCAG 2 has it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_of_which_moments_a_difference_is_stands_whole_under_it_however_long_the_names() -> None:
    before = Snapshot.of([], title="T" * 70, baseline="B" * 160, reconstruction=True, change=1)
    after = Snapshot.of([], title="T" * 70, baseline="A" * 160, reconstruction=True, change=2)
    dot = difference_file(before, after)
    assert dot.count("Reconstruction") == 2
    assert dot.count("not the filed text") == 2
    assert "…" not in dot
