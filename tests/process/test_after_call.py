"""Notes of a call become minutes that say no more than the group said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from workbench.graph.notes import MeetingNoteView
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.after_call import draft_minutes, minutes_change


def item(code: str, kind: str, status: str, title: str, **detail: Any) -> ItemView:
    return ItemView(f"u-{code}", code, kind, title, "", status, 2, "", detail)


def on(day: str) -> dict[str, str]:
    return {"qualifier": "on", "start": day}


MEETING = item("MTG-2014-06-12", "meeting", "held", "June call", date=on("2014-06-12"))
ITEMS = [
    MEETING,
    item("MTG-2014-07-02", "meeting", "planned", "July call", date=on("2014-07-02"), starts="10:00"),
    item("ISS-001", "issue", "listed", "Scope"),
    item("ISS-002", "issue", "listed", "Gateway"),
    item("ISS-003", "issue", "listed", "Media"),
    item("ORG-BLUE", "organisation", "active", "Blue Utility"),
    item("ORG-NORTH", "organisation", "active", "Inverters North"),
    item("PER-QUAY", "person", "active", "Bo Quay", email="bo@example.org"),
    item("SET-docket", "setting", "in-use", "Docket", value="R.11-09-011"),
]
LINKS = [LinkRow("l", "u-ISS-003", "scheduled-in", "u-MTG-2014-07-02", {"stage": "use cases"})]
SNAPSHOT = Snapshot.of(ITEMS, LINKS, title="Working group")


def note(sequence: int, kind: Any, text: str, **rest: Any) -> MeetingNoteView:
    moment = datetime(2014, 6, 12, 17, sequence % 60, tzinfo=UTC)
    rest.setdefault("meeting", MEETING.uuid)
    return MeetingNoteView(
        f"n{sequence}", sequence=sequence, kind=kind, text=text, recorded_at=moment, **rest
    )


NOTES = [
    note(1, "attendance", "", organisation="ORG-BLUE"),
    note(2, "attendance", "", organisation="ORG-NORTH"),
    note(3, "attendance", "", organisation="ORG-BLUE"),
    note(5, "sense", "most would start with the gateway", item="ISS-002"),
    note(4, "note", "Bo Quay asked for the diagram", item="ISS-001"),
    note(6, "agreement", "TCP/IP as transport", item="ISS-001"),
    note(7, "question", "who runs the gateway?", item="ISS-002", organisation="ORG-NORTH"),
    note(
        8,
        "action",
        "Send the list of use cases",
        person="PER-QUAY",
        organisation="ORG-BLUE",
        item="ISS-001",
        due=date(2014, 6, 20),
    ),
    note(9, "action", "Find a room"),
    note(10, "note", "said by mistake", struck=True),
    note(11, "note", "of another call", meeting="u-other"),
    note(12, "note", "the path is clearer now"),
]


@pytest.fixture
def draft() -> Any:
    return draft_minutes(MEETING, NOTES, SNAPSHOT)


def test_the_minutes_read_in_order_by_item(draft: Any) -> None:
    assert draft.markdown == (
        "# Minutes of June call, Thu 12 Jun 2014\n\n"
        "*Draft, made from the notes of the call. Not circulated, corrected or adopted.*\n\n"
        "## Attendance\n\n- Blue Utility\n- Inverters North\n\n"
        "## Discussion\n\n"
        "### In general\n\n- the path is clearer now\n\n"
        "### ISS-001 Scope\n\n"
        "- a participant asked for the diagram\n"
        "- Reported in the call as agreed, without a recorded consensus call: TCP/IP as transport\n\n"
        "### ISS-002 Gateway\n\n"
        "- Sense of the room: most would start with the gateway\n"
        "- Left open: who runs the gateway? (Inverters North)\n\n"
        "## Actions\n\n"
        "- Send the list of use cases: Bo Quay (Blue Utility), by Fri 20 Jun 2014 [ISS-001]\n"
        "- Find a room: [nobody named], no day given\n\n"
        "## Next meeting\n\nJuly call, Wed 2 Jul 2014, 10:00 Pacific.\n"
    )


def test_actions_are_items_with_owner_day_and_meeting(draft: Any) -> None:
    first, second = draft.actions
    assert dict(first.fields) == {
        "title": "Send the list of use cases",
        "status": "open",
        "meeting": "MTG-2014-06-12",
        "text": "From the discussion of ISS-001.",
        "due": {"qualifier": "by", "end": "2014-06-20", "standing": "proposed"},
        "owner": "PER-QUAY",
    }
    assert dict(second.fields) == {"title": "Find a room", "status": "open", "meeting": "MTG-2014-06-12"}


def test_the_next_agenda_holds_what_is_scheduled_and_what_was_left_open(draft: Any) -> None:
    agenda = draft.next_agenda
    assert "July call, Wed 2 Jul 2014, 10:00 Pacific" in agenda
    assert "2. Minutes of June call: corrections and adoption" in agenda
    assert "3. ISS-003 Media: use cases, 20 minutes\n4. ISS-002 Gateway: continued" in agenda
    assert "Open question: who runs the gateway? (Inverters North)" in agenda
    assert "- Send the list of use cases: Bo Quay (Blue Utility), by Fri 20 Jun 2014" in agenda


def test_the_mail_goes_out_on_the_next_business_day(draft: Any) -> None:
    assert draft.mail.send_on == date(2014, 6, 13)
    assert draft.mail.subject.startswith(
        "R.11-09-011; Working group; actions from the meeting of Thu 12 Jun 2014"
    )
    assert draft.mail.recipients[0] == "Bo Quay <bo@example.org>"
    assert "Next meeting: July call" in draft.mail.body
    assert "TCP/IP" not in draft.mail.body


def test_the_facilitator_is_told_what_to_look_at(draft: Any) -> None:
    assert draft.remarks == (
        "Nobody is named for the action 'Find a room'.",
        "In note 4 a person's name was replaced: persons are named for actions only.",
        "Note 6 reports an agreement; it is given as reported, since only a recorded consensus call makes one.",
    )


def test_a_call_without_notes_still_gives_a_draft() -> None:
    draft = draft_minutes(MEETING, [], SNAPSHOT)
    assert "Attendance was not noted." in draft.markdown
    assert "No actions were noted." in draft.markdown
    assert draft.actions == []


def test_saving_makes_minutes_and_actions_and_leaves_circulated_ones_alone(draft: Any) -> None:
    change = minutes_change(draft, SNAPSHOT)
    assert [new.kind for new in change.new] == ["minutes", "action", "action"]
    assert change.new[0].code == "MIN-2014-06-12"
    again = Snapshot.of([*ITEMS, item("MIN-2014-06-12", "minutes", "draft", "Minutes")], LINKS)
    change = minutes_change(draft, again)
    assert (change.edits[0].code, change.edits[0].revision) == ("MIN-2014-06-12", 2)
    sent = Snapshot.of([*ITEMS, item("MIN-2014-06-12", "minutes", "circulated", "Minutes")], LINKS)
    with pytest.raises(ValueError, match="MIN-2014-06-12 is circulated"):
        minutes_change(draft, sent)


@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(["# top", "- x", "1. y", "<script>", "> q", "```", "a\n\n# b"]),
        ),
        min_size=1,
        max_size=6,
    ),
    kind=st.sampled_from(["note", "sense", "agreement", "question"]),
)
def test_any_note_stays_one_bullet_without_html(texts: list[str], kind: str) -> None:
    notes = [note(number, kind, text) for number, text in enumerate(texts, 1)]
    draft = draft_minutes(MEETING, notes, SNAPSHOT)
    tokens = MarkdownIt("commonmark").parse(draft.markdown)
    headings = [t for t in tokens if t.type == "heading_open"]
    assert len(headings) == 6
    inner = [child for token in tokens for child in token.children or ()]
    assert not any("html" in t.type for t in [*tokens, *inner])
    assert not any(t.type in ("fence", "code_block", "blockquote_open", "hr") for t in tokens)
    assert sum(t.type == "list_item_open" for t in tokens) == len(texts)
