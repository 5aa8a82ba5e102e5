"""Checks of the first page of a formal filing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from workbench.filing.docx_reading import WordFile, attribute, is_table, text_of
from workbench.filing.form import FormRules

_DOCKET = re.compile(
    r"(Rulemaking|Application|Investigation|Complaint|Petition|Case|[RAICP]\.)\s*\d\d-\d\d-\d\d\d"
)


def stamp_space(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """Nothing at the upper right of the first page."""
    first = next(word_file.blocks(), None)
    before = 0
    if first is not None and not is_table(first):
        spacing = word_file.property_of(word_file.style_of(first), "pPr", "spacing")
        before = int(attribute(spacing, "before", "0"))
    if before / 1440 < form.stamp_height - 0.01:
        yield f"Above the heading {before / 1440:g} inches are free, and {form.stamp_height:g} are needed."
    margin = next(iter(word_file.find(".//w:sectPr/w:pgMar")), None)
    right = int(attribute(margin, "right", "1440"))
    for part in word_file.headers:
        for paragraph in word_file.find(".//w:p[.//w:t]", part):
            indent = word_file.property_of(word_file.style_of(paragraph), "pPr", "ind")
            free = (right + int(attribute(indent, "right", "0"))) / 1440
            if free < form.stamp_width - 0.01:
                yield f"The header '{text_of(paragraph)[:40]}' runs into the space for the docket stamp."


def heading(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """The Commission's heading first of all."""
    first = next((block for block in word_file.blocks() if text_of(block).strip()), None)
    text = " ".join(text_of(first).split()) if first is not None else ""
    if text.casefold() != form.heading.casefold():
        yield f"The document begins with '{text[:60]}' and not with the Commission's heading."


def caption(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """A two-column caption with the proceeding at the left."""
    cells = _caption_cells(word_file)
    if len(cells) < 2:
        yield "No two-column caption follows the heading."
    elif not cells[0].strip() or cells[0].startswith("["):
        yield "The left side of the caption has no text of the proceeding."


def docket_number(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """The number at the right side of the caption."""
    cells = _caption_cells(word_file)
    if len(cells) >= 2 and not _DOCKET.search(cells[-1]):
        yield "The right side of the caption has no docket number."


def title(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """A title below the caption, and the name of the party."""
    after_table = False
    titles: list[str] = []
    for block in word_file.blocks():
        if is_table(block):
            after_table = True
        elif after_table and word_file.style_of(block) in ("Title", "Subtitle"):
            titles.append(text_of(block))
        elif titles:
            break
    if not titles:
        yield "No title stands below the caption."
    elif "[the filing party is not named yet]" in titles[-1]:
        yield "The title does not name the party that files."


def contact_block(word_file: WordFile, form: FormRules) -> Iterator[str]:
    """Somebody to write to and to call."""
    lines = [text_of(p) for p in word_file.find("./w:p") if word_file.style_of(p) == "ContactBlock"]
    if not lines or lines[0].startswith("["):
        yield "The contact block is missing."
        return
    text = "\n".join(lines)
    if "Telephone" not in text:
        yield "The contact block has no telephone number."
    if "@" not in text:
        yield "The contact block has no e-mail address."


def _caption_cells(word_file: WordFile) -> list[str]:
    first: Any = next((block for block in word_file.blocks() if is_table(block)), None)
    if first is None:
        return []
    return [text_of(cell) for cell in word_file.find("./w:tr[1]/w:tc", first)]
