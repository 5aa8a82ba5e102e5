"""Baselines: the list, making one with its refusals, and two of them side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph.comparison import compare
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.baselines import baselines
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database
from workbench.screens import visitor
from workbench.screens.baseline_comparison import comparison_csv
from workbench.screens.baseline_making import what_it_holds

PageOf = Callable[..., AppTest]
JUNE, JULY = "Minutes of 12 June 2014", "Submittal of 18 July 2014"


def names(database: Database) -> list[str]:
    with database.read() as session:
        return [baseline.name for baseline in baselines(session)]


def test_each_baseline_has_its_date_and_number(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled)
    assert not page.exception
    words = shown(page)
    assert "Thu 12 Jun 2014 · change 1 · digest " in words
    assert "reconstruction" in words
    with bundled.read() as session:
        digests = [baseline.digest for baseline in baselines(session)]
    assert digests == [block.value for block in page.code]


def test_a_baseline_is_made_with_what_it_will_hold_said(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled)
    page.button(key="baselines_new").click().run()
    assert "It will hold the record as of change 10:" in page.info[0].value
    page.text_input(key="baselines_name").set_value("Draft for staff")
    page.text_area(key="baselines_note").set_value("For the call on Tuesday")
    page.button(key="baselines_make").click().run()
    assert not page.exception
    assert "Draft for staff" in names(bundled)
    assert "For the call on Tuesday" in shown(page)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("", "a baseline needs a name of one line"), (JUNE, f"there is a baseline '{JUNE}' already")],
)
def test_a_bad_name_is_refused_and_kept(page_of: PageOf, bundled: Database, name: str, reason: str) -> None:
    before = names(bundled)
    page = page_of("baselines", bundled)
    page.button(key="baselines_new").click().run()
    page.text_input(key="baselines_name").set_value(name)
    page.button(key="baselines_make").click().run()
    assert reason in page.error[0].value.replace("\\", "")
    assert page.text_input(key="baselines_name").value == name
    assert names(bundled) == before


def test_an_observer_makes_none(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled, actor=OBSERVER)
    assert not page.exception
    assert "baselines_new" not in [button.key for button in page.button]


def test_none_is_made_of_the_past(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled, at=JUNE)
    assert page.button(key="baselines_new").disabled


def test_two_baselines_side_by_side(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled, baselines_from=JUNE, baselines_to=JULY)
    words = shown(page)
    assert "Items: 4 new and 3 changed; 9 links added." in words
    assert "Data model: IEC 61850" in words
    other_way = page_of("baselines", bundled, baselines_from=JULY, baselines_to=JUNE)
    assert "Items: 4 new and 3 changed; 9 links added." in shown(other_way)


def test_the_comparison_is_filtered_by_kind(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled, baselines_from=JUNE, baselines_to=JULY)
    page.button_group(key="baselines_kinds").set_value(["agreement"]).run()
    assert not page.exception
    words = shown(page)
    assert "item=AGR-02" in words
    assert "item=ISS-016" not in words


def test_links_alone_may_differ(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled, baselines_from=JUNE, baselines_to=JULY)
    page.button_group(key="baselines_kinds").set_value(["source"]).run()
    page.button_group(key="baselines_whats").set_value(["changed"]).run()
    assert not page.exception
    assert "No item fits" in page.info[0].value


def test_the_same_moment_twice_is_said(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled, baselines_from=JUNE, baselines_to=JUNE)
    assert "Both are the same moment" in page.info[0].value


def test_compare_and_look_at(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled)
    page.button(key="baselines_compare_0").click().run()
    assert page.session_state["baselines_from"] == JUNE
    page.button(key="baselines_look_0").click().run()
    assert page.session_state[visitor.MOMENT_KEY] == JUNE


def test_an_observer_does_not_see_what_is_confidential(page_of: PageOf, bundled: Database) -> None:
    save(
        bundled,
        LOCAL_OPERATOR,
        ProposedChange(edits=(ItemEdit("ISS-001", {"title": "Hush", "confidential": True}),)),
    )
    assert "Hush" in shown(page_of("baselines", bundled))
    assert "Hush" not in shown(page_of("baselines", bundled, actor=OBSERVER))


def test_without_baselines_the_page_says_what_they_are_for(page_of: PageOf, tmp_path: Path) -> None:
    database, _ = open_database(str(tmp_path / "empty.sqlite3"))
    page = page_of("baselines", database)
    assert not page.exception
    assert "No baseline is made yet" in page.info[0].value
    database.close()


def test_the_csv_has_one_row_a_field_and_runs_no_formula(bundled: Database) -> None:
    before = SNAPSHOTS.get(bundled)
    title = "=cmd|'/c calc'!A1"
    save(
        bundled,
        LOCAL_OPERATOR,
        ProposedChange(edits=(ItemEdit("ISS-001", {"title": title, "priority": "high"}),)),
    )
    after = SNAPSHOTS.get(bundled)
    written = comparison_csv(list(compare(before, after).items), before, after).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[0] == ["what", "kind", "code", "title", "field", "now (change 10)", "now (change 11)"]
    assert [row[4] for row in rows[1:]] == ["Title", "Priority"]
    assert all(not cell.startswith("=") for row in rows for cell in row)


def test_the_csv_has_links_too(page_of: PageOf, bundled: Database) -> None:
    page = page_of("baselines", bundled, baselines_from=JUNE, baselines_to=JULY)
    assert "Links that came and went (9)" in [expander.label for expander in page.expander]
    before, after = (SNAPSHOTS.get(bundled, baseline=name) for name in (JUNE, JULY))
    found = compare(before, after)
    written = comparison_csv([], before, after, [("added", link) for link in found.links_added])
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert ["link added", "link", "ISS-016"] in [row[:3] for row in rows]
    assert len(rows) == 10


def test_what_an_empty_baseline_would_hold(tmp_path: Path) -> None:
    database, _ = open_database(str(tmp_path / "empty.sqlite3"))
    assert "as of change 0: nothing" in what_it_holds(SNAPSHOTS.get(database))
    database.close()
