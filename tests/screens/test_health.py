"""The page of what is out of date: what moved, what has changed, and the review that settles it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.runs import runs_at
from workbench.graph.suspects import evidence_on, evidence_overtaken, moved
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.clock import now
from workbench.process.exports import note_export
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.screens import health

PageOf = Callable[..., AppTest]


def shown(page: AppTest) -> str:
    assert not page.exception, page.exception
    parts = [str(element.proto.body) for element in page.get("html")]
    for kind in (page.markdown, page.caption, page.info, page.error):
        parts += [str(element.value) for element in kind]
    return "\n".join(parts)


@pytest.fixture
def code(bundled: Database) -> str:
    """An agreement whose text has just been changed; everything else was reviewed before."""
    edit = ItemEdit("AGR-03", {"text": "Another protocol is the default."})
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    return "AGR-03"


def cited(database: Database, code: str) -> list[str]:
    return [
        citation.source.code
        for group in moved(SNAPSHOTS.get(database))
        if group.item.code == code
        for citation in group.citations
    ]


def test_what_has_changed_stands_beside_who_cites_it(bundled: Database, page_of: PageOf, code: str) -> None:
    page = page_of("health", bundled)
    assert "texts that have changed since" in shown(page)
    page.session_state[f"health_{code}"] = True
    page.run()
    said = shown(page)
    assert "<ins>" in said
    assert "?item=R21-08" in said
    assert len(cited(bundled, code)) == 8


def test_some_still_hold_for_a_reason_and_the_rest_waits(
    bundled: Database, page_of: PageOf, code: str
) -> None:
    page = page_of("health", bundled)
    page.session_state[f"health_{code}"] = True
    page.run()
    which = page.multiselect(key=f"health_which_{code}")
    assert len(which.value) == 8, "all of them until somebody says otherwise"
    which.set_value(which.value[:3]).run()
    page.text_input(key=f"health_why_{code}").set_value("The default alone was renamed")
    page.button(key=f"health_review_{code}").click().run()
    assert not page.exception
    assert len(cited(bundled, code)) == 5


def test_a_text_that_was_changed_again_is_shown_before_its_links_are_reviewed(
    bundled: Database, page_of: PageOf, code: str
) -> None:
    page = page_of("health", bundled)
    page.session_state[f"health_{code}"] = True
    page.session_state["health_several"] = True
    page.run()
    page.multiselect(key="health_texts").set_value([code]).run()
    for name in (code, "several"):
        page.text_input(key=f"health_why_{name}").set_value("Only words were mended")
        edit = ItemEdit(code, {"text": f"A text that nobody saw beside {name}."})
        save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
        page.button(key=f"health_review_{name}").click().run()
        now_at = SNAPSHOTS.get(bundled).by_code[code].revision
        assert f"changed again meanwhile; look at revision {now_at} first" in shown(page).replace("\\", "")
        assert len(cited(bundled, code)) == 8
        assert "nobody" in shown(page), "it is shown now"
    page.button(key=f"health_review_{code}").click().run()
    assert not cited(bundled, code)


def test_many_are_reviewed_for_a_reason_only_and_several_texts_together(
    bundled: Database, page_of: PageOf, code: str
) -> None:
    other = "AGR-04"
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(other, {"text": "Another."}),), why="test"))
    page = page_of("health", bundled)
    page.session_state["health_several"] = True
    page.run()
    page.multiselect(key="health_texts").set_value([code, other]).run()
    page.button(key="health_review_several").click().run()
    assert "say why these" in shown(page)
    assert cited(bundled, code)
    page.text_input(key="health_why_several").set_value("Only words were mended")
    page.button(key="health_review_several").click().run()
    assert not page.exception
    assert not cited(bundled, code) + cited(bundled, other)


def test_who_only_reads_sees_what_moved_and_cannot_review(
    bundled: Database, page_of: PageOf, code: str
) -> None:
    page = page_of("health", bundled, actor=OBSERVER)
    page.session_state[f"health_{code}"] = True
    page.run()
    assert "<ins>" in shown(page)
    assert not [b for b in page.button if "review" in str(b.key)]


def test_of_a_call_about_alternatives_the_text_that_moved_is_shown(demo: Database, page_of: PageOf) -> None:
    ends = now() + timedelta(days=9)
    draft = BallotDraft("consensus-call", "ISS-005", closes_at=ends, choices=("ISS-005-a", "ISS-005-b"))
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    new = NewPosition(code, "ORG-FLEETWISE", answers={"ISS-005-a": "support", "ISS-005-b": "abstain"})
    take_position(demo, actor_by_code(demo, "PER-BUOY"), new)
    edit = ItemEdit("ISS-005-a", {"text": "Another way altogether."})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    page = page_of("health", demo)
    page.session_state[f"health_call_{code}"] = True
    page.run()
    said = shown(page)
    assert re.search(r"On revision \d+ of ISS-005-a, \d+ now: Fleetwise", said)
    assert "of ISS-005-b, " not in said
    assert "of ISS-005, " not in said


def test_positions_and_evidence_on_earlier_texts_are_told_too(demo: Database, page_of: PageOf) -> None:
    page = page_of("health", demo)
    assert "on an earlier text" in shown(page)
    folds = {str(box.label): box for box in page.expander}
    [call] = [label for label in folds if "BAL-02" in label]
    assert "Fleetwise Example Aggregation" in call
    for fold, says in (
        ("health_call_BAL-02", "On revision"),
        (evidence_key(demo), "run on revision"),
    ):
        marks = []
        for stands_open in (False, True):
            page = page_of("health", demo)
            page.session_state[fold] = stands_open
            page.run()
            marks.append(shown(page).count("<ins>"))
        assert says in shown(page)
        assert marks[0] < marks[1], "what has changed since stands beside it"
    assert "it is not reviewed away" in shown(page)


def evidence_key(database: Database) -> str:
    with database.read() as session:
        runs = evidence_overtaken(runs_at(session, SNAPSHOTS.get(database)))
    return f"health_run_{next(run.uuid for run in runs if evidence_on(run))}"


def test_coverage_says_what_fails_first_and_what_to_do(demo: Database, page_of: PageOf) -> None:
    page = page_of("health", demo, health_view="Coverage")
    said = shown(page)
    assert "3 of 16 recommendations and agreements passed; 1 failed; 1 ended in an error" in said
    assert "open issues have no meeting" in said
    table = page.dataframe[0].value
    assert next(iter(table["State"])) == "△ Failed"
    assert table.set_index("Code").loc["ISS-002", "Whose"] == "REQ-05"
    assert table.set_index("Code").loc["ISS-002", "Texts passed"] == "2 of 4"
    page = page_of(
        "health",
        demo,
        health_view="Coverage",
        coverage_kind="Issues",
        coverage_depth="And everything beneath",
    )
    assert set(page.dataframe[0].value["Kind"]) == {"Issue"}
    assert page.dataframe[0].value.set_index("Code").loc["ISS-004", "State"] == "△ Failed"


def test_the_longest_code_stands_whole_in_the_table(bundled: Database, page_of: PageOf) -> None:
    page = page_of("health", bundled, health_view="Coverage", coverage_kind="Configurations")
    codes = list(page.dataframe[0].value["Code"])
    assert "CFG-FACILITY-GATEWAY" in codes
    columns = json.loads(page.dataframe[0].proto.columns)
    # A capital takes six and a half pixels on average, and the cell keeps ten on either side.
    assert columns["Code"]["width"] >= 7 * max(map(len, codes)) + 20


def test_coverage_of_a_record_without_procedures_says_what_would_be_here(
    bundled: Database, page_of: PageOf
) -> None:
    said = shown(page_of("health", bundled, health_view="Coverage"))
    assert "0 of 100 recommendations and agreements passed" in said
    assert "The record has no procedures yet." in said


def test_many_findings_of_one_check_are_folded(demo: Database, page_of: PageOf) -> None:
    codes = ("ACR-L4-COMMS", "ACR-L1-DER", "ACR-L2-FDEMS", "INT-E1", "INT-E2", "INT-E3", "AGR-01", "AGR-02")
    edits = tuple(ItemEdit(code, {"status": "withdrawn"}) for code in codes)
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=edits, why="test"))
    page = page_of("health", demo)
    assert "was withdrawn, and" in shown(page)
    assert any("more of this sort: link to something withdrawn" in str(box.label) for box in page.expander)


def sent(database: Database) -> str:
    """Make a report for filing, and change one of its texts afterwards; gives the key of its fold."""
    baseline = make_baseline(database, LOCAL_OPERATOR, "Report as sent")
    note_export(database, LOCAL_OPERATOR, "submittal", b"the report", change=baseline.change)
    edit = ItemEdit("ISS-002", {"text": "What must an inverter understand?"})
    save(database, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    return f"health_filing_{baseline.change}"


def test_a_filing_that_prints_an_earlier_text_is_told_with_the_difference_and_noted_to_stand(
    demo: Database, page_of: PageOf
) -> None:
    sent(demo)
    page = page_of("health", demo)
    said = shown(page).replace("\\", "")
    assert "what was made from the baseline “Report as sent” prints earlier texts" in said
    assert "1 text that it printed has changed since." in said
    assert re.search("<ins>[^<]*understand", said)
    [button] = [b for b in page.button if str(b.key).startswith("health_filing_review_")]
    button.click().run()
    assert "say why the filing stands" in shown(page).replace("\\", "")
    [why] = [field for field in page.text_input if str(field.key).startswith("health_filing_why_")]
    why.set_value("Only words were mended")
    [button] = [b for b in page.button if str(b.key).startswith("health_filing_review_")]
    button.click().run()
    assert "Report as sent" not in shown(page)
    assert "noted that the filing of “Report as sent” stands" in shown(page_of("history", demo)).replace(
        "\\", ""
    )


def test_a_long_filing_is_folded_and_its_texts_are_named_once(
    bundled: Database, demo: Database, page_of: PageOf
) -> None:
    page = page_of("health", bundled)
    assert "printed at revision" not in shown(page), "what is still owed stands below, in sight"
    key = sent(demo)
    page = page_of("health", demo)
    assert "printed at revision" in shown(page), "a short one stands open"
    title = SNAPSHOTS.get(demo).by_code["ISS-002"].title
    page.session_state[key] = False
    folded = shown(page.run()).count(title)
    page.session_state[key] = True
    assert shown(page.run()).count(title) == folded + 1


def test_who_only_reads_sees_what_moved_in_a_filing_and_notes_nothing(
    demo: Database, page_of: PageOf
) -> None:
    key = sent(demo)
    page = page_of("health", demo, actor=OBSERVER)
    page.session_state[key] = True
    page.run()
    assert "1 text that it printed has changed since." in shown(page).replace("\\", "")
    assert not [b for b in page.button if "review" in str(b.key)]


def test_a_filing_that_prints_what_became_confidential_is_told_to_who_may_edit(
    demo: Database, page_of: PageOf
) -> None:
    baseline = make_baseline(demo, LOCAL_OPERATOR, "Report as sent")
    note_export(demo, LOCAL_OPERATOR, "submittal", b"the report", change=baseline.change)
    edit = ItemEdit("ISS-002", {"confidential": True})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    said = shown(page_of("health", demo)).replace("\\", "")
    assert "1 text that it printed would not be printed any more." in said
    assert "would not be printed any more" not in shown(page_of("health", demo, actor=OBSERVER))


def test_the_pages_of_baselines_and_filings_and_the_desk_lead_there(demo: Database, page_of: PageOf) -> None:
    assert "record-health" not in shown(page_of("baselines", demo))
    sent(demo)
    for name in ("baselines", "filings", "desk"):
        said = shown(page_of(name, demo)).replace("\\", "")
        assert "1 text that it printed has changed since." in said, name
        assert "record-health" in said, name


def test_of_very_many_links_the_first_are_listed_and_a_search_chooses_which_still_hold(
    bundled: Database, page_of: PageOf, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "MOST_LINES", 2)
    monkeypatch.setattr(health, "MOST_OPENED", 3)
    monkeypatch.setattr(health, "MOST_CHOSEN", 4)
    page = page_of("health", bundled)
    page.session_state[f"health_{code}"] = True
    page.run()
    sources = cited(bundled, code)
    listed = [source for source in sources if f"?item={source})" in "\n".join(m.value for m in page.markdown)]
    assert len(listed) == 2
    assert not page.multiselect
    find = page.text_input(key=f"health_find_{code}")
    assert page.button(key=f"health_review_{code}").label == f"Reviewed, {len(sources)} still hold"
    wanted = sources[0]
    find.set_value(wanted.lower()).run()
    assert not page.exception
    assert page.multiselect[0].value
    page.button(key=f"health_review_{code}").click().run()
    assert wanted not in cited(bundled, code)
    assert len(cited(bundled, code)) == len(sources) - 1
