"""The same items with the same texts and links as a record directory, a Doorstop tree and StrictDoc documents."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

from _large_record import HEADER, WORDS

EDITED = 7
"""The number of the item whose text is edited."""
CITING = (8, 14, 15, 21, 22, 23)
"""The items that cite it, and so have a suspect link afterwards."""
DOCUMENT = 100
"""Items in one StrictDoc document: after an edit it reads one document again, and the others from its cache."""


def code(number: int) -> str:
    """The code of an item, which all three programs can read."""
    return f"ISS-{number:05d}"


def cited(number: int) -> list[int]:
    """The three earlier items that an item cites; the first three items have no three before them."""
    return list(range(number)) if number <= 3 else [number // 3, number // 2, number - 1]


def text(number: int, edition: int = 0) -> str:
    """The text of an item; the edition counts its edits."""
    return f"{WORDS} Number {number}" + (f", moved {edition}." if edition else ".")


def write_record(folder: Path, items: int) -> Path:
    """Write a record directory of issues that depend on each other, and return it."""
    folder.mkdir(parents=True)
    (folder / "record.yaml").write_text(HEADER)
    with (folder / "issues.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "step", "title", "text", "status", "depends"))
        writer.writerows(
            (
                code(number),
                "2026-01-05",
                f"Item {number}",
                text(number),
                "listed",
                "; ".join(code(target) for target in cited(number)),
            )
            for number in range(items)
        )
    return folder


def write_doorstop(folder: Path, items: int) -> Path:
    """Write a Doorstop tree of one document in a git repository, its links not yet looked at, and return it."""
    document = folder / "items"
    document.mkdir(parents=True)
    (document / ".doorstop.yml").write_text("settings:\n  digits: 5\n  prefix: ISS\n  sep: '-'\n")
    for number in range(items):
        links = "".join(f"- {code(target)}: null\n" for target in cited(number))
        (document / f"{code(number)}.yml").write_text(
            f"active: true\nderived: false\nheader: ''\nlevel: {number + 1}\n"
            f"links:{chr(10) if links else ' []' + chr(10)}{links}normative: true\nref: ''\nreviewed: null\n"
            f"text: |\n  {text(number)}\n"
        )
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def edit_doorstop(folder: Path, edition: int) -> None:
    """Edit the text in the Doorstop tree as somebody does in an editor."""
    _replace(folder / "items" / f"{code(EDITED)}.yml", edition)


def write_strictdoc(folder: Path, items: int) -> Path:
    """Write StrictDoc documents, and return their folder."""
    folder.mkdir(parents=True)
    for first in range(0, items, DOCUMENT):
        parts = [f"[DOCUMENT]\nTITLE: Items from {first}\n"]
        for number in range(first, min(items, first + DOCUMENT)):
            links = "".join(f"- TYPE: Parent\n  VALUE: {code(target)}\n" for target in cited(number))
            parts.append(
                f"[REQUIREMENT]\nUID: {code(number)}\nTITLE: Item {number}\n"
                f"STATEMENT: >>>\n{text(number)}\n<<<\n" + (f"RELATIONS:\n{links}" if links else "")
            )
        (folder / f"items-{first:05d}.sdoc").write_text("\n".join(parts))
    return folder


def edit_strictdoc(folder: Path, edition: int) -> None:
    """Edit the text in its StrictDoc document."""
    _replace(folder / f"items-{EDITED // DOCUMENT * DOCUMENT:05d}.sdoc", edition)


def _replace(file: Path, edition: int) -> None:
    before = file.read_text()
    after = before.replace(text(EDITED, edition - 1), text(EDITED, edition))
    assert after != before, f"{file} does not hold the text"
    file.write_text(after)
