"""Measuring side by side: two jobs in one run, in turns, and the ratio of what they took."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable


def seconds(job: Callable[[], object]) -> float:
    """Return how long one run of a job takes, with the garbage of before collected first."""
    gc.collect()
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], object], other: Callable[[], object], *, turns: int = 3) -> float:
    """Run two jobs in turns, print both medians and their ratio, and return the ratio.

    Args:
        name: what is measured against what, as one line.
        turns: how often each runs; the median counts.
    """
    pairs = [(seconds(ours), seconds(other)) for _ in range(turns)]
    ours_took = statistics.median(pair[0] for pair in pairs)
    other_took = statistics.median(pair[1] for pair in pairs)
    ratio = ours_took / other_took
    print(
        f"{name}: {ratio:.2f} ({ours_took:.3f} s against {other_took:.3f} s, median of {turns})", flush=True
    )
    return ratio
