"""What a save would write, said before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workbench.graph.proposed import Problem
from workbench.process.planning.consequences import Consequences


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; for a link view the codes before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ItemChange:
    """What happens to one item. ``merges`` says whose other edits stay beside it, in sentences."""

    code: str
    kind: str
    title: str
    created: bool
    fields: tuple[FieldChange, ...]
    merges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Two people wrote the same field: nothing is saved, and both versions are shown."""

    code: str
    title: str
    field: str
    seen: Any
    yours: Any
    theirs: Any
    by: str
    at: datetime
    change: int

    def sentence(self) -> str:
        """The conflict in a sentence; the versions stand beside it on screen."""
        return (
            f"{self.code}: '{self.field}' was changed by {self.by} in change {self.change} "
            "after you opened it. Both versions are kept below; choose one and save again."
        )


@dataclass(frozen=True)
class TurnsSuspect:
    """A link that would cite an earlier text once the change is saved."""

    source: str
    source_title: str
    relation: str
    target: str


@dataclass(frozen=True)
class Preview:
    """Everything that a save would do, or why it cannot be saved.

    Args:
        moved: codes of the items whose normative text would be another.
        consequences: what that overtakes beyond the suspect links; worked out before a save only.
    """

    changes: tuple[ItemChange, ...] = ()
    links_added: tuple[tuple[str, str, str], ...] = ()
    links_removed: tuple[tuple[str, str, str], ...] = ()
    reviewed: int = 0
    suspects: tuple[TurnsSuspect, ...] = ()
    positions_overtaken: int = 0
    moved: tuple[str, ...] = ()
    consequences: Consequences = field(default_factory=Consequences)
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    effective_on: date | None = None

    @property
    def savable(self) -> bool:
        return not self.problems and not self.conflicts

    @property
    def empty(self) -> bool:
        return not (self.changes or self.links_added or self.links_removed or self.reviewed)

    def sentences(self) -> list[str]:
        """Why it cannot be saved: every conflict and every problem."""
        return [c.sentence() for c in self.conflicts] + [p.sentence() for p in self.problems]

    def summary(self) -> str:
        """What would be written, in one sentence."""
        created = sum(c.created for c in self.changes)
        edited = len(self.changes) - created
        parts = [
            words
            for number, words in (
                (created, f"{created} new item{_s(created)}"),
                (edited, f"{edited} item{_s(edited)} changed"),
                (len(self.links_added), f"{len(self.links_added)} link{_s(len(self.links_added))} added"),
                (
                    len(self.links_removed),
                    f"{len(self.links_removed)} link{_s(len(self.links_removed))} removed",
                ),
                (self.reviewed, f"{self.reviewed} link{_s(self.reviewed)} reviewed"),
            )
            if number
        ]
        if not parts:
            return "Nothing would change."
        sentence = ", ".join(parts)
        if self.suspects:
            sentence += f"; {len(self.suspects)} link{_s(len(self.suspects))} would turn suspect"
        return sentence[0].upper() + sentence[1:] + "."


def _s(number: int) -> str:
    return "" if number == 1 else "s"


class Refused(ValueError):
    """A change that was not saved; ``preview`` holds every reason. Nothing was written."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        super().__init__("\n".join(preview.sentences()) or "Nothing to save.")


@dataclass
class Draft:
    """An item while a change is being planned."""

    uuid: str
    code: str
    kind: str
    revision: int
    created: bool
    before: Mapping[str, Any]
    after: dict[str, Any]
    fingerprint_before: str = ""
    changed: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    shown: list[FieldChange] = field(default_factory=list)
