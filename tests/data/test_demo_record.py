"""The fictional record: it loads, shows something everywhere, and names nobody who exists."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from workbench.exchange.record_directory import read_record_directory
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.loading import RecordToLoad, Step, load_record
from workbench.record.database import Database
from workbench.record.kinds import KINDS, kind_of_code
from workbench.record.migration import migrate

DATA = Path(__file__).parents[2] / "data"
DEMO = DATA / "demo"
POSITIONS = {
    "support",
    "support-with-comment",
    "support-in-part",
    "can-live-with",
    "object",
    "reserve",
    "not-enough-information",
    "abstain",
    "recuse",
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    directory = read_record_directory(DEMO)
    assert directory.header is not None
    assert directory.problems == []
    database = Database(tmp_path_factory.mktemp("demo") / "record.sqlite3")
    migrate(database)
    header = directory.header
    steps = [Step(change, head.effective_on, head.why, head.baseline) for head, change in directory.changes]
    words = directory.vocabulary_words
    load_record(
        database, RecordToLoad(header.id, header.title, header.group, header.reconstruction, words, steps)
    )
    with database.read() as session:
        return read_snapshot(session)


def beside(name: str) -> list[dict[str, Any]]:
    rows = yaml.safe_load((DEMO / f"{name}.yaml").read_text("utf-8"))
    assert isinstance(rows, list)
    return rows


def texts() -> dict[str, str]:
    files = [path for path in DEMO.rglob("*") if path.is_file()]
    return {str(path.relative_to(DEMO)): path.read_text("utf-8") for path in files}


def test_it_has_enough_of_every_kind(record: Snapshot) -> None:
    at_least = {
        "issue": 14,
        "proposal": 8,
        "agreement": 6,
        "requirement": 10,
        "meeting": 6,
        "milestone": 5,
        "action": 6,
        "organisation": 12,
        "person": 8,
        "source": 5,
        "minutes": 3,
        "actor": 5,
        "interface": 5,
        "configuration": 2,
        "procedure": 3,
        "order": 1,
        "data-object": 5,
    }
    counted = {kind: len(record.of_kind(kind)) for kind in at_least}
    assert all(counted[kind] >= number for kind, number in at_least.items()), counted


def test_details_fit_the_model_of_their_kind(record: Snapshot) -> None:
    for item in record.items.values():
        KINDS[item.kind].detail.model_validate(dict(item.detail))


def test_no_real_organisation_is_named() -> None:
    with (DATA / "siwg" / "organisations.csv").open(encoding="utf-8", newline="") as file:
        real = [row["title"] for row in csv.DictReader(file)]
    assert len(real) == 88
    names = {re.sub(r"\s*\(.*?\)", "", name) for name in real} | set(real)
    for file_name, text in texts().items():
        found = [name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]
        assert not found, f"{file_name} names {found}"


def test_it_says_plainly_that_it_is_fictional(record: Snapshot) -> None:
    header = yaml.safe_load((DEMO / "record.yaml").read_text("utf-8"))
    assert "fictional" in header["title"]
    assert "fictional" in header["docket"]
    assert "fictional" in str(record.setting("docket"))
    for person in record.of_kind("person"):
        assert person.detail["email"].endswith("@example.org")


def test_organisations_are_of_many_classes(record: Snapshot) -> None:
    classes = {item.detail["category"] for item in record.of_kind("organisation")}
    assert len(classes) >= 8
    assert classes <= set(record.vocabulary.organisation_classes)


def test_filing_party_and_signer_are_left_to_be_chosen(record: Snapshot) -> None:
    assert record.setting("filing-party") is None
    assert record.setting("signer") is None
    assert record.setting("filing-date") == "2026-12-18"


def test_meetings_lie_before_and_after_the_last_step(record: Snapshot) -> None:
    days = [date.fromisoformat(item.detail["date"]["start"]) for item in record.of_kind("meeting")]
    assert sum(day < date(2026, 11, 19) for day in days) >= 3
    assert sum(day > date(2026, 11, 30) for day in days) >= 3


def test_some_links_were_made_to_an_earlier_text(record: Snapshot) -> None:
    suspect = {(record.items[x.source].code, record.items[x.target].code) for x in record.links if x.suspect}
    assert ("TST-LOSS-OF-LINK", "REQ-03") in suspect
    assert ("REQ-02", "AGR-01") in suspect
    assert ("REQ-01", "INT-E2") in suspect


def test_some_issues_want_a_meeting_or_an_owner(record: Snapshot) -> None:
    issues = record.of_kind("issue")
    assert any(not record.field(item, "meeting") for item in issues)
    assert any(not record.field(item, "owner") for item in issues)


def test_agreed_means_that_a_consensus_call_was_recorded(record: Snapshot) -> None:
    recorded = {ballot["item"] for ballot in beside("ballots") if ballot.get("outcome")}
    agreed = {item.code for item in record.of_kind("agreement") if item.status == "agreed"}
    assert agreed
    assert agreed <= recorded


def test_lines_that_are_cited_exist(record: Snapshot) -> None:
    for link in record.links:
        line = link.detail.get("line")
        if link.relation == "derived-from" and line:
            lines = record.items[link.target].text.splitlines()
            code = record.items[link.source].code
            assert 1 <= line <= len(lines), f"{code} cites line {line}"
            assert lines[line - 1].lstrip().startswith("- "), f"{code} cites line {line}"


def test_rows_beside_the_items_cite_what_exists(record: Snapshot) -> None:
    ballots = {row["code"]: row for row in beside("ballots")}
    for ballot in ballots.values():
        assert record.item(ballot["item"]) is not None
        assert isinstance(ballot["opens"], datetime)
        assert ballot["opens"] < ballot["closes"]
        assert ballot["kind"] in ("consensus-call", "straw-poll", "date-poll")
    for row in beside("positions"):
        assert row["ballot"] in ballots
        assert row.get("answers") or row["position"] in POSITIONS
        opens, closes = (ballots[row["ballot"]][end].date() for end in ("opens", "closes"))
        assert opens <= row["on"] <= closes
    for row in [*beside("positions"), *beside("comments")]:
        for name in ("organisation", "person", "item"):
            assert row.get(name) is None or record.item(row[name]) is not None, row
    for row in beside("runs"):
        assert record.item(row["procedure"]) is not None
        assert record.item(row["configuration"]) is not None
        for finding in row["findings"]:
            kind = kind_of_code(finding["requirement"])
            assert kind is not None
            assert kind.name in ("requirement", "agreement")
            assert record.item(finding["requirement"]) is not None
    keys = [row["key"] for row in beside("comments")]
    assert max(Counter(keys).values()) == 1
    assert {row["in_reply_to"] for row in beside("comments") if row.get("in_reply_to")} <= set(keys)


def test_no_organisation_that_only_advises_takes_a_position(record: Snapshot) -> None:
    for row in beside("positions"):
        assert not record.by_code[row["organisation"]].detail.get("advisory"), row


def test_a_person_speaks_for_an_organisation_that_they_represent(record: Snapshot) -> None:
    for row in beside("positions"):
        if row.get("person"):
            person = record.by_code[row["person"]]
            assert row["organisation"] in record.field(person, "member"), row


def test_positions_were_taken_on_an_earlier_and_on_the_present_text() -> None:
    days = [row["on"] for row in beside("positions") if row["ballot"] == "BAL-02"]
    edited = date(2026, 11, 19)
    assert min(days) < edited < max(days)


def test_runs_have_every_verdict() -> None:
    assert {row["verdict"] for row in beside("runs")} == {"passed", "failed", "error"}
