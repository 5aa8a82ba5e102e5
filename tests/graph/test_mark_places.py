"""Numbers off the boxes, and marks as badges: in the drawings of the bundled record and of any text."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.exchange.conftest import item, link
from workbench.graph.architecture import pins
from workbench.graph.drawing import architecture_dot
from workbench.graph.drawing_marks import ADDED, CHANGED, GONE, MOST_PINS, pin_id, pin_number
from workbench.graph.mark_places import SVG, _box, _pairs, _room_of
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.rendering import rendered
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database


def parts(svg: str, name: str) -> list[etree._Element]:
    root = etree.fromstring(svg.encode())
    return [g for g in root.iter(f"{SVG}g") if name in (g.get("class") or "").split()]


def small(number: str = "7", title: str = "Actor", **detail: object) -> Snapshot:
    items = [
        item("ACR-A", "actor", title, "drawn", level=2),
        item("ACR-B", "actor", "Other", "drawn", level=1),
        item("INT-1", "interface", title, "drawn", number=number, **detail),
    ]
    ends = [link("INT-1", "joins", "ACR-A", end="from"), link("INT-1", "joins", "ACR-B", end="to")]
    return Snapshot.of(items, ends)


def test_no_number_stands_on_a_box(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    svg = rendered(architecture_dot(snapshot, dim_others=False)).svg
    boxes = [room for group in parts(svg, "node") if (room := _box(group)) is not None]
    numbers = [text for group in parts(svg, "edge") for text in group.iter(f"{SVG}text")]
    assert len(numbers) > 15
    for text in numbers:
        room = _room_of(text)
        hidden = sum(room.shared(box) for box in boxes)
        # Where boxes stand closer than a number is wide, it may touch their rims.
        assert hidden < 0.45 * room.width * room.height, text.text


def test_titles_of_bands_begin_at_their_left_edge_and_lie_over_the_lines(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    root = etree.fromstring(rendered(architecture_dot(snapshot)).svg.encode())
    texts = [t for t in root.iter(f"{SVG}text") if "".join(t.itertext()).startswith("Level ")]
    assert len(texts) == 5
    lefts = {min(x for x, _ in _pairs(g.find(f"{SVG}polygon").get("points"))) for g in root.iter(f"{SVG}g")
             if (g.get("class") or "") == "cluster"}  # fmt: skip
    assert {(t.get("text-anchor"), float(t.get("x"))) for t in texts} == {("start", min(lefts) + 8)}
    order = [element for element in root.iter() if element in texts or element.get("class") == "edge"]
    assert order[-5:] == texts
    assert all(t.get("paint-order") == "stroke" for t in texts)


def test_pins_are_badges_with_the_number_of_their_issue(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    pinned = {place: [issue.code for issue in found] for place, found in pins(snapshot).items()}
    svg = rendered(architecture_dot(snapshot, pins=pinned)).svg
    drawn = {group.get("id"): "".join(group.itertext()) for group in parts(svg, "pin") if group.get("id")}
    assert drawn == {
        pin_id(issue, place): pin_number(issue)
        for place, found in pinned.items()
        for issue in found[:MOST_PINS]
    }
    assert all(label.startswith("#") for label in drawn.values()), "a bare number is that of an interface"
    words = ["".join(text.itertext()) for text in etree.fromstring(svg.encode()).iter(f"{SVG}text")]
    assert not [text for text in words if " #" in text], "what stands for pins in DOT text is taken out"
    assert "#13" in architecture_dot(snapshot, pins=pinned)


def test_each_mark_has_a_sign_and_a_shape_of_its_own() -> None:
    marks = {"ACR-A": ADDED, "ACR-B": GONE, "INT-1": CHANGED}
    svg = rendered(architecture_dot(small(), marks=marks)).svg
    signs = {"".join(group.itertext()): group[0].get("points") for group in parts(svg, "sign")}
    assert set(signs) == {"+", "−", "~"}
    assert len(set(signs.values())) == 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=30), number=st.text(max_size=8))
def test_any_text_is_drawn_as_text(title: str, number: str) -> None:
    svg = rendered(architecture_dot(small(number, title))).svg
    assert [group.get("id") for group in parts(svg, "node")] == ["ACR-A", "ACR-B"]
    assert [group.get("id") for group in parts(svg, "edge")] == ["INT-1"]


def test_escapes_and_references_stay_what_they_are() -> None:
    for words in ('a"b', "a\\N", "AT&amp;T", "&lt;b&gt;", "<b>", "\\"):
        svg = rendered(architecture_dot(small(title=words))).svg
        assert "".join(parts(svg, "node")[0].find(f".//{SVG}text").itertext()) == words
