"""The information model: the table and its filters, one quantity with a value to try, the coverage, items' pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.der.quantities import quantities
from workbench.graph.mapping import SHORT, protocols_bound
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.visibility import PUBLIC

PageOf = Callable[..., AppTest]
PAGE = "information_model"


def grid(page: AppTest) -> Any:
    return page.dataframe[0].value


def test_every_quantity_stands_in_the_table_with_the_names_that_are_executed(
    demo: Database, page_of: PageOf
) -> None:
    page = page_of(PAGE, demo)
    assert not page.exception
    table = grid(page)
    assert list(table["Key"]) == list(quantities())
    assert {SHORT[name] for name in protocols_bound()} <= set(table.columns)
    limit = table[table["Key"] == "limit-active-power"].iloc[0]
    assert (limit["DNP3 AN2018-001"], limit["DNP3 1815.2"]) == ("AI149 / AO88", "AI148 / AO87")
    assert "96 quantities" in shown(page)


def test_words_and_filters_of_the_address_narrow_it(demo: Database, page_of: PageOf) -> None:
    assert list(grid(page_of(PAGE, demo, model_words="ao88"))["Key"]) == ["limit-active-power"]
    table = grid(page_of(PAGE, demo, function="Watt-PF"))
    assert list(table["Key"]) == ["watt-power-factor-curve"]
    nothing = page_of(PAGE, demo, model_words="no such words")
    assert "No quantity fits" in shown(nothing)


def test_a_quantity_opens_by_its_address_and_a_value_is_said_in_every_protocol(
    demo: Database, page_of: PageOf
) -> None:
    page = page_of(PAGE, demo, quantity="limit-active-power")
    said = shown(page)
    assert "Active power that the DER may not exceed" in said
    assert "the curve" not in said
    box = page.text_input(key="model_drawer_value_limit-active-power")
    box.set_value("33.3").run()
    assert "33.3 %WMax" in shown(page).replace("\\", "")
    assert "<code>333</code>" in shown(page)
    box = page.text_input(key="model_drawer_value_limit-active-power")
    box.set_value("fast").run()
    assert "no value of the quantity" in shown(page)


def test_the_minimum_data_tables_are_counted_and_shown(bundled: Database, page_of: PageOf) -> None:
    page = page_of(PAGE, bundled, model_view="Minimum data")
    assert not page.exception
    assert "Of 91 data requirements" in shown(page)
    table = grid(page)
    limit = table[table["Code"] == "DAT-63"].iloc[0]
    assert limit["DNP3 1815.2"] == "● AO87"
    only = grid(page_of(PAGE, bundled, model_view="Minimum data", state="○ Not", of="SunSpec 7xx"))
    assert all(cell == "○ not" for cell in only["SunSpec 7xx"])
    before = page_of(PAGE, bundled, model_view="Minimum data", at_day=date(2014, 7, 18))
    assert "none of them at this moment" in shown(before)


def test_data_objects_behind_their_rows_are_said(demo: Database, page_of: PageOf) -> None:
    edit = ItemEdit("OBJ-limit-active-power", {"row_digest": "0" * 64})
    save(demo, ME, ProposedChange(edits=(edit,), why="An earlier mapping"))
    assert "1 data object cites an earlier row" in shown(page_of(PAGE, demo))
    assert "cites an earlier row" in shown(page_of(PAGE, demo, quantity="limit-active-power"))


def test_the_public_reads_it_without_files_that_it_may_not_take(demo: Database, page_of: PageOf) -> None:
    page = page_of(PAGE, demo, actor=PUBLIC)
    assert not page.exception
    assert len(grid(page)) == 96
