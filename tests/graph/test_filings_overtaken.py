"""Filings: which baselines they are, and which of their printed texts have moved since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.conftest import item
from workbench.filing.printed import printed_texts
from workbench.graph.filings import FilingRow, filings
from workbench.graph.filings_overtaken import FilingOvertaken, filings_overtaken, findings_of, moved_texts
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.exports import note_export
from workbench.process.filing_reviews import review_filing
from workbench.process.keeping import Database

JULY, FEBRUARY = "Submittal of 18 July 2014", "Recommendations of February 2015"
MADE = "Report as sent"


def known(database: Database, **moment: object) -> list[FilingRow]:
    snapshot = SNAPSHOTS.get(database, **moment)  # type: ignore[arg-type]
    with database.read() as session:
        return filings(session, snapshot)


def overtaken(database: Database, **moment: object) -> list[FilingOvertaken]:
    snapshot = SNAPSHOTS.get(database, **moment)  # type: ignore[arg-type]
    return filings_overtaken(
        snapshot,
        known(database, **moment),
        lambda change: SNAPSHOTS.get(database, change=change),
        printed_texts,
    )


def edit(database: Database, code: str, **fields: object) -> None:
    save(database, ME, ProposedChange(edits=(ItemEdit(code, dict(fields)),), why="test"))


def told(one: FilingOvertaken) -> dict[str, str]:
    return {text.item.code: text.what for text in one.texts}


@pytest.fixture
def sent(demo: Database) -> Database:
    """The fictional record, with a report that was just made for filing."""
    baseline = make_baseline(demo, ME, MADE)
    note_export(demo, ME, "submittal", b"the report", change=baseline.change)
    return demo


def test_a_baseline_of_the_day_of_the_filing_is_one_and_no_other(bundled: Database) -> None:
    assert [(row.baseline, row.made_on) for row in known(bundled)] == [(JULY, None)]


def test_a_baseline_that_the_document_was_made_from_is_one(bundled: Database) -> None:
    change = SNAPSHOTS.get(bundled, baseline=FEBRUARY).change
    note_export(bundled, ME, "agenda", b"an agenda", change=change)
    assert [row.baseline for row in known(bundled)] == [JULY]
    note_export(bundled, ME, "submittal", b"the document", change=change)
    assert [row.baseline for row in known(bundled)] == [JULY, FEBRUARY]
    assert known(bundled)[1].made_on is not None


def test_a_moment_knows_of_the_filings_before_it(bundled: Database) -> None:
    assert known(bundled, baseline="Minutes of 12 June 2014") == []
    assert known(bundled, as_of=date(2014, 7, 17)) == []
    assert [row.baseline for row in known(bundled, as_of=date(2014, 7, 18))] == [JULY]
    assert [row.baseline for row in known(bundled, baseline=FEBRUARY)] == [JULY]
    change = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014").change
    note_export(bundled, ME, "submittal", b"made long after", change=change)
    assert [row.baseline for row in known(bundled, baseline=FEBRUARY)] == [JULY], "made after that baseline"


def test_of_one_filing_by_its_name_the_latest_counts(sent: Database) -> None:
    assert [(row.name, row.baseline) for row in known(sent)] == [("Report to the Commission", MADE)]
    again = make_baseline(sent, ME, "Report as corrected")
    note_export(sent, ME, "submittal", b"the corrected report", change=again.change)
    assert [row.baseline for row in known(sent)] == ["Report as corrected"]
    edit(sent, "SET-filing-name", value="Another report")
    other = make_baseline(sent, ME, "Another")
    note_export(sent, ME, "submittal", b"another", change=other.change)
    assert [row.baseline for row in known(sent)] == ["Report as corrected", "Another"]


def test_what_was_just_made_is_not_overtaken_and_no_status_or_meeting_overtakes_it(sent: Database) -> None:
    assert overtaken(sent) == []
    edit(sent, "ISS-003", priority="low", readiness="not ready", status="deferred", meeting=None)
    edit(sent, "ACT-01", title="Something else is to be done")
    assert overtaken(sent) == []


def test_texts_that_changed_came_and_went_are_told_each(sent: Database) -> None:
    edit(sent, "ISS-003", text="Another question.")
    edit(sent, "ISS-003-a", title="Another alternative")
    edit(sent, "AGR-03", status="withdrawn")
    edit(sent, "ISS-001", admitted=False)
    new = NewItem("issue", {"title": "A new issue"}, code="ISS-090")
    save(sent, ME, ProposedChange(new=(new,), why="test"))
    [one] = overtaken(sent)
    assert told(one) == {
        "ISS-001": "left-out", "ISS-003": "changed", "ISS-003-a": "changed", "ISS-090": "appeared",
        "AGR-03": "withdrawn",
    }  # fmt: skip
    assert one.sentence() == (
        "2 texts that it printed have changed since; 1 was withdrawn; 1 would not be printed any more; "
        "1 is not in it yet."
    )
    [text] = [text for text in one.texts if text.item.code == "ISS-003"]
    assert [(field.name, field.after) for field in text.difference] == [("text", "Another question.")]
    [finding] = findings_of([one])
    assert finding.level == "warning"
    assert finding.sentence.startswith(
        f"Report to the Commission, from the baseline '{MADE}': 2 texts that it"
    )
    assert set(finding.codes) == set(told(one))


def test_put_back_the_filing_prints_what_stands(sent: Database) -> None:
    before = SNAPSHOTS.get(sent).by_code["ISS-003"].text
    edit(sent, "ISS-003", text="Another question.")
    assert overtaken(sent)
    edit(sent, "ISS-003", text=before)
    assert overtaken(sent) == []


def test_reviewed_it_stands_until_a_text_moves_again(sent: Database) -> None:
    edit(sent, "ISS-003", text="Another question.")
    edit(sent, "ISS-002", text="Another one.")
    seen = SNAPSHOTS.get(sent).change
    edit(sent, "ISS-001", text="After somebody looked.")
    review_filing(sent, ME, MADE, "Only words were mended.", through=seen)
    [one] = overtaken(sent)
    assert told(one) == {"ISS-001": "changed"}, "what moved after the look was not reviewed"
    assert one.settled == 2
    review_filing(sent, ME, MADE, "That too.")
    assert overtaken(sent) == []
    edit(sent, "ISS-003", text="Another question still.")
    [one] = overtaken(sent)
    assert told(one) == {"ISS-003": "changed"}
    assert one.filing.review is not None
    assert one.filing.review.why == "That too."


def test_what_moves_later_overtakes_nothing_at_an_earlier_moment(sent: Database) -> None:
    make_baseline(sent, ME, "Before the change")
    edit(sent, "ISS-003", text="Another question.")
    assert overtaken(sent)
    assert overtaken(sent, baseline="Before the change") == []


def test_what_cannot_be_seen_is_not_told(sent: Database) -> None:
    edit(sent, "AGR-03", text="Hush.", confidential=True)
    assert told(overtaken(sent)[0]) == {"AGR-03": "left-out"}, "who may see it knows that it is not printed"
    assert (
        filings_overtaken(
            SNAPSHOTS.get(sent).public,
            known(sent),
            lambda change: SNAPSHOTS.get(sent, change=change).public,
            printed_texts,
        )
        == []
    )


texts = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["one", "two"]))


@given(texts, texts, texts)
def test_a_text_is_told_once_and_only_where_it_differs(
    then: dict[str, str], now: dict[str, str], hidden: dict[str, str]
) -> None:
    def snapshot(found: dict[str, str]) -> Snapshot:
        views = (item(code, "issue", code, "listed") for code in found)
        return Snapshot.of(replace(view, fingerprint=found[view.code]) for view in views)

    def printed(of: Snapshot) -> list[ItemView]:
        return list(of.items.values())

    later = snapshot({code: text for code, text in now.items() if code not in hidden})
    found = moved_texts(snapshot(then), later, partial(printed))
    codes = [text.item.code for text in found]
    assert len(codes) == len(set(codes))
    assert set(codes) == {i.code for i in later.items.values() if then.get(i.code) != i.fingerprint}
