"""Minutes: read and reviewed, noted live, made after the call; each with what it refuses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.graph.meeting_notes import meeting_notes
from workbench.graph.notes import MeetingNoteView
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.notes import take_note
from workbench.screens import minutes_input

PageOf = Callable[..., AppTest]
CALL = "MTG-2014-07-02"
MINUTES = """Working Group on Harbour Lights
Minutes of the call of 3 September 2014

1. Open issues
   - Who pays for the lamps is still open
   - Testing of the <b>lamps</b> needs more discussion
2. Action items
   - Blue Utility to send the list of lamps by September 12
"""


def head(database: Database) -> Snapshot:
    return SNAPSHOTS.get(database)


def item(database: Database, code: str) -> ItemView:
    found = head(database).item(code)
    assert found is not None
    return found


def notes(database: Database, code: str = CALL) -> list[MeetingNoteView]:
    with database.read() as session:
        return meeting_notes(session, code)


def keyed(page: AppTest, key: str) -> bool:
    return any(button.key == key for button in page.button)


def pasted(page_of: PageOf, database: Database, text: str = MINUTES) -> AppTest:
    page = page_of("minutes", database)
    page.text_area(key="minutes_paste_0").set_value(text)
    return page.button(key="minutes_read").click().run()


def saved(page: AppTest, key: str) -> AppTest:
    page.button(key=f"{key}_save_button").click().run()
    return page.button(key=f"{key}_save_now").click().run()


def view(page_of: PageOf, database: Database, name: str, **query: str) -> AppTest:
    page = page_of("minutes", database, **query)
    page.session_state["minutes_view"] = name
    return page.run()


def test_what_is_taken_is_saved_with_the_line_it_comes_from(page_of: PageOf, bundled: Database) -> None:
    page = pasted(page_of, bundled)
    assert not page.exception
    words = shown(page)
    assert "Testing of the &lt;b&gt;lamps&lt;/b&gt; needs more discussion" in words
    assert "<b>lamps" not in words
    boxes = [box for box in page.checkbox if str(box.key).startswith("minutes_take_")]
    assert all(box.value for box in boxes)
    dropped = next(box for box in boxes if "Testing" in box.label)
    dropped.uncheck().run()
    before = len(head(bundled).of_kind("issue"))
    page = saved(page, "minutes")
    assert not page.exception
    snapshot = head(bundled)
    issues = snapshot.of_kind("issue")
    assert len(issues) == before + 1
    new = issues[-1]
    assert "pays for the lamps" in new.title
    (link,) = snapshot.out(new, "derived-from")
    source = snapshot.items[link.target]
    assert (
        source.text.split("\n")[link.detail["line"] - 1].strip() == "- Who pays for the lamps is still open"
    )
    assert snapshot.view(source, "meeting") == ["MTG-2014-09-03"]
    assert item(bundled, "MTG-2014-09-03").status == "held"
    assert "Change" in page.success[0].value
    assert minutes_input.REVIEW not in page.session_state


def test_a_name_that_is_not_on_record_becomes_what_is_chosen(page_of: PageOf, bundled: Database) -> None:
    for what, kind in (("organisation", "organisation"), ("nobody", None), ("person", "person")):
        page = pasted(page_of, bundled, MINUTES.replace("\n\n1.", "\nAttendance: Blue Utility\n\n1."))
        review = page.session_state[minutes_input.REVIEW]
        (box,) = [box for box in page.selectbox if str(box.key).startswith("minutes_person_")]
        assert box.label == "Blue Utility"
        box.set_value(what).run()
        change = review.change(head(bundled))
        made = [new for new in change.new if new.fields["title"] == "Blue Utility"]
        assert [new.kind for new in made] == ([kind] if kind else [])
        owners = [link.target for link in change.links if link.relation == "owned-by"]
        assert owners == [new.code for new in made]
    assert not saved(page, "minutes").exception


def test_what_is_on_record_is_pointed_out_and_not_taken(page_of: PageOf, bundled: Database) -> None:
    text = item(bundled, "SRC-MIN-2014-06-12").text
    page = pasted(page_of, bundled, text)
    assert "on record already" in page.info[0].value
    assert "On record as" in shown(page)
    review = page.session_state[minutes_input.REVIEW]
    assert review.source == "SRC-MIN-2014-06-12"
    assert not review.offers_meeting
    assert all(entry.taken is (entry.same is None) for entry in review.entries)
    assert sum(entry.same is not None for entry in review.entries) >= 15
    page.button(key="minutes_All_issue").click().run()
    assert all(review.entries[place].taken for place in review.of_kind("issue"))
    page.button(key="minutes_None_issue").click().run()
    assert not any(review.entries[place].taken for place in review.of_kind("issue"))
    change = review.change(head(bundled))
    assert not any(new.kind == "source" for new in change.new)


def test_a_proposal_is_edited_before_it_is_taken(page_of: PageOf, bundled: Database) -> None:
    page = pasted(page_of, bundled)
    review = page.session_state[minutes_input.REVIEW]
    place = review.of_kind("action")[0]
    page.button(key=f"minutes_edit_button_{place}").click().run()
    key = f"minutes_edit_{review.number}_{place}"
    page.text_input(key=f"{key}_title").set_value(" ").run()
    page.text_input(key=f"{key}_due").set_value("31 June 2014").run()
    page.button(key=f"{key}_done").click().run()
    said = page.error[0].value.replace("\\", "")
    assert "Title: it is empty" in said
    assert "June" in said
    assert page.text_input(key=f"{key}_due").value == "31 June 2014", "what was typed stays"
    page.text_input(key=f"{key}_title").set_value("Send the lamps").run()
    page.text_input(key=f"{key}_due").set_value("by 2014-09-15").run()
    page.button(key=f"{key}_done").click().run()
    assert not page.exception
    edited = review.entries[place].proposal
    assert (edited.title, edited.due["end"]) == ("Send the lamps", "2014-09-15")
    assert "edited" in shown(page)
    page = saved(page, "minutes")
    action = head(bundled).of_kind("action")[-1]
    assert (action.title, action.detail["due"]["end"]) == ("Send the lamps", "2014-09-15")


def test_a_kind_can_be_changed(page_of: PageOf, bundled: Database) -> None:
    page = pasted(page_of, bundled)
    review = page.session_state[minutes_input.REVIEW]
    place = review.of_kind("action")[0]
    page.button(key=f"minutes_edit_button_{place}").click().run()
    key = f"minutes_edit_{review.number}_{place}"
    page.selectbox(key=f"{key}_kind").set_value("issue").run()
    page.button(key=f"{key}_done").click().run()
    assert review.entries[place].proposal.kind == "issue"
    assert review.entries[place].proposal.status == "proposed"
    assert not saved(page, "minutes").exception


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_pasted_is_refused(page_of: PageOf, bundled: Database, text: str) -> None:
    page = pasted(page_of, bundled, text)
    assert "nothing to read yet" in page.error[0].value


def test_a_refusal_of_the_save_loses_nothing(page_of: PageOf, bundled: Database) -> None:
    page = pasted(page_of, bundled)
    review = page.session_state[minutes_input.REVIEW]
    page.button(key="minutes_save_button").click().run()
    # Another person takes the source's code between the preview and the save.
    save(bundled, ME, ProposedChange(new=(NewItem("source", {"title": "x"}, "SRC-MIN-2014-09-03"),)))
    page.button(key="minutes_save_now").click().run()
    assert page.error
    assert page.session_state[minutes_input.REVIEW] is review
    page.button(key="minutes_save_not").click().run()
    page = saved(page, "minutes")
    assert head(bundled).item("SRC-MIN-2014-09-03.2") is not None


def test_live_notes_are_saved_at_once_and_struck(page_of: PageOf, bundled: Database) -> None:
    page = view(page_of, bundled, "live", meeting=CALL)
    assert not page.exception
    page.text_area(key="minutes_live_text").set_value("Asked again about ISS-008")
    page.button(key="minutes_live_note").click().run()
    page.text_area(key="minutes_live_text").set_value("Most <b>would</b> wait")
    page.button(key="minutes_live_sense").click().run()
    page.text_area(key="minutes_live_text").set_value("southern california ed")
    page.button(key="minutes_live_attendance").click().run()
    first, second, third = notes(bundled)
    assert (first.kind, first.item) == ("note", "ISS-008")
    assert (second.kind, second.item) == ("sense", None)
    assert (third.kind, third.text) == ("attendance", "")
    assert item(bundled, str(third.organisation)).title == "Southern California Edison"
    assert "Most &lt;b&gt;would&lt;/b&gt; wait" in shown(page)
    page.button(key=f"minutes_strike_{second.uuid}").click().run()
    assert [note.struck for note in notes(bundled)] == [False, True, False]
    assert "<del>Most" in shown(page)


def test_a_refused_note_stays_in_the_field(page_of: PageOf, bundled: Database) -> None:
    page = view(page_of, bundled, "live", meeting=CALL)
    page.text_area(key="minutes_live_text").set_value("turned \u202e around")
    page.button(key="minutes_live_question").click().run()
    assert "another order" in page.error[0].value
    assert page.text_area(key="minutes_live_text").value == "turned \u202e around"
    assert notes(bundled) == []


def test_attendance_is_saved_by_organisation(page_of: PageOf, bundled: Database) -> None:
    page = view(page_of, bundled, "live", meeting=CALL)
    first, second = (o.code for o in head(bundled).of_kind("organisation")[:2])
    present = f"minutes_live_present_{CALL}"
    page.multiselect(key=present).set_value([first, second]).run()
    page.multiselect(key=present).set_value([second]).run()
    assert [(n.organisation, n.struck) for n in notes(bundled)] == [(first, True), (second, False)]
    assert page.multiselect(key=present).value == [second]


def test_after_the_call_the_minutes_are_saved_once(page_of: PageOf, bundled: Database) -> None:
    take_note(bundled, ME, CALL, "note", "The scope was read aloud")
    take_note(
        bundled,
        ME,
        CALL,
        "action",
        "Send the list",
        organisation=head(bundled).of_kind("organisation")[0].code,
    )
    page = view(page_of, bundled, "after", meeting=CALL)
    assert not page.exception
    area = page.text_area(key=f"minutes_after_text_{CALL}_0")
    assert "The scope was read aloud" in area.value
    area.set_value(area.value.replace("read aloud", "read aloud twice")).run()
    page = saved(page, "minutes_after")
    assert not page.exception
    code = CALL.replace("MTG", "MIN")
    assert "read aloud twice" in item(bundled, code).text
    actions = [a for a in head(bundled).of_kind("action") if a.title == "Send the list"]
    assert len(actions) == 1
    take_note(bundled, ME, CALL, "action", "Find a room")
    page = view(page_of, bundled, "after", meeting=CALL)
    assert f"item={actions[0].code}" in shown(page)
    page = saved(page, "minutes_after")
    assert [a.title for a in head(bundled).of_kind("action")].count("Send the list") == 1
    assert [a.title for a in head(bundled).of_kind("action")].count("Find a room") == 1


def test_minutes_go_from_draft_to_adopted(page_of: PageOf, bundled: Database) -> None:
    take_note(bundled, ME, CALL, "note", "The scope was read aloud")
    page = saved(view(page_of, bundled, "after", meeting=CALL), "minutes_after")
    code = CALL.replace("MTG", "MIN")
    for status in ("circulated", "corrected", "circulated", "adopted"):
        page = view(page_of, bundled, "after", meeting=CALL)
        page.button(key=f"minutes_state_{code}_{status}").click().run()
        assert item(bundled, code).status != status, "nothing is written yet"
        page.button(key="minutes_state_save_now").click().run()
        assert item(bundled, code).status == status
    assert "Not circulated" not in item(bundled, code).text
    page = view(page_of, bundled, "after", meeting=CALL)
    assert page.button(key="minutes_after_save_button").disabled
    assert not any(str(button.key).startswith(f"minutes_state_{code}") for button in page.button)


def test_an_edit_of_circulated_minutes_is_a_correction(page_of: PageOf, bundled: Database) -> None:
    take_note(bundled, ME, CALL, "note", "The scope was read aloud")
    saved(view(page_of, bundled, "after", meeting=CALL), "minutes_after")
    code = CALL.replace("MTG", "MIN")
    save(bundled, ME, ProposedChange(edits=(ItemEdit(code, {"status": "circulated"}),)))
    page = view(page_of, bundled, "after", meeting=CALL)
    area = page.text_area(key=f"minutes_after_text_{CALL}_0")
    area.set_value(area.value + "\nCorrected line.\n").run()
    saved(page, "minutes_after")
    assert item(bundled, code).status == "corrected"
    assert "Corrected line." in item(bundled, code).text


def test_without_notes_nothing_is_made(page_of: PageOf, bundled: Database) -> None:
    page = view(page_of, bundled, "after", meeting=CALL)
    assert "No notes were taken" in page.info[0].value
    assert not keyed(page, "minutes_after_save_button")


def test_minutes_on_record_are_listed(page_of: PageOf, bundled: Database) -> None:
    page = view(page_of, bundled, "record")
    assert not page.exception
    assert "item=SRC-MIN-2014-06-12" in shown(page)
    assert "cited by" in shown(page)


@pytest.mark.parametrize("name", ["read", "live", "after"])
def test_nothing_is_written_while_a_baseline_is_looked_at(
    page_of: PageOf, bundled: Database, name: str
) -> None:
    page = page_of("minutes", bundled, at="Submittal of 18 July 2014")
    page.session_state["minutes_view"] = name
    page.run()
    assert not page.exception
    assert "the record as it stands now" in page.info[0].value
    assert not page.button
    page.session_state["minutes_view"] = "record"
    page.run()
    assert "item=SRC-MIN-2014-06-12" in shown(page)


def test_an_observer_writes_nothing(page_of: PageOf, bundled: Database) -> None:
    observer = Actor(None, "Olive Observer", frozenset({"observer"}))
    page = page_of("minutes", bundled, actor=observer, meeting=CALL)
    assert not page.exception
    page.session_state["minutes_view"] = "live"
    page.run()
    if keyed(page, "minutes_live_note"):
        page.text_area(key="minutes_live_text").set_value("x")
        page.button(key="minutes_live_note").click().run()
        assert "may not take notes" in page.error[0].value
    assert notes(bundled) == []


def given(page_of: PageOf, database: Database, data: bytes, name: str) -> AppTest:
    """The page after a file was given: as the uploader leaves it."""
    page = page_of("minutes", database)
    page.session_state[minutes_input.WAITING] = (data, name, None)
    return page.run()


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"x" * 26_000_000, "long.txt", "long.txt"),
        (b"not a zip at all" * 9, "minutes.docx", "minutes.docx"),
        (b"", "empty.txt", "empty"),
        (b"\x00\x01\x02\xff\xfe\x9c" * 400, "noise.txt", "noise.txt"),
        (b"%PDF-1.7", "minutes.txt", "a PDF"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(
    page_of: PageOf, bundled: Database, data: bytes, name: str, said: str
) -> None:
    page = given(page_of, bundled, data, name)
    assert not page.exception
    assert said in page.error[0].value.replace("\\", "")
    assert page.text_area(key="minutes_paste_0").value == ""


def test_a_zip_bomb_is_refused(page_of: PageOf, bundled: Database) -> None:
    page = given(page_of, bundled, bomb(), "minutes.docx")
    assert "minutes.docx" in page.error[0].value.replace("\\", "")


def test_an_old_encoding_is_read_and_said(page_of: PageOf, bundled: Database) -> None:
    page = given(page_of, bundled, MINUTES.replace("lamps", "lämps").encode("cp1252"), "call.txt")
    assert "windows-1252" in page.warning[0].value.replace("\\", "")
    assert "lämps" in shown(page)


def test_another_day_reads_the_minutes_again(page_of: PageOf, bundled: Database) -> None:
    page = pasted(page_of, bundled, MINUTES.replace("Minutes of the call of 3 September 2014\n", ""))
    review = page.session_state[minutes_input.REVIEW]
    assert review.reading.date is None
    assert "do not say when" in page.warning[0].value.replace("\\", "")
    page.date_input(key=f"minutes_day_{review.number}").set_value(date(2014, 9, 3)).run()
    again = page.session_state[minutes_input.REVIEW]
    assert again.number != review.number
    (place,) = again.of_kind("action")
    assert again.entries[place].proposal.due["end"] == "2014-09-12"


def test_minutes_are_put_away_on_request(page_of: PageOf, bundled: Database) -> None:
    page = pasted(page_of, bundled)
    page.button(key="minutes_discard").click().run()
    assert minutes_input.REVIEW not in page.session_state
    assert not page.exception
    assert page.button(key="minutes_read")
