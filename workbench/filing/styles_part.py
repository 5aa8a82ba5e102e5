"""The part ``word/styles.xml``: every style as Word knows it."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from workbench.filing.namespaces import DECLARATION, W
from workbench.filing.stylesheet import CharacterStyle, ParagraphStyle, Stylesheet, TableStyle

HEADING_LIST = 1
"""The list that numbers headings; see ``numbering_part``."""

NUMBERED_HEADINGS = (1, 2)
"""Outline levels whose headings are numbered."""

BULLET_LIST = 2
NUMBER_LIST = 3


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def styles_xml(sheet: Stylesheet) -> str:
    """The whole part."""
    font = quoteattr(sheet.font)
    parts = [
        f'{DECLARATION}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f"<w:rFonts w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:cs={font}/>"
        f'<w:sz w:val="24"/><w:szCs w:val="24"/>'
        f'<w:lang w:val="{sheet.language}" w:eastAsia="{sheet.language}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0"'
        ' w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376"/>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        "<w:semiHidden/></w:style>"
    ]
    parts += [_paragraph_style(style, sheet) for style in sheet.paragraph.values()]
    parts += [_character_style(style) for style in sheet.character.values()]
    parts += [_table_style(style) for style in sheet.table.values()]
    parts.append("</w:styles>")
    return "".join(parts)


def _paragraph_style(style: ParagraphStyle, sheet: Stylesheet) -> str:
    default = style.id == "Normal"
    head = f'<w:style w:type="paragraph" w:styleId="{style.id}"'
    head += ' w:default="1">' if default else (">" if _built_in(style.name) else ' w:customStyle="1">')
    head += f"<w:name w:val={quoteattr(style.name)}/>"
    if not default:
        head += f'<w:basedOn w:val="{style.based_on or "Normal"}"/>'
    if style.next:
        head += f'<w:next w:val="{style.next}"/>'
    return f"{head}<w:qFormat/>{_paragraph_properties(style, sheet)}{_run_properties(style)}</w:style>"


def _paragraph_properties(style: ParagraphStyle, sheet: Stylesheet) -> str:
    # The order of the elements is the schema's (CT_PPrBase).
    parts = []
    for flag, element in (
        (style.keep_next, "keepNext"),
        (style.keep_lines, "keepLines"),
        (style.page_break_before, "pageBreakBefore"),
    ):
        parts.append(f"<w:{element}/>" if flag else f'<w:{element} w:val="0"/>')
    parts.append("<w:widowControl/>")
    number = _list_of(style)
    if number:
        parts.append(f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>')
    if style.rule_above:
        parts.append('<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="auto"/></w:pBdr>')
    tabs = []
    if style.label:
        tabs.append(f'<w:tab w:val="left" w:pos="{twips(style.label)}"/>')
    if style.leader or style.footer_tab:
        leader = ' w:leader="dot"' if style.leader else ""
        tabs.append(f'<w:tab w:val="right"{leader} w:pos="{twips(sheet.page.text_width)}"/>')
    if tabs:
        parts.append(f"<w:tabs>{''.join(tabs)}</w:tabs>")
    rule = ""
    if style.line != "auto":
        rule = f' w:line="{twips(style.line)}" w:lineRule="exact"'
    else:
        rule = ' w:line="240" w:lineRule="auto"'
    parts.append(f'<w:spacing w:before="{twips(style.before)}" w:after="{twips(style.after)}"{rule}/>')
    first = (
        f' w:hanging="{twips(-style.first)}"' if style.first < 0 else f' w:firstLine="{twips(style.first)}"'
    )
    parts.append(f'<w:ind w:left="{twips(style.left)}" w:right="{twips(style.right)}"{first}/>')
    parts.append(f'<w:jc w:val="{style.align}"/>')
    if style.outline:
        parts.append(f'<w:outlineLvl w:val="{style.outline - 1}"/>')
    return f"<w:pPr>{''.join(parts)}</w:pPr>"


def _list_of(style: ParagraphStyle) -> tuple[int, int] | None:
    if style.outline in NUMBERED_HEADINGS:
        return HEADING_LIST, style.outline - 1
    if style.list:
        return (BULLET_LIST if style.list == "bullet" else NUMBER_LIST), style.level
    return None


def _run_properties(style: ParagraphStyle) -> str:
    parts = "<w:b/><w:bCs/>" if style.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    parts += "<w:i/><w:iCs/>" if style.italic else '<w:i w:val="0"/><w:iCs w:val="0"/>'
    if style.caps:
        parts += "<w:caps/>"
    half_points = round(style.size * 2)
    return f'<w:rPr>{parts}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'


def _character_style(style: CharacterStyle) -> str:
    parts = ""
    if style.font:
        font = quoteattr(style.font)
        parts += f"<w:rFonts w:ascii={font} w:hAnsi={font} w:cs={font}/>"
    if style.bold:
        parts += "<w:b/><w:bCs/>"
    if style.italic:
        parts += "<w:i/><w:iCs/>"
    custom = "" if _built_in(style.name) else ' w:customStyle="1"'
    return (
        f'<w:style w:type="character" w:styleId="{style.id}"{custom}><w:name w:val={quoteattr(style.name)}/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{parts}</w:rPr></w:style>'
    )


def _table_style(style: TableStyle) -> str:
    line = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
    borders = conditions = ""
    if style.borders == "grid":
        sides = "".join(
            f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        borders = f"<w:tblBorders>{sides}</w:tblBorders>"
    if style.header_shade:
        conditions += (
            '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{style.header_shade}"/></w:tcPr></w:tblStylePr>'
        )
    if style.borders == "caption":
        conditions += (
            '<w:tblStylePr w:type="firstCol"><w:tblPr/><w:tcPr><w:tcBorders>'
            f"<w:bottom {line}/><w:right {line}/></w:tcBorders></w:tcPr></w:tblStylePr>"
        )
    margins = "".join(
        f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>'
        for side, width in (
            ("top", style.top),
            ("left", style.side),
            ("bottom", style.bottom),
            ("right", style.side),
        )
    )
    return (
        f'<w:style w:type="table" w:styleId="{style.id}" w:customStyle="1"><w:name w:val={quoteattr(style.name)}/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"{conditions}</w:style>"
    )


_BUILT_IN = {
    *("Normal", "Body Text", "Quote", "Title", "Subtitle", "Closing", "Signature", "TOC Heading", "caption"),
    *("header", "footer", "Strong", "Emphasis", "Hyperlink", "page number"),
    *(
        f"{kind}{level}"
        for kind in ("List Bullet", "List Number", "List Continue")
        for level in ("", " 2", " 3")
    ),
    *(f"{kind} {level}" for kind in ("heading", "toc") for level in (1, 2, 3)),
}


def _built_in(name: str) -> bool:
    return name in _BUILT_IN
