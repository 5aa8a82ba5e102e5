"""Editorial changes: shown to everybody with a position, contested by one, carried over by silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.graph.history import history
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.editorial import Proposed, object_to_editorial, propose_editorial
from workbench.process.ballots.recording import record_outcome
from workbench.process.planning.preview import Refused
from workbench.process.undoing import undo

FIRST = "Every inverter speaks one protocol."


@pytest.fixture
def code(quick: Group) -> str:
    """Open a long call on which Amber and Birch have a position on the first text."""
    opened = quick.open(closes_at=quick.clock.moment + timedelta(days=90))
    quick.take(opened, "ANN", "AMBER", "support")
    quick.take(opened, "BOB", "BIRCH", "support")
    return opened


def change(group: Group, text: str) -> Proposed:
    """Change the text and propose that as editorial."""
    group.edit("AGR-01", text=text)
    return propose_editorial(group.database, LOCAL_OPERATOR, "AGR-01", "No meaning is changed.")


def against(group: Group, proposed: Proposed, who: str = "BOB", organisation: str = "BIRCH") -> None:
    object_to_editorial(
        group.database, group.person(who), proposed.uuid, f"ORG-{organisation}", "It is another meaning."
    )


def overtaken(group: Group, code: str) -> bool:
    return group.row(code).latest()["ORG-AMBER"].overtaken


def test_two_editorial_changes_carry_a_position_over_both(quick: Group, code: str) -> None:
    first = change(quick, "Second text.")
    quick.clock.moment = first.ends_at
    second = change(quick, "Third text.")
    assert second.organisations == ("ORG-AMBER", "ORG-BIRCH")
    row = quick.row(code).latest()["ORG-AMBER"]
    assert (row.overtaken, row.editorial_until) == (True, second.ends_at)
    quick.clock.moment = second.ends_at
    row = quick.row(code).latest()["ORG-AMBER"]
    assert (row.overtaken, row.carried_over_at, row.revision) == (False, second.ends_at, 1)
    quick.sound()


def test_a_second_change_while_the_first_can_be_contested_still(quick: Group, code: str) -> None:
    first = change(quick, "Second text.")
    quick.clock.forward(days=2)
    second = change(quick, "Third text.")
    assert second.organisations == ("ORG-AMBER", "ORG-BIRCH")
    assert quick.row(code).latest()["ORG-AMBER"].editorial_until == second.ends_at
    against(quick, first)
    quick.clock.moment = second.ends_at
    assert overtaken(quick, code)


def test_contesting_the_first_leaves_the_second_without_a_bridge(quick: Group, code: str) -> None:
    first = change(quick, "Second text.")
    against(quick, first)
    quick.clock.moment = first.ends_at
    assert overtaken(quick, code)
    assert quick.row(code).latest()["ORG-AMBER"].editorial_until is None
    quick.edit("AGR-01", text="Third text.")
    with pytest.raises(Refused, match="Nobody has a position on revision 2"):
        propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A comma.")
    quick.take(code, "CAT", "CEDAR", "support")
    third = change(quick, "Third text!")
    assert third.organisations == ("ORG-CEDAR",)


def test_one_objection_makes_a_change_substantive_for_everybody_and_for_good(quick: Group, code: str) -> None:
    proposed = change(quick, "Second text.")
    against(quick, proposed)
    quick.clock.moment = proposed.ends_at + timedelta(days=30)
    assert overtaken(quick, code)
    [row] = quick.row(code).editorials
    assert row.standing(quick.clock.moment) == "contested"
    assert row.objections == (("ORG-BIRCH", "Birch Example", "It is another meaning."),)
    with pytest.raises(Refused, match="was proposed as editorial already"):
        propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "Once more.")


def test_a_substantive_change_in_between_breaks_the_way(quick: Group, code: str) -> None:
    first = change(quick, "Second text.")
    quick.edit("AGR-01", text="Something else.")
    quick.clock.moment = first.ends_at
    assert overtaken(quick, code)
    quick.take(code, "CAT", "CEDAR", "support")
    third = change(quick, "Something else!")
    assert third.organisations == ("ORG-CEDAR",)
    quick.clock.moment = third.ends_at
    assert overtaken(quick, code)
    assert not quick.row(code).latest()["ORG-CEDAR"].overtaken


def test_an_undone_change_puts_positions_back_and_another_way_is_its_own(quick: Group, code: str) -> None:
    first = change(quick, "Second text.")
    quick.clock.moment = first.ends_at
    with quick.database.read() as session:
        edited = next(row.change for row in history(session) if row.verb == "edit")
    assert edited is not None
    undo(quick.database, LOCAL_OPERATOR, edited)
    assert quick.row(code).latest()["ORG-AMBER"].carried_over_at is None
    second = change(quick, "Another second text.")
    assert quick.row(code).latest()["ORG-AMBER"].editorial_until == second.ends_at
    quick.clock.moment = second.ends_at
    assert not overtaken(quick, code)
    quick.edit("AGR-01", text="Second text.")
    assert not overtaken(quick, code)
    quick.sound()


def test_the_period_counts_business_days_in_california(quick: Group, code: str) -> None:
    # Friday the 4th; Labor Day is Monday the 7th.
    quick.clock.moment = datetime(2026, 9, 4, 20, 0, tzinfo=UTC)
    quick.edit("AGR-01", text="Second text.")
    proposed = propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A comma.", days=2)
    assert proposed.ends_at == datetime(2026, 9, 10, 0, 0, tzinfo=UTC)
    for days in (0, 61, -1):
        with pytest.raises(Refused, match=f"{days} business days is no period"):
            propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A comma.", days=days)


def test_an_objection_exactly_at_the_end_is_too_late_and_noted(quick: Group, code: str) -> None:
    proposed = change(quick, "Second text.")
    quick.clock.moment = proposed.ends_at
    with pytest.raises(Refused, match="could be contested until Wed 9 Sep 2026, 17:00"):
        against(quick, proposed)
    assert not overtaken(quick, code)
    assert quick.events()[-1].verb == "objection-refused"
    quick.clock.forward(seconds=-1)
    with pytest.raises(Refused, match="could be contested until"):
        against(quick, proposed)
    quick.sound()


def test_an_objection_a_second_before_the_end_counts(quick: Group, code: str) -> None:
    proposed = change(quick, "Second text.")
    quick.clock.moment = proposed.ends_at - timedelta(seconds=1)
    against(quick, proposed)
    with pytest.raises(Refused, match="has contested this change already"):
        against(quick, proposed)
    quick.clock.moment = proposed.ends_at
    assert overtaken(quick, code)


def test_a_clock_set_back_contests_nothing_that_an_outcome_was_built_on(quick: Group) -> None:
    code = quick.open(closes_at=quick.clock.moment + timedelta(days=2))
    quick.take(code, "ANN", "AMBER", "support")
    quick.take(code, "BOB", "BIRCH", "support")
    proposed = change(quick, "Second text.")
    quick.clock.forward(days=3)
    with pytest.raises(Refused, match="nobody knows which positions count"):
        record_outcome(quick.database, LOCAL_OPERATOR, code, "consensus")
    quick.clock.moment = proposed.ends_at
    record_outcome(quick.database, LOCAL_OPERATOR, code, "consensus")
    quick.clock.forward(days=-2)
    with pytest.raises(Refused, match="could be contested until"):
        against(quick, proposed)


@pytest.mark.parametrize(
    ("who", "organisation", "said"),
    [
        ("ANN", "BIRCH", "Ann Example does not act for Birch Example"),
        ("CAT", "CEDAR", "Cedar Example has no position on the text before the change"),
    ],
)
def test_only_whoever_has_a_position_contests_and_only_its_own(
    quick: Group, code: str, who: str, organisation: str, said: str
) -> None:
    proposed = change(quick, "Second text.")
    with pytest.raises(Refused, match=said):
        against(quick, proposed, who, organisation)
    assert quick.row(code).editorials[0].objections == ()


def test_a_text_that_nobody_has_a_position_on_and_one_never_changed(quick: Group) -> None:
    with pytest.raises(Refused, match="has never been changed"):
        propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A comma.")
    quick.edit("AGR-01", text="Second text.")
    with pytest.raises(Refused, match="Nobody has a position on revision 1"):
        propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A comma.")
    with pytest.raises(Refused, match="There is no item AGR-99"):
        propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-99", "A comma.")


def test_an_alternative_is_changed_editorially_too(quick: Group) -> None:
    ends = quick.clock.moment + timedelta(days=90)
    code = quick.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"), closes_at=ends)
    quick.take(code, "ANN", "AMBER", answers={"ISS-001-a": "support"})
    quick.edit("ISS-001-a", text="The Way a.")
    proposed = propose_editorial(quick.database, LOCAL_OPERATOR, "ISS-001-a", "A capital letter.")
    assert proposed.organisations == ("ORG-AMBER",)
    assert overtaken(quick, code)
    quick.clock.moment = proposed.ends_at
    assert not overtaken(quick, code)
    quick.sound()


def test_silence_on_one_alternative_carries_nothing_over_where_another_has_changed(quick: Group) -> None:
    code = quick.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    quick.take(code, "ANN", "AMBER", answers={"ISS-001-a": "support", "ISS-001-b": "support"})
    quick.edit("ISS-001-a", text="The way a, in other words.")
    proposed = propose_editorial(quick.database, LOCAL_OPERATOR, "ISS-001-a", "No meaning is changed.")
    assert quick.row(code).latest()["ORG-AMBER"].editorial_until == proposed.ends_at
    quick.edit("ISS-001-b", text="Another way altogether.")
    latest = quick.row(code).latest()["ORG-AMBER"]
    assert (latest.overtaken, latest.editorial_until) == (True, None)
    assert latest.cited == {"ISS-001-a": 1, "ISS-001-b": 1}
    quick.clock.moment = proposed.ends_at
    assert overtaken(quick, code)
