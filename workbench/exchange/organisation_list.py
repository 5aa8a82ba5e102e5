"""A list of organisations: name, class, party since, advisory; whoever is on record is completed, others are new.

The full grid of organisations, with codes and revisions, is read by ``exchange.spreadsheet``; this form is for a
list that somebody wrote by hand.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from workbench.exchange.archive import RefusedFile
from workbench.exchange.sheets import ErrorValue, Formula, read_sheet
from workbench.graph.name_codes import code_from
from workbench.graph.proposed import ItemEdit, NewItem, Place, Problem, ProposedChange
from workbench.graph.snapshot import Snapshot

HEADINGS = {
    "name": "title",
    "organisation": "title",
    "organization": "title",
    "code": "code",
    "class": "category",
    "category": "category",
    "party": "party",
    "party since": "party_since",
    "since": "party_since",
    "advisory": "advisory",
    "u-number": "u_number",
    "address": "address",
    "affiliates": "affiliates",
    "associations": "associations",
    "note": "text",
    "text": "text",
}
"""Headings in lower case with the fields that they fill."""


def read_organisations(data: bytes, name: str, snapshot: Snapshot) -> tuple[ProposedChange, list[Problem]]:
    """The change that a list proposes, or every reason why it proposes none.

    Args:
        data: a .csv or .xlsx file with a heading.
        name: the file's name, for the places of problems.

    Raises:
        RefusedFile: when the file cannot be read at all.
    """
    sheet = read_sheet(data, name, frozenset({"organisations"}), frozenset(HEADINGS))
    fields = [HEADINGS.get(re.sub(r"[_\s]+", " ", cell).strip().casefold()) for cell in sheet.heading]
    allowed = (
        "name, code, class, party, party since, advisory, u-number, address, affiliates, associations, note"
    )
    unknown = [cell for cell, held in zip(sheet.heading, fields, strict=True) if held is None and cell]
    if unknown or "title" not in fields:
        what = f"the column '{unknown[0]}' is not known" if unknown else "there is no column for the names"
        raise RefusedFile(f"In '{name}' {what}. Allowed: {allowed}.")
    by_name = {o.title.casefold(): o for o in snapshot.of_kind("organisation")}
    taken = set(snapshot.by_code)
    seen: set[str] = set()
    new: list[NewItem] = []
    edits: list[ItemEdit] = []
    problems: list[Problem] = []
    for number, cells in sheet.rows:
        place = Place(name, number)
        row: dict[str, Any] = {}
        for held, cell in zip(fields, cells, strict=False):
            if isinstance(cell, Formula | ErrorValue):
                problems.append(Problem("the cell computes, and only values are read", place, str(cell)))
            elif held and cell is not None and str(cell).strip():
                row[held] = _plain(cell)
        title = str(row.get("title") or "")
        if not title:
            problems.append(Problem("the row has no name", Place(name, number, "name")))
            continue
        if title.casefold() in seen:
            problems.append(Problem("the name stands twice in the list", Place(name, number, "name"), title))
            continue
        seen.add(title.casefold())
        code = str(row.pop("code", "") or "").upper()
        if row.get("party_since") and "party" not in row:
            row["party"] = True
        known = by_name.get(title.casefold())
        if known is None:
            code = code or code_from(title, "organisation", taken)
            taken.add(code)
            new.append(NewItem("organisation", row, code=code, place=place))
        elif code and code != known.code:
            problems.append(
                Problem("is on record with another code", Place(name, number, "code"), code, known.code)
            )
        else:
            row.pop("title")
            if row:
                edits.append(ItemEdit(known.code, row, place=place))
    return ProposedChange(new=tuple(new), edits=tuple(edits), why=f"Import of {name}"), problems


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, bool) else " ".join(str(cell).split())
