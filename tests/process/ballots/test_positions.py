"""Taking positions: one an organisation, on the text that was shown, before the close, once a form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.graph.history import history
from workbench.process.actor import LOCAL_OPERATOR, NotPermitted
from workbench.process.ballots.attachments import File
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import ask_again, close, extend, void
from workbench.process.ballots.editorial import object_to_editorial, propose_editorial
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.planning.preview import Refused
from workbench.process.verification import verify


def test_a_whole_call(group: Group) -> None:
    code = group.open()
    take = lambda who, org, word, **more: take_position(  # noqa: E731
        group.database, group.person(who), NewPosition(code, org, word, **more)
    )
    receipt = take("ANN", "ORG-AMBER", "support")
    assert "Recorded for Amber Example" in receipt.sentence()
    assert "preliminary, not for attribution" in receipt.sentence()
    assert verify(group.database, tip=receipt.receipt).sound
    with pytest.raises(Refused, match="Objecting needs a reason"):
        take("BOB", "ORG-BIRCH", "object")
    take("BOB", "ORG-BIRCH", "object", reason="Too dear.", change_wanted="Leave small sites out.")
    take("CAT", "ORG-CEDAR", "support")
    take("CAT", "ORG-CEDAR", "abstain")
    row = group.row(code)
    assert [p.position for p in row.of("ORG-CEDAR")] == ["support", "abstain"]
    assert row.latest()["ORG-CEDAR"].position == "abstain"
    done = authorise(group.database, group.person("ABE"), code, "ORG-AMBER", "Report of 2026")
    assert done.authorised
    assert group.row(code).latest()["ORG-AMBER"].filing == "Report of 2026"
    with pytest.raises(Refused, match="no authoriser of Amber"):
        authorise(group.database, group.person("BOB"), code, "ORG-AMBER", "Report of 2026")

    group.edit("AGR-01", text="Every inverter speaks one of two protocols.")
    assert all(p.overtaken for p in group.row(code).positions)
    take("ANN", "ORG-AMBER", "support")
    take("BOB", "ORG-BIRCH", "can-live-with")
    group.edit("AGR-01", text="Every inverter speaks one of the two protocols.")
    proposed = propose_editorial(group.database, LOCAL_OPERATOR, "AGR-01", "An article was missing.")
    assert proposed.organisations == ("ORG-AMBER", "ORG-BIRCH")
    assert group.row(code).latest()["ORG-AMBER"].editorial_until == proposed.ends_at
    object_to_editorial(group.database, group.person("BOB"), proposed.uuid, "ORG-BIRCH", "It names two now.")
    group.clock.forward(days=9)
    assert group.row(code).latest()["ORG-AMBER"].overtaken
    take("ANN", "ORG-AMBER", "support")
    group.clock.forward(days=2)
    with pytest.raises(Refused, match="closed on"):
        take("BOB", "ORG-BIRCH", "support")
    with pytest.raises(Refused, match="The rule does not give 'no consensus'"):
        record_outcome(group.database, LOCAL_OPERATOR, code, "no consensus")
    sentence = record_outcome(group.database, LOCAL_OPERATOR, code, "consensus")
    assert sentence.startswith("Consensus. Supporting: Amber Example.")
    assert "On an earlier text only: Birch Example and Cedar Example." in sentence
    contest(group.database, group.person("BOB"), code, "ORG-BIRCH", "We were on leave.")
    assert group.row(code).contests[0].organisation == "ORG-BIRCH"
    again = ask_again(group.database, LOCAL_OPERATOR, code, "Two were on an earlier text.")
    assert group.row(again).previous == code
    group.sound()


def test_silence_through_the_period_carries_a_position_over(group: Group) -> None:
    code = group.open(closes_at=group.clock.moment + timedelta(days=40))
    take_position(group.database, group.person("ANN"), NewPosition(code, "ORG-AMBER", "support"))
    group.edit("AGR-01", text="Every inverter speaks one Protocol.")
    proposed = propose_editorial(group.database, LOCAL_OPERATOR, "AGR-01", "A capital letter.")
    assert group.row(code).latest()["ORG-AMBER"].overtaken
    group.clock.moment = proposed.ends_at
    row = group.row(code).latest()["ORG-AMBER"]
    assert not row.overtaken
    assert row.carried_over_at == proposed.ends_at
    group.sound()


def test_the_close_is_a_moment_and_the_clock_cannot_open_it_again(group: Group) -> None:
    code = group.open()
    row = group.row(code)
    assert row.ends is not None
    group.clock.moment = row.ends - timedelta(seconds=1)
    take_position(group.database, group.person("ANN"), NewPosition(code, "ORG-AMBER", "support"))
    group.clock.moment = row.ends
    with pytest.raises(Refused, match="Nothing was recorded"):
        take_position(group.database, group.person("BOB"), NewPosition(code, "ORG-BIRCH", "support"))
    group.clock.moment = row.ends - timedelta(hours=2)
    with pytest.raises(Refused, match="closed on"):
        take_position(group.database, group.person("BOB"), NewPosition(code, "ORG-BIRCH", "support"))
    with group.database.read() as session:
        assert [e.verb for e in history(session)][:2] == ["position-refused"] * 2
    group.sound()


def test_a_form_is_taken_once_and_two_alternates_see_each_other(group: Group) -> None:
    code = group.open()
    shown = group.row(code)
    new = NewPosition(code, "ORG-AMBER", "support", form="f1", seen_text=shown.fingerprint, seen_position="")
    first = take_position(group.database, group.person("ANN"), new)
    again = take_position(group.database, group.person("ANN"), new)
    assert again.replayed
    assert again.receipt == first.receipt
    assert len(group.row(code).positions) == 1
    late = NewPosition(code, "ORG-AMBER", "abstain", form="f2", seen_text=shown.fingerprint, seen_position="")
    with pytest.raises(Refused, match="Ann Example took the position “support” for Amber Example"):
        take_position(group.database, group.person("ALF"), late)
    group.edit("AGR-01", text="Another text.")
    with pytest.raises(Refused, match="was changed while your form was open"):
        take_position(
            group.database,
            group.person("ALF"),
            NewPosition(code, "ORG-AMBER", "abstain", seen_text=shown.fingerprint, seen_position=first.uuid),
        )
    group.sound()


@pytest.mark.parametrize(
    ("who", "organisation", "refusal"),
    [
        ("ANN", "ORG-BIRCH", "does not speak for Birch"),
        ("ABE", "ORG-AMBER", "may not take position"),
        ("OTTO", "ORG-STAFF", "may not take position"),
    ],
)
def test_nobody_speaks_for_another_organisation(
    group: Group, who: str, organisation: str, refusal: str
) -> None:
    code = group.open()
    with pytest.raises((Refused, NotPermitted), match=refusal):
        take_position(group.database, group.person(who), NewPosition(code, organisation, "support"))
    assert group.row(code).positions == ()


def test_the_facilitator_acts_on_an_instruction_that_is_cited_and_attached(group: Group) -> None:
    code = group.open()
    with pytest.raises(Refused, match="needs the instruction cited"):
        take_position(group.database, LOCAL_OPERATOR, NewPosition(code, "ORG-ELDER", "support"))
    with pytest.raises(Refused, match="advises and takes no position"):
        take_position(
            group.database,
            LOCAL_OPERATOR,
            NewPosition(code, "ORG-STAFF", "support", instruction="Mail", file=File("m.eml", b"x")),
        )
    receipt = take_position(
        group.database,
        LOCAL_OPERATOR,
        NewPosition(
            code, "ORG-ELDER", "support", instruction="Mail of 2 September", file=File("m.eml", b"From: x")
        ),
    )
    assert receipt.capacity == "facilitator"
    group.sound()


def test_alternatives_and_dates(group: Group) -> None:
    code = group.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    with pytest.raises(Refused, match="Objecting to ISS-001-b needs a reason"):
        take_position(
            group.database,
            group.person("ANN"),
            NewPosition(code, "ORG-AMBER", answers={"ISS-001-a": "support", "ISS-001-b": "object"}),
        )
    take_position(
        group.database,
        group.person("ANN"),
        NewPosition(
            code,
            "ORG-AMBER",
            answers={"ISS-001-a": "support", "ISS-001-b": "can-live-with"},
            preference="ISS-001-a",
        ),
    )
    assert not group.row(code).latest()["ORG-AMBER"].overtaken
    group.edit("ISS-001-b", text="Another way b.")
    assert group.row(code).latest()["ORG-AMBER"].overtaken
    group.sound()


def test_extending_closing_and_voiding_need_reasons(group: Group) -> None:
    code = group.open()
    later = group.clock.moment + timedelta(days=20)
    with pytest.raises(Refused, match="needs a reason"):
        extend(group.database, LOCAL_OPERATOR, code, later, "")
    extend(group.database, LOCAL_OPERATOR, code, later, "Holidays.")
    assert group.row(code).closes_at == later
    with pytest.raises(Refused, match="needs a reason"):
        close(group.database, LOCAL_OPERATOR, code, " ")
    close(group.database, LOCAL_OPERATOR, code, "All have answered.")
    assert group.row(code).state(group.clock.moment) == "closed"
    void(group.database, LOCAL_OPERATOR, code, "The wrong text.")
    assert group.row(code).state(group.clock.moment) == "void"
    group.sound()
