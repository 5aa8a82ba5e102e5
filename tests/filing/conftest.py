"""A plainly fictional record for documents, and helpers that open what was written."""

from __future__ import annotations

import dataclasses
import io
import itertools
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.vocabulary import shipped

FILING_PARTY = {
    "filing-party": "Nowhere Light and Power Company",
    "u-number": "U 999-E",
    "signer": {"name": "Jane Q. Example", "title": "Attorney", "address": ["1 Nowhere Street", "Sampleton"]},
    "signed-on": "2031-07-18",
    "contact": {
        "name": "Jane Q. Example",
        "address": "1 Nowhere Street\nSampleton, California 90000",
        "telephone": "(555) 010-0000",
        "email": "jane@nowhere.example",
    },
    "joined-parties": ["Imaginary Inverters, Inc.", "ORG-LEAGUE"],
    "authorisations": [
        {"party": "Imaginary Inverters, Inc.", "by": "R. Sample", "on": "2031-07-16"},
        {"party": "ORG-LEAGUE", "by": "S. Nobody", "on": "2031-07-17"},
    ],
}
"""Settings with which the document may be filed."""


def item(
    code: str, kind: str, title: str, status: str = "listed", *, text: str = "", **detail: Any
) -> ItemView:
    confidential = detail.pop("confidential", False)
    effective_on = detail.pop("effective_on", None)
    return ItemView(
        f"uuid-{code}",
        code,
        kind,
        title,
        text,
        status,
        1,
        "",
        detail,
        confidential,
        effective_on=effective_on,
    )


def link(source: str, relation: str, target: str, **detail: Any) -> LinkRow:
    return LinkRow(f"{source}>{relation}>{target}", f"uuid-{source}", relation, f"uuid-{target}", detail)


def settings(values: Mapping[str, Any]) -> list[ItemView]:
    return [item(f"SET-{name}", "setting", name, "in-use", value=value) for name, value in values.items()]


def _items() -> list[ItemView]:
    on = "2031-06-12"
    return [
        *settings(
            {
                "docket": "R.31-01-001",
                "proceeding": "Rulemaking 31-01-001",
                "proceeding-filed": "2031-01-02",
                "caption": "Order Instituting Rulemaking on a Matter That Plainly Does Not Exist.",
                "level-scheme": "plain",
            }
        ),
        item("ORD-2031-05-13", "order", "Ruling of 13 May 2031", "in-force", text="In own words.", date="2031-05-13",
             citation="Ruling of 13 May 2031 in R.31-01-001",
             asks=["A description of the issues.", "A proposed schedule.", "A recipe for soup."],
             due={"qualifier": "by", "end": "2031-07-18", "standing": "ordered"}),
        item("ISS-001", "issue", "What belongs where", theme="scope", destination=["undetermined"],
             text="First *paragraph* with **weight**.\n\n1. one\n2. two\n   - deep\n\nAs of 12 June 2031."),
        item("ISS-002", "issue", "Gateway of the utility or of the facility", "in-discussion", theme="gateway",
             readiness="not ready", readiness_reason="use cases are missing", destination=["rule-21", "handbook"],
             text="<b>HTML</b> stays <script>alert(1)</script> literal.", stages={"text circulated": "2031-06-24"}),
        item("ISS-010", "issue", "A question that is ready", theme="gateway", readiness="ready",
             readiness_reason="the text was circulated", destination=["guide"]),
        item("ISS-011", "issue", "Only proposed", theme="scope", admitted=False),
        item("ISS-002-b", "proposal", "Facility gateway", "proposed", text="The facility has it."),
        item("ISS-002-a", "proposal", "Utility gateway", "proposed", text="The utility has it."),
        item("AGR-01", "agreement", "Data model", "questioned", layer="Data model", side="utility", order=1,
             choices=["An abstract model"], permitted="one", asserted_by="the facilitator", asserted_on=on,
             binds={"extent": "most of a class", "of": "inverter manufacturers"}, questioned_on=on,
             questioned="is the term right?"),
        item("AGR-02", "agreement", "Transport", "reported", layer="Transport", order=2, choices=["TCP/IP"]),
        item("MTG-2031-06-12", "meeting", "Meeting of 12 June", "held",
             date={"qualifier": "on", "start": on, "standing": "held"}),
        item("MTG-2031-06-26", "meeting", "Second meeting", "planned", minutes=60, starts="09:30", place="By telephone",
             date={"qualifier": "on", "start": "2031-06-26", "standing": "proposed"}),
        item("MIL-01", "milestone", "Formal submittal", "open",
             date={"qualifier": "by", "end": "2031-07-18", "standing": "ordered"}),
        item("MIL-02", "milestone", "A workshop that somebody hopes for", "open",
             date={"qualifier": "between", "start": "2031-08-01", "end": "2031-09-30", "standing": "hoped"}),
        item("ACT-01", "action", "Write the list", "open", due={"qualifier": "by", "end": "2031-07-07"}),
        item("PER-JANE", "person", "Jane Example", "active"),
        item("ORG-LEAGUE", "organisation", "Made-up League", "active", category="advocacy"),
        item("ACR-L4-COMMS", "actor", "Communications system", "drawn", level=4, held_by="utility"),
        item("ACR-L2-FDEMS", "actor", "Energy management / facility", "drawn", level=2, held_by="customer"),
        item("ACR-L1-DER", "actor", "Inverter \"one\" <&>", "drawn", level=1, held_by="customer"),
        item("INT-E1", "interface", "Utility to inverter", "drawn", number="1", colour="red", scope="in scope"),
        item("INT-E2", "interface", "Utility to facility", "drawn", number="2", colour="red", protocol="DNP3"),
        item("INT-E10", "interface", "Within the facility", "drawn", number="10", colour="blue"),
        item("SRC-OLD", "source", "Notes of June", "cited", date="2031-06-12"),
        item("MIN-2031-06-12", "minutes", "Minutes", "draft", text="# Opening\n\n- one\n  - two", taken_by=""),
    ]  # fmt: skip


def _links() -> list[LinkRow]:
    ends = {"E1": ("ACR-L4-COMMS", "ACR-L1-DER"), "E2": ("ACR-L4-COMMS", "ACR-L2-FDEMS"),
            "E10": ("ACR-L2-FDEMS", "ACR-L1-DER")}  # fmt: skip
    joins = [
        link(f"INT-{name}", "joins", actor, end=end)
        for name, pair in ends.items()
        for end, actor in zip(("from", "to"), pair, strict=True)
    ]
    return [
        *joins,
        link("ISS-002", "depends-on", "ISS-001"),
        link("ISS-002-a", "alternative-of", "ISS-002"),
        link("ISS-002-b", "alternative-of", "ISS-002"),
        link("ISS-001", "scheduled-in", "MTG-2031-06-26"),
        link("ISS-010", "scheduled-in", "MTG-2031-06-26"),
        link("ISS-001", "derived-from", "SRC-OLD"),
        link("ACT-01", "owned-by", "PER-JANE"),
        link("ACT-01", "assigned-to", "MTG-2031-06-12"),
        link("MIN-2031-06-12", "minutes-of", "MTG-2031-06-12"),
    ]


def snapshot_of(items: list[ItemView], links: list[LinkRow], **rest: Any) -> Snapshot:
    vocabulary = shipped().extended(
        {
            "themes": ["scope", "gateway"],
            "level_schemes": {
                "plain": {1: "Inverters", 2: "Facilities", 3: "Networks", 4: "Utility", 5: "Markets"}
            },
        }
    )
    return Snapshot.of(items, links, vocabulary=vocabulary, title="Example Working Group, Phase 2", **rest)


@pytest.fixture
def record() -> Snapshot:
    """The fictional record, without filing party or signer."""
    return snapshot_of(_items(), _links())


@pytest.fixture
def filable() -> Snapshot:
    """The fictional record with everything that a filing needs."""
    return snapshot_of([*_items(), *settings(FILING_PARTY)], _links())


@pytest.fixture
def changed() -> Callable[..., Snapshot]:
    """Return a snapshot with items added or replaced, and links added."""

    def change(base: Snapshot, *items: ItemView, links: tuple[LinkRow, ...] = (), **rest: Any) -> Snapshot:
        merged = {**base.items, **{new.uuid: new for new in items}}
        return dataclasses.replace(base, items=merged, links=(*base.links, *links), **rest)

    return change


@pytest.fixture
def day() -> date:
    return date(2031, 7, 18)


def text_of(content: bytes) -> str:
    """All text of a Word file's body, tables included, one paragraph a line."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(node.itertext(f"{W}t")) for node in body.iter(f"{W}p"))


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(content: bytes, name: str) -> Any:
    """One part of a package, parsed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


@pytest.fixture(scope="session")
def pdf_of(libreoffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Path]:
    """Return a function that lets LibreOffice make a PDF file of a Word file.

    All of them with one profile: to make a new one takes LibreOffice longer than most documents.
    """
    folder = tmp_path_factory.mktemp("office")
    numbers = itertools.count(1)

    def convert(content: bytes) -> Path:
        source = folder / f"document-{next(numbers)}.docx"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [libreoffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
        return source.with_suffix(".pdf")

    return convert


@pytest.fixture
def pages(pdf_of: Callable[[bytes], Path], pdftotext: str) -> Callable[[bytes], list[str]]:
    """Return a function that gives the text of each page as LibreOffice renders it."""

    def render(content: bytes) -> list[str]:
        command = [pdftotext, "-layout", str(pdf_of(content)), "-"]
        done = subprocess.run(command, check=True, capture_output=True, timeout=60)
        return done.stdout.decode().split("\f")[:-1]

    return render
