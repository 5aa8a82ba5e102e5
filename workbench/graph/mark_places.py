"""Numbers and marks of a drawing in free places: no number stands on a box, and pins and signs become badges.

Graphviz puts the number of a line at its middle, whatever stands there. Here the SVG is gone over once
more: a number that lies on a box or on another number moves along its own line to where there is room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot

from lxml import etree

from workbench.graph.drawing_marks import MOST_PINS, Mark, beside, marked, pin_id, pin_number
from workbench.graph.drawing_places import text_width

SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STEP = 7.0
_INK = "#111111"
_INDENT, _GROUND = 8.0, "#F4F5F6"
"""Of the titles of bands: how far from the left edge, and the ground behind them."""
_PIN_FONT, _PIN_TALL, _GAP = 8.0, 11.0, 1.5
_POINT, _RAISED = 4.0, 3.0
_SIGN_SIZE = 13.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Room:
    """A rectangle by its centre, width and height, in points."""

    x: float
    y: float
    width: float
    height: float

    def shared(self, other: Room) -> float:
        """How much of another rectangle lies in this one, in square points."""
        across = (self.width + other.width) / 2 - abs(self.x - other.x)
        down = (self.height + other.height) / 2 - abs(self.y - other.y)
        return max(0.0, across) * max(0.0, down)

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return abs(point[0] - self.x) <= self.width / 2 and abs(point[1] - self.y) <= self.height / 2


@dataclass
class _Sheet:
    """What takes up room in a drawing."""

    boxes: list[Room] = field(default_factory=list)
    taken: list[Room] = field(default_factory=list)
    lines: dict[str, list[Point]] = field(default_factory=dict)

    def crowded(self, room: Room) -> float:
        """How much of a rectangle stands on boxes and on what was placed already."""
        return sum(room.shared(other) for other in (*self.boxes, *self.taken))

    def crossed(self, room: Room, but: str) -> int:
        """How many points of other lines a rectangle would hide."""
        return sum(room.holds(p) for name, line in self.lines.items() if name != but for p in line)


def settled(svg: str) -> str:
    """An SVG of Graphviz with numbers in free places and marks as badges; the same input gives the same text."""
    root = etree.fromstring(svg.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
    nodes = [group for group in root.iter(f"{SVG}g") if _is(group, "node")]
    edges = [group for group in root.iter(f"{SVG}g") if _is(group, "edge")]
    if not edges and not any(_marks_of(group)[2] for group in nodes):
        return svg
    sheet = _Sheet(boxes=[room for group in nodes if (room := _box(group)) is not None])
    titles = [title for group in root.iter(f"{SVG}g") if _is(group, "cluster") for title in _titles(group)]
    sheet.taken += [_room_of(title) for title in titles]
    sheet.lines = {str(number): _points(group) for number, group in enumerate(edges)}
    badges: list[etree._Element] = []
    for group in nodes:
        _badge_box(group, sheet, badges)
    texts = [(str(number), text) for number, group in enumerate(edges) for text in _texts(group)]
    # What is printed large keeps its place before what is printed small.
    for name, text in sorted(texts, key=lambda pair: -_size(pair[1])):
        _settle(text, name, sheet)
    for number, group in enumerate(edges):
        _badge_line(group, str(number), sheet, badges)
    top = next((group for group in root.iter(f"{SVG}g") if _is(group, "graph")), root)
    for title in titles:  # over the lines
        top.append(title)
    for badge in badges:
        top.append(badge)
    return etree.tostring(root.getroottree(), encoding="unicode")


def _is(group: etree._Element, name: str) -> bool:
    return name in (group.get("class") or "").split()


def _marks_of(group: etree._Element) -> tuple[Mark | None, list[str], str]:
    """Mark and pins of a group, and the text by which Graphviz drew them."""
    mark, pins = marked((group.get("class") or "").split())
    return mark, pins, beside(mark, pins)


def _pairs(words: str) -> list[Point]:
    found = [float(number) for number in _NUMBER.findall(words)]
    return list(zip(found[::2], found[1::2], strict=False))


def _box(group: etree._Element) -> Room | None:
    points: list[Point] = []
    for shape in group.iter(f"{SVG}polygon", f"{SVG}path"):
        points += _pairs(shape.get("points") or shape.get("d") or "")
    if not points:
        return None
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    return Room((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)


def _points(group: etree._Element) -> list[Point]:
    """Points along a line, about as far apart as a number is wide."""
    path = next(group.iter(f"{SVG}path"), None)
    given = _pairs(path.get("d") or "") if path is not None else []
    found = given[:1]
    for start in range(0, len(given) - 3, 3):
        a, b, c, d = given[start : start + 4]
        steps = max(2, int((_far(a, b) + _far(b, c) + _far(c, d)) / _STEP))
        for step in range(1, steps + 1):
            t = step / steps
            s = 1 - t
            parts = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            found.append(
                (
                    sum(w * p[0] for w, p in zip(parts, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(parts, (a, b, c, d), strict=True)),
                )
            )
    return found


def _far(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _size(text: etree._Element) -> float:
    return float(text.get("font-size") or 8)


def _texts(group: etree._Element) -> list[etree._Element]:
    """The numbers of a line; what stands for its marks is taken out."""
    _, _, said = _marks_of(group)
    found = []
    for text in list(group.iter(f"{SVG}text")):
        if said and _words(text) == said:
            _take_out(text)
        else:
            found.append(text)
    return found


def _words(text: etree._Element) -> str:
    return str(text.xpath("string()"))


def _take_out(text: etree._Element) -> None:
    parent = text.getparent()
    if parent is not None:
        parent.remove(text)


def _room_of(text: etree._Element) -> Room:
    size = _size(text)
    x, y = float(text.get("x") or 0), float(text.get("y") or 0)
    wide = text_width(_words(text), size) + 1
    if text.get("text-anchor") == "start":
        x += wide / 2
    return Room(x, y - size * 0.36, wide, size * 0.95)


def _titles(cluster: etree._Element) -> list[etree._Element]:
    """The title of a band, which begins at its left edge whatever the letters measure, with a rim of its ground."""
    frame = _box(cluster)
    found = list(cluster.iter(f"{SVG}text"))
    for text in found:
        if frame is not None:
            text.set("text-anchor", "start")
            text.set("x", f"{frame.x - frame.width / 2 + _INDENT:.2f}")
        for name, value in (("stroke", _GROUND), ("stroke-width", "2"), ("paint-order", "stroke")):
            text.set(name, value)
    return found


def _settle(text: etree._Element, name: str, sheet: _Sheet) -> None:
    """Move a number along its line when it stands on something."""
    room = _room_of(text)
    if sheet.crowded(room) > 1:
        better = _best(room, name, sheet, beside_it=True)
        if sheet.crowded(better) < sheet.crowded(room):
            text.set("x", f"{better.x:.2f}")
            text.set("y", f"{better.y + _size(text) * 0.36:.2f}")
            room = better
    sheet.taken.append(room)


def _best(room: Room, name: str, sheet: _Sheet, *, beside_it: bool) -> Room:
    """The freest place for something along its line, near to where it was."""
    line = sheet.lines[name]
    found = [room]
    for before, here, after in zip(line, line[1:], line[2:], strict=False):
        along = _far(before, after) or 1.0
        across = (-(after[1] - before[1]) / along, (after[0] - before[0]) / along)
        away = abs(across[0]) * room.width / 2 + abs(across[1]) * room.height / 2 + 1.5 if beside_it else 0.0
        for side in (1, -1) if beside_it else (0,):
            x, y = here[0] + side * away * across[0], here[1] + side * away * across[1]
            found.append(Room(x, y, room.width, room.height))

    def cost(place: Room) -> float:
        moved = _far((place.x, place.y), (room.x, room.y))
        return round(sheet.crowded(place) * 4 + sheet.crossed(place, name) * 6 + moved / 8, 2)

    return min(found, key=cost)


def _badge_box(group: etree._Element, sheet: _Sheet, badges: list[etree._Element]) -> None:
    """Pins of a box on its upper edge from the right, its sign on the corner at the left."""
    mark, pins, said = _marks_of(group)
    room = _box(group)
    if not said or room is None:
        return
    for text in list(group.iter(f"{SVG}text")):
        if _words(text) == said:
            _take_out(text)
    top, left, right = room.y - room.height / 2, room.x - room.width / 2, room.x + room.width / 2
    if mark is not None:
        badges.append(_sign(mark, left + 1, top + 1))
    x = right + 2
    for issue, label in reversed(list(_labels(pins))):
        wide = _pin_width(label)
        badges.append(_pin(issue, group.get("id") or "", label, x - wide / 2, top - _RAISED))
        sheet.taken.append(Room(x - wide / 2, top - _RAISED, wide, _PIN_TALL + _POINT))
        x -= wide + _GAP


def _badge_line(group: etree._Element, name: str, sheet: _Sheet, badges: list[etree._Element]) -> None:
    """Sign and pins of a line in a row on the line, where there is room."""
    mark, pins, said = _marks_of(group)
    line = sheet.lines[name]
    if not said or not line:
        return
    labels = list(_labels(pins))
    wides = [_pin_width(label) for _, label in labels]
    whole = sum(wides) + _GAP * max(0, len(wides) - 1) + ((_SIGN_SIZE + 2 * _GAP) if mark else 0)
    middle = line[len(line) // 2]
    room = _best(Room(*middle, whole, _SIGN_SIZE + _POINT), name, sheet, beside_it=False)
    sheet.taken.append(room)
    x = room.x - whole / 2
    if mark is not None:
        badges.append(_sign(mark, x + _SIGN_SIZE / 2, room.y))
        x += _SIGN_SIZE + 2 * _GAP
    for (issue, label), wide in zip(labels, wides, strict=True):
        badges.append(_pin(issue, group.get("id") or "", label, x + wide / 2, room.y))
        x += wide + _GAP


def _labels(pins: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Code and number of each pin that is drawn; what stands for the others has no code."""
    for code in pins[:MOST_PINS]:
        yield code, pin_number(code)
    if len(pins) > MOST_PINS:
        yield "", f"+{len(pins) - MOST_PINS}"


def _pin_width(label: str) -> float:
    return max(_PIN_TALL, text_width(label, _PIN_FONT) + 5)


def _pin(issue: str, place: str, label: str, x: float, y: float) -> etree._Element:
    """A pin: a dark label with a point below, its number in white."""
    wide, tall = _pin_width(label) / 2, _PIN_TALL / 2
    points = (
        (-wide, -tall), (wide, -tall), (wide, tall), (2.5, tall), (0, tall + _POINT), (-2.5, tall), (-wide, tall),
    )  # fmt: skip
    badge = etree.Element(f"{SVG}g", {"class": "pin"})
    if issue:
        badge.set("id", pin_id(issue, place))
    _shape(badge, ((x + dx, y + dy) for dx, dy in points), _INK, "#ffffff", 0.8)
    _letter(badge, label, x, y + _PIN_FONT * 0.36, _PIN_FONT)
    return badge


def _sign(mark: Mark, x: float, y: float) -> etree._Element:
    """A sign of what became of something: each has a shape of its own."""
    half = _SIGN_SIZE / 2
    corner = {"+": 0.42, "~": 0.0}.get(mark.sign, 1.0) * half
    grown = 1.3 if mark.sign == "~" else 1.0
    points = (
        (corner, -half), (half, -corner), (half, corner), (corner, half), (-corner, half), (-half, corner),
        (-half, -corner), (-corner, -half),
    )  # fmt: skip
    badge = etree.Element(f"{SVG}g", {"class": f"sign {mark.name}"})
    _shape(badge, ((x + dx * grown, y + dy * grown) for dx, dy in points), mark.colour, "#ffffff", 1.0)
    _letter(badge, mark.sign, x, y + 4.2, 12.0)
    return badge


def _shape(badge: etree._Element, points: Iterable[Point], fill: str, rim: str, width: float) -> None:
    said = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    etree.SubElement(
        badge,
        f"{SVG}polygon",
        {"points": said, "fill": fill, "stroke": rim, "stroke-width": str(width), "stroke-linejoin": "round"},
    )


def _letter(badge: etree._Element, words: str, x: float, y: float, size: float) -> None:
    text = etree.SubElement(
        badge,
        f"{SVG}text",
        {"text-anchor": "middle", "x": f"{x:.2f}", "y": f"{y:.2f}", "font-family": "Verdana",
         "font-size": f"{size:.2f}", "fill": "#ffffff", "font-weight": "700"},
    )  # fmt: skip
    text.text = words
