"""Texts that have moved since others cited them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.exchange.conftest import item, link
from tests.graph.ballots.conftest import START, ballot, choices, position
from workbench.graph.ballots.texts import cited_words
from workbench.graph.runs import FindingRow, RunRow
from workbench.graph.snapshot import Snapshot
from workbench.graph.suspects import (
    evidence_overtaken,
    evidence_words,
    moved,
    positions_by_text,
    positions_overtaken,
)

RUN = RunRow("1", "PRC-01", "Measure", 1, None, "passed", "", date(2026, 11, 1), 1, False)


def test_suspect_links_are_grouped_by_what_has_moved_and_by_what_was_cited() -> None:
    items = [item(code, "issue", code, "listed", 4) for code in ("ISS-001", "ISS-002", "ISS-003", "ISS-010")]
    items.append(item("ISS-004", "issue", "Gone", "withdrawn"))
    links = [
        replace(link("ISS-010", "depends-on", "ISS-001", suspect=True), revision=1),
        replace(link("ISS-002", "depends-on", "ISS-001", suspect=True), revision=3),
        replace(link("ISS-003", "depends-on", "ISS-001", suspect=True), revision=1),
        replace(link("ISS-001", "depends-on", "ISS-002", suspect=True), revision=2),
        link("ISS-001", "depends-on", "ISS-003"),
        link("ISS-004", "depends-on", "ISS-003", suspect=True),
    ]
    first, second = moved(Snapshot.of(items, links))
    assert (first.item.code, second.item.code) == ("ISS-001", "ISS-002"), "most of them first"
    assert {revision: [c.source.code for c in cited] for revision, cited in first.revisions.items()} == {
        1: ["ISS-003", "ISS-010"],
        3: ["ISS-002"],
    }
    assert moved(Snapshot.of(items)) == []


def test_positions_on_an_earlier_text_are_told_while_they_can_be_renewed() -> None:
    old, fresh = position("Amber", "support", overtaken=True), position("Birch", "object")
    carried = position("Cedar", "support", overtaken=True, editorial_until=START)
    assert positions_overtaken([ballot(old, fresh, carried)]) == [(ballot(old, fresh, carried), (old,))]
    assert positions_overtaken([ballot(fresh)]) == []
    assert positions_overtaken([ballot(old, voided=True), ballot(old, outcome="consensus")]) == []


def test_positions_stand_by_the_texts_that_they_were_taken_on() -> None:
    old, new = position("Amber", "support", revision=1), position("Birch", "support", revision=2)
    assert positions_by_text(ballot(new, old), (new, old)) == {("AGR-01", 1): (old,), ("AGR-01", 2): (new,)}
    assert cited_words(ballot(new), new) == "on revision 2"
    both = position("Amber", "answered", cited={"I-a": 3, "I-b": 1})
    one = position("Birch", "answered", cited={"I-b": 2})
    ways = ballot(one, both, choices=choices("I-b", "I-a"))
    assert list(positions_by_text(ways, (one, both)).items()) == [
        (("I-b", 1), (both,)), (("I-b", 2), (one,)), (("I-a", 3), (both,)),
    ]  # fmt: skip
    assert cited_words(ways, both) == "on revision 1 of I-b and revision 3 of I-a"
    days = ballot(one, choices=choices("2026-10-01"))
    assert cited_words(days, position("Birch", "answered", answers={"2026-10-01": "yes"})) == ""


def test_of_a_procedure_the_last_run_counts() -> None:
    moved_finding = FindingRow("REQ-01", "A", 1, "passed", "", overtaken=True)
    stale = replace(RUN, findings=(moved_finding,))
    assert evidence_overtaken([stale, RUN]) == []
    assert evidence_overtaken([RUN, stale]) == [stale]
    assert evidence_overtaken([replace(RUN, overtaken=True)]) == [replace(RUN, overtaken=True)]


def test_of_a_run_that_is_evidence_no_more_every_reason_is_told() -> None:
    about = FindingRow("REQ-01", "", 1, "passed", "", overtaken=True)
    over = replace(RUN, configuration="CFG-01", path_moved=True)
    assert evidence_words(replace(RUN, findings=(about,))) == "about an earlier text of REQ-01"
    assert evidence_words(over) == "the path of CFG-01 has changed"
    assert evidence_words(replace(over, overtaken=True, findings=(about,))) == (
        "about an earlier text of REQ-01; the procedure itself has changed; the path of CFG-01 has changed"
    )
