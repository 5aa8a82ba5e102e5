"""The layers of the communications as DOT text: the utility's side and the facility's, layer facing layer.

Drawn from the agreements. Data run down the utility's side, over the boundary and up the facility's; how
far anybody agreed is said on each layer in words and by the shape of its frame. The text is for
Graphviz' ``nop`` engine, as that of the architecture is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.graph.agreement_words import binding_words, permitted_words
from workbench.graph.drawing import DRAWN_BY, ENGINE, quoted
from workbench.graph.drawing_foot import Foot
from workbench.graph.drawing_marks import mark_attributes
from workbench.graph.drawing_places import text_width, wrapped
from workbench.graph.layers import SIDES, layer_name, layer_table
from workbench.graph.snapshot import ItemView, Snapshot

WIDTH = 620.0
_LEFT, _RIGHT, _ACROSS = (8.0, 288.0), (332.0, 612.0), (8.0, 612.0)
_FONT, _LINE, _PADDING, _GAP, _TITLE = 9.5, 12.0, 12.0, 22.0, 20.0
_PER_POINT = 1 / 5.6
"""About how many characters of the face fit a point of width."""


@dataclass(frozen=True)
class Standing:
    """How the status of an agreement is drawn.

    Args:
        words: what it is called.
        sign: before the words; every letter's face has it.
        shape: DOT attributes of the frame.
        colour: of the frame.
        ground: within it.
    """

    words: str
    sign: str
    shape: str
    colour: str
    ground: str


STANDINGS = {
    "agreed": Standing("agreed", "=", 'shape=box, style="filled", peripheries=2', "#2B7543", "#EEF6F0"),
    "reported": Standing("reported, not agreed", "~", 'shape=box, style="filled"', "#8A5A00", "#FBF6EA"),
    "proposed": Standing("proposed", "+", 'shape=box, style="rounded,filled"', "#1F5FA8", "#EEF4FB"),
    "questioned": Standing("questioned", "?", 'shape=octagon, style="filled"', "#B3372F", "#FBEFEE"),
    "disputed": Standing("disputed", "×", 'shape=octagon, style="dashed,filled"', "#B3372F", "#FBEFEE"),
}
"""By status; a status of a record's own is drawn as what is proposed."""
SHAPE_WORDS = (
    "double frame: agreed; square corners: reported, not agreed; round corners: proposed; cut corners:"
    " questioned; cut and dashed: disputed"
)
"""The frames in words, for a caption."""


def standing(item: ItemView) -> Standing:
    """How an agreement's status is drawn."""
    known = STANDINGS.get(item.status)
    if known is not None:
        return known
    proposed = STANDINGS["proposed"]
    return Standing(
        item.status.replace("-", " "), proposed.sign, proposed.shape, proposed.colour, proposed.ground
    )


def layers_dot(
    snapshot: Snapshot,
    *,
    may_show: Callable[[ItemView], bool] = lambda item: not item.confidential,
    links: Mapping[str, str] | None = None,
    pins: Mapping[str, Sequence[str]] | None = None,
    foot: Foot | None = None,
) -> str:
    """The layers of a snapshot as DOT text.

    Args:
        may_show: whether an agreement may be shown.
        links: address of agreements by code, for drawings that are clicked on.
        pins: codes of the issues that are pinned to agreements, by code of these.
        foot: what stands under it, for a drawing that leaves the workbench.
    """
    table = layer_table(item for item in snapshot.of_kind("agreement") if may_show(item))
    parts = [
        "digraph layers {",
        f"  // {DRAWN_BY}",
        f"  graph [layout={ENGINE},"
        ' splines=line, outputorder=nodesfirst, notranslate=true, bgcolor="white", pad=0.05,'
        ' fontname="Verdana", fontsize=11];',
        f'  node [fontname="Verdana", fontsize={_FONT}, fixedsize=true, margin=0];',
        '  edge [fontname="Verdana", fontsize=8, color="#555555", arrowsize=0.7, penwidth=1.4];',
    ]
    y = 0.0
    if table.facing:
        y = _headings(parts, y)
        left: list[ItemView] = []
        right: list[ItemView] = []
        for one, other in table.facing:
            y = _row(parts, [(one, *_LEFT), (other, *_RIGHT)], y, links, pins)
            left += [one] if one else []
            right += [other] if other else []
        parts += _way(left, table.boundary, right)
    for title, items in (
        (f"{SIDES['boundary']}: between the two sides", table.boundary),
        (f"{SIDES['cross-cutting']}: what holds for every layer", table.cross_cutting),
        ("No side named", table.elsewhere),
    ):
        if items:
            y = _heading(parts, title, y)
            for row in _rows(items):
                y = _row(parts, row, y, links, pins)
    if foot is not None:
        parts += foot.nodes(y + _GAP)
    return "\n".join([*parts, "}"]) + "\n"


def layer_words(item: ItemView) -> str:
    """What stands on a layer, in one sentence for who does not see the drawing."""
    side = SIDES.get(str(item.detail.get("side") or ""), "No side named")
    return f"{side}, {layer_name(item)}: {standing(item).words}. {_choices(item)}{_open(item)}"


def _rows(items: Sequence[ItemView]) -> Iterable[list[tuple[ItemView | None, float, float]]]:
    """Two in a row; what is alone takes the whole width."""
    for start in range(0, len(items), 2):
        pair = items[start : start + 2]
        yield [(pair[0], *_ACROSS)] if len(pair) == 1 else [(pair[0], *_LEFT), (pair[1], *_RIGHT)]


def _row(
    parts: list[str],
    boxes: Iterable[tuple[ItemView | None, float, float]],
    y: float,
    links: Mapping[str, str] | None,
    pins: Mapping[str, Sequence[str]] | None,
) -> float:
    """Draw boxes beside each other from a height downwards; returns where the next row begins."""
    found = [
        (item, left, right, _label(item, right - left)) for item, left, right in boxes if item is not None
    ]
    tall = max(len(label) for _, _, _, label in found) * _LINE + _PADDING
    for item, left, right, label in found:
        node = _node(item, label, (left + right) / 2, y - tall / 2, right - left, tall, links)
        marks = mark_attributes(None, (pins or {}).get(item.code, ()))
        parts.append(f"  {node[:-2]}{''.join(f', {mark}' for mark in marks)}];")
    return y - tall - _GAP


def _label(item: ItemView, width: float) -> list[str]:
    """Layer, what is chosen, how far anybody agreed, and what is open about it."""
    most = int((width - 24) * _PER_POINT)
    how = standing(item)
    lines = [*wrapped(layer_name(item).upper(), int(most * 0.85), 2), *wrapped(_choices(item), most, 3)]
    lines += wrapped(f"{how.sign} {how.words}{_for_whom(item)}", most, 2)
    said = _open(item).strip()
    return lines + (wrapped(said, most, 4) if said else [])


def _choices(item: ItemView) -> str:
    choices = "; ".join(str(choice) for choice in item.detail.get("choices") or ())
    if not choices:
        return "No choice is on record."
    return f"{choices} ({permitted_words(item)})" if item.detail.get("permitted") else f"{choices}"


def _for_whom(item: ItemView) -> str:
    binds = binding_words(item)
    return f", for {binds}" if binds else ""


def _open(item: ItemView) -> str:
    """What is questioned or disputed about it, as sentences; empty where nothing is on record."""
    said = ""
    for name, words in (("questioned", "Questioned"), ("disputed", "Disputed")):
        if item.detail.get(name):
            said += f" {words}: {item.detail[name]}"
    return said


def _node(
    item: ItemView,
    label: Sequence[str],
    x: float,
    y: float,
    width: float,
    height: float,
    links: Mapping[str, str] | None,
) -> str:
    how = standing(item)
    parts = [
        f'pos="{x:.2f},{y:.2f}"',
        f"width={width / 72:.4f}",
        f"height={height / 72:.4f}",
        f"label={quoted(chr(10).join(label))}",
        how.shape,
        f'color="{how.colour}"',
        f'fillcolor="{how.ground}"',
        'fontcolor="#111111"',
        "penwidth=1.8",
        f"id={quoted(item.code)}",
        f"tooltip={quoted(item.title)}",
    ]
    if links and item.code in links:
        parts.append(f"URL={quoted(links[item.code])}")
    return f"{quoted(item.code)} [{', '.join(parts)}];"


def _headings(parts: list[str], y: float) -> float:
    for side, (left, right) in (("utility", _LEFT), ("facility", _RIGHT)):
        parts.append(_words(f"heading {side}", SIDES[side], (left + right) / 2, y - _TITLE / 2))
    return y - _TITLE - 6


def _heading(parts: list[str], title: str, y: float) -> float:
    x = _ACROSS[0] + text_width(title, 11) / 2 + 2
    parts.append(_words(f"heading {title}", title, x, y - _TITLE / 2))
    return y - _TITLE - 4


def _words(name: str, words: str, x: float, y: float) -> str:
    wide = (text_width(words, 11) + 12) / 72
    return (
        f'{quoted(name)} [pos="{x:.2f},{y:.2f}", label={quoted(words)}, shape=plaintext, fontsize=11,'
        f' fontcolor="#333333", width={wide:.4f}, height=0.2];'
    )


def _way(left: Sequence[ItemView], boundary: Sequence[ItemView], right: Sequence[ItemView]) -> list[str]:
    """The way of the data: down the one side, over the boundary, up the other; the sides face each other."""
    stops = [*left, *boundary[:1], *reversed(right)]
    return [f"  {quoted(one.code)} -> {quoted(other.code)};" for one, other in pairwise(stops)]
