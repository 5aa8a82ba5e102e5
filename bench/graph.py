"""The graph at 1,000, 10,000 and 100,000 items with three links each: time, growth and memory.

Every size is measured in a process of its own, one after the other, by what it used of the processor; the growth
is the exponent between two sizes: 1 is linear, 2 is quadratic. The last line of a size compares the reading after
one edit with the reading of everything.
"""

from __future__ import annotations

import gc
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from _large_record import write_large_record

from workbench.graph.coverage import coverage
from workbench.graph.evidence import Evidence
from workbench.graph.impact import impact
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SnapshotCache, read_snapshot
from workbench.graph.soundness import findings
from workbench.graph.suspects import moved
from workbench.graph.traceability import rows_of
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import open_database

SIZES = (1_000, 10_000, 100_000)
"""Items; of each, a link three times as often."""
EDITED = "ISS-00007"
"""The item that is edited and asked about: everything depends on it at some distance."""


def used(job: Callable[[], object], *, turns: int = 3) -> float:
    """Return the seconds of this process that a job takes, the median of a few runs."""
    found = []
    for _ in range(turns):
        gc.collect()
        start = time.process_time()
        job()
        found.append(time.process_time() - start)
    return statistics.median(found)


def measure(items: int) -> dict[str, float]:
    """Measure one size in this process and return seconds by question, and the bytes of memory an item."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        directory = write_large_record(folder / "record", items=items, links=3 * items)
        # Loading is another benchmark, and its memory not the graph's: it has a process of its own.
        file = str(folder / "record.sqlite3")
        load = (
            "import sys; from pathlib import Path; from workbench.starting import load_directory;"
            "from workbench.process.keeping import open_database; d, _ = open_database(sys.argv[1]);"
            "load_directory(d, Path(sys.argv[2])); d.close()"
        )
        subprocess.run([sys.executable, "-c", load, file, str(directory)], check=True)
        database, _ = open_database(file)
        save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(EDITED, {"text": "Moved."}),)))
        start = _peak()
        cache = SnapshotCache()
        found: dict[str, float] = {}
        began = time.process_time()
        snapshot = cache.get(database)
        found["open the graph"] = time.process_time() - began
        assert (len(snapshot.items), len(snapshot.links)) == (items, 3 * items)
        item = snapshot.by_code[EDITED]
        assert snapshot.public.of_kind("issue")
        found["impact of one item"] = used(lambda: impact(snapshot, item))
        assert moved(snapshot)
        found["suspects"] = used(lambda: moved(snapshot))
        found["health"] = used(lambda: findings(snapshot))
        assert coverage(snapshot, ())
        found["coverage"] = used(lambda: coverage(snapshot, ()))
        assert rows_of(snapshot, Evidence(snapshot, ()))
        found["matrix"] = used(lambda: rows_of(snapshot, Evidence(snapshot, ())))
        found["memory"] = (_peak() - start) / items
        turns = iter(range(100))

        def again() -> None:
            text = f"Moved {next(turns)}."
            save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(EDITED, {"text": text}),)))

        after = []
        for _ in range(5):
            again()
            began = time.process_time()
            later = cache.get(database)
            assert later.by_code[EDITED].text != snapshot.by_code[EDITED].text
            assert later.public.of_kind("issue")
            after.append(time.process_time() - began)
        found["read after one edit"] = statistics.median(after)

        def whole() -> None:
            with database.read() as session:
                read = read_snapshot(session)
            assert read.by_code
            assert read.public.of_kind("issue")
            assert read.out(item) is not None

        found["read everything again"] = used(whole, turns=1)
        database.close()
    return found


def _peak() -> float:
    """Bytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Print seconds, growth and memory; ``--size N`` measures one size and prints it as JSON."""
    if sys.argv[1:2] == ["--size"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    sizes = tuple(int(word) for word in sys.argv[1:]) or SIZES
    measured: dict[int, dict[str, Any]] = {}
    for size in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--size", str(size)], check=True, capture_output=True, text=True
        )
        measured[size] = json.loads(done.stdout)
        found = measured[size]
        print(
            f"{size:,} items, {3 * size:,} links: {found.pop('memory') / 1024:.1f} KB of memory an item at most"
        )
        share = found["read after one edit"] / found["read everything again"]
        for name, seconds in found.items():
            print(f"  {name}: {1000 * seconds:.1f} ms")
        print(f"  read after one edit / read everything again: {share:.4f}", flush=True)
    for one, other in pairwise(sizes):
        print(f"growth from {one:,} to {other:,} items (1 is linear):")
        for name in measured[one]:
            ratio = measured[other][name] / max(measured[one][name], 1e-6)
            print(f"  {name}: {math.log(ratio) / math.log(other / one):.2f}")


if __name__ == "__main__":
    main()
