"""The page Exchange: the whole record out in each format, and a file back in through the preview."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.exchange.reqif import foreign_files
from tests.screens.readers import OBSERVER, shown
from workbench.exchange.formats import FORMATS
from workbench.exchange.record_taking import record_heading
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database
from workbench.screens import exchange

PageOf = Callable[..., AppTest]


def record_json(database: Database) -> dict:
    with database.read() as session:
        return json.loads(FORMATS[0].write(SNAPSHOTS.get(database), record_heading(session)))


def upload(page: AppTest, name: str, content: bytes) -> AppTest:
    return page.file_uploader(key=f"{exchange.UPLOAD}_0").upload(name, content).run()


def test_every_format_can_be_taken_out(bundled: Database, page_of: PageOf) -> None:
    page = page_of("exchange", bundled)
    assert not page.exception
    labels = {button.proto.label for button in page.get("download_button")}
    assert labels == {form.file for form in FORMATS} | {"record.xlsx"}


def test_a_reader_takes_out_and_brings_nothing_in(bundled: Database, page_of: PageOf) -> None:
    page = page_of("exchange", bundled, actor=OBSERVER)
    assert page.get("download_button")
    assert not page.get("file_uploader")


def test_an_edited_file_is_previewed_saved_and_what_it_could_not_give_is_said(
    bundled: Database, page_of: PageOf
) -> None:
    document = record_json(bundled)
    row = next(item for item in document["items"] if item["code"] == "ISS-013")
    row["title"] = "Who translates"
    row["links"].append({"relation": "refines", "code": "ISS-001"})
    page = upload(page_of("exchange", bundled), "record.json", json.dumps(document).encode())
    assert not page.exception
    assert "Who translates" in shown(page)
    assert "refines" in shown(page)
    next(button for button in page.button if button.label.startswith("Save")).click().run()
    assert SNAPSHOTS.get(bundled).by_code["ISS-013"].title == "Who translates"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("record.json", b"{", "line 1"), ("record.reqif", b"<!DOCTYPE x []><x/>", "DOCTYPE")],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(
    bundled: Database, page_of: PageOf, name: str, content: bytes, words: str
) -> None:
    page = upload(page_of("exchange", bundled), name, content)
    assert not page.exception
    assert "This file cannot be taken" in shown(page)
    assert words in shown(page)
    assert not page.get("dialog")


def test_the_kind_of_another_tools_objects_is_chosen_in_the_preview(
    bundled: Database, page_of: PageOf
) -> None:
    page = upload(page_of("exchange", bundled), "module.reqif", foreign_files.doors())
    assert not page.exception
    choice = page.selectbox(key=exchange.KIND)
    assert "Object Type" in choice.label
    assert choice.value == "requirement"
    assert "new recommendation" in shown(page)
    page = choice.select("issue").run()
    assert not page.exception
    assert "new issue" in shown(page)
    assert "new recommendation" not in shown(page)
    next(button for button in page.button if button.label.startswith("Save")).click().run()
    assert [x.title for x in SNAPSHOTS.get(bundled).of_kind("issue") if x.title == "Timing"] == ["Timing"]


def test_a_file_that_says_every_kind_leaves_no_choice(bundled: Database, page_of: PageOf) -> None:
    page = upload(
        page_of("exchange", bundled), "notes.reqif", foreign_files.with_notes("<xhtml:p>a</xhtml:p>")
    )
    assert page.get("dialog")
    assert exchange.KIND not in {box.key for box in page.selectbox}
