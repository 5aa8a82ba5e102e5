"""The cache of ballots gives what a reading gives, whatever was done since, and reads little for a position."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import event

from tests.graph.ballots.test_rows_as_of import steps
from tests.process.ballots.conftest import Clock, Group, clocked, quick
from workbench.graph.ballots.cache import BallotCache
from workbench.graph.ballots.reading import ballots
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.reading import kind_numbers
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.closing import extend
from workbench.process.ballots.editorial import propose_editorial
from workbench.process.ballots.visibility import is_hidden
from workbench.process.planning.preview import Refused
from workbench.process.redaction import redact

__all__ = ["Clock", "clocked", "quick"]


def read(group: Group) -> dict[str, BallotRow]:
    with group.database.read() as session:
        return {row.code: row for row in ballots(session, moment=group.clock.moment)}


@pytest.mark.parametrize("seed", range(4))
def test_after_every_step_the_cache_gives_what_the_record_has(quick: Group, seed: int) -> None:
    random, cache = Random(seed), BallotCache()
    tried = steps(quick, random)
    code = quick.open(closes_at=quick.clock.moment + timedelta(days=30))
    done = 0
    for _ in range(60):
        try:
            if random.random() < 0.4:
                quick.take(code, "CAT", "CEDAR", random.choice(["support", "abstain"]), reason="Because.")
            else:
                random.choice(tried)()
        except (Refused, StopIteration):
            continue
        done += 1
        # Often several steps lie between two looks.
        if random.random() < 0.7:
            assert cache.get(quick.database) == read(quick)
    assert done > 10
    assert cache.get(quick.database) == read(quick)


def test_a_position_is_added_without_reading_the_others_again(quick: Group) -> None:
    cache, code = BallotCache(), quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    before = cache.get(quick.database)[code].latest()["ORG-AMBER"]
    quick.take(code, "BOB", "BIRCH", "abstain")
    asked: list[str] = []
    event.listen(quick.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    row = cache.get(quick.database)[code]
    assert row.latest().keys() == {"ORG-AMBER", "ORG-BIRCH"}
    assert row.latest()["ORG-AMBER"] is before
    assert len([words for words in asked if words.startswith("SELECT")]) == 3, (
        "numbers twice, new positions once"
    )


def test_with_the_numbers_of_a_reading_the_database_is_asked_only_for_what_is_new(quick: Group) -> None:
    cache, code = BallotCache(), quick.open()

    def numbers() -> dict[str, int]:
        with quick.database.read() as session:
            return kind_numbers(session)

    before = numbers()
    cache.get(quick.database, numbers=before)
    asked: list[str] = []
    event.listen(quick.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert cache.get(quick.database, numbers=before) == read(quick)
    asked.clear()
    cache.get(quick.database, numbers=before)
    assert asked == []
    quick.take(code, "ANN", "AMBER", "support")
    asked.clear()
    assert cache.get(quick.database, numbers=numbers()) == read(quick)
    # Numbers from before give no older rows than those that are held.
    assert cache.get(quick.database, numbers=before) == read(quick)


def test_no_word_that_was_redacted_stays_beside_a_position_taken_since(quick: Group) -> None:
    cache, code = BallotCache(), quick.open()
    quick.take(code, "ANN", "AMBER", "object", reason="Mister Private said so.")
    assert "Private" in cache.get(quick.database)[code].positions[0].reason
    redact(quick.database, LOCAL_OPERATOR, ground="a name, on request", passage="Mister Private")
    quick.take(code, "BOB", "BIRCH", "abstain")
    rows = cache.get(quick.database)
    assert rows == read(quick)
    assert "Private" not in rows[code].positions[0].reason
    assert len(rows[code].positions) == 2


def test_a_past_moment_keeps_hidden_what_an_extension_hides(quick: Group) -> None:
    cache, closes = BallotCache(), quick.clock.moment + timedelta(days=10)
    code = quick.open(closes_at=closes, hidden=True)
    quick.take(code, "ANN", "AMBER", "object", reason="Not yet.")
    change = max(row.change for row in read(quick)[code].positions)
    assert cache.get(quick.database, change=change)[code].reveals_at == closes
    later = closes + timedelta(days=5)
    extend(quick.database, LOCAL_OPERATOR, code, later, "Counsel asked for time.")
    row = cache.get(quick.database, change=change)[code]
    assert row.closes_at == closes, "as it stood"
    assert row.reveals_at == later
    quick.clock.forward(days=12)
    assert is_hidden(row, quick.clock.moment)


def test_no_word_that_was_redacted_stays_in_a_past_moment(quick: Group) -> None:
    cache, code = BallotCache(), quick.open()
    quick.take(code, "ANN", "AMBER", "object", reason="Mister Private said so.")
    change = read(quick)[code].positions[0].change
    assert "Private" in cache.get(quick.database, change=change)[code].positions[0].reason
    quick.take(code, "BOB", "BIRCH", "abstain")
    before = cache.get(quick.database, change=change)
    redact(quick.database, LOCAL_OPERATOR, ground="a name, on request", passage="Mister Private")
    for _ in range(2):
        row = cache.get(quick.database, change=change)[code]
        assert "Private" not in row.positions[0].reason
        assert len(row.positions) == 1
    assert cache.get(quick.database, change=change) is not before


def test_what_a_past_moment_does_not_know_empties_nothing(quick: Group) -> None:
    cache, code = BallotCache(), quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    change = read(quick)[code].positions[0].change
    before = cache.get(quick.database, change=change)
    quick.take(code, "BOB", "BIRCH", "abstain")
    assert cache.get(quick.database, change=change) is before


def test_an_editorial_period_that_runs_out_is_seen_without_a_change(quick: Group) -> None:
    cache, code = BallotCache(), quick.open(closes_at=quick.clock.moment + timedelta(days=40))
    quick.take(code, "ANN", "AMBER", "support")
    quick.edit("AGR-01", text="Every inverter speaks one Protocol.")
    propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A capital letter.")
    quick.take(code, "BOB", "BIRCH", "support")
    assert cache.get(quick.database)[code].latest()["ORG-AMBER"].overtaken
    quick.clock.forward(days=20)
    assert not cache.get(quick.database)[code].latest()["ORG-AMBER"].overtaken
