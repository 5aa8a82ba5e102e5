"""The five-level architecture as DOT text: bands by level, actors in them, interfaces between them.

The text is for Graphviz' ``nop`` engine: places are given, Graphviz routes the lines. A person who does
not see colours reads the drawing by line and number: red interfaces are thick and carry a large number;
who holds an actor is told by the shape of its box.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.graph.architecture import is_red
from workbench.graph.drawing_marks import Mark, mark_attributes
from workbench.graph.drawing_places import (
    BOX_WIDTH,
    FONT_SIZE,
    WIDTH,
    WRAP,
    Band,
    Places,
    place,
    text_width,
    wrapped,
)
from workbench.graph.painting import Paint
from workbench.graph.snapshot import ItemView, Snapshot, code_order

if TYPE_CHECKING:
    from workbench.graph.drawing_foot import Foot
    from workbench.graph.laid_over import LaidOver

ENGINE = "nop"
"""Graphviz' layout engine for the text: places stand in it."""

DRAWN_BY = (
    "The places are given: draw it with 'dot -Tpng FILE', which follows layout=nop, or with 'neato -n -Tpng'."
)
"""For who opens the text with Graphviz."""

RED = "#B00020"

COLOURS = {
    "red": RED,
    "purple": "#6A3D9A",
    "blue": "#1F4E9E",
    "brown": "#7A4B21",
    "power": "#222222",
}
"""How a line is drawn by the colour that the record gives it."""
OTHER, DIM = "#555555", "#7A8186"
"""Of lines whose colour is none of these, and of those that are dimmed."""
_INK, _DIM_INK = "#111111", "#555555"

SHAPES = {
    "utility": ("box", "filled"),
    "customer": ("box", "rounded,filled"),
    "third_party": ("octagon", "filled"),
    "iso": ("hexagon", "filled"),
    "boundary": ("box", "rounded,dashed,filled"),
    "shared": ("box", "dashed,filled"),
}
"""Shape and style of an actor's box by who holds it."""

HOLDER_WORDS = {
    "utility": "utility",
    "customer": "customer",
    "third_party": "third party",
    "iso": "system operator",
    "boundary": "shared, at the boundary",
    "shared": "shared",
}
"""Who holds an actor in words, as ``SHAPE_WORDS`` has them."""

SHAPE_WORDS = (
    "square corners: utility; round corners: customer; cut corners: third party; pointed: system operator;"
    " dashed: shared"
)
"""The shapes in words, for a caption."""

_RED_WEIGHT = 4.0


def architecture_dot(
    snapshot: Snapshot,
    scheme: str | None = None,
    *,
    dim_others: bool = True,
    joined_only: bool = False,
    keep: Collection[str] = (),
    red_only: bool = False,
    paints: Mapping[str, Paint] | None = None,
    may_show: Callable[[ItemView], bool] = lambda item: not item.confidential,
    links: Mapping[str, str] | None = None,
    laid: LaidOver | None = None,
    marks: Mapping[str, Mark] | None = None,
    pins: Mapping[str, Sequence[str]] | None = None,
    foot: Foot | None = None,
) -> str:
    """The architecture of a snapshot as DOT text.

    Args:
        scheme: naming scheme of the levels; the record's setting, else the first of the vocabulary.
        dim_others: draw everything in grey that no red interface touches and that has no mark.
        joined_only: leave out actors that no interface joins, save those with a mark.
        keep: codes of actors that are drawn though no interface joins them.
        red_only: draw the red interfaces alone, and those with a mark; the boxes stay where they are.
        paints: how interfaces are coloured by what the record says, by code; as they were drawn without.
        may_show: whether an item may be shown.
        links: address for actors and interfaces by code, for drawings that are clicked on.
        laid: configurations over it: their hops numbered and thick, everything else dimmed.
        marks: what became of actors and interfaces, by code.
        pins: codes of the issues that are pinned to actors and interfaces, by code of these.
        foot: what stands under it, for a drawing that leaves the workbench.
    """
    actors = {item.code: item for item in snapshot.of_kind("actor") if may_show(item)}
    lines = []
    for item in snapshot.of_kind("interface"):
        ends = _ends(snapshot, item)
        if may_show(item) and ends is not None and ends[0] in actors and ends[1] in actors:
            lines.append((item, *ends))
    red = [line for line in lines if is_red(line[0])]
    touched = {code for _, *ends in red for code in ends}
    joined = {code for _, *ends in lines for code in ends}
    levels: dict[int, list[str]] = {}
    for code, item in actors.items():
        if code in joined or not joined_only or code in keep or code in (marks or {}):
            levels.setdefault(_level(item), []).append(code)
    schemes = snapshot.vocabulary.level_schemes
    names = _names(snapshot, scheme)
    labels = {code: _label(item) for code, item in actors.items()}
    places = place(
        levels,
        labels,
        [(start, end, _RED_WEIGHT if is_red(item) else 1.0) for item, start, end in lines],
        empty=sorted(names) if schemes and levels else (),
    )
    parts = [_HEADER]
    for band in places.bands:
        parts += _band(band, level_name(snapshot, band.level, scheme))
        for code in (code for row in band.rows for code in row):
            if laid is not None:
                dim = code not in laid.actors
            else:
                dim = dim_others and code not in touched and code not in (marks or {})
            mark, pinned = (marks or {}).get(code), (pins or {}).get(code, ())
            node = _node(actors[code], labels[code], places, dim, links, mark, pinned)
            parts.append(f"    {node}")
        parts.append("  }")
    if foot is not None:
        parts += foot.nodes(min((band.bottom for band in places.bands), default=0.0))
    # Red lines, or hops, come last and lie over the others.
    on_top = is_red if laid is None else laid.goes_over
    drawn = [line for line in lines if on_top(line[0]) or line[0].code in (marks or {}) or not red_only]
    for item, start, end in sorted(drawn, key=lambda line: (on_top(line[0]), code_order(line[0].code))):
        mark, pinned = (marks or {}).get(item.code), (pins or {}).get(item.code, ())
        if laid is not None:
            parts.append(f"  {laid.edge(item, start, end, (links or {}).get(item.code), pinned)}")
            continue
        dim = dim_others and not is_red(item)
        edge = _edge(item, start, end, dim, links, (paints or {}).get(item.code), mark, pinned)
        parts.append(f"  {edge}")
    return "\n".join([*parts, "}"]) + "\n"


def level_name(snapshot: Snapshot, level: int, scheme: str | None = None) -> str:
    """Name of a level in a naming scheme; editions of the architecture disagree about them."""
    name = _names(snapshot, scheme).get(level)
    return f"Level {level}: {name}" if name else (f"Level {level}" if level else "Without a level")


def quoted(text: str) -> str:
    """A text as a quoted DOT string; line ends become line breaks of the label.

    Neither an escape of DOT nor a character reference of HTML is left in it, and nothing that XML cannot hold.
    """
    safe = "".join(char if char >= " " or char == "\n" else " " for char in text)
    safe = safe.encode("utf-8", "replace").decode("utf-8").replace("\ufffe", "?").replace("\uffff", "?")
    safe = safe.replace("&", "&amp;")
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


# ``esep``: in a row of six the boxes nearly touch, and Graphviz bends no line around boxes that do.
_HEADER = f"""digraph architecture {{
  // {DRAWN_BY}
  graph [layout={ENGINE}, splines=true, esep="+1", outputorder=nodesfirst, notranslate=true, bgcolor="white", pad=0.02,
    fontname="Verdana", fontsize=10];
  node [fontname="Verdana", fontsize={FONT_SIZE}, fixedsize=true, width={BOX_WIDTH / 72:.4f}, margin=0];
  edge [fontname="Verdana", fontsize=9.5, arrowsize=0.6];"""


def _names(snapshot: Snapshot, scheme: str | None) -> Mapping[int, str]:
    schemes = snapshot.vocabulary.level_schemes
    chosen = scheme or str(snapshot.setting("level-scheme", ""))
    return schemes.get(chosen) or next(iter(schemes.values()), {})


def _band(band: Band, name: str) -> list[str]:
    middle = 8 + text_width(name, 10) / 2
    return [
        f"  subgraph cluster_level_{band.level} {{",
        f'    bb="0,{band.bottom:.2f},{WIDTH:.2f},{band.top:.2f}"; label={quoted(name)};'
        f' lp="{middle:.2f},{band.top - 10:.2f}"; fontsize=10; fontcolor="#333333";'
        ' style=filled; color="#C4C8CC"; fillcolor="#F4F5F6";',
    ]


def _label(item: ItemView) -> list[str]:
    return wrapped(item.title or item.code, WRAP - 3 if _cut(item) else WRAP)


def _cut(item: ItemView) -> bool:
    """Whether the corners of the box are cut, so that it holds less."""
    return item.detail.get("held_by") in ("third_party", "iso")


def _node(
    item: ItemView,
    label: Sequence[str],
    places: Places,
    dim: bool,
    links: Mapping[str, str] | None,
    mark: Mark | None,
    pins: Sequence[str],
) -> str:
    shape, style = SHAPES.get(str(item.detail.get("held_by") or ""), ("box", "filled"))
    colour = mark.colour if mark else DIM if dim else _INK
    if mark and mark.dashed and "dashed" not in style:
        style = style.replace("filled", "dashed,filled")
    x, y = places.centres[item.code]
    parts = [
        f'pos="{x:.2f},{y:.2f}"',
        f"height={places.heights[item.code] / 72:.4f}",
        f"label={quoted(chr(10).join(label))}",
        f"shape={shape}",
        f'style="{style}"',
        'fillcolor="white"',
        f'color="{colour}"',
        f'fontcolor="{_DIM_INK if dim else _INK}"',
        f"penwidth={2.4 if mark else 0.7 if dim else 1.6}",
        f"id={quoted(item.code)}",
        f"tooltip={quoted(item.title)}",
    ]
    if _cut(item):
        parts.append(f"width={(BOX_WIDTH + 2) / 72:.4f}")
    if links and item.code in links:
        parts.append(f"URL={quoted(links[item.code])}")
    parts += mark_attributes(mark, pins)
    return f"{quoted(item.code)} [{', '.join(parts)}];"


def _edge(
    item: ItemView,
    start: str,
    end: str,
    dim: bool,
    links: Mapping[str, str] | None,
    paint: Paint | None,
    mark: Mark | None,
    pins: Sequence[str],
) -> str:
    red = is_red(item)
    dim = dim and paint is None and mark is None
    colour = COLOURS.get(str(item.detail.get("colour") or ""), OTHER)
    number = str(item.detail.get("number") or "")
    ink = RED
    if paint is not None:
        colour = ink = paint.colour
        number = f"{number} {paint.sign}".strip()
    if mark is not None:
        colour = ink = mark.colour
    elif dim:
        ink = _DIM_INK
    parts = [f'color="{DIM if dim else colour}"', f"id={quoted(item.code)}", f"tooltip={quoted(item.title)}"]
    if red:
        parts += [
            f"penwidth={1.5 if dim else 3}",
            "arrowsize=0.8",
            # Beside the arrow's head: on the line itself it could not be read.
            f"headlabel={quoted(number)}",
            "labeldistance=2.6",
            "labelangle=32",
            'labelfontname="Helvetica-Bold"',
            "labelfontsize=17",
            f'labelfontcolor="{ink}"',
        ]
    else:
        parts.append(f"penwidth={2.4 if mark else 0.7 if dim else 1.2}")
        if number:
            parts += [f"label={quoted(number)}", f'fontcolor="{_DIM_INK if dim else colour}"']
        if item.detail.get("inferred") and not (mark and mark.dashed):
            parts.append("style=dashed")
        elif item.detail.get("colour") == "power":
            parts += ["style=dotted", "arrowhead=none"]
    if mark is not None and mark.dashed:
        parts.append("style=dashed")
    if links and item.code in links:
        parts.append(f"URL={quoted(links[item.code])}")
    parts += mark_attributes(mark, pins)
    return f"{quoted(start)} -> {quoted(end)} [{', '.join(parts)}];"


def _level(item: ItemView) -> int:
    return int(item.detail.get("level") or 0)


def _ends(snapshot: Snapshot, item: ItemView) -> tuple[str, str] | None:
    start, end = snapshot.view(item, "from"), snapshot.view(item, "to")
    return (start[0], end[0]) if start and end else None
