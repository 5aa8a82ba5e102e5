"""The texts that go out with a call: one reminder for one organisation, or for all that have not answered."""

from __future__ import annotations

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.ballots.notice import reminder, reminder_of_all


def test_one_mail_reminds_everybody_who_has_not_answered(quick: Group) -> None:
    row, moment = quick.row(quick.open()), quick.clock.moment
    text = reminder_of_all(row, ["Cedar Example", "amber Example"], moment, address="https://there")
    assert text.startswith("amber Example and Cedar Example have not answered consensus call BAL-01 yet: ")
    assert "It closes in 10 days" in text
    assert "Answer at https://there " in text
    assert reminder_of_all(row, ["Cedar Example"], moment) == reminder(row, "Cedar Example", moment)


def test_reserving_is_offered_where_it_can_be_answered(quick: Group) -> None:
    days = ("2026-12-09", "2026-12-10")
    for given, offered in (
        ({"kind": "consensus-call"}, True),
        ({"kind": "straw-poll"}, True),
        ({"kind": "date-poll", "choices": days}, False),
        ({"kind": "statement-call", "item": "ISS-001"}, False),
    ):
        text = reminder(quick.row(quick.open(**given)), "Cedar Example", quick.clock.moment)
        assert ("Reserve" in text) is offered, given
        assert text.casefold().endswith("silence is recorded as no answer.")


def test_a_draft_without_a_closing_time_reminds_nobody(quick: Group) -> None:
    row = quick.row(quick.prepare(closes_at=None))
    with pytest.raises(ValueError, match="no closing time"):
        reminder_of_all(row, ["Amber Example", "Birch Example"], quick.clock.moment)


def test_nobody_is_reminded_of_nothing(quick: Group) -> None:
    with pytest.raises(ValueError, match="nobody is named"):
        reminder_of_all(quick.row(quick.open()), [], quick.clock.moment)
