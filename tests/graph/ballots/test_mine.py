"""What awaits an organisation: to answer, to look again, to confirm, to authorise, to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from workbench.graph.ballots import BallotRow, Cited, EditorialRow, JointRow, PositionRow
from workbench.graph.ballots.listing import notes
from workbench.graph.ballots.mine import said_by, waiting

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
CALL = BallotRow(
    code="BAL-01",
    kind="consensus-call",
    item="AGR-01",
    item_title="One protocol",
    revision=1,
    question="Can you support it?",
    opens_at=NOW - timedelta(days=1),
    closes_at=NOW + timedelta(days=9),
    outcome=None,
    outcome_sentence="",
    change=5,
    addressees=(("ORG-A", "A"), ("ORG-B", "B")),
)
POSITION = PositionRow("ORG-A", "A", "support", "", 1, "representative", False, date(2026, 9, 1), 6, False)


def tasks(
    ballot: BallotRow, *, speaks: bool = True, authorises: bool = False, moment: datetime = NOW
) -> list[str]:
    return [w.task for w in waiting([ballot], "ORG-A", moment, speaks=speaks, authorises=authorises)]


def test_who_was_asked_and_is_silent_is_asked_for_an_answer() -> None:
    assert tasks(CALL) == ["answer"]
    assert tasks(replace(CALL, addressees=(("ORG-B", "B"),))) == []
    assert tasks(CALL, speaks=False) == []
    assert tasks(CALL, moment=NOW + timedelta(days=9)) == [], "the closing moment is closed"


def test_a_position_waits_for_the_authoriser_until_it_is_confirmed() -> None:
    taken = replace(CALL, positions=(POSITION,))
    assert tasks(taken, authorises=True) == ["authorise"]
    assert tasks(taken) == []
    assert tasks(replace(taken, positions=(replace(POSITION, authorised=True),)), authorises=True) == []
    assert tasks(replace(taken, kind="straw-poll"), authorises=True) == []


def test_a_position_on_an_earlier_text_is_to_be_renewed() -> None:
    old = replace(CALL, positions=(replace(POSITION, overtaken=True),))
    assert tasks(old, authorises=True) == ["renew"]
    pending = replace(POSITION, overtaken=True, editorial_until=NOW + timedelta(days=3))
    editorial = EditorialRow("e", "AGR-01", 1, 2, NOW, NOW + timedelta(days=3), "F", "A plural.", ("ORG-A",))
    assert tasks(replace(CALL, positions=(pending,), editorials=(editorial,))) == ["editorial"]
    contested = replace(editorial, objections=(("ORG-B", "B", "It alters it."),))
    assert tasks(
        replace(CALL, positions=(replace(pending, editorial_until=None),), editorials=(contested,))
    ) == ["renew"]


def test_a_joint_position_waits_for_its_members() -> None:
    joint = JointRow("j", "ORG-B", (("ORG-B", "B"), ("ORG-A", "A")), ("ORG-B",), "support", "", 1, False)
    assert tasks(replace(CALL, joints=(joint,))) == ["joint"]
    assert (
        tasks(replace(CALL, joints=(replace(joint, confirmed=("ORG-A", "ORG-B")),), positions=(POSITION,)))
        == []
    )


def test_an_alternative_without_an_answer_is_still_asked_for() -> None:
    ways = (Cited("ISS-001-a", "Way a", 1), Cited("ISS-001-b", "Way b", 1))
    partly = replace(POSITION, position="answered", answers={"ISS-001-a": "support"})
    call = replace(CALL, choices=ways, positions=(partly,))
    [found] = waiting([call], "ORG-A", NOW, speaks=True, authorises=False)
    assert (found.task, found.unanswered) == ("rest", ways[1:])
    assert notes(call, {}, NOW, hidden=False) == ["1 of 2 answered", "△ 1 left an alternative unanswered"]
    assert tasks(call, speaks=False) == []
    assert tasks(replace(call, addressees=(("ORG-B", "B"),))) == [], "nobody asks who was not asked"
    whole = replace(partly, answers={"ISS-001-a": "support", "ISS-001-b": "abstain"})
    assert tasks(replace(call, positions=(whole,))) == []
    assert tasks(replace(call, positions=(replace(partly, overtaken=True),))) == ["renew"]


def test_a_void_call_awaits_nothing_and_the_earliest_comes_first() -> None:
    assert tasks(replace(CALL, voided=True)) == []
    sooner = replace(CALL, code="BAL-02", closes_at=NOW + timedelta(days=2))
    found = waiting([CALL, sooner], "ORG-A", NOW, speaks=True, authorises=False)
    assert [w.ballot.code for w in found] == ["BAL-02", "BAL-01"]


def test_what_was_said_comes_with_the_latest_first() -> None:
    later = replace(CALL, code="BAL-02", positions=(replace(POSITION, change=9),))
    rows = said_by([replace(CALL, positions=(POSITION,)), later], "ORG-A")
    assert [row.ballot.code for row in rows] == ["BAL-02", "BAL-01"]


def test_an_editorial_change_asks_nothing_of_a_poll_that_is_over() -> None:
    editorial = EditorialRow("e", "AGR-01", 1, 2, NOW, NOW + timedelta(days=20), "F", "A plural.", ("ORG-A",))
    pending = replace(POSITION, overtaken=True, editorial_until=editorial.ends_at)
    after = NOW + timedelta(days=10)
    call = replace(CALL, positions=(pending,), editorials=(editorial,))
    poll = replace(call, kind="straw-poll")
    assert tasks(call, moment=after) == ["editorial"]
    assert tasks(poll) == ["editorial"]
    assert tasks(poll, moment=after) == []


def test_one_editorial_change_is_asked_for_once_where_the_organisation_answered() -> None:
    editorial = EditorialRow("e", "AGR-01", 1, 2, NOW, NOW + timedelta(days=20), "F", "A plural.", ("ORG-A",))
    pending = replace(POSITION, overtaken=True, editorial_until=editorial.ends_at)
    first = replace(CALL, positions=(pending,), editorials=(editorial,))
    second = replace(CALL, code="BAL-02", change=9, editorials=(editorial,))
    found = waiting([first, second], "ORG-A", NOW, speaks=True, authorises=False)
    assert [(one.task, one.ballot.code) for one in found] == [("answer", "BAL-02"), ("editorial", "BAL-01")]
