"""A proposal goes through the record: what is saved is read again, and is proposed again unchanged."""

from __future__ import annotations

from datetime import date, timedelta

from workbench.graph.meetings import next_meeting
from workbench.graph.notes import MeetingNoteView
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.after_call import draft_minutes, minutes_change
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.notices import notices
from workbench.process.schedule import (
    NewMeetings,
    ScheduleOptions,
    conflicts,
    default_options,
    moved_meeting,
    propose,
    to_change,
)


def head(database: Database) -> Snapshot:
    with database.read() as session:
        return read_snapshot(session)


def test_the_fictional_record_is_scheduled_saved_and_proposed_again_unchanged(demo: Database) -> None:
    before = head(demo)
    start = max(item.effective_on for item in before.items.values() if item.effective_on) + timedelta(days=1)
    options = ScheduleOptions(start + timedelta(days=80), start, new_meetings=NewMeetings(weekday=3))
    proposal = propose(before, options)
    assert proposal.issues, "the fictional record has open issues to place"
    saved = save(demo, LOCAL_OPERATOR, to_change(proposal))
    assert saved.codes
    after = head(demo)
    again = propose(after, options)
    assert {i.code: [(p.stage, p.day, p.meeting) for p in i.placements] for i in again.issues} == {
        i.code: [(p.stage, p.day, p.meeting) for p in i.placements] for i in proposal.issues
    }
    assert to_change(again).empty
    placed = {issue.code for issue in proposal.issues}
    assert [c for c in conflicts(after, deadline=options.filing) if c.issue in placed] == []


def test_moving_a_meeting_tells_its_effects_and_moves_nothing_else(demo: Database) -> None:
    before = head(demo)
    start = max(item.effective_on for item in before.items.values() if item.effective_on) + timedelta(days=1)
    options = ScheduleOptions(start + timedelta(days=80), start, new_meetings=NewMeetings(weekday=3))
    save(demo, LOCAL_OPERATOR, to_change(propose(before, options)))
    scheduled = head(demo)
    meeting = next_meeting(scheduled, start)
    assert meeting is not None
    day = date.fromisoformat(str(meeting.detail["date"]["start"])) + timedelta(days=60)
    effects = moved_meeting(scheduled, meeting.code, day)
    moved = {"qualifier": "on", "start": day.isoformat(), "standing": "proposed"}
    edit = ItemEdit(meeting.code, {"date": moved}, meeting.revision)
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="moved"))
    after = head(demo)
    changed = [i.code for i in after.items.values() if scheduled.by_code[i.code].revision != i.revision]
    assert changed == [meeting.code]
    assert set(effects.upset) <= {conflict.sentence for conflict in conflicts(after)}


def test_the_bundled_record_of_june_is_scheduled_before_the_filing(bundled: Database) -> None:
    with bundled.read() as session:
        june = read_snapshot(session, as_of=date(2014, 6, 12))
    options = default_options(june, date(2014, 6, 13), NewMeetings(weekday=1))
    assert (options.filing, options.ready_by) == (date(2014, 7, 18), date(2014, 7, 7))
    proposal = propose(june, options)
    open_issues = [i for i in june.of_kind("issue") if i.status not in ("resolved", "deferred")]
    assert len(proposal.issues) + len(proposal.not_placed) + len(proposal.left_out) == len(open_issues)
    assert len(proposal.issues) >= 10
    assert all(issue.misses for issue in proposal.issues)
    thursday = date(2014, 6, 19)
    assert thursday not in {p.day for issue in proposal.issues for p in issue.placements}
    assert any("MTG-2014-06-19" in note and "nothing is placed" in note for note in proposal.notes)
    assert any("Workshop" in sentence for sentence in proposal.hoped)
    assert all(notice.subject.startswith("R.11-09-011; ") for notice in notices(june, date(2014, 6, 13)))


def test_minutes_from_notes_are_saved_with_their_actions(demo: Database) -> None:
    snapshot = head(demo)
    meeting = snapshot.of_kind("meeting")[0]
    person = snapshot.of_kind("person")[0]
    notes = [
        MeetingNoteView("n1", meeting.uuid, 1, "note", "The path is clearer now"),
        MeetingNoteView(
            "n2", meeting.uuid, 2, "action", "Write to staff", person=person.code, due=date(2026, 12, 1)
        ),
    ]
    change = minutes_change(draft_minutes(meeting, notes, snapshot), Snapshot.of([meeting]))
    drafts = [new for new in change.new if new.kind == "action"]
    save(demo, LOCAL_OPERATOR, ProposedChange(new=tuple(drafts), why=change.why))
    after = head(demo)
    made = next(a for a in after.of_kind("action") if a.title == "Write to staff")
    assert after.field(made, "owner") == [person.code]
    assert after.field(made, "meeting") == [meeting.code]
    assert made.detail["due"]["end"] == "2026-12-01"
