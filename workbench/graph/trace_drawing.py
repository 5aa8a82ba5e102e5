"""A trace as DOT text: the item in the middle, what it rests on at the left, what rests on it at the right.

Large groups of one kind are folded into one box with their number. Nothing is said by colour alone: suspect links
are dashed and carry a sign and a word, red interfaces a thick frame and their word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from workbench.graph.architecture import is_red
from workbench.graph.drawing import RED, quoted
from workbench.graph.drawing_places import wrapped
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.trace import UP, Reached, Trace
from workbench.graph.vocabulary import KINDS

ENGINE = "dot"
"""Graphviz' layout engine for the text: it puts the boxes in columns by their steps."""
FOLDED_OVER = 5
"""Of one kind and one step, more than these are folded into one box."""
MOST_UNFOLDED = 40
"""Of an unfolded group, more than these stay in the table alone."""
MOST_BOXES = 120
"""About as many boxes as can be read; beyond them groups stay folded, the farthest first."""
SUSPECT_SIGN = "∆"
"""The increment sign, which the face of pictures has; it has no triangle."""
UNSAID = "derived-from"
"""The relation whose lines carry no words: a line to a source says it."""

_INK, _LINE, _DOUBT, _GROUP, _CHOSEN = "#1B2A30", "#55666D", "#A85A0A", "#F4F5F6", "#DCEEF0"
_WIDTH, _LINES = 24, 3


@dataclass(frozen=True)
class Group:
    """What of one kind is reached on one side by as many steps.

    Args:
        key: its name in the drawing and in addresses, such as ``up.1.source``.
        boxes: what is drawn one by one; empty where the group is folded.
        unfolded: the reader opened it, and can fold it again.
    """

    key: str
    members: tuple[Reached, ...]
    boxes: tuple[Reached, ...] = ()
    unfolded: bool = False

    @property
    def side(self) -> str:
        """``up`` or ``down``."""
        return self.members[0].side

    @property
    def label(self) -> str:
        """*12 recommendations*."""
        return counted(self.members[0].item.kind, len(self.members))

    @property
    def folds(self) -> bool:
        """Whether a box stands for the group, to be unfolded or folded."""
        return not self.boxes or self.unfolded


@dataclass(frozen=True)
class TraceDrawing:
    """A trace as DOT text.

    Args:
        names: what each box that opens is called for who does not see it, by its id in the drawing: codes of
            items, keys of groups.
    """

    source: str
    names: dict[str, str]
    groups: tuple[Group, ...]


@dataclass
class _Line:
    """Links between two boxes, drawn as one line."""

    number: int = 0
    suspect: int = 0
    words: dict[str, None] = field(default_factory=dict)


def counted(kind: str, number: int) -> str:
    """A number of items of a kind in words: *1 issue*, *12 recommendations*."""
    label = KINDS[kind].label
    label = label if label[:2].isupper() else label[:1].lower() + label[1:]
    return f"{number:,} {label}{'' if number == 1 or label.endswith('s') else 's'}"


def trace_drawing(snapshot: Snapshot, found: Trace, unfolded: Collection[str] = ()) -> TraceDrawing:
    """A trace as DOT text, with the names of its boxes.

    Args:
        unfolded: keys of the groups that the reader opened.
    """
    groups = _groups(found, unfolded)
    box_of = {found.item.uuid: found.item.code}
    for group in groups:
        box_of.update({one.item.uuid: group.key for one in group.members})
        box_of.update({one.item.uuid: one.item.code for one in group.boxes})
    parts, names = [_HEADER], {found.item.code: f"{_called(found.item)}, which is traced"}
    parts.append(f"  {_box(found.item, chosen=True)}")
    for group in groups:
        for one in group.boxes:
            parts.append(f"  {_box(one.item)}")
            names[one.item.code] = f"{_called(one.item)}, {_where(one)}"
        if group.folds:
            parts.append(f"  {_folded(group)}")
            names[group.key] = _group_name(group)
    side_of = {box_of[one.item.uuid]: one.side for one in found.reached}
    for (near, far), line in _lines(snapshot, found, box_of).items():
        parts.append(f"  {_edge(near, far, line, side_of[far])}")
    for group in groups:
        if group.unfolded:
            near = _told_before(found, group.members[0], box_of)
            left, right = (group.key, near) if group.side == UP else (near, group.key)
            parts.append(f"  {quoted(left)} -> {quoted(right)} [style=invis];")
    return TraceDrawing("\n".join([*parts, "}"]) + "\n", names, groups)


def _groups(found: Trace, unfolded: Collection[str]) -> tuple[Group, ...]:
    members: dict[str, list[Reached]] = {}
    for one in found.reached:
        members.setdefault(f"{one.side}.{one.steps}.{one.item.kind}", []).append(one)
    groups = {}
    room = MOST_BOXES
    # What the reader opened comes first, then what is near.
    for key in sorted(
        members, key=lambda key: (key not in unfolded, members[key][0].steps, len(members[key]))
    ):
        within = members[key]
        boxes: tuple[Reached, ...] = ()
        opened = key in unfolded and len(within) > 1
        if opened:
            boxes = tuple(within[: min(MOST_UNFOLDED, max(room, 0))])
        elif len(within) <= FOLDED_OVER and (len(within) <= room or len(within) == 1):
            boxes = tuple(within)
        room -= len(boxes) or 1
        groups[key] = Group(key, tuple(within), boxes, opened and bool(boxes))
    return tuple(groups[key] for key in members)


def _lines(snapshot: Snapshot, found: Trace, box_of: dict[str, str]) -> dict[tuple[str, str], _Line]:
    """Lines between boxes, each from its nearer end; where what lies between is not told, past it."""
    lines: dict[tuple[str, str], _Line] = {}
    for one in found.reached:
        for link in one.links:
            nearer = one.nearer(link)
            words = "" if link.relation == UNSAID else _says(snapshot, link)
            if nearer in box_of:
                near = box_of[nearer]
            elif link is one.links[0]:
                near, words = _told_before(found, one, box_of), "over others"
            else:
                continue
            line = lines.setdefault((near, box_of[one.item.uuid]), _Line())
            line.number += 1
            line.suspect += link.suspect
            if words:
                line.words[words] = None
    return lines


def _says(snapshot: Snapshot, link: LinkRow) -> str:
    """A link in words in the direction of its arrow."""
    relation = snapshot.vocabulary.relation(link.relation)
    return link.relation if relation is None else relation.says


def _told_before(found: Trace, one: Reached, box_of: dict[str, str]) -> str:
    """The box of the nearest item before a reached one on its path that is told itself."""
    for step in reversed(found.path(one)[:-1]):
        if step.item.uuid in box_of:
            return box_of[step.item.uuid]
    return found.item.code


def _called(item: ItemView) -> str:
    red = "red " if item.kind == "interface" and is_red(item) else ""
    label = KINDS[item.kind].label
    return f"{red.capitalize()}{label.lower() if red else label} {item.code}: {item.title or item.code}"


def _where(one: Reached) -> str:
    steps = "1 step" if one.steps == 1 else f"{one.steps} steps"
    said = f"{'it rests on this' if one.side == UP else 'rests on it'}, {steps} away"
    return f"{said}, by a suspect link" if one.suspect else said


def _group_name(group: Group) -> str:
    first = group.members[0]
    steps = "1 step" if first.steps == 1 else f"{first.steps} steps"
    where = f"{'which it rests on' if group.side == UP else 'which rest on it'}, {steps} away"
    return f"{group.label}, {where}: {'fold' if group.unfolded else 'unfold'} them"


def _box(item: ItemView, *, chosen: bool = False) -> str:
    red = item.kind == "interface" and is_red(item)
    number = f" {item.detail['number']}" if red and item.detail.get("number") else ""
    head = f"{f'RED{number} · ' if red else ''}{KINDS[item.kind].label} {item.code}"
    label = "\n".join([*wrapped(head, _WIDTH + 2), *wrapped(item.title or item.code, _WIDTH, _LINES)])
    parts = [
        f"label={quoted(label)}",
        f"id={quoted(item.code)}",
        f"tooltip={quoted(item.title)}",
        f'color="{RED if red else _INK}"',
        f"penwidth={3 if red or chosen else 1}",
    ]
    if chosen:
        parts += [f'fillcolor="{_CHOSEN}"', "peripheries=2"]
    return f"{quoted(item.code)} [{', '.join(parts)}];"


def _folded(group: Group) -> str:
    """The box that stands for a group: what is in it, and what choosing it does."""
    suspect = sum(one.suspect for one in group.members)
    red = sum(one.item.kind == "interface" and is_red(one.item) for one in group.members)
    lines = [group.label]
    if group.unfolded:
        more = len(group.members) - len(group.boxes)
        lines += [f"{more:,} more in the table"] if more else []
    lines += [f"{red:,} of them RED"] if red else []
    lines += [f"{SUSPECT_SIGN} {suspect:,} by a suspect link"] if suspect else []
    lines.append("− fold" if group.unfolded else "+ unfold")
    parts = [
        f"label={quoted(chr(10).join(lines))}",
        f"id={quoted(group.key)}",
        f"tooltip={quoted(group.label)}",
        "shape=folder",
        f'fillcolor="{_GROUP}"',
        f'color="{RED if red else _INK}"',
        f"penwidth={2.5 if red else 1}",
    ]
    return f"{quoted(group.key)} [{', '.join(parts)}];"


def _edge(near: str, far: str, line: _Line, side: str) -> str:
    """A line between two boxes; its arrow points at what is cited, wherever that stands."""
    words = " / ".join(list(line.words)[:2]) + (" …" if len(line.words) > 2 else "")
    label = wrapped(words, 20) if words else []
    if line.number > 1:
        label = [*label[:-1], f"{label[-1] if label else ''} ×{line.number:,}".strip()]
    parts = []
    if line.suspect:
        number = f"{line.suspect:,} of {line.number:,} " if line.number > 1 else ""
        label.append(f"{SUSPECT_SIGN} {number}suspect")
        parts += ["style=dashed", f'color="{_DOUBT}"', f'fontcolor="{_DOUBT}"', "penwidth=2"]
    parts += [f"label={quoted(chr(10).join(label))}", f"tooltip={quoted(words or 'is taken from')}"]
    # What is upstream stands at the left: the line is laid from left to right, and the arrow turned round.
    left, right = (far, near) if side == UP else (near, far)
    parts.append("dir=back")
    return f"{quoted(left)} -> {quoted(right)} [{', '.join(parts)}];"


_HEADER = f"""digraph trace {{
  graph [rankdir=LR, bgcolor="white", pad=0.1, nodesep=0.16, ranksep=0.35, notranslate=true, outputorder=edgesfirst,
    fontname="Verdana", fontsize=9];
  node [fontname="Verdana", fontsize=9, shape=box, style=filled, fillcolor="white", fontcolor="{_INK}",
    margin="0.09,0.05", height=0.3];
  edge [fontname="Verdana", fontsize=7.5, arrowsize=0.6, color="{_LINE}", fontcolor="{_LINE}"];"""


def boxes_of(groups: Iterable[Group]) -> int:
    """How many boxes a drawing has besides the item in the middle."""
    return sum(len(group.boxes) + group.folds for group in groups)
