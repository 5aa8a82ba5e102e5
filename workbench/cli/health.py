"""The command that says what is not sound in the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command
from workbench.cli.options import AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import say, say_heading, say_json
from workbench.cli.suspects_page import overtaken_filings
from workbench.graph.dates import listed
from workbench.graph.filings_overtaken import findings_of
from workbench.graph.finding import LEVELS, MOST_CODES, Finding, Level, by_check
from workbench.graph.soundness import findings

HEADINGS = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
MOST: dict[Level, int] = {"error": 20, "warning": 3, "note": 3}
"""Of what one check finds so many are told; the rest is counted."""


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "health",
        panel=READING,
        examples=("workbench health", "workbench health --all", "workbench health --baseline NAME --json"),
    )(say_health)


def say_health(
    invocation: Invocation,
    whole: Annotated[
        bool, typer.Option("--all", metavar="", help="Tell every finding, and every code of each.")
    ] = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is not sound in the record, the worst first, each with what to do about it.

    Of what one check finds in many places the first few are told and the others counted, unless --all asks for
    them. Ends with exit code 1 when there is an error; warnings and notes end with 0.
    """
    snapshot = invocation.snapshot(as_of, baseline)
    # Sorted by level, each check's findings together: what was filed comes before the other warnings.
    found = sorted(
        [*findings_of(overtaken_filings(invocation, snapshot)), *findings(snapshot)],
        key=lambda finding: LEVELS.index(finding.level),
    )
    if as_json:
        say_json(
            [
                {"level": f.level, "check": f.check, "codes": f.codes, "sentence": f.sentence, "fix": f.fix}
                for f in found
            ]
        )
    else:
        _say(found, whole=whole)
    if any(finding.level == "error" for finding in found):
        raise typer.Exit(1)


def _say(found: Sequence[Finding], *, whole: bool) -> None:
    """Findings level by level and check by check; what is to be done is said once where it is the same."""
    counted = Counter(finding.level for finding in found)
    parts = [f"{counted[level]} {level}{'' if counted[level] == 1 else 's'}" for level in LEVELS]
    say(f"{listed(parts)}.")
    folded = 0
    for level, checks in by_check(found).items():
        say_heading(HEADINGS[level])
        for check, group in checks.items():
            told = group if whole else group[: MOST[level]]
            for number, finding in enumerate(told):
                say(f"  {finding.sentence}")
                if whole and len(finding.codes) > MOST_CODES:
                    say(f"    All of them: {', '.join(finding.codes)}")
                last = number == len(told) - 1
                if last and len(group) > len(told):
                    folded += len(group) - len(told)
                    say(f"  … and {len(group) - len(told)} more of this sort: {check}.")
                if last or told[number + 1].fix != finding.fix:
                    say(f"    {finding.fix}")
    if folded:
        say()
        say(f"{folded} more are counted and not told. All of them: workbench health --all")
