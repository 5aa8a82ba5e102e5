"""Pages as counted and as LibreOffice makes them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from workbench.filing.blocks import Block, Contents, Document, Picture, Row, Table, words
from workbench.filing.blocks import Paragraph as Plain
from workbench.filing.contents import paginate, write
from workbench.filing.metrics import faces, line_count
from workbench.filing.stylesheet import load

VOCABULARY = (
    *("the", "and", "of", "inverter", "communications", "utility", "gateway", "DNP3", "SEP2", "2030.5"),
    *("data-model", "protocol", "interoperability", "Rule", "21,", "handbook;", "(aggregator)", "and/or"),
    *(
        "cyber-security",
        "2014.",
        "“quoted”",
        "—",
        "R.11-09-011",
        "AVATAR",
        "To",
        "Wave",
        "naïve",
        "manufacturer's",
    ),
)
FLOW = (
    "BodyText",
    "BodyText",
    "BodyTextAfterTable",
    "Quote",
    "ListBullet",
    "ListNumber2",
    "TableNote",
    "Closing",
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763606060000000040001"
    "27349a0a0000000049454e44ae426082"
)


def test_lines_break_at_spaces_hyphens_and_feeds() -> None:
    width = faces()["regular"].width("aaaa bbbb") * 12 / 2048
    assert line_count([("aaaa bbbb", "regular")], 12, width) == 1
    assert line_count([("aaaa bbbb", "regular")], 12, width - 0.1) == 2
    assert line_count([("aaaa-bbbb", "regular")], 12, width - 1) == 2
    assert line_count([("aaaa\nb\n", "regular")], 12, width) == 3
    assert line_count([("a" * 100, "regular")], 12, faces()["regular"].width("a" * 10) * 12 / 2048) == 10
    assert line_count([], 12, 100) == 1


def sample(seed: int) -> tuple[Document, int]:
    """A document of everything that documents consist of, each piece with a mark."""
    choose = random.Random(seed)
    blocks: list[Block] = [words("CommissionHeading", "Before"), words("Title", "Title"), Contents()]
    blocks.append(words("BodyTitle", "Title"))
    marks = 0

    def some(least: int, most: int) -> str:
        return " ".join(choose.choice(VOCABULARY) for _ in range(choose.randint(least, most)))

    def mark(style: str, text: str = "") -> Plain:
        nonlocal marks
        marks += 1
        return words(style, f"mark{marks - 1:03d}", text, bookmark=f"_Toc{marks - 1:03d}")

    for _ in range(45):
        kind = choose.random()
        if kind < 0.2:
            blocks.append(mark(choose.choice(("Heading1", "Heading2", "Heading3"))))
        elif kind < 0.26:
            blocks.append(Plain("Figure", (Picture(PNG, 300, choose.randint(40, 300), "P", "d"),)))
            blocks.append(mark("FigureCaption"))
        elif kind < 0.4:
            blocks.append(words("Caption", some(2, 8)))
            rows = [
                Row(
                    tuple((words("TableHeading", head),) for head in ("No.", "Issue", "Reason", "Status")),
                    True,
                )
            ]
            for _ in range(choose.randint(1, 14)):
                cells = [some(3, 25), some(1, 20), some(1, 4)]
                rows.append(Row(((mark("TableText"),), *((words("TableText", cell),) for cell in cells))))
            blocks.append(Table("FilingTable", (62, 160, 150, 96), tuple(rows)))
        else:
            blocks.append(mark(choose.choice(FLOW), some(2, 110)))
    return Document("T", "A", blocks, notices=["Draft"], footer="R.31-01-001"), marks


@pytest.mark.office
@pytest.mark.parametrize("seed", range(4))
def test_pages_are_those_of_libreoffice(pages: Callable[[bytes], list[str]], seed: int) -> None:
    document, marks = sample(seed)
    sheet = load()
    counted = paginate(document, sheet)
    rendered = pages(write(document, sheet))
    assert counted.count == len(rendered)
    found: dict[str, int] = {}
    for number, text in enumerate(rendered, 1):
        for name in re.findall(r"(?i)mark(\d{3})(?![^\n]*\.\.\.\.)", text):
            found.setdefault(name, number)
    assert found == {f"{n:03d}": counted.of_bookmark[f"_Toc{n:03d}"] for n in range(marks)}
