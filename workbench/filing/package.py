"""The Word file: parts, relationships and a zip whose bytes depend on nothing but the contents.

The parts are stored and not compressed, in a fixed order and with a fixed time; see decision 0010.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from workbench.filing.blocks import Document, Field, Paragraph, Picture, Text
from workbench.filing.namespaces import (
    CONTENT_TYPES,
    CORE,
    DECLARATION,
    EXTENDED,
    NAMES,
    RELATIONSHIPS,
    WORD_TYPE,
    R,
    W,
)
from workbench.filing.numbering_part import numbering_xml
from workbench.filing.plaintext import FORBIDDEN
from workbench.filing.styles_part import styles_xml, twips
from workbench.filing.stylesheet import Stylesheet
from workbench.filing.theme_part import theme_xml
from workbench.filing.wordxml import Writer

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_PART_NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
_OFFICE = "application/vnd.openxmlformats-officedocument"

_WORD_PARTS = ("styles", "settings", "numbering", "fontTable", "header", "footer")


class NotWellFormed(ValueError):
    """A part that is no XML; it never reaches a file."""


def assemble(document: Document, body: str, writer: Writer, sheet: Stylesheet) -> bytes:
    """The bytes of the file.

    Args:
        body: the blocks as XML.
        writer: what wrote them, with the pictures that it met.

    Raises:
        NotWellFormed: when a part is not well-formed, with the parser's word.
    """
    pictures = writer.pictures
    header = "".join(Writer().paragraph(Paragraph("Header", (Text(line),))) for line in document.notices)
    text_parts = {
        "[Content_Types].xml": _content_types(pictures),
        "_rels/.rels": _package_relationships(),
        "docProps/core.xml": _core(document, sheet),
        "docProps/app.xml": _application(),
        "word/document.xml": (
            f"{DECLARATION}<w:document {_PART_NAMESPACES}><w:body>{body}{_section(sheet)}</w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": _document_relationships(pictures),
        "word/styles.xml": styles_xml(sheet),
        "word/settings.xml": _settings(sheet),
        "word/numbering.xml": numbering_xml(sheet, document.lists.starts),
        "word/fontTable.xml": _fonts(sheet),
        "word/theme/theme.xml": theme_xml(sheet),
        "word/header.xml": f"{DECLARATION}<w:hdr {_PART_NAMESPACES}>{header or _EMPTY_HEADER}</w:hdr>",
        "word/footer.xml": f"{DECLARATION}<w:ftr {_PART_NAMESPACES}>{_footer(document)}</w:ftr>",
    }
    for name, text in text_parts.items():
        _prove(name, text)
    parts = {name: text.encode("utf-8") for name, text in text_parts.items()}
    for number, picture in enumerate(pictures, 1):
        parts[f"word/media/image{number}.png"] = picture.png
    return stored(parts)


def stored(parts: dict[str, bytes]) -> bytes:
    """A zip of the parts, stored, in their order, with one fixed time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.create_system = 0
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return target.getvalue()


_EMPTY_HEADER = '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p>'


def _prove(name: str, text: str) -> None:
    found = FORBIDDEN.search(text)
    if found:
        raise NotWellFormed(f"{name} holds the character U+{ord(found[0]):04X}, which no Word file may hold.")
    try:
        etree.fromstring(text.encode("utf-8"), etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise NotWellFormed(f"{name} is not well-formed: {error}") from error


def _footer(document: Document) -> str:
    parts = (
        Text(f"{document.footer}\tPage "),
        Field("PAGE", "1"),
        Text(" of "),
        Field("NUMPAGES", "1"),
    )
    return Writer().paragraph(Paragraph("Footer", parts))


def _section(sheet: Stylesheet) -> str:
    page = sheet.page
    sizes = {name: twips(getattr(page, name) * 72) for name in type(page).model_fields}
    margins = " ".join(
        f'w:{side}="{sizes[side]}"' for side in ("top", "right", "bottom", "left", "header", "footer")
    )
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>'
        '<w:footerReference w:type="default" r:id="rIdFooter"/>'
        f'<w:pgSz w:w="{sizes["width"]}" w:h="{sizes["height"]}"{turned}/><w:pgMar {margins} w:gutter="0"/></w:sectPr>'
    )


def _content_types(pictures: Sequence[Picture]) -> str:
    overrides = [
        ("/word/document.xml", f"{WORD_TYPE}.document.main+xml"),
        *((f"/word/{name}.xml", f"{WORD_TYPE}.{name}+xml") for name in _WORD_PARTS),
        ("/word/theme/theme.xml", f"{_OFFICE}.theme+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", f"{_OFFICE}.extended-properties+xml"),
    ]
    png = '<Default Extension="png" ContentType="image/png"/>' if pictures else ""
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'{DECLARATION}<Types xmlns="{CONTENT_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{png}{listed}</Types>'
    )


def _package_relationships() -> str:
    return _relationships(
        [
            ("rId1", f"{R}/officeDocument", "word/document.xml"),
            ("rId2", f"{RELATIONSHIPS}/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{R}/extended-properties", "docProps/app.xml"),
        ]
    )


def _document_relationships(pictures: Sequence[Picture]) -> str:
    rows = [(f"rId{name[0].upper()}{name[1:]}", f"{R}/{name}", f"{name}.xml") for name in _WORD_PARTS]
    rows.append(("rIdTheme", f"{R}/theme", "theme/theme.xml"))
    rows += [(f"rIdPicture{n}", f"{R}/image", f"media/image{n}.png") for n in range(1, len(pictures) + 1)]
    return _relationships(rows)


def _relationships(rows: Sequence[tuple[str, str, str]]) -> str:
    listed = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in rows)
    return f'{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}">{listed}</Relationships>'


def _core(document: Document, sheet: Stylesheet) -> str:
    # No dates: they would say when the file was made and not what it holds.
    fields = [
        ("dc:title", document.title),
        ("dc:subject", document.subject),
        ("dc:creator", document.author),
        ("cp:keywords", ", ".join(document.keywords)),
        ("cp:lastModifiedBy", document.author),
        ("cp:revision", "1"),
        ("dc:language", sheet.language),
    ]
    listed = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields if value)
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:dcterms="http://purl.org/dc/terms/">{listed}</cp:coreProperties>'
    )


def _application() -> str:
    return (
        f'{DECLARATION}<Properties xmlns="{EXTENDED}"><Application>SIWG Workbench</Application></Properties>'
    )


def _settings(sheet: Stylesheet) -> str:
    return (
        f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{sheet.language}"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>'
    )


def _fonts(sheet: Stylesheet) -> str:
    names = [(sheet.font, "roman"), *((s.font, "modern") for s in sheet.character.values() if s.font)]
    listed = "".join(
        f'<w:font w:name={quoteattr(name)}><w:family w:val="{family}"/></w:font>' for name, family in names
    )
    return f'{DECLARATION}<w:fonts xmlns:w="{W}">{listed}</w:fonts>'
