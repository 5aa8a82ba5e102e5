"""Statements: each organisation edits only its own, up to a length and a moment, and locks it."""

from __future__ import annotations

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR, NotPermitted
from workbench.process.ballots.statements import StatementRow, statements, words_in, write_statement
from workbench.process.planning.preview import Refused
from workbench.record.testimony import Statement

WORDS = "We support this.\n\n  “Verbatim”, <b>as typed</b> & kept; 3 < 4."


@pytest.fixture
def code(quick: Group) -> str:
    """Open a call for statements of at most ten words."""
    return quick.open(kind="statement-call", item="ISS-001", rule={"words": 10})


def write(
    group: Group, code: str, text: str, who: str = "ANN", org: str = "AMBER", **more: object
) -> StatementRow:
    return write_statement(group.database, group.person(who), code, f"ORG-{org}", text, **more)  # type: ignore[arg-type]


def latest(group: Group, **more: object) -> list[StatementRow]:
    with group.database.read() as session:
        return statements(session, **more)  # type: ignore[arg-type]


def test_a_statement_is_kept_verbatim_version_by_version(quick: Group, code: str) -> None:
    first = write(quick, code, "A first try.")
    second = write(quick, code, WORDS, who="ALF", seen_version=1, lock=False)
    assert (first.version, second.version, second.person_name) == (1, 2, "Alf Example")
    assert [row.text for row in latest(quick, ballot=code)] == [WORDS]
    assert [row.text for row in latest(quick, change=first.change)] == ["A first try."]
    quick.sound()


def test_a_locked_statement_is_not_changed_any_more(quick: Group, code: str) -> None:
    assert write(quick, code, WORDS, lock=True).locked
    with pytest.raises(Refused, match="The statement of Amber Example is locked"):
        write(quick, code, "Other words.")
    assert [(row.text, row.locked) for row in latest(quick)] == [(WORDS, True)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"who": "BOB"}, "Bob Example does not act for Amber Example. Each organisation edits only its own"),
        ({"text": "word " * 11}, "The statement has 11 words; 10 are allowed"),
        ({"text": "x" * 60_000}, "The statement is 60,000 characters long"),
        ({"text": "a\x00b"}, "holds the control character"),
        ({"text": " ", "lock": True}, "An empty statement cannot be locked"),
        ({"seen_version": 3}, "saved another version meanwhile"),
        ({"org": "NOBODY"}, "There is no organisation ORG-NOBODY"),
    ],
)
def test_what_cannot_be_written_is_refused_and_noted(
    quick: Group, code: str, given: dict[str, object], said: str
) -> None:
    events = len(quick.events())
    with pytest.raises(Refused, match=said):
        write(quick, code, **{"text": "Fine.", **given})  # type: ignore[arg-type]
    assert latest(quick) == []
    noted = quick.events()[events:]
    if "org" not in given:
        assert [(e.verb, e.subject, e.payload) for e in noted] == [
            ("statement-refused", code, {"organisation": "ORG-AMBER"})
        ]
    quick.sound()


def test_the_deadline_is_a_moment(quick: Group, code: str) -> None:
    ends = quick.row(code).ends
    assert ends is not None
    write(quick, code, "In time.")
    quick.clock.moment = ends
    with pytest.raises(Refused, match="Call for statements BAL-01 closed on"):
        write(quick, code, "In time.", lock=True)
    quick.clock.forward(hours=-5)
    with pytest.raises(Refused, match="closed on"):
        write(quick, code, "In time.", lock=True)
    assert not latest(quick)[0].locked


def test_two_at_once_do_not_overwrite_each_other(quick: Group, code: str) -> None:
    write(quick, code, "Of the first.", seen_version=0)
    with pytest.raises(Refused, match="Ann Example saved another version meanwhile. Yours was not saved"):
        write(quick, code, "Of the second.", who="ALF", seen_version=0)
    assert latest(quick)[0].text == "Of the first."


def test_a_call_for_statements_takes_no_positions_and_a_call_no_statements(quick: Group, code: str) -> None:
    with pytest.raises(Refused, match="it takes no positions"):
        quick.take(code, "ANN", "AMBER", "support")
    with pytest.raises(Refused, match="does not call for statements"):
        write(quick, quick.open(), "Fine.")
    with pytest.raises(NotPermitted):
        write_statement(quick.database, LOCAL_OPERATOR, code, "ORG-AMBER", "For them.")


def test_words_are_counted_as_people_do() -> None:
    assert [words_in(text) for text in ("", " a  b\nc ", "well-known, 3.5 %")] == [0, 3, 3]


def test_no_statement_is_ever_overwritten(quick: Group, code: str) -> None:
    for number in range(3):
        write(quick, code, f"Version {number}.")
    with quick.database.read() as session:
        rows = session.query(Statement).all()
    assert sorted(row.text for row in rows) == ["Version 0.", "Version 1.", "Version 2."]
