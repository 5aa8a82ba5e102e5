"""The command for baselines: make, list and compare them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from workbench.cli.commands import WRITING
from workbench.cli.invocation import Invocation, command, day_given
from workbench.cli.output import one_line, say, say_heading, say_json, say_table, shown, tell
from workbench.cli.rows_beside import BASELINE_COLUMNS, baseline_rows
from workbench.graph.comparison import Comparison, LinkTriple, compare
from workbench.graph.reading import NoSuchMoment
from workbench.graph.snapshot import Snapshot
from workbench.process.baselines import make_baseline
from workbench.process.verification import chain_tip

NOW = "now"
NOT_NAMES = ("list", "compare", "show", NOW)
"""Words that somebody who types them does not mean as a name."""
LONGEST_VALUE = 90


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "baseline",
        panel=WRITING,
        examples=(
            "workbench baseline",
            "workbench baseline 'Submittal of 18 December' --note 'As served on the service list'",
            "workbench baseline --compare 'Minutes of 12 June 2014' 'Submittal of 18 July 2014'",
            "workbench baseline --compare 2014-07-18 now",
        ),
    )(baseline)


def baseline(
    invocation: Invocation,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="Name of a new baseline; without it, they are listed.", show_default=False
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What the new baseline is.")] = "",
    change: Annotated[
        int | None,
        typer.Option(
            "--change",
            min=1,
            help="Name the record as it stood after this change; else as it is.",
            show_default=False,
        ),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", metavar="", help="List the baselines.")] = False,
    comparing: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--compare",
            metavar="A B",
            help="What differs from A to B: names of baselines, dates, or 'now'.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print JSON for other programs.")
    ] = False,
) -> None:
    """Name the record as it stands, list the names, or compare two moments.

    A baseline holds every item, link, comment, position and run as of one change; what comes later
    does not move it.
    """
    if name is not None and name.strip().lower() in NOT_NAMES:
        raise typer.BadParameter(
            f"'{name}' is no name for a baseline. To list or compare: --list, --compare A B."
        )
    if name is not None and (listing or comparing):
        raise typer.BadParameter("A name makes a new baseline; it does not go with --list or --compare.")
    if name is None and (note or change is not None):
        raise typer.BadParameter("--note and --change belong to a new baseline; name it.")
    if comparing is not None:
        _compare(invocation, comparing, as_json)
    elif name is not None:
        _make(invocation, name, note, change, as_json)
    else:
        _list(invocation, as_json)


def _make(invocation: Invocation, name: str, note: str, change: int | None, as_json: bool) -> None:
    made = make_baseline(invocation.database(), invocation.actor(), name, note=note, change=change)
    with invocation.database().read() as session:
        tip = chain_tip(session)
    if as_json:
        say_json(
            {"name": made.name, "change": made.change, "as_of": made.as_of, "digest": made.digest, "tip": tip}
        )
        return
    say(f"Baseline '{made.name}' stands at change {made.change}, {shown(made.as_of)}.")
    say(f"Digest: {made.digest}")
    say(f"Tip of the chain: {tip}")


def _list(invocation: Invocation, as_json: bool) -> None:
    invocation.reader()
    with invocation.database().read() as session:
        rows = baseline_rows(session)
    if as_json:
        say_json(rows)
    elif rows:
        say_table(BASELINE_COLUMNS, [[row[column.heading] for column in BASELINE_COLUMNS] for row in rows])
    else:
        tell("The record has no baseline yet. Name one: workbench baseline 'NAME'")


def _compare(invocation: Invocation, moments: tuple[str, str], as_json: bool) -> None:
    before, after = (_moment(invocation, words) for words in moments)
    found = compare(before, after)
    if as_json:
        say_json(comparison_json(found))
        return
    say(_summary(found))
    for what in ("added", "withdrawn", "changed"):
        differences = found.of(whats=(what,))
        if differences:
            say_heading(what.capitalize())
        for difference in differences:
            say(f"  {difference.code}  {difference.title}")
            for field in difference.fields if what == "changed" else ():
                say(f"      {field.name}: {_value(field.before)} → {_value(field.after)}")
    _say_links("Links added", found.links_added)
    _say_links("Links removed", found.links_removed)


def comparison_json(found: Comparison) -> dict[str, Any]:
    """A comparison for other programs."""
    return {
        "counts": found.counts(),
        "items": [
            {
                "what": difference.what,
                "code": difference.code,
                "kind": difference.kind,
                "title": difference.title,
                "fields": [{"name": f.name, "before": f.before, "after": f.after} for f in difference.fields],
            }
            for difference in found.items
        ],
        "links_added": [list(link) for link in found.links_added],
        "links_removed": [list(link) for link in found.links_removed],
    }


def _summary(found: Comparison) -> str:
    if found.empty:
        return "Nothing differs."
    counts = ", ".join(f"{number} {what}" for what, number in found.counts().items())
    return f"Items: {counts}. Links: {len(found.links_added)} added, {len(found.links_removed)} removed."


def _moment(invocation: Invocation, words: str) -> Snapshot:
    """The record now, at a baseline, or on a date."""
    if words == NOW:
        return invocation.snapshot()
    try:
        return invocation.snapshot(baseline=words)
    except NoSuchMoment:
        if not any(character.isdigit() for character in words[:4]):
            raise
    return invocation.snapshot(as_of=day_given(words, "--compare").isoformat())


def _say_links(heading: str, links: tuple[LinkTriple, ...]) -> None:
    if links:
        say_heading(heading)
        for link in links:
            say(f"  {' '.join(link)}")


def _value(value: Any) -> str:
    words = one_line(shown(value))
    if len(words) > LONGEST_VALUE:
        words = f"{words[: LONGEST_VALUE - 1]}…"
    return f"'{words}'" if words else "nothing"
