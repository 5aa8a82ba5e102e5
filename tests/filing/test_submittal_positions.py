"""Outcomes and statements on paper: named only where authorised, printed only where locked, word for word."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import docx
import pytest

from tests.filing.conftest import text_of
from workbench.filing import OnRecord, filing_name, on_record, write_submittal
from workbench.graph import clock
from workbench.graph.ballots import ballots
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import ask_again, close, void
from workbench.process.ballots.opening import open_ballot, prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft, discard
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.ballots.statements import statements, write_statement
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code

MOMENT = datetime(2026, 11, 24, 20, tzinfo=UTC)
OWN_WORDS = "We colour  our licences.\n\n    On 12 June 2026 we said so: “never”."


def printed(database: Database) -> OnRecord:
    moment, filing = clock.now(), filing_name(SNAPSHOTS.get(database))
    with database.read() as session:
        return on_record(ballots(session, moment=moment), statements(session), moment=moment, filing=filing)


def written(database: Database) -> bytes:
    snapshot = SNAPSHOTS.get(database)
    everything = [item.code for item in snapshot.items.values()]
    return write_submittal(snapshot, accepted=everything, picture=None, positions=printed(database)).content


@pytest.fixture(autouse=True)
def hands(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    found = [MOMENT]
    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: found[0])
    return found


def test_only_authorised_positions_are_named(demo: Database) -> None:
    text = text_of(written(demo))
    line = next(line for line in text.splitlines() if "Consensus call BAL-01" in line)
    assert "Consensus with recorded dissent. Supporting: " in line
    assert "Utility Blue" in line
    assert "2 organisations whose positions are not authorised for this filing are not named." in line
    for preliminary in ("Rooftop Example Developers", "Cellar Example Storage"):
        assert preliminary not in text
    assert "BAL-02" not in text  # open: nothing of it is an outcome


def test_paper_counts_the_silent_says_the_arithmetic_and_discloses_rounds_and_contests(
    demo: Database, hands: list[datetime]
) -> None:
    rule = {"quorum": 1, "adopted": "Charter", "adopted_on": "2026-08-27"}
    draft = BallotDraft("consensus-call", "AGR-03", closes_at=MOMENT + timedelta(days=9), rule=rule)
    first = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    void(demo, LOCAL_OPERATOR, first, "The wrong text was put")
    second = ask_again(demo, LOCAL_OPERATOR, first, "With the right text")
    open_ballot(demo, LOCAL_OPERATOR, second, closes_at=MOMENT + timedelta(days=9))
    quay, buoy = actor_by_code(demo, "PER-QUAY"), actor_by_code(demo, "PER-BUOY")
    take_position(demo, quay, NewPosition(second, "ORG-UTILITY-BLUE", "support"))
    close(demo, LOCAL_OPERATOR, second, "Everybody was asked.")
    record_outcome(demo, LOCAL_OPERATOR, second, "consensus")
    contest(demo, buoy, second, "ORG-FLEETWISE", "We were away")
    hands[0] += timedelta(days=1)
    [said] = printed(demo).outcomes["AGR-03"]
    assert said == (
        f"Consensus call {second}, round 2: Consensus. "
        "1 organisation whose position is not authorised for this filing is not named. "
        "9 organisations gave no answer. "
        "1 of 10 organisations took a position; the quorum of 1 is met. "
        "1 organisation contests this outcome. "
        f"Round 1, {first}, was declared void: The wrong text was put."
    )
    assert said in text_of(written(demo))
    third = ask_again(demo, LOCAL_OPERATOR, second, "Fleetwise was away")
    discard(demo, LOCAL_OPERATOR, third)
    assert printed(demo).outcomes["AGR-03"] == (said,)
    fourth = ask_again(demo, LOCAL_OPERATOR, second, "Fleetwise was away")
    open_ballot(demo, LOCAL_OPERATOR, fourth, closes_at=MOMENT + timedelta(days=20))
    [said] = printed(demo).outcomes["AGR-03"]
    assert said.endswith(f"It was asked again. Round 3, {fourth}, has no outcome on record.")
    hands[0] += timedelta(days=30)
    record_outcome(demo, LOCAL_OPERATOR, fourth, "no consensus")
    [said] = printed(demo).outcomes["AGR-03"]
    assert said.startswith(f"Consensus call {fourth}, round 3: No consensus.")
    assert f"Round 2, {second}, ended with: Consensus." in said
    assert f"Round 1, {first}, was declared void: The wrong text was put." in said


def test_an_unauthorised_position_names_nobody_anywhere(demo: Database) -> None:
    draft = BallotDraft("consensus-call", "AGR-01", closes_at=MOMENT + timedelta(days=9))
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    buoy = actor_by_code(demo, "PER-BUOY")
    take_position(demo, buoy, NewPosition(code, "ORG-FLEETWISE", "object", reason="Not for print"))
    close(demo, LOCAL_OPERATOR, code, "Everybody answered.")
    text = text_of(written(demo))
    assert "Not for print" not in text
    assert code not in text


def test_only_locked_statements_are_printed_and_in_their_own_words(
    demo: Database, hands: list[datetime]
) -> None:
    draft = BallotDraft("statement-call", "ISS-005", closes_at=MOMENT + timedelta(days=9))
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    buoy, quay = actor_by_code(demo, "PER-BUOY"), actor_by_code(demo, "PER-QUAY")
    write_statement(demo, buoy, code, "ORG-FLEETWISE", OWN_WORDS, lock=True)
    write_statement(demo, quay, code, "ORG-UTILITY-BLUE", "Not locked yet.")
    assert "Statement of position" not in text_of(written(demo))  # the call is open still
    hands[0] += timedelta(days=10)
    content = written(demo)
    assert "Not locked yet." not in text_of(content)
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    place = next(
        n
        for n, p in enumerate(paragraphs)
        if p.text == "Statement of position of Fleetwise Example Aggregation:"
    )
    own = paragraphs[place + 1 : place + 4]
    assert "\n".join(p.text for p in own) == OWN_WORDS, "its blank line, its indent and its double space too"
    assert {p.style.name for p in own} == {"Quote"}
    assert written(demo) == content


def rename_filing(database: Database, name: str | None) -> None:
    edit = ItemEdit("SET-filing-name", {"value": name})
    save(database, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="Another filing"))


def test_an_organisation_is_named_only_in_the_filing_for_which_it_authorised(demo: Database) -> None:
    rename_filing(demo, "report  to the COMMISSION")
    assert "Supporting: " in text_of(written(demo)), "its case and its spaces tell no filings apart"
    rename_filing(demo, "Comments of January")
    text = text_of(written(demo))
    line = next(line for line in text.splitlines() if "Consensus call BAL-01" in line)
    assert "Supporting" not in line
    assert "8 organisations whose positions are not authorised for this filing are not named." in line
    authorise(demo, actor_by_code(demo, "PER-QUAY"), "BAL-01", "ORG-UTILITY-BLUE", "Comments of January")
    assert "Supporting: Utility Blue." in text_of(written(demo))


def test_in_a_filing_without_a_name_nobody_is_named_and_a_note_says_why(demo: Database) -> None:
    rename_filing(demo, None)
    found = printed(demo)
    assert "Supporting" not in str(found.outcomes)
    assert [note for note in found.notes if "filing-name" in note]
    assert not on_record([], moment=MOMENT, filing="").notes
    everything = [item.code for item in SNAPSHOTS.get(demo).items.values()]
    made = write_submittal(SNAPSHOTS.get(demo), accepted=everything, picture=None, positions=found)
    assert found.notes[0] in made.notes
