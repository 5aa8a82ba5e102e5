"""Minutes in Word: list levels, headings, tables, tracked changes, and files that are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from workbench.exchange.archive import RefusedFile
from workbench.exchange.minutes import MinutesProposal, MinutesReading, read_minutes


def _bytes(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _levelled(paragraph: Paragraph, level: int) -> None:
    """Give a paragraph a list level of its own, as Word does when Tab is pressed."""
    numbering = OxmlElement("w:numPr")
    depth, identifier = OxmlElement("w:ilvl"), OxmlElement("w:numId")
    depth.set(qn("w:val"), str(level))
    identifier.set(qn("w:val"), "1")
    numbering.extend([depth, identifier])
    paragraph._p.get_or_add_pPr().append(numbering)


def _committee() -> WordDocument:
    document = Document()
    document.add_heading("Tidal Forecast User Group", 0)
    document.add_paragraph("Minutes of the meeting of 14 May 2024")
    document.add_paragraph("Present: Ines Duarte, Colm Fahey, Wen Li")
    document.add_heading("Forecast products", 1)
    document.add_paragraph("The group agreed on the following:")
    document.add_paragraph("Surge heights are given above chart datum", "List Bullet")
    document.add_paragraph("Update interval", "List Bullet")
    document.add_paragraph("6 hours", "List Bullet 2")
    document.add_paragraph("Points that need more discussion:")
    document.add_paragraph("Uncertainty bands", "List Bullet")
    document.add_paragraph("Which harbours come first", "List Bullet")
    document.add_heading("Delivery", 1)
    for level, text in (
        (0, "Options"),
        (1, "Push over MQTT"),
        (1, "Pull over HTTPS"),
        (0, "Action items"),
        (1, "Wen Li to set up a test broker by 7 June"),
        (1, "Circulate the interface draft (Colm, 31 May)"),
    ):
        _levelled(document.add_paragraph(text), level)
    document.add_heading("Actions", 1)
    rows = [
        ("Action", "Responsible", "Due", "Status"),
        ("Compare three gauge networks", "Ines Duarte", "28 June 2024", "open"),
        ("Renew the server certificate", "Colm Fahey", "1 May 2024", "done"),
    ]
    table = document.add_table(rows=0, cols=4)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("The next meeting will be on 9 July 2024 at 14:00.")
    return document


def _found(reading: MinutesReading, kind: str) -> dict[str, MinutesProposal]:
    return {proposal.title: proposal for proposal in reading.proposals if proposal.kind == kind}


def test_list_levels_headings_and_tables_are_read() -> None:
    reading = read_minutes(_bytes(_committee()), "minutes.docx")
    assert reading.title == "Tidal Forecast User Group"
    assert str(reading.date) == "2024-05-14"
    agreements = _found(reading, "agreement")
    assert list(agreements) == ["Surge heights are given above chart datum", "Update interval: 6 hours"]
    assert agreements["Update interval: 6 hours"].detail["choices"] == ["6 hours"]
    assert set(_found(reading, "issue")) == {"Uncertainty bands", "Which harbours come first"}
    assert set(_found(reading, "proposal")) == {"Push over MQTT", "Pull over HTTPS"}
    actions = _found(reading, "action")
    assert {p.owner: p.due_words for p in actions.values()} == {
        "Wen Li": "2024-06-07",
        "Colm": "2024-05-31",
        "Ines Duarte": "2024-06-28",
    }
    (meeting,) = _found(reading, "meeting").values()
    assert (meeting.due_words, meeting.detail["starts"]) == ("2024-07-09", "14:00")


def test_lines_count_the_rendering_that_the_reading_holds() -> None:
    reading = read_minutes(_bytes(_committee()), "minutes.docx")
    lines = reading.text.split("\n")
    assert reading.proposals
    for proposal in reading.proposals:
        assert proposal.quote in lines[proposal.line - 1]


def test_deleted_words_are_not_read_and_inserted_ones_are() -> None:
    document = Document()
    document.add_paragraph("Meeting of 14 May 2024")
    paragraph = document.add_paragraph("The group agreed to use ")
    for tag, text_tag, words in (("w:del", "w:delText", "metres"), ("w:ins", "w:t", "feet")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    (proposal,) = read_minutes(_bytes(document), "tracked.docx").proposals
    assert proposal.title == "Use feet"


def test_bullets_typed_by_hand_are_read_in_word_too() -> None:
    document = Document()
    for line in (
        "Notes of 14 May 2024",
        "· Decisions",
        "· heights in metres",
        "· Next steps",
        "· Wen to ask the port by Friday",
    ):
        document.add_paragraph(line)
    reading = read_minutes(_bytes(document), "typed.docx")
    assert [(p.kind, p.owner, p.due_words) for p in reading.proposals] == [
        ("agreement", "", ""),
        ("action", "Wen", "2024-05-17"),
    ]


def test_the_day_may_stand_in_the_page_header_only() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "User group, 14 May 2024"
    document.add_paragraph("Wen Li to send the list by 7 June")
    (proposal,) = read_minutes(_bytes(document), "header.docx").proposals
    assert proposal.due_words == "2024-06-07"


def _without_body(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:document" if name == "word/document.xml" else old.read(name))
    return buffer.getvalue()


def _bomb(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.xml", b"<a>" + b" " * 50_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda data: b"Dear all, these are the minutes", "is not a Word document"),
        (lambda data: data[:900], "is not a Word document"),
        (_without_body, "is damaged"),
        (_bomb, "packed more than"),
        (lambda data: b"", "is empty"),
    ],
)
def test_what_is_no_word_document_is_refused(damage: Callable[[bytes], bytes], says: str) -> None:
    data = damage(_bytes(_committee()))
    with pytest.raises(RefusedFile, match=says):
        read_minutes(data, "minutes.docx")
