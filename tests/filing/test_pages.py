"""The look at a document's pages."""

from __future__ import annotations

import io

import pytest
from docx import Document
from PIL import Image

from workbench.filing import pages
from workbench.filing.pages import NoPages, pages_of


def word_file(*paragraphs: str) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
        document.add_page_break()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.office
def test_each_page_becomes_a_picture(libreoffice: str) -> None:
    pictures = pages_of(word_file("One", "Two"))
    assert len(pictures) == 2
    with Image.open(io.BytesIO(pictures[0])) as picture:
        assert picture.format == "PNG"
        assert 500 < picture.width < picture.height


@pytest.mark.office
def test_what_is_no_word_file_says_so(libreoffice: str) -> None:
    with pytest.raises(NoPages, match="LibreOffice"):
        pages_of(b"\x00\x01\x02 no document")


def test_without_libreoffice_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "program", lambda: None)
    with pytest.raises(NoPages, match="apt install libreoffice-writer"):
        pages_of(word_file("Three"))
