"""The command that says what is not sound in the record."""

from __future__ import annotations

from collections import Counter

import typer

from workbench.cli.invocation import AsOfOption, BaselineOption, Invocation, JsonOption, command
from workbench.cli.output import say, say_heading, say_json
from workbench.cli.reading import READING
from workbench.graph.dates import listed
from workbench.graph.finding import LEVELS
from workbench.graph.soundness import findings

HEADINGS = {"error": "Errors", "warning": "Warnings", "note": "Notes"}


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app, "health", panel=READING, examples=("workbench health", "workbench health --baseline NAME --json")
    )(say_health)


def say_health(
    invocation: Invocation,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is not sound in the record, each with what to do about it.

    Ends with exit code 1 when there is an error; warnings and notes end with 0.
    """
    found = findings(invocation.snapshot(as_of, baseline))
    if as_json:
        say_json(
            [
                {"level": f.level, "check": f.check, "codes": f.codes, "sentence": f.sentence, "fix": f.fix}
                for f in found
            ]
        )
    else:
        counted = Counter(finding.level for finding in found)
        parts = [f"{counted[level]} {level}{'' if counted[level] == 1 else 's'}" for level in LEVELS]
        say(f"{listed(parts)}.")
        for level in LEVELS:
            if counted[level]:
                say_heading(HEADINGS[level])
            for finding in found:
                if finding.level == level:
                    say(f"  {finding.sentence}")
                    say(f"    {finding.fix}")
    if any(finding.level == "error" for finding in found):
        raise typer.Exit(1)
