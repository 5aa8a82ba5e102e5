"""Replies that came by mail: all or none are recorded, each once, and none after the close."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.process.ballots.conftest import Group
from workbench.graph.history import comments, history
from workbench.graph.proposed import LinkEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR, Actor, NotPermitted
from workbench.process.ballots.attachments import File
from workbench.process.ballots.originals import original_of
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.replies import Accepted, RepliesRefused, Reply, accept_replies, accept_reply
from workbench.process.changes import save

MAIL = File("support.eml", b"From: ann@amber.example\n\nWe support.", "message/rfc822")


def reply(group: Group, ballot: str, organisation: str = "ORG-AMBER", **given: Any) -> Reply:
    sent = group.clock.moment
    values: dict[str, Any] = {
        "kind": "position",
        "key": f"<{organisation}@mail.example>",
        "name": "support.eml",
        "file": MAIL,
        "sender": "Ann Example",
        "address": "ann@amber.example",
        "message_id": f"<{organisation}@mail.example>",
        "sent_at": sent,
        "ballot": ballot,
        "organisation": organisation,
        "position": "support",
        "text": "We support.",
        "person": "PER-ANN",
        "origin": {"from": "Ann Example <ann@amber.example>", "message_id": f"<{organisation}@mail.example>"},
    }
    values |= given
    if "sent_on" not in values:
        values["sent_on"] = values["sent_at"].date() if values["sent_at"] else None
    return Reply(**values)


def accept(group: Group, *replies: Reply, actor: Actor = LOCAL_OPERATOR) -> list[Accepted]:
    return accept_replies(group.database, actor, replies)


def refused(group: Group, *replies: Reply) -> dict[int, tuple[str, ...]]:
    with pytest.raises(RepliesRefused) as error:
        accept(group, *replies)
    group.sound()
    return error.value.by_reply


def waiting(group: Group) -> list[Any]:
    with group.database.read() as session:
        return [c for c in comments(session) if c.state != "dropped"]


def events(group: Group, verb: str) -> int:
    with group.database.read() as session:
        return sum(1 for row in history(session) if row.verb == verb)


def test_a_reply_is_a_preliminary_position_with_the_mail_cited_and_attached(group: Group) -> None:
    code = group.open()
    group.clock.forward(days=1)
    sent = group.clock.moment
    group.clock.forward(hours=2)
    found = accept_reply(group.database, LOCAL_OPERATOR, reply(group, code, sent_at=sent))
    row = group.row(code).latest()["ORG-AMBER"]
    assert (row.position, row.capacity, row.authorised) == ("support", "facilitator", False)
    assert row.instruction["cited"] == (
        "Mail of Wed 2 Sep 2026 from Ann Example <ann@amber.example>, message-id <ORG-AMBER@mail.example>"
    )
    assert "preliminary" in found.sentence
    assert found.uuid == row.uuid
    with group.database.read() as session:
        assert original_of(session, LOCAL_OPERATOR, row.uuid) == MAIL
        assert original_of(session, group.person("ANN"), row.uuid) == MAIL
        assert original_of(session, group.person("ABE"), row.uuid) == MAIL
        for other in ("BOB", "OTTO"):
            with pytest.raises(NotPermitted, match="may not see what the position of Amber Example rests on"):
                original_of(session, group.person(other), row.uuid)
    group.sound()


def test_several_replies_are_one_save_and_one_refused_takes_all_back(group: Group) -> None:
    code = group.open()
    before = group.row(code)
    good = reply(group, code)
    comment = reply(group, code, "ORG-CEDAR", kind="comment", key="<c>", person=None, sender="Cat")
    bad = reply(group, code, "ORG-BIRCH", position="object", name="birch.eml")
    worse = reply(group, code, "ORG-STAFF", name="staff.eml")
    said = refused(group, good, comment, bad, worse)
    assert list(said) == [2, 3]
    assert "Objecting needs a reason" in said[2][0]
    assert "advises and takes no position" in said[3][0]
    assert group.row(code).positions == before.positions == ()
    assert waiting(group) == []
    assert events(group, "position-refused") == 2
    accepted = accept(group, good, comment, replace(bad, reason="Too dear."))
    assert [a.kind for a in accepted] == ["position", "comment", "position"]
    assert {p.organisation for p in group.row(code).positions} == {"ORG-AMBER", "ORG-BIRCH"}
    [said_by_cat] = waiting(group)
    assert (said_by_cat.state, said_by_cat.person) == ("proposed", "Cat")
    group.sound()


def test_the_same_mail_is_recorded_once_and_says_so(group: Group) -> None:
    code = group.open()
    mail = reply(group, code)
    first = accept_reply(group.database, LOCAL_OPERATOR, mail)
    again, twice = accept(group, mail, replace(mail, position="abstain"))[0], accept(group, mail)[0]
    assert again.already
    assert twice.already
    assert "Recorded already" in again.sentence
    assert again.uuid == first.uuid
    as_comment = accept(group, replace(mail, kind="comment"))[0]
    assert as_comment.already
    assert "as a position" in as_comment.sentence
    assert len(group.row(code).positions) == 1
    assert waiting(group) == []
    other = reply(group, code, "ORG-BIRCH", kind="comment", posted=True)
    accept(group, other)
    assert accept(group, other, replace(other, kind="position"))[1].already
    assert len(waiting(group)) == 1
    group.clock.forward(days=11)
    assert accept(group, mail)[0].already, "also after the close"


def test_the_close_is_a_rule_and_a_late_reply_is_offered_as_a_comment(group: Group) -> None:
    code = group.open()
    mail = reply(group, code)
    group.clock.forward(days=10)
    [sentence] = refused(group, mail)[0]
    assert "was sent on Tue 1 Sep 2026, 10:00 Pacific" in sentence
    assert "closed on Fri 11 Sep 2026, 10:00 Pacific" in sentence
    assert "can be kept as a comment" in sentence
    [accepted] = accept(group, replace(mail, kind="comment"))
    assert accepted.kind == "comment"
    assert group.row(code).positions == ()


def test_a_reply_holds_for_the_text_that_its_sender_knew(group: Group) -> None:
    code = group.open()
    group.clock.forward(hours=1)
    mail = reply(group, code)
    group.clock.forward(hours=1)
    group.edit("AGR-01", text="Every inverter speaks two protocols.")
    group.clock.forward(hours=1)
    assert "was changed on" in refused(group, mail)[0][0]
    assert accept(group, reply(group, code))[0].kind == "position"


def test_a_later_word_of_the_organisation_stands(group: Group) -> None:
    code = group.open()
    mail = reply(group, code)
    group.clock.forward(hours=1)
    take_position(group.database, group.person("ANN"), NewPosition(code, "ORG-AMBER", "abstain"))
    assert "The later word stands" in refused(group, mail)[0][0]
    assert group.row(code).latest()["ORG-AMBER"].position == "abstain"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"sent_at": None, "sent_on": None}, "Name the day"),
        ({"sent_at": datetime.fromisoformat("2026-08-30T10:00:00+00:00")}, "before BAL-01 opened"),
        ({"sent_at": None, "sent_on": date(2026, 8, 31)}, "before BAL-01 opened"),
        ({"sent_at": datetime.fromisoformat("2027-01-30T10:00:00+00:00")}, "still to come"),
        ({"ballot": "BAL-77"}, "There is no call BAL-77"),
        ({"organisation": "ORG-NONE"}, "There is no organisation ORG-NONE"),
        ({"position": "yes"}, "is no position"),
        ({"position": "object", "reason": "x" * 100_000}, "The reason is 100,000 characters long"),
        ({"reason": "turned\u202e around"}, "which makes the text read in another order"),
        ({"sender": "An\x07n"}, "The instruction holds the control character"),
        ({"file": File("a.eml", b"")}, "is empty"),
        ({"file": File("a.eml", b"x" * 5_000_001)}, "5,000,000 are allowed"),
        ({"seen_text": "another"}, "was changed while your form was open"),
        ({"kind": "comment", "text": ""}, "the comment is empty"),
        ({"kind": "comment", "ballot": ""}, "needs the item or the call"),
    ],
)
def test_what_cannot_be_taken_is_a_sentence_and_nothing_is_written(
    given: dict[str, Any], says: str, group: Group
) -> None:
    code = group.open()
    said = refused(group, replace(reply(group, code), **given))
    assert any(says in sentence for sentence in said[0]), said
    assert group.row(code).positions == ()
    assert waiting(group) == []


def test_two_positions_of_one_organisation_at_once_are_left_to_the_facilitator(group: Group) -> None:
    code = group.open()
    said = refused(group, reply(group, code, key="<1>"), reply(group, code, key="<2>", position="abstain"))
    assert list(said) == [0, 1]
    assert "Keep the one that stands" in said[0][0]


def test_only_the_facilitator_accepts_and_never_in_a_capacity_of_their_own(group: Group) -> None:
    code = group.open()
    with pytest.raises(NotPermitted):
        accept(group, reply(group, code), actor=group.person("ANN"))
    links = (LinkEdit("PER-ANN", "member-of", "ORG-BIRCH"),)
    save(group.database, LOCAL_OPERATOR, ProposedChange(links=links, why="test"))
    both = replace(group.person("ANN"), roles=group.person("ANN").roles | {"facilitator"})
    accept(group, reply(group, code, "ORG-BIRCH"), actor=both)
    row = group.row(code).latest()["ORG-BIRCH"]
    assert (row.capacity, row.person_name) == ("facilitator", "Ann Example")


def test_a_pasted_reply_of_the_day_of_the_opening_is_taken(group: Group) -> None:
    code = group.open()
    group.clock.forward(days=1)
    day = (group.clock.moment - timedelta(days=1)).date()
    pasted = reply(group, code, sent_at=None, sent_on=day, message_id="", address="", key="sha256:1")
    accept(group, pasted)
    cited = group.row(code).latest()["ORG-AMBER"].instruction["cited"]
    assert cited == "Reply of Tue 1 Sep 2026 from Ann Example, pasted"
