"""The resolution table: which comments are rows, what the filters keep, how a comment is named."""

from __future__ import annotations

import pytest

from workbench.graph.comment_words import MARKS, RESOLUTIONS, STATES, resolution_words
from workbench.graph.resolution_table import Wanted, needs_attention, resolution_rows, uuid_of_comment
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.keeping import Database
from workbench.process.resolutions import resolve_comment


def numbers(database: Database, **wanted: object) -> list[int]:
    with database.read() as session:
        return [row.number for row in resolution_rows(session, wanted=Wanted(**wanted))]  # type: ignore[arg-type]


def test_a_reply_is_a_row_once_it_is_resolved(demo: Database) -> None:
    assert numbers(demo) == [1, 4, 5, 6, 7, 8, 9, 11, 12]
    with demo.read() as session:
        reply = uuid_of_comment(session, "#2")
    resolve_comment(demo, ME, reply, "incorporated")
    assert numbers(demo) == [1, 2, 4, 5, 6, 7, 8, 9, 11, 12]


def test_every_filter(demo: Database) -> None:
    assert numbers(demo, states=["unresolved"]) == [8, 11, 12]
    assert numbers(demo, states=["not-satisfied"]) == [1, 5]
    assert numbers(demo, states=["deferred", "outside-scope"]) == [6, 9]
    assert numbers(demo, organisations=["ORG-UTILITY-GREEN"]) == [1, 7, 11]
    assert numbers(demo, words="LABORATORY") == []
    assert numbers(demo, words="figures are awaited") == [6]
    with demo.read() as session:
        themes = {row.theme for row in resolution_rows(session)} - {""}
        for theme in themes:
            found = resolution_rows(session, wanted=Wanted(themes=[theme]))
            assert found
            assert {row.theme for row in found} == {theme}


def test_rows_of_an_item_of_a_call_and_at_an_earlier_change(demo: Database) -> None:
    with demo.read() as session:
        assert [row.number for row in resolution_rows(session, item="REQ-03")] == [7, 9]
        assert [row.number for row in resolution_rows(session, ballot="BAL-01")] == [5]
        everything = resolution_rows(session)
        for row in everything:
            then = {r.uuid: r for r in resolution_rows(session, change=row.change)}
            assert then[row.uuid].resolutions == ()
            assert then[row.uuid].number == row.number
        last = max(one.change for row in everything for one in (row, *row.resolutions))
        assert [r.standing for r in resolution_rows(session, change=last)] == [r.standing for r in everything]


def test_what_has_no_resolution_comes_before_what_does_not_satisfy(demo: Database) -> None:
    with demo.read() as session:
        ranked = {row.number: needs_attention(row) for row in resolution_rows(session)}
    assert (ranked[8], ranked[1], ranked[7]) == (0, 1, 2)


def test_a_comment_is_named_by_id_beginning_or_number(demo: Database) -> None:
    with demo.read() as session:
        uuid = resolution_rows(session)[0].uuid
        assert uuid_of_comment(session, uuid) == uuid
        assert uuid_of_comment(session, uuid[:13].upper()) == uuid
        assert uuid_of_comment(session, "#1") == uuid
        for given in ("", "#0", "#x", "zzzzzzzz"):
            with pytest.raises(LookupError, match=r"comment"):
                uuid_of_comment(session, given)


def test_every_word_has_a_shape_and_none_says_rejected() -> None:
    assert set(RESOLUTIONS) <= set(MARKS)
    assert set(RESOLUTIONS) <= set(STATES)
    assert len(set(MARKS.values())) == len(MARKS)
    assert "reject" not in " ".join([*STATES.values(), *RESOLUTIONS]).lower()
    assert resolution_words("deferred", "MTG-1") == "Deferred to MTG-1"
