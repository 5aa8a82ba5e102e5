"""Saving: validate all, report all, write once; disjoint edits merge, the same field is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from tests.postgresql import Filled
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, Place, ProposedChange, Review
from workbench.graph.reading import head_number, kind_numbers, read_snapshot
from workbench.graph.search import search
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR, Actor, NotPermitted
from workbench.process.changes import preview, save
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.verification import verify
from workbench.record.links import Link

ANNA = Actor(None, "Anna", frozenset({"facilitator"}))
BEN = Actor(None, "Ben", frozenset({"facilitator"}))


def head(database: Database) -> Snapshot:
    with database.read() as session:
        return read_snapshot(session)


@pytest.fixture
def started(filled: Filled) -> Database:
    return filled(begin)


def begin(database: Database) -> None:
    new = (
        NewItem("issue", {"title": "Gateways", "text": "Which gateway?", "depends": "ISS-002"}, "ISS-001"),
        NewItem("issue", {"title": "Use cases", "status": "listed"}, "ISS-002"),
        NewItem("meeting", {"title": "June", "date": "2014-06-12 (held)"}, "MTG-2014-06-12"),
        NewItem("agreement", {"title": "Data model", "choices": "IEC 61850"}, "AGR-01"),
        NewItem("organisation", {"title": "Utility Blue", "category": "utility"}, "ORG-BLUE"),
    )
    save(database, ANNA, ProposedChange(new=new, why="start", effective_on=date(2014, 6, 12)))


def edit(code: str, revision: int | None = None, **fields: Any) -> ProposedChange:
    return ProposedChange(edits=(ItemEdit(code, fields, revision),), why="because")


def test_what_is_saved_is_read_again(started: Database) -> None:
    snapshot = head(started)
    issue = snapshot.by_code["ISS-001"]
    assert (issue.title, issue.status, issue.revision, issue.change) == ("Gateways", "proposed", 1, 1)
    assert snapshot.field(issue, "depends") == ["ISS-002"]
    assert issue.effective_on == date(2014, 6, 12)
    assert verify(started).sound
    with started.read() as session:
        assert [hit.code for hit in search(session, "which gatew")] == ["ISS-001"]
        assert kind_numbers(session)["issue"] == 1


def test_codes_are_given_in_order_and_never_twice(started: Database) -> None:
    saved = save(started, ANNA, ProposedChange(new=(NewItem("issue", {"title": "Next"}),)))
    assert saved.codes == ("ISS-003",)
    save(started, ANNA, edit("ISS-003", status="withdrawn"))
    assert save(started, ANNA, ProposedChange(new=(NewItem("issue", {"title": "X"}),))).codes == ("ISS-004",)
    with pytest.raises(Refused, match="is taken by 'Next' and is never given twice"):
        save(started, ANNA, ProposedChange(new=(NewItem("issue", {"title": "Y"}, "ISS-003"),)))


def test_new_items_of_one_change_point_to_each_other_by_label(started: Database) -> None:
    change = ProposedChange(
        new=(
            NewItem("issue", {"title": "From the minutes"}, label="new-1"),
            NewItem("source", {"title": "Minutes"}, "SRC-MIN"),
        ),
        links=(LinkEdit("new-1", "derived-from", "SRC-MIN", {"line": 4}),),
    )
    save(started, ANNA, change)
    snapshot = head(started)
    (link,) = snapshot.out(snapshot.by_code["ISS-003"], "derived-from")
    assert link.detail == {"line": 4}
    assert link.fingerprint == snapshot.by_code["SRC-MIN"].fingerprint


def test_edits_of_different_fields_merge_and_the_preview_says_so(started: Database) -> None:
    save(started, ANNA, edit("ISS-001", 1, title="Gateways and translators"))
    change = edit("ISS-001", 1, priority="high")
    shown = preview(started, BEN, change)
    assert shown.savable
    assert shown.changes[0].merges == ("Anna changed title in change 2 meanwhile; that stays.",)
    save(started, BEN, change)
    issue = head(started).by_code["ISS-001"]
    assert (issue.title, issue.detail["priority"], issue.revision) == ("Gateways and translators", "high", 3)


def test_edits_of_the_same_field_are_refused_with_both_versions(started: Database) -> None:
    save(started, ANNA, edit("ISS-001", 1, title="Anna's title"))
    with pytest.raises(Refused) as refused:
        save(started, BEN, edit("ISS-001", 1, title="Ben's title", priority="low"))
    (conflict,) = refused.value.preview.conflicts
    assert (conflict.seen, conflict.yours, conflict.theirs) == ("Gateways", "Ben's title", "Anna's title")
    assert (conflict.by, conflict.change) == ("Anna", 2)
    assert head(started).by_code["ISS-001"].detail["priority"] is None


def test_the_meeting_of_an_issue_collides_like_any_field(started: Database) -> None:
    save(started, ANNA, ProposedChange(new=(NewItem("meeting", {"title": "July"}, "MTG-2014-07-02"),)))
    save(started, ANNA, edit("ISS-001", 1, meeting="MTG-2014-06-12"))
    with pytest.raises(Refused) as refused:
        save(started, BEN, edit("ISS-001", 1, meeting="MTG-2014-07-02"))
    (conflict,) = refused.value.preview.conflicts
    assert (conflict.field, conflict.theirs) == ("meeting", ["MTG-2014-06-12"])


def test_saving_what_is_there_already_is_no_change(started: Database) -> None:
    with pytest.raises(Refused, match="Nothing to save"):
        save(started, ANNA, edit("ISS-001", 1, title="Gateways", depends="ISS-002"))
    with started.read() as session:
        assert head_number(session) == 1


def test_every_problem_is_reported_at_once_and_nothing_is_written(started: Database) -> None:
    change = ProposedChange(
        new=(
            NewItem("isue", {"title": "x"}),
            NewItem("issue", {"title": ""}, "ISS-9"),
            NewItem("issue", {"title": "Twice"}, "ISS-010"),
            NewItem("issue", {"title": "Twice"}, "ISS-010"),
        ),
        edits=(
            ItemEdit("ISS-001", {"status": "done", "due": "2014-06-31", "foo": 1}),
            ItemEdit("ISS-01", {"title": "x"}, place=Place("list.csv", 7)),
            ItemEdit("ISS-002", {"meeting": "MTG-2014-06-21", "destination": "moon", "minutes": "soon"}),
        ),
        links=(
            LinkEdit("ISS-001", "settles", "ISS-002"),
            LinkEdit("ISS-001", "loves", "ISS-002"),
            LinkEdit("ISS-001", "depends-on", "ISS-001"),
        ),
    )
    with pytest.raises(Refused) as refused:
        save(started, ANNA, change)
    said = str(refused.value)
    for words in (
        "'isue' is no kind of item",
        "an item needs a title",
        "is no code of an issue",
        "the code ISS-010 stands twice",
        "is no status of this kind. Found: 'done'. Allowed: proposed, listed",
        "'2014-06-31' is not a day of the calendar",
        "'foo' is no field of this kind",
        "list.csv, row 7, column 'code': there is no item ISS-01",
        "MTG-2014-06-12",
        "is no destination. Found: 'moon'",
        "cannot be read as a whole number",
        "'settles' cannot join an issue to an issue. Found: 'issue → issue'. Allowed: agreement → issue",
        "is no relation. Found: 'loves'",
        "cannot be linked to itself",
    ):
        assert words in said, words
    with started.read() as session:
        assert head_number(session) == 1


def test_circles_are_named(started: Database) -> None:
    save(
        started,
        ANNA,
        ProposedChange(new=(NewItem("issue", {"title": "C", "depends": "ISS-001"}, "ISS-003"),)),
    )
    with pytest.raises(
        Refused, match="ISS-002 depends on ISS-003, which depends on ISS-001, which depends on ISS-002"
    ):
        save(started, ANNA, edit("ISS-002", depends="ISS-003"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\x00b", "control character U+0000 at position 2"),
        ("a\x1bb", "control character U+001B"),
        ("left \u202eright", "U+202E right-to-left override at position 6"),
        ("\ud800", "U+D800"),
        ("x" * 200_001, "200,001 characters long; 200,000 are allowed"),
    ],
)
def test_texts_that_cannot_be_stored_say_where(started: Database, text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        save(started, ANNA, edit("ISS-001", text=text))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "😀 and 界",
        "עברית",
        "<script>alert(1)</script>",
        "**bold** [x](javascript:1)",
        "=cmd|' /C calc'!A0",
        "y" * 100_000,
    ],
)
def test_odd_texts_are_kept_as_they_are(started: Database, text: str) -> None:
    save(started, ANNA, edit("ISS-001", text=text, disposition=text))
    assert head(started).by_code["ISS-001"].text == text
    assert verify(started).sound


def test_only_normative_text_makes_others_suspect(started: Database) -> None:
    shown = preview(started, ANNA, edit("ISS-002", title="Use cases, ranked"))
    assert [(s.source, s.relation, s.target) for s in shown.suspects] == [
        ("ISS-001", "depends-on", "ISS-002")
    ]
    assert not preview(
        started, ANNA, edit("ISS-002", status="resolved", priority="high", due="2014-07-07")
    ).suspects
    saved = save(started, ANNA, edit("ISS-002", title="Use cases, ranked"))
    assert [link.suspect for link in head(started).links] == [True]
    save(
        started,
        ANNA,
        ProposedChange(reviews=(Review("ISS-001", "depends-on", "ISS-002", "still holds"),)),
        verb="review",
    )
    assert [link.suspect for link in head(started).links] == [False]
    assert saved.number == 2
    assert verify(started).sound


def test_a_change_may_not_take_effect_behind_a_later_one_of_the_same_field(started: Database) -> None:
    late = ProposedChange(edits=(ItemEdit("ISS-001", {"title": "Later"}),), effective_on=date(2015, 2, 28))
    save(started, ANNA, late)
    early = ProposedChange(edits=(ItemEdit("ISS-001", {"title": "Earlier"}),), effective_on=date(2014, 7, 1))
    with pytest.raises(Refused, match="would go behind it"):
        save(started, ANNA, early)
    other = ProposedChange(edits=(ItemEdit("ISS-001", {"priority": "low"}),), effective_on=date(2014, 7, 1))
    save(started, ANNA, other)
    with started.read() as session:
        july = read_snapshot(session, as_of=date(2014, 7, 18)).by_code["ISS-001"]
        now = read_snapshot(session).by_code["ISS-001"]
    assert (july.title, july.detail["priority"]) == ("Gateways", "low")
    assert (now.title, now.detail["priority"]) == ("Later", "low")


def test_agreed_only_after_a_recorded_consensus_call(started: Database) -> None:
    with pytest.raises(Refused, match="only after a recorded consensus call"):
        save(started, ANNA, edit("AGR-01", status="agreed"))
    save(started, ANNA, edit("AGR-01", status="questioned"))


def test_an_issue_is_resolved_only_when_nothing_is_open(started: Database) -> None:
    with pytest.raises(Refused) as refused:
        save(started, ANNA, edit("ISS-001", status="resolved"))
    said = str(refused.value)
    for words in ("the disposition is empty", "It depends on ISS-002", "No destination is named"):
        assert "ISS-001: it cannot be resolved yet." in said
        assert words in said
    done = {"status": "resolved", "disposition": "Settled.", "destination": "handbook"}
    save(started, ANNA, edit("ISS-002", **done))
    with pytest.raises(Refused, match="The text of ISS-002 \\(Use cases\\) has changed since"):
        save(started, ANNA, edit("ISS-001", **done))
    save(started, ANNA, ProposedChange(reviews=(Review("ISS-001", "depends-on", "ISS-002"),)), verb="review")
    save(started, ANNA, edit("ISS-001", **done))
    assert head(started).by_code["ISS-001"].status == "resolved"


def test_emptying_a_field_gives_its_default(started: Database) -> None:
    save(started, ANNA, edit("ISS-001", priority="high", due="2014-07-07", theme="gateway", owner="ORG-BLUE"))
    save(started, ANNA, edit("ISS-001", priority="", due=None, theme="", owner=""))
    snapshot = head(started)
    issue = snapshot.by_code["ISS-001"]
    assert (issue.detail["priority"], issue.detail["due"], issue.detail["theme"]) == (None, None, "")
    assert snapshot.field(issue, "owner") == []


def test_who_may_not_edit_is_refused(started: Database) -> None:
    observer = Actor(None, "Olga", frozenset({"observer"}))
    with pytest.raises(NotPermitted, match="Olga \\(observer\\) may not edit. Allowed: facilitator"):
        save(started, observer, edit("ISS-001", title="x"))
    assert LOCAL_OPERATOR.may("edit")


def test_attributes_of_another_tool_are_saved_read_as_of_their_day_and_taken_away(started: Database) -> None:
    before = head(started).by_code["ISS-001"]
    given = ProposedChange(
        edits=(ItemEdit("ISS-001", {"foreign": {"Risk": "high", "Estimates": [3, 5.5]}}),),
        effective_on=date(2014, 7, 1),
    )
    save(started, ANNA, given)
    kept = head(started).by_code["ISS-001"]
    assert kept.detail["foreign"] == {"Risk": "high", "Estimates": [3, 5.5]}
    assert kept.fingerprint == before.fingerprint
    late = ProposedChange(edits=(ItemEdit("ISS-001", {"minutes": 20}),), effective_on=date(2014, 9, 1))
    save(started, ANNA, late)
    gone = ProposedChange(edits=(ItemEdit("ISS-001", {"foreign": None}),), effective_on=date(2014, 8, 1))
    save(started, ANNA, gone)
    with started.read() as session:
        july = read_snapshot(session, as_of=date(2014, 7, 15)).by_code["ISS-001"]
        august = read_snapshot(session, as_of=date(2014, 8, 15)).by_code["ISS-001"]
    assert july.detail["foreign"]["Risk"] == "high"
    assert "foreign" not in august.detail
    assert "foreign" not in head(started).by_code["ISS-001"].detail
    assert verify(started).sound


@pytest.mark.parametrize(
    ("foreign", "words"),
    [
        ({"Risk": "a\x00b"}, "control character U\\+0000"),
        ({"Ri\x00sk": "high"}, "control character U\\+0000"),
        ({"Hours": 10**20}, "more than 18 digits"),
        ({"Hours": float("nan")}, "not finite"),
        ("high", "names with their values"),
    ],
)
def test_attributes_of_another_tool_that_cannot_be_kept_are_refused(
    started: Database, foreign: Any, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        save(started, ANNA, edit("ISS-001", foreign=foreign))
    assert head(started).by_code["ISS-001"].revision == 1


def test_a_link_that_cites_another_text_is_suspect_from_the_start(started: Database) -> None:
    elsewhere = "ab" * 32
    first = head(started).by_code["ISS-001"].fingerprint
    save(started, ANNA, edit("ISS-001", title="Gateways and translators"))
    change = ProposedChange(
        new=(NewItem("proposal", {"title": "At the utility"}, "ISS-001-a"),),
        links=(
            LinkEdit("ISS-001-a", "alternative-of", "ISS-001", cites=first),
            LinkEdit("ISS-001-a", "answers", "ISS-002", cites=elsewhere),
        ),
    )
    looked = preview(started, ANNA, change)
    assert [(s.source, s.relation, s.target) for s in looked.suspects] == [
        ("ISS-001-a", "alternative-of", "ISS-001"),
        ("ISS-001-a", "answers", "ISS-002"),
    ]
    save(started, ANNA, change)
    cited = {
        x.relation: (x.revision, x.fingerprint, x.suspect) for x in head(started).links if x.detail == {}
    }
    assert cited["alternative-of"] == (1, first, True)
    assert cited["answers"] == (0, elsewhere, True)
    assert verify(started).sound
    save(started, ANNA, ProposedChange(reviews=(Review("ISS-001-a", "answers", "ISS-002"),)))
    assert not next(x for x in head(started).links if x.relation == "answers").suspect
    assert verify(started).sound
    with started.write() as session:
        link = session.exec(select(Link).where(Link.relation == "alternative-of")).one()
        link.revision, link.fingerprint = 0, elsewhere
        session.add(link)
    assert not verify(started).sound


def test_an_item_that_is_there_already_is_not_created_again(started: Database) -> None:
    uuid = head(started).by_code["ISS-001"].uuid
    again = ProposedChange(new=(NewItem("issue", {"title": "Again"}, uuid=uuid),))
    with pytest.raises(Refused, match="in the record already, as ISS-001"):
        save(started, ANNA, again)
