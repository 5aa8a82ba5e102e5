"""Edits of the architecture that are not saved yet: boxes and lines that come, change or go, and pins of issues.

Several edits are collected and become one proposed change, which is previewed and saved as every other is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.graph.architecture import Around, around
from workbench.graph.dates import listed
from workbench.graph.name_codes import code_words, free_code
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.kind import WITHDRAWN

PINNED = "pinned-to"
ENDS = ("from", "to")
_NEW_ISSUE = "new issue "


@dataclass(frozen=True)
class Step:
    """One edit in words, and the key by which it is taken out again."""

    key: str
    words: str


@dataclass
class ArchitectureEdits:
    """All edits that are not saved yet.

    Args:
        new: actors and interfaces to create, by the code that they will have, and issues by a label.
        edits: of existing actors and interfaces, by code, with the revision that was seen.
        pins: issue and place by code, with whether the pin is put in or taken out.
    """

    new: dict[str, NewItem] = field(default_factory=dict)
    edits: dict[str, ItemEdit] = field(default_factory=dict)
    pins: dict[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.new or self.edits or self.pins)

    def copy(self) -> ArchitectureEdits:
        """The same edits, which change apart from these."""
        return ArchitectureEdits(dict(self.new), dict(self.edits), dict(self.pins))

    def add(self, kind: str, code: str, fields: Mapping[str, Any]) -> None:
        """Note a new actor or interface, or other fields of one that is new."""
        self.new[code] = NewItem(kind, dict(fields), code=code)

    def put(self, code: str, fields: Mapping[str, Any], revision: int | None) -> None:
        """Note what differs of an existing actor or interface from the record; nothing for none."""
        if fields:
            self.edits[code] = ItemEdit(code, dict(fields), revision=revision)
        else:
            self.edits.pop(code, None)

    def withdraw(self, snapshot: Snapshot, item: ItemView) -> None:
        """Note that an actor goes with every line that joins it, or that a line goes."""
        lines = snapshot.sources(item, "joins") if item.kind == "actor" else []
        for part in (item, *(line for line in lines if not line.withdrawn)):
            if part.code in self.new:
                self.drop(part.code)
            else:
                self.put(part.code, {"status": WITHDRAWN}, part.revision)

    def pin(self, snapshot: Snapshot, issue: str, place: str) -> None:
        """Note that an issue is pinned to an actor, an interface or the agreement of a layer; both by code."""
        if self.pins.get((issue, place)) is False:
            del self.pins[issue, place]
        elif (issue, place) not in _pinned(snapshot):
            self.pins[issue, place] = True

    def unpin(self, snapshot: Snapshot, issue: str, place: str) -> None:
        """Note that an issue is no longer pinned to a place of a drawing."""
        if self.pins.pop((issue, place), None) is None and (issue, place) in _pinned(snapshot):
            self.pins[issue, place] = False

    def raise_issue(self, title: str, place: str) -> None:
        """Note a new issue that is pinned to a place of a drawing."""
        numbers = [int(key.removeprefix(_NEW_ISSUE)) for key in self.new if key.startswith(_NEW_ISSUE)]
        label = f"{_NEW_ISSUE}{max(numbers, default=0) + 1}"
        self.new[label] = NewItem("issue", {"title": title, "pins": [place]}, label=label)

    def drop(self, key: str) -> None:
        """Forget one edit, and with a new actor what would hang on it."""
        issue, mark, place = key.partition("@")
        if mark:
            self.pins.pop((issue, place), None)
            return
        gone = self.new.pop(key, None)
        self.edits.pop(key, None)
        if gone is None or gone.kind == "issue":
            return
        for code, other in list(self.new.items()):
            if key in _mentioned(other.fields):
                self.drop(code)
        for code, edit in list(self.edits.items()):
            kept = {
                name: value for name, value in edit.fields.items() if key not in _mentioned({name: value})
            }
            self.put(code, kept, edit.revision)
        for pin in [pin for pin in self.pins if pin[1] == key]:
            del self.pins[pin]

    def change(self) -> ProposedChange:
        """What a save would write."""
        links = tuple(
            LinkEdit(issue, PINNED, place, remove=not put_in) for (issue, place), put_in in self.pins.items()
        )
        return ProposedChange(new=tuple(self.new.values()), edits=tuple(self.edits.values()), links=links)

    def change_of_whatever_is_current(self) -> ProposedChange:
        """The same without the revisions that were seen: for a drawing, in which nobody is overruled."""
        whole = self.change()
        return replace(whole, edits=tuple(replace(edit, revision=None) for edit in whole.edits))

    def steps(self, snapshot: Snapshot) -> Iterator[Step]:
        """Every edit in words.

        Args:
            snapshot: the record without the edits, for titles.
        """

        def title(code: str) -> str:
            item = snapshot.item(code)
            if item is not None:
                return item.title
            return str(self.new[code].fields.get("title")) if code in self.new else code

        for key, new in self.new.items():
            where = ""
            if new.kind == "actor" and new.fields.get("level"):
                where = f", level {new.fields['level']}"
            if new.kind == "interface":
                ends = [
                    title(str(code)) for name in ENDS for code in _mentioned({name: new.fields.get(name)})
                ]
                where = f", {' to '.join(ends)}" if ends else ""
            if new.kind == "issue":
                where = f", pinned to “{title(str(new.fields['pins'][0]))}”"
            yield Step(key, f"New {new.kind} “{new.fields.get('title')}”{where}")
        for code, edit in self.edits.items():
            if edit.fields.get("status") == WITHDRAWN:
                yield Step(code, f"Withdraw “{title(code)}”")
            else:
                names = listed([name.replace("_", " ") for name in edit.fields])
                yield Step(code, f"Change {names} of “{title(code)}”")
        for (issue, place), put_in in self.pins.items():
            words = f"Pin “{title(issue)}” to" if put_in else f"Take the pin of “{title(issue)}” off"
            yield Step(f"{issue}@{place}", f"{words} “{title(place)}”")


def hanging_words(snapshot: Snapshot, item: ItemView) -> list[str]:
    """What hangs on an actor or interface, each part as a sentence: what a withdrawal leaves without it."""
    near = around(snapshot, item)
    said = []
    if item.kind == "actor" and near.interfaces:
        number = _counted(near.interfaces, "line")
        said.append(f"{number} to it {_go(near.interfaces)} with it: {_named(near.interfaces)}.")
    said += [
        f"{_counted(items, words)} {'is' if len(items) == 1 else 'are'} {how}: {_named(items)}."
        for items, words, how in _parts(near)
        if items
    ]
    return said


def actor_code(title: str, level: int | None, taken: Collection[str]) -> str:
    """A code for a new actor, from its level and name, such as ``ACR-L4-METER-DATA``."""
    words = "-".join(code_words(title)[:3]) or "NEW"
    return free_code(f"ACR-L{level}-{words}" if level else f"ACR-{words}", taken)


def interface_code(taken: Collection[str]) -> str:
    """A code for a new interface: the next free one of ``INT-N1``, ``INT-N2`` and so on."""
    number = 1
    while f"INT-N{number}" in taken:
        number += 1
    return f"INT-N{number}"


def _parts(near: Around) -> tuple[tuple[tuple[ItemView, ...], str, str], ...]:
    return (
        (near.recommendations, "recommendation", "about it"),
        (near.agreements, "agreement", "about it"),
        (near.issues, "issue", "pinned to it or answered by these"),
        (near.configurations, "configuration", "laid over it"),
        (near.data_objects, "data object", "carried by it"),
    )


def _counted(items: Collection[ItemView], words: str) -> str:
    return f"{len(items)} {words}{'' if len(items) == 1 else 's'}"


def _go(items: Collection[ItemView]) -> str:
    return "goes" if len(items) == 1 else "go"


def _named(items: tuple[ItemView, ...], most: int = 5) -> str:
    names = [f"{item.title} ({item.code})" for item in items[:most]]
    return listed(names) + (f", and {len(items) - most} more" if len(items) > most else "")


def _pinned(snapshot: Snapshot) -> set[tuple[str, str]]:
    return {
        (snapshot.items[link.source].code, snapshot.items[link.target].code)
        for link in snapshot.links
        if link.relation == PINNED and link.source in snapshot.items and link.target in snapshot.items
    }


def _mentioned(fields: Mapping[str, Any]) -> list[str]:
    """Codes of actors that fields of an interface name as its ends, or an issue as its places."""
    found: list[str] = []
    for name in (*ENDS, "pins"):
        value = fields.get(name) or []
        found += [value] if isinstance(value, str) else [str(code) for code in value]
    return found
