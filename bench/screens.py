"""Every page of the app at 1,000 and at 10,000 items with three links each: what one run of it takes.

A server as a person starts it, and one tab that speaks to it as a browser does: nothing else is asked of it
meanwhile. Of every page three figures: drawn again as it is, drawn after somebody else has edited an item (whatever
was kept of the record as it stood is of no use then), and its growth between the sizes: 0 where it draws what it
shows, 1 where it looks through the whole record. A page is to answer within a second.
"""

from __future__ import annotations

import asyncio
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from _large_record import write_large_record
from _sessions import measurable, used

from tests.browser.served import Served, serving
from tests.browser.tab import Tab
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database
from workbench.process.sign_in import cookie_name, make_link, redeem
from workbench.screens.navigation import ENTRIES
from workbench.starting import load_directory

SIZES = (1_000, 10_000)
"""Items; of each, a link three times as often."""
EDITED = "ISS-00007"
"""The item that is edited: everything depends on it at some distance."""
TURNS, EDITS = 5, 3
ENOUGH = 1.0
"""Seconds within which a page is to answer."""
FURTHER = {
    "Coverage": ("record-health", "health_view=Coverage"),
    "Trace of an item": ("trace", f"code={EDITED}"),
    "Traceability matrix": ("trace", "trace_view=Matrix"),
    "Traceability matrix, what is missing": ("trace", "trace_view=Matrix&gaps=true"),
    "Find, by a query": ("find", "find_where=kind%3Drequirement+suspect%3Dyes"),
    "An item": ("", f"item={EDITED}"),
    "A source of many": ("", "item=SRC-00001"),
}
"""What stands behind a page: its view by a path and a query."""


@dataclass(frozen=True)
class Figures:
    """What a page takes.

    Args:
        again: seconds until it is drawn again, the median.
        cpu: seconds of the server's processor for that.
        edited: seconds until it is drawn after an edit of somebody else, the median.
    """

    again: float
    cpu: float
    edited: float


def addresses() -> dict[str, tuple[str, str]]:
    """Path and query of every page of the navigation, and of what stands behind them."""
    return {f"{entry.group}: {entry.title}": (entry.address, "") for entry in ENTRIES} | FURTHER


async def visit(server: Served, database: Database, cookie: str, page: str, query: str) -> Figures:
    """Open a page, and draw it again as it is and after edits."""
    tab = Tab(server.url, cookie, page, query)
    await tab.open()
    before, _ = used(server.process.pid)
    again = [await tab.look() for _ in range(TURNS)]
    after, _ = used(server.process.pid)
    edited = []
    for turn in range(EDITS):
        text = f"Moved {turn} while somebody looked at /{page}?{query}."
        save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(EDITED, {"text": text}),)))
        edited.append(await tab.look())
    await tab.close()
    return Figures(statistics.median(again), (after - before) / TURNS, statistics.median(edited))


def measure(items: int) -> dict[str, Figures]:
    """Serve a record of a size and visit every page of it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        database, _ = open_database(str(folder / "record.sqlite3"))
        load_directory(database, write_large_record(folder / "record", items=items, links=3 * items))
        cookie = f"{cookie_name(database)}={redeem(database, make_link(database, LOCAL_OPERATOR))}"
        found = {}
        with serving(folder / "record.sqlite3", warm=False) as server:
            for name, (page, query) in addresses().items():
                found[name] = asyncio.run(visit(server, database, cookie, page, query))
        database.close()
    return found


def say(measured: Mapping[int, Mapping[str, Figures]]) -> None:
    """Print a line a page, and which of them take longer than they may."""
    few, many = min(measured), max(measured)
    print(f"{'page':38}{few:>9,} items{many:>9,} items, of the processor{'after an edit':>15}{'growth':>8}")
    slow = []
    for name, at_many in measured[many].items():
        at_few = measured[few][name]
        growth = math.log(at_many.again / at_few.again) / math.log(many / few) if many > few else 0.0
        print(
            f"{name:38}{1000 * at_few.again:>12,.0f} ms{1000 * at_many.again:>12,.0f} ms{1000 * at_many.cpu:>14,.0f} ms"
            f"{1000 * at_many.edited:>15,.0f} ms{growth:>8.2f}"
        )
        slow += [name] if max(at_many.again, at_many.edited) > ENOUGH else []
    print(f"More than {ENOUGH:g} s: {', '.join(slow) or 'none'}", flush=True)


def main() -> None:
    """Print the figures of the sizes that are asked for, or of both."""
    if not measurable(os.getpid()):
        print("Left out: this system does not tell in /proc what a process has used.")
        return
    sizes = tuple(int(word) for word in sys.argv[1:]) or SIZES
    say({size: measure(size) for size in sizes})


if __name__ == "__main__":
    main()
