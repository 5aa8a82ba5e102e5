"""What the submittal holds, leaves out, refuses, and says on every page."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest

from tests.filing.conftest import W, item, link, part, settings, text_of
from workbench.filing import DRAFT, RECONSTRUCTION, FilingRefused, plan_submittal, write_submittal
from workbench.graph.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[2]


def header(content: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(content)).sections[0].header.paragraphs)


def test_title_page_has_heading_caption_title_and_party(filable: Snapshot) -> None:
    document = docx.Document(io.BytesIO(write_submittal(filable, picture=None).content))
    assert document.paragraphs[0].text == "BEFORE THE PUBLIC UTILITIES COMMISSION OF THE STATE OF CALIFORNIA"
    left, right = document.tables[0].rows[0].cells
    assert left.text.startswith("Order Instituting Rulemaking on a Matter")
    assert "Rulemaking 31-01-001" in right.text
    assert "(Filed January 2, 2031)" in right.text
    titles = [p.text for p in document.paragraphs if p.style.name in ("Title", "Subtitle")]
    assert titles[0] == "ISSUE LIST AND PROPOSED SCHEDULE"
    assert "Nowhere Light and Power Company (U 999-E)" in titles[-1]
    assert "Imaginary Inverters, Inc. and Made-up League" in titles[-1]
    contact = [p.text for p in document.paragraphs if p.style.name == "Contact Block"]
    assert contact[0] == "Jane Q. Example"
    assert "E-mail: jane@nowhere.example" in contact


def test_body_answers_the_order_part_by_part(record: Snapshot) -> None:
    content = write_submittal(record, picture=None).content
    text = text_of(content)
    assert "Pursuant to the ruling of May 13, 2031 in R.31-01-001" in text
    answers = [
        [cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(content)).tables[1].rows[1:]
    ]
    assert [row[0] for row in answers] == [
        "A description of the issues.",
        "A proposed schedule.",
        "A recipe for soup.",
    ]
    assert answers[0][1].startswith("Section III, page ")
    assert answers[1][1].startswith("Section V, page ")
    assert answers[2][1] == "Not answered in this document"


def test_issues_stand_by_theme_with_readiness_destination_status(record: Snapshot) -> None:
    content = write_submittal(record, picture=None).content
    text = text_of(content)
    assert text.index("Issues: scope") < text.index("Issues: gateway")
    rows = [
        [cell.text for cell in row.cells]
        for table in docx.Document(io.BytesIO(content)).tables
        for row in table.rows
    ]
    assert [
        "2",
        "Gateway of the utility or of the facility",
        "Not ready. Use cases are missing.",
        "Electric Rule 21 and Utility interconnection handbook",
        "In discussion",
    ] in rows
    assert "Issue 10 has been found ready for resolution." in text
    assert text.index("2-a. Utility gateway.") < text.index("2-b. Facility gateway.")
    assert "It depends on issue 1." in text
    assert "Only proposed" not in text


def test_agreements_are_reports_and_say_for_whom(record: Snapshot) -> None:
    text = text_of(write_submittal(record, picture=None).content)
    assert "By the facilitator on June 12, 2031 for most inverter manufacturers." in text
    assert "Questioned the same day: Is the term right?" in text
    assert "None of it rests on a recorded consensus call" in text


def test_hoped_dates_stay_out_and_are_named_in_the_notes(record: Snapshot) -> None:
    written = write_submittal(record, picture=None)
    assert "hopes for" not in text_of(written.content)
    assert any("A workshop that somebody hopes for (MIL-02)" in note for note in written.notes)
    text = text_of(written.content)
    assert "By July 18, 2031" in text
    assert "June 24, 2031" in text  # a stage outside meetings
    assert "No meeting or milestone has been set" not in text


def test_while_party_or_signer_is_missing_every_page_is_a_draft(record: Snapshot) -> None:
    written = write_submittal(record, picture=None)
    assert len(written.missing) == 2
    assert "filing party is missing" in written.missing[0]
    assert "signer is missing" in written.missing[1]
    assert DRAFT in header(written.content)
    assert "/s/" not in text_of(written.content)


def test_with_everything_there_it_is_signed(filable: Snapshot) -> None:
    written = write_submittal(filable, picture=None)
    assert written.missing == ()
    assert DRAFT not in header(written.content)
    text = text_of(written.content)
    assert "/s/ JANE Q. EXAMPLE" in text
    assert "R. Sample" in text
    assert "July 17, 2031" in text
    assert "joined by Imaginary Inverters, Inc. and Made-up League" in text


def test_one_authorisation_short_is_a_draft(filable: Snapshot, changed: Callable[..., Snapshot]) -> None:
    short = changed(filable, *settings({"authorisations": {"Imaginary Inverters, Inc.": "R. Sample"}}))
    written = write_submittal(short, picture=None)
    assert written.missing == (
        "Made-up League joins, but its authorisation is missing (setting 'authorisations').",
    )
    assert DRAFT in header(written.content)
    assert "/s/" not in text_of(written.content)


def test_a_utility_without_its_number_is_a_draft(filable: Snapshot, changed: Callable[..., Snapshot]) -> None:
    utility = item("ORG-NLP", "organisation", "Nowhere Light and Power Company", "active", category="utility")
    without = changed(filable, utility, *settings({"u-number": None}))
    assert plan_submittal(without).missing == [
        "The U-number of Nowhere Light and Power Company is missing (setting 'u-number')."
    ]
    numbered = item("ORG-NLP", "organisation", utility.title, "active", category="utility", u_number="U 1-E")
    assert plan_submittal(changed(without, numbered)).missing == []


def test_statements_from_memory_stop_the_export_until_accepted(
    record: Snapshot, changed: Callable[..., Snapshot]
) -> None:
    unsure = changed(record, item("ISS-020", "issue", "What nobody saw", theme="scope", certainty="memory"))
    plan = plan_submittal(unsure)
    assert [o.title for o in plan.unaccepted] == ["What nobody saw"]
    with pytest.raises(FilingRefused) as refused:
        write_submittal(unsure, picture=None)
    assert "What nobody saw (ISS-020)" in refused.value.sentences[0]
    for name in ("ISS-020", "what nobody saw"):
        assert "What nobody saw" not in text_of(
            write_submittal(unsure, accepted=[name], picture=None).content
        )


def test_a_box_from_memory_beside_the_red_ones_needs_nobody(
    record: Snapshot, changed: Callable[..., Snapshot]
) -> None:
    aside = changed(
        record,
        item("ACR-L5-X", "actor", "A market", "drawn", level=5, certainty="memory"),
        item("INT-E9", "interface", "Market to utility", "drawn", colour="unnumbered"),
        links=(
            link("INT-E9", "joins", "ACR-L5-X", end="from"),
            link("INT-E9", "joins", "ACR-L4-COMMS", end="to"),
        ),
    )
    plan = plan_submittal(aside)
    assert plan.unaccepted == []
    assert any(omission.code == "ACR-L5-X" for omission in plan.omissions)
    red = changed(record, item("ACR-L1-DER", "actor", "Inverter", "drawn", level=1, certainty="memory"))
    assert [omission.code for omission in plan_submittal(red).unaccepted] == ["ACR-L1-DER"]


def test_confidential_items_are_not_printed(record: Snapshot, changed: Callable[..., Snapshot]) -> None:
    secret = changed(record, item("ISS-030", "issue", "A trade secret", theme="scope", confidential=True))
    written = write_submittal(secret, picture=None)
    assert "trade secret" not in text_of(written.content)
    assert any("confidential" in note for note in written.notes)


def test_a_reconstruction_says_so_and_refuses_later_contents(
    record: Snapshot, changed: Callable[..., Snapshot], day: date
) -> None:
    past = changed(record, reconstruction=True, as_of=day)
    content = write_submittal(past, picture=None).content
    assert RECONSTRUCTION in header(content)
    later = changed(
        past,
        item("SRC-NEW", "source", "Draft of 2032", "cited", date="2032-02-28"),
        item("ISS-040", "issue", "Known later", theme="scope", effective_on=date(2032, 1, 1)),
        links=(link("ISS-002", "derived-from", "SRC-NEW"),),
    )
    with pytest.raises(FilingRefused) as refused:
        write_submittal(later, picture=None)
    sentences = "\n".join(refused.value.sentences)
    assert "rests on Draft of 2032 (SRC-NEW) of February 28, 2032" in sentences
    assert "Known later (ISS-040) was changed on January 1, 2032" in sentences
    assert len(refused.value.sentences) == 2


def test_missing_settings_are_sentences_and_no_error() -> None:
    written = write_submittal(Snapshot.of([]), picture=None)
    assert "The docket number is missing (setting 'docket')." in written.notes
    assert "The record holds no order that the document answers." in written.notes
    assert "no issue that may be printed" in text_of(written.content)


def test_same_snapshot_same_bytes(record: Snapshot) -> None:
    assert write_submittal(record).content == write_submittal(record).content


def test_same_bytes_in_other_processes_and_with_other_hash_seeds() -> None:
    script = (
        "import hashlib; from tests.filing.conftest import _items, _links, snapshot_of;"
        "from workbench.filing import write_submittal;"
        "print(hashlib.sha256(write_submittal(snapshot_of(_items(), _links())).content).hexdigest())"
    )
    digests = set()
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1


def test_contents_are_filled_in_with_links_to_bookmarks_that_exist(record: Snapshot) -> None:
    root = part(write_submittal(record, picture=None).content, "word/document.xml")
    bookmarks = {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    entries = [p for p in root.iter(f"{W}p") if (s := p.find(f"{W}pPr/{W}pStyle")) is not None
               and s.get(f"{W}val") in ("TOC1", "TOC2")]  # fmt: skip
    assert len(entries) >= 9
    for entry in entries:
        hyperlink = entry.find(f"{W}hyperlink")
        assert hyperlink.get(f"{W}anchor") in bookmarks
        assert "".join(entry.itertext(f"{W}t"))[-1].isdigit()


def test_an_odd_docket_or_theme_is_only_text(record: Snapshot, changed: Callable[..., Snapshot]) -> None:
    odd = changed(
        record,
        item("ISS-050", "issue", "x" * 5_000, theme='<w:p>"&\x00', text="t"),
        *settings({"docket": "R.<31>&\x0b", "caption": "]]>\ud800 caption"}),
    )
    text = text_of(write_submittal(odd, picture=None).content)
    assert "<w:p>" in text.lower()
    assert "]]>\ufffd caption" in text
