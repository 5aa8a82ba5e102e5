"""Settings: how they read, how each form is edited, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.graph.detail_words import document_words
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.setting_forms import Column, SettingForm, setting_form
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.screens.navigation import ENTRIES
from workbench.screens.setting_input import with_edits
from workbench.screens.setting_rows import certainty_words, strength_words, value_html

PageOf = Callable[..., AppTest]
EMPTY = Snapshot.of([])
TABLE = SettingForm(
    "table", columns=(Column("from", "date"), Column("why"), Column("days", "number"), Column("on", "yes-no"))
)


def opened(page_of: PageOf, database: Database, group: str, code: str) -> AppTest:
    page = page_of("settings", database, settings_group=group)
    return page.button(key=f"settings_edit_{code}").click().run()


def widget(page: AppTest, name: str = "value") -> str:
    return page.session_state["settings_open"].key(name)


def saved(page: AppTest) -> AppTest:
    page.button(key="settings_save").click().run()
    assert not page.error, [error.value for error in page.error]
    page.button(key="settings_save_now").click().run()
    assert not page.exception
    return page


@pytest.mark.parametrize("record", ["bundled", "demo"])
def test_every_group_is_drawn(page_of: PageOf, record: str, request: pytest.FixtureRequest) -> None:
    database: Database = request.getfixturevalue(record)
    page = page_of("settings", database)
    for group in page.button_group(key="settings_group").options:
        drawn = page_of(
            "settings", database, settings_group=group.content if hasattr(group, "content") else group
        )
        assert not drawn.exception
        assert 'class="wb-setting"' in shown(drawn)


def test_rules_of_form_say_how_sure_they_are(page_of: PageOf, bundled: Database) -> None:
    page = page_of("settings", bundled, settings_group="Rules of form")
    words = shown(page)
    assert "not verified: custom; remembered, and not checked" in words
    assert "binding; checked against its source" in words
    assert "1 inch<" in words
    assert (
        page.info[0].value
        == "Of 27 rules: 16 checked against a source, 9 checked in part and 2 only remembered."
    )


def test_what_a_filing_lacks_stands_first(page_of: PageOf, bundled: Database) -> None:
    page = page_of("settings", bundled, settings_group="The filing")
    assert "The filing party is missing" in page.warning[0].value.replace("\\", "")
    assert "Fri 18 Jul 2014" in shown(page)


def test_a_day_is_edited_through_the_preview(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "The filing", "SET-filing-date")
    page.date_input(key=widget(page)).set_value(date(2014, 7, 25))
    page.button(key="settings_save").click().run()
    assert "<ins>" in shown(page)
    assert SNAPSHOTS.get(bundled).setting("filing-date") == "2014-07-18", "nothing is written yet"
    page.button(key="settings_save_now").click().run()
    assert SNAPSHOTS.get(bundled).setting("filing-date") == "2014-07-25"
    assert "Fri 25 Jul 2014" in shown(page)


def test_a_number_is_edited_and_its_range_kept(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "The schedule", "SET-meeting-minutes")
    page.number_input(key=widget(page)).set_value(5000)
    page.button(key="settings_save").click().run()
    assert "5000 is out of range" in page.error[0].value.replace("\\", "")
    page.number_input(key=widget(page)).set_value(90)
    saved(page)
    value = SNAPSHOTS.get(bundled).setting("meeting-minutes")
    assert value == 90
    assert isinstance(value, int)


def test_a_party_is_chosen_from_the_record(page_of: PageOf, demo: Database) -> None:
    page = opened(page_of, demo, "The filing", "SET-filing-party")
    page.selectbox(key=widget(page)).set_value("ORG-UTILITY-BLUE")
    page = saved(page)
    assert SNAPSHOTS.get(demo).setting("filing-party") == "ORG-UTILITY-BLUE"
    assert "Utility Blue (ORG-UTILITY-BLUE)" in shown(page)


def test_the_contact_block_is_edited_line_by_line(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "The filing", "SET-contact")
    page.text_input(key=widget(page, "value_name")).set_value("Ann Example")
    page.text_area(key=widget(page, "value_address")).set_value("1 First Street\nSan Francisco")
    saved(page)
    contact: dict[str, Any] = SNAPSHOTS.get(bundled).setting("contact")
    assert contact["name"] == "Ann Example"
    assert contact["address"] == "1 First Street\nSan Francisco"
    assert contact["telephone"] is None


def test_a_rule_of_form_with_its_strength_and_certainty(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "Rules of form", "SET-form-margins")
    page.number_input(key=widget(page)).set_value(1.25)
    page.selectbox(key=widget(page, "certainty")).set_value("verified")
    page.text_input(key=widget(page, "strength")).set_value("hard")
    saved(page)
    item = SNAPSHOTS.get(bundled).item("SET-form-margins")
    assert item is not None
    assert (item.detail["value"], item.detail["certainty"], item.detail["strength"]) == (
        1.25,
        "verified",
        "hard",
    )


def test_a_setting_that_the_record_leaves_out_is_added(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "The schedule", "SET-agenda-days")
    page.number_input(key=widget(page)).set_value(5)
    saved(page)
    item = SNAPSHOTS.get(bundled).item("SET-agenda-days")
    assert item is not None
    assert (item.detail["value"], item.detail["group"]) == (5, "schedule")


def test_a_save_that_changes_nothing_says_so(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "The docket", "SET-docket")
    page.button(key="settings_save").click().run()
    assert not page.exception
    assert "Nothing would change" in " ".join(info.value for info in page.info)


def test_what_was_typed_survives_the_preview(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "The docket", "SET-docket")
    page.text_input(key=widget(page)).set_value("R.14-07-002")
    page.button(key="settings_save").click().run()
    page.button(key="settings_save_not").click().run()
    assert page.text_input(key=widget(page)).value == "R.14-07-002"
    page.button(key="settings_cancel").click().run()
    assert SNAPSHOTS.get(bundled).setting("docket") == "R.11-09-011"


def test_two_people_at_one_setting(page_of: PageOf, bundled: Database) -> None:
    page = opened(page_of, bundled, "The docket", "SET-docket")
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("SET-docket", {"value": "R.00-00-001"}),)))
    page.text_input(key=widget(page)).set_value("R.00-00-002")
    page.button(key="settings_save").click().run()
    assert page.button(key="settings_save_now").disabled
    words = shown(page)
    assert "R.00-00-001" in words
    assert "R.00-00-002" in words


def test_a_baseline_is_read_only(page_of: PageOf, bundled: Database) -> None:
    page = page_of("settings", bundled, at="Minutes of 12 June 2014")
    assert not page.exception
    assert not [button for button in page.button if str(button.key).startswith("settings_edit")]


def test_a_setting_that_cannot_be_read_is_named_first(page_of: PageOf, bundled: Database) -> None:
    bad = ProposedChange(edits=(ItemEdit("SET-stage-plan", {"value": [{"stage": "a party"}]}),))
    save(bundled, LOCAL_OPERATOR, bad)
    page = page_of("settings", bundled, settings_group="The schedule")
    assert "is no stage" in page.error[0].value.replace("\\", "")


def test_rows_with_what_was_typed_into_their_grid() -> None:
    rows: list[dict[str, Any]] = [
        {"from": "2014-06-19", "why": "away"},
        {"from": None, "why": "unknown"},
        {"from": "2014-07-04", "why": "a holiday", "on": True},
    ]
    delta = {
        "edited_rows": {"0": {"why": "  still away ", "days": 2.0}, "2": {"on": False}},
        "deleted_rows": [2],
        "added_rows": [{"from": "2014-08-01T00:00:00", "days": 1.5}, {}, {"why": "", "on": False}],
    }
    assert with_edits(rows, delta, TABLE) == [
        {"from": "2014-06-19", "why": "still away", "days": 2},
        {"from": None, "why": "unknown"},
        {"from": "2014-08-01", "days": 1.5},
    ]
    assert with_edits(rows, {}, TABLE) == rows
    assert with_edits(rows, {"edited_rows": {0: {"why": None}}}, TABLE)[0] == {"from": "2014-06-19"}


def test_values_in_words_are_escaped() -> None:
    form = setting_form(EMPTY, "own", "<script>")
    assert value_html(EMPTY, form, "<script>") == "&lt;script&gt;"
    table = setting_form(EMPTY, "own", [{"<b>": "<i>"}])
    assert "<i>" not in value_html(EMPTY, table, [{"<b>": "<i>"}])


def test_documents_read_as_lines() -> None:
    rows = [{"from": "2014-06-19", "why": "away", "to": None}, {"from": "2014-07-04"}]
    assert document_words(rows) == "from: 2014-06-19, why: away\nfrom: 2014-07-04"
    assert document_words({"in_meeting": True, "minutes": 20}) == "in meeting: yes, minutes: 20"
    assert document_words({"name": None}) == "—"
    assert document_words(["a", "b"]) == "a\nb"


def test_strength_and_certainty_in_words() -> None:
    assert strength_words("hard for utilities") == "binding for utilities"
    assert strength_words("to be checked") == "to be checked"
    assert certainty_words("memory") == "remembered, and not checked"
    assert certainty_words(None) == "nobody has said how sure it is"


def test_the_page_is_for_those_who_may_edit() -> None:
    assert next(entry for entry in ENTRIES if entry.title == "Settings").verb == "edit"
