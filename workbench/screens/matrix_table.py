"""The matrix as one HTML table: headings for both directions, a word and a shape in every cell."""

from __future__ import annotations

import html

from workbench.graph.ballots.matrix import CARRIED_OVER, EARLIER_TEXT, NOT_ASKED, Cell, Column, Line, Matrix
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.words import MARKS, PRELIMINARY, VERBS
from workbench.screens.addresses import item_address

_LONG_REASON = 700


def table_html(found: Matrix) -> str:
    """The table for ``st.html``; it scrolls inside itself, and names and headings stay in sight."""
    body = "".join(_group(name, lines, len(found.columns)) for name, lines in found.by_class())
    return (
        '<div class="wb-matrix" role="region" aria-label="Who stands where, a wide table" tabindex="0"><table>'
        '<caption class="wb-unseen">Organisations by class in rows, calls and their alternatives in columns; each '
        "cell is the organisation's latest position.</caption>"
        f"<thead>{_headings(found)}</thead>{body}</table></div>"
    )


def legend_html() -> str:
    """What the shapes mean, and what the small words under them do."""
    marks: dict[str, list[str]] = {}
    for word, verb in VERBS.items():
        marks.setdefault(MARKS[word], []).append(verb)
    shapes = [(mark, " or ".join(verbs)) for mark, verbs in marks.items()]
    shapes += [
        ("≡", "answered; what was said shows after the close"),
        ("·", "no answer; silence is not a position"),
    ]
    listed = "".join(
        f'<li><span class="wb-shape" aria-hidden="true">{mark}</span> {html.escape(words)}</li>'
        for mark, words in shapes
    )
    small = (
        f"<li><b>{PRELIMINARY}</b>: no authoriser of the organisation confirmed it for a filing; it is never printed "
        "with the name</li>"
        f"<li><b>△ {EARLIER_TEXT}</b>: the text was changed since; it does not count until it is renewed</li>"
        f"<li><b>{NOT_ASKED}</b>: the organisation spoke without being asked; no rule counts it</li>"
        f"<li><b>{CARRIED_OVER}</b>: the change was proposed as editorial, and nobody objected in time</li>"
    )
    return (
        '<details class="wb-legend"><summary>What the shapes and the small words mean</summary>'
        f"<ul>{listed}</ul><ul>{small}</ul></details>"
    )


def _headings(found: Matrix) -> str:
    items = "".join(_item(row, len(columns)) for row, columns in found.by_item())
    calls = "".join(_call(column) for column in found.columns)
    corner = '<th scope="col" rowspan="2" class="name">Organisation</th>'
    return f"<tr>{corner}{items}</tr><tr>{calls}</tr>"


def _item(row: BallotRow, span: int) -> str:
    link = html.escape(item_address(row.item))
    return (
        f'<th scope="colgroup" colspan="{span}"><a href="{link}">{html.escape(row.item_title)}</a> '
        f'<span class="wb-code">{html.escape(row.item)}</span></th>'
    )


def _call(column: Column) -> str:
    return (
        f'<th scope="col">{html.escape(column.name)} <span class="wb-code">{html.escape(column.code)}</span>'
        f'<span class="small">{html.escape(column.standing)}</span></th>'
    )


def _group(name: str, lines: list[Line], columns: int) -> str:
    rows = "".join(_line(line) for line in lines)
    empty = f'<td colspan="{columns}"></td>' if columns else ""
    return f'<tbody><tr class="group"><th scope="rowgroup">{html.escape(name)}</th>{empty}</tr>{rows}</tbody>'


def _line(line: Line) -> str:
    party = '<span class="small">party</span>' if line.party else ""
    link = html.escape(item_address(line.code))
    name = f'<th scope="row" class="name"><a href="{link}">{html.escape(line.name)}</a>{party}</th>'
    return f"<tr>{name}{''.join(_cell(cell) for cell in line.cells)}</tr>"


def _cell(cell: Cell) -> str:
    quiet = "" if cell.standing == "said" else " quiet"
    loose = " loose" if cell.position is not None and not cell.position.authorised else ""
    mark = f'<span class="wb-shape" aria-hidden="true">{cell.mark}</span> ' if cell.mark else ""
    remarks = "".join(
        f'<span class="small">{"△ " if remark == EARLIER_TEXT else ""}{html.escape(remark)}</span>'
        for remark in cell.remarks
    )
    return (
        f'<td class="{cell.side}{quiet}{loose}">{mark}{html.escape(cell.words)}{remarks}{_reason(cell)}</td>'
    )


def _reason(cell: Cell) -> str:
    position = cell.position
    if position is None:
        return ""
    parts = [("Reason", position.reason), ("Change wanted", position.change_wanted)]
    said = "".join(f"<p><b>{label}:</b> {html.escape(_short(words))}</p>" for label, words in parts if words)
    label = html.escape(f"Reason of {position.organisation_name}")
    return f'<details><summary aria-label="{label}">Reason</summary>{said}</details>' if said else ""


def _short(words: str) -> str:
    return words if len(words) <= _LONG_REASON else f"{words[:_LONG_REASON].rstrip()} …"
