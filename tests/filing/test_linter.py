"""What the linter finds in a finished file, and that it finds nothing in a good one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from tests.filing.conftest import item
from workbench.filing import export, lint, write_submittal
from workbench.filing.docx_reading import NotAWordFile
from workbench.filing.drawings import picture_of
from workbench.filing.linter import Breach
from workbench.filing.package import stored
from workbench.filing.screening import Screening
from workbench.graph.snapshot import Snapshot


def altered(content: bytes, name: str, *changes: tuple[str, str]) -> bytes:
    """The file with texts of one part replaced; each must be there."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    text = parts[name].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return stored({**parts, name: text.encode()})


def rules(found: list[Breach]) -> set[str]:
    return {breach.rule for breach in found}


def test_a_complete_filing_breaks_nothing(filable: Snapshot) -> None:
    picture, notes = picture_of(filable, Screening(filable), 468)
    assert picture is not None, notes
    assert lint(write_submittal(filable, picture=picture).content) == []


def test_a_draft_lacks_its_party_and_contact(record: Snapshot) -> None:
    found = lint(write_submittal(record, picture=None).content)
    assert rules(found) == {"title", "contact-block"}
    assert "does not name the party" in found[0].sentence
    assert "(hard; seen in its source)" in found[0].sentence


@pytest.mark.parametrize(
    ("rule", "name", "changes"),
    [
        ("paper-size", "word/document.xml", [('w:w="12240" w:h="15840"', 'w:w="11906" w:h="16838"')]),
        ("margins", "word/document.xml", [('w:left="1440"', 'w:left="720"')]),
        ("type-size", "word/styles.xml", [('<w:name w:val="Table Text"/>', '<w:name w:val="X"/>')]),
        ("stamp-space", "word/styles.xml", [('w:before="2160"', 'w:before="200"')]),
        ("heading", "word/document.xml", [("BEFORE THE PUBLIC", "BEFORE A PUBLIC")]),
        ("docket-number", "word/document.xml", [("Rulemaking 31-01-001</w:t>", "Rulemaking</w:t>")]),
        ("signature", "word/document.xml", [("/s/ JANE", "JANE")]),
        ("page-numbers", "word/footer.xml", [(" PAGE ", " DATE ")]),
        ("contents", "word/document.xml", [(" TOC \\o", " INDEX \\o")]),
        ("header-rows", "word/document.xml", [("<w:tblHeader/>", "")]),
        ("styles", "word/document.xml", [('<w:rStyle w:val="Strong"/>', '<w:b/><w:rStyle w:val="Strong"/>')]),
        ("properties", "docProps/core.xml", [("<dc:language>en-US</dc:language>", "")]),
        ("notices", "word/document.xml", [("<w:pgSz", "<w:titlePg/><w:pgSz")]),
        ("alternative-text", "word/document.xml", [("descr=", "data-x=")]),
        ("line-spacing", "word/styles.xml", [('w:line="420"', 'w:line="280"')]),
    ],
)
def test_each_rule_is_seen(filable: Snapshot, rule: str, name: str, changes: list[tuple[str, str]]) -> None:
    content = write_submittal(filable).content
    if rule == "type-size":
        changes = [('<w:sz w:val="24"/>', '<w:sz w:val="20"/>')]
    found = lint(altered(content, name, *changes))
    assert rule in rules(found)
    assert all(breach.sentence.endswith(")") for breach in found)


def test_a_signed_draft_is_a_breach(filable: Snapshot) -> None:
    content = altered(
        write_submittal(filable, picture=None).content,
        "word/header.xml",
        ("</w:pPr></w:p>", "</w:pPr><w:r><w:t>Draft, not for filing</w:t></w:r></w:p>"),
    )
    assert [breach.found for breach in lint(content)] == [
        "The document is a draft and carries the signature mark /s/."
    ]


def test_settings_say_how_sure_a_rule_is(record: Snapshot, changed: Callable[..., Snapshot]) -> None:
    known = changed(
        record,
        item("SET-form-title", "setting", "Title", "in-use", value="x", strength="soft", certainty="memory"),
    )
    found = next(b for b in lint(write_submittal(known, picture=None).content, known) if b.rule == "title")
    assert found.sentence.endswith("(soft; remembered and not checked)")


def test_a_stricter_setting_is_kept_and_checked(filable: Snapshot, changed: Callable[..., Snapshot]) -> None:
    strict = changed(
        filable,
        item("SET-form-type-size", "setting", "Type", "in-use", value=13),
        item(
            "SET-form-docket-stamp",
            "setting",
            "Stamp",
            "in-use",
            value={"height_inches": 2, "width_inches": 3},
        ),
    )
    assert lint(write_submittal(strict).content, strict) == []
    assert {"type-size", "stamp-space"} <= rules(lint(write_submittal(filable).content, strict))


def test_documents_that_are_not_filed_need_no_title_page(record: Snapshot) -> None:
    assert lint(export("agenda", record).content, formal=False) == []


def test_a_file_of_another_hand_is_read(tmp_path: object) -> None:
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Hello")
    document.save(target)
    found = rules(lint(target.getvalue()))
    assert {"heading", "caption", "page-numbers", "contents", "properties", "type-size"} <= found


@pytest.mark.parametrize(
    "content", [b"", b"no zip", stored({"a.xml": b"<a/>"}), stored({"word/document.xml": b"<w"})]
)
def test_what_is_no_word_file_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(NotAWordFile, match=r"\.$"):
        lint(content)
