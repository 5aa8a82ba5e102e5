"""Export of the submittal with 1,000 issues, beside the same content written with python-docx's own API.

The ratio says how many times faster the workbench is; the issue asks for 5.
"""

from __future__ import annotations

import io

import docx
from _ratios import compare
from docx.document import Document as WordDocument

from workbench.filing.blocks import Block, Contents, Document, Paragraph, Table, Text, part_text
from workbench.filing.form import FormRules
from workbench.filing.submittal import compose, plan_submittal, write_submittal
from workbench.graph.snapshot import ItemView, Snapshot

THEMES = ("scope", "data model", "protocol", "gateway", "aggregator", "security", "testing", "process")
SENTENCE = (
    "The parties discussed which functions an inverter has to offer, over which protocol they are reached, and"
    " what a gateway may change in between. "
)


def record(issues: int) -> Snapshot:
    """A snapshot with this many issues, each with a text of about eighty words."""
    items = [
        ItemView(
            uuid=f"u{number}",
            code=f"ISS-{number:03d}",
            kind="issue",
            title=f"Question {number} on the exchange between utility and inverter",
            text=SENTENCE * 2
            + f"\n\n{SENTENCE}"
            + ("It *depends* on the **edition**." if number % 10 == 0 else ""),
            status="listed",
            revision=1,
            fingerprint="",
            detail={
                "theme": THEMES[number % len(THEMES)],
                "readiness": "ready" if number % 3 else "not ready",
                "readiness_reason": "A text has been circulated and redlined.",
                "destination": ["rule-21", "handbook"] if number % 2 else ["undetermined"],
            },
        )
        for number in range(1, issues + 1)
    ]
    settings = {
        "docket": "R.99-01-001",
        "caption": "Order instituting a rulemaking that plainly does not exist.",
    }
    items += [
        ItemView(f"s-{name}", f"SET-{name}", "setting", name, "", "in-use", 1, "", {"value": value})
        for name, value in settings.items()
    ]
    return Snapshot.of(items, title="Example Working Group")


def paragraph_by_paragraph(document: Document, template: bytes) -> bytes:
    """The same content through python-docx: one call for every paragraph, row and run."""
    word = docx.Document(io.BytesIO(template))
    for element in list(word.element.body)[:-1]:
        word.element.body.remove(element)
    for block in document.blocks:
        _add(word, block)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _add(word: WordDocument, block: Block) -> None:
    if isinstance(block, Paragraph):
        _fill(word.add_paragraph(style=word.styles[_name(word, block.style)]), block)
    elif isinstance(block, Table):
        table = word.add_table(rows=0, cols=len(block.widths))
        for row in block.rows:
            for cell, paragraphs in zip(table.add_row().cells, row.cells, strict=True):
                for place, paragraph in enumerate(paragraphs):
                    target = cell.add_paragraph() if place else cell.paragraphs[0]
                    target.style = word.styles[_name(word, paragraph.style)]
                    _fill(target, paragraph)
    elif isinstance(block, Contents):
        word.add_paragraph(block.heading)


def _fill(target: object, paragraph: Paragraph) -> None:
    for part in paragraph.parts:
        style = part.style if isinstance(part, Text) else ""
        run = target.add_run(part_text(part))  # type: ignore[attr-defined]
        if style:
            run.style = style


_NAMES: dict[str, str] = {}


def _name(word: WordDocument, style_id: str) -> str:
    if not _NAMES:
        _NAMES.update({style.style_id: style.name for style in word.styles})
    return _NAMES[style_id]


def main() -> None:
    """Print both times and the ratio."""
    snapshot = record(1_000)
    content = write_submittal(snapshot, picture=None).content
    document = compose(plan_submittal(snapshot), FormRules.of(snapshot), None)
    print(f"submittal with 1,000 issues: {len(content) / 1e6:.1f} MB")
    compare(
        "python-docx, paragraph by paragraph / the workbench, with contents and page numbers",
        lambda: paragraph_by_paragraph(document, content),
        lambda: write_submittal(snapshot, picture=None),
    )


if __name__ == "__main__":
    main()
