"""The page of agreements: never more than the group said; edit, add, filter, roles, moments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR, PUBLIC_READER, Actor
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database

PageOf = Callable[..., AppTest]
JUNE = "Minutes of 12 June 2014"


def shown(page: AppTest) -> str:
    parts = [str(element.proto.body) for element in page.get("html")]
    for kind in (page.markdown, page.caption, page.warning, page.info, page.error):
        parts += [str(element.value) for element in kind]
    return "\n".join(parts).replace("\\", "")


def widget(page: AppTest, kind: str, name: str) -> Any:
    number = page.session_state["agreements_form"].number
    return getattr(page, kind)(key=f"agreements_field_{number}_{name}")


def edited(page: AppTest, code: str) -> AppTest:
    return page.button(key=f"agreements_edit_{code}").click().run()


def test_june_says_reported_and_questioned_the_same_day(page_of: PageOf, bundled: Database) -> None:
    page = page_of("agreements", bundled, at=JUNE)
    assert not page.exception
    words = shown(page)
    assert "0 of 10 agreed by a recorded consensus call." in words
    assert (
        "Reported by the facilitator on Thu 12 Jun 2014, for most inverter manufacturers; questioned the same day."
        in words
    )
    assert "Not yet determined" in words
    assert [s.value for s in page.subheader][:2] == ["Utility side", "Facility side"]
    assert not [b for b in page.button if b.label in ("Edit", "Add a layer")]


def test_the_fictional_record_has_one_that_was_agreed_by_a_call(page_of: PageOf, demo: Database) -> None:
    words = shown(page_of("agreements", demo))
    assert "1 of 6 agreed by a recorded consensus call." in words
    assert "consensus with recorded dissent in the consensus call BAL-01" in words


def test_before_the_call_nothing_is_said_of_its_outcome(page_of: PageOf, demo: Database) -> None:
    page = page_of("agreements", demo, at="After the first meeting")
    assert "BAL-01" not in shown(page)
    assert "0 of 2 agreed" in shown(page) or "0 of 3 agreed" in shown(page)


def test_agreed_is_refused_without_a_recorded_call(page_of: PageOf, demo: Database) -> None:
    page = edited(page_of("agreements", demo), "AGR-03")
    widget(page, "selectbox", "status").set_value("agreed").run()
    page.button(key="agreements_form_save").click().run()
    assert "only after a recorded consensus call on its present text" in shown(page)
    assert page.button(key="agreements_save_now").disabled
    assert SNAPSHOTS.get(demo).by_code["AGR-03"].status == "reported"


def test_an_agreement_is_edited_through_the_preview(page_of: PageOf, demo: Database) -> None:
    page = edited(page_of("agreements", demo), "AGR-03")
    widget(page, "text_area", "choices_lines").set_value("TCP/IP\nUDP; with retries").run()
    widget(page, "selectbox", "permitted").set_value("several").run()
    widget(page, "text_input", "binds_of").set_value("utilities").run()
    widget(page, "selectbox", "binds_extent").set_value("most of a class").run()
    widget(page, "text_area", "disputed").set_value("Whether UDP is enough.").run()
    page.button(key="agreements_form_save").click().run()
    assert not page.exception
    page.button(key="agreements_save_now").click().run()
    assert not page.exception
    detail = SNAPSHOTS.get(demo).by_code["AGR-03"].detail
    assert detail["choices"] == ["TCP/IP", "UDP; with retries"]
    assert (detail["permitted"], detail["disputed"]) == ("several", "Whether UDP is enough.")
    assert detail["binds"] == {"extent": "most of a class", "of": "utilities"}
    assert "for most utilities" in shown(page)


def test_looking_and_saving_without_a_change_changes_nothing(page_of: PageOf, demo: Database) -> None:
    change = SNAPSHOTS.get(demo).change
    for item in SNAPSHOTS.get(demo).of_kind("agreement"):
        page = edited(page_of("agreements", demo), item.code)
        page.button(key="agreements_form_save").click().run()
        assert not page.exception
        assert "agreements_save_pending" not in page.session_state
    assert SNAPSHOTS.get(demo).change == change


def test_what_was_typed_outlasts_a_look_at_the_preview(page_of: PageOf, demo: Database) -> None:
    page = edited(page_of("agreements", demo), "AGR-03")
    widget(page, "text_input", "asserted_by").set_value("Utility Blue").run()
    page.button(key="agreements_form_save").click().run()
    page.button(key="agreements_save_not").click().run()
    assert widget(page, "text_input", "asserted_by").value == "Utility Blue"


def test_a_layer_is_added(page_of: PageOf, bundled: Database) -> None:
    page = page_of("agreements", bundled)
    page.button(key="agreements_add").click().run()
    page.button(key="agreements_form_save").click().run()
    page.button(
        key="agreements_save_now"
    ).disabled if "agreements_save_pending" in page.session_state else None
    assert SNAPSHOTS.get(bundled).item("AGR-15") is None
    page = page_of("agreements", bundled)
    page.button(key="agreements_add").click().run()
    widget(page, "text_input", "title").set_value("Time synchronisation").run()
    widget(page, "selectbox", "side").set_value("cross-cutting").run()
    widget(page, "text_area", "choices_lines").set_value("NTP").run()
    page.button(key="agreements_form_save").click().run()
    page.button(key="agreements_save_now").click().run()
    assert not page.exception
    added = SNAPSHOTS.get(bundled).by_code["AGR-15"]
    assert (added.title, added.detail["side"], added.detail["choices"]) == (
        "Time synchronisation",
        "cross-cutting",
        ["NTP"],
    )


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"agreements_status": "questioned"}, {"AGR-04"}),
        ({"agreements_side": "boundary"}, {"AGR-04"}),
        ({"agreements_side": "utility"}, {"AGR-01", "AGR-03", "AGR-06"}),
        ({"agreements_unsettled": "true"}, {"AGR-01", "AGR-04", "AGR-05"}),
    ],
)
def test_filters_live_in_the_address(
    page_of: PageOf, demo: Database, query: dict[str, str], codes: set[str]
) -> None:
    page = page_of("agreements", demo, **query)
    drawn = {b.key.removeprefix("agreements_look_") for b in page.button if b.key and "_look_" in b.key}
    assert drawn == codes


def test_the_drawer_tells_how_it_came_to_this(page_of: PageOf, bundled: Database) -> None:
    page = page_of("agreements", bundled)
    page.button(key="agreements_look_AGR-02").click().run()
    assert not page.exception
    words = shown(page)
    assert "How it came to this" in [s.value for s in page.subheader]
    assert "Thu 12 Jun 2014" in words
    assert "questioned → reported" in words


def test_in_june_the_drawer_knows_nothing_of_later(page_of: PageOf, bundled: Database) -> None:
    page = page_of("agreements", bundled, at=JUNE)
    page.button(key="agreements_look_AGR-02").click().run()
    assert "2015" not in shown(page)


def test_an_empty_record_says_what_will_be_here(page_of: PageOf, tmp_path: Path) -> None:
    database, _ = open_database(str(tmp_path / "empty.sqlite3"))
    page = page_of("agreements", database)
    assert "The layers will be here" in page.info[0].value
    database.close()


def test_words_of_the_record_are_no_markup(page_of: PageOf, demo: Database) -> None:
    evil = '<img src=x onerror="alert(1)">'
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("AGR-03", {"disputed": evil, "title": evil}),)))
    page = page_of("agreements", demo)
    assert "<img" not in shown(page)
    assert "&lt;img" in shown(page)


def test_others_see_no_edit_and_nothing_confidential(page_of: PageOf, demo: Database) -> None:
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("AGR-05", {"confidential": True}),)))
    page = page_of("agreements", demo, actor=OBSERVER)
    assert not page.exception
    assert "certificates on both sides" not in shown(page)
    assert not [b for b in page.button if b.label in ("Edit", "Add a layer")]


def test_the_public_reads_an_outcome_without_the_names_of_preliminary_positions(
    page_of: PageOf, demo: Database
) -> None:
    public = Actor(None, "Anybody", frozenset({PUBLIC_READER}))
    page = page_of("agreements", demo, actor=public)
    words = shown(page.button(key="agreements_look_AGR-02").click().run())
    assert "2 organisations whose positions are preliminary are not named." in words
    assert "Rooftop Example Developers object" not in words
