"""Notes of a live meeting: each saved at once, struck and not deleted, and verified like the rest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.postgresql import Filled
from workbench.graph.history import history
from workbench.graph.meeting_notes import meeting_notes, noted_meetings
from workbench.graph.notes import MeetingNoteView
from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor, NotPermitted
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.notes import LONGEST_NOTE, note_attendance, strike_note, take_note
from workbench.process.planning.preview import Refused
from workbench.process.redaction import redact
from workbench.process.undoing import preview_undo
from workbench.process.verification import verify

CALL = "MTG-2014-06-12"


@pytest.fixture
def called(filled: Filled) -> Database:
    return filled(begin)


def begin(database: Database) -> None:
    new = (
        NewItem("meeting", {"title": "June call"}, CALL),
        NewItem("issue", {"title": "Gateway"}, "ISS-002"),
        NewItem("organisation", {"title": "Blue Utility"}, "ORG-BLUE"),
        NewItem("organisation", {"title": "Inverters North"}, "ORG-NORTH"),
        NewItem("person", {"title": "Bo Quay"}, "PER-QUAY"),
    )
    save(database, ME, ProposedChange(new=new))


def notes(database: Database) -> list[MeetingNoteView]:
    with database.read() as session:
        return meeting_notes(session, CALL)


def test_notes_come_back_in_order_with_codes(called: Database) -> None:
    take_note(called, ME, CALL, "note", "  The diagram was shown.\r\n", item="ISS-002")
    due = date(2014, 6, 20)
    take_note(called, ME, CALL, "action", "Send it", organisation="ORG-BLUE", person="PER-QUAY", due=due)
    first, second = notes(called)
    assert (first.sequence, first.kind, first.text, first.item) == (
        1,
        "note",
        "The diagram was shown.",
        "ISS-002",
    )
    assert (second.sequence, second.person, second.organisation) == (2, "PER-QUAY", "ORG-BLUE")
    assert second.due == due
    assert second.recorded_at is not None
    with called.read() as session:
        assert noted_meetings(session) == {CALL: 2}
        last = history(session, code=CALL, limit=1)[0]
    assert (last.verb, last.subject, last.person) == ("take-notes", CALL, "Local operator")
    assert verify(called).sound


def test_a_struck_note_stays_and_counts_no_more(called: Database) -> None:
    uuid = take_note(called, ME, CALL, "sense", "Most would wait")
    strike_note(called, ME, uuid)
    (note,) = notes(called)
    assert note.struck
    assert note.text == "Most would wait"
    with called.read() as session:
        assert noted_meetings(session) == {}
    with pytest.raises(Refused, match="struck already"):
        strike_note(called, ME, uuid)
    with pytest.raises(Refused, match="no such note"):
        strike_note(called, ME, "nothing")
    take_note(called, ME, CALL, "note", "Another")
    assert [n.sequence for n in notes(called)] == [1, 2]
    assert verify(called).sound


def test_attendance_is_noted_once_an_organisation(called: Database) -> None:
    assert note_attendance(called, ME, CALL, ["ORG-BLUE", "ORG-NORTH", "ORG-BLUE"]) == 2
    assert note_attendance(called, ME, CALL, ["ORG-BLUE"]) == 0
    assert note_attendance(called, ME, CALL, left=["ORG-NORTH"]) == 1
    assert [(n.organisation, n.struck) for n in notes(called)] == [("ORG-BLUE", False), ("ORG-NORTH", True)]
    with pytest.raises(Refused, match="present already"):
        take_note(called, ME, CALL, "attendance", "", organisation="ORG-BLUE")
    assert note_attendance(called, ME, CALL, ["ORG-NORTH"]) == 1
    take_note(called, ME, CALL, "attendance", "two guests")
    with pytest.raises(Refused, match="no organisation ORG-X"):
        note_attendance(called, ME, CALL, ["ORG-X"])
    assert len(notes(called)) == 4
    assert verify(called).sound


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"meeting_code": "MTG-1999-01-01"}, "there is no meeting MTG-1999-01-01"),
        ({"meeting_code": "ISS-002"}, "there is no meeting ISS-002"),
        ({"kind": "gossip"}, "'gossip' is no kind of note"),
        ({"text": " \n "}, "the note is empty"),
        ({"text": "x" * (LONGEST_NOTE + 1)}, "5,001 characters long"),
        ({"text": "a\x00b"}, "control character"),
        ({"text": "a\u202eb"}, "another order"),
        ({"organisation": "PER-QUAY"}, "there is no organisation PER-QUAY"),
        ({"item": "ISS-999"}, "there is no item ISS-999"),
        ({"person": "PER-QUAY"}, "a person is named for an action only"),
        ({"due": date(2014, 7, 1)}, "only an action has a day"),
    ],
)
def test_a_bad_note_is_refused_and_nothing_is_written(
    called: Database, wrong: dict[str, object], said: str
) -> None:
    given_note: dict[str, object] = {"meeting_code": CALL, "kind": "note", "text": "fine", **wrong}
    with pytest.raises(Refused) as refused:
        take_note(called, ME, **given_note)  # type: ignore[arg-type]
    assert said in " ".join(refused.value.preview.sentences())
    assert notes(called) == []


def test_every_reason_is_given_at_once(called: Database) -> None:
    with pytest.raises(Refused) as refused:
        take_note(called, ME, CALL, "note", "", person="PER-X", item="ISS-9")
    assert len(refused.value.preview.problems) == 4


def test_no_notes_of_a_cancelled_meeting(called: Database) -> None:
    save(called, ME, ProposedChange(edits=(ItemEdit(CALL, {"status": "cancelled"}),)))
    with pytest.raises(Refused, match="is cancelled"):
        take_note(called, ME, CALL, "note", "x")


def test_only_the_facilitator_takes_notes(called: Database) -> None:
    uuid = take_note(called, ME, CALL, "note", "x")
    observer = Actor(None, "Olive Observer", frozenset({"observer"}))
    with pytest.raises(NotPermitted):
        take_note(called, observer, CALL, "note", "y")
    with pytest.raises(NotPermitted):
        note_attendance(called, observer, CALL, ["ORG-BLUE"])
    with pytest.raises(NotPermitted):
        strike_note(called, observer, uuid)
    assert len(notes(called)) == 1


def test_a_note_is_struck_and_not_undone(called: Database) -> None:
    take_note(called, ME, CALL, "note", "x")
    with called.read() as session:
        number = history(session, limit=1)[0].change
    assert number is not None
    assert "cannot be undone" in preview_undo(called, ME, number).sentences()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meeting_note SET text = 'other'",
        "UPDATE meeting_note SET kind = 'agreement'",
        "UPDATE meeting_note SET struck_in = NULL",
        "DELETE FROM meeting_note",
    ],
)
def test_notes_that_were_altered_are_found(called: Database, statement: str) -> None:
    strike_note(called, ME, take_note(called, ME, CALL, "note", "as it was said"))
    assert verify(called).sound
    with called.write() as session:
        session.execute(text(statement))
    assert not verify(called).sound


def test_a_redacted_note_still_verifies(called: Database) -> None:
    take_note(called, ME, CALL, "note", "As Jane Quillfeather said")
    redact(called, ME, passage="Jane Quillfeather", ground="personal data, on request")
    assert notes(called)[0].text == "As [redacted] said"
    assert verify(called).sound


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=200))
def test_what_is_kept_is_what_was_said_or_it_is_refused(called: Database, words: str) -> None:
    try:
        uuid = take_note(called, ME, CALL, "note", words)
    except Refused:
        kept = tidied(words).strip()
        assert not kept or fault(kept)
        return
    found = next(note for note in notes(called) if note.uuid == uuid)
    assert found.text == tidied(words).strip()
