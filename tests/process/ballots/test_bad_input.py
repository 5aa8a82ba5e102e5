"""Whatever comes in: a sentence, an event that says so, and nothing else written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import func, select

from tests.process.ballots.conftest import Group
from workbench.graph.reading import head_number
from workbench.process.actor import LOCAL_OPERATOR, NotPermitted
from workbench.process.ballots.attachments import File
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import close
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.planning.preview import Refused
from workbench.process.said import FAMILIES

SCRIPT = "<script>alert('x')</script> \N{SNOWMAN} '; DROP TABLE position; --"


@contextmanager
def refused(group: Group, said: str, verb: str = "position-refused", ground: str = "") -> Iterator[None]:
    """Expect a refusal with a sentence and one event, and nothing written beside it."""
    before = held(group)
    with pytest.raises(Refused, match=said):
        yield
    events = held(group)[0]
    assert held(group)[1:] == before[1:]
    assert events == before[0] + 1
    last = group.events()[-1]
    assert last.verb == verb
    assert last.change is None
    if ground:
        assert last.payload["ground"] == ground
    group.sound()


def held(group: Group) -> tuple[int, ...]:
    """How many events, changes and rows of each family there are."""
    with group.database.read() as session:
        rows = [session.exec(select(func.count()).select_from(f.table)).one() for f in FAMILIES]
        return len(group.events()), head_number(session), *rows


def test_two_alternates_at_once_and_the_second_sees_who_was_first(quick: Group) -> None:
    code = quick.open()
    quick.take(code, "ALF", "AMBER", "support", seen_position="")
    with refused(
        quick, "Alf Example took the position “support” for Amber Example", ground="another position"
    ):
        quick.take(code, "ANN", "AMBER", "object", reason="No.", seen_position="")


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=9)])
def test_a_position_after_the_close(quick: Group, late: timedelta) -> None:
    code = quick.open()
    ends = quick.row(code).ends
    assert ends is not None
    quick.clock.moment = ends + late
    with refused(quick, "closed on .* before this arrived. Nothing was recorded", ground="closed"):
        quick.take(code, "ANN", "AMBER", "support")


def test_a_position_in_a_draft(quick: Group) -> None:
    code = quick.prepare()
    with refused(quick, "is not open yet", ground="closed"):
        quick.take(code, "ANN", "AMBER", "support")


def test_a_replayed_form_is_taken_once_and_not_for_another(quick: Group) -> None:
    code = quick.open()
    first = quick.take(code, "ANN", "AMBER", "support", form="f-1")
    before = held(quick)
    again = quick.take(code, "ALF", "AMBER", "object", reason="Late.", form="f-1")
    assert (again.replayed, again.uuid, again.receipt) == (True, first.uuid, first.receipt)
    assert held(quick) == before
    with refused(quick, "sent already for something else", ground="form"):
        quick.take(code, "BOB", "BIRCH", "support", form="f-1")
    quick.clock.forward(days=30)
    assert quick.take(code, "ANN", "AMBER", "support", form="f-1").replayed


@pytest.mark.parametrize("form", ["x" * 37, "a\x00b", "\ud800", "x" * 100_000])
def test_a_form_number_that_was_never_given_out(group: Group, form: str) -> None:
    code = group.open()
    with refused(group, "Load the page again", ground="form"):
        group.take(code, "ANN", "AMBER", "support", form=form)


def test_another_organisations_identifier(quick: Group) -> None:
    code = quick.open()
    with refused(quick, "Ann Example does not speak for Birch Example", ground="not a member"):
        quick.take(code, "ANN", "BIRCH", "support")


@pytest.mark.parametrize("sent", ["NOBODY", "", SCRIPT, "a\x00b", "\ud800", "\u202eX", "x" * 100_000])
def test_an_organisation_or_a_call_that_there_is_not(group: Group, sent: str) -> None:
    code = group.open()
    with refused(group, "There is no organisation", ground="not found"):
        group.take(code, "ANN", sent, "support")
    with refused(group, "There is no call", ground="not found"):
        group.take(sent, "ANN", "AMBER", "support")
    last = group.events()[-1]
    assert (last.subject, last.payload["organisation"]) == ("", "ORG-AMBER")


def test_a_code_in_small_letters_is_the_same_call(quick: Group) -> None:
    code = quick.open()
    assert quick.take(f" {code.lower()} ", "ANN", "AMBER", "support").ballot == code
    quick.clock.forward(days=30)
    with refused(quick, "closed on"):
        quick.take(code.lower(), "ANN", "AMBER", "support")
    assert quick.events()[-1].subject == code


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": "x" * 100_000}, "The reason is 100,000 characters long; 10,000 are allowed"),
        ({"reason": "a\x00b"}, "holds the control character"),
        ({"reason": "a\u202eb"}, "in another order than it is stored"),
        ({"change_wanted": "x" * 100_000}, "The change that is wanted is 100,000 characters long"),
        ({"word": "yes"}, "'yes' is no position. Allowed: support,"),
        ({"word": "object", "reason": " \n "}, "Objecting needs a reason"),
        ({"word": "support-in-part"}, "needs a word on which part"),
        ({"word": "support-with-comment"}, "needs the comment"),
        ({"answers": {"ISS-001-a": "support"}}, "has no choices"),
        ({"preference": "ISS-001-a"}, "has no choices"),
    ],
)
def test_words_that_cannot_be_taken(quick: Group, given: dict[str, object], said: str) -> None:
    code = quick.open()
    with refused(quick, said, ground="words"):
        quick.take(code, "ANN", "AMBER", **{"word": "support", **given})  # type: ignore[arg-type]


def test_every_fault_is_said_at_once(quick: Group) -> None:
    code = quick.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    answers = {"ISS-001-c": "support", "ISS-001-a": "maybe", "ISS-001-b": "object"}
    with pytest.raises(Refused) as found:
        quick.take(code, "ANN", "AMBER", answers=answers, preference="x" * 100_000)
    for said in (
        "'ISS-001-c' is none of the choices",
        "'maybe' is no answer to ISS-001-a",
        "Objecting to ISS-001-b needs a reason",
        "cannot be preferred",
    ):
        assert said in str(found.value)
    assert len(str(found.value)) < 2_000


def test_a_script_is_kept_as_the_words_that_it_is(group: Group) -> None:
    code = group.open()
    group.take(code, "ANN", "AMBER", "object", reason=SCRIPT)
    assert group.row(code).latest()["ORG-AMBER"].reason == SCRIPT
    group.sound()


def test_a_clock_that_jumps_back_opens_nothing_again(quick: Group) -> None:
    code = quick.open()
    quick.clock.forward(days=2)
    close(quick.database, LOCAL_OPERATOR, code, "All have answered.")
    for hours in (1, 30, 24 * 400):
        quick.clock.forward(hours=-hours)
        with refused(quick, "closed on", ground="closed"):
            quick.take(code, "ANN", "AMBER", "support")


def test_a_clock_that_lies_behind_is_noted_with_the_position(quick: Group) -> None:
    code = quick.open()
    opened = quick.clock.moment
    quick.clock.forward(hours=-2)
    receipt = quick.take(code, "ANN", "AMBER", "support")
    assert receipt.recorded_at == opened
    assert quick.events()[-1].payload["clock_behind_seconds"] == 7_200
    quick.sound()


def test_an_authoriser_of_another_organisation(quick: Group) -> None:
    code = quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    with refused(
        quick, "Bob Example is no authoriser of Amber Example", "authorisation-refused", "not its authoriser"
    ):
        authorise(quick.database, quick.person("BOB"), code, "ORG-AMBER", "Report")


@pytest.mark.parametrize(
    ("given", "said", "ground"),
    [
        ({}, "needs the instruction cited", "instruction"),
        ({"instruction": "Mail of 2 September"}, "has to be attached", "instruction"),
        ({"instruction": "x" * 9_000, "file": File("m", b"x")}, "The instruction is 9,000", "instruction"),
        ({"instruction": "Mail", "file": File("m", b"")}, "is empty", "file"),
        ({"instruction": "Mail", "file": File("m", b"x" * 5_000_001)}, "5,000,000 are allowed", "file"),
    ],
)
def test_a_facilitator_without_the_instruction(
    quick: Group, given: dict[str, object], said: str, ground: str
) -> None:
    code = quick.open()
    with refused(quick, said, ground=ground):
        take_position(
            quick.database,
            LOCAL_OPERATOR,
            NewPosition(code, "ORG-AMBER", "support", **given),  # type: ignore[arg-type]
        )


def test_a_file_with_a_path_for_a_name_keeps_its_last_part(group: Group) -> None:
    code = group.open()
    file = File("../..\\etc/\x00pass\nwd", b"From: x", "text/\x00plain")
    new = NewPosition(code, "ORG-AMBER", "support", instruction="Mail", file=file)
    receipt = take_position(group.database, LOCAL_OPERATOR, new)
    assert receipt.capacity == "facilitator"
    group.sound()


def test_whoever_has_left_takes_no_position(quick: Group) -> None:
    code = quick.open()
    ann = quick.person("ANN")
    quick.edit("ORG-AMBER", status="left")
    with refused(quick, "has left the group", ground="not found"):
        take_position(quick.database, ann, NewPosition(code, "ORG-AMBER", "support"))


def test_a_joint_position_that_there_is_not(group: Group) -> None:
    code = group.open()
    for joint in ("", "nothing", "a\x00b", "x" * 1_000):
        with refused(group, "no such joint position", ground="joint"):
            group.take(code, "ANN", "AMBER", "support", joint=joint)


@pytest.mark.parametrize(
    "verb",
    [
        lambda g, code: g.take(code, "ABE", "AMBER", "support"),
        lambda g, code: g.take(code, "OTTO", "STAFF", "support"),
        lambda g, code: close(g.database, g.person("ANN"), code, "Enough."),
        lambda g, code: authorise(g.database, g.person("ANN"), code, "ORG-AMBER", "Report"),
    ],
)
def test_a_role_that_may_not_writes_nothing_at_all(
    quick: Group, verb: Callable[[Group, str], object]
) -> None:
    code = quick.open()
    before = held(quick)
    with pytest.raises(NotPermitted, match="may not .* Allowed: "):
        verb(quick, code)
    assert held(quick) == before
