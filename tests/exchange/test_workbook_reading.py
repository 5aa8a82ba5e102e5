"""The workbook of a whole record: what goes out comes back as nothing, and each edit as exactly itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.exchange.conftest import ITEMS
from workbench.exchange.grid_reading import GridReading
from workbench.exchange.record_workbook import write_record_xlsx
from workbench.exchange.spreadsheet import sheet_title, write_xlsx
from workbench.exchange.workbook_reading import RECORD, read_tables
from workbench.graph.earlier import earlier_snapshots
from workbench.graph.fields import KINDS
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import preview, save
from workbench.process.keeping import Database


def edited(data: bytes, edit: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    edit(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def put(sheet: Worksheet, row: int, **cells: object) -> None:
    """Write cells of a row by the headings of their columns, underscores for blanks."""
    places = {str(cell.value): cell.column for cell in sheet[1]}
    for name, value in cells.items():
        sheet.cell(row, places[name.replace("_", " ")]).value = value  # type: ignore[assignment]


def row_of(sheet: Worksheet, code: str) -> int:
    place = next(cell.column for cell in sheet[1] if cell.value == "code")
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, place).value == code)


def read(snapshot: Snapshot, data: bytes) -> GridReading:
    return read_tables(data, "record.xlsx", snapshot)


def test_a_sheet_a_kind_and_one_of_links_without_what_is_confidential(snapshot: Snapshot) -> None:
    data = write_record_xlsx(snapshot)
    assert data == write_record_xlsx(snapshot)
    book = load_workbook(io.BytesIO(data))
    kinds = {i.kind for i in ITEMS}
    assert book.sheetnames == [*(sheet_title(kind) for kind in KINDS if kind in kinds), "Links", "About"]
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "ISS-004" not in cells
    assert not any(
        cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    )
    hidden = {
        str(sheet.cell(1, cell.column).value)
        for sheet in book.worksheets
        for cell in sheet[1]
        if sheet.column_dimensions[cell.column_letter].hidden
    }
    assert hidden == {"uuid", "link", "as written"}


def test_what_goes_out_comes_back_as_nothing(snapshot: Snapshot) -> None:
    reading = read(snapshot, write_record_xlsx(snapshot))
    assert not reading.problems
    assert reading.change.empty
    assert reading.kind == RECORD


def test_the_whole_bundled_record_comes_back_as_nothing(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    reading = read(snapshot, write_record_xlsx(snapshot))
    assert not reading.problems
    assert reading.change.empty
    listed = [i for i in snapshot.public.items.values() if not i.withdrawn]
    assert reading.rows >= len(listed) + 2_000


def test_some_items_go_out_with_their_links(snapshot: Snapshot) -> None:
    book = load_workbook(io.BytesIO(write_record_xlsx(snapshot, [ITEMS[2]])))
    assert book.sheetnames == ["Issues", "Links", "About"]
    assert [row[3].value for row in book["Links"].iter_rows(min_row=2)] == ["ISS-001"]


def test_a_row_is_known_by_its_identity_where_the_code_is_another(snapshot: Snapshot) -> None:
    other = {i.uuid: replace(i, code="AGR-09") if i.code == "AGR-01" else i for i in ITEMS}
    data = edited(write_record_xlsx(snapshot), lambda book: put(book["Agreements"], 2, title="One protocol"))
    (edit,) = read(replace(snapshot, items=other), data).change.edits
    assert (edit.code, edit.fields) == ("AGR-09", {"title": "One protocol"})


def test_a_row_that_bears_the_code_of_another_is_refused_and_a_copied_one_without_a_code_is_new(
    snapshot: Snapshot,
) -> None:
    data = write_record_xlsx(snapshot)
    swapped = read(snapshot, edited(data, lambda book: put(book["Issues"], 2, code="ISS-002")))
    assert "this row was written for ISS-001" in swapped.problems[0].message
    assert swapped.problems[0].place.file == "record.xlsx, sheet 'Issues'"

    def copy(book: Workbook) -> None:
        sheet = book["Issues"]
        sheet.append([cell.value for cell in sheet[2]])
        put(sheet, sheet.max_row, code=None, title="A second one")

    (new,) = read(snapshot, edited(data, copy)).change.new
    assert new.fields["title"] == "A second one"


def test_problems_of_all_sheets_are_named_with_sheet_row_and_column(snapshot: Snapshot) -> None:
    def spoil(book: Workbook) -> None:
        put(book["Issues"], 2, status="clozed")
        put(book["Links"], 3, relation="answers")
        put(book["Meetings"], 2, title="=1+1")

    reading = read(snapshot, edited(write_record_xlsx(snapshot), spoil))
    places = [str(problem.place) for problem in reading.problems]
    assert places == [
        "record.xlsx, sheet 'Issues', row 2, column 'status'",
        "record.xlsx, sheet 'Meetings', row 2, column 'title'",
        "record.xlsx, sheet 'Links', row 3, column 'relation'",
    ]
    assert reading.change.empty


def test_other_sheets_are_left_and_said(snapshot: Snapshot) -> None:
    def add(book: Workbook) -> None:
        book.create_sheet("My notes").append(["remember", "this"])

    reading = read(snapshot, edited(write_record_xlsx(snapshot), add))
    assert reading.change.empty
    assert any("My notes" in note for note in reading.notes)


def test_a_grid_of_one_kind_is_read_as_before(snapshot: Snapshot) -> None:
    reading = read_tables(write_xlsx(snapshot, "meeting"), "meetings.xlsx", snapshot)
    assert (reading.kind, reading.change.empty) == ("meeting", True)


CELLS = st.tuples(
    st.sampled_from(["ISS-001", "ISS-002", "ISS-003", "MTG-WORKSHOP", "ORG-POWER", "AGR-01"]),
    st.text("ab01 =+-@'\";#éü水", min_size=1, max_size=12),
)
SHEETS = {"ISS": "Issues", "MTG": "Meetings", "ORG": "Organisations", "AGR": "Agreements"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.lists(CELLS, max_size=4), st.sets(st.integers(2, 7), max_size=3))
def test_edits_of_cells_and_links_come_back_as_exactly_those(
    snapshot: Snapshot, titles: list[tuple[str, str]], ended: set[int]
) -> None:
    wanted = {code: title for code, title in titles if title.strip()}
    gone: set[tuple[object, ...]] = set()

    def edit(book: Workbook) -> None:
        for code, title in wanted.items():
            sheet = book[SHEETS[code[:3]]]
            sheet_row = row_of(sheet, code)
            put(sheet, sheet_row, title=title)
            cell = next(c for c in sheet[sheet_row] if sheet.cell(1, c.column).value == "title")
            cell.data_type = "s"
        links = book["Links"]
        for number in ended:
            row = [cell.value for cell in links[number]]
            gone.add((row[0], row[2], row[3], row[5] or ""))
            put(links, number, state="ended")

    reading = read(snapshot, edited(write_record_xlsx(snapshot), edit))
    assert not reading.problems, [problem.sentence() for problem in reading.problems]
    found = {edit.code: dict(edit.fields) for edit in reading.change.edits}
    before = {i.code: i.title for i in ITEMS}
    expected = {
        code: {"title": " ".join(title.split())} for code, title in wanted.items() if title != before[code]
    }
    assert found.keys() == expected.keys()
    for code, fields in found.items():
        assert fields.keys() == {"title"}
        assert " ".join(str(fields["title"]).split()) == expected[code]["title"]
    links = reading.change.links
    assert all(link.remove for link in links)
    assert {
        (x.source, x.relation, x.target, f"line: {x.detail['line']}" if x.detail else "") for x in links
    } == gone


def test_an_actor_and_a_red_interface_are_added_and_older_files_take_nothing_back(bundled: Database) -> None:
    data = write_record_xlsx(SNAPSHOTS.get(bundled))
    other = ItemEdit("ISS-007", {"title": "Cyber security and privacy"})
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(other,), why="Said in the call"))

    def add(book: Workbook) -> None:
        actors, interfaces, links = book["Actors"], book["Interfaces"], book["Links"]
        put(actors, actors.max_row + 1, code="ACR-L4-VPP", title="Virtual power plant", level=4)
        put(
            interfaces, interfaces.max_row + 1, code="INT-E90", title="Utility to virtual power plant",
            number="1", colour="red", **{"from": "ACR-L4-COMMS", "to": "ACR-L4-VPP"},
        )  # fmt: skip
        put(links, links.max_row + 1, source="ISS-007", relation="pinned-to", target="INT-E90")
        issue = row_of(book["Issues"], "ISS-008")
        put(book["Issues"], issue, priority="high")

    with bundled.read() as session:
        reading = read_tables(
            edited(data, add), "record.xlsx", SNAPSHOTS.get(bundled), earlier=earlier_snapshots(session)
        )
    assert not reading.problems, [problem.sentence() for problem in reading.problems]
    assert [edit.code for edit in reading.change.edits] == ["ISS-008"]
    looked = preview(bundled, LOCAL_OPERATOR, reading.change)
    assert looked.savable, looked.sentences()
    save(bundled, LOCAL_OPERATOR, replace(reading.change, why="Import of record.xlsx"), verb="import")
    now = SNAPSHOTS.get(bundled)
    drawn = now.by_code["INT-E90"]
    assert (now.view(drawn, "from"), now.view(drawn, "to")) == (["ACR-L4-COMMS"], ["ACR-L4-VPP"])
    assert "INT-E90" in now.view(now.by_code["ISS-007"], "pins")
    assert now.by_code["ISS-007"].title == "Cyber security and privacy"
    assert not [i for i in read(now, edited(data, add)).change.edits if i.code == "ISS-007"]


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_one_sentence(snapshot: Snapshot, data: bytes) -> None:
    (problem,) = read(snapshot, data).problems
    assert problem.sentence().endswith(".")
