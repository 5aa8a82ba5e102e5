"""The last run of a procedure in a word: what the evidence for it says as of a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from workbench.graph.dates import display_date
from workbench.graph.runs import RunRow

NOT_RUN = "not run"
STALE = "stale"
RUN_STATES = {
    NOT_RUN: "No run of it is on record.",
    "failed": "Its last run failed.",
    STALE: "Its last run passed on a text that has changed since.",
    "passed": "Its last run passed on the text as it stands.",
}
"""What the evidence can say, each in a sentence."""


def last_runs(runs: Iterable[RunRow], as_of: date | None = None) -> dict[str, RunRow]:
    """The last run of every procedure by its code.

    Args:
        runs: in the order in which they were recorded.
        as_of: the group's date looked at; what was run later is not known then.
    """
    return {run.procedure: run for run in runs if as_of is None or run.run_on <= as_of}


def run_state(run: RunRow | None) -> str:
    """The state in a word: one of ``RUN_STATES``, or the verdict where it is another."""
    if run is None:
        return NOT_RUN
    return STALE if run.verdict == "passed" and _overtaken(run) else run.verdict


def run_words(run: RunRow | None) -> str:
    """The state with its day: *passed on Thu 12 Jun 2014*."""
    if run is None:
        return NOT_RUN
    old = ", on an earlier text" if _overtaken(run) else ""
    return f"{run.verdict} on {display_date(run.run_on)}{old}"


def _overtaken(run: RunRow) -> bool:
    return run.overtaken or any(finding.overtaken for finding in run.findings)
