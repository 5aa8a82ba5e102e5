"""Grid files with faults: each gets a sentence with its place, all at once, and nothing is proposed."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from workbench.exchange.spreadsheet import GridReading, read_grid, write_csv, write_xlsx
from workbench.graph.proposed import Problem
from workbench.graph.snapshot import ItemView, Snapshot


def workbook(*lines: list[Any], title: str = "Issues") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def only(reading: GridReading) -> Problem:
    assert reading.change.empty
    assert len(reading.problems) == 1, [problem.sentence() for problem in reading.problems]
    return reading.problems[0]


@pytest.mark.parametrize(
    ("lines", "row", "column", "says", "allowed"),
    [
        (["code,title,status", "ISS-001,T,resolvd"], 2, "status", "did you mean resolved", "listed"),
        (["code,title,priority", "ISS-001,T,hihg"], 2, "priority", "did you mean high", "high, medium, low"),
        (["code,title,owner", "ISS-001,T,PER-DOO"], 2, "owner", "did you mean PER-DOE", "PER-DOE, ORG-POWER"),
        (["code,title,owner", "ISS-001,T,MTG-WORKSHOP"], 2, "owner", "is of the kind 'meeting'", "PER-DOE"),
        (["code,title,owner", "ISS-001,T,PER-DOE; ORG-POWER"], 2, "owner", "takes one code", "one code"),
        (
            ["code,title,meeting", "ISS-001,T,MTG-2014-06-13"],
            2,
            "meeting",
            "did you mean MTG-2014-06-12",
            "MTG",
        ),
        (
            ["code,title,depends", "ISS-001,T,ISS-002; ISS-099"],
            2,
            "depends",
            "'ISS-099' is not in",
            "ISS-001",
        ),
        (
            ["code,title,destination", "ISS-001,T,rule-12"],
            2,
            "destination",
            "did you mean rule-21",
            "handbook",
        ),
        (["code,title,due", "ISS-001,T,2014-06-31"], 2, "due", "not a day of the calendar", "2014-07-18"),
        (["code,title,due", "ISS-001,T,31 June 2014"], 2, "due", "not a day of the calendar", "2014-07-18"),
        (["code,title,minutes", "ISS-001,T,an hour"], 2, "minutes", "is no whole number", "a whole number"),
        (["code,title,minutes", "ISS-001,T,-5"], 2, "minutes", "greater than or equal to 0", "whole number"),
        (["code,title,admitted", "ISS-001,T,perhaps"], 2, "admitted", "neither yes nor no", "yes, no"),
        (
            ["code,title,text", "ISS-001,T,bell\x07"],
            2,
            "text",
            "the text holds the control character U+0007 at position 5",
            "plain text",
        ),
        (["code,title", "ISS-001,read \u202eecneuqes"], 2, "title", "right-to-left override", "plain text"),
        (["code,title,text", f"ISS-001,T,{'x' * 200_001}"], 2, "text", "200,001 characters", "plain text"),
        (["code,title,revision", "ISS-001,T,9"], 2, "revision", "has no revision 9", "1 to 3"),
        (["code,title,revision", "ISS-001,T,two"], 2, "revision", "is no whole number", "whole number"),
        (["code,title,stages", "ISS-001,T,redlines due: soon"], 2, "stages", "valid date", ""),
        (["code,title", "ISS-099,T"], 2, "code", "there is no issue ISS-099", "an empty cell for a new one"),
        (["code,title", "MTG-WORKSHOP,T"], 2, "code", "is of the kind 'meeting'", "'issue'"),
        (
            ["code,title", "ISS-001,T", "", "iss-001,U"],
            4,
            "code",
            "stands in row 2 already",
            "each code once",
        ),
        (["code,title", "ISS-001,"], 2, "title", "cannot be empty", ""),
        (["code,title,due", ",,2014-07-18"], 2, "title", "a new item needs a title", ""),
        (["code,title,pririty", "ISS-001,T,high"], None, "pririty", "did you mean 'priority'", "priority"),
        (["code,title,Title", "ISS-001,T,U"], None, "Title", "twice", "each column once"),
        (["code,status", "ISS-001,listed"], None, "title", "the column 'title' is missing", "code, number"),
        (["code,title,", "ISS-001,T,stray"], 2, "", "column 3 has no heading", "code, number"),
    ],
)
def test_each_fault_is_one_sentence_with_its_place(
    lines: list[str], row: int | None, column: str, says: str, allowed: str, snapshot: Snapshot
) -> None:
    problem = only(read_grid(csv(*lines), "bad.csv", snapshot, "issue"))
    assert says in problem.message
    assert allowed in problem.allowed
    assert (problem.place.file, problem.place.row, problem.place.column) == ("bad.csv", row, column)


def test_a_column_of_ones_own_is_left_and_told(snapshot: Snapshot) -> None:
    data = csv("code,title,My notes,colour,status", "ISS-001,Another title,look again,red,listed")
    reading = read_grid(data, "mine.csv", snapshot, "issue")
    assert reading.problems == ()
    assert "Columns that are no part of the record were not read: My notes, colour." in reading.notes
    [edit] = reading.change.edits
    assert edit.fields == {"title": "Another title", "status": "listed"}


def test_every_bad_cell_is_named_at_once(snapshot: Snapshot) -> None:
    data = csv("code,title,status,due,owner", "ISS-001,T,x,y,z", "ISS-002,,listed,2014-02-30,", "ISS-77,T,,,")
    reading = read_grid(data, "bad.csv", snapshot)
    places = [(problem.place.row, problem.place.column) for problem in reading.problems]
    assert places == [(2, "status"), (2, "due"), (2, "owner"), (3, "title"), (3, "due"), (4, "code")]
    assert reading.change.empty


def test_circular_dependencies_are_named(snapshot: Snapshot) -> None:
    reading = read_grid(csv("code,title,depends", "ISS-002,Cyber security,ISS-003"), "bad.csv", snapshot)
    problem = only(reading)
    assert "ISS-002 depends on ISS-003, which depends on ISS-001, which depends on ISS-002" in problem.message
    assert (problem.place.row, problem.place.column) == (2, "depends")
    own = only(read_grid(csv("code,title,depends", "ISS-002,Cyber security,ISS-002"), "bad.csv", snapshot))
    assert "ISS-002 depends on ISS-002" in own.message


def test_formulas_and_errors_in_cells_are_refused(snapshot: Snapshot) -> None:
    link = '=HYPERLINK("http://x")'
    data = workbook(["code", "title", "minutes"], ["ISS-001", link, "=1+1"], ["ISS-002", "T", "#REF!"])
    reading = read_grid(data, "sums.xlsx", snapshot)
    assert [(p.place.row, p.place.column, p.found) for p in reading.problems] == [
        (2, "title", '=HYPERLINK("http://x")'),
        (2, "minutes", "=1+1"),
        (3, "minutes", "#REF!"),
    ]


def test_a_file_made_by_hand_is_understood(snapshot: Snapshot) -> None:
    data = b"code;Title;Readiness Reason;Due;Owner;Meeting;Depends;Status\n" + (
        "iss-002;Cyber security;Text wanted;7/18/2014;jane doe;2014-06-12;;In discussion\n"
        ';Time;;July 7, 2014;jane.doe@example.org;workshop;"ISS-001 ; ISS-002";\n'
    ).encode("cp1252")
    reading = read_grid(data, "hand.csv", snapshot)
    assert reading.problems == ()
    (edit,), (new,) = reading.change.edits, reading.change.new
    assert edit.fields == {
        "status": "in-discussion",
        "readiness_reason": "Text wanted",
        "due": "2014-07-18",
        "owner": ["PER-DOE"],
        "meeting": ["MTG-2014-06-12"],
    }
    assert new.fields == {
        "title": "Time",
        "due": "2014-07-07",
        "owner": ["PER-DOE"],
        "meeting": ["MTG-WORKSHOP"],
        "depends": ["ISS-001", "ISS-002"],
    }
    assert any("stay as they are" in note for note in reading.notes)


def test_the_kind_is_seen_from_the_sheet_or_the_codes(snapshot: Snapshot) -> None:
    data = workbook(["code", "title"], ["MTG-WORKSHOP", "Workshop on gateways"], title="Meetings")
    assert read_grid(data, "m.xlsx", snapshot).kind == "meeting"
    assert read_grid(csv("code,title", "AGR-01,Protocol"), "a.csv", snapshot).kind == "agreement"


def test_kinds_without_numbers_take_new_codes(snapshot: Snapshot) -> None:
    reading = read_grid(
        csv("code,title,date", "MTG-2014-07-10,July,2014-07-10 (proposed)"), "m.csv", snapshot
    )
    (new,) = reading.change.new
    assert new.code == "MTG-2014-07-10"
    assert new.fields["date"]["start"] == "2014-07-10"


def test_older_rows_are_compared_with_what_they_saw(snapshot: Snapshot) -> None:
    data = csv("code,title,theme,revision", "ISS-001,Old title,interfaces,2")
    item = dataclasses.replace(snapshot.by_code["ISS-001"], title="Old title", revision=2)
    then = dataclasses.replace(snapshot, items={**snapshot.items, item.uuid: item})

    def earlier(code: str, revision: int) -> Snapshot | None:
        return then if (code, revision) == ("ISS-001", 2) else None

    (edit,) = read_grid(data, "old.csv", snapshot, earlier=earlier).change.edits
    assert (edit.fields, edit.revision) == ({"theme": "interfaces"}, 2)
    (plain,) = read_grid(data, "old.csv", snapshot).change.edits
    assert plain.fields == {"title": "Old title", "theme": "interfaces"}


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"<w>" + b"0" * 60_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.csv", "is empty"),
        (b"\r\n\r\n", "a.csv", "holds no rows"),
        (b"a" * 50_000_000, "a.csv", "at most 25.0 MB"),
        (b"\0" * 50_000_000, "a.xlsx", "at most 25.0 MB"),
        (_bomb(), "a.xlsx", "packed more than"),
        (b"not a workbook", "a.xlsx", "is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "Office 97"),
        (bytes(range(256)) * 9, "a.csv", "no text that can be read"),
        (b'code,title\r\nISS-001,"cut off\r\n', "a.csv", "a quotation mark is missing"),
        (b"code,title\r\n" + b",T\r\n" * 20_001, "a.csv", "more than 20,000 rows"),
    ],
)
def test_files_that_cannot_be_read_are_one_problem(
    data: bytes, name: str, says: str, snapshot: Snapshot
) -> None:
    assert says in only(read_grid(data, name, snapshot)).message


def test_a_damaged_workbook_is_one_problem(snapshot: Snapshot) -> None:
    whole = write_xlsx(snapshot, "issue")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, content[: len(content) // 2] if "sheet1" in entry else content)
    assert "is damaged" in only(read_grid(buffer.getvalue(), "cut.xlsx", snapshot)).message


def test_a_row_far_below_does_not_stall_the_reader(snapshot: Snapshot) -> None:
    whole = write_xlsx(snapshot, "issue")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry).replace(b'<row r="3"', b'<row r="99999999999"'))
    assert "goes on below row 50,000" in only(read_grid(buffer.getvalue(), "far.xlsx", snapshot)).message


def test_a_thousand_issues_are_read(snapshot: Snapshot) -> None:
    many = Snapshot.of(
        [
            ItemView(f"u{n}", f"ISS-{n:03d}", "issue", f"Issue {n}", "text", "listed", 1, "f")
            for n in range(1, 1001)
        ]
    )
    for data, name in ((write_xlsx(many, "issue"), "m.xlsx"), (write_csv(many, "issue"), "m.csv")):
        reading = read_grid(data, name, many)
        assert reading.rows == 1000
        assert reading.problems == ()
        assert reading.change.empty


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=5))
def test_any_table_is_read_or_refused(table: list[list[str]]) -> None:
    from workbench.exchange.delimited import write_delimited

    small = Snapshot.of([ItemView("u", "ISS-001", "issue", "Title", "", "listed", 1, "f")])
    data = write_delimited([["code", "title", "due", "meeting", "text"], *table])
    reading = read_grid(data, "any.csv", small)
    assert reading.change.empty or not reading.problems
