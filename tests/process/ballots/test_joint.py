"""Joint positions: members named, each confirms for itself, and it stands once."""

from __future__ import annotations

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR, NotPermitted
from workbench.process.ballots.editorial import propose_editorial
from workbench.process.ballots.joint import confirm_joint, propose_joint
from workbench.process.ballots.positions import NewPosition, Receipt
from workbench.process.planning.preview import Refused


def together(group: Group, code: str, *members: str, **more: object) -> Receipt:
    """Let Amber lead a joint objection with these members."""
    values = {"position": "object", "reason": "Too dear for all of us.", **more}
    new = NewPosition(code, "ORG-AMBER", **values)  # type: ignore[arg-type]
    return propose_joint(group.database, group.person("ANN"), new, [f"ORG-{m}" for m in members])


def test_each_member_confirms_and_it_is_shown_once(quick: Group) -> None:
    code = quick.open()
    together(quick, code, "BIRCH", "CEDAR")
    [joint] = quick.row(code).joints
    assert (joint.lead, joint.confirmed) == ("ORG-AMBER", ("ORG-AMBER",))
    assert [name for _, name in joint.members] == ["Amber Example", "Birch Example", "Cedar Example"]
    receipt = confirm_joint(quick.database, quick.person("BOB"), joint.uuid, "ORG-BIRCH", form="f-1")
    assert (receipt.position, receipt.reason) == ("object", "Too dear for all of us.")
    assert confirm_joint(quick.database, quick.person("BOB"), joint.uuid, "ORG-BIRCH", form="f-1").replayed
    with pytest.raises(Refused, match="has confirmed this joint position already"):
        confirm_joint(quick.database, quick.person("BOB"), joint.uuid, "ORG-BIRCH")
    [joint] = quick.row(code).joints
    assert joint.confirmed == ("ORG-AMBER", "ORG-BIRCH")
    assert quick.row(code).latest()["ORG-BIRCH"].joint == joint.uuid
    quick.sound()


def test_the_members_of_a_joint_answer_to_alternatives_say_everything_that_the_lead_said(
    quick: Group,
) -> None:
    code = quick.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    answers = {"ISS-001-a": "support", "ISS-001-b": "object"}
    together(
        quick,
        code,
        "BIRCH",
        position="",
        answers=answers,
        preference="ISS-001-a",
        change_wanted="Another word.",
    )
    [joint] = quick.row(code).joints
    assert (joint.answers, joint.preference, joint.change_wanted) == (answers, "ISS-001-a", "Another word.")
    receipt = confirm_joint(quick.database, quick.person("BOB"), joint.uuid, "ORG-BIRCH")
    assert (receipt.answers, receipt.preference) == (answers, "ISS-001-a")
    quick.take(code, "ANN", "AMBER", answers=answers, reason="Alone now.", preference="ISS-001-b")
    [joint] = quick.row(code).joints
    assert joint.preference == "ISS-001-a", "what the lead says later is not what it proposed"
    assert quick.row(code).latest()["ORG-BIRCH"].preference == "ISS-001-a"
    quick.sound()


def test_a_member_that_thinks_again_is_not_counted_as_confirmed(quick: Group) -> None:
    code = quick.open()
    together(quick, code, "BIRCH")
    joint = quick.row(code).joints[0].uuid
    confirm_joint(quick.database, quick.person("BOB"), joint, "ORG-BIRCH")
    quick.take(code, "BOB", "BIRCH", "support")
    assert quick.row(code).joints[0].confirmed == ("ORG-AMBER",)
    confirm_joint(quick.database, quick.person("BOB"), joint, "ORG-BIRCH")
    assert quick.row(code).joints[0].confirmed == ("ORG-AMBER", "ORG-BIRCH")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ((), "names at least one other organisation"),
        (("AMBER",), "leads the joint position and need not be named"),
        (("STAFF",), "Staff Example advises and takes no position"),
        (("NOBODY",), "There is no organisation ORG-NOBODY"),
    ],
)
def test_members_that_cannot_be_named(quick: Group, members: tuple[str, ...], said: str) -> None:
    code = quick.open()
    with pytest.raises(Refused, match=said):
        together(quick, code, *members)
    assert (quick.row(code).positions, quick.row(code).joints) == ((), ())
    quick.sound()


def test_only_a_members_own_people_confirm(quick: Group) -> None:
    code = quick.open()
    together(quick, code, "BIRCH")
    joint = quick.row(code).joints[0].uuid
    for who, organisation, said in (
        ("ANN", "BIRCH", "Ann Example does not speak for Birch Example"),
        ("CAT", "CEDAR", "Cedar Example is not named in this joint position"),
    ):
        before = len(quick.events())
        with pytest.raises(Refused, match=said):
            confirm_joint(quick.database, quick.person(who), joint, f"ORG-{organisation}")
        assert len(quick.events()) == before + 1
        assert quick.events()[-1].verb == "position-refused"
    with pytest.raises(NotPermitted):
        confirm_joint(quick.database, LOCAL_OPERATOR, joint, "ORG-BIRCH")
    with pytest.raises(Refused, match="There is no such joint position"):
        confirm_joint(quick.database, quick.person("BOB"), "nothing", "ORG-BIRCH")
    assert quick.row(code).joints[0].confirmed == ("ORG-AMBER",)


def test_nobody_slips_into_a_joint_position_or_says_something_else_under_it(quick: Group) -> None:
    code = quick.open()
    together(quick, code, "BIRCH")
    joint = quick.row(code).joints[0].uuid
    with pytest.raises(Refused, match="Cedar Example is not named in this joint position"):
        quick.take(code, "CAT", "CEDAR", "object", reason="We too.", joint=joint)
    with pytest.raises(Refused, match="takes the same position"):
        quick.take(code, "BOB", "BIRCH", "support", joint=joint)
    other = quick.open(item="ISS-001")
    with pytest.raises(Refused, match="There is no such joint position"):
        quick.take(other, "BOB", "BIRCH", "object", reason="Too dear.", joint=joint)
    assert quick.row(code).joints[0].confirmed == ("ORG-AMBER",)


def test_a_joint_position_on_an_earlier_text_is_not_confirmed_on_the_next(quick: Group) -> None:
    code = quick.open()
    together(quick, code, "BIRCH")
    quick.edit("AGR-01", text="Another text.")
    [joint] = quick.row(code).joints
    assert joint.overtaken
    with pytest.raises(Refused, match="The text was changed since this joint position was proposed"):
        confirm_joint(quick.database, quick.person("BOB"), joint.uuid, "ORG-BIRCH")


def test_a_joint_position_on_alternatives_moves_with_their_texts(quick: Group) -> None:
    code = quick.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    together(quick, code, "BIRCH", position="", answers={"ISS-001-a": "support"})
    joint = quick.row(code).joints[0].uuid
    quick.edit("ISS-001-a", text="Quite another way.")
    assert quick.row(code).joints[0].overtaken
    with pytest.raises(Refused, match="The text was changed"):
        confirm_joint(quick.database, quick.person("BOB"), joint, "ORG-BIRCH")


def test_after_an_editorial_change_a_member_still_confirms(quick: Group) -> None:
    code = quick.open()
    together(quick, code, "BIRCH")
    quick.edit("AGR-01", text="Every inverter speaks one Protocol.")
    proposed = propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A capital letter.")
    quick.clock.moment = proposed.ends_at
    [joint] = quick.row(code).joints
    assert not joint.overtaken
    confirm_joint(quick.database, quick.person("BOB"), joint.uuid, "ORG-BIRCH")
    assert quick.row(code).joints[0].confirmed == ("ORG-AMBER", "ORG-BIRCH")


def test_a_form_of_a_joint_position_is_taken_once(quick: Group) -> None:
    code = quick.open()
    together(quick, code, "BIRCH", form="f-1")
    assert together(quick, code, "BIRCH", form="f-1").replayed
    assert len(quick.row(code).joints) == 1
    quick.clock.forward(days=30)
    with pytest.raises(Refused, match="closed on"):
        together(quick, code, "BIRCH")
    quick.sound()
