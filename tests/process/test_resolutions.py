"""What becomes of comments: the words of a resolution table, and answers that stand uncut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.postgresql import Filled
from workbench.graph.comment_threads import ThreadComment, all_comments
from workbench.graph.comment_words import RESOLUTIONS
from workbench.graph.proposed import NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR as FACILITATOR
from workbench.process.actor import Actor, NotPermitted
from workbench.process.attribution import Attribution
from workbench.process.changes import save
from workbench.process.comments import add_comment, settle_comment
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.redaction import redact
from workbench.process.resolutions import answer_resolution, resolve_comment
from workbench.process.verification import verify

ANNA = Actor("anna", "Anna", frozenset({"representative"}), ("ORG-NORTH",))
BERT = Actor("bert", "Bert", frozenset({"authoriser"}), ("ORG-NORTH",))
CARL = Actor("carl", "Carl", frozenset({"representative"}), ("ORG-SOUTH",))
SECRET = "Jane Quillfeather"


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
    add_comment(database, ANNA, "ISS-001", "Say when.")


def only(database: Database, **options: object) -> ThreadComment:
    with database.read() as session:
        (found,) = all_comments(session, **options)  # type: ignore[arg-type]
    return found


def resolved(
    database: Database, resolution: str = "in-part", words: str = "Half of it.", to: str = ""
) -> str:
    return resolve_comment(database, FACILITATOR, only(database).uuid, resolution, words, to).uuid


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_every_resolution_stands_with_its_detail(group: Database, resolution: str) -> None:
    to = "MTG-2014-07-02" if resolution == "deferred" else ""
    resolved(group, resolution, "Because.", to)
    found = only(group).resolution
    assert found is not None
    assert (found.resolution, found.words, found.deferred_to) == (resolution, "Because.", to)
    assert found.person == "Local operator"
    assert "reject" not in found.says.lower()
    assert verify(group).sound


@pytest.mark.parametrize(
    ("resolution", "words", "to", "said"),
    [
        ("in-part", " ", "", "'Incorporated in part' needs a detail"),
        ("not-incorporated", "", "", "carried as non-consensus.* needs a detail"),
        ("outside-scope", "", "", "needs a detail"),
        ("deferred", "Later.", "", "deferred to something: name the meeting"),
        ("incorporated", "", "MTG-1", "only what is deferred"),
        ("rejected", "No.", "", "is no resolution. Found: 'rejected'. Allowed: incorporated, in-part"),
        ("in-part", "a\x07b", "", "the detail holds the control character"),
        ("in-part", "x" * 100_000, "", "the detail is 100,000 characters long"),
        ("deferred", "Later.", "x\ny", "where it is deferred to holds a line break"),
        ("deferred", "Later.", "x" * 300, "where it is deferred to is 300 characters long"),
    ],
)
def test_what_cannot_stand_is_refused(
    group: Database, resolution: str, words: str, to: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        resolved(group, resolution, words, to)
    assert only(group).resolutions == ()


def test_incorporated_needs_no_detail(group: Database) -> None:
    resolved(group, "incorporated", "")
    assert only(group).standing == "incorporated"


def test_only_the_facilitator_resolves_and_only_what_is_posted(group: Database) -> None:
    with pytest.raises(NotPermitted, match="may not resolve comment"):
        resolve_comment(group, ANNA, only(group).uuid, "incorporated")
    with pytest.raises(Refused, match="there is no such comment"):
        resolve_comment(group, FACILITATOR, "nothing", "incorporated")
    waiting = add_comment(
        group, FACILITATOR, "ISS-002", "Mail", proposed=True, by=Attribution(person_name="Dora")
    )
    with pytest.raises(Refused, match="the comment is proposed; only a posted one"):
        resolve_comment(group, FACILITATOR, waiting.uuid, "incorporated")
    settle_comment(group, FACILITATOR, waiting.uuid, post=False)
    with pytest.raises(Refused, match="the comment is dropped"):
        resolve_comment(group, FACILITATOR, waiting.uuid, "incorporated")


def test_a_later_resolution_replaces_the_earlier_which_stays(group: Database) -> None:
    first = resolved(group, "deferred", "Later.", "the next phase")
    answer_resolution(group, ANNA, first, False, "Why wait?")
    earlier = only(group)
    second = resolved(group, "incorporated", "")
    now = only(group)
    assert [r.resolution for r in now.resolutions] == ["deferred", "incorporated"]
    assert now.standing == "incorporated"
    assert not now.unsatisfied
    assert now.resolutions[0].answers == earlier.resolutions[0].answers
    assert only(group, change=earlier.resolutions[0].answers[0].change) == earlier
    with pytest.raises(Refused, match="a later resolution has replaced the one that you read"):
        answer_resolution(group, ANNA, first, True)
    answer_resolution(group, ANNA, second, True)
    assert verify(group).sound


def test_the_answer_stands_uncut(group: Database) -> None:
    words = "No.\n\n**We** said <b>all</b> of it: [see](http://x) – “quoted”.\n" + "And more. " * 2_000
    answer_resolution(group, BERT, resolved(group), False, words)
    answer = only(group).resolution.answer  # type: ignore[union-attr]
    assert answer is not None
    assert answer.words == words.strip()
    assert (answer.person, answer.organisation, answer.cited) == ("Bert", "North", "")
    assert only(group).unsatisfied
    answer_resolution(group, ANNA, only(group).resolutions[-1].uuid, True, "We have talked.")
    found = only(group)
    assert [a.satisfied for a in found.resolutions[-1].answers] == [False, True]
    assert not found.unsatisfied
    assert verify(group).sound


def test_only_the_commenter_answers(group: Database) -> None:
    uuid = resolved(group)
    with pytest.raises(Refused, match="Carl did not make this comment and may not answer for North"):
        answer_resolution(group, CARL, uuid, True)
    with pytest.raises(NotPermitted):
        answer_resolution(group, Actor(None, "Olive", frozenset({"observer"})), uuid, True)
    with pytest.raises(Refused, match="no such resolution"):
        answer_resolution(group, ANNA, "nothing", True)
    with pytest.raises(Refused, match="the answer is 100,000 characters long"):
        answer_resolution(group, ANNA, uuid, False, "x" * 100_000)
    # Somebody who has left the organisation still made the comment.
    answer_resolution(group, replace(ANNA, organisations=()), uuid, True)


def test_the_facilitator_answers_for_the_commenter_only_with_a_citation(group: Database) -> None:
    uuid = resolved(group)
    with pytest.raises(Refused, match="needs what it rests on"):
        answer_resolution(group, FACILITATOR, uuid, False, "They say no.")
    answer_resolution(group, FACILITATOR, uuid, False, "No.", cited="Mail of 2 July", on=date(2014, 7, 2))
    answer = only(group).resolutions[-1].answer
    assert answer is not None
    assert (answer.person, answer.organisation, answer.words) == ("Anna", "North", "No.")
    assert (answer.cited, answer.entered_by, answer.answered_on) == (
        "Mail of 2 July",
        "Local operator",
        date(2014, 7, 2),
    )
    assert verify(group).sound


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE comment_resolution SET resolution = 'incorporated'",
        "UPDATE comment_resolution SET words = 'x'",
        "UPDATE comment_resolution SET deferred_to = 'x'",
        "UPDATE resolution_answer SET satisfied = NOT satisfied",
        "UPDATE resolution_answer SET words = 'x'",
        "DELETE FROM resolution_answer",
    ],
)
def test_tampering_is_found(group: Database, statement: str) -> None:
    answer_resolution(group, ANNA, resolved(group), False, "No.")
    assert verify(group).sound
    with group.write() as session:
        session.execute(text(statement))
    assert any("was altered after it was written" in fault for fault in verify(group).faults)


@pytest.mark.parametrize("code", [None, "ISS-001"])
def test_words_are_redacted_and_the_chain_holds(group: Database, code: str | None) -> None:
    uuid = resolved(group, "deferred", f"As {SECRET} asked.", f"the call with {SECRET}")
    answer_resolution(group, ANNA, uuid, False, f"{SECRET} did not.")
    done = redact(group, FACILITATOR, code=code, passage=SECRET, ground="personal data, on request")
    assert done.others == 2
    found = only(group).resolutions[-1]
    assert (found.words, found.deferred_to) == ("As [redacted] asked.", "the call with [redacted]")
    assert found.answers[0].words == "[redacted] did not."
    assert verify(group).sound


def test_words_on_another_item_stay(group: Database) -> None:
    resolved(group, "in-part", f"As {SECRET} asked.")
    with pytest.raises(Refused, match="stand nowhere"):
        redact(group, FACILITATOR, code="ISS-002", passage=SECRET, ground="on request")
    assert SECRET in only(group).resolutions[-1].words


MOVES = st.lists(
    st.tuples(st.sampled_from([*RESOLUTIONS, "answer"]), st.booleans(), st.text(max_size=12)), max_size=8
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_nothing_that_was_said_is_ever_lost(demo: Database, moves: list[tuple[str, bool, str]]) -> None:
    before = read(demo)
    comment = next(iter(before))
    for move, satisfied, words in moves:
        seen = read(demo)[comment]
        try:
            if move == "answer":
                if seen.resolution is not None:
                    answer_resolution(demo, FACILITATOR, seen.resolution.uuid, satisfied, words, cited="Mail")
            else:
                to = "later" if move == "deferred" else ""
                resolve_comment(demo, FACILITATOR, comment, move, words, to)
        except Refused:
            assert read(demo)[comment] == seen
            continue
        after = read(demo)[comment]
        assert [r.uuid for r in after.resolutions][: len(seen.resolutions)] == [
            r.uuid for r in seen.resolutions
        ]
        for was, becomes in zip(seen.resolutions, after.resolutions, strict=False):
            assert becomes.answers[: len(was.answers)] == was.answers
    assert {uuid: row for uuid, row in read(demo).items() if uuid != comment} == {
        uuid: row for uuid, row in before.items() if uuid != comment
    }
    assert verify(demo).sound


def read(database: Database) -> dict[str, ThreadComment]:
    with database.read() as session:
        return {row.uuid: row for row in all_comments(session)}
