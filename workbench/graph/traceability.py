"""The traceability matrix: from the source over the issue, the recommendation and so on to the last run.

A row is one recommendation under one issue that it answers. Sources, agreements, interfaces and procedures stand in
its cells, several in one: a recommendation that ten interfaces and three procedures belong to is one row, not
thirty, and the matrix grows with the links of the record and not with their products. What has no recommendation,
or no issue, has a row of its own, and what is missing is said in words. Cells share their parts: an agreement on
which a thousand recommendations rest holds its interfaces once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbench.graph.coverage_words import STATES, TEXTS
from workbench.graph.evidence import Evidence, Verified
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order

SOURCE, ISSUE, RECOMMENDATION = "source", "issue", "recommendation"
AGREEMENT, INTERFACE, PROCEDURE, RUN = "agreement", "interface", "procedure", "run"
COLUMNS = {
    SOURCE: "Source",
    ISSUE: "Issue",
    RECOMMENDATION: "Recommendation",
    AGREEMENT: "Agreement",
    INTERFACE: "Interface",
    PROCEDURE: "Procedure",
    RUN: "Last run",
}
"""Every column by its name, in order, with its heading."""
COLUMN_OF = {"requirement": RECOMMENDATION, "agreement": AGREEMENT}
"""The columns of the texts that procedures verify, by kind."""
RUN_STATES = {
    words.name.lower(): words.says
    for state, words in STATES.items()
    if state not in ("no-text", "no-procedure")
}
"""What the runs of a procedure can say, each with a sentence."""
NOT_RUN = STATES["not-run"].name.lower()
SPINE = (ISSUE, RECOMMENDATION)
"""The columns that make the rows; one of them has to be there."""
NO_OTHER = "none for these"
"""Stands for the recommendation where an issue has some, and none of them concerns what the row holds."""


class BadColumns(ValueError):
    """Columns of which no matrix can be made, in a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in a cell; ``suspect``: the link that brings it there cites a text that has changed since."""

    item: ItemView
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Items of a cell that come by the same way; rows share it.

    Args:
        via: the agreement over which they come, or None where the row's own item is linked to them.
    """

    entries: tuple[Entry, ...]
    via: ItemView | None = None
    suspect: bool = False

    @classmethod
    def of(cls, entries: tuple[Entry, ...], via: ItemView | None = None) -> Part:
        """A part that knows whether one of its links is suspect."""
        return cls(entries, via, any(entry.suspect for entry in entries))


NOTHING = Part(())


@dataclass(frozen=True)
class Row:
    """One row.

    Args:
        cells: parts of each column but the run's, which follows from the procedures.
        beside: the issue has recommendations, in other rows; this one holds what none of them concerns.
        evidence: what the runs of the record say; one for all rows, None for no run.
    """

    cells: Mapping[str, tuple[Part, ...]]
    beside: bool = False
    evidence: Evidence | None = field(default=None, repr=False, compare=False)

    def entries(self, column: str, most: int | None = None) -> list[Entry]:
        """The items of a column, each once, in the order of their parts; the first ``most`` of them."""
        found: dict[str, Entry] = {}
        for part in self.cells.get(PROCEDURE if column == RUN else column, ()):
            for entry in part.entries:
                known = found.get(entry.item.uuid)
                if known is None or (entry.suspect and not known.suspect):
                    found[entry.item.uuid] = entry
                if most is not None and len(found) >= most:
                    return list(found.values())
        return list(found.values())

    def number(self, column: str) -> int:
        """How many links bring items into a column; an item that comes by two ways counts twice."""
        return sum(len(part.entries) for part in self.cells.get(PROCEDURE if column == RUN else column, ()))

    def first(self, column: str) -> ItemView | None:
        """The item of a column that holds one, such as the issue."""
        found = self.entries(column, 1)
        return found[0].item if found else None

    def verified(self, procedure: ItemView) -> Verified:
        """What the last runs of a procedure say about the row's texts; by themselves where the row has none."""
        if self.evidence is None:
            return Verified(procedure, "not-run")
        texts = [entry.item for kind in TEXTS for entry in self.entries(COLUMN_OF[kind])]
        if not texts:
            return self.evidence.run_as_a_whole(procedure)
        return self.evidence.verified(procedure, texts)

    def run_of(self, procedure: ItemView) -> str:
        """The last run of a procedure in words."""
        return self.verified(procedure).sentence()

    def run_states(self) -> set[str]:
        """What the runs of the row's procedures say, each in a word of ``RUN_STATES``."""
        return {self.verified(entry.item).words for entry in self.entries(PROCEDURE)}

    def gap(self, column: str) -> str:
        """What is missing in a column, in words; empty where nothing is."""
        if column == RUN:
            return self._not_run
        if self.number(column):
            return ""
        if self.beside and (column != PROCEDURE or not self.number(AGREEMENT)):
            return ""
        return f"no {COLUMNS[column].lower()}"

    @cached_property
    def _not_run(self) -> str:
        states = self.run_states()
        return NOT_RUN if NOT_RUN in states or (not states and self.gap(PROCEDURE)) else ""

    def suspect(self, columns: Iterable[str]) -> bool:
        """Whether a link that brings an item into one of the columns is suspect."""
        return any(part.suspect for column in columns for part in self.cells.get(column, ()))


@dataclass(frozen=True)
class Matrix:
    """The rows in order: by issue and recommendation, then what has no issue, and so on.

    Args:
        total: rows before anything was filtered.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int

    def sentence(self) -> str:
        """How many rows there are, and in how many of them something is missing or suspect."""
        number = len(self.rows)
        gaps = sum(any(row.gap(column) for column in self.columns) for row in self.rows)
        suspects = sum(row.suspect(self.columns) for row in self.rows)
        words = f"{number:,} row{'' if number == 1 else 's'}"
        if number < self.total:
            words += f" of {self.total:,}"
        return f"{words}; {gaps:,} with something missing, {suspects:,} with a suspect link."


def chosen_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns of these names in their order; every column for none.

    Raises:
        BadColumns: for a name that is none, or where neither issue nor recommendation is among them.
    """
    wanted = [name.strip().lower() for name in names if name.strip()]
    unknown = [name for name in wanted if name not in COLUMNS]
    if unknown:
        raise BadColumns(f"'{unknown[0]}' is no column. Allowed: {', '.join(COLUMNS)}.")
    chosen = tuple(name for name in COLUMNS if name in wanted or not wanted)
    if not any(name in chosen for name in SPINE):
        raise BadColumns(
            "Rows are made of issues and recommendations: choose one of these columns besides the others."
        )
    return chosen


def repeated(row: Row, before: Row | None, column: str) -> bool:
    """Whether a cell says again what the row above says about the same issue."""
    if before is None or column not in (SOURCE, ISSUE):
        return False
    issue, above = row.first(ISSUE), before.first(ISSUE)
    if issue is None or above is None or issue.uuid != above.uuid:
        return False
    return column == ISSUE or [e.item.uuid for e in row.entries(SOURCE)] == [
        e.item.uuid for e in before.entries(SOURCE)
    ]


def rows_of(
    snapshot: Snapshot, evidence: Evidence, columns: Sequence[str] = tuple(COLUMNS)
) -> tuple[Row, ...]:
    """Every row of the record; withdrawn items are in none.

    Args:
        evidence: what the runs of the record say.
        columns: as ``chosen_columns`` gives them; without one of the two that make rows, rows are put together.
    """
    found = _Links(snapshot, evidence)
    rows = list(found.rows())
    if ISSUE not in columns:
        rows = _together(rows, RECOMMENDATION)
    elif RECOMMENDATION not in columns:
        rows = _together(rows, ISSUE)
    return tuple(rows)


def _together(rows: Iterable[Row], column: str) -> list[Row]:
    """Rows of the same item of a column as one; others stay as they are."""
    groups: dict[str, list[Row]] = {}
    for number, row in enumerate(rows):
        item = row.first(column)
        groups.setdefault(item.uuid if item is not None else f"row {number}", []).append(row)
    return [_joined(group) for group in groups.values()]


def _joined(group: Sequence[Row]) -> Row:
    if len(group) == 1:
        return group[0]
    cells: dict[str, dict[tuple[int, str], Part]] = {}
    for row in group:
        for column, parts in row.cells.items():
            for part in parts:
                via = part.via.uuid if part.via is not None else ""
                cells.setdefault(column, {})[id(part.entries), via] = part
    merged = {column: tuple(parts.values()) for column, parts in cells.items()}
    return Row(merged, all(row.beside for row in group), group[0].evidence)


def _alone(item: ItemView) -> Part:
    return Part((Entry(item),))


def _filled(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple([part for part in parts if part.entries])


class _Links:
    """The links of a snapshot that rows are made of, each item's part made once."""

    def __init__(self, snapshot: Snapshot, evidence: Evidence) -> None:
        self.snapshot, self.evidence = snapshot, evidence
        self._kept: dict[tuple[str, str, str, bool], Part] = {}
        self._texts: dict[str, dict[str, tuple[Part, ...]]] = {}

    def rows(self) -> Iterator[Row]:
        for issue in self.snapshot.of_kind("issue"):
            yield from self._of_issue(issue)
        for text in self.snapshot.of_kind("requirement"):
            if not self.ends(text, "answers", "issue").entries:
                yield self._row(text, None, Entry(text))
        for agreement in self.snapshot.of_kind("agreement"):
            if not self._led_to(agreement):
                yield self._row(agreement, None, None, agreements=(Entry(agreement),))
        for kind in (INTERFACE, PROCEDURE):
            for item in self.snapshot.of_kind(kind):
                if not self._led_to(item):
                    yield Row(
                        {SOURCE: _filled([self._sources(item)]), kind: (_alone(item),)},
                        evidence=self.evidence,
                    )
        for source in self.snapshot.of_kind("source"):
            # One that others are taken from, such as terms or data objects, is no gap of this chain.
            if not self.snapshot.into(source):
                yield Row({SOURCE: (_alone(source),)}, evidence=self.evidence)

    def _of_issue(self, issue: ItemView) -> Iterator[Row]:
        """One row for every recommendation, and one for what none of them concerns."""
        texts = self.ends(issue, "answers", "requirement", back=True).entries
        concerned: set[str] = set()
        for text in texts:
            row = self._row(issue, issue, text)
            yield row
            own = (p for kind in (AGREEMENT, INTERFACE) for p in row.cells[kind] if p.via is None)
            concerned.update(entry.item.uuid for part in own for entry in part.entries)
        settling = self.ends(issue, "settles", "agreement", back=True).entries
        agreements = tuple(e for e in settling if e.item.uuid not in concerned)
        pins = self.ends(issue, "pinned-to", "interface").entries
        pins = tuple(e for e in pins if e.item.uuid not in concerned)
        if agreements or pins or not texts:
            yield self._row(issue, issue, None, agreements, pins, beside=bool(texts))

    def _led_to(self, item: ItemView) -> bool:
        """Whether an agreement, interface or procedure stands in the row of something else."""
        others = (
            (item.kind == AGREEMENT, "settles", "issue", False),
            (item.kind == AGREEMENT, "applies-to", "requirement", True),
            (item.kind == INTERFACE, "applies-to", "requirement", True),
            (item.kind == INTERFACE, "applies-to", "agreement", True),
            (item.kind == INTERFACE, "pinned-to", "issue", True),
            (item.kind == PROCEDURE, "verifies", "requirement", False),
            (item.kind == PROCEDURE, "verifies", "agreement", False),
        )
        return any(
            self.ends(item, relation, kind, back=back).entries
            for wanted, relation, kind, back in others
            if wanted
        )

    def _row(
        self,
        lead: ItemView,
        issue: ItemView | None,
        text: Entry | None,
        agreements: tuple[Entry, ...] = (),
        interfaces: tuple[Entry, ...] = (),
        *,
        beside: bool = False,
    ) -> Row:
        """A row; what belongs to the recommendation, or comes over an agreement, is looked up."""
        sources = [self._sources(lead)]
        cells = self._of_text(text.item) if text is not None else self._beyond(agreements, interfaces)
        if text is not None and text.item.uuid != lead.uuid:
            sources.append(self._sources(text.item))
        head = {
            SOURCE: _filled(sources),
            ISSUE: (_alone(issue),) if issue is not None else (),
            RECOMMENDATION: (Part((text,), None, text.suspect),) if text is not None else (),
        }
        return Row(head | cells, beside, self.evidence)

    def _of_text(self, text: ItemView) -> dict[str, tuple[Part, ...]]:
        """What stands behind a recommendation in every row that holds it, looked up once."""
        known = self._texts.get(text.uuid)
        if known is None:
            groups = self.ends(text, "applies-to", AGREEMENT)
            places = self.ends(text, "applies-to", INTERFACE)
            proofs = self.ends(text, "verifies", PROCEDURE, back=True)
            known = self._texts[text.uuid] = self._over(groups, places, proofs)
        return known

    def _beyond(
        self, agreements: tuple[Entry, ...], interfaces: tuple[Entry, ...]
    ) -> dict[str, tuple[Part, ...]]:
        return self._over(Part.of(agreements), Part.of(interfaces), NOTHING)

    def _over(self, groups: Part, places: Part, proofs: Part) -> dict[str, tuple[Part, ...]]:
        """The last columns, with what comes over each agreement."""
        interfaces, procedures = [places], [proofs]
        for agreement in (entry.item for entry in groups.entries):
            interfaces.append(self.ends(agreement, "applies-to", INTERFACE, over=True))
            procedures.append(self.ends(agreement, "verifies", PROCEDURE, back=True, over=True))
        return {AGREEMENT: _filled([groups]), INTERFACE: _filled(interfaces), PROCEDURE: _filled(procedures)}

    def _sources(self, item: ItemView) -> Part:
        return self.ends(item, "derived-from", SOURCE)

    def ends(
        self, item: ItemView, relation: str, kind: str, *, back: bool = False, over: bool = False
    ) -> Part:
        """What an item is linked to by a relation, each once and in order of codes.

        Args:
            back: the item is what the others cite.
            over: the part is one that comes over the item.
        """
        key = (item.uuid, relation, kind, over)
        if key not in self._kept:
            if over:
                entries = self.ends(item, relation, kind, back=back).entries
            else:
                links = self.snapshot.into(item, relation) if back else self.snapshot.out(item, relation)
                entries = self._entries(links, kind, back) if links else ()
            self._kept[key] = Part.of(entries, item if over else None) if entries else NOTHING
        return self._kept[key]

    def _entries(self, links: Iterable[LinkRow], kind: str, back: bool) -> tuple[Entry, ...]:
        found: dict[str, Entry] = {}
        for link in links:
            end = self.snapshot.items.get(link.source if back else link.target)
            if end is None or end.kind != kind or end.withdrawn:
                continue
            known = found.get(end.uuid)
            found[end.uuid] = Entry(end, link.suspect or (known is not None and known.suspect))
        if len(found) < 2:
            return tuple(found.values())
        return tuple(sorted(found.values(), key=lambda entry: code_order(entry.item.code)))
