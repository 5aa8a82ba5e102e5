"""Grids written as .xlsx and .csv, and read back without loss."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from workbench.exchange.delimited import as_meant, inert
from workbench.exchange.grid import rows
from workbench.exchange.spreadsheet import read_grid, write_csv, write_xlsx
from workbench.graph.fields import KINDS
from workbench.graph.plain_text import printable, tidied
from workbench.graph.snapshot import Snapshot

Write = Callable[[Snapshot, str], bytes]
BOTH = pytest.mark.parametrize(
    ("write", "name"), [(write_xlsx, "grid.xlsx"), (write_csv, "grid.csv")], ids=["xlsx", "csv"]
)


def changed(snapshot: Snapshot, code: str, **fields: object) -> Snapshot:
    """Return the snapshot with some fields of one item replaced."""
    items = dict(snapshot.items)
    item = items[f"uuid-{code}"]
    common = {k: v for k, v in fields.items() if k in ("title", "text", "status", "revision")}
    detail = {**item.detail, **{k: v for k, v in fields.items() if k not in common}}
    items[item.uuid] = dataclasses.replace(item, detail=detail, **common)  # type: ignore[arg-type]
    return dataclasses.replace(snapshot, items=items)


@BOTH
@pytest.mark.parametrize("kind", list(KINDS))
def test_what_was_written_reads_back_as_no_change(
    write: Write, name: str, kind: str, snapshot: Snapshot
) -> None:
    data = write(snapshot, kind)
    if not rows(snapshot, kind):
        return
    reading = read_grid(data, name, snapshot)
    assert reading.problems == ()
    assert reading.change.empty
    assert reading.kind == kind


@BOTH
def test_one_edited_cell_is_one_edit(write: Write, name: str, snapshot: Snapshot) -> None:
    data = write(changed(snapshot, "ISS-002", title="Cyber security of gateways"), "issue")
    (edit,) = read_grid(data, name, snapshot).change.edits
    assert edit.code == "ISS-002"
    assert edit.fields == {"title": "Cyber security of gateways"}
    assert edit.revision == 1
    assert edit.place.row == 3


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60).map(
    lambda t: tidied(printable(t)).strip()
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    title=TEXTS.map(lambda t: " ".join(t.split()) or "Title"),
    text=st.one_of(TEXTS, st.from_regex(r"'{0,3}[=+@\t-][a-z(|]{0,5}", fullmatch=True)),
    theme=st.one_of(
        TEXTS, st.sampled_from(["=1+1", "-5", "'=x", "_x0041_", "[a]", "yes", "2014-07-18", "007", "1e5"])
    ),
    destination=st.lists(st.sampled_from(["rule-21", "guide", "csip"]), unique=True),
    minutes=st.one_of(st.none(), st.integers(0, 10_000)),
    due=st.one_of(st.none(), st.dates(date(1900, 3, 1), date(2200, 1, 1)).map(str)),
)
def test_a_round_trip_loses_nothing(
    snapshot: Snapshot,
    title: str,
    text: str,
    theme: str,
    destination: list[str],
    minutes: int | None,
    due: str | None,
) -> None:
    fields = {
        "title": title,
        "text": text,
        "theme": theme,
        "destination": destination,
        "minutes": minutes,
        "due": due,
    }
    there = changed(snapshot, "ISS-002", **fields)
    for write, name in ((write_xlsx, "grid.xlsx"), (write_csv, "grid.csv")):
        reading = read_grid(write(there, "issue"), name, there)
        assert reading.problems == ()
        assert reading.change.empty
        back = read_grid(write(there, "issue"), name, snapshot)
        values = {k: v for edit in back.change.edits for k, v in edit.fields.items()}
        before = rows(snapshot, "issue")[1]
        for field, value in fields.items():
            kept = values.get(field, before[field])
            assert str(kept or "").strip() == str(value or "").strip()


@given(st.text(max_size=20))
def test_an_inert_cell_means_what_it_did(text: str) -> None:
    assert as_meant(inert(text)) == text
    assert not inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_formulas_leave_as_text(snapshot: Snapshot) -> None:
    book = load_workbook(io.BytesIO(write_xlsx(snapshot, "issue")))
    sheet = book["Issues"]
    heading = [cell.value for cell in sheet[1]]
    cell = sheet.cell(3, heading.index("text") + 1)
    assert cell.value == "=cmd|' /C calc'!A0"
    assert cell.data_type == "s"
    with zipfile.ZipFile(io.BytesIO(write_xlsx(snapshot, "issue"))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert b",'=cmd|" in write_csv(snapshot, "issue")


def test_the_workbook_is_laid_out_for_work(snapshot: Snapshot) -> None:
    data = write_xlsx(snapshot, "issue")
    assert data == write_xlsx(snapshot, "issue")
    book = load_workbook(io.BytesIO(data))
    sheet, about = book["Issues"], book["About"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref is not None
    heading = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heading.index("due") + 1).value == datetime(2014, 7, 18)
    lists = {next(iter(rule.sqref.ranges)).min_col: rule for rule in sheet.data_validations.dataValidation}
    assert "in-discussion" in lists[heading.index("status") + 1].formula1
    assert lists[heading.index("destination") + 1].errorStyle == "information"
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Record"] == "Working group"
    assert told["Change number"] == "7"


def test_confidential_items_stay_out(snapshot: Snapshot) -> None:
    assert b"ISS-004" not in write_csv(snapshot, "issue")
    assert b"ISS-004" in write_csv(snapshot, "issue", confidential=True)


@BOTH
def test_a_text_longer_than_a_cell_comes_back_whole(write: Write, name: str, snapshot: Snapshot) -> None:
    long = changed(snapshot, "ISS-001", text="A line of text \U0001f50c.\n" * 6_000)
    data = write(long, "issue")
    reading = read_grid(data, name, long)
    assert reading.problems == ()
    assert reading.change.empty


def test_only_the_chosen_items_are_written(snapshot: Snapshot) -> None:
    chosen = [snapshot.by_code["ISS-003"]]
    reading = read_grid(write_csv(snapshot, "issue", items=chosen), "some.csv", snapshot)
    assert reading.rows == 1
    assert reading.change.empty
