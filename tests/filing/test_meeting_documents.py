"""Agendas and minutes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import docx
import pytest

from tests.filing.conftest import item, text_of
from workbench.filing import DOCUMENTS, FilingRefused, export
from workbench.graph.snapshot import Snapshot


def test_the_next_meeting_and_its_issues_with_times(
    record: Snapshot, changed: Callable[..., Snapshot]
) -> None:
    timed = changed(
        record,
        item("ISS-010", "issue", "Ready", theme="scope", minutes=25, priority="high"),
        item("ISS-001", "issue", "Where", theme="scope", minutes=40),
    )
    written = export("agenda", timed)
    rows = [[c.text for c in row.cells] for row in docx.Document(io.BytesIO(written.content)).tables[0].rows]
    assert rows[1:] == [["09:30", "10", "Ready", "Listed", "25"], ["09:55", "1", "Where", "Listed", "40"]]
    text = text_of(written.content)
    assert "June 26, 2031, 09:30 Pacific time" in text
    assert "The issues need 65 minutes; the meeting lasts 60." in text
    assert "hopes for" not in text
    assert "Jane Example" in text


def test_a_meeting_by_code_and_by_day(record: Snapshot) -> None:
    assert "June 12, 2031" in text_of(export("agenda", record, meeting="MTG-2031-06-12").content)
    assert "June 26, 2031" in text_of(export("agenda", record, today=date(2031, 6, 1)).content)
    with pytest.raises(FilingRefused, match="Allowed: MTG-2031-06-12, MTG-2031-06-26"):
        export("agenda", record, meeting="MTG-1999-01-01")
    with pytest.raises(FilingRefused, match="holds no meeting"):
        export("agenda", Snapshot.of([]))


def test_minutes_of_the_group_say_their_state(record: Snapshot, changed: Callable[..., Snapshot]) -> None:
    written = export("minutes", record)
    document = docx.Document(io.BytesIO(written.content))
    assert document.sections[0].header.paragraphs[0].text == "Draft minutes, not adopted"
    assert [p.style.name for p in document.paragraphs if p.text in ("Opening", "one", "two")] == [
        "Text Heading",
        "List Bullet",
        "List Bullet 2",
    ]
    adopted = changed(record, item("MIN-2031-06-12", "minutes", "Minutes", "adopted", text="Done."))
    header = docx.Document(io.BytesIO(export("minutes", adopted).content)).sections[0].header
    assert "".join(p.text for p in header.paragraphs) == ""


def test_minutes_that_are_not_there_are_a_draft_to_fill_in(record: Snapshot) -> None:
    written = export("minutes", record, meeting="MTG-2031-06-26")
    text = text_of(written.content)
    assert "Issue 1. What belongs where" in text
    assert "[What was said, and the sense of the room]" in text
    assert "draft to fill in" in written.notes[0]


def test_unknown_documents_are_refused_with_those_that_are_there(record: Snapshot) -> None:
    with pytest.raises(FilingRefused, match="Allowed: submittal, agenda, minutes"):
        export("novel", record)
    assert set(DOCUMENTS) == {"submittal", "agenda", "minutes", "traceability"}


def test_same_bytes(record: Snapshot) -> None:
    for name in ("agenda", "minutes", "traceability"):
        assert export(name, record).content == export(name, record).content
