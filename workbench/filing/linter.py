"""Reads a finished Word file again and lists what breaks a rule of form, each with how sure the rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from workbench.filing import linter_layout, linter_title_page
from workbench.filing.docx_reading import WordFile, attribute, read_word_file, text_of
from workbench.filing.exported import DRAFT, RECONSTRUCTION
from workbench.filing.form import FormRules
from workbench.filing.metrics import STYLES
from workbench.graph.snapshot import Snapshot

SURENESS = {
    "verified": "seen in its source",
    "partly": "seen in part, the rest is remembered",
    "inferred": "inferred",
    "memory": "remembered and not checked",
}
"""How sure a rule is, in words."""


@dataclass(frozen=True)
class Breach:
    """One breach of a rule.

    Args:
        rule: id of the rule, such as ``type-size``.
        found: what is wrong and where, as a sentence.
        asks: what the rule asks.
        strength: hard, soft, practice, or house style.
        certainty: verified, partly, inferred, or memory.
    """

    rule: str
    found: str
    asks: str
    strength: str
    certainty: str

    @property
    def sentence(self) -> str:
        """The breach with its rule and how sure the rule is."""
        sure = SURENESS.get(self.certainty, self.certainty)
        return f"{self.found} Rule: {self.asks} ({self.strength}; {sure})"


def lint(content: bytes, snapshot: Snapshot | None = None, *, formal: bool = True) -> list[Breach]:
    """Every breach in a Word file, in the order of the rules.

    Args:
        snapshot: the record whose settings say what the rules ask and how sure they are.
        formal: the file is a formal filing with a title page; otherwise only the rules for every
            document apply.

    Raises:
        NotAWordFile: when the file cannot be read.
    """
    word_file = read_word_file(content)
    form = FormRules.of(snapshot) if snapshot else FormRules()
    checks = _EVERY | (_FORMAL if formal else {})
    found = []
    for rule in _rules():
        check = checks.get(rule["id"])
        if check is None:
            continue
        strength, certainty = rule["strength"], rule["certainty"]
        item = snapshot.item(f"SET-{rule.get('setting', '')}") if snapshot else None
        if item is not None:
            strength = item.detail.get("strength") or strength
            certainty = item.detail.get("certainty") or certainty
        found += [
            Breach(rule["id"], text, rule["says"], strength, certainty) for text in check(word_file, form)
        ]
    return found


@cache
def _rules() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = yaml.safe_load((STYLES / "form_rules.yaml").read_text("utf-8"))
    return rows


def _contents(word_file: WordFile, form: FormRules) -> Iterator[str]:
    instructions = [node.text or "" for node in word_file.find(".//w:instrText")]
    if not any(text.strip().startswith("TOC") for text in instructions):
        yield "The document has no table of contents."
        return
    entries = [p for p in word_file.find("./w:p") if word_file.style_of(p).startswith("TOC")]
    entries = [p for p in entries if word_file.style_of(p) != "TOCHeading"]
    if not entries:
        yield "The table of contents is empty."
    for entry in entries:
        text = text_of(entry).strip()
        if not text.rpartition(" ")[2].isdigit():
            yield f"The entry '{text[:60]}' of the table of contents has no page number."


def _pictures(word_file: WordFile, form: FormRules) -> Iterator[str]:
    for picture in word_file.find(".//wp:docPr"):
        if not (picture.get("descr") or "").strip():
            yield f"The picture '{picture.get('name') or 'without a name'}' has no alternative text."


def _direct(word_file: WordFile, form: FormRules) -> Iterator[str]:
    runs = word_file.find(".//w:r/w:rPr/*[not(self::w:rStyle or self::w:lang or self::w:noProof)]")
    paragraphs = word_file.find(".//w:p/w:pPr/*[not(self::w:pStyle or self::w:numPr or self::w:sectPr)]")
    for kind, elements in (("runs of text", runs), ("paragraphs", paragraphs)):
        if elements:
            names = sorted({element.tag.rpartition("}")[2] for element in elements})
            yield f"{len(elements)} {kind} are formatted directly ({', '.join(names)})."


def _properties(word_file: WordFile, form: FormRules) -> Iterator[str]:
    core = word_file.core
    if not core.get("title") or core["title"].casefold() == "word document":
        yield "The file's properties give no title."
    if not core.get("creator") or core["creator"].casefold() == "python-docx":
        yield "The file's properties give no author."
    if not core.get("language"):
        yield "The file's properties give no language."


def _notices(word_file: WordFile, form: FormRules) -> Iterator[str]:
    if word_file.find(".//w:sectPr/w:titlePg"):
        yield "The first page has a header of its own, which may hide the notice."
    texts = [text_of(part) for part in word_file.headers]
    sections = len(word_file.find(".//w:sectPr"))
    for notice in (DRAFT, RECONSTRUCTION):
        said = sum(notice in text for text in texts)
        if 0 < said < sections:
            yield f"Not every section says '{notice}'."
    if not texts:
        yield "No page has a header."


def _signature(word_file: WordFile, form: FormRules) -> Iterator[str]:
    draft = any(DRAFT in text_of(part) for part in word_file.headers)
    signed = any("/s/" in text_of(paragraph) for paragraph in word_file.find(".//w:p"))
    if draft and signed:
        yield "The document is a draft and carries the signature mark /s/."
    if not draft and not signed:
        yield "The document is no draft and has no signature mark /s/."


def _page_numbers(word_file: WordFile, form: FormRules) -> Iterator[str]:
    if not word_file.footers:
        yield "No page has a footer, so none has a number."
    for part in word_file.footers:
        fields = [node.text or "" for node in word_file.find(".//w:instrText", part)]
        fields += [attribute(node, "instr") for node in word_file.find(".//w:fldSimple", part)]
        if not any(text.split()[:1] == ["PAGE"] for text in fields):
            yield "A footer has no page number."


Check = Callable[[WordFile, FormRules], Iterator[Any]]

_EVERY: dict[str, Check] = {
    "paper-size": linter_layout.paper,
    "margins": linter_layout.margins,
    "type-size": linter_layout.type_size,
    "page-numbers": _page_numbers,
    "header-rows": linter_layout.header_rows,
    "alternative-text": _pictures,
    "styles": _direct,
    "properties": _properties,
    "notices": _notices,
}
_FORMAL: dict[str, Check] = {
    "line-spacing": linter_layout.line_spacing,
    "stamp-space": linter_title_page.stamp_space,
    "heading": linter_title_page.heading,
    "caption": linter_title_page.caption,
    "docket-number": linter_title_page.docket_number,
    "title": linter_title_page.title,
    "contact-block": linter_title_page.contact_block,
    "signature": _signature,
    "contents": _contents,
}
