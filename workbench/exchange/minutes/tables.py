"""Tables in minutes: "Action | Owner | Due", "Issue | Status", "Date | Milestone"."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.exchange.minutes.classify import classify
from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.dates import FoundDate, find_dates
from workbench.exchange.minutes.outline import Line
from workbench.exchange.minutes.proposals import STATUS, MinutesProposal, dated, titled
from workbench.exchange.minutes.sentences import Context, Sentence

_SEPARATOR = re.compile(r"^[\s:|+=-]*$")
_DONE = re.compile(
    r"^\s*(?:done|complete[d]?|closed|yes|finished|✓|✔|☑|x|cancel(?:l)?ed|resolved|100\s*%)(?:\b|$)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:tbd|tbc|n/?a|none|note|noted|info|information|fyi|nobody|[-–—?]*)\.?", re.IGNORECASE
)
_TOLD = ("text", "status", "issue", "agreement")
"""Columns that are told as remarks when another holds the item itself."""
_SETTLED = re.compile(r"\b(?:agreed|consensus|accepted|approved|adopted|decided)\b", re.IGNORECASE)
_KIND_OF_SENSE = {
    "action": "action",
    "agreement": "agreement",
    "open": "issue",
    "dates": "milestone",
    "meeting": "meeting",
    "alternatives": "proposal",
}


def read_table(rows: list[Line], context: Context) -> list[MinutesProposal]:
    """Proposals of the rows of a table, its columns known by their headings.

    Args:
        rows: consecutive lines with cells; the first may be the header.
        context: where the table stands.
    """
    rows = [row for row in rows if not all(_SEPARATOR.match(cell) for cell in row.cells)]
    found: list[MinutesProposal] = []
    columns: list[str] = []
    for row in rows:
        header = column_names(row.cells)
        if header:
            columns = header
            continue
        kind = _kind(columns, context)
        if kind is None:
            continue
        found.extend(_row(row, columns, kind, context))
    return found


def column_names(cells: tuple[str, ...]) -> list[str]:
    """What the cells of a header row name, or an empty list where the row is no header."""
    names = []
    for cell in cells:
        bare = cell.strip(" *:_")
        names.append(next((name for name, pattern in cues().columns.items() if pattern.fullmatch(bare)), ""))
    named = [name for name in names if name]
    return names if len(named) >= 2 and len(named) >= 0.6 * len([c for c in cells if c.strip()]) else []


def _kind(columns: list[str], context: Context) -> str | None:
    """Kind of item that the rows hold."""
    if not columns:
        return next((kind for sense, kind in _KIND_OF_SENSE.items() if context.under(sense)), None)
    if (
        "person" in columns
        and "action" not in columns
        and "issue" not in columns
        and "agreement" not in columns
    ):
        return None
    if "outcome" in columns:
        return "outcome"
    if "action" in columns and (
        "owner" in columns or "due" in columns or "status" in columns or context.under("action")
    ):
        return "action"
    for name, kind in (("agreement", "agreement"), ("issue", "issue"), ("alternative", "proposal")):
        if name in columns:
            return kind
    if "meeting" in columns and ("date" in columns or "due" in columns):
        return "meeting"
    if "milestone" in columns and ("date" in columns or "due" in columns):
        return "action" if "owner" in columns and context.under("action") else "milestone"
    sensed = next((kind for sense, kind in _KIND_OF_SENSE.items() if context.under(sense)), None)
    if "owner" in columns and "due" in columns:
        return "action"
    if sensed is None and "date" in columns and "text" in columns:
        return "milestone"
    if sensed is None and "action" in columns:
        return "action"
    return sensed or ("action" if "owner" in columns and "text" in columns else None)


def _row(row: Line, columns: list[str], kind: str, context: Context) -> list[MinutesProposal]:
    cells = [cell.strip() for cell in row.cells]
    names = columns if len(columns) == len(cells) else (columns + [""] * len(cells))[: len(cells)]
    by_name = _named_cells(names, cells)
    done = any(_DONE.fullmatch(cell.strip(" .")) for cell in cells[1:]) or _DONE.match(
        by_name.get("status", "")
    )
    if done or cues().has("procedural", " ".join(cells)):
        return []
    owner = by_name.get("owner", "")
    if _NOBODY.fullmatch(owner):
        owner = by_name["owner"] = ""
        told = columns and not context.under("action") and "action" not in by_name
        if kind == "action" and told and not by_name.get("due", "").strip("-–— "):
            # Nobody acts on it, so the row is a remark like any other line.
            main = by_name.get("text", "")
            return classify(Sentence(main, row, 0, context.within(senses=()), extra={"quote": main}))
    if kind == "outcome":
        kind = _outcome(by_name)
        subject = by_name.get("text", "")
        if kind != "action" and subject:
            by_name[kind] = f"{subject}: {by_name.get('outcome', '')}"
        else:
            by_name["action"] = by_name.get("outcome", "")
    main = _main_cell(kind, names, cells, by_name, context)
    if not main or not re.search(r"[^\W\d_]{2}", main):
        return []
    when = by_name.get("due") or by_name.get("date") or ""
    if not columns:
        owner, when = _owner_cell(cells, main, context), _date_cell(cells, main, context)
    if kind == "issue" and _SETTLED.match(by_name.get("status", "")):
        kind = "agreement"
    detail: dict[str, object] = {}
    rest = [f"{name}: {by_name[name]}" for name in _TOLD if _is_remark(by_name.get(name, ""), main)]
    if rest and kind != "action":
        detail["notes"] = rest
    for name in ("advantages", "drawbacks"):
        if kind == "proposal" and by_name.get(name):
            detail[name] = by_name[name]
    full = context.directory.full_name(owner) if owner else ""
    if full != owner:
        detail["owner_full_name"] = full
    task = re.match(r"(?P<who>.{2,60}?)\s+to\s+(?P<task>[a-z].+)", main)
    if kind == "action" and task and context.directory.owner(task["who"]):
        owner, main = owner or task["who"], task["task"]
    proposal = MinutesProposal(
        kind=kind,
        title=titled(main),
        line=row.number,
        quote=main if main in row.raw else row.raw,
        owner=owner,
        due=dated(
            _date(when, kind, context), "hoped" if cues().has("hoped", " ".join(cells)) else "proposed"
        ),
        status=STATUS[kind],
        detail=detail,
        reason="It stands in a table of the minutes.",
        question=titled(context.question or context.topic) if kind == "proposal" else "",
    )
    return [proposal]


def _named_cells(names: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by what their column says; of several texts the longest."""
    named: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=True):
        if cell and (name not in named or (name == "text" and len(cell) > len(named[name]))):
            named[name] = cell
    return named


def _is_remark(cell: str, main: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2}", cell)) and cell not in main


def _outcome(by_name: dict[str, str]) -> str:
    """What a cell under "Decision / Action" holds."""
    words, owner = by_name.get("outcome", ""), by_name.get("owner", "")
    if re.search(r"[A-Za-z]{2}", owner) and not _SETTLED.match(words):
        return "action"
    return "issue" if cues().has("open", words) else "agreement"


def _main_cell(
    kind: str, names: list[str], cells: list[str], by_name: dict[str, str], context: Context
) -> str:
    wanted = {"proposal": "alternative"}.get(kind, kind)
    if wanted in by_name and not (
        len(by_name[wanted].split()) < 3 and len(by_name.get("text", "").split()) > 3
    ):
        return by_name[wanted]
    for name in ("action", "milestone", "meeting", "text", "issue", "agreement"):
        if name in by_name:
            return by_name[name]
    plain = [
        cell
        for cell, name in zip(cells, names, strict=True)
        if name in ("", wanted) and not _date(cell, kind, context)
    ]
    return max(plain or cells, key=len, default="")


def _owner_cell(cells: list[str], main: str, context: Context) -> str:
    for cell in cells:
        if cell and cell != main and len(cell.split()) <= 5 and context.directory.owner(cell) is not None:
            return cell
    return ""


def _date_cell(cells: list[str], main: str, context: Context) -> str:
    return next((cell for cell in cells if cell and cell != main and find_dates(cell, context.almanac)), "")


def _date(words: str, kind: str, context: Context) -> FoundDate | None:
    if not words:
        return None
    lead = (
        "by "
        if kind == "action" and not re.match(r"(?:by|before|due|on|after)\b", words, re.IGNORECASE)
        else ""
    )
    found = [date for date in find_dates(lead + words, context.almanac) if not date.impossible]
    if not found:
        return None
    first = found[0]
    return replace(first, words=first.words.removeprefix("by ")) if lead else first
