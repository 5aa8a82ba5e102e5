"""How far each protocol carries the minimum data tables of February 2015: covered, partly, not, and why.

Which quantities say what a requirement asks for stands in the record: it *carries* data objects. Where it carries none,
and for what protocols say by other means, our reading is taken (``data/der/minimum_data.csv``, marked inferred).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from workbench.der.codecs.coding import INTERVAL
from workbench.der.codecs.tables import conversion
from workbench.der.quantities import TABLES, Protocol, quantities
from workbench.graph.mapping import SHORT, protocols_bound
from workbench.graph.snapshot import ItemView, Snapshot

KIND = "data-requirement"
State = Literal["covered", "partly", "not"]
STATES: Mapping[State, str] = {"covered": "Covered", "partly": "Partly", "not": "Not"}
WRITTEN = ("Control", "Future (optional)")
"""Sections whose data are commands: reading them back is not enough."""
NUMBERS_ONLY = "index-only"
"""The rule of a binding that names which schedule runs and not its times."""


@dataclass(frozen=True)
class Cell:
    """How far one protocol carries one requirement, and why."""

    protocol: str
    state: State
    words: str


@dataclass(frozen=True)
class Requirement:
    """One row of the tables.

    Args:
        quantities: keys of the quantities that say it; none where no quantity does.
        cells: one for each protocol in its edition.
        note: what the reading of the row leaves open.
        certainty: ``linked`` where the record names the quantities, ``inferred`` where we read them into it, empty
            where there are none.
    """

    code: str
    title: str
    table: str
    section: str
    subsection: str
    quantities: tuple[str, ...]
    cells: tuple[Cell, ...]
    note: str
    certainty: str

    def cell(self, protocol: str) -> Cell:
        """Return the cell of a protocol."""
        return next(cell for cell in self.cells if cell.protocol == protocol)


def requirements(snapshot: Snapshot) -> list[Requirement]:
    """Return the requirements that the record has at this moment, each with its cells."""
    return [_requirement(snapshot, item) for item in snapshot.of_kind(KIND) if not item.withdrawn]


def requirement_of(snapshot: Snapshot, item: ItemView) -> Requirement | None:
    """Return an item as a requirement with its cells; ``None`` for other kinds."""
    return _requirement(snapshot, item) if item.kind == KIND else None


def counts(rows: Iterable[Requirement]) -> dict[str, Counter[State]]:
    """Return how many requirements each protocol covers, covers partly and does not, in the order of the protocols."""
    found: dict[str, Counter[State]] = {protocol: Counter() for protocol in protocols_bound()}
    for row in rows:
        for cell in row.cells:
            found[cell.protocol][cell.state] += 1
    return found


def summary(rows: Sequence[Requirement]) -> str:
    """Return in a sentence which protocol covers most, with its counts."""
    if not rows:
        return "The record has no minimum data tables at this moment."
    found = counts(rows)
    best = max(found, key=lambda protocol: (found[protocol]["covered"], found[protocol]["partly"]))
    count = found[best]
    return (
        f"Of {len(rows)} data requirements {SHORT[best]} covers most: {count['covered']} wholly, "
        f"{count['partly']} partly, {count['not']} not."
    )


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    with (TABLES / "minimum_data.csv").open(encoding="utf-8", newline="") as table:
        return {row["requirement"]: row for row in csv.DictReader(table)}


_UNREAD: Mapping[str, str] = {
    **dict.fromkeys(("quantities", "note", "sunspec_7xx", "sunspec_1xx", "dnp3", "ieee_2030_5"), ""),
    "extent": "whole",
}
"""The reading of a requirement that is none of the tables of 2015."""


def _reading(item: ItemView) -> Mapping[str, str]:
    """Return our reading of a requirement; another group's of the same code, or a new title, is not read."""
    row = _rows().get(item.code)
    return row if row is not None and row["title"] == item.title else _UNREAD


def _requirement(snapshot: Snapshot, item: ItemView) -> Requirement:
    row = _reading(item)
    linked = tuple(
        key
        for target in snapshot.targets(item, "carries")
        if not target.withdrawn and (key := str(target.detail.get("key", ""))) in quantities()
    )
    read = tuple(row["quantities"].split("; ")) if row["quantities"] else ()
    keys = linked or read
    section = str(item.detail.get("section", ""))
    written = section in WRITTEN
    return Requirement(
        code=item.code,
        title=item.title,
        table=str(item.detail.get("table", "")),
        section=section,
        subsection=str(item.detail.get("subsection", "")),
        quantities=keys,
        cells=tuple(_cell(Protocol(name), keys, row, written) for name in protocols_bound()),
        note=row["note"],
        certainty="linked" if linked else "inferred" if read else "",
    )


def _cell(protocol: Protocol, keys: Sequence[str], row: Mapping[str, str], written: bool) -> Cell:
    elsewhere = row[_COLUMNS[protocol]]
    whole = row["extent"] == "whole"
    said, short, missing = [], [], []
    for key in keys:
        if key == INTERVAL and elsewhere:
            continue  # its times stand elsewhere, not in the points that the mapping names
        binding = quantities()[key].bindings.get(protocol)
        rule = conversion(key, protocol)
        if binding is None:
            missing.append(quantities()[key].name)
        elif rule is not None and rule.rule == NUMBERS_ONLY:
            short.append(
                f"{binding.write or binding.read} ({rule.note[:1].lower()}{rule.note[1:].rstrip('.')})"
            )
        elif written and quantities()[key].writable and not binding.write:
            short.append(f"{binding.read} (read only)")
        else:
            said.append((written and binding.write) or binding.read or binding.write)
    if elsewhere:
        said.append(elsewhere)
    state: State = "not"
    if said and whole and not short and not missing:
        state = "covered"
    elif said or short:
        state = "partly"
    words = "; ".join(dict.fromkeys((*said, *short)))
    if missing and state != "not":
        words += f"; no name for: {', '.join(missing)}"
    return Cell(protocol.value, state, words)


_COLUMNS = {
    Protocol.SUNSPEC_7XX: "sunspec_7xx",
    Protocol.SUNSPEC_1XX: "sunspec_1xx",
    Protocol.DNP3_AN2018: "dnp3",
    Protocol.DNP3_1815_2: "dnp3",
    Protocol.IEEE_2030_5_2013: "ieee_2030_5",
    Protocol.IEEE_2030_5_XSD_2_0_4: "ieee_2030_5",
    Protocol.IEEE_2030_5_2018: "ieee_2030_5",
}
"""The column that says what carries a requirement beside the quantities."""
