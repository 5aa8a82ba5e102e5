"""The package: every part well-formed and in the schema's order, every relationship resolved, fixed bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from lxml import etree

from tests.filing.conftest import W, item, part, text_of
from workbench.filing import write_submittal
from workbench.filing.blocks import Document, Paragraph, Text, words
from workbench.filing.contents import write
from workbench.filing.package import NotWellFormed
from workbench.filing.stylesheet import load
from workbench.graph.snapshot import Snapshot

# Order of elements as in ECMA-376 part 1: CT_PPr, CT_RPr, CT_TblPr, CT_TrPr (a choice), CT_TcPr, CT_Style, CT_Lvl.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing mirrorIndents jc textDirection outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing kern sz szCs highlight u lang",
    "tblPr": "tblStyle tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
    "tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr trPr tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
    "tbl": "tblPr tblGrid tr",
}


def test_elements_stand_in_the_schemas_order(filable: Snapshot) -> None:
    content = write_submittal(filable).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [
            etree.fromstring(archive.read(n))
            for n in archive.namelist()
            if n.startswith("word/") and n.endswith("l")
        ]
    seen = set()
    for root in parts:
        for node in root.iter():
            name = etree.QName(node).localname
            if node.tag.startswith(W) and name in ORDER:
                seen.add(name)
                order = ORDER[name].split()
                places = [order.index(etree.QName(child).localname) for child in node]
                assert places == sorted(places), etree.tostring(node)[:400]
    assert seen == set(ORDER)


def test_relationships_bookmarks_and_ids_resolve(filable: Snapshot) -> None:
    content = write_submittal(filable).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        relations = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        body = archive.read("word/document.xml").decode()
        types = etree.fromstring(archive.read("[Content_Types].xml"))
    for relation in relations:
        assert f"word/{relation.get('Target')}" in names
        kind = relation.get("Type").rpartition("/")[2]
        used = relation.get("Id") in body
        assert used == (kind in ("header", "footer", "image"))
    declared = {node.get("PartName") for node in types if node.get("PartName")}
    assert {name.lstrip("/") for name in declared} <= names
    root = etree.fromstring(body.encode())
    ids = [node.get(f"{W}id") for node in root.iter(f"{W}bookmarkStart")]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(node.get(f"{W}id") for node in root.iter(f"{W}bookmarkEnd"))
    kinds = [node.get(f"{W}fldCharType") for node in root.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    numbering = part(content, "word/numbering.xml")
    known = {node.get(f"{W}numId") for node in numbering.iter(f"{W}num")}
    assert {node.get(f"{W}val") for node in root.iter(f"{W}numId")} <= known
    styles = {node.get(f"{W}styleId") for node in part(content, "word/styles.xml").iter(f"{W}style")}
    for tag in ("pStyle", "rStyle", "tblStyle"):
        assert {node.get(f"{W}val") for node in root.iter(f"{W}{tag}")} <= styles


def test_every_cell_ends_with_a_paragraph(filable: Snapshot) -> None:
    root = part(write_submittal(filable, picture=None).content, "word/document.xml")
    for cell in root.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"


def test_zip_is_stored_in_a_fixed_order_with_a_fixed_time(record: Snapshot) -> None:
    with zipfile.ZipFile(io.BytesIO(write_submittal(record).content)) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr) for entry in entries} == {(0, 0o600 << 16)}


def test_properties_are_the_documents_own(filable: Snapshot) -> None:
    properties = docx.Document(io.BytesIO(write_submittal(filable, picture=None).content)).core_properties
    assert properties.title == "Issue List and Proposed Schedule"
    assert properties.author == "Nowhere Light and Power Company (U 999-E)"
    assert properties.language == "en-US"
    assert properties.subject == "R.31-01-001"


def test_what_is_not_xml_never_becomes_a_file() -> None:
    with pytest.raises(NotWellFormed, match=r"U\+0000"):
        write(Document("t", "a", [Paragraph("BodyText", (Text("a\x00"),))]), load())
    with pytest.raises(NotWellFormed, match="not well-formed"):
        write(Document("t", "a", [Paragraph("BodyText", (Text("a"),), bookmark='a"<')]), load())


NASTY = st.text(alphabet=st.characters(exclude_categories=()), max_size=80) | st.sampled_from(
    [
        "</w:t></w:r>",
        "&#0;",
        "<!DOCTYPE x>",
        "]]>",
        "{{ x }}",
        "=cmd|' /C calc'!A0",
        "\u202e",
        "\ud83d",
        "👩\u200d💻",
        "_x0000_",
    ]
)


@given(title=NASTY, text=NASTY, theme=NASTY, reason=NASTY)
@limits(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_of_a_record_breaks_the_file(
    record: Snapshot, changed: Callable[..., Snapshot], title: str, text: str, theme: str, reason: str
) -> None:
    odd = changed(record, item("ISS-099", "issue", title, theme=theme, text=text, readiness_reason=reason))
    content = write_submittal(odd, picture=None).content
    assert "Issue list" in text_of(content).replace("Issue List", "Issue list")


def test_a_text_of_a_hundred_kilobytes_goes_through(
    record: Snapshot, changed: Callable[..., Snapshot]
) -> None:
    long = changed(
        record,
        item(
            "ISS-098", "issue", "Long", theme="scope", text="word " * 20_000, readiness_reason="r " * 50_000
        ),
    )
    assert text_of(write_submittal(long, picture=None).content).count("word") >= 20_000


def test_an_empty_document_opens() -> None:
    content = write(Document("t", "a", [words("BodyText", "x")]), load())
    assert [p.text for p in docx.Document(io.BytesIO(content)).paragraphs] == ["x"]
