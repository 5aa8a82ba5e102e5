"""The styles of a document as data: read from ``data/styles``, resolved, and fitted to the rules of form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.filing.metrics import STYLES

Alignment = Literal["left", "center", "right", "both"]


class ParagraphStyle(BaseModel):
    """One paragraph style. Sizes, spaces and indents are in points; ``line`` is exact or ``auto``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    based_on: str = ""
    next: str = ""
    size: float = 12
    line: float | Literal["auto"] = 21
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    align: Alignment = "left"
    bold: bool = False
    italic: bool = False
    caps: bool = False
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    outline: int = 0
    list: Literal["", "bullet", "number"] = ""
    level: int = 0
    leader: bool = False
    label: float = 0
    rule_above: bool = False
    footer_tab: bool = False

    @property
    def face(self) -> str:
        """Name of the face of the text font."""
        return face_name(self.bold, self.italic)


class CharacterStyle(BaseModel):
    """One character style; it changes the face or the font, never the size."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    bold: bool = False
    italic: bool = False
    font: str = ""


class TableStyle(BaseModel):
    """One table style: margins of its cells in points and which lines it draws."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    borders: Literal["grid", "caption", "none"] = "none"
    header_shade: str = ""
    top: float = 0
    bottom: float = 0
    side: float = 5


class Page(BaseModel):
    """Measures of the page in inches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width: float = 8.5
    height: float = 11
    top: float = 1
    bottom: float = 1
    left: float = 1
    right: float = 1
    header: float = 0.5
    footer: float = 0.5

    @property
    def text_width(self) -> float:
        """Width between the margins in points."""
        return (self.width - self.left - self.right) * 72

    @property
    def text_height(self) -> float:
        """Height between the margins in points."""
        return (self.height - self.top - self.bottom) * 72


class BadStyles(ValueError):
    """A file of styles that cannot be used, with every reason."""


@dataclass(frozen=True)
class Stylesheet:
    """All styles of a document."""

    font: str
    language: str
    page: Page
    paragraph: Mapping[str, ParagraphStyle]
    character: Mapping[str, CharacterStyle]
    table: Mapping[str, TableStyle]

    @cached_property
    def faces(self) -> dict[tuple[str, str], str]:
        """Face of every pair of paragraph style and character style."""
        found = {}
        for style in self.paragraph.values():
            found[style.id, ""] = style.face
            for inner in self.character.values():
                found[style.id, inner.id] = face_name(style.bold or inner.bold, style.italic or inner.italic)
        return found

    def fitted(self, *, size: float, spacing: float, margin: float, stamp_height: float) -> Stylesheet:
        """The same styles fitted to rules of form.

        Args:
            size: least type size in points; smaller styles and their lines grow to it.
            spacing: least line spacing of the body, in lines (1.5 is one and a half).
            margin: margin on every side in inches.
            stamp_height: height in inches to keep free above the heading of the first page.
        """
        page = self.page.model_copy(update=dict.fromkeys(("top", "bottom", "left", "right"), margin))
        styles = {}
        for style in self.paragraph.values():
            changes: dict[str, Any] = {}
            if style.size < size:
                changes["size"] = size
                if style.line != "auto":
                    changes["line"] = round(style.line * size / style.size * 2) / 2
            least = changes.get("size", style.size) * 1.15 * spacing
            line = changes.get("line", style.line)
            if style.id in ("Normal", "BodyText", "BodyTextAfterTable", *_BODY_LISTS) and line < least:
                changes["line"] = round(least * 2 + 0.49) / 2
            if style.id == "CommissionHeading":
                changes["before"] = max(stamp_height * 72, 0)
            styles[style.id] = style.model_copy(update=changes) if changes else style
        return replace(self, page=page, paragraph=styles)


_BODY_LISTS = tuple(
    f"List{kind}{level}" for kind in ("Bullet", "Number", "Continue") for level in ("", "2", "3")
)


def face_name(bold: bool, italic: bool) -> str:
    """Name of a face as ``data/styles/widths.yaml`` has it."""
    if bold:
        return "bold-italic" if italic else "bold"
    return "italic" if italic else "regular"


def load(path: Path | None = None) -> Stylesheet:
    """Read a file of styles; the shipped one unless another is named.

    Raises:
        BadStyles: with every style that is wrong.
    """
    return _load(path or STYLES / "filing.yaml")


@cache
def _load(path: Path) -> Stylesheet:
    raw = yaml.safe_load(path.read_text("utf-8"))
    problems: list[str] = []
    paragraph: dict[str, ParagraphStyle] = {}
    for row in raw.get("paragraph", []):
        base = paragraph.get(row.get("based_on", "Normal"))
        inherited = base.model_dump(exclude={"id", "name", "next", "outline"}) if base else {}
        inherited.pop("based_on", None)
        _take(ParagraphStyle, {**inherited, **row}, paragraph, problems)
    character: dict[str, CharacterStyle] = {}
    for row in raw.get("character", []):
        _take(CharacterStyle, row, character, problems)
    table: dict[str, TableStyle] = {}
    for row in raw.get("table", []):
        _take(TableStyle, row, table, problems)
    problems += [
        f"style '{style.id}' names the style '{name}', which is not there"
        for style in paragraph.values()
        for name in (style.based_on, style.next)
        if name and name not in paragraph
    ]
    if problems:
        raise BadStyles(f"{path.name}: " + "; ".join(problems) + ".")
    return Stylesheet(
        raw.get("font", "Times New Roman"),
        raw.get("language", "en-US"),
        Page(**raw.get("page", {})),
        paragraph,
        character,
        table,
    )


def _take(model: type[Any], row: dict[str, Any], into: dict[str, Any], problems: list[str]) -> None:
    try:
        style = model(**row)
    except ValidationError as error:
        for found in error.errors():
            where = ".".join(str(part) for part in found["loc"])
            problems.append(f"style '{row.get('id', '?')}', field '{where}': {found['msg']}")
    else:
        into[style.id] = style
