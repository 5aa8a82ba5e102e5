"""A list of people to invite: matched with the record, completed, or refused row by row."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from workbench.exchange.archive import RefusedFile
from workbench.exchange.invitation_table import HEADINGS, MergeRow, merge_csv, merge_xlsx
from workbench.exchange.people_list import PeopleList, read_people
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import preview
from workbench.process.keeping import Database

DAY = date(2026, 12, 1)
HEADING = "name,e-mail,organisation,role\n"


def read(demo: Database, text: str, name: str = "people.csv") -> PeopleList:
    return read_people(text.encode(), name, SNAPSHOTS.get(demo), DAY)


def test_who_is_on_record_is_found_by_address_or_name(demo: Database) -> None:
    found = read(demo, HEADING + "Somebody Else,CLEO.PIER@example.org,,\nBo Quay,,,\nBo Quay,,,\n")
    assert found.persons == ("PER-PIER", "PER-QUAY")
    assert found.change.empty
    assert not found.problems


def test_who_is_not_becomes_a_new_person_who_speaks_for_the_organisation(demo: Database) -> None:
    found = read(demo, HEADING + "Ann Example,ann@example.org,utility blue,alternate; authoriser\n")
    assert found.persons == ("PER-EXAMPLE",)
    [link] = found.change.links
    assert (link.target, link.detail) == ("ORG-UTILITY-BLUE", {"roles": ["alternate", "authoriser"]})
    assert preview(demo, ME, found.change).savable


def test_two_new_persons_of_one_name_have_two_addresses(demo: Database) -> None:
    found = read(
        demo, HEADING + "Ann Pier,a@example.org,,\nAnn Pier,b@example.org,,\nAnn Pier,A@example.org,,\n"
    )
    assert found.persons == ("PER-PIER-2", "PER-PIER-3")


def test_a_role_that_is_held_already_is_not_written_again(demo: Database) -> None:
    found = read(demo, HEADING + "Cleo Pier,,Utility Green,representative\nHana Keel,,Utility Green,\n")
    assert found.change.empty
    found = read(demo, HEADING + "Cleo Pier,,Utility Green,authoriser\n")
    assert found.change.links[0].detail == {"roles": ["authoriser"]}


def test_pasted_rows_need_no_heading(demo: Database) -> None:
    found = read(
        demo, "Ann Example\tann@example.org\tUtility Blue\tobserver\nBo Quay\tbo.quay@example.org\n", "x"
    )
    assert found.persons == ("PER-EXAMPLE", "PER-QUAY")


def test_a_workbook_is_read(demo: Database) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["E-Mail", "Name", "Company"])
    sheet.append(["ann@example.org", "Ann Example", "ORG-ROOFTOP"])
    sheet.append(["=A2", "Eve Example", None])
    buffer = io.BytesIO()
    book.save(buffer)
    found = read_people(buffer.getvalue(), "people.xlsx", SNAPSHOTS.get(demo), DAY)
    assert "row 3, column 'email': the cell computes" in found.problems[0].sentence()


def test_every_bad_row_is_named_and_nothing_is_proposed(demo: Database) -> None:
    found = read(
        demo,
        HEADING + "Ann,no address,,\nAnn,,Utility Blau,\nAnn,,Utility Blue,boss\nAnn,,,alternate\n"
        ",new@example.org,,\nAnn,,Utility Blue,proxy\n,,,observer\n",
    )
    said = [problem.sentence() for problem in found.problems]
    assert "row 2, column 'email': is no e-mail address. Found: 'no address'" in said[0]
    assert "such as Utility Blue" in said[1]
    assert "is no role in an organisation. Found: 'boss'. Allowed: representative" in said[2]
    assert "a role needs the organisation" in said[3]
    assert "a new person needs a name" in said[4]
    assert "a proxy needs its instrument" in said[5]
    assert "names nobody" in said[-1]
    assert found.persons == ()
    assert found.change.empty


def test_a_list_whose_columns_nobody_knows_is_refused(demo: Database) -> None:
    with pytest.raises(RefusedFile, match="Write a heading: name, e-mail"):
        read(demo, "one,two,three\n1,2,3\n")
    with pytest.raises(RefusedFile, match="holds no rows"):
        read(demo, "\n")


ROW = MergeRow("=Ann", "ann@example.org", "Utility Blue", "http://x/sign-in?token=t", "Thu 10 Dec 2026")


def test_the_table_runs_nowhere() -> None:
    assert merge_csv([ROW]).decode("utf-8-sig").splitlines() == [
        ",".join(HEADINGS),
        "'=Ann,ann@example.org,Utility Blue,http://x/sign-in?token=t,Thu 10 Dec 2026",
    ]
    sheet = load_workbook(io.BytesIO(merge_xlsx([ROW]))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert sheet["A2"].data_type == "s"
    assert sheet["D2"].value == ROW.link
