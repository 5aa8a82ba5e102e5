"""The note that a filing stands: with a reason, up to what was looked at, in the chain."""

from __future__ import annotations

import pytest

from workbench.graph.history import history
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor, NotPermitted
from workbench.process.filing_reviews import review_filing
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.verification import verify

JULY = "Submittal of 18 July 2014"


def test_it_stands_in_the_history_and_the_chain_is_sound(bundled: Database) -> None:
    head = SNAPSHOTS.get(bundled).change
    number = review_filing(bundled, ME, JULY, "  The Commission was told by letter.  ")
    assert number == head + 1
    with bundled.read() as session:
        row = history(session, verb="review-filing")[0]
    assert (row.subject, row.why, row.change) == (JULY, "The Commission was told by letter.", number)
    assert verify(bundled).sound


def test_without_a_reason_a_baseline_or_a_look_it_is_refused_whole(bundled: Database) -> None:
    head = SNAPSHOTS.get(bundled).change
    with pytest.raises(Refused) as refused:
        review_filing(bundled, ME, "Nothing of this name", " ")
    assert [sentence.split(":")[0] for sentence in refused.value.preview.sentences()] == [
        "say why the filing stands",
        "there is no baseline 'Nothing of this name'.",
    ]
    for through in (1, head + 1):
        with pytest.raises(Refused, match="is not between the baseline and now"):
            review_filing(bundled, ME, JULY, "It stands.", through=through)
    with pytest.raises(Refused, match="a reason is plain text"):
        review_filing(bundled, ME, JULY, "a\x00b")
    assert SNAPSHOTS.get(bundled).change == head


def test_only_who_may_review_notes_it(bundled: Database) -> None:
    observer = Actor(None, "Somebody", frozenset({"observer"}))
    with pytest.raises(NotPermitted):
        review_filing(bundled, observer, JULY, "It stands.")
