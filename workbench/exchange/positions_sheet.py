"""Who stands where as a workbook: the matrix, every position that was ever taken, and the rules with what came out.

Every text stays text, whatever it begins with. The same record at the same moment gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from workbench.graph.ballots.matrix import Filter, Matrix, matrix
from workbench.graph.ballots.rounds import earlier_rounds, round_sentence
from workbench.graph.ballots.rows import BallotRow, PositionRow
from workbench.graph.ballots.rule import BadRule, read_rule
from workbench.graph.ballots.standing import STATE_WORDS
from workbench.graph.ballots.words import (
    BALLOT_KINDS,
    CAPACITIES,
    DATE_ANSWERS,
    POSITIONS,
    PRELIMINARY,
)
from workbench.graph.dates import display_moment, listed
from workbench.graph.plain_text import printable
from workbench.graph.snapshot import Snapshot

FILE = "positions.xlsx"
LONGEST_CELL = 32_000
WITHHELD = "answered; what was said shows after the close"
POSITION_COLUMNS = (
    ("Call", 10), ("Item", 12), ("Title", 34), ("Revision", 9), ("Organisation", 20), ("Name", 28), ("Class", 18),
    ("Party", 7), ("Alternative", 14), ("Position", 26), ("Reason", 44), ("Change wanted", 36), ("Who", 20),
    ("Capacity", 24), ("Taken on", 12), ("Authorised for", 30), ("Counts?", 9), ("Standing", 34),
)  # fmt: skip
RULE_COLUMNS = (
    ("Call", 10), ("Item", 12), ("Title", 34), ("Kind", 18), ("Question", 44), ("State", 26), ("Opened", 22),
    ("Closes", 22), ("Asked", 8), ("Rule", 60), ("Outcome", 24), ("What was recorded", 60), ("Rounds", 60),
    ("Contested", 40),
)  # fmt: skip
_CREATED = datetime(2014, 1, 1)  # a fixed day: bytes must not tell when a workbook was written
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_positions(
    snapshot: Snapshot, rows: Sequence[BallotRow], moment: datetime, wanted: Filter | None = None
) -> bytes:
    """The workbook.

    Args:
        rows: ballots as the reader may see them, all rounds; drafts are left out.
        moment: that tells what is open.
        wanted: narrows the matrix; the other sheets hold everything.
    """
    asked = [row for row in rows if row.state(moment) != "draft" and not row.given_up]
    shown = [row for row in asked if snapshot.item(row.item) is not None]
    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True, **_PLAIN})
    workbook.set_properties({"title": "Positions", "author": snapshot.title, "created": _CREATED})
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#E6EBF0", "border": 1, "text_wrap": True, "valign": "top"}
    )
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    _matrix(workbook.add_worksheet("Positions"), matrix(snapshot, rows, moment, wanted), heading, plain)
    every = [line for row in shown for line in _position_lines(snapshot, row)]
    _table(workbook.add_worksheet("All positions"), POSITION_COLUMNS, every, heading, plain)
    rules = [_rule_line(row, shown, moment) for row in shown]
    _table(workbook.add_worksheet("Rules"), RULE_COLUMNS, rules, heading, plain)
    workbook.close()
    return buffer.getvalue()


def _matrix(sheet: Worksheet, found: Matrix, heading: Any, plain: Any) -> None:
    """Three rows of headings (item, call or alternative, where it stands), then one row an organisation."""
    for place, (name, width) in enumerate((("Class", 18), ("Organisation", 30), ("Code", 20), ("Party", 7))):
        for row in range(3):
            _text(sheet, row, place, name if row == 2 else "", heading)
        sheet.set_column(place, place, width)
    for place, column in enumerate(found.columns, start=4):
        _text(sheet, 0, place, f"{column.ballot.item_title} ({column.ballot.item})", heading)
        _text(sheet, 1, place, f"{column.name} ({column.code})", heading)
        _text(sheet, 2, place, column.standing, heading)
        sheet.set_column(place, place, 28)
    for number, line in enumerate(found.lines, start=3):
        start = (line.category, line.name, line.code, "yes" if line.party else "no")
        for place, words in enumerate((*start, *(cell.sentence() for cell in line.cells))):
            _text(sheet, number, place, words, plain)
    sheet.freeze_panes(3, 2)


def _table(
    sheet: Worksheet,
    columns: Sequence[tuple[str, int]],
    lines: Iterable[Sequence[Any]],
    heading: Any,
    plain: Any,
) -> None:
    for number, (name, width) in enumerate(columns):
        _text(sheet, 0, number, name, heading)
        sheet.set_column(number, number, width)
    last = 0
    for last, line in enumerate(lines, start=1):
        for number, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(last, number, value, plain)
            else:
                _text(sheet, last, number, value.isoformat() if isinstance(value, date) else value, plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _text(sheet: Worksheet, row: int, column: int, value: str, form: Any) -> None:
    words = printable(value)
    sheet.write_string(
        row, column, words if len(words) <= LONGEST_CELL else f"{words[: LONGEST_CELL - 1]}…", form
    )


def _position_lines(snapshot: Snapshot, row: BallotRow) -> Iterable[tuple[Any, ...]]:
    names = dict(row.addressees)
    for position in row.positions:
        for key, word in _answers(position).items():
            yield (
                *_about(snapshot, row, position.revision, position.organisation, position.organisation_name),
                key,
                POSITIONS.get(word) or DATE_ANSWERS.get(word, word),
                position.reason,
                position.change_wanted,
                position.person_name,
                CAPACITIES.get(position.capacity, position.capacity),
                position.taken_on,
                listed(list(position.filings)) or ("yes" if position.authorised else PRELIMINARY),
                "yes" if position.counts and row.was_asked(position.organisation) else "no",
                _standing(row, position, key),
            )
    for code in row.withheld:
        about = _about(snapshot, row, row.revision, code, names.get(code, code))
        yield (*about, "", WITHHELD, *[""] * 8)


def _answers(position: PositionRow) -> dict[str, str]:
    return dict(position.answers) or {"": position.position}


def _about(snapshot: Snapshot, row: BallotRow, revision: int, code: str, name: str) -> tuple[Any, ...]:
    organisation = snapshot.item(code)
    detail = organisation.detail if organisation is not None else {}
    party = "yes" if detail.get("party") else "no"
    return row.code, row.item, row.item_title, revision, code, name, str(detail.get("category") or ""), party


def _standing(row: BallotRow, position: PositionRow, key: str) -> str:
    parts = []
    if not position.latest:
        parts.append("replaced by a later one")
    if position.overtaken:
        parts.append("taken on an earlier text")
    if position.carried_over_at is not None:
        parts.append(f"carried over on {display_moment(position.carried_over_at)}")
    if position.joint:
        parts.append("joint")
    if key and position.preference == key:
        parts.append("preferred")
    if not row.was_asked(position.organisation):
        parts.append("was not asked")
    return "; ".join(parts)


def _rule_line(row: BallotRow, rows: Sequence[BallotRow], moment: datetime) -> tuple[Any, ...]:
    try:
        rule = read_rule(row.rule).sentence() if row.kind == "consensus-call" else ""
    except BadRule as bad:
        rule = " ".join(map(str, bad.args))
    state = STATE_WORDS[row.state(moment)]
    if row.hidden and row.state(moment) == "open":
        state += "; positions are hidden until the close"
    return (
        row.code,
        row.item,
        row.item_title,
        BALLOT_KINDS[row.kind],
        row.question,
        f"{state}: {row.void_reason}" if row.voided else state,
        display_moment(row.opens_at) if row.opens_at else "",
        display_moment(row.ends) if row.ends else "",
        len(row.addressees),
        rule,
        row.outcome or "",
        row.outcome_sentence,
        "\n".join(_rounds(row, {other.code: other for other in rows})),
        "\n".join(f"{step.organisation_name}: {step.why}" for step in row.contests),
    )


def _rounds(row: BallotRow, known: dict[str, BallotRow]) -> list[str]:
    this = [f"This is round {row.round}."] if row.round > 1 else []
    return [*this, *(round_sentence(earlier) for earlier in earlier_rounds(known, row))]
