"""Reading the table of links: what was edited, added, ended or looked at again, with every bad cell named.

Only what differs from the row as it was written is proposed, so that an old file takes nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange.cells import CellFault, read_cell
from workbench.exchange.code_lookup import CodeLookup
from workbench.exchange.grid_heading import columns_of_ones_own, normal_heading, shown
from workbench.exchange.link_table import (
    DETAIL,
    DETAIL_FIELD,
    LINK,
    RELATION,
    SOURCE,
    STATE,
    STATES,
    TARGET,
    WRITTEN,
    detail_text,
    link_columns,
    mark,
)
from workbench.exchange.sheets import ErrorValue, Formula, Sheet
from workbench.graph.fields import KINDS, FieldSpec, kind_named
from workbench.graph.proposed import LinkEdit, Place, Problem, Review
from workbench.graph.proximity import nearest, slip_of
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot

REQUIRED = (SOURCE, RELATION, TARGET)
_STATE_FIELD = FieldSpec(STATE, "choice", choices=STATES)
Triple = tuple[str, str, str]


@dataclass(frozen=True)
class LinksReading:
    """What a table of links proposes.

    Args:
        links: links to add and to end; a link that was edited is ended and added anew.
        reviews: suspect links that still hold.
        notes: sentences on what was left as it is.
        rows: how many rows the table has below its heading.
    """

    links: tuple[LinkEdit, ...] = ()
    reviews: tuple[Review, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class _Row:
    """One row as it was read; ``ends`` are codes."""

    number: int
    triple: Triple
    detail: Mapping[str, Any]
    state: str
    link: str
    untouched: bool

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (*self.triple, detail_text(self.detail))


def is_link_heading(heading: Iterable[str]) -> bool:
    """Whether a heading is that of a table of links."""
    return set(REQUIRED) <= {normal_heading(cell) for cell in heading}


def read_links(sheet: Sheet, name: str, snapshot: Snapshot, new: Iterable[ItemView] = ()) -> LinksReading:
    """Read a table of links against the record.

    Args:
        sheet: the table.
        name: the file's name, with the sheet's, for the places of problems.
        snapshot: the record as it is now.
        new: items that the same file creates under codes of their own.
    """
    return _Reader(sheet, name, snapshot, new).reading()


@dataclass
class _Reader:
    """One reading; problems gather until the end."""

    sheet: Sheet
    name: str
    snapshot: Snapshot
    new: Iterable[ItemView]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: list[LinkEdit] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    def __post_init__(self) -> None:
        with_new = {**self.snapshot.items, **{item.uuid: item for item in self.new}}
        self.ends = Snapshot.of(with_new.values(), vocabulary=self.snapshot.vocabulary)
        self.lookup = CodeLookup(self.ends)
        self.live = {link.uuid: link for link in self.snapshot.links}
        self.of_triple: dict[Triple, list[LinkRow]] = {}
        items = self.snapshot.items
        for link in self.snapshot.links:
            if link.source in items and link.target in items:
                triple = (items[link.source].code, link.relation, items[link.target].code)
                self.of_triple.setdefault(triple, []).append(link)

    def reading(self) -> LinksReading:
        columns = self._columns()
        if not self.problems:
            rows = [row for number, cells in self.sheet.rows if (row := self._row(columns, number, cells))]
            self._propose(rows)
        if self.problems:
            return LinksReading(problems=tuple(self.problems), rows=len(self.sheet.rows))
        return LinksReading(
            tuple(self.links), tuple(dict.fromkeys(self.reviews)), (), tuple(self.notes), len(self.sheet.rows)
        )

    def _columns(self) -> dict[str, int]:
        known = [column.label for column in link_columns(self.snapshot)]
        found: dict[str, int] = {}
        own: list[str] = []
        for index, cell in enumerate(self.sheet.heading):
            label, place = normal_heading(cell), Place(self.name, None, shown(cell))
            if label and label not in known:
                meant = slip_of(label, known)
                if meant is None:
                    own.append(shown(cell))
                else:
                    said = f"there is no column '{shown(cell)}' in a table of links; did you mean '{meant}'?"
                    self.problems.append(Problem(said, place, shown(cell), ", ".join(known)))
            elif label in found:
                self.problems.append(
                    Problem("this column stands in the file twice", place, shown(cell), "each column once")
                )
            elif label:
                found[label] = index
        for name in REQUIRED:
            if name not in found:
                self.problems.append(
                    Problem(
                        f"the column '{name}' is missing", Place(self.name, None, name), "", ", ".join(known)
                    )
                )
        self.notes += columns_of_ones_own(own)
        return found

    def _row(self, columns: Mapping[str, int], number: int, cells: tuple[Any, ...]) -> _Row | None:
        before = len(self.problems)
        values = {name: self._value(number, name, cells, at) for name, at in columns.items()}
        source = self._end(number, SOURCE, values[SOURCE])
        target = self._end(number, TARGET, values[TARGET])
        relation = str(values[RELATION] or "").strip()
        state = detail = None
        try:
            state = read_cell(_STATE_FIELD, values.get(STATE)) or ""
        except CellFault as fault:
            self._problem(number, STATE, fault.message, values.get(STATE), fault.allowed)
        try:
            detail = read_cell(DETAIL_FIELD, values.get(DETAIL)) or {}
        except CellFault as fault:
            self._problem(number, DETAIL, fault.message, values.get(DETAIL), fault.allowed)
        if len(self.problems) > before or detail is None or state is None:
            return None
        text = detail_text(detail)
        untouched = str(values.get(WRITTEN) or "") == mark(source, relation, target, text)
        return _Row(
            number, (source, relation, target), detail, state, str(values.get(LINK) or "").strip(), untouched
        )

    def _value(self, number: int, name: str, cells: tuple[Any, ...], at: int) -> Any:
        value = cells[at] if at < len(cells) else None
        if isinstance(value, Formula | ErrorValue):
            what = "a formula stands here; only values are read" if isinstance(value, Formula) else (
                "this cell shows an error"
            )  # fmt: skip
            self._problem(number, name, what, value, "a value")
            return None
        return value

    def _end(self, number: int, name: str, value: Any) -> str:
        """The code of an end; empty after a problem."""
        written = "" if value is None else str(value).strip()
        if not written:
            if not any(p.place.row == number and p.place.column == name for p in self.problems):
                self._problem(number, name, f"the {name} is missing", "", "the code of an item")
            return ""
        try:
            return self.lookup.resolved(FieldSpec(name, "links", ends=tuple(KINDS)), [written])[0]
        except CellFault as fault:
            self._problem(number, name, fault.message, written, fault.allowed)
            return ""

    def _propose(self, rows: list[_Row]) -> None:
        owners = self._owners(rows)
        ended_since, seen = 0, dict[tuple[str, str, str, str], int]()
        for row in rows:
            if row.state != "ended":
                first = seen.setdefault(row.key, row.number)
                if first != row.number:
                    self._problem(
                        row.number, "", f"this link stands in row {first} already", "", "each link once"
                    )
                    continue
            link = self.live.get(row.link) if owners.get(row.link) is row else None
            if link is not None:
                self._edited(row, link)
            elif owners.get(row.link) is row and row.untouched:
                ended_since += row.state != "ended"
            else:
                self._written_by_hand(row)
        if ended_since:
            were = "link was" if ended_since == 1 else "links were"
            self.notes.append(f"{ended_since} {were} ended since the file was written, and stay so.")

    def _owners(self, rows: list[_Row]) -> dict[str, _Row]:
        """The row that a link was written to; a copied row brings the mark of its link along and is a new link."""
        owners: dict[str, _Row] = {}
        for row in rows:
            if row.link and (row.link not in owners or (row.untouched and not owners[row.link].untouched)):
                owners[row.link] = row
        return owners

    def _edited(self, row: _Row, link: LinkRow) -> None:
        """A row of a link that is in the record."""
        items = self.snapshot.items
        triple = (items[link.source].code, link.relation, items[link.target].code)
        same = row.key == (*triple, detail_text(link.detail))
        if row.state == "ended" or not same:
            self._end_link(row, triple, link)
        elif row.state == "reviewed" and link.suspect:
            self.reviews.append(Review(*triple))
        if row.state != "ended" and not same:
            self._add(row, link.detail)

    def _written_by_hand(self, row: _Row) -> None:
        """A row that was written from no link: a new one, or one that the record has by its ends."""
        text = detail_text(row.detail)
        live = [x for x in self.of_triple.get(row.triple, ()) if detail_text(x.detail) == text]
        if row.state == "ended":
            if not live:
                self._problem(
                    row.number, STATE, "there is no such link that could end", "", "a link of the record"
                )
            for link in live:
                self._end_link(row, row.triple, link)
        elif live:
            if row.state == "reviewed" and live[0].suspect:
                self.reviews.append(Review(*row.triple))
        else:
            self._add(row, {})

    def _end_link(self, row: _Row, triple: Triple, link: LinkRow) -> None:
        place = Place(self.name, row.number)
        self.links.append(LinkEdit(*triple, detail=link.detail, remove=True, exact=True, place=place))

    def _add(self, row: _Row, before: Mapping[str, Any]) -> None:
        if not self._permitted(row):
            return
        detail = {
            name: before[name] if str(before.get(name)) == str(value) else _plain(value)
            for name, value in row.detail.items()
        }
        self.links.append(LinkEdit(*row.triple, detail=detail, place=Place(self.name, row.number)))

    def _permitted(self, row: _Row) -> bool:
        """Whether the relation may join the two; else a problem with those that may."""
        source, name, target = row.triple
        words = self.snapshot.vocabulary
        relation = words.relation(name)
        if relation is None:
            near = nearest(name, [one.name for one in words.relations]) if name else []
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            allowed = ", ".join(one.name for one in words.relations)
            self._problem(row.number, RELATION, f"'{name[:60]}' is no relation{meant}", name, allowed)
            return False
        if source == target:
            self._problem(row.number, TARGET, "an item cannot be linked to itself", target, "another item")
            return False
        kinds = self.ends.by_code[source].kind, self.ends.by_code[target].kind
        if not relation.permits(*kinds):
            labels = tuple(kind_named(kind).label.lower() for kind in kinds)
            others = [one.name for one in words.relations if one.permits(*kinds)]
            sides = (" or ".join(kinds) for kinds in (relation.sources, relation.targets))
            allowed = " → ".join(sides).replace("*", "any kind")
            allowed += f"; {labels[0]} → {labels[1]} by {', '.join(others) or 'no relation'}"
            self._problem(
                row.number, RELATION, f"'{name}' cannot join {labels[0]} to {labels[1]}", name, allowed
            )
            return False
        ends = {view.end for view in words.views if view.relation == name and view.end is not None}
        if ends and row.detail.get("end") not in ends:
            allowed = " or ".join(f"end: {end}" for end in sorted(ends))
            self._problem(
                row.number, DETAIL, f"'{name}' has to say which end it is", detail_text(row.detail), allowed
            )
            return False
        return True

    def _problem(self, number: int, column: str, message: str, found: Any, allowed: str) -> None:
        place = Place(self.name, number, column)
        self.problems.append(Problem(message, place, shown("" if found is None else str(found)), allowed))


def _plain(value: Any) -> Any:
    """A detail as it is kept: a whole number is a number."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and str(int(text)) == text else value
