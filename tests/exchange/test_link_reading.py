"""The table of links: what goes out comes back as nothing, and each edit as exactly itself."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.exchange.conftest import ITEMS, link
from workbench.exchange import link_table, workbook_reading
from workbench.exchange.archive import CARRIES_MORE
from workbench.exchange.grid_reading import GridReading
from workbench.exchange.link_table import links_of, not_read_again, write_links_csv, write_links_xlsx
from workbench.exchange.record_workbook import write_record_xlsx
from workbench.exchange.workbook_reading import LINK_TABLE, read_tables
from workbench.graph.proposed import LinkEdit, Review
from workbench.graph.snapshot import Snapshot

Table = list[list[str]]


def table(data: bytes) -> Table:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def packed(rows: Table) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def read(snapshot: Snapshot, rows: Table) -> GridReading:
    return read_tables(packed(rows), "links.csv", snapshot)


def said(reading: GridReading) -> set[tuple[object, ...]]:
    """What is proposed, without the places in the file."""
    assert not reading.problems, [problem.sentence() for problem in reading.problems]
    links = {
        (edit.source, edit.relation, edit.target, tuple(sorted(edit.detail.items())), edit.remove)
        for edit in reading.change.links
    }
    return links | {(r.source, r.relation, r.target, "reviewed") for r in reading.change.reviews}


def test_what_goes_out_comes_back_as_nothing(snapshot: Snapshot) -> None:
    for data, name in ((write_links_csv(snapshot), "links.csv"), (write_links_xlsx(snapshot), "links.xlsx")):
        reading = read_tables(data, name, snapshot)
        assert not reading.problems
        assert reading.change.empty
        assert (reading.kind, reading.rows) == (LINK_TABLE, 6)


def test_the_same_record_gives_the_same_bytes_and_nothing_computes(snapshot: Snapshot) -> None:
    evil = replace(snapshot, items={**snapshot.items, "uuid-ISS-002": replace(ITEMS[1], title="=1+1")})
    assert write_links_xlsx(evil) == write_links_xlsx(evil)
    rows = table(write_links_csv(evil))
    assert {row[4] for row in rows if row[3] == "ISS-002"} == {"'=1+1"}
    assert read_tables(write_links_csv(evil), "links.csv", evil).change.empty


def test_links_of_confidential_items_stay_out(snapshot: Snapshot) -> None:
    secret = replace(snapshot, links=(*snapshot.links, link("ISS-004", "depends-on", "ISS-001")))
    assert len(table(write_links_csv(secret.public))) == 7


def test_a_line_of_a_source_stays_a_number(snapshot: Snapshot) -> None:
    rows = table(write_links_csv(snapshot))
    row = next(row for row in rows if row[5] == "line: 14")
    row[5] = "line: 15"
    assert said(read(snapshot, rows)) == {
        ("ISS-001", "derived-from", "SRC-MIN", (("line", 14),), True),
        ("ISS-001", "derived-from", "SRC-MIN", (("line", 15),), False),
    }


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        (("ISS-001", "answer", "ISS-003"), "relation", "'answer' is no relation; did you mean answers"),
        (("ISS-001", "answers", "ISS-003"), "relation", "'answers' cannot join issue to issue"),
        (("ISS-001", "", "ISS-003"), "relation", "is no relation"),
        (("ISS-077", "depends-on", "ISS-003"), "source", "is not in the record; did you mean ISS-0"),
        (("ISS-001", "depends-on", ""), "target", "is missing"),
        (("ISS-001", "depends-on", "ISS-001"), "target", "cannot be linked to itself"),
        (("ISS-003", "depends-on", "ISS-001"), "", "this link stands in row"),
        (("ISS-001", "depends-on", "ISS-003", "ended"), "state", "no such link"),
        (("ISS-001", "depends-on", "ISS-003", "gone"), "state", "is no state"),
    ],
)
def test_what_cannot_be_is_refused_with_what_may(
    snapshot: Snapshot, cells: tuple[str, ...], column: str, says: str
) -> None:
    source, relation, target, *state = cells
    rows = [*table(write_links_csv(snapshot)), [source, "", relation, target, "", "", *state]]
    reading = read(snapshot, rows)
    (problem,) = reading.problems
    assert says in problem.message
    assert (problem.place.row, problem.place.column) == (8, column)
    assert reading.change.empty
    if "cannot join" in says:
        assert "requirement or proposal → issue or order; issue → issue by depends-on" in problem.allowed


def test_every_fault_is_named_at_once(snapshot: Snapshot) -> None:
    rows = table(write_links_csv(snapshot))
    rows[1][0], rows[2][2], rows[3][6] = "XXX-1", "knows", "over"
    assert {problem.place.row for problem in read(snapshot, rows).problems} >= {2, 4}
    strange = [["source", "relation", "target", "colour"], ["ISS-001", "depends-on", "ISS-003", "red"]]
    assert read(snapshot, strange).problems == ()
    assert "Columns that are no part of the record were not read: colour." in read(snapshot, strange).notes
    strange[0][3] = "stat"
    assert (
        "there is no column 'stat' in a table of links; did you"
        in read(snapshot, strange).problems[0].message
    )


def test_a_hand_written_table_needs_three_columns_and_takes_titles(snapshot: Snapshot) -> None:
    rows = [["Source", "Relation", "Target"], ["HTTP or XMPP", "owned-by", "Example Power"]]
    assert said(read(snapshot, rows)) == {("ISS-003", "owned-by", "ORG-POWER", (), False)}


def test_what_others_ended_since_stays_ended(snapshot: Snapshot) -> None:
    rows = table(write_links_csv(snapshot))
    later = replace(snapshot, links=tuple(x for x in snapshot.links if x.relation != "owned-by"))
    reading = read(later, rows)
    assert reading.change.empty
    assert reading.notes == ("1 link was ended since the file was written, and stay so.",)


def test_a_copied_row_is_a_new_link_and_leaves_the_first_alone(snapshot: Snapshot) -> None:
    rows = table(write_links_csv(snapshot))
    copied = list(next(row for row in rows if row[2] == "owned-by"))
    copied[3] = "ORG-POWER"
    for place in (1, len(rows)):
        edited = [*rows[:place], copied, *rows[place:]]
        assert said(read(snapshot, edited)) == {("ISS-001", "owned-by", "ORG-POWER", (), False)}


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, int]]:
    rows = draw(st.lists(st.integers(1, 6), unique=True, max_size=6))
    return [(draw(st.sampled_from(["ended", "reviewed", "line", "drop", "keep"])), row) for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(edits(), st.booleans(), st.randoms())
def test_a_file_that_was_edited_proposes_exactly_the_edits(
    snapshot: Snapshot, made: list[tuple[str, int]], adds: bool, order: object
) -> None:
    rows = table(write_links_csv(snapshot))
    expected: set[tuple[object, ...]] = set()
    by_uuid = {x.uuid: x for x in snapshot.links}
    dropped: list[int] = []
    for what, number in made:
        row = rows[number]
        old = by_uuid[row[9]]
        triple = (row[0], row[2], row[3])
        gone = (*triple, tuple(sorted(old.detail.items())), True)
        if what == "ended":
            row[6] = "Ended"
            expected.add(gone)
        elif what == "reviewed":
            row[6] = "reviewed"
            if old.suspect:
                expected.add((*triple, "reviewed"))
        elif what == "line":
            row[5] = f"line: {100 + number}"
            expected |= {gone, (*triple, (("line", 100 + number),), False)}
        elif what == "drop":
            dropped.append(number)
    kept = [row for number, row in enumerate(rows) if number not in dropped]
    if adds:
        kept.append(["ISS-002", "", "owned-by", "ORG-POWER"])
        expected.add(("ISS-002", "owned-by", "ORG-POWER", (), False))
    body = kept[1:]
    order.shuffle(body)  # type: ignore[attr-defined]
    reading = read(snapshot, [kept[0], *body])
    assert said(reading) == expected


def test_reviews_and_removals_name_the_very_link(snapshot: Snapshot) -> None:
    rows = table(write_links_csv(snapshot))
    for row in rows[1:]:
        row[6] = "reviewed" if row[6] == "suspect" else "ended" if row[5] == "line: 19" else row[6]
    change = read(snapshot, rows).change
    assert change.reviews == (Review("ISS-003", "depends-on", "ISS-001"),)
    (edit,) = change.links
    assert isinstance(edit, LinkEdit)
    assert (edit.detail, edit.remove, edit.exact) == ({"line": 19}, True, True)


def test_a_table_that_is_too_long_to_come_in_again_says_so(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not_read_again(len(links_of(snapshot))) == ()
    for module in (link_table, workbook_reading):
        monkeypatch.setattr(module, "MOST_LINKS", 2)
    number = len(links_of(snapshot))
    assert number == len(table(write_links_csv(snapshot))) - 1
    [sentence] = not_read_again(number)
    assert sentence.startswith(f"The table has {number:,} links; at most 2 are read again at once.")
    assert sentence.endswith(f"Bring it back in parts. {CARRIES_MORE}")
    for data in (write_links_xlsx(snapshot), write_record_xlsx(snapshot)):
        about = load_workbook(io.BytesIO(data))["About"]
        assert sentence in [cell.value for row in about.iter_rows() for cell in row]
    assert "more than 2 rows" in read(snapshot, table(write_links_csv(snapshot))).problems[0].message
