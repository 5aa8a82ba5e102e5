"""What needs the facilitator, on records small enough to see the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.attention import ORDER, Attention, attention
from workbench.graph.attention_calls import Writers
from workbench.graph.attention_lines import Line
from workbench.graph.ballots import BallotRow, PositionRow, StepRow
from workbench.graph.history import CommentRow
from workbench.graph.query import select
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.keeping import Database

TODAY = date(2026, 6, 1)
_numbers = count(1)


def item(code: str, kind: str, status: str, title: str = "", **detail: Any) -> ItemView:
    return ItemView(code, code, kind, title or f"Title of {code}", "", status, 1, "f", detail)


def link(source: str, relation: str, target: str, suspect: bool = False) -> LinkRow:
    return LinkRow(f"link-{next(_numbers)}", source, relation, target, suspect=suspect)


def by(day: date | str, standing: str = "proposed") -> dict[str, str]:
    return {"qualifier": "by", "end": str(day), "standing": standing}


def lines(*items: ItemView, links: tuple[LinkRow, ...] = (), today: date = TODAY) -> dict[str, Line]:
    return {line.kind: line for line in attention(Snapshot.of(items, links), today).lines}


def settled() -> tuple[ItemView, ...]:
    """A meeting ahead and everything that a filing needs, so that only the item tried is told."""
    return (
        item("MTG-2026-06-30", "meeting", "planned", date=by("2026-06-30")),
        item("SET-filing-party", "setting", "in-use", value="Example Power"),
        item("SET-signer", "setting", "in-use", value="Ann Example"),
    )


def test_a_settled_record_has_only_its_next_meeting() -> None:
    assert list(lines(*settled())) == ["next-meeting"]


def test_the_next_meeting_is_told_with_its_days_and_issues() -> None:
    issue = item("ISS-001", "issue", "listed")
    owner = item("PER-A", "person", "active")
    found = lines(
        *settled(),
        issue,
        owner,
        links=(link("ISS-001", "scheduled-in", "MTG-2026-06-30"), link("ISS-001", "owned-by", "PER-A")),
    )
    assert found["next-meeting"].sentence == (
        "Next meeting Tue 30 Jun 2026, in 29 days: Title of MTG-2026-06-30, and 1 issue is on it."
    )
    assert [entry.code for entry in found["next-meeting"].entries] == ["MTG-2026-06-30", "ISS-001"]
    assert list(found) == ["next-meeting"]


def test_a_meeting_that_has_passed_but_is_still_planned_is_late() -> None:
    found = lines(*settled(), item("MTG-2026-05-20", "meeting", "planned", date=by("2026-05-20")))
    assert found["meetings-not-closed"].urgency == "late"
    assert "was it held, moved or cancelled?" in found["meetings-not-closed"].sentence


def test_what_is_due_counts_days_and_grows_more_urgent() -> None:
    milestone = item("MIL-01", "milestone", "open", "Submittal", date=by("2026-06-20", "ordered"))
    found = lines(*settled(), milestone)
    assert found["due"].sentence == "Due Sat 20 Jun 2026, in 19 days: Submittal."
    assert found["due"].entries[0].remark == "ordered"
    assert found["due"].urgency == "open"
    assert lines(*settled(), milestone, today=date(2026, 6, 10))["due"].urgency == "soon"
    late = lines(*settled(), milestone, today=date(2026, 6, 22))["overdue-milestone"]
    assert late.sentence == "Overdue since Sat 20 Jun 2026, 2 days ago: Submittal."
    assert late.urgency == "late"


def test_what_is_done_is_not_due() -> None:
    done = [
        item("MIL-01", "milestone", "met", date=by("2026-05-20")),
        item("ACT-01", "action", "done", due=by("2026-05-20")),
        item("ORD-2026-01-01", "order", "answered", due=by("2026-05-20")),
        item("ISS-001", "issue", "resolved", due="2026-05-20"),
        item("MIL-02", "milestone", "withdrawn", date=by("2026-05-20")),
    ]
    assert list(lines(*settled(), *done)) == ["next-meeting"]


def test_many_late_actions_are_one_line_with_the_list_in_it() -> None:
    actions = [item(f"ACT-{n:02}", "action", "open", due=by(TODAY - timedelta(n))) for n in range(1, 13)]
    found = lines(*settled(), *actions)
    assert (
        found["overdue-action"].sentence
        == "12 actions are overdue, the oldest since Wed 20 May 2026, 12 days ago."
    )
    assert len(found["overdue-action"].entries) == 12
    assert found["no-owner-actions"].sentence == "12 open actions have no owner."


def test_a_hoped_date_is_never_due_and_is_told_as_hoped() -> None:
    found = lines(*settled(), item("MIL-01", "milestone", "open", date=by("2026-06-05", "hoped")))
    assert "due" not in found
    assert (
        found["hoped-dates"].sentence
        == "1 date is only hoped for, and no filing names it until it is promoted."
    )
    passed = lines(*settled(), item("MIL-01", "milestone", "open", date=by("2026-05-05", "hoped")))
    assert passed["hoped-dates"].entries[0].remark.endswith(", passed")
    assert "overdue-milestone" not in passed


def test_the_filing_day_is_told_once() -> None:
    filing = item("SET-filing-date", "setting", "in-use", value="2026-06-10")
    assert lines(*settled(), filing)["due"].sentence == "The filing is set for Wed 10 Jun 2026, in 9 days."
    milestone = item("MIL-01", "milestone", "open", "Submittal", date=by("2026-06-10"))
    assert (
        lines(*settled(), filing, milestone)["due"].sentence == "Due Wed 10 Jun 2026, in 9 days: Submittal."
    )


def test_a_filing_day_that_is_no_day_is_passed_over() -> None:
    assert "due" not in lines(*settled(), item("SET-filing-date", "setting", "in-use", value="soon"))


def test_what_a_filing_lacks_is_urgent_near_its_day() -> None:
    meeting = settled()[0]
    assert lines(meeting)["filing-gaps"].urgency == "open"
    near = lines(meeting, item("SET-filing-date", "setting", "in-use", value="2026-06-10"))["filing-gaps"]
    assert near.urgency == "soon"
    assert near.sentence.startswith("The filing party and the signer are not set")


def test_suspect_links_are_told_by_the_item_that_cites() -> None:
    items = [item(code, "requirement", "draft") for code in ("R21-01", "R21-02")]
    issues = [item(code, "issue", "resolved") for code in ("ISS-001", "ISS-002")]
    found = lines(
        *settled(),
        *items,
        *issues,
        links=(
            link("R21-01", "answers", "ISS-001", suspect=True),
            link("R21-01", "answers", "ISS-002", suspect=True),
            link("R21-02", "answers", "ISS-002"),
        ),
    )
    assert found["suspect-links"].sentence.startswith("2 links cite a text that has changed since")
    assert [(e.code, e.remark) for e in found["suspect-links"].entries] == [
        ("R21-01", "cites ISS-001 and ISS-002")
    ]


def test_proposals_wait() -> None:
    comment = CommentRow("u", "ISS-001", "Ann", None, "Please\nread", TODAY, 1, False, "proposed", None, {})
    snapshot = Snapshot.of(
        [*settled(), item("ISS-001", "issue", "proposed"), item("AGR-01", "agreement", "disputed")]
    )
    found = {line.kind: line for line in attention(snapshot, TODAY, [comment]).of("waits")}
    assert list(found) == ["waiting-comments", "proposed-issues", "doubted-agreements"]
    assert found["waiting-comments"].entries[0].title == "Please read"
    assert found["doubted-agreements"].entries[0].remark == "disputed"


def test_a_record_of_long_ago_is_not_counted_from_today() -> None:
    items = [
        item("MIL-01", "milestone", "open", date=by("2014-07-18")),
        item("MTG-2014-06-19", "meeting", "planned", date=by("2014-06-19")),
        item("ACT-01", "action", "open", due=by("2014-06-20")),
    ]
    found = attention(Snapshot.of(items), TODAY)
    assert found.past == date(2014, 7, 18)
    assert not found.of("late")
    assert "3 items have days that have passed" in " ".join(line.sentence for line in found.lines)
    assert not any("days ago" in line.sentence for line in found.lines)
    then = attention(Snapshot.of(items), date(2014, 6, 15))
    assert then.past is None
    assert then.of("soon")


def test_an_unreadable_date_is_no_date() -> None:
    assert "due" not in lines(*settled(), item("MIL-01", "milestone", "open", date={"qualifier": "on"}))


@pytest.mark.parametrize("record", ["bundled", "demo"])
def test_the_queries_find_what_the_lines_list(record: str, request: pytest.FixtureRequest) -> None:
    database: Database = request.getfixturevalue(record)
    for baseline in (None, "Minutes of 12 June 2014" if record == "bundled" else "After the first meeting"):
        snapshot = SNAPSHOTS.get(database, baseline=baseline)
        today = snapshot.as_of or TODAY
        for line in attention(snapshot, today).lines:
            if line.where:
                kind = {"issues": "issue", "agreements": "agreement"}[line.page]
                found = {i.code for i in select(snapshot, line.where, kind, today=today)}
                assert found == {entry.code for entry in line.entries}, line.sentence


def test_the_bundled_record_in_june_2014(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014")
    found: Attention = attention(snapshot, date(2014, 6, 12))
    kinds = [line.kind for line in found.lines]
    assert kinds[0] == "next-meeting"
    assert "in 7 days" in found.lines[0].sentence
    assert {"proposed-issues", "doubted-agreements", "no-meeting", "no-owner", "hoped-dates"} <= set(kinds)
    assert any("Fri 18 Jul 2014, in 36 days" in line.sentence for line in found.lines)
    assert not found.of("late")


@given(st.lists(st.tuples(st.integers(-400, 400), st.sampled_from(["open", "met", "missed"])), max_size=30))
def test_each_open_milestone_is_told_once_and_in_order(drawn: list[tuple[int, str]]) -> None:
    milestones = [
        item(f"MIL-{n:02}", "milestone", status, date=by(TODAY + timedelta(days)))
        for n, (days, status) in enumerate(drawn, 1)
    ]
    found = attention(Snapshot.of([*settled(), *milestones]), TODAY).lines
    told = [e.code for line in found for e in line.entries if e.code.startswith("MIL")]
    assert sorted(told) == sorted(m.code for m in milestones if m.status == "open")
    places = [ORDER.index(line.urgency) for line in found]
    assert places == sorted(places)


MOMENT = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)


def call(code: str, **given: Any) -> BallotRow:
    base = BallotRow(
        code, "consensus-call", "AGR-01", "One protocol", 1, f"Question of {code}", MOMENT - timedelta(days=9),
        MOMENT + timedelta(days=5), None, "", 5, addressees=(("ORG-A", "Amber"),),
    )  # fmt: skip
    return replace(base, **given)


def call_lines_of(
    *calls: BallotRow, moment: datetime | None = MOMENT, writers: Writers | None = None
) -> dict[str, Line]:
    found = attention(Snapshot.of(settled()), TODAY, (), calls, moment, (), writers)
    return {line.kind: line for line in found.lines if line.page == "consensus-calls"}


def test_calls_that_run_need_nothing_until_a_reminder_is_due() -> None:
    assert call_lines_of(call("BAL-01")) == {}
    due = call("BAL-01", closes_at=MOMENT + timedelta(days=7))
    found = call_lines_of(due)["reminders-due"]
    assert found.urgency == "soon"
    assert found.sentence == "1 reminder is due today: some organisations have not answered."
    assert found.entries[0].remark == "7 days left, 0 of 1 answered"
    said = PositionRow("ORG-A", "Amber", "support", "", 1, "representative", False, TODAY, 6, False)
    assert call_lines_of(replace(due, positions=(said,))) == {}, "everybody has answered"


AMBER, BIRCH = ("ORG-A", "Amber"), ("ORG-B", "Birch")


def test_whoever_wrote_a_statement_has_answered_the_call_for_it() -> None:
    due = call(
        "BAL-01", kind="statement-call", closes_at=MOMENT + timedelta(days=7),
        addressees=(AMBER, BIRCH),
    )  # fmt: skip
    entry = call_lines_of(due, writers={"BAL-01": [BIRCH], "BAL-02": [AMBER]})["reminders-due"].entries[0]
    assert entry.remark == "7 days left, 1 of 2 answered"
    assert call_lines_of(due, writers={"BAL-01": [AMBER, BIRCH]}) == {}


def test_a_closed_call_waits_for_its_outcome() -> None:
    found = call_lines_of(call("BAL-01", closes_at=MOMENT - timedelta(hours=1)))["calls-without-outcome"]
    assert found.urgency == "waits"
    assert found.sentence == "1 call is closed and has no outcome: record what came out."
    assert found.entries[0].code == "BAL-01"


def test_a_contested_outcome_waits_until_it_is_asked_again() -> None:
    contest = StepRow("contested", MOMENT, "P", "ORG-A", "Amber", "Not heard", {}, 7)
    contested = call("BAL-01", outcome="consensus", steps=(contest,))
    found = call_lines_of(contested)["contested-outcomes"]
    assert found.entries[0].remark == "contested by Amber"
    again = call("BAL-02", previous="BAL-01", round=2)
    assert "contested-outcomes" not in call_lines_of(contested, again)
    assert "contested-outcomes" not in call_lines_of(replace(contested, voided=True))
    given_up = replace(again, opens_at=None, voided=True)
    assert "contested-outcomes" in call_lines_of(contested, given_up), "a draft given up asked nobody"


def test_drafts_wait_and_nothing_is_told_without_a_moment() -> None:
    draft = call("BAL-01", opens_at=None)
    assert (
        call_lines_of(draft)["draft-calls"].sentence
        == "1 call is prepared and not open: open it, or give it up."
    )
    assert call_lines_of(draft, moment=None) == {}
