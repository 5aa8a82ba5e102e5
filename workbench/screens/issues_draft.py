"""Edits of the issue grid that are not saved yet: by code, each with the revision that was seen.

The draft lives in session state and outlasts filters, sorting and other people's saves: the grid only
shows it. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange.cells import CellFault, read_cell, same_value
from workbench.exchange.grid import RefusedRows, Row, grid_change
from workbench.graph.fields import FieldSpec, Vocabulary, fields_of
from workbench.graph.proposed import Place, ProposedChange

KIND = "issue"
NEW = "new "
"""Labels of rows that are not saved yet begin so; no code does."""


@dataclass
class RowEdit:
    """Edited fields of one issue.

    Args:
        seen: the row as it was when the first of its fields was edited, with its revision.
        fields: new values by field name, as the grid gives them.
    """

    seen: Row
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class Draft:
    """All unsaved edits, and issues that are to be created, by their label."""

    edits: dict[str, RowEdit] = field(default_factory=dict)
    new: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.edits or self.new)

    def copy(self) -> Draft:
        """A draft that changes apart from this one."""
        return deepcopy(self)

    def put(self, row: Row, name: str, value: Any, spec: FieldSpec) -> None:
        """Note a new value of one field; a value as it was seen is no edit.

        Args:
            row: the row as it is shown without edits; its code may be a new row's label.
        """
        code = str(row["code"])
        if code in self.new:
            self.new[code][name] = value
            return
        edit = self.edits.get(code) or RowEdit(dict(row))
        edit.fields[name] = value
        if _same(spec, edit.seen.get(name), value):
            del edit.fields[name]
        if edit.fields:
            self.edits[code] = edit
        else:
            self.edits.pop(code, None)

    def add(self, fields: Mapping[str, Any]) -> str:
        """Note a new issue; returns its label."""
        number = 1 + max((int(label.removeprefix(NEW)) for label in self.new), default=0)
        label = f"{NEW}{number}"
        self.new[label] = dict(fields)
        return label

    def drop(self, codes: Iterable[str]) -> None:
        """Forget the edits of some rows."""
        for code in codes:
            self.edits.pop(code, None)
            self.new.pop(code, None)

    def shown(self, row: Row) -> dict[str, Any]:
        """A row with its unsaved edits in it."""
        code = str(row["code"])
        if code in self.new:
            return {"code": code, **self.new[code]}
        edit = self.edits.get(code)
        return {**row, **edit.fields} if edit else dict(row)

    def change(self, vocabulary: Vocabulary) -> ProposedChange:
        """What a save of the draft would write.

        Raises:
            RefusedRows: with every cell that cannot be taken.
        """
        before = [edit.seen for edit in self.edits.values()]
        after: list[Row] = [
            {**edit.fields, "code": code, "revision": edit.seen.get("revision")}
            for code, edit in self.edits.items()
        ]
        after += [dict(fields) for fields in self.new.values()]
        places = [Place() for _ in self.edits] + [
            Place(file=f"new issue {label.removeprefix(NEW)}") for label in self.new
        ]
        change, problems = grid_change(before, after, KIND, vocabulary, places)
        if problems:
            raise RefusedRows(problems)
        return change

    def words(self) -> str:
        """How much is unsaved, such as *3 unsaved edits in 2 issues, 1 new issue*."""
        parts = []
        cells = sum(len(edit.fields) for edit in self.edits.values())
        if cells:
            parts.append(
                f"{cells} unsaved {'edit' if cells == 1 else 'edits'} in "
                f"{len(self.edits)} {'issue' if len(self.edits) == 1 else 'issues'}"
            )
        if self.new:
            parts.append(f"{len(self.new)} new {'issue' if len(self.new) == 1 else 'issues'} not saved yet")
        return ", ".join(parts)


def specs(vocabulary: Vocabulary) -> dict[str, FieldSpec]:
    """The fields of an issue by name."""
    return fields_of(KIND, vocabulary)


def _same(spec: FieldSpec, one: Any, other: Any) -> bool:
    try:
        return same_value(spec, one, read_cell(spec, other))
    except CellFault:
        return False
