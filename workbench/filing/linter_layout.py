"""Checks of the page, of type and spacing, and of tables."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.filing.docx_reading import WordFile, attribute, run_properties, text_of
from workbench.filing.form import FormRules

_SINGLE = ("Quote", "Verbatim", "TOC", "Caption", "Figure", "Contact", "Signature", "Closing", "Table")
_LONG = 90


def paper(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """Pages of letter size."""
    for size in word_file.find(".//w:sectPr/w:pgSz"):
        width, height = int(attribute(size, "w", "0")), int(attribute(size, "h", "0"))
        if sorted((width, height)) != [12240, 15840]:
            yield f"A section's paper is {width / 1440:g} by {height / 1440:g} inches."


def margins(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """Margins as the setting has them."""
    for margin in word_file.find(".//w:sectPr/w:pgMar"):
        for side in ("top", "right", "bottom", "left"):
            inches = int(attribute(margin, side, "0")) / 1440
            if inches < form.margin - 0.01:
                yield f"The {side} margin is {inches:g} inches."


def type_size(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """No text smaller than the least size, in the body, the header or the footer."""
    small: dict[str, float] = {}
    for part in (word_file.body, *word_file.headers, *word_file.footers):
        for paragraph in word_file.find(".//w:p[.//w:t]", part):
            style = word_file.style_of(paragraph)
            points = word_file.type_size(style) or word_file.default_size
            if points < form.type_size:
                small[f"the style {style}"] = points
            for direct in run_properties(paragraph, "sz"):
                points = int(attribute(direct, "val", "24")) / 2
                if points < form.type_size:
                    small[f"the text '{text_of(paragraph)[:40]}'"] = points
            for reference in run_properties(paragraph, "rStyle"):
                name = attribute(reference, "val")
                given = word_file.type_size(name)
                if given is not None and given < form.type_size:
                    small[f"the style {name}"] = given
    for where, points in small.items():
        yield f"Type of {points:g} points is used in {where}."


def line_spacing(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """Paragraphs of the body at the spacing asked for; quotations and tables may be single."""
    told: set[str] = set()
    for paragraph in word_file.find("./w:p"):
        style = word_file.style_of(paragraph)
        heading = word_file.property_of(style, "pPr", "outlineLvl") is not None
        if style in told or heading or style.startswith(_SINGLE) or len(text_of(paragraph)) < _LONG:
            continue
        if _is_centred(word_file, style):
            continue
        spacing = word_file.property_of(style, "pPr", "spacing")
        size = word_file.type_size(style) or word_file.default_size
        line = int(attribute(spacing, "line", "240"))
        exact = attribute(spacing, "lineRule", "auto") in ("exact", "atLeast")
        lines = line / 20 / size if exact else line / 240
        if lines < form.line_spacing - 0.01:
            told.add(style)
            yield f"Text in the style {style} is set at {lines:.2g} lines."


def header_rows(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """Tables whose header rows repeat and whose rows stay whole."""
    for number, table in enumerate(word_file.find(".//w:tbl"), 1):
        style = attribute(next(iter(word_file.find("./w:tblPr/w:tblStyle", table)), None), "val")
        rows = word_file.find("./w:tr", table)
        if style == "CaptionTable" or len(rows) < 2:
            continue
        if not word_file.find("./w:trPr/w:tblHeader", rows[0]):
            yield f"The header row of table {number} does not repeat."
        whole = [row for row in rows if word_file.find("./w:trPr/w:cantSplit", row)]
        # A row taller than half a page has to split somewhere.
        loose = [row for row in rows if row not in whole and len(text_of(row)) < 400]
        if loose:
            yield f"{len(loose)} rows of table {number} may split over two pages."


def _is_centred(word_file: WordFile, style: str) -> bool:
    return attribute(word_file.property_of(style, "pPr", "jc"), "val") == "center"
