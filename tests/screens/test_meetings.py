"""The page of meetings: what needs attention, moving, promoting, proposing and saving, notices, roles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database
from workbench.process.notices import Notice
from workbench.screens import meetings_drawer, meetings_notices

PageOf = Callable[..., AppTest]
JUNE = "Minutes of 12 June 2014"


def shown(page: AppTest) -> str:
    parts = [str(element.proto.body) for element in page.get("html")]
    for kind in (page.markdown, page.caption, page.warning, page.info, page.success, page.error):
        parts += [str(element.value) for element in kind]
    return "\n".join(parts).replace("\\", "")


def opened(page: AppTest, code: str, mode: str = "look") -> AppTest:
    page.session_state[meetings_drawer.OPEN] = code
    page.session_state[meetings_drawer.MODE] = mode
    return page.run()


def widget(page: AppTest, kind: str, name: str) -> Any:
    number = page.session_state["meetings_form"].number
    return getattr(page, kind)(key=f"meetings_field_{number}_{name}")


def test_june_shows_what_needs_attention_before_what_is_there(page_of: PageOf, bundled: Database) -> None:
    page = page_of("meetings", bundled, at=JUNE)
    assert not page.exception
    words = shown(page)
    assert "2 things need attention" in words
    said = [str(element.value) for element in page.markdown]
    assert "need attention" in said[0]
    assert "Thu 19 Jun 2014" in words
    assert "As given: Thursday, to be moved to a Tuesday or a Wednesday" in words
    assert "3 dates are only hoped for" in words
    assert "Move or edit" not in [button.label for button in page.button]


def test_a_record_of_the_past_says_so_and_leads_back(page_of: PageOf, bundled: Database) -> None:
    page = page_of("meetings", bundled)
    assert "Every date of this record lies far in the past" in shown(page)
    page.button(key="meetings_moment_0").click().run()
    assert "Next meeting" in shown(page)


def test_an_empty_record_says_what_will_be_here(page_of: PageOf, tmp_path: Path) -> None:
    database, _ = open_database(str(tmp_path / "empty.sqlite3"))
    page = page_of("meetings", database)
    assert not page.exception
    assert "No meeting is planned." in shown(page)
    assert "Meetings and milestones will be here" in shown(page)
    database.close()


def test_the_agenda_counts_its_minutes(page_of: PageOf, demo: Database) -> None:
    words = shown(page_of("meetings", demo))
    assert "130 of 120 minutes used: 10 too many." in words
    assert "Who chooses the protocol of a small site" in words


def test_moving_a_meeting_says_what_it_upsets_and_moves_nothing_else(page_of: PageOf, demo: Database) -> None:
    before = SNAPSHOTS.get(demo)
    page = page_of("meetings", demo)
    page.button(key="meetings_next_open").click().run()
    page.button(key="meetings_do_edit").click().run()
    widget(page, "date_input", "start").set_value(date(2026, 12, 10)).run()
    words = shown(page)
    assert "MTG-2026-12-03 moves from Thu 3 Dec 2026 to Thu 10 Dec 2026" in words
    assert "nothing else moves" in words
    assert "the day of MTG-2026-12-10 as well" in words or "the day of MTG-2026-12-03 as well" in words
    page.button(key="meetings_form_save").click().run()
    assert not page.exception
    page.button(key="meetings_save_now").click().run()
    assert not page.exception
    after = SNAPSHOTS.get(demo)
    assert after.by_code["MTG-2026-12-03"].detail["date"]["start"] == "2026-12-10"
    moved = [code for code, item in after.by_code.items() if before.by_code[code].revision != item.revision]
    assert moved == ["MTG-2026-12-03"]
    assert meetings_drawer.OPEN not in page.session_state


def test_what_was_typed_outlasts_a_look_at_the_preview(page_of: PageOf, demo: Database) -> None:
    page = page_of("meetings", demo)
    page.button(key="meetings_next_open").click().run()
    page.button(key="meetings_do_edit").click().run()
    widget(page, "text_input", "place").set_value("Somewhere else").run()
    page.button(key="meetings_form_save").click().run()
    page.button(key="meetings_save_not").click().run()
    assert widget(page, "text_input", "place").value == "Somewhere else"
    assert SNAPSHOTS.get(demo).by_code["MTG-2026-12-03"].detail["place"] == "By telephone"


def test_somebody_elses_move_of_the_same_meeting_is_a_conflict(page_of: PageOf, demo: Database) -> None:
    page = page_of("meetings", demo)
    page.button(key="meetings_next_open").click().run()
    page.button(key="meetings_do_edit").click().run()
    widget(page, "date_input", "start").set_value(date(2026, 12, 9)).run()
    other = {"qualifier": "on", "start": "2026-12-08", "standing": "proposed"}
    change = ProposedChange(edits=(ItemEdit("MTG-2026-12-03", {"date": other}),))
    save(demo, LOCAL_OPERATOR, change)
    page.button(key="meetings_form_save").click().run()
    assert "changed by somebody else after you opened the page" in shown(page)
    assert page.button(key="meetings_save_now").disabled
    assert SNAPSHOTS.get(demo).by_code["MTG-2026-12-03"].detail["date"]["start"] == "2026-12-08"


def test_a_milestone_is_added_and_a_date_without_a_day_is_refused(page_of: PageOf, demo: Database) -> None:
    page = page_of("meetings", demo)
    page.button(key="meetings_add_milestone").click().run()
    page.button(key="meetings_form_save").click().run()
    assert "needs a title" in shown(page)
    assert "needs its day" in shown(page)
    widget(page, "text_input", "title").set_value("Last redlines").run()
    widget(page, "selectbox", "qualifier").set_value("by").run()
    widget(page, "date_input", "end").set_value(date(2026, 12, 14)).run()
    page.button(key="meetings_form_save").click().run()
    page.button(key="meetings_save_now").click().run()
    added = SNAPSHOTS.get(demo).by_code["MIL-06"]
    assert added.title == "Last redlines"
    assert added.detail["date"]["end"] == "2026-12-14"


def test_a_meeting_gets_its_code_from_its_day(page_of: PageOf, demo: Database) -> None:
    page = page_of("meetings", demo)
    page.button(key="meetings_add_meeting").click().run()
    widget(page, "text_input", "title").set_value("Another call").run()
    widget(page, "date_input", "start").set_value(date(2026, 12, 10)).run()
    page.button(key="meetings_form_save").click().run()
    page.button(key="meetings_save_now").click().run()
    assert not page.exception
    assert SNAPSHOTS.get(demo).by_code["MTG-2026-12-10-B"].title == "Another call"


def test_cancelling_says_what_loses_its_place(page_of: PageOf, demo: Database) -> None:
    page = opened(page_of("meetings", demo), "MTG-2026-12-03", "close")
    page.radio(key="meetings_ending_MTG-2026-12-03").set_value("cancelled").run()
    assert "has no meeting any more for its 'consensus call'" in shown(page)
    page.button(key="meetings_ending_save").click().run()
    page.button(key="meetings_save_now").click().run()
    assert SNAPSHOTS.get(demo).by_code["MTG-2026-12-03"].status == "cancelled"


def test_a_hope_is_promoted_with_a_reason_only(page_of: PageOf, demo: Database) -> None:
    page = opened(page_of("meetings", demo), "MIL-05", "promote")
    assert "would stand as proposed by the group" in shown(page)
    page.button(key="meetings_promote_now").click().run()
    assert "needs a reason" in shown(page)
    page.text_area(key="meetings_promote_why").set_value("Set at the third meeting.").run()
    page.button(key="meetings_promote_now").click().run()
    assert not page.exception
    assert SNAPSHOTS.get(demo).by_code["MIL-05"].detail["date"]["standing"] == "proposed"


def test_the_form_cannot_promote_by_the_way(page_of: PageOf, demo: Database) -> None:
    page = opened(page_of("meetings", demo), "MIL-05")
    page.button(key="meetings_do_edit").click().run()
    assert widget(page, "selectbox", "standing").disabled


@pytest.fixture
def proposed(page_of: PageOf, demo: Database) -> AppTest:
    page = page_of("meetings", demo, meetings_view="Propose a schedule")
    page.date_input(key="meetings_proposal_filing").set_value(date(2027, 2, 26)).run()
    page.date_input(key="meetings_proposal_ready").set_value(None).run()
    page.toggle(key="meetings_proposal_new").set_value(True).run()
    page.button(key="meetings_proposal_go").click().run(timeout=60)
    for _ in range(40):
        if "meetings_result" in page.session_state:
            break
        page.run(timeout=60)
    return page


def test_a_schedule_is_proposed_with_reasons_and_saved_once(proposed: AppTest, demo: Database) -> None:
    assert not proposed.exception
    words = shown(proposed)
    assert "issues fit before the filing on Fri 26 Feb 2027" in words
    assert "Where each went, and why" in [s.value for s in proposed.subheader]
    assert "the first meeting in time that has" in words
    change = SNAPSHOTS.get(demo).change
    proposed.button(key="meetings_save_button").click().run()
    assert "*is scheduled in*" in shown(proposed), "the preview names the meetings that stages go into"
    proposed.button(key="meetings_save_now").click().run()
    assert not proposed.exception
    after = SNAPSHOTS.get(demo)
    assert after.change == change + 1
    assert after.by_code["ISS-004"].detail["stages"]["final text"]
    assert "meetings_result" not in proposed.session_state
    assert "Each issue with the day of each stage" in shown(proposed)


def test_a_proposal_is_adjusted_and_says_what_no_longer_fits(proposed: AppTest, demo: Database) -> None:
    from workbench.process.scheduling.adjusting import Adjustment
    from workbench.screens import meetings_run

    found = proposed.session_state["meetings_result"]
    code = found.proposal.issues[0].code
    early = Adjustment(code, "final text", day=date(2026, 11, 28))
    proposed.session_state["meetings_result"] = meetings_run.Result(
        found.proposal, found.moment, found.nonce + 1, {(code, "final text"): early}
    )
    proposed.run()
    assert "As adjusted, these would not go together" in shown(proposed)
    assert "Sat 28 Nov 2026 is a Saturday" in shown(proposed)


def test_a_passed_filing_date_is_helped_with(page_of: PageOf, bundled: Database) -> None:
    page = page_of("meetings", bundled, meetings_view="Propose a schedule")
    assert "Fri 18 Jul 2014, has passed" in shown(page)
    page.button(key="meetings_proposal_go").click().run()
    assert "A schedule needs a filing date" in shown(page)


def test_a_schedule_of_june_is_to_look_at_only(page_of: PageOf, bundled: Database) -> None:
    page = page_of("meetings", bundled, at=JUNE, meetings_view="Propose a schedule")
    page.toggle(key="meetings_proposal_new").set_value(True).run()
    page.button(key="meetings_proposal_go").click().run(timeout=60)
    for _ in range(40):
        if "meetings_result" in page.session_state:
            break
        page.run(timeout=60)
    assert not page.exception
    assert "To look at only" in shown(page)
    assert "issues fit before the filing on Fri 18 Jul 2014" in shown(page)
    assert "meetings_save_button" not in [button.key for button in page.button]


def test_an_impossible_hour_or_day_is_refused_in_a_sentence(page_of: PageOf, demo: Database) -> None:
    page = page_of("meetings", demo, meetings_view="Propose a schedule")
    page.text_input(key="meetings_proposal_blocked").set_value("31 June 2026").run()
    page.button(key="meetings_proposal_go").click().run()
    assert "No schedule was computed" in shown(page)
    assert "31 June 2026" in shown(page)


def test_notices_are_ready_with_recipients(page_of: PageOf, demo: Database) -> None:
    page = page_of("meetings", demo, meetings_view="Notices")
    assert not page.exception
    labels = [str(box.label) for box in page.expander]
    assert any("Agenda" in label for label in labels)
    assert any("Call for consensus" in label for label in labels)


def test_a_long_text_does_not_go_into_the_address() -> None:
    def notice(body: str) -> Notice:
        to = ("Ann <ann@example.org>", "[no address]")
        return Notice("agenda", "MTG-1", date(2026, 1, 1), to, "a & b", body)

    address, whole = meetings_notices.mail_address(notice("short\ntext"))
    assert whole
    assert address == "mailto:Ann%20<ann@example.org>?subject=a%20%26%20b&body=short%0Atext"
    address, whole = meetings_notices.mail_address(notice("x" * 5_000))
    assert not whole
    assert "body" not in address


def test_others_look_but_do_not_touch(page_of: PageOf, demo: Database) -> None:
    page = page_of("meetings", demo, actor=OBSERVER, meetings_view="Notices")
    assert not page.exception
    labels = [button.label for button in page.button]
    assert "Propose a schedule" not in labels
    assert "Move or edit" not in labels
    assert "Look" in labels
    page = opened(page, "MTG-2026-12-03", "edit")
    assert not page.exception
    assert not page.text_input


def test_what_is_confidential_is_not_shown_to_others(page_of: PageOf, demo: Database) -> None:
    change = ProposedChange(edits=(ItemEdit("MTG-2026-12-10", {"confidential": True}),))
    save(demo, LOCAL_OPERATOR, change)
    assert "Workshop on testing" in shown(page_of("meetings", demo))
    page = page_of("meetings", demo, actor=OBSERVER)
    assert "Workshop on testing" not in shown(page)
    page = opened(page, "MTG-2026-12-10")
    assert "Workshop on testing" not in shown(page)


def test_a_setting_that_cannot_be_read_is_a_sentence(page_of: PageOf, demo: Database) -> None:
    change = ProposedChange(edits=(ItemEdit("SET-blocked-days", {"value": ["31 June 2026"]}),))
    save(demo, LOCAL_OPERATOR, change)
    page = page_of("meetings", demo)
    assert not page.exception
    assert "setting SET-blocked-days, entry 1" in shown(page)
