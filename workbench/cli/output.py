"""Printing: results on standard output, sentences for the person on standard error.

On a terminal tables are set by rich; elsewhere they are plain aligned text without colours or cuts,
so that other programs can read them. No control character of the record reaches a terminal.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")
_GAP = "  "
MOST_ROWS = 200
"""Rows of a table that are printed where nobody asked for all; of further ones the number is said."""
Found = TypeVar("Found")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Args:
        quiet: printed in a subdued colour, as codes are.
        right: aligned to the right, as numbers are.
        whole: never broken over lines on a terminal.
    """

    heading: str
    quiet: bool = False
    right: bool = False
    whole: bool = False


def visible(text: str) -> str:
    """The text with every control character and turning mark written out, such as ``\\x1b``."""
    return _HARMFUL.sub(_escaped, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text with every run of blanks and line ends as one blank."""
    return visible(" ".join(text.split()))


def say(text: str = "") -> None:
    """Print a line on standard output."""
    print(visible(text), file=sys.stdout)


def tell(sentence: str) -> None:
    """Print a sentence for the person on standard error."""
    print(visible(sentence), file=sys.stderr)


def say_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    wide = (sys.stdout.encoding or "ascii").lower().replace("-", "").startswith("utf")
    text = json.dumps(value, indent=2, ensure_ascii=not wide, default=plain_json)
    # Inside a JSON text such a character can only stand in a string, where its number says the same.
    print(_HARMFUL.sub(lambda found: f"\\u{ord(found.group()):04x}", text), file=sys.stdout)


def plain_json(value: Any) -> Any:
    """A value that JSON does not know, as one that it does: days and moments in ISO form."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


def say_table(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their headings; columns in which nothing stands are left out."""
    cells = [[one_line(shown(cell)) for cell in row] for row in rows]
    kept = [index for index in range(len(columns)) if any(row[index] for row in cells)]
    columns = [columns[index] for index in kept]
    cells = [[row[index] for index in kept] for row in cells]
    if sys.stdout.isatty():
        _terminal_table(columns, cells)
    else:
        _plain_table(columns, cells)


def say_most(
    columns: Sequence[Column],
    found: Sequence[Found],
    row: Callable[[Found], Sequence[Any]],
    *,
    whole: bool,
) -> None:
    """Print the first rows of a table, and how many more there are; all of them where the whole is wanted.

    Args:
        found: what the rows are of.
        row: one row; asked for what is printed alone.
        whole: whether ``--all`` was given.
    """
    say_table(columns, map(row, found if whole else found[:MOST_ROWS]))
    say_further(found, whole=whole)


def say_further(found: Sequence[Any], *, whole: bool, most: int = MOST_ROWS, indent: str = "") -> None:
    """Say how many there are beyond those that were printed; nothing where all were."""
    if not whole and len(found) > most:
        say(f"{indent}… and {len(found) - most:,} more; --all tells every one.")


def say_fields(rows: Iterable[tuple[str, Any]]) -> None:
    """Print names with their values, one a line, values aligned."""
    from rich.cells import cell_len

    filled = [(name, shown(value)) for name, value in rows]
    filled = [(name, value) for name, value in filled if value]
    width = max((cell_len(name) for name, _ in filled), default=0)
    for name, value in filled:
        first, *more = value.split("\n")
        say(f"{name:<{width}}{_GAP}{first}")
        for line in more:
            say(f"{'':<{width}}{_GAP}{line}")


def say_heading(words: str) -> None:
    """Print a heading with a blank line before it."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False)
    console.print()
    console.print(Text(visible(words), style="bold"))


def shown(value: Any) -> str:
    """A value as people read it: dates in words, yes and no, lists with commas; nothing for None."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        from workbench.graph.dates import display_date

        return display_date(value)
    if isinstance(value, dict) and "qualifier" in value:
        from workbench.graph.dates import date_spec, display_date_spec

        return display_date_spec(date_spec(value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {shown(inner)}" for name, inner in value.items() if shown(inner))
    if isinstance(value, list | tuple):
        return ", ".join(shown(inner) for inner in value)
    return str(value)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error; None where that is no terminal.

    The function that is given takes what is done and what there is in all.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


@contextmanager
def working(label: str) -> Iterator[None]:
    """A sign on standard error that something takes a while; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(file=sys.stderr).status(label):
        yield


def _escaped(found: re.Match[str]) -> str:
    number = ord(found.group())
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


def _terminal_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(
            Text(column.heading),
            style="dim" if column.quiet else "",
            justify="right" if column.right else "left",
            no_wrap=column.whole,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(file=sys.stdout, highlight=False).print(table)


def _plain_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    widths = [
        max([cell_len(column.heading), *(cell_len(row[index]) for row in rows)])
        for index, column in enumerate(columns)
    ]
    for line in ([column.heading for column in columns], *rows):
        cells = []
        for cell, column, width in zip(line, columns, widths, strict=True):
            space = " " * (width - cell_len(cell))
            cells.append(space + cell if column.right else cell + space)
        print(_GAP.join(cells).rstrip(), file=sys.stdout)
