"""The suspect check beside Doorstop and StrictDoc: the same items, one text edited, in one run.

Usage: ``python bench/against_others.py [ITEMS] [--programs FOLDER]``; 5,000 items when left out. Doorstop and
StrictDoc are installed from PyPI into a throw-away environment, or into FOLDER, which is then used again.

Every program answers which links are suspect after one text was edited: in a new process that reads its own
files, and in a process that holds them already. What counts is the time of the processor, that of child
processes included, because a waiting disk or a busy machine is nobody's merit; the seconds on the clock stand
beside it. The workbench is asked by ``suspects --links``, which asks the indexes of its database for these links and
reads nothing else, and by ``list --where suspect=yes``, which opens the whole record and gives the items; whoever
cites the one is found by all. What it has to do for that when something is saved is not in these seconds.
Doorstop is asked by its plain command, and by its leanest: all that it checks besides is switched off.
StrictDoc knows no suspect links: what is timed is its check that every relation leads somewhere, by its export
to its own format, and by its leanest, its classes alone, with every document but the edited one in its cache.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from _same_items import (
    CITING,
    EDITED,
    code,
    edit_doorstop,
    edit_strictdoc,
    write_doorstop,
    write_record,
    write_strictdoc,
)

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SnapshotCache
from workbench.graph.suspects import moved
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import open_database
from workbench.starting import load_directory

OTHERS = ("doorstop==3.2", "strictdoc==0.30.4")
GOAL = 50
"""How many times faster the workbench is to be."""
TURNS = 3
EXPECTED = sorted(code(number) for number in CITING)
LEAN = ("--no-reformat", "--no-level-check", "--no-ref-check", "--no-child-check", "--no-review-check")


@dataclass(frozen=True)
class Took:
    """Seconds of one way to ask: of the processor, and on the clock (0 where only the processor was read)."""

    name: str
    processor: float
    clock: float = 0.0

    def __str__(self) -> str:
        clock = f", {self.clock:.2f} s on the clock" if self.clock else ""
        return f"{self.name}: {self.processor:.4f} s of the processor{clock}"


def run(command: list[str], folder: Path, *, allowed: tuple[int, ...] = (0,)) -> tuple[str, float, float]:
    """Run a command and return all that it printed, its seconds of the processor and those on the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    if done.returncode not in allowed:
        raise SystemExit(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout + done.stderr, processor, clock


def timed(
    name: str,
    command: list[str],
    folder: Path,
    *,
    found: Callable[[str], object],
    before: Callable[[], object] = lambda: None,
    turns: int = TURNS,
) -> Took:
    """Run a command a few times and return the median; every answer has to be the expected one.

    Args:
        found: whether what was printed is right.
        before: what is done before each run, untimed.
    """
    times = []
    for _ in range(turns):
        before()
        printed, *seconds = run(command, folder)
        if not found(printed):
            raise SystemExit(f"{name} did not find the suspect links:\n{printed[-2000:]}")
        times.append(seconds)
    took = Took(name, *(statistics.median(column) for column in zip(*times, strict=True)))
    print(f"  {took}", flush=True)
    return took


def in_memory(name: str, command: list[str], folder: Path) -> Took:
    """Run one of the two checks that time themselves in their own process."""
    printed, *_ = run(command, folder)
    answer = json.loads(printed.strip().splitlines()[-1])
    assert sorted(answer["suspect"]) == EXPECTED, answer
    took = Took(name, statistics.median(answer["seconds"]))
    print(f"  {took}", flush=True)
    return took


def environment(folder: Path) -> Path:
    """The programs of an environment with Doorstop and StrictDoc, installed where they are missing."""
    programs = folder / "bin"
    if not (programs / "python").exists():
        venv.create(folder, with_pip=True)
    run([str(programs / "python"), "-m", "pip", "install", "--quiet", *OTHERS], folder)
    return programs


def workbench_running(file: str) -> Took:
    """The workbench that runs already: read what an edit wrote, and work out all suspects again."""
    database, _ = open_database(file)
    cache = SnapshotCache()
    assert moved(cache.get(database))
    seconds = []
    for turn in range(2 * TURNS + 1):
        edit = ItemEdit(code(EDITED), {"text": f"Moved in memory {turn}."})
        save(database, LOCAL_OPERATOR, ProposedChange(edits=(edit,)))
        start = time.process_time()
        groups = moved(cache.get(database))
        seconds.append(time.process_time() - start)
        assert sorted(c.source.code for group in groups for c in group.citations) == EXPECTED
    database.close()
    took = Took("the workbench, as a screen asks it", statistics.median(seconds))
    print(f"  {took}", flush=True)
    return took


def write_workbench(folder: Path, items: int) -> str:
    """Load the items into a database, edit the one, and return the file."""
    file = str(folder / "record.sqlite3")
    database, _ = open_database(file)
    loaded = load_directory(database, write_record(folder / "record", items))
    assert loaded.items == items, loaded
    edit = ItemEdit(code(EDITED), {"text": "Moved."})
    save(database, LOCAL_OPERATOR, ProposedChange(edits=(edit,)))
    database.close()
    return file


def listed(printed: str) -> bool:
    """Whether the workbench listed the expected items, each with its one suspect link."""
    found = [
        item["code"]
        for item in json.loads(printed)
        for link in item["links"]
        if link["suspect"] and link["direction"] == "out"
    ]
    return sorted(found) == EXPECTED


def warned(printed: str) -> bool:
    """Whether Doorstop warned of as many suspect links as there are."""
    return sum("suspect link" in line for line in printed.splitlines()) == len(EXPECTED)


def verdicts(kind: str, ours: Took, others: list[Took]) -> list[bool]:
    """Print the ratios to the workbench, and return which of them reach the goal."""
    print(f"{kind}, by the time of the processor:")
    reached = []
    for other in others:
        ratio = other.processor / ours.processor
        reached.append(ratio >= GOAL)
        print(
            f"  {other.name} / {ours.name}: {ratio:.1f}, at least {GOAL} times: {'yes' if reached[-1] else 'NO'}"
        )
    return reached


def compare(items: int, folder: Path, programs: Path) -> None:
    """Write the items three times, ask all three, and print seconds and ratios."""
    here = Path(__file__).parent
    python = str(programs / "python")
    file = write_workbench(folder, items)
    tree = write_doorstop(folder / "doorstop", items)
    run([python, str(here / "_doorstop_check.py"), "settle", str(tree)], folder)
    run(["git", "-C", str(tree), "add", "--all"], folder)
    documents, output = write_strictdoc(folder / "strictdoc", items), str(folder / "output")
    read = [python, str(here / "_strictdoc_check.py"), str(documents), output, code(EDITED)]
    run([*read, "0"], folder)
    editions = iter(range(1, 100))
    edit_doorstop(tree, 1)

    def edit_again() -> None:
        edit_strictdoc(documents, next(editions))

    print(f"{items:,} items with three links each, one text edited; a new process:", flush=True)
    ask = [sys.executable, "-m", "workbench", "--db", file]
    ours = timed(
        "workbench suspects --links --json",
        [*ask, "suspects", "--links", "--json"],
        here.parent,
        found=lambda printed: sorted(link["code"] for link in json.loads(printed)) == EXPECTED,
    )
    opened = timed(
        "workbench list --where suspect=yes --json, the whole record opened",
        [*ask, "list", "--where", "suspect=yes", "--json"],
        here.parent,
        found=listed,
    )
    doorstop = str(programs / "doorstop")
    export = [str(programs / "strictdoc"), "export", "--formats", "sdoc", "--output-dir", output, "."]
    others = [
        timed("Doorstop, leanest: the check of links alone", [doorstop, *LEAN], tree, found=warned),
        timed("Doorstop, doorstop without arguments", [doorstop], tree, found=warned, turns=1),
        timed(
            "StrictDoc, leanest: its classes, its cache",
            [*read, "0"],
            folder,
            found=lambda printed: json.loads(printed.strip().splitlines()[-1])["suspect"] == EXPECTED,
            before=edit_again,
        ),
        timed(
            "StrictDoc, strictdoc export --formats sdoc",
            export,
            documents,
            found=lambda printed: "Total execution time" in printed,
            before=edit_again,
            turns=1,
        ),
    ]
    print("A process that holds the items already:", flush=True)
    running = workbench_running(file)
    held = [
        in_memory(
            "Doorstop, tree.get_issues() with the check of links alone",
            [python, str(here / "_doorstop_check.py"), "check", str(tree), code(EDITED), str(TURNS)],
            folder,
        ),
        in_memory("StrictDoc, its index built again from what it read", [*read, str(TURNS)], folder),
    ]
    cold = verdicts("New process against new process", ours, others)
    verdicts("New process that opens the whole record against new process", opened, others)
    warm = verdicts("Running process against running process", running, held)
    for kind, reached in (("new processes", cold), ("running processes", warm)):
        said = "met" if all(reached) else f"NOT met by {reached.count(False)} of {len(reached)}"
        print(f"At least {GOAL} times faster at {items:,} items, {kind}: {said}")


def main() -> None:
    """Print seconds and ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("items", nargs="?", type=int, default=5_000, help="how many items; at least 24")
    parser.add_argument("--programs", type=Path, help="an environment to keep and use again")
    given = parser.parse_args()
    if given.items <= max(CITING):
        parser.error(f"ITEMS is {given.items}; allowed: {max(CITING) + 1} and more.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        compare(given.items, folder, environment((given.programs or folder / "programs").absolute()))


if __name__ == "__main__":
    main()
