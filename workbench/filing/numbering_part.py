"""The part ``word/numbering.xml``: numbers of headings and of lists."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.filing.namespaces import DECLARATION, W
from workbench.filing.styles_part import BULLET_LIST, HEADING_LIST, NUMBER_LIST, NUMBERED_HEADINGS, twips
from workbench.filing.stylesheet import Stylesheet

_HEADING_FORMS = (("upperRoman", "%1."), ("upperLetter", "%2."))
_NUMBER_FORMS = (
    ("decimal", "%1."),
    ("lowerLetter", "%2)"),
    ("lowerRoman", "%3)"),
    ("decimal", "%4)"),
    ("lowerLetter", "%5)"),
)
_BULLETS = ("\u2022", "\u2013", "\u2022", "\u2013", "\u2022")
LIST_LEVELS = len(_BULLETS)
"""How deep lists go; what is deeper stands at the last level."""


def numbering_xml(sheet: Stylesheet, starts: Mapping[int, int]) -> str:
    """The whole part.

    Args:
        starts: ids of the lists that are their own, and what they begin at.
    """
    headings, bullets, numbers = [], [], []
    for level in range(LIST_LEVELS):
        if level + 1 in NUMBERED_HEADINGS:
            form, text = _HEADING_FORMS[level]
            style = sheet.paragraph[f"Heading{level + 1}"]
            headings.append(_level(level, form, text, style.left, -style.first, style.id))
        suffix = "" if level == 0 else str(level + 1)
        style = sheet.paragraph[f"ListBullet{suffix}"]
        bullets.append(_level(level, "bullet", _BULLETS[level], style.left, -style.first, style.id))
        style = sheet.paragraph[f"ListNumber{suffix}"]
        form, text = _NUMBER_FORMS[level]
        numbers.append(_level(level, form, text, style.left, -style.first, style.id))
    definitions = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x51C60000 + number:08X}"/>'
        f'<w:multiLevelType w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'
        for number, levels in ((HEADING_LIST, headings), (BULLET_LIST, bullets), (NUMBER_LIST, numbers))
    )
    lists = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in (HEADING_LIST, BULLET_LIST, NUMBER_LIST)
    )
    lists += "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{NUMBER_LIST}"/>{_starts_at(start)}</w:num>'
        for number, start in starts.items()
    )
    return f'{DECLARATION}<w:numbering xmlns:w="{W}">{definitions}{lists}</w:numbering>'


def _starts_at(start: int) -> str:
    return "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for level in range(LIST_LEVELS)
    )


def _level(level: int, form: str, text: str, left: float, hanging: float, style: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/>'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{twips(left)}" w:hanging="{twips(hanging)}"/></w:pPr></w:lvl>'
    )


def heading_number(level: int, count: int) -> str:
    """The number that a heading shows, such as ``III.`` or ``B.``."""
    return (roman(count) if level == 1 else letters(count)) + "."


def roman(number: int) -> str:
    """A Roman number in capitals; 1 and up."""
    result = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        result += sign * (number // value)
        number %= value
    return result


def letters(number: int) -> str:
    """A, B, ... Z, then AA, BB, ... as Word counts."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
