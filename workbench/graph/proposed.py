"""A proposed change, as plain values: what readers of files and grids hand to ``process``.

Nothing here touches the record. ``process.changes`` previews a proposed change and saves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where in a file something was found; rows and lines count from 1.

    Args:
        path: the way to it in a file without rows, such as ``items[3].detail.due`` in JSON.
    """

    file: str = ""
    row: int | None = None
    column: str = ""
    path: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column '{self.column}'")
        if self.path:
            parts.append(self.path)
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing that cannot be taken: where it stands, what was found, what is allowed."""

    message: str
    place: Place = field(default_factory=Place)
    found: str = ""
    allowed: str = ""
    code: str = ""

    def sentence(self) -> str:
        """The problem as one line that a facilitator can act on."""
        where = ", ".join(part for part in (str(self.place), self.code) if part)
        text = f"{where}: {self.message}" if where else self.message
        text = text if text.endswith((".", "!", "?")) else text + "."
        if self.found:
            text += f" Found: '{self.found}'."
        if self.allowed:
            text += f" Allowed: {self.allowed}."
        return text


@dataclass(frozen=True)
class NewItem:
    """An item to create.

    Args:
        kind: singular name of the kind.
        fields: title, text, status, detail fields and link views (``meeting``: codes) by name.
        code: the code wanted, or None for the next free one. A new item without a code can be
            pointed to by others of the same change through its ``label``.
        uuid: given only by a record directory, so that a bundled item is the same everywhere.
    """

    kind: str
    fields: Mapping[str, Any]
    code: str | None = None
    label: str = ""
    uuid: str | None = None
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class ItemEdit:
    """New values of some fields of one item.

    Args:
        fields: only the fields that the writer changed, by name; link views replace all links of
            that view.
        revision: the revision that the writer saw; None means whatever is current.
    """

    code: str
    fields: Mapping[str, Any]
    revision: int | None = None
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class LinkEdit:
    """One link to add or to remove; ends are codes, or labels of new items of the same change.

    Args:
        exact: of several links between the same items, remove the one with this very detail; otherwise
            every link that has the detail, whatever else it says.
        cites: fingerprint of the text of the target that the link is about, where that need not be the present
            one: a link that comes from a file and cites another text is suspect from the start.
    """

    source: str
    relation: str
    target: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    remove: bool = False
    exact: bool = False
    cites: str = ""
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Review:
    """Somebody looked again at a suspect link and found that it still holds.

    Args:
        seen: fingerprint of the target's text that was shown; another text is refused. Empty: none was shown.
    """

    source: str
    relation: str
    target: str
    note: str = ""
    seen: str = ""


@dataclass(frozen=True)
class ProposedChange:
    """Everything that one save would write, with the reason and the group's date."""

    new: tuple[NewItem, ...] = ()
    edits: tuple[ItemEdit, ...] = ()
    links: tuple[LinkEdit, ...] = ()
    reviews: tuple[Review, ...] = ()
    why: str = ""
    effective_on: date | None = None

    @property
    def empty(self) -> bool:
        return not (self.new or self.edits or self.links or self.reviews)
