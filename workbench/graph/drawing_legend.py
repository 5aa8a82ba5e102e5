"""What the lines of the architecture say, as a legend: every colour that occurs with its sign, words and number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.graph.dates import listed
from workbench.graph.drawing import COLOURS, DIM, OTHER, RED
from workbench.graph.painting import Paint
from workbench.graph.snapshot import ItemView, Snapshot, code_order


@dataclass(frozen=True)
class Entry:
    """One line of a legend: how interfaces are drawn, and how many are; inferred ones are not counted."""

    paint: Paint
    number: int


def legend(snapshot: Snapshot, painted: Mapping[str, Paint]) -> list[Entry]:
    """The legend of a drawing whose interfaces are coloured by what the record says, the most frequent first."""
    counted = Counter[Paint]()
    for item in snapshot.of_kind("interface"):
        if item.code in painted:
            counted[painted[item.code]] += not item.detail.get("inferred")
    return [Entry(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].words))]


def drawn_legend(snapshot: Snapshot, *, dim: bool = True, red_only: bool = False) -> list[Entry]:
    """The legend of a drawing whose interfaces are coloured as the sources draw them.

    What a colour means is read from the record: the numbers of its lines, their scope, and which levels they join.

    Args:
        dim: what is not red is drawn in grey.
        red_only: the red interfaces alone are drawn.
    """
    groups: dict[str, list[ItemView]] = {}
    for item in snapshot.of_kind("interface"):
        if not item.detail.get("inferred"):
            groups.setdefault(str(item.detail.get("colour") or "none"), []).append(item)
    if not any(name in groups for name in COLOURS):
        return []
    red = groups.pop("red", [])
    entries = [Entry(Paint(_meaning(snapshot, "red", red), RED, _numbers(red)), len(red))] if red else []
    if red_only:
        return entries
    if dim:
        number = sum(len(lines) for lines in groups.values())
        return [*entries, Entry(Paint("grey: everything else", DIM, ""), number)] if number else entries
    order = list(COLOURS)
    for name in sorted(groups, key=lambda one: (order.index(one) if one in COLOURS else len(order), one)):
        lines = groups[name]
        paint = Paint(_meaning(snapshot, name, lines), COLOURS.get(name, OTHER), _numbers(lines))
        entries.append(Entry(paint, len(lines)))
    return entries


_WORDS = {"power": "dotted: power", "none": "grey: no colour on record"}


def _meaning(snapshot: Snapshot, name: str, lines: Iterable[ItemView]) -> str:
    """*purple: level 5 to 1 and 2, out of scope*."""
    pairs: dict[int, set[int]] = {}
    scopes = dict.fromkeys(str(item.detail.get("scope") or "") for item in lines)
    for item in lines:
        ends = [snapshot.item(code) for end in ("from", "to") for code in snapshot.view(item, end)[:1]]
        levels = [int(end.detail.get("level") or 0) for end in ends if end is not None]
        if len(levels) == 2 and all(levels):
            pairs.setdefault(max(levels), set()).add(min(levels))
    said = [
        f"within level {high}" if lower == {high} else f"level {high} to {listed(sorted(map(str, lower)))}"
        for high, lower in sorted(pairs.items(), reverse=True)
    ]
    words = _WORDS.get(name, name if name in COLOURS else f"grey: {name}")
    more = [*said, *(scope for scope in scopes if scope and len(scopes) == 1 and scope != "not applicable")]
    return f"{words}{', ' if ':' in words else ': '}{', '.join(more)}" if more else words


def _numbers(lines: Iterable[ItemView]) -> str:
    found = {str(item.detail.get("number") or "") for item in lines} - {""}
    return ", ".join(sorted(found, key=code_order))


def interface_words(interfaces: Iterable[ItemView]) -> str:
    """*35 interfaces, and 4 that no source draws*: an inferred hop is not counted among the interfaces."""
    inferred = [bool(item.detail.get("inferred")) for item in interfaces]
    drawn, others = inferred.count(False), inferred.count(True)
    words = f"{drawn} interface{'' if drawn == 1 else 's'}"
    return f"{words}, and {others} that no source draws" if others else words
