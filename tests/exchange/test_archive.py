"""Files that are no office files, or made to do harm, are refused with a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from workbench.exchange import archive
from workbench.exchange.archive import RefusedFile, check_archive


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return buffer.getvalue()


def _refusal(data: bytes, name: str) -> str:
    with pytest.raises(RefusedFile) as refused:
        check_archive(data, name)
    return str(refused.value)


def test_real_office_files_pass() -> None:
    word, excel = io.BytesIO(), io.BytesIO()
    Document().save(word)
    Workbook().save(excel)
    check_archive(word.getvalue(), "minutes.docx")
    check_archive(excel.getvalue(), "issues.xlsx")


def test_a_bomb_is_refused_by_ratio_and_by_total(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _zip({"word/document.xml": b"<w>" + b"0" * 60_000_000})
    assert "packed more than 250 to one" in _refusal(bomb, "bomb.docx")
    monkeypatch.setattr(archive, "MAXIMUM_UNPACKED_BYTES", 1_000_000)
    assert "would unpack to 60.0 MB" in _refusal(bomb, "bomb.docx")


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAXIMUM_ENTRIES", 3)
    many = _zip({f"word/part{n}.bin": b"" for n in range(5)})
    assert "holds 5 parts" in _refusal(many, "many.docx")


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "empty.docx", "is empty"),
        (b"just some text", "letter.docx", "is not a Word document"),
        (b"PK\x03\x04 cut off", "cut.xlsx", "is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.docx", "password"),
        (_zip({"hello.txt": b"hello"}), "other.docx", "the part 'word/document.xml' is missing"),
        (_zip({"hello.txt": b"hello"}), "other.xlsx", "the part 'xl/workbook.xml' is missing"),
    ],
)
def test_what_is_no_office_file_is_named(data: bytes, name: str, says: str) -> None:
    assert says in _refusal(data, name)


def test_entities_are_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">]><w>&a;</w>'
    assert "declares entities" in _refusal(_zip({"word/document.xml": laughs}), "laughs.docx")


def test_a_large_upload_is_refused() -> None:
    assert "at most 25.0 MB are read" in _refusal(b"\0" * 50_000_000, "large.xlsx")


@given(st.binary(max_size=400), st.sampled_from(["a.docx", "a.xlsx", "a.zip"]))
def test_random_bytes_are_refused_by_name(data: bytes, name: str) -> None:
    assert name in _refusal(data, name)
