"""The difference of two drawings of the architecture: what came, went, was renamed, moved or changed.

Two snapshots are drawn as one picture: what is gone stays in it, dashed, and a box or a line that is
elsewhere now is drawn at both places. What is the same at both moments is dimmed, unless it is red.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from workbench.graph.drawing import architecture_dot, level_name
from workbench.graph.drawing_foot import Foot
from workbench.graph.drawing_marks import ADDED, CHANGED, FORMER, GONE, Mark
from workbench.graph.fields import FieldSpec, field_value, fields_of
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order

What = Literal["added", "gone", "renamed", "moved", "changed"]
KINDS = ("actor", "interface")
_FORMER = "-formerly"
_SILENT = frozenset({"code", "revision", "text", "source", "certainty", "title"})
"""Fields that a drawing does not show; the title is told as a new name."""
_MOVES = {"actor": ("level",), "interface": ("from", "to")}


@dataclass(frozen=True)
class PartDifference:
    """What became of one box or line.

    Args:
        what: ``added`` and ``gone`` alone, the others as many as are true.
        title: as it is called at the later moment where it is there.
        fields: name, value before and value after of what differs, as grids show them; not of what came or went.
    """

    code: str
    kind: str
    title: str
    what: tuple[What, ...]
    fields: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def mark(self) -> Mark:
        """How it is marked in the drawing."""
        return {"added": ADDED, "gone": GONE}.get(self.what[0], CHANGED)

    def value(self, name: str) -> tuple[Any, Any] | None:
        """A field before and after, where it differs."""
        return next(((before, after) for field, before, after in self.fields if field == name), None)


def difference(
    before: Snapshot, after: Snapshot, may_show: Callable[[ItemView], bool] = lambda _: True
) -> tuple[PartDifference, ...]:
    """What differs between the drawings of two moments: actors first, in order of codes.

    Args:
        may_show: whether an item may be shown; one that may not is no part of either drawing.
    """
    found = []
    for kind in KINDS:
        was = {item.uuid: item for item in before.of_kind(kind) if may_show(item)}
        now = {item.uuid: item for item in after.of_kind(kind) if may_show(item)}
        specs = fields_of(kind, after.vocabulary)
        for uuid, item in {**was, **now}.items():
            if uuid not in was:
                found.append(PartDifference(item.code, kind, item.title, ("added",)))
            elif uuid not in now:
                found.append(PartDifference(item.code, kind, item.title, ("gone",)))
            elif part := _changed(before, after, was[uuid], now[uuid], specs):
                found.append(part)
    return tuple(sorted(found, key=lambda part: (KINDS.index(part.kind), code_order(part.code))))


def difference_dot(
    before: Snapshot,
    after: Snapshot,
    scheme: str | None = None,
    *,
    dim_others: bool = True,
    joined_only: bool = False,
    red_only: bool = False,
    may_show: Callable[[ItemView], bool] = lambda item: not item.confidential,
    pins: Mapping[str, Sequence[str]] | None = None,
    foot: Foot | None = None,
) -> str:
    """Two moments as one drawing, with a sign at everything that differs; arguments as of ``architecture_dot``."""
    parts = difference(before, after, may_show)
    both, marks = _both(before, after, parts)
    return architecture_dot(
        both,
        scheme,
        dim_others=dim_others,
        joined_only=joined_only,
        red_only=red_only,
        may_show=may_show,
        marks=marks,
        pins=pins,
        foot=foot,
    )


def part_words(before: Snapshot, after: Snapshot, part: PartDifference, scheme: str | None = None) -> str:
    """What became of a box or a line, as one sentence such as *Moved from Level 4 to Level 3.*

    Args:
        scheme: naming scheme of the levels; the record's where it is None.
    """
    if part.what[0] in ("added", "gone"):
        return "Added." if part.what[0] == "added" else "Gone."
    said = []
    for name, was, now in part.fields:
        one, other = _value_words(before, name, was, scheme), _value_words(after, name, now, scheme)
        if name == "title":
            said.append(f"renamed; it was called “{one}”")
        elif name == "level":
            said.append(f"moved from {one} to {other}")
        elif name in _MOVES["interface"]:
            said.append(f"runs {name} {other}, no longer {name} {one}")
        else:
            said.append(f"{name.replace('_', ' ')}: {one}, now {other}")
    words = "; ".join(said)
    return f"{words[:1].upper()}{words[1:]}."


def _value_words(snapshot: Snapshot, name: str, value: Any, scheme: str | None) -> str:
    if value in (None, "", []):
        return "nothing"
    if name == "level":
        return level_name(snapshot, int(value), scheme)
    if isinstance(value, list):
        ends = [snapshot.item(code) for code in value]
        return " and ".join(end.title for end in ends if end is not None) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")


def marks_of(parts: Iterable[PartDifference], *, earlier: bool) -> dict[str, Mark]:
    """The marks of one of two drawings that stand beside each other, by code.

    Args:
        earlier: of the drawing of the earlier moment, which has nothing that was added.
    """
    absent = "added" if earlier else "gone"
    return {part.code: part.mark for part in parts if absent not in part.what}


def _changed(
    before: Snapshot, after: Snapshot, was: ItemView, now: ItemView, specs: Mapping[str, FieldSpec]
) -> PartDifference | None:
    fields = [("title", was.title, now.title)] if was.title != now.title else []
    for name, spec in specs.items():
        if name in _SILENT or (spec.view is not None and name not in _MOVES[now.kind]):
            continue
        one, other = field_value(before, was, spec), field_value(after, now, spec)
        if (one or None) != (other or None):
            fields.append((name, one, other))
    if not fields:
        return None
    names = {name for name, _, _ in fields}
    moved = names & set(_MOVES[now.kind])
    what: list[What] = []
    if "title" in names:
        what.append("renamed")
    if moved:
        what.append("moved")
    if names - moved - {"title"}:
        what.append("changed")
    return PartDifference(now.code, now.kind, now.title, tuple(what), tuple(fields))


def _both(
    before: Snapshot, after: Snapshot, parts: Iterable[PartDifference]
) -> tuple[Snapshot, dict[str, Mark]]:
    """Both moments in one snapshot, with the marks of what differs."""
    items = dict(after.items)
    links = list(after.links)
    marks: dict[str, Mark] = {}
    for part in parts:
        marks[part.code] = part.mark
        was = before.by_code.get(part.code)
        if was is None or not {"gone", "moved"} & set(part.what):
            continue
        if "gone" in part.what:
            kept = was
            links = [link for link in links if link.source != was.uuid or link.relation != "joins"]
        else:
            kept = replace(
                was, uuid=was.uuid + _FORMER, code=was.code + _FORMER, title=f"formerly: {was.title}"
            )
            marks[kept.code] = FORMER
        items[kept.uuid] = kept
        links += _joins(before, was, kept.uuid)
    return replace(after, items=items, links=tuple(links)), marks


def _joins(before: Snapshot, was: ItemView, uuid: str) -> Iterator[LinkRow]:
    """The ends of a line as they were, for the item that stands for it."""
    for link in before.out(was, "joins"):
        yield replace(link, uuid=f"{link.uuid}{_FORMER}", source=uuid)
