"""Who may comment, for whom, and in which call; what is said stands as it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.postgresql import Filled
from workbench.graph.ballots.moments import change_of
from workbench.graph.comment_threads import ThreadComment, all_comments, comment_threads
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR as FACILITATOR
from workbench.process.actor import Actor, Membership, NotPermitted
from workbench.process.attribution import Attribution
from workbench.process.changes import save
from workbench.process.clock import group_today
from workbench.process.comments import add_comment, settle_comment
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.sign_in import actor_by_code
from workbench.process.verification import verify

ANNA = Actor(None, "Anna", frozenset({"representative"}), ("ORG-NORTH",))


@pytest.fixture
def group(filled: Filled) -> Database:
    return filled(begin)


def begin(database: Database) -> None:
    new = (
        NewItem("organisation", {"title": "North"}, "ORG-NORTH"),
        NewItem("organisation", {"title": "South"}, "ORG-SOUTH"),
        NewItem("issue", {"title": "A"}, "ISS-001"),
        NewItem("issue", {"title": "B"}, "ISS-002"),
    )
    save(database, FACILITATOR, ProposedChange(new=new, why="start"))


def every(database: Database, **options: object) -> list[ThreadComment]:
    with database.read() as session:
        return all_comments(session, **options)  # type: ignore[arg-type]


def test_a_person_of_one_organisation_speaks_for_it(group: Database) -> None:
    add_comment(group, ANNA, "ISS-001", "Yes.")
    (said,) = every(group)
    assert (said.person, said.organisation, said.organisation_code) == ("Anna", "North", "ORG-NORTH")
    assert said.origin == {}
    assert verify(group).sound


def test_a_person_of_several_organisations_says_for_which(group: Database) -> None:
    both = replace(ANNA, organisations=("ORG-NORTH", "ORG-SOUTH"))
    with pytest.raises(Refused, match="say for which one. Allowed: ORG-NORTH, ORG-SOUTH"):
        add_comment(group, both, "ISS-001", "Yes.")
    add_comment(group, both, "ISS-001", "Yes.", by=Attribution("ORG-SOUTH"))
    assert [c.organisation_code for c in every(group)] == ["ORG-SOUTH"]


def test_nobody_speaks_for_another_organisation_or_in_another_name(group: Database) -> None:
    with pytest.raises(Refused, match="Anna does not speak for South and may not comment for it"):
        add_comment(group, ANNA, "ISS-001", "No.", by=Attribution("ORG-SOUTH"))
    with pytest.raises(Refused, match="Anna may comment in no other name"):
        add_comment(group, ANNA, "ISS-001", "No.", by=Attribution(person_name="Bert"))
    with pytest.raises(Refused, match="there is no organisation ORG-WEST"):
        add_comment(group, ANNA, "ISS-001", "No.", by=Attribution("ORG-WEST"))
    assert every(group) == []


def test_who_only_observes_for_an_organisation_does_not_speak_for_it(group: Database) -> None:
    seats = (
        Membership("ORG-NORTH", "North", frozenset({"observer"})),
        Membership("ORG-SOUTH", "South", frozenset({"alternate"})),
    )
    carl = Actor("c", "Carl", frozenset({"observer", "alternate"}), ("ORG-NORTH", "ORG-SOUTH"), seats)
    add_comment(group, carl, "ISS-001", "Yes.")
    assert [c.organisation_code for c in every(group)] == ["ORG-SOUTH"]
    with pytest.raises(Refused, match="does not speak for North"):
        add_comment(group, carl, "ISS-001", "Yes.", by=Attribution("ORG-NORTH"))


def test_the_facilitator_writes_down_what_others_said_and_that_is_kept(group: Database) -> None:
    add_comment(
        group, FACILITATOR, "ISS-001", "On the call.", by=Attribution("ORG-SOUTH", cited="Call of 2 July")
    )
    add_comment(group, FACILITATOR, "ISS-001", "By mail.", by=Attribution("ORG-NORTH", person_name="Anna"))
    add_comment(group, FACILITATOR, "ISS-001", "Mine.")
    first, second, third = every(group)
    assert (first.person, first.origin) == (
        "South",
        {"entered_by": "Local operator", "cited": "Call of 2 July"},
    )
    assert (second.person, second.organisation, second.origin) == (
        "Anna",
        "North",
        {"entered_by": "Local operator"},
    )
    assert (third.person, third.organisation, third.origin) == ("Local operator", None, {})
    assert verify(group).sound


def test_an_observer_may_not_comment(group: Database) -> None:
    with pytest.raises(NotPermitted, match="may not comment"):
        add_comment(group, Actor(None, "Olive", frozenset({"observer"})), "ISS-001", "Hm.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("  ", "the comment is empty"),
        ("a\x00b", "control character"),
        ("a\u202eb", "in another order"),
        ("x" * 100_000, "100,000 characters long; 50,000 are allowed"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(group: Database, words: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        add_comment(group, ANNA, "ISS-001", words)
    assert every(group) == []


def test_script_is_kept_as_text(group: Database) -> None:
    add_comment(group, ANNA, "ISS-001", "<script>alert(1)</script>")
    assert every(group)[0].text == "<script>alert(1)</script>"


def test_a_confidential_item_is_none_to_those_who_may_not_see_it(group: Database) -> None:
    save(group, FACILITATOR, ProposedChange(edits=(ItemEdit("ISS-001", {"confidential": True}),)))
    with pytest.raises(Refused, match="there is no item ISS-001"):
        add_comment(group, ANNA, "ISS-001", "Yes.")


def test_replies_nest_in_order(group: Database) -> None:
    first = add_comment(group, ANNA, "ISS-001", "1")
    other = add_comment(group, ANNA, "ISS-001", "2")
    below = add_comment(group, ANNA, "ISS-001", "1a", in_reply_to=first.uuid)
    add_comment(group, ANNA, "ISS-001", "1b", in_reply_to=first.uuid)
    add_comment(group, ANNA, "ISS-001", "1a1", in_reply_to=below.uuid)
    with group.read() as session:
        threads = comment_threads(session, item="ISS-001")
    read = [(depth, c.text, c.number) for thread in threads for depth, c in thread.walk()]
    assert read == [(0, "1", 1), (1, "1a", 3), (2, "1a1", 5), (1, "1b", 4), (0, "2", 2)]
    with pytest.raises(Refused, match="is not about ISS-002"):
        add_comment(group, ANNA, "ISS-002", "No.", in_reply_to=other.uuid)
    with pytest.raises(Refused, match="does not exist"):
        add_comment(group, ANNA, "ISS-002", "No.", in_reply_to="nothing")


@pytest.fixture
def in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.process.comments.now", lambda: datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.usefixtures("in_december")
def test_a_comment_in_a_call_is_about_what_the_call_is_about(demo: Database) -> None:
    pier = actor_by_code(demo, "PER-PIER")
    add_comment(demo, pier, "REQ-03", "In the call.", ballot="BAL-02")
    add_comment(demo, pier, "ISS-005-a", "On an alternative.", ballot="BAL-03")
    assert every(demo, ballot="BAL-02")[-1].text == "In the call."
    assert every(demo, item="REQ-03")[-1].ballot == "BAL-02"
    assert [c.code for c in every(demo, ballot="BAL-03")] == ["ISS-005-a"]
    with pytest.raises(Refused, match="the call BAL-02 is not about ISS-003. Allowed: REQ-03"):
        add_comment(demo, pier, "ISS-003", "No.", ballot="BAL-02")
    with pytest.raises(Refused, match="there is no call BAL-99"):
        add_comment(demo, pier, "ISS-003", "No.", ballot="BAL-99")
    assert verify(demo).sound


def test_nothing_is_said_in_a_call_before_it_opens(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.process.comments.now", lambda: datetime(2026, 11, 19, tzinfo=UTC))
    with pytest.raises(Refused, match="there is no call BAL-05"):
        add_comment(demo, actor_by_code(demo, "PER-PIER"), "REQ-06", "Early.", ballot="BAL-05")
    with pytest.raises(Refused, match="the call BAL-05 is not open yet"):
        add_comment(demo, FACILITATOR, "REQ-06", "Early.", ballot="BAL-05")


@pytest.mark.usefixtures("in_december")
def test_nothing_is_said_in_a_void_call(demo: Database) -> None:
    with demo.write() as session:
        session.execute(text("UPDATE ballot SET voided_in = 1 WHERE code = 'BAL-02'"))
    with pytest.raises(Refused, match="the call BAL-02 is void"):
        add_comment(demo, FACILITATOR, "REQ-03", "Late.", ballot="BAL-02")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE comment SET person_name = 'Bert'",
        "UPDATE comment SET organisation = NULL",
        "UPDATE comment SET said_on = '2001-01-01'",
        "UPDATE comment SET ballot = 'x'",
        "UPDATE comment SET text = 'x'",
    ],
)
def test_a_comment_that_is_put_into_another_mouth_is_found(group: Database, statement: str) -> None:
    add_comment(group, ANNA, "ISS-001", "Yes.")
    with group.write() as session:
        session.execute(text(statement))
    assert any("was altered after it was written" in fault for fault in verify(group).faults)


def test_an_earlier_change_shows_what_stood_then(group: Database) -> None:
    waiting = add_comment(
        group, FACILITATOR, "ISS-001", "Mail.", proposed=True, by=Attribution(person_name="Carl")
    )
    first = add_comment(group, ANNA, "ISS-001", "Yes.")
    settle_comment(group, FACILITATOR, waiting.uuid, post=True)
    save(group, FACILITATOR, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "A2"}),)))
    assert [(c.text, c.overtaken, c.title) for c in every(group)] == [
        ("Mail.", True, "A2"),
        ("Yes.", True, "A2"),
    ]
    then = every(group, change=first.change)
    assert [(c.text, c.overtaken, c.title) for c in then] == [("Yes.", False, "A")]
    assert then[0].number == 2
    assert [c.text for c in every(group, change=first.change, states=("proposed",))] == ["Mail."]


def test_a_day_that_is_looked_back_to_brings_no_comment_of_a_later_one(group: Database) -> None:
    day = group_today() - timedelta(days=3)
    add_comment(group, ANNA, "ISS-001", "Said today.")
    found = NewItem("issue", {"title": "Found in an old file"}, "ISS-003")
    late = ProposedChange(new=(found,), why="found", effective_on=day)
    save(group, FACILITATOR, late)
    with group.read() as session:
        change = change_of(session, Snapshot.of([], as_of=day))
    assert every(group, change=change) == []
    assert len(every(group)) == 1
