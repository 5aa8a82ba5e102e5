"""Every document against the schemas of Office Open XML, and against what makes Word repair a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.filing.conftest import item
from workbench.filing import DOCUMENTS, export
from workbench.filing.package import stored
from workbench.graph.snapshot import Snapshot

audit = pytest.importorskip(
    "openxml_audit", reason="openxml-audit is not installed: pip install openxml-audit"
)

TEXTS = {
    "markup": "# H\n\n1. a\n   - b\n     1. c\n\n> q\n\n```\ncode\n```\n\n**b *bi*** `c` <b>x</b>",
    "odd": "\x00\x0b\u202eשלום\ud800 ]]> &#0; <w:p/> 👩\u200d💻 _x0000_",
    "long": "word " * 20_000,
    "nothing": "",
}


def complaints(content: bytes, folder: Path) -> list[str]:
    path = folder / "document.docx"
    path.write_bytes(content)
    return [str(error) for error in audit.OpenXmlValidator().validate(str(path)).errors]


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_documents_conform(filable: Snapshot, name: str, tmp_path: Path) -> None:
    assert complaints(export(name, filable).content, tmp_path) == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_they_conform_whatever_the_texts(
    record: Snapshot, changed: Callable[..., Snapshot], text: str, tmp_path: Path
) -> None:
    odd = changed(
        record,
        item("ISS-077", "issue", text[:300], theme=text[:40], text=text, readiness_reason=text[:5_000]),
        item("MIN-2031-06-12", "minutes", "Minutes", "draft", text=text),
    )
    for name in ("submittal", "minutes"):
        assert complaints(export(name, odd).content, tmp_path) == []


def test_the_check_sees_what_is_out_of_order(record: Snapshot, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(export("agenda", record).content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"]
    parts["word/document.xml"] = body.replace(b"<w:tblW w:w=", b"<w:tblWide w:w=", 1)
    assert parts["word/document.xml"] != body
    assert complaints(stored(parts), tmp_path)
