"""The suspect check on 5,000 items: the workbench, Doorstop and StrictDoc, in one run.

Every program reads its own files from the disk and checks all links, in a process of its own whose processor time
counts: Doorstop's command ``doorstop --no-level-check --no-reformat``; StrictDoc's ``export --formats sdoc``, its
leanest, which builds its graph and so checks that every relation leads somewhere (it knows no suspect links); the
workbench's database opened anew. The last line is the same check in a workbench that runs already, after an edit.
Items, texts and the number of links are alike. The two are installed from PyPI into an environment of their own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from _large_record import WORDS, write_large_record

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SnapshotCache
from workbench.graph.suspects import moved
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import open_database
from workbench.starting import load_directory

ITEMS = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
OTHERS = ("doorstop==3.2", "strictdoc==0.30.4")
OURS = """
import sys
from workbench.graph.reading import read_snapshot
from workbench.graph.suspects import moved
from workbench.process.keeping import open_database
database, _ = open_database(sys.argv[1])
with database.read() as session:
    print(sum(len(group.citations) for group in moved(read_snapshot(session))), "suspect links")
"""


def links(number: int) -> list[int]:
    """The items that one item cites: up to three earlier ones."""
    return sorted({(number * turn + turn) % number for turn in (1, 3, 7)} if number else set())


def write_doorstop(folder: Path) -> None:
    """Write the items as Doorstop keeps them, every link with the mark that it was looked at."""
    (folder / "req").mkdir(parents=True)
    (folder / "req" / ".doorstop.yml").write_text("settings:\n  digits: 5\n  prefix: REQ\n  sep: ''\n")
    for number in range(ITEMS):
        cited = "".join(f"- REQ{target:05d}: null\n" for target in links(number))
        (folder / "req" / f"REQ{number:05d}.yml").write_text(
            f"active: true\nderived: false\nheader: ''\nlevel: 1.{number + 1}\n"
            f"links:{chr(10) + cited if cited else ' []' + chr(10)}normative: true\nref: ''\nreviewed: null\n"
            f"text: |\n  {WORDS} Number {number}.\n"
        )
    subprocess.run(["git", "init", "-q", str(folder)], check=True)


def write_strictdoc(folder: Path) -> None:
    """Write the items as one StrictDoc document."""
    folder.mkdir(parents=True)
    parts = ["[DOCUMENT]\nTITLE: A large record\n"]
    for number in range(ITEMS):
        cited = "".join(f"- TYPE: Parent\n  VALUE: REQ{target:05d}\n" for target in links(number))
        relations = f"RELATIONS:\n{cited}" if cited else ""
        parts.append(
            f"[REQUIREMENT]\nUID: REQ{number:05d}\nTITLE: Item {number}\n"
            f"STATEMENT: >>>\n{WORDS} Number {number}.\n<<<\n{relations}"
        )
    (folder / "large.sdoc").write_text("\n".join(parts))


def used(command: list[str], folder: Path, *, allowed: tuple[int, ...] = (0,)) -> float:
    """Run a command and return the seconds of the processor that it and its children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ)
    if done.returncode not in allowed:
        raise SystemExit(f"{' '.join(command[:3])} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def suspects_after_edit(file: str) -> float:
    """Return the seconds of the processor until a running workbench knows all suspects after an edit."""
    database, _ = open_database(file)
    cache = SnapshotCache()
    assert moved(cache.get(database))
    save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("ISS-00008", {"text": "Moved too."}),)))
    start = time.process_time()
    assert len(moved(cache.get(database))) > 1
    took = time.process_time() - start
    database.close()
    return took


def main() -> int:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        programs = folder / "programs"
        venv.create(programs, with_pip=True)
        installed = subprocess.run([programs / "bin" / "pip", "install", "--quiet", *OTHERS], check=False)
        if installed.returncode:
            print("Left out: Doorstop and StrictDoc could not be installed from PyPI.")
            return 0
        write_doorstop(folder / "doorstop")
        write_strictdoc(folder / "strictdoc")
        file = str(folder / "record.sqlite3")
        database, _ = open_database(file)
        load_directory(
            database,
            write_large_record(folder / "record", items=ITEMS, links=3 * ITEMS),
        )
        save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("ISS-00007", {"text": "Moved."}),)))
        database.close()
        root = Path(__file__).parents[1]
        ours = min(used([sys.executable, "-c", OURS, file], root) for _ in range(3))
        print(f"{ITEMS:,} items, the workbench from the start of the process: {ours:.2f} s")
        checks = {
            "Doorstop": used(
                [str(programs / "bin" / "doorstop"), "--no-level-check", "--no-reformat"],
                folder / "doorstop",
                allowed=(0, 1),
            ),
            "StrictDoc": used(
                [str(programs / "bin" / "strictdoc"), "export", "--formats", "sdoc", "."],
                folder / "strictdoc",
            ),
        }
        running = suspects_after_edit(file)
        for name, seconds in checks.items():
            print(
                f"{name} / the workbench, each in a new process: {seconds / ours:.0f} ({seconds:.1f} s, {ours:.2f} s)"
            )
            print(
                f"{name} / the workbench after an edit: {seconds / running:.0f} ({seconds:.1f} s, {running:.4f} s)"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
