"""Who sees which positions: hidden ones only after the close, the public only what is authorised."""

from __future__ import annotations

from datetime import timedelta

from tests.process.ballots.conftest import Group
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.ballots.tally import tally
from workbench.process.actor import LOCAL_OPERATOR, PUBLIC_READER, Actor
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import extend, void
from workbench.process.ballots.joint import confirm_joint, propose_joint
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.recording import record_outcome
from workbench.process.ballots.visibility import visible_positions

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


def test_each_filing_is_authorised_for_itself(group: Group) -> None:
    code = group.open()
    take(group, "ANN", code, "ORG-AMBER", "support")
    for filing in ("Report", "Second report"):
        authorise(group.database, group.person("ABE"), code, "ORG-AMBER", filing)
    latest = group.row(code).latest()["ORG-AMBER"]
    assert (latest.filings, latest.filing) == (("Report", "Second report"), "Second report")
