"""Who sees which positions: hidden ones only after the close, the public only what is authorised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.ballots.tally import tally
from workbench.process.actor import LOCAL_OPERATOR, PUBLIC_READER, Actor
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import extend, void
from workbench.process.ballots.joint import confirm_joint, propose_joint
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.recording import record_outcome
from workbench.process.ballots.statements import statements, write_statement
from workbench.process.ballots.visibility import (
    OF_POSITIONS,
    tells_of_positions,
    visible_positions,
    visible_statements,
)

PUBLIC = Actor(None, "Anybody", frozenset({PUBLIC_READER}))


def take(group: Group, who: str, code: str, organisation: str, word: str, reason: str = "") -> None:
    take_position(group.database, group.person(who), NewPosition(code, organisation, word, reason=reason))


def seen(group: Group, actor: Actor, code: str) -> BallotRow:
    return visible_positions(actor, group.row(code), group.clock.moment)


def test_before_the_close_each_sees_only_its_own_and_who_answered(group: Group) -> None:
    code = group.open(hidden=True)
    take(group, "ANN", code, "ORG-AMBER", "support")
    take(group, "BOB", code, "ORG-BIRCH", "object", "Too dear.")
    own = seen(group, group.person("ANN"), code)
    assert [p.organisation for p in own.positions] == ["ORG-AMBER"]
    assert own.withheld == ("ORG-BIRCH",)
    assert own.answered("ORG-BIRCH")
    assert not own.answered("ORG-CEDAR")
    assert "Too dear" not in repr(own)
    facilitator = seen(group, LOCAL_OPERATOR, code)
    assert facilitator.positions == ()
    assert facilitator.withheld == ("ORG-AMBER", "ORG-BIRCH")
    counted = tally(facilitator)
    assert [o.code for o in counted.withheld] == ["ORG-AMBER", "ORG-BIRCH"]
    assert [o.code for o in counted.silent] == ["ORG-CEDAR", "ORG-DOVER", "ORG-ELDER"]
    group.clock.forward(days=10)
    assert seen(group, LOCAL_OPERATOR, code) == group.row(code)


def test_what_is_not_hidden_and_what_is_void_is_as_it_is(group: Group) -> None:
    code = group.open()
    take(group, "ANN", code, "ORG-AMBER", "support")
    assert seen(group, group.person("OTTO"), code) == group.row(code)
    hidden = group.open(item="ISS-001", hidden=True)
    take(group, "ANN", hidden, "ORG-AMBER", "support")
    void(group.database, LOCAL_OPERATOR, hidden, "Asked of the wrong text.")
    assert seen(group, group.person("OTTO"), hidden) == group.row(hidden)


def test_an_earlier_moment_does_not_tell_what_an_extension_still_hides(group: Group) -> None:
    code = group.open(hidden=True)
    take(group, "ANN", code, "ORG-AMBER", "support")
    change = group.row(code).positions[-1].change
    extend(group.database, LOCAL_OPERATOR, code, group.clock.moment + timedelta(days=20), "Counsel asked.")
    group.clock.forward(days=15)
    with group.database.read() as session:
        then = ballot_named(session, code, change=change, moment=group.clock.moment)
    assert then is not None
    assert then.ends is not None
    assert then.ends < group.clock.moment
    assert visible_positions(LOCAL_OPERATOR, then, group.clock.moment).positions == ()


def test_a_joint_position_tells_its_members_who_leads_and_no_more(group: Group) -> None:
    code = group.open(hidden=True)
    new = NewPosition(code, "ORG-AMBER", "support")
    propose_joint(group.database, group.person("ANN"), new, ["ORG-BIRCH", "ORG-CEDAR"])
    joint = group.row(code).joints[0]
    confirm_joint(group.database, group.person("BOB"), joint.uuid, "ORG-BIRCH")
    assert seen(group, group.person("CAT"), code).joints[0].confirmed == ("ORG-AMBER",)
    assert seen(group, group.person("EVE"), code).joints == ()


def test_the_public_sees_authorised_positions_of_a_recorded_outcome_alone(group: Group) -> None:
    code = group.open()
    take(group, "ANN", code, "ORG-AMBER", "support")
    take(group, "BOB", code, "ORG-BIRCH", "support", "Secretly glad.")
    authorise(group.database, group.person("ABE"), code, "ORG-AMBER", "Report of 2026")
    group.clock.forward(days=10)
    before = seen(group, PUBLIC, code)
    assert (before.positions, before.addressees, before.selected) == ((), (), True)
    assert tally(before).silent == ()
    assert "Ann" not in repr(seen(group, PUBLIC, code).steps)
    record_outcome(group.database, LOCAL_OPERATOR, code, "consensus")
    row = seen(group, PUBLIC, code)
    assert [(p.organisation, p.person_name) for p in row.positions] == [("ORG-AMBER", "")]
    assert row.outcome_sentence == (
        "Consensus. Supporting: Amber Example. 1 organisation whose position is preliminary is not named. "
        "3 organisations gave no answer."
    )
    for secret in ("Birch", "ORG-BIRCH", "Secretly", "Ann Example", "Cedar"):
        assert secret not in repr(row)
    assert tally(row).silent == ()
    group.edit("AGR-01", text="Another text altogether.")
    assert seen(group, PUBLIC, code).outcome_sentence == row.outcome_sentence


def test_the_public_does_not_see_as_asked_who_was_not_asked(quick: Group) -> None:
    code = quick.open(addressees=("ORG-AMBER", "ORG-CEDAR"))
    take(quick, "ANN", code, "ORG-AMBER", "support")
    take(quick, "BOB", code, "ORG-BIRCH", "object", "Too dear.")
    authorise(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "Report of 2026")
    quick.clock.forward(days=10)
    record_outcome(quick.database, LOCAL_OPERATOR, code, "consensus with recorded dissent")
    row = seen(quick, PUBLIC, code)
    assert row.addressees == ()
    counted = tally(row)
    assert (counted.asked, counted.object) == ((), ())
    assert (
        [o.code for o in counted.unasked] == ["ORG-BIRCH"] == [o.code for o in tally(quick.row(code)).unasked]
    )


def test_each_filing_is_authorised_for_itself(group: Group) -> None:
    code = group.open()
    take(group, "ANN", code, "ORG-AMBER", "support")
    for filing in ("Report", "Second report"):
        authorise(group.database, group.person("ABE"), code, "ORG-AMBER", filing)
    latest = group.row(code).latest()["ORG-AMBER"]
    assert (latest.filings, latest.filing) == (("Report", "Second report"), "Second report")


def readable(group: Group, actor: Actor, code: str) -> list[tuple[str, str]]:
    with group.database.read() as session:
        rows = statements(session, ballot=code)
    found = visible_statements(actor, group.row(code), rows, group.clock.moment)
    return [(row.organisation, row.person_name) for row in found]


def with_statements(group: Group, **given: object) -> str:
    """A call in which Amber has locked its statement and Birch has a draft."""
    code = group.open(kind="statement-call", item="ISS-001", **given)
    write_statement(group.database, group.person("ANN"), code, "ORG-AMBER", "Locked.", lock=True)
    write_statement(group.database, group.person("BOB"), code, "ORG-BIRCH", "A draft.")
    return code


def kept_out(actor: Actor) -> Actor:
    return replace(actor, kept_out=True)


def test_a_draft_of_a_statement_is_read_by_its_own_organisation_alone(quick: Group) -> None:
    code = with_statements(quick)
    locked = ("ORG-AMBER", "Ann Example")
    assert readable(quick, quick.person("CAT"), code) == [locked]
    assert readable(quick, quick.person("BOB"), code) == [locked, ("ORG-BIRCH", "Bob Example")]
    assert readable(quick, LOCAL_OPERATOR, code) == [locked]


def test_statements_of_an_unrecorded_call_are_kept_from_offices_and_from_the_public(quick: Group) -> None:
    code = with_statements(quick)
    staff = kept_out(quick.person("OTTO"))
    assert readable(quick, staff, code) == readable(quick, PUBLIC, code) == []
    assert readable(quick, kept_out(quick.person("ANN")), code) == [("ORG-AMBER", "Ann Example")]
    quick.clock.forward(days=10)
    assert readable(quick, staff, code) == readable(quick, PUBLIC, code) == []
    record_outcome(quick.database, LOCAL_OPERATOR, code, "noted")
    assert readable(quick, staff, code) == [("ORG-AMBER", "Ann Example")]
    assert readable(quick, PUBLIC, code) == [("ORG-AMBER", "")]


def test_hidden_statements_are_read_by_nobody_else_before_the_close(quick: Group) -> None:
    code = with_statements(quick, hidden=True)
    for other in (quick.person("CAT"), LOCAL_OPERATOR):
        assert readable(quick, other, code) == []
    assert readable(quick, quick.person("ANN"), code) == [("ORG-AMBER", "Ann Example")]
    quick.clock.forward(days=10)
    assert readable(quick, quick.person("CAT"), code) == [("ORG-AMBER", "Ann Example")]


@pytest.mark.parametrize("verb", sorted(OF_POSITIONS))
def test_the_log_tells_an_office_nothing_of_what_is_said_in_an_unrecorded_call(
    quick: Group, verb: str
) -> None:
    code = quick.open()
    calls = {code: quick.row(code)}

    def tells(actor: Actor, subject: str, of: str = verb) -> bool:
        return tells_of_positions(actor, of, subject, lambda: calls)

    staff = kept_out(quick.person("OTTO"))
    assert tells(staff, code)
    assert tells(PUBLIC, code)
    assert tells(staff, "AGR-01"), "an editorial change is contested under the item's code"
    assert not tells(quick.person("OTTO"), code)
    assert not tells(staff, code, of="open-ballot")
    calls[code] = replace(calls[code], outcome="consensus")
    assert not tells(staff, code)
    assert not tells(staff, "AGR-01")
