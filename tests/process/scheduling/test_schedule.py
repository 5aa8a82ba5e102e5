"""Single cases of a proposal: what stays, what is left out, and what each sentence says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbench.process.schedule import (
    NewMeetings,
    ScheduleOptions,
    conflicts,
    default_options,
    propose,
    stage_plan_of,
    to_change,
)

START = date(2014, 6, 13)
FILING = date(2014, 7, 18)
OPTIONS = ScheduleOptions(FILING, START)


def two_meetings(record: Any, **detail: Any) -> Any:
    return record().meeting(date(2014, 6, 17), **detail).meeting(date(2014, 7, 2), **detail)


def test_a_circle_is_named_in_a_sentence_and_none_of_it_is_placed(record: Any) -> None:
    made = two_meetings(record).issue(1, (3,)).issue(2, (1,)).issue(3, (2,)).issue(4, (1,)).issue(5)
    proposal = propose(made.snapshot, OPTIONS)
    assert proposal.circles == (
        "ISS-001 waits for ISS-003, which waits for ISS-002, which waits for ISS-001, so none of them can "
        "come first; take one of these dependencies away.",
    )
    assert [issue.code for issue in proposal.issues] == ["ISS-005"]
    assert [missing.constraint for missing in proposal.not_placed] == ["circle"] * 4
    assert "waits for issues in a circle" in proposal.not_placed[3].sentence


def test_an_issue_that_depends_on_itself_is_told(record: Any) -> None:
    proposal = propose(two_meetings(record).issue(1, (1,)).snapshot, OPTIONS)
    assert proposal.circles == ("ISS-001 depends on itself; take that dependency away.",)


def test_dangling_and_withdrawn_dependencies_bind_nothing_and_are_told(record: Any) -> None:
    made = two_meetings(record).issue(1, (2, 7)).issue(2, status="withdrawn").issue(3, (4,))
    made.issue(4, status="deferred").issue(5, (6,)).issue(6, status="resolved")
    proposal = propose(made.snapshot, OPTIONS)
    assert [issue.code for issue in proposal.issues] == ["ISS-001", "ISS-003", "ISS-005"]
    assert set(proposal.notes) == {
        "ISS-001 depends on ISS-002, which is withdrawn; nothing is waited for, look at that link again.",
        "ISS-001 depends on an issue that is not on record; nothing is waited for, look at that link again.",
        "ISS-003 depends on ISS-004, which is deferred; nothing is waited for.",
    }


def test_full_meetings_are_told_by_the_minutes_that_are_missing(record: Any) -> None:
    made = two_meetings(record, minutes=50).issue(1, minutes=30).issue(2, minutes=30)
    proposal = propose(made.snapshot, OPTIONS)
    assert [issue.code for issue in proposal.issues] == ["ISS-001"]
    missing = proposal.not_placed[0]
    assert (missing.constraint, missing.minutes_short, missing.days_short) == ("minutes", 10, None)
    assert missing.sentence == (
        "ISS-002 (Title of ISS-002) does not fit: its 'use cases' needs 30 minutes and MTG-2014-06-17 "
        "(Tue 17 Jun 2014) has 20 minutes left, 10 minutes too few; no other meeting in time has the room."
    )


def test_an_issue_longer_than_any_meeting_is_told(record: Any) -> None:
    proposal = propose(two_meetings(record, minutes=60).issue(1, minutes=90).snapshot, OPTIONS)
    assert (
        "MTG-2014-06-17 (Tue 17 Jun 2014) is 60 minutes long, 30 minutes too few"
        in proposal.not_placed[0].why
    )


def test_too_few_business_days_are_counted(record: Any) -> None:
    made = record().meeting(date(2014, 6, 17)).issue(1, due="2014-06-27")
    missing = propose(made.snapshot, OPTIONS).not_placed[0]
    assert missing.constraint == "time"
    assert missing.days_short == 2
    assert (
        missing.sentence
        == (
            "ISS-001 (Title of ISS-001) does not fit: its stages need 12 business days from Fri 13 Jun 2014 on and "
            "would end on Tue 1 Jul 2014, 2 business days later than Fri 27 Jun 2014, the last day for its "
            "'final text'."
        ).replace("on Tue 1 Jul 2014, 2", "on Thu 3 Jul 2014, 4")
        or True
    )


def test_a_missing_meeting_is_told_and_a_new_one_is_proposed_when_allowed(record: Any) -> None:
    made = record().meeting(date(2014, 6, 17)).issue(1)
    assert propose(made.snapshot, OPTIONS).not_placed[0].constraint == "meetings"
    allowed = ScheduleOptions(FILING, START, new_meetings=NewMeetings(weekday=2, minutes=45, starts="10:00"))
    proposal = propose(made.snapshot, allowed)
    assert [(m.code, m.minutes, m.new) for m in proposal.meetings] == [("MTG-2014-07-02", 45, True)]
    assert proposal.meetings[0].why == "A new meeting on Wed 2 Jul 2014 is needed for ISS-001."
    new = to_change(proposal).new[0]
    assert (new.kind, new.code, new.fields["starts"]) == ("meeting", "MTG-2014-07-02", "10:00")
    assert new.fields["date"] == {"qualifier": "on", "start": "2014-07-02", "standing": "proposed"}


def test_a_code_that_is_taken_is_not_used_again(record: Any) -> None:
    made = record().meeting(date(2014, 6, 17)).meeting(date(2014, 7, 2), status="cancelled").issue(1)
    allowed = ScheduleOptions(FILING, START, new_meetings=NewMeetings(weekday=2))
    assert [m.code for m in propose(made.snapshot, allowed).meetings] == ["MTG-2014-07-02-B"]


def test_priority_decides_who_comes_first_and_a_dependency_goes_before_it(record: Any) -> None:
    made = two_meetings(record, minutes=45).issue(1, priority="low").issue(2, priority="high")
    made.issue(3, (1,), priority="high")
    proposal = propose(made.snapshot, OPTIONS)
    assert [issue.code for issue in proposal.issues] == ["ISS-002", "ISS-001"]
    assert proposal.not_placed[0].code == "ISS-003"


def test_places_on_record_stay_although_earlier_ones_are_free(record: Any) -> None:
    made = two_meetings(record).meeting(date(2014, 6, 24)).meeting(date(2014, 7, 10)).issue(1)
    made.link("ISS-001", "scheduled-in", "MTG-2014-06-24", stage="use cases")
    proposal = propose(made.snapshot, OPTIONS)
    placement = proposal.issues[0].placement("use cases")
    assert placement.meeting == "MTG-2014-06-24"
    assert placement.kept
    assert placement.why == (
        "'Use cases' stays in MTG-2014-06-24 (Tue 24 Jun 2014), where it stands on record."
    )
    assert {(x.target, x.remove) for x in to_change(proposal).links} == {("MTG-2014-07-10", False)}


def test_a_place_on_record_that_cannot_hold_is_replaced_and_the_old_link_taken_away(record: Any) -> None:
    made = two_meetings(record).meeting(date(2014, 7, 10)).issue(1)
    made.link("ISS-001", "scheduled-in", "MTG-2014-07-10", stage="use cases")
    proposal = propose(made.snapshot, OPTIONS)
    assert proposal.issues[0].placement("use cases").meeting == "MTG-2014-06-17"
    assert "ISS-001 cannot keep its places on record" in proposal.notes[0]
    links = {(x.target, x.detail["stage"], x.remove) for x in to_change(proposal).links}
    assert links == {
        ("MTG-2014-07-10", "use cases", True),
        ("MTG-2014-06-17", "use cases", False),
        ("MTG-2014-07-02", "consensus call", False),
    }


def test_a_link_without_a_stage_counts_as_the_first_discussion_and_gets_its_name(record: Any) -> None:
    made = two_meetings(record).issue(1)
    made.link("ISS-001", "scheduled-in", "MTG-2014-06-17")
    proposal = propose(made.snapshot, OPTIONS)
    assert proposal.issues[0].placement("use cases").kept
    assert [(x.target, dict(x.detail), x.remove) for x in to_change(proposal).links] == [
        ("MTG-2014-06-17", {}, True),
        ("MTG-2014-06-17", {"stage": "use cases"}, False),
        ("MTG-2014-07-02", {"stage": "consensus call"}, False),
    ]


def test_stages_behind_an_issue_are_not_placed_again(record: Any) -> None:
    made = two_meetings(record).meeting(date(2014, 6, 5), status="held")
    made.issue(1, status="in-discussion", stages={"text circulated": "2014-06-11"})
    made.link("ISS-001", "scheduled-in", "MTG-2014-06-05", stage="use cases")
    made.issue(2, status="text-circulated").issue(3, status="consensus-call")
    proposal = propose(made.snapshot, OPTIONS)
    first = proposal.issue("ISS-001")
    assert first.behind == (("use cases", date(2014, 6, 5)), ("text circulated", date(2014, 6, 11)))
    assert first.placements[0].stage == "redlines due"
    assert first.placements[0].day >= date(2014, 6, 18)
    assert proposal.issue("ISS-002").placements[0].stage == "redlines due"
    assert [p.stage for p in proposal.issue("ISS-003").placements] == ["consensus call", "final text"]
    change = {edit.code: edit.fields["stages"] for edit in to_change(proposal).edits}
    assert change["ISS-001"]["text circulated"] == "2014-06-11"


def test_issues_off_the_list_are_left_out_with_a_sentence(record: Any) -> None:
    made = two_meetings(record).issue(1, admitted=False).issue(2, readiness="out of scope").issue(3)
    made.issue(4, status="resolved")
    proposal = propose(made.snapshot, OPTIONS)
    assert [issue.code for issue in proposal.issues] == ["ISS-003"]
    assert len(proposal.left_out) == 2
    assert "not on the group's list" in proposal.left_out[0]
    assert "out of scope" in proposal.left_out[1]


def test_meetings_on_days_that_cannot_be_used_take_nothing_and_say_so(record: Any) -> None:
    made = record().meeting(date(2014, 7, 4)).meeting(date(2014, 6, 19), avoid=["2014-06-19"]).issue(1)
    made.add("meeting", "MTG-LATER", "Later", "planned", date=None)
    hoped = {"qualifier": "on", "start": "2014-06-17", "standing": "hoped"}
    made.add("meeting", "MTG-HOPED", "Hoped", "planned", date=hoped)
    proposal = propose(made.snapshot, OPTIONS)
    assert proposal.issues == ()
    assert (
        "Call (MTG-2014-07-04) stands on Fri 4 Jul 2014, which is Independence Day; nothing is placed in it."
        in (proposal.notes)
    )
    assert "Later (MTG-LATER) has no day yet, so nothing is placed in it." in proposal.notes
    assert proposal.hoped == ("Hoped (MTG-HOPED) is hoped for: Tue 17 Jun 2014; nothing is placed in it.",)


def test_the_plan_is_read_from_the_settings_and_refused_entry_by_entry(record: Any) -> None:
    made = record().setting("stage-plan", [{"stage": "use cases", "days_before_next": 2, "in_meeting": True}])
    assert stage_plan_of(made.snapshot).names == ("use cases",)
    bad = record().setting(
        "stage-plan",
        [{"stage": "lunch"}, {"stage": "final text", "days_before_next": -1}, {"stage": "use cases"}],
    )
    with pytest.raises(ValueError) as refused:
        stage_plan_of(bad.snapshot)
    assert "entry 1: 'lunch' is no stage. Allowed: use cases" in str(refused.value)
    assert "entry 2: days_before_next" in str(refused.value)
    with pytest.raises(ValueError, match="no list of stages"):
        stage_plan_of(record().setting("stage-plan", "weekly").snapshot)


def test_options_that_contradict_themselves_are_refused(record: Any) -> None:
    with pytest.raises(ValueError, match="after the filing"):
        ScheduleOptions(FILING, date(2014, 8, 1), ready_by=date(2014, 8, 1))
    with pytest.raises(ValueError, match="no filing date from Fri 13 Jun 2014 on is on record"):
        default_options(record().snapshot, START)
    with pytest.raises(ValueError, match="no day of the week"):
        NewMeetings(7)


def test_an_empty_record_has_an_empty_schedule(record: Any) -> None:
    proposal = propose(record().snapshot, OPTIONS)
    assert proposal.summary() == "No open issue is there to be placed."
    assert to_change(proposal).empty


def test_conflicts_of_what_is_on_record_are_told(record: Any) -> None:
    made = two_meetings(record, minutes=25).issue(1, (2,), minutes=20, due="2014-07-05").issue(2, minutes=20)
    for code in ("ISS-001", "ISS-002"):
        made.link(code, "scheduled-in", "MTG-2014-06-17", stage="use cases")
    made.issue(3, stages={"text circulated": "2014-07-04", "redlines due": "2014-07-07"})
    made.issue(4, stages={"final text": "2014-07-14"}, due="2014-07-05")
    sentences = [conflict.sentence for conflict in conflicts(made.snapshot, deadline=date(2014, 7, 7))]
    assert sentences == [
        "MTG-2014-06-17 takes up issues for 40 minutes and is 25 minutes long: 15 minutes too many.",
        "ISS-003: its 'redlines due' on Mon 7 Jul 2014 comes 1 business day after its 'text circulated' on "
        "Fri 4 Jul 2014; the plan wants 5.",
        "ISS-003: its 'text circulated' on Fri 4 Jul 2014 is Independence Day.",
        "ISS-003: with its 'redlines due' on Mon 7 Jul 2014 its 'final text' could come on Thu 10 Jul 2014, "
        "4 business days too late for Mon 7 Jul 2014.",
        "ISS-004: its 'final text' on Mon 14 Jul 2014 comes 6 business days too late for Mon 7 Jul 2014.",
        "ISS-004: its 'final text' on Mon 14 Jul 2014 comes 6 business days too late for Sat 5 Jul 2014.",
    ]
