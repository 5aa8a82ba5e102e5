"""Writes ``docs/guide/fields.md``: every field that a query, a grid or a file may name, from the kinds themselves.

``make docs`` runs it; a test compares the page with what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "guide" / "fields.md"
INTRODUCTION = """# Fields

What [queries](query.md), [grids and files](spreadsheets.md) and `workbench edit` may name, kind by kind, with the
shipped word lists; a record may add statuses, relations and themes of its own. This page is written from the kinds
themselves by `make docs`. Every kind has `code`, `title`, `status`, `text` and `revision`, `source` with the sources
that it is taken from, and `certainty`: how sure it is. In a query every item has `kind`, `linked`, `suspect`,
`coverage`, `coverage-deep`, `confidential`, `changed` and `change` besides.
"""
FORMS = {
    "code": "a code",
    "text": "text",
    "choice": "a word",
    "choices": "words",
    "integer": "a whole number",
    "yes-no": "yes or no",
    "date": "a day",
    "dates": "days",
    "list": "several texts",
    "links": "codes",
    "date-words": "a day, a limit or a range, with its `standing`",
    "pairs": "names with values",
    "any": "a value of any form",
}
EVERYWHERE = ("code", "title", "text", "revision", "source", "certainty")


def page() -> str:
    """Return the page as it should stand in the guide."""
    sys.path.insert(0, str(ROOT))
    from workbench.graph.fields import KINDS, fields_of

    sections = []
    for kind in KINDS.values():
        rows = [
            f"| `{spec.name}` | {_holds(spec)} |"
            for spec in fields_of(kind.name).values()
            if spec.name not in EVERYWHERE
        ]
        called = "" if kind.label.lower() == kind.name else f" (`kind={kind.name}`)"
        sections.append(
            f"\n## {kind.label}{called}\n\n| field | holds |\n|---|---|\n" + "\n".join(rows) + "\n"
        )
    return INTRODUCTION + "".join(sections) + _relations()


def _holds(spec: Any) -> str:
    words = FORMS[spec.form]
    if spec.view is not None:
        way = "of what points here" if spec.view.reverse else "of what it points to"
        words = f"codes {way} by `{spec.view.relation}`"
    if spec.choices:
        words += ": " + ", ".join(f"`{choice}`" for choice in spec.choices)
    return words + (f". {spec.says}" if spec.says else "")


def _relations() -> str:
    from workbench.graph.vocabulary import shipped

    rows = [
        f"| `{relation.name}` | {_kinds(relation.sources)} | {_kinds(relation.targets)} | "
        f"{relation.says}, {relation.says_back} |"
        for relation in shipped().relations
    ]
    return (
        "\n## Relations\n\nEach is a field of a query too, for the items that it points from.\n\n"
        "| relation | from | to | says |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _kinds(kinds: list[str]) -> str:
    return "any kind" if "*" in kinds else ", ".join(kinds)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
