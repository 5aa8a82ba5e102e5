"""The traceability matrix as a Word file: landscape, the header row on every page, what is missing in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from workbench.filing.blocks import Document, Paragraph, Text, words
from workbench.filing.composer import Cell, Composer
from workbench.filing.contents import write
from workbench.filing.exported import RECONSTRUCTION, Exported
from workbench.filing.form import FormRules
from workbench.filing.plaintext import one_line
from workbench.filing.screening import FilingRefused, Screening
from workbench.filing.title_page import docket_number
from workbench.filing.wording import american, american_text
from workbench.graph.dates import listed
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.graph.traceability import (
    COLUMNS,
    ISSUE,
    NO_OTHER,
    PROCEDURE,
    RECOMMENDATION,
    RUN,
    Matrix,
    Row,
    repeated,
)
from workbench.graph.traceability_filters import MatrixFilter, traceability

TITLE = "Traceability matrix"
MOST_ROWS = 2_000
"""More rows are not printed; the document says so."""
MOST_IN_CELL = 12
WIDTHS = {
    "source": 100, "issue": 118, "recommendation": 128, "agreement": 72, "interface": 76, "procedure": 84, "run": 86,
}  # fmt: skip
MEMORY = "it is from memory, and nobody has seen a source for it; its place in the matrix says so."
NAMED = ("source", "agreement", "interface", "procedure")
"""Columns whose cells hold codes alone; what they mean stands at the end."""


def write_traceability(
    snapshot: Snapshot,
    *,
    accepted: Collection[str] = (),
    runs: Iterable[RunRow] = (),
    wanted: MatrixFilter | None = None,
) -> Exported:
    """The traceability matrix as a Word file.

    Items from memory are not printed: their place says that one is left out, so that no gap is invented.

    Args:
        accepted: not asked for here, since every omission is marked in its place.
        runs: of procedures, in the order in which they were recorded.
        wanted: columns and filters; everything for None.

    Raises:
        FilingRefused: with every reason as a sentence, such as contents later than a reconstruction's day.
        BadColumns: for columns or filters of which no matrix can be made.
        QueryError: for a filter that cannot be read.
    """
    shown = snapshot.public
    found = traceability(shown, runs, wanted)
    rows = found.rows[:MOST_ROWS]
    screening = Screening(shown)
    printed = _printed(screening, rows, found.columns)
    if screening.refusals:
        raise FilingRefused(screening.refusals)
    sheet = FormRules.of(shown).styles()
    page = sheet.page.model_copy(update={"width": sheet.page.height, "height": sheet.page.width})
    sheet = replace(sheet, page=page)
    composer = Composer(page.text_width)
    group = one_line(shown.title) or "Working group"
    composer.add(
        words("Title", group), words("Subtitle", TITLE.upper()), words("Subtitle", moment_words(shown))
    )
    composer.text(found.sentence(), *_filter_words(wanted))
    if len(found.rows) > MOST_ROWS:
        composer.text(f"Only the first {MOST_ROWS:,} of {len(found.rows):,} rows are printed.")
    composer.table(
        "From the source to the last run",
        [COLUMNS[name] for name in found.columns],
        _lines(rows, found, printed),
        [WIDTHS[name] for name in found.columns],
    )
    _add_names(composer, rows, found.columns, printed)
    number = docket_number(shown)
    document = Document(
        title=TITLE,
        author=group.split(",")[0],
        subject=number,
        notices=[RECONSTRUCTION] if shown.reconstruction else [],
        footer="  ".join(part for part in (number, TITLE, moment_words(shown)) if part),
        blocks=composer.blocks,
        lists=composer.lists,
    )
    notes = [omission.sentence for omission in screening.omissions]
    left = len(snapshot.items) - len(shown.items)
    notes += [f"{left} confidential item{'' if left == 1 else 's'} left out."] if left else []
    return Exported("traceability", write(document, sheet), tuple(notes))


def moment_words(snapshot: Snapshot) -> str:
    """The moment that the matrix is of: the day, or the number of the last change, with the baseline that it is."""
    parts = [f"Baseline: {one_line(snapshot.baseline)}"] if snapshot.baseline else []
    if snapshot.as_of:
        parts.append(f"as of {american(snapshot.as_of)}")
    if snapshot.day is None:
        parts.append(f"change {snapshot.change}")
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def _filter_words(wanted: MatrixFilter | None) -> list[str]:
    said = wanted.sentence() if wanted is not None else ""
    return [f" Narrowed to {said}."] if said else []


def _printed(screening: Screening, rows: Iterable[Row], columns: Iterable[str]) -> set[str]:
    """Uuids of what may be printed of the named items; what is from memory is left out by a standing rule."""
    items: dict[str, ItemView] = {}
    for row in rows:
        for column in columns:
            items.update({e.item.uuid: e.item for e in row.entries(column, MOST_IN_CELL)})
    for item in items.values():
        if item.detail.get("certainty") == "memory":
            screening.leave_out(item, MEMORY)
    return {item.uuid for item in screening.printable(items.values())}


def _lines(rows: Iterable[Row], found: Matrix, printed: set[str]) -> Iterable[list[Cell]]:
    before: Row | None = None
    for row in rows:
        yield [_cell(row, name, printed, again=repeated(row, before, name)) for name in found.columns]
        before = row


def _cell(row: Row, column: str, printed: set[str], *, again: bool) -> Cell:
    entries = row.entries(column, MOST_IN_CELL)
    if not entries:
        beside = column == RECOMMENDATION and row.beside
        return [words("TableText", NO_OTHER if beside else row.gap(column))]
    lines = []
    for entry in entries:
        if entry.item.uuid not in printed:
            lines.append("One from memory is left out")
        elif column == RUN:
            lines.append(row.run_of(entry.item))
        elif column in (ISSUE, RECOMMENDATION) and not again:
            lines.append(f"{entry.item.code} {american_text(one_line(entry.item.title))}")
        else:
            lines.append(entry.item.code)
        if entry.suspect and column != RUN:
            lines[-1] += " (suspect)"
    rest = row.number(column) - len(entries)
    if len(entries) == MOST_IN_CELL and rest > 0:
        lines.append(f"and {rest:,} more")
    if again or (column in NAMED and column != PROCEDURE):
        return [words("TableText", ", ".join(lines))]
    return [words("TableText", line) for line in lines]


def _add_names(composer: Composer, rows: Iterable[Row], columns: Iterable[str], printed: set[str]) -> None:
    """What the codes in the cells mean."""
    shown = [name for name in columns if name in NAMED]
    named: dict[str, dict[str, ItemView]] = {name: {} for name in shown}
    for row in rows:
        for name in shown:
            for entry in row.entries(name, MOST_IN_CELL):
                if entry.item.uuid in printed:
                    named[name][entry.item.code] = entry.item
    lines = [
        (COLUMNS[name], code, american_text(one_line(named[name][code].title)))
        for name in shown
        for code in sorted(named[name], key=code_order)
    ]
    if not lines:
        return
    heads = listed([COLUMNS[name].lower() + "s" for name in shown])
    composer.add(Paragraph("TextHeading", (Text("What the codes mean"),)))
    composer.table(f"The {heads} named above", ("Kind", "Code", "Title"), lines, (90, 150, 408))
