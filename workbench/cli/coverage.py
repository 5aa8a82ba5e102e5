"""The command that says how far recommendations, agreements and what they are about are verified."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import typer

from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.options import AllOption, AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import MOST_ROWS, Column, say, say_further, say_heading, say_json, say_most
from workbench.cli.refusals import CommandRefused
from workbench.graph.coverage import Covered, coverage, covered, summary
from workbench.graph.coverage_words import RANK, STATES
from workbench.graph.finding import Finding, by_check
from workbench.graph.runs import RunRow, runs_at
from workbench.graph.snapshot import Snapshot
from workbench.graph.soundness_gaps import gaps

COLUMNS = (
    Column("code", quiet=True, whole=True), Column("kind"), Column("state", whole=True),
    Column("whose", quiet=True, whole=True), Column("last run", whole=True), Column("title"),
)  # fmt: skip
MOST_GAPS = 20
"""Of what is missing in one way so many sentences are told; the rest is counted."""
BAD = frozenset({"failed", "error"})
"""States with which the command ends with 1: a run says that something is wrong."""


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "coverage",
        panel=READING,
        examples=("workbench coverage", "workbench coverage ISS-013 --deep", "workbench coverage --json"),
    )(say_coverage)


def say_coverage(
    invocation: Invocation,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="Code of a recommendation, agreement, issue, interface or configuration; all without.",
            show_default=False,
        ),
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", metavar="", help="Ask for everything beneath as well.")
    ] = False,
    whole: AllOption = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is verified: no procedure, not run, failed, stale or passed, carried upward.

    Ends with exit code 1 when a last run failed or broke off; what is missing or stale ends with 0.
    """
    snapshot = invocation.snapshot(as_of, baseline)
    with invocation.database().read() as session:
        known = runs_at(session, snapshot)
    if code is not None:
        rows = [_one(snapshot, known, code)]
        missing: list[Finding] = []
    else:
        rows = coverage(snapshot, known)
        rows.sort(key=lambda row: RANK[row.standing(deep=deep).state])
        missing = gaps(snapshot)
    if as_json:
        say_json(_json(rows, missing))
    elif code is not None:
        _say_one(rows[0], deep, whole)
    else:
        _say_all(rows, missing, deep, whole)
    if any(row.standing(deep=deep).state in BAD for row in rows):
        raise typer.Exit(1)


def _one(snapshot: Snapshot, known: Sequence[RunRow], code: str) -> Covered:
    item = item_named(snapshot, code)
    found = covered(snapshot, known, item)
    if found is None:
        raise CommandRefused(
            f"Coverage is not said of {item.code} ({item.kind}, {item.status}). Allowed: recommendations, agreements, "
            "issues, interfaces and configurations that the group still works with."
        )
    return found


def _say_one(row: Covered, deep: bool, whole: bool) -> None:
    standing = row.standing(deep=deep)
    say(f"{row.item.code}  {row.item.title}")
    say(f"{STATES[standing.state].name}. {row.sentence(deep=deep)}")
    if STATES[standing.state].fix:
        say(STATES[standing.state].fix)
    for verified in row.procedures if whole else row.procedures[:MOST_ROWS]:
        say_heading(f"{verified.procedure.code}  {verified.procedure.title}: {STATES[verified.state].name}")
        for run in verified.runs:
            say(f"  {run.run_on.isoformat()}  {run.configuration or ''}  {run.verdict}  {run.summary}")
    say_further(row.procedures, whole=whole)
    if row.texts:
        say_heading("Texts about it")
        for text in row.texts if whole else row.texts[:MOST_ROWS]:
            say(f"  {text.code}  {text.title}")
        say_further(row.texts, whole=whole)


def _say_all(rows: Sequence[Covered], missing: Sequence[Finding], deep: bool, whole: bool) -> None:
    say(summary(rows, deep=deep))
    for found in (group for checks in by_check(missing).values() for group in checks.values()):
        for finding in found if whole else found[:MOST_GAPS]:
            say(f"  {finding.sentence}")
        say_further(found, whole=whole, most=MOST_GAPS, indent="  ")
    say_most(COLUMNS, rows, partial(_row, deep=deep), whole=whole)


def _row(row: Covered, *, deep: bool) -> list[str]:
    standing = row.standing(deep=deep)
    whose = "" if standing.whose == row.item.code else standing.whose
    last = row.last_run.run_on.isoformat() if row.last_run else ""
    return [row.item.code, row.item.kind, STATES[standing.state].name, whose, last, row.item.title]


def _json(rows: Sequence[Covered], missing: Sequence[Finding]) -> dict[str, Any]:
    return {
        "items": [
            {
                "code": row.item.code,
                "kind": row.item.kind,
                "title": row.item.title,
                "shallow": {"state": row.shallow.state, "whose": row.shallow.whose},
                "deep": {"state": row.deep.state, "whose": row.deep.whose},
                "sentence": row.sentence(),
                "texts": [text.code for text in row.texts],
                "procedures": [{"code": one.procedure.code, "state": one.state} for one in row.procedures],
                "last_run": row.last_run
                and {"procedure": row.last_run.procedure, "run_on": row.last_run.run_on},
            }
            for row in rows
        ],
        "gaps": [
            {"check": f.check, "level": f.level, "codes": f.codes, "sentence": f.sentence, "fix": f.fix}
            for f in missing
        ],
    }
