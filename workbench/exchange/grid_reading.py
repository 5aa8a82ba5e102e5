"""Reading a grid file (.xlsx, .csv) into a proposed change, with every bad cell named at once.

Nothing is written here: the change goes through the same preview as an edit in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from workbench.exchange.archive import RefusedFile
from workbench.exchange.cells import CellFault, read_cell, same_value
from workbench.exchange.code_lookup import CodeLookup
from workbench.exchange.grid import Grid, grid_change
from workbench.exchange.grid_heading import IDENTITY, SHOWN, normal_heading, read_heading, shown
from workbench.exchange.sheets import ErrorValue, Formula, Sheet, read_sheet
from workbench.graph.circles import CIRCLES_TOLD, circle_words, circles_through, follows
from workbench.graph.fields import KINDS, FieldSpec, kind_named, kind_of_code
from workbench.graph.proposed import Place, Problem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot

Earlier = Callable[[str, int], Snapshot | None]
"""Gives the record as it was when an item had a revision; ``graph.earlier`` has one for a database."""


KIND_TITLES = {kind.plural.replace("-", " "): name for name, kind in KINDS.items()}
"""Titles of sheets, in lower case, with the kinds that they name."""


@dataclass(frozen=True)
class GridReading:
    """What a grid file proposes.

    Args:
        change: the proposed change; empty when there are problems.
        problems: every cell that cannot be taken.
        notes: sentences on what was assumed or left as it is.
        kind: the kind of the rows.
        rows: how many rows the file has below its heading.
    """

    change: ProposedChange = field(default_factory=ProposedChange)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    kind: str = ""
    rows: int = 0


def read_grid(
    data: bytes, name: str, snapshot: Snapshot, kind: str | None = None, *, earlier: Earlier | None = None
) -> GridReading:
    """Read a grid file against the record: only what differs is proposed.

    Args:
        data: the whole file.
        name: its name, for the places of problems.
        snapshot: the record as it is now.
        kind: singular name of the kind; seen from the sheet's name or from the codes when None.
        earlier: where given, rows that were written at an older revision are compared with the item
            as it was then, so that other people's edits since are not taken back.

    Returns:
        The change, or the problems; never half of each. A file that cannot be read at all is one
        problem.

    Raises:
        UnknownKind: when ``kind`` is no kind.
    """
    wanted = None if kind is None else kind_named(kind).name
    titles = frozenset(title for title, name in KIND_TITLES.items() if wanted in (None, name))
    headings = frozenset(
        column.label
        for n in ([wanted] if wanted else KINDS)
        for column in Grid.of(n, snapshot.vocabulary).columns
    )
    try:
        sheet = read_sheet(data, name, titles, headings)
    except RefusedFile as refused:
        return GridReading(problems=(Problem(str(refused), Place(name)),), kind=wanted or "")
    return read_grid_sheet(sheet, name, snapshot, wanted or _kind_of(sheet), earlier=earlier)


def read_grid_sheet(
    sheet: Sheet,
    name: str,
    snapshot: Snapshot,
    kind: str,
    *,
    earlier: Earlier | None = None,
    new: Iterable[ItemView] = (),
) -> GridReading:
    """Read the rows of one kind; see ``read_grid``.

    Args:
        sheet: the table.
        kind: singular name of the kind.
        new: items that the same file creates under codes of their own, so that links may name them.
    """
    return _Reader(name, sheet, snapshot, kind, earlier, new).reading()


def is_sheet_of(sheet: Sheet) -> str | None:
    """The kind whose items a sheet's title names, or None."""
    return KIND_TITLES.get(sheet.title.strip().lower())


def new_codes(sheet: Sheet, kind: str, snapshot: Snapshot) -> list[ItemView]:
    """Items that a sheet creates under codes that are given by hand, as far as links need to know them."""
    headings = [normal_heading(cell) for cell in sheet.heading]
    if KINDS[kind].numbering is not None or "code" not in headings:
        return []
    at = headings.index("code")
    title = headings.index("title") if "title" in headings else at
    found = []
    for _, cells in sheet.rows:
        code, named = (str(cells[i]).strip() if i < len(cells) and cells[i] else "" for i in (at, title))
        if snapshot.item(code) is None and KINDS[kind].accepts_code(code):
            found.append(ItemView(f"new {code}", code, kind, named, "", KINDS[kind].default_status, 1, ""))
    return found


def _kind_of(sheet: Sheet) -> str:
    if (titled := is_sheet_of(sheet)) is not None:
        return titled
    headings = [normal_heading(cell) for cell in sheet.heading]
    if "code" in headings:
        at = headings.index("code")
        for _, row in sheet.rows:
            found = kind_of_code(str(row[at]).strip()) if at < len(row) else None
            if found is not None:
                return found.name
    return "issue"


class _Reader:
    """One reading of one sheet; problems gather until the end."""

    def __init__(
        self,
        name: str,
        sheet: Sheet,
        snapshot: Snapshot,
        kind: str,
        earlier: Earlier | None,
        new: Iterable[ItemView] = (),
    ) -> None:
        self.name = name
        self.sheet = sheet
        self.snapshot = snapshot
        self.grid = Grid.of(kind, snapshot.vocabulary)
        self.earlier = earlier
        self.lookup = CodeLookup(snapshot)
        also = {item.uuid: item for item in new}
        self.ends = CodeLookup(replace(snapshot, items={**snapshot.items, **also})) if also else self.lookup
        heading = read_heading(sheet, self.grid, name)
        self.columns = heading.columns
        self.problems = list(heading.problems)
        self.notes = [*sheet.notes, *heading.notes]

    def reading(self) -> GridReading:
        rows, places, before = self._rows()
        change, faults = grid_change(before, rows, self.grid.kind, self.snapshot.vocabulary, places)
        self.problems += faults
        self._refuse_circles(change)
        self.problems.sort(key=lambda p: (p.place.row or 0, self._column_order(p.place.column)))
        kept = ProposedChange() if self.problems else self._still_to_do(change)
        return GridReading(
            kept, tuple(self.problems), tuple(self.notes), self.grid.kind, len(self.sheet.rows)
        )

    def _rows(self) -> tuple[list[dict[str, Any]], list[Place], list[Mapping[str, Any]]]:
        rows: list[dict[str, Any]] = []
        places: list[Place] = []
        before: list[Mapping[str, Any]] = []
        first_seen: dict[str, int] = {}
        for number, cells in self.sheet.rows:
            row = self._cells(number, cells)
            known = self._known_row(row, number, first_seen)
            self._resolve_codes(row, number)
            if known is not None:
                before.append(known)
            rows.append(row)
            places.append(Place(self.name, number))
        return rows, places, before

    def _cells(self, number: int, cells: tuple[Any, ...]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for index, column in enumerate(self.columns):
            if column is None:
                continue
            value = cells[index] if index < len(cells) else None
            if isinstance(value, Formula):
                self._problem(
                    "a formula stands here; only values are read", number, str(value), "a value", column
                )
                continue
            if isinstance(value, ErrorValue):
                self._problem("this cell shows an error", number, str(value), "a value", column)
                continue
            if column.name in row and value is not None:  # a further part of a long text
                row[column.name] = f"{row[column.name] or ''}{value}"
            else:
                row.setdefault(column.name, value)
        return row

    def _known_row(
        self, row: dict[str, Any], number: int, first_seen: dict[str, int]
    ) -> Mapping[str, Any] | None:
        """The row that the record has for this one; None for a new item, and for a code with a fault."""
        written = str(row.get("code") or "").strip()
        identified = self.snapshot.items.get(str(row.pop(IDENTITY.name, None) or "").strip())
        row["code"] = None
        if not written:  # also where the row was copied, identity and all, to write a new item
            row.pop("revision", None)
            return None
        kind = KINDS[self.grid.kind]
        item = self.lookup.item(written)
        if identified is not None and item is not None and item.uuid != identified.uuid:
            self._problem(
                f"this row was written for {identified.code}, and the code of {item.code} stands in it",
                number,
                written,
                f"{identified.code}, or an empty cell for a new item",
                self.grid.column("code"),
            )
            return None
        item = identified or item
        code = written if item is None else item.code
        column = self.grid.column("code")
        if code in first_seen:
            self._problem(
                f"the code {code[:SHOWN]} stands in row {first_seen[code]} already",
                number,
                written,
                "each code once",
                column,
            )
            return None
        first_seen[code] = number
        if item is None:
            if kind.numbering is None and kind.accepts_code(code):
                row["code"] = code
                return None
            near = self.lookup.near_codes(code, kind.name)
            meant = f"did you mean {' or '.join(near)}, or " if near else "a code of the record, or "
            self._problem(
                f"there is no {kind.label.lower()} {code[:SHOWN]}",
                number,
                written,
                f"{meant}an empty cell for a new one",
                column,
            )
            return None
        if item.kind != kind.name:
            self._problem(
                f"{code} is of the kind '{item.kind}'",
                number,
                written,
                f"codes of the kind '{kind.name}'",
                column,
            )
            return None
        row["code"] = code
        return self._row_seen(row, number, self.grid.row(self.snapshot, item))

    def _row_seen(self, row: dict[str, Any], number: int, current: dict[str, Any]) -> Mapping[str, Any]:
        """The row at the revision that the file was written at; the current one where that is not known."""
        column = self.grid.column("revision")
        found = row.pop("revision", None)
        row["revision"] = current["revision"]
        if column is None or found is None or str(found).strip() == "":
            return current
        try:
            seen = read_cell(column, found)
        except CellFault as fault:
            self._problem(fault.message, number, str(found), fault.allowed, column)
            return current
        if not 1 <= seen <= current["revision"]:
            self._problem(
                f"{current['code']} has no revision {seen}",
                number,
                str(found),
                f"1 to {current['revision']}",
                column,
            )
            return current
        row["revision"] = seen
        if seen == current["revision"] or self.earlier is None:
            return current
        then = self.earlier(current["code"], seen)
        item = None if then is None else then.item(current["code"])
        return current if then is None or item is None or item.revision != seen else self.grid.row(then, item)

    def _still_to_do(self, change: ProposedChange) -> ProposedChange:
        """The change without what the record says already, so that a file imported twice changes nothing more."""
        edits = []
        for edit in change.edits:
            item = self.snapshot.item(edit.code)
            now = {} if item is None else self.grid.row(self.snapshot, item)
            differing = {
                column.name: edit.fields[column.name]
                for column in self.grid.columns
                if column.name in edit.fields
                and not same_value(column, now.get(column.name), edit.fields[column.name])
            }
            edits += [replace(edit, fields=differing)] if differing else []
        return replace(change, edits=tuple(edits))

    def _resolve_codes(self, row: dict[str, Any], number: int) -> None:
        for column in self.grid.columns:
            if column.form != "links" or column.name not in row:
                continue
            raw = row[column.name]
            try:
                written = read_cell(column, raw)
            except CellFault:
                continue  # the grid names this fault itself
            try:
                row[column.name] = self.ends.resolved(column, written)
            except CellFault as fault:
                del row[column.name]
                self._problem(fault.message, number, str(raw), fault.allowed, column)

    def _refuse_circles(self, change: ProposedChange) -> None:
        """Name the cell that would close a circle, where a column stands for links that may close none."""
        for column in self.grid.columns:
            relation = self.snapshot.vocabulary.relation(column.view.relation) if column.view else None
            edited = {edit.code: edit for edit in change.edits if column.name in edit.fields}
            if relation is None or not relation.acyclic or not edited:
                continue
            waits_for = follows(self.snapshot, relation.name)
            waits_for.update((code, list(edit.fields[column.name])) for code, edit in edited.items())
            links = ((code, on) for code in edited for on in waits_for[code])
            for circle in islice(circles_through(waits_for, links), CIRCLES_TOLD):
                self._problem(
                    f"this closes a circle: {circle_words(circle, relation.says)}",
                    edited[circle[0]].place.row,
                    "; ".join(waits_for[circle[0]]),
                    f"links '{relation.name}' that do not lead back to where they begin",
                    column,
                )

    def _problem(
        self, message: str, row: int | None, found: str, allowed: str, column: FieldSpec | None
    ) -> None:
        place = Place(self.name, row, "" if column is None else column.name)
        self.problems.append(Problem(message, place, shown(found), allowed))

    def _column_order(self, name: str) -> int:
        return next((i for i, c in enumerate(self.columns) if c is not None and c.name == name), -1)
