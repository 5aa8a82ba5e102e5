"""The list of ballots, its lines, the days of reminders, adopted rules, rounds: on plain rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from workbench.graph.ballots import BallotRow, EditorialRow, PositionRow, StepRow
from workbench.graph.ballots.adopted import adopted_rules
from workbench.graph.ballots.listing import answers, days_words, grouped, notes, secret, state_words
from workbench.graph.ballots.reminders import days_left, next_reminder, reminder_due
from workbench.graph.ballots.rounds import about, about_words, earlier_rounds, later_round, round_sentence
from workbench.graph.snapshot import ItemView, Snapshot

NOW = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
ASKED = (("ORG-A", "Amber"), ("ORG-B", "Birch"), ("ORG-C", "Cedar"))


def row(code: str = "BAL-01", **given: Any) -> BallotRow:
    base = BallotRow(
        code, "consensus-call", "AGR-01", "One protocol", 1, "Can you?", NOW - timedelta(days=1),
        NOW + timedelta(days=14), None, "", 5, addressees=ASKED,
    )  # fmt: skip
    return replace(base, **given)


def position(organisation: str, **given: Any) -> PositionRow:
    name = dict(ASKED).get(organisation, organisation)
    base = PositionRow(organisation, name, "support", "", 1, "representative", False, NOW.date(), 6, False)
    return replace(base, **given)


def test_open_ones_come_by_their_close_and_the_rest_by_the_latest() -> None:
    rows = [
        row("BAL-01", outcome="consensus", change=1),
        row("BAL-02"),
        row("BAL-03", closes_at=NOW + timedelta(days=2)),
        row("BAL-04", closes_at=NOW - timedelta(hours=1)),
        row("BAL-05", opens_at=None),
        row("BAL-06", voided=True, change=9),
    ]
    found = {group: [one.code for one in ones] for group, ones in grouped(rows, NOW).items()}
    assert found == {
        "open": ["BAL-03", "BAL-02"], "closed": ["BAL-04"], "draft": ["BAL-05"], "over": ["BAL-06", "BAL-01"],
    }  # fmt: skip


def test_a_line_counts_answers_and_says_what_is_missing() -> None:
    rule = {"quorum": 2, "adopted": "Charter", "adopted_on": "2026-01-01"}
    editorial = EditorialRow("e", "AGR-01", 1, 2, NOW, NOW + timedelta(days=3), "F", "comma", ("ORG-A",))
    taken = (position("ORG-A"), position("ORG-B", overtaken=True))
    said = notes(row(positions=taken, rule=rule, editorials=(editorial,)), {}, NOW, hidden=False)
    assert said[0] == "2 of 3 answered"
    assert said[1] == "△ 1 position on an earlier text"
    assert said[2].startswith("△ editorial change until")
    assert said[3] == "1 more position is needed for the quorum."


def test_a_hidden_call_tells_only_who_answered() -> None:
    hidden = row(hidden=True, positions=(position("ORG-A", overtaken=True),))
    assert secret(hidden, NOW)
    assert notes(hidden, {}, NOW, hidden=True) == ["1 of 3 answered", "hidden until the close"]
    assert not secret(hidden, NOW + timedelta(days=14))
    assert [name for _, name in answers(hidden).silent] == ["Birch", "Cedar"]


def test_statements_are_answers_too() -> None:
    assert answers(row(kind="statement-call"), statements=[ASKED[2]]).words() == "1 of 3 answered"


def test_a_statement_of_an_organisation_that_was_not_asked_is_told_apart() -> None:
    wrote = [ASKED[2], ("ORG-X", "Ashwood")]
    call = row(kind="statement-call")
    found = answers(call, statements=wrote)
    assert found.words() == "1 of 3 answered, and 1 that was not asked"
    assert found.unasked == (("ORG-X", "Ashwood"),)
    assert notes(call, {}, NOW, hidden=False, statements=wrote)[0] == found.words()


def test_reminders_are_due_by_the_calendar_of_california() -> None:
    call = row()
    assert days_left(call, NOW) == 14
    assert reminder_due(call, NOW) == 14
    assert next_reminder(call, NOW) == date(2026, 9, 1)
    later = NOW + timedelta(days=1)
    assert reminder_due(call, later) is None
    assert next_reminder(call, later) == date(2026, 9, 8)
    assert next_reminder(call, NOW + timedelta(days=12)) is None
    assert days_left(call, NOW + timedelta(days=14)) is None
    assert days_words(call, NOW + timedelta(days=13, hours=3)) == "tomorrow"


def test_states_in_words() -> None:
    assert state_words(row(), NOW) == "closes Tue 15 Sep 2026, 10:00 Pacific, 14 days left"
    assert state_words(row(voided=True, void_reason="Wrong text"), NOW) == "void: Wrong text"
    contest = StepRow("contested", NOW, "P", "ORG-A", "Amber", "No", {}, 7)
    assert state_words(row(outcome="consensus", steps=(contest,)), NOW) == "consensus; contested by Amber"


def test_rounds_are_told_the_latest_first() -> None:
    rows = {
        "BAL-01": row("BAL-01", voided=True, void_reason="Wrong text."),
        "BAL-02": row(
            "BAL-02", previous="BAL-01", round=2, outcome="no consensus", outcome_sentence="No consensus."
        ),
        "BAL-03": row("BAL-03", previous="BAL-02", round=3, change=8),
    }
    earlier = earlier_rounds(rows, rows["BAL-03"])
    assert [round_sentence(one) for one in earlier] == [
        "Round 2, BAL-02: No consensus.",
        "Round 1, BAL-01: declared void. Wrong text.",
    ]
    assert later_round(rows, rows["BAL-01"]) == rows["BAL-02"]
    assert later_round(rows, rows["BAL-03"]) is None
    assert next(one.code for one in about(rows.values(), "AGR-01")) == "BAL-03"
    assert about_words(rows["BAL-03"]) == "Consensus call on"


def setting(value: Any) -> Snapshot:
    return Snapshot.of(
        [ItemView("s", "SET-consensus-rules", "setting", "Rules", "", "in-use", 1, "", {"value": value})]
    )


def test_the_consensus_call_itself_is_always_a_rule() -> None:
    assert list(adopted_rules(Snapshot.of([]))) == ["The consensus call itself"]
    charter = {
        "name": "Charter",
        "quorum": 5,
        "adopted": "Charter",
        "adopted_on": "2026-08-27",
        "threshold": None,
    }
    assert adopted_rules(setting([charter]))["Charter"]["quorum"] == 5


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (["five"], "'five' is no rule"),
        ([{"quorum": 5}], "rule 1: A rule that counts says where and when"),
        ([{"name": "Charter"}, {"name": "Charter"}], "rule 2: the name 'Charter' is taken"),
    ],
)
def test_what_is_no_rule_is_named(value: Any, says: str) -> None:
    with pytest.raises(ValueError, match="SET-consensus-rules") as wrong:
        adopted_rules(setting(value))
    assert says in str(wrong.value)
