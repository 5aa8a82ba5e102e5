"""Adjusting a proposal: what is put elsewhere, what is dropped, and what then does not go together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.process.scheduling.conftest import RecordOfMeetings
from workbench.graph.dates import WEEKDAY_NAMES
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.schedule import (
    NewMeetings,
    ScheduleOptions,
    ScheduleProposal,
    conflicts,
    default_options,
    propose,
    to_change,
)
from workbench.process.scheduling.adjusting import Adjustment, adjusted, as_if, faults, meeting_choices
from workbench.process.scheduling.asking import calendar_with, suggested
from workbench.process.scheduling.cancelling import cancelled_meeting

START, FILING = date(2014, 6, 16), date(2014, 8, 15)


def proposal() -> ScheduleProposal:
    record = RecordOfMeetings().issue(1).issue(2, depends=(1,)).issue(3)
    for weeks in range(8):
        record.meeting(date(2014, 6, 18) + timedelta(weeks=weeks))
    return propose(record.snapshot, ScheduleOptions(FILING, START))


def test_a_stage_goes_into_another_meeting_and_says_so() -> None:
    found = proposal()
    choices = list(meeting_choices(found))
    call = found.issues[0].placement("consensus call")
    assert call is not None
    later = choices[choices.index(str(call.meeting)) + 1]
    changed = adjusted(found, [Adjustment(found.issues[0].code, "consensus call", meeting=later)])
    moved = changed.issues[0].placement("consensus call")
    assert moved is not None
    assert (moved.meeting, moved.day) == (later, meeting_choices(found)[later])
    assert "put there by hand" in moved.why
    assert sum(load.taken for load in changed.loads) == sum(load.taken for load in found.loads)


def test_a_dropped_issue_is_not_touched() -> None:
    found = proposal()
    code = found.issues[0].code
    change = to_change(adjusted(found, [], {code}))
    assert code not in {edit.code for edit in change.edits}
    assert code not in {link.source for link in change.links}


def test_what_does_not_go_together_after_an_adjustment_is_said() -> None:
    found = proposal()
    assert faults(found, to_change(found)) == ()
    early = adjusted(found, [Adjustment("ISS-001", "final text", day=date(2014, 6, 21))])
    said = " ".join(faults(early, to_change(early)))
    assert "its 'final text' on Sat 21 Jun 2014 is a Saturday" in said
    assert "comes before" in said


@pytest.mark.parametrize(
    ("adjustment", "words"),
    [
        (Adjustment("ISS-001", "use cases", meeting="MTG-NONE"), "is none that can be used"),
        (Adjustment("ISS-001", "use cases", day=date(2014, 7, 1)), "takes place in a meeting"),
        (Adjustment("ISS-001", "final text"), "needs a day"),
        (Adjustment("ISS-099", "final text", day=date(2014, 7, 1)), "does not place"),
    ],
)
def test_a_place_that_cannot_be_is_refused_in_a_sentence(adjustment: Adjustment, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        adjusted(proposal(), [adjustment])


def test_a_new_meeting_that_is_no_longer_needed_is_not_made() -> None:
    record = RecordOfMeetings().issue(1)
    found = propose(record.snapshot, ScheduleOptions(FILING, START, new_meetings=NewMeetings(2)))
    assert found.meetings
    assert to_change(adjusted(found, [], {"ISS-001"})).empty


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 3), max_size=3, unique=True))
def test_what_would_be_saved_holds_together_whatever_is_dropped(dropped: list[int]) -> None:
    found = proposal()
    # Who is waited for cannot be left out without those who wait.
    codes = {f"ISS-{n:03d}" for n in dropped} | ({"ISS-002"} if 1 in dropped else set())
    changed = adjusted(found, [], codes)
    assert faults(changed, to_change(changed)) == ()
    assert conflicts(as_if(found.snapshot, to_change(changed)), deadline=FILING) == []


def test_as_if_is_what_the_record_says_once_it_is_saved(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    options = ScheduleOptions(date(2027, 3, 1), date(2026, 11, 24), new_meetings=NewMeetings(2))
    found = propose(snapshot, options)
    change = to_change(found)
    expected = {c.sentence for c in conflicts(as_if(snapshot, change))}
    save(bundled, LOCAL_OPERATOR, change, verb="propose-schedule")
    assert {c.sentence for c in conflicts(SNAPSHOTS.get(bundled))} == expected


def test_a_passed_filing_date_is_told_with_what_to_do(bundled: Database) -> None:
    today = date(2026, 11, 23)
    found = suggested(SNAPSHOTS.get(bundled), today)
    assert found.filing is None
    assert "Fri 18 Jul 2014, has passed" in found.help(today)
    assert "as of a baseline" in found.help(today)
    then = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014")
    asked = suggested(then, date(2014, 6, 12))
    assert (asked.filing, asked.start) == (date(2014, 7, 18), date(2014, 6, 13))
    assert WEEKDAY_NAMES[asked.weekday] == "Thursday"
    assert asked.help(date(2014, 6, 12)) == ""
    assert asked.ready_by == default_options(then, date(2014, 6, 12)).ready_by


def test_further_blocked_days_are_read_or_refused(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    calendar = calendar_with(snapshot, "2014-07-01 to 2014-07-03; 2014-07-10")
    assert "is blocked" in calendar.why_not(date(2014, 7, 2))
    assert "is blocked" in calendar.why_not(date(2014, 7, 10))
    with pytest.raises(ValueError, match="31 June") as refused:
        calendar_with(snapshot, "31 June 2014; nonsense")
    assert "nonsense" in str(refused.value)


def test_cancelling_says_which_stages_lose_their_meeting(demo: Database) -> None:
    said = cancelled_meeting(SNAPSHOTS.get(demo), "MTG-2026-12-03")
    assert said[0].startswith("Fourth meeting (MTG-2026-12-03, Thu 3 Dec 2026) is cancelled.")
    assert any("ISS-002" in sentence and "'consensus call'" in sentence for sentence in said)
    with pytest.raises(LookupError):
        cancelled_meeting(SNAPSHOTS.get(demo), "ISS-001")
