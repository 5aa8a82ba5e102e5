"""The page of issues: who may do what, filters in the address, the save with its preview, conflicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph.listing import issue_rows
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView
from workbench.graph.views import views
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.baselines import baselines
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database
from workbench.screens.issues_draft import Draft, specs
from workbench.screens.issues_grid import DRAFT, SHOWN, TICKED
from workbench.screens.issues_views import READY_MADE

PageOf = Callable[..., AppTest]
BEN = replace(LOCAL_OPERATOR, name="Ben")


def codes(page: AppTest) -> list[str]:
    return [str(row["code"]) for row in page.session_state[SHOWN].rows]


def item(database: Database, code: str) -> ItemView:
    found = SNAPSHOTS.get(database).item(code)
    assert found is not None
    return found


def typed(page: AppTest, database: Database, code: str, **values: object) -> None:
    """Put values into the grid's cells, as its callback does."""
    snapshot = SNAPSHOTS.get(database)
    draft = page.session_state[DRAFT] if DRAFT in page.session_state else Draft()
    row = issue_rows(snapshot, [item(database, code)])[0]
    for name, value in values.items():
        draft.put(row, name, value, specs(snapshot.vocabulary)[name])
    page.session_state[DRAFT] = draft


def by_ben(database: Database, code: str, **fields: object) -> None:
    save(database, BEN, ProposedChange(edits=(ItemEdit(code, fields),)))


def press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def test_all_issues_are_shown_and_the_address_filters(page_of: PageOf, bundled: Database) -> None:
    assert len(codes(page_of("issues", bundled))) == 22
    page = page_of("issues", bundled, issues_where="theme!=protocol|gateway|process status=open")
    assert not page.exception
    themes = {item(bundled, code).detail["theme"] for code in codes(page)}
    assert themes
    assert not themes & {"protocol", "gateway", "process"}
    assert page.multiselect(key="issues_theme").value == ["protocol", "gateway", "process"]
    assert page.checkbox(key="issues_not_theme").value


def test_choices_write_the_filter_and_what_has_no_choice_stays(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled, issues_where="has:depends status=open")
    page.multiselect(key="issues_theme").set_value(["security"]).run()
    assert page.text_input(key="issues_where").value == "status=open theme=security has:depends"
    assert codes(page) == ["ISS-019"]
    press(page, "issues_clear")
    assert len(codes(page)) == 22


def test_a_filter_that_cannot_be_read_says_where_and_shows_all(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled, issues_where="flavour=red")
    assert "is no field" in shown(page)
    assert "<b>^^^^^^^</b>" in shown(page)
    assert len(codes(page)) == 22


def test_search_finds_words_of_the_text_and_combines_with_the_filter(
    page_of: PageOf, bundled: Database
) -> None:
    assert "ISS-013" in codes(page_of("issues", bundled, issues_find="XMPP"))
    assert "PRO-XMPP" in shown(page_of("issues", bundled, issues_find="XMPP")).replace("\\", "")
    page = page_of("issues", bundled, issues_find="zebra")
    assert "No issue fits" in shown(page)
    press(page, "issues_show_all")
    assert len(codes(page)) == 22


def test_a_reader_sees_the_list_and_can_change_nothing(page_of: PageOf, bundled: Database) -> None:
    by_ben(bundled, "ISS-005", confidential=True)
    page = page_of("issues", bundled, actor=OBSERVER)
    assert not page.exception
    assert "ISS-005" not in codes(page)
    assert len(codes(page)) == 21
    assert not [b for b in page.button if b.key in ("issues_save_button", "issues_undo", "issues_tick_all")]


def test_a_baseline_is_shown_as_it_was_and_not_edited(page_of: PageOf, bundled: Database) -> None:
    by_ben(bundled, "ISS-013", title="Another title")
    with bundled.read() as session:
        name = baselines(session)[0].name
    page = page_of("issues", bundled, at=name)
    assert not page.exception
    rows = {row["code"]: row for row in page.session_state[SHOWN].rows}
    assert rows["ISS-013"]["title"] == "HTTP or XMPP"
    assert not [b for b in page.button if b.key == "issues_save_button"]


def test_a_save_shows_first_and_writes_once(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    typed(page, bundled, "ISS-013", title="HTTP, or XMPP?", priority="high")
    typed(page, bundled, "ISS-007", due="2014-07-18")
    page.run()
    assert "3 unsaved edits in 2 issues" in shown(page)
    press(page, "issues_save_button")
    said = shown(page)
    assert "2 items changed" in said
    assert "Fri 18 Jul 2014" in said
    assert "will be suspect" in said
    assert item(bundled, "ISS-007").detail["due"] is None
    page.text_input(key="issues_why_1").set_value("Sharper")
    press(page, "issues_save_now")
    assert not page.exception
    assert item(bundled, "ISS-013").title == "HTTP, or XMPP?"
    assert item(bundled, "ISS-007").detail["due"] == "2014-07-18"
    assert item(bundled, "ISS-013").change == item(bundled, "ISS-007").change
    page.run()
    assert page.session_state[DRAFT].empty


def test_disjoint_fields_of_two_people_merge_and_the_preview_says_so(
    page_of: PageOf, bundled: Database
) -> None:
    page = page_of("issues", bundled)
    typed(page, bundled, "ISS-013", priority="high")
    by_ben(bundled, "ISS-013", title="By Ben")
    press(page.run(), "issues_save_button")
    assert "Ben changed title" in shown(page)
    press(page, "issues_save_now")
    assert (item(bundled, "ISS-013").title, item(bundled, "ISS-013").detail["priority"]) == ("By Ben", "high")


def test_the_same_field_shows_both_versions_and_nothing_typed_is_lost(
    page_of: PageOf, bundled: Database
) -> None:
    page = page_of("issues", bundled)
    typed(page, bundled, "ISS-013", title="By me", priority="high")
    by_ben(bundled, "ISS-013", title="By Ben")
    press(page.run(), "issues_save_button")
    said = shown(page)
    assert "By</ins>" in said or "By me" in said
    assert "Ben" in said
    assert page.button(key="issues_save_now").disabled
    page.radio[0].set_value("anew").run()
    page.text_area[-1].set_value("By both").run()
    press(page, "issues_save_now")
    assert (item(bundled, "ISS-013").title, item(bundled, "ISS-013").detail["priority"]) == (
        "By both",
        "high",
    )


def test_a_choice_does_not_cover_what_is_saved_after_it(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    typed(page, bundled, "ISS-013", title="By me")
    by_ben(bundled, "ISS-013", title="By Ben")
    press(page.run(), "issues_save_button")
    page.radio[0].set_value("mine").run()
    assert not page.button(key="issues_save_now").disabled
    by_ben(bundled, "ISS-013", title="By Ben again")
    press(page, "issues_save_now")
    assert item(bundled, "ISS-013").title == "By Ben again"
    assert page.session_state[DRAFT].edits["ISS-013"].fields == {"title": "By me"}
    page.radio[0].set_value("mine").run()
    press(page, "issues_save_now")
    assert item(bundled, "ISS-013").title == "By me"


def test_leaving_it_to_the_others_drops_the_edit(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    typed(page, bundled, "ISS-013", title="By me")
    by_ben(bundled, "ISS-013", title="By Ben")
    press(page.run(), "issues_save_button")
    page.radio[0].set_value("theirs").run()
    assert page.button(key="issues_save_now").disabled
    press(page, "issues_save_drop")
    assert page.session_state[DRAFT].empty
    assert item(bundled, "ISS-013").title == "By Ben"


@pytest.mark.parametrize("where", READY_MADE.values())
def test_every_ready_made_view_can_be_read(page_of: PageOf, bundled: Database, where: str) -> None:
    page = page_of("issues", bundled, issues_where=where)
    assert not page.exception
    assert not page.error


def test_a_change_can_take_effect_in_the_past_but_not_behind_a_later_one(
    page_of: PageOf, bundled: Database
) -> None:
    page = page_of("issues", bundled)
    last = item(bundled, "ISS-022").effective_on
    assert last is not None
    typed(page, bundled, "ISS-022", priority="high")
    press(page.run(), "issues_save_button")
    page.date_input(key="issues_effective_1").set_value(last - timedelta(days=1)).run()
    assert any("would go behind it" in error.value for error in page.error)
    page.date_input(key="issues_effective_1").set_value(last + timedelta(days=1)).run()
    press(page, "issues_save_now")
    assert item(bundled, "ISS-022").effective_on == last + timedelta(days=1)


def test_bad_cells_are_said_and_stay_in_the_grid(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    typed(page, bundled, "ISS-013", title="a\u202eb", due="2014-06-31")
    press(page.run(), "issues_save_button")
    said = page.error[0].value.replace("\\", "")
    assert "column 'title', ISS-013: " in said
    assert "'2014-06-31' is not a day of the calendar" in said
    assert page.session_state[DRAFT].edits["ISS-013"].fields["due"] == "2014-06-31"


def test_an_issue_that_cannot_be_resolved_says_why(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    typed(page, bundled, "ISS-022", status="resolved")
    press(page.run(), "issues_save_button")
    assert any("disposition" in error.value for error in page.error)
    assert page.button(key="issues_save_now").disabled


def test_ticked_rows_are_edited_together(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    page.session_state[TICKED] = {"ISS-009", "ISS-010"}
    page.run()
    assert "2 ticked" in shown(page)
    page.selectbox(key="issues_bulk_field").set_value("destination").run()
    page.multiselect(key="issues_bulk_value_destination").set_value(["guide"]).run()
    press(page, "issues_bulk_apply")
    edits = page.session_state[DRAFT].edits
    assert {code: edit.fields["destination"] for code, edit in edits.items()} == {
        "ISS-009": ["guide"],
        "ISS-010": ["guide"],
    }


def test_a_new_issue_gets_the_next_code(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    put = next(button.key for button in page.button if "Put into the grid" in button.label)
    press(page, put)
    assert "needs a title" in page.error[0].value
    page.text_input(key="issues_new_title").set_value("Which clock counts")
    press(page, put)
    assert codes(page)[0] == "new 1"
    press(page, "issues_save_button")
    press(page, "issues_save_now")
    assert item(bundled, "ISS-023").title == "Which clock counts"


def test_the_last_save_of_this_person_can_be_undone(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled)
    assert not [b for b in page.button if b.key == "issues_undo"]
    typed(page, bundled, "ISS-013", title="By me")
    press(page.run(), "issues_save_button")
    press(page, "issues_save_now")
    by_ben(bundled, "ISS-014", priority="low")
    press(page.run(), "issues_undo")
    press(page, "issues_undo_now")
    assert item(bundled, "ISS-013").title == "HTTP or XMPP"
    assert item(bundled, "ISS-014").detail["priority"] == "low"


def test_a_filter_is_kept_as_a_view_and_taken_up_again(page_of: PageOf, bundled: Database) -> None:
    page = page_of("issues", bundled, issues_where="theme=gateway")
    page.text_input(key="issues_view_name").set_value("Gateways")
    press(page, "issues_view_keep")
    with bundled.read() as session:
        kept = views(session, "issues", None)
    assert [(view.name, view.where) for view in kept] == [("Gateways", "theme=gateway")]
    press(page, "issues_view_all")
    press(page, f"issues_view_{kept[0].uuid}")
    assert codes(page) == ["ISS-010", "ISS-011"]
    press(page, f"issues_drop_{kept[0].uuid}")
    with bundled.read() as session:
        assert views(session, "issues", None) == []


def test_a_reader_keeps_views_of_their_own(page_of: PageOf, bundled: Database) -> None:
    olive = Actor("olive", "Olive", frozenset({"observer"}))
    page = page_of("issues", bundled, actor=olive)
    page.text_input(key="issues_view_name").set_value(" ")
    press(page, "issues_view_keep")
    assert "needs a name" in page.error[0].value
    page.text_input(key="issues_view_name").set_value("Mine")
    press(page, "issues_view_keep")
    with bundled.read() as session:
        assert [(v.name, v.shared) for v in views(session, "issues", "olive")] == [("Mine", False)]
        assert views(session, "issues", None) == []


def test_an_empty_record_says_what_will_be_here(page_of: PageOf, tmp_path: Path) -> None:
    empty, _ = open_database(str(tmp_path / "empty.sqlite3"))
    page = page_of("issues", empty)
    assert not page.exception
    assert "The issues of the group will stand here" in shown(page)
    page.text_input(key="issues_new_title").set_value("The first question")
    press(page, next(button.key for button in page.button if "Put into the grid" in button.label))
    press(page, "issues_save_button")
    press(page, "issues_save_now")
    assert item(empty, "ISS-001").title == "The first question"
    empty.close()
