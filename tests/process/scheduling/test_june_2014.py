"""The schedule of June 2014: to staff by 7 July, filed on 18 July, and no meeting on Thursday 19 June."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbench.process.schedule import default_options, moved_meeting, propose, to_change

TODAY = date(2014, 6, 13)


@pytest.fixture
def june(record: Any) -> Any:
    """Three issues, the next meeting between Tuesday and Wednesday, the meeting of 2 July."""
    made = record()
    for number in (1, 2, 3):
        made.issue(number)
    made.add(
        "meeting",
        "MTG-NEXT",
        "Next meeting",
        "planned",
        date={"qualifier": "between", "start": "2014-06-17", "end": "2014-06-18", "standing": "proposed"},
        avoid=["2014-06-19"],
        minutes=90,
    )
    made.meeting(date(2014, 7, 2), minutes=90)
    staff = {"qualifier": "by", "end": "2014-07-07", "standing": "proposed"}
    made.add("milestone", "MIL-01", "Schedule to staff", "open", date=staff, audience="Commission staff")
    filing = {"qualifier": "on", "start": "2014-07-18", "standing": "ordered"}
    made.add("milestone", "MIL-02", "Submittal", "open", date=filing, audience="Commission")
    hoped = {"qualifier": "between", "start": "2014-08-01", "end": "2014-09-30", "standing": "hoped"}
    made.add("milestone", "MIL-03", "Workshop", "open", date=hoped)
    return made


def test_the_dates_are_taken_from_the_record(june: Any) -> None:
    options = default_options(june.snapshot, TODAY)
    assert options.filing == date(2014, 7, 18)
    assert options.ready_by == date(2014, 7, 7)
    assert "Schedule to staff (MIL-01), Mon 7 Jul 2014" in options.ready_words


def test_three_issues_just_fit_before_the_day_for_staff(june: Any) -> None:
    proposal = propose(june.snapshot, default_options(june.snapshot, TODAY))
    assert [issue.code for issue in proposal.issues] == ["ISS-001", "ISS-002", "ISS-003"]
    assert proposal.not_placed == ()
    assert [(p.stage, p.day, p.meeting) for p in proposal.issues[0].placements] == [
        ("use cases", date(2014, 6, 17), "MTG-NEXT"),
        ("text circulated", date(2014, 6, 23), None),
        ("redlines due", date(2014, 6, 30), None),
        ("consensus call", date(2014, 7, 2), "MTG-2014-07-02"),
        ("final text", date(2014, 7, 3), None),
    ]
    assert proposal.issues[0].in_hand == 0
    assert "no day to spare before Schedule to staff (MIL-01), Mon 7 Jul 2014" in proposal.issues[0].why
    assert [(m.code, m.day, m.new) for m in proposal.meetings] == [("MTG-NEXT", date(2014, 6, 17), False)]


def test_what_is_hoped_for_is_shown_and_enters_nothing(june: Any) -> None:
    proposal = propose(june.snapshot, default_options(june.snapshot, TODAY))
    assert proposal.hoped == (
        "Workshop (MIL-03) is hoped for: August or September 2014; nothing is placed on it or counted from it.",
    )
    assert all(p.day < date(2014, 7, 7) for issue in proposal.issues for p in issue.placements)


def test_the_fourth_of_july_is_named_where_it_is_stepped_over(june: Any) -> None:
    june.items = [item for item in june.items if item.code not in ("MIL-01", "MTG-2014-07-02")]
    june.setting("stage-plan", [{"stage": "redlines due", "days_before_next": 3}, {"stage": "final text"}])
    june.add("issue", "ISS-009", status="listed", stages={"redlines due": "2014-07-02"})
    proposal = propose(june.snapshot, default_options(june.snapshot, TODAY))
    final = proposal.issue("ISS-009").placement("final text")
    assert final.day == date(2014, 7, 8)
    assert "3 business days after 'redlines due' on Wed 2 Jul 2014" in final.why
    assert "Fri 4 Jul 2014 is Independence Day" in final.why


def test_on_wednesday_instead_of_tuesday_one_day_is_missing(june: Any) -> None:
    june.setting("blocked-days", ["2014-06-17: facilitator away"])
    proposal = propose(june.snapshot, default_options(june.snapshot, TODAY))
    assert proposal.issues == ()
    missing = proposal.not_placed[0]
    assert missing.constraint == "meetings"
    assert missing.sentence.startswith("ISS-001 (Title of ISS-001) does not fit: ")


def test_what_misses_the_day_for_staff_may_still_come_before_the_filing(june: Any) -> None:
    june.setting("blocked-days", ["2014-06-17: facilitator away"])
    june.meeting(date(2014, 7, 9), minutes=90)
    proposal = propose(june.snapshot, default_options(june.snapshot, TODAY))
    assert len(proposal.issues) == 3
    late = proposal.issues[0]
    assert late.placement("consensus call").day == date(2014, 7, 9)
    assert late.why.startswith(
        "ISS-001 (Title of ISS-001) fits before the filing on Fri 18 Jul 2014, but not before Schedule to staff "
        "(MIL-01), Mon 7 Jul 2014, since the meetings lie too late for it: with them it would end on "
        "Thu 10 Jul 2014, 4 business days later than Thu 3 Jul 2014"
    )
    assert "3 of them not before Schedule to staff" in proposal.summary()


def test_the_change_dates_the_next_meeting_and_files_the_stages(june: Any) -> None:
    change = to_change(propose(june.snapshot, default_options(june.snapshot, TODAY)))
    assert change.new == ()
    edits = {edit.code: edit for edit in change.edits}
    assert edits["MTG-NEXT"].fields["date"] == {
        "qualifier": "on",
        "start": "2014-06-17",
        "standing": "proposed",
    }
    assert edits["ISS-001"].fields["stages"] == {
        "text circulated": "2014-06-23",
        "redlines due": "2014-06-30",
        "final text": "2014-07-03",
    }
    assert edits["ISS-001"].revision == 3
    links = {(x.source, x.target, x.detail["stage"], x.remove) for x in change.links}
    assert ("ISS-002", "MTG-NEXT", "use cases", False) in links
    assert ("ISS-002", "MTG-2014-07-02", "consensus call", False) in links
    assert "the filing on Fri 18 Jul 2014" in change.why


def test_moving_the_july_meeting_past_the_holiday_tells_what_no_longer_fits(june: Any) -> None:
    june.issue(9, stages={"redlines due": "2014-06-30", "final text": "2014-07-03"})
    june.link("ISS-009", "scheduled-in", "MTG-2014-07-02", stage="consensus call")
    effects = moved_meeting(june.snapshot, "MTG-2014-07-02", date(2014, 7, 4), today=date(2014, 7, 2))
    text = " ".join(effects.sentences)
    assert "MTG-2014-07-02 moves from Wed 2 Jul 2014 to Fri 4 Jul 2014; its code stays" in text
    assert "ISS-009 (consensus call), which go with it; nothing else moves" in text
    assert "which is Independence Day" in text
    assert "its 'final text' on Thu 3 Jul 2014 comes before its 'consensus call' in MTG-2014-07-02" in text
    assert "The agenda is due on Tue 1 Jul 2014 instead of Fri 27 Jun 2014, which has passed" in text
    assert "notice of its consensus call" in text


def test_a_harmless_move_says_so(june: Any) -> None:
    effects = moved_meeting(june.snapshot, "MTG-2014-07-02", date(2014, 7, 1))
    assert effects.upset == ()
    assert "Everything on record still fits." in effects.sentences


def test_moving_onto_a_day_that_does_not_suit_is_told(june: Any) -> None:
    effects = moved_meeting(june.snapshot, "MTG-NEXT", date(2014, 6, 19))
    assert effects.before == "Tue 17 to Wed 18 Jun 2014"
    assert effects.upset == ("MTG-NEXT would be on Thu 19 Jun 2014, a day that is known not to suit it.",)


def test_a_meeting_that_is_not_there_cannot_be_moved(june: Any) -> None:
    with pytest.raises(LookupError, match="'MIL-01' is no meeting"):
        moved_meeting(june.snapshot, "MIL-01", date(2014, 7, 1))
