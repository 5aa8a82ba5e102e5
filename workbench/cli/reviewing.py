"""The command that notes that what rests on an earlier text still holds."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.commands import WRITING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.options import JsonOption
from workbench.cli.output import say, say_json
from workbench.cli.refusals import NotFound
from workbench.cli.suspects_page import filing_json, overtaken_filings, say_filing
from workbench.cli.writing import required_reason, save_or_show
from workbench.graph.filings import filings
from workbench.graph.suspects import moved
from workbench.process.filing_reviews import review_filing
from workbench.process.link_reviews import HOLDS, proposed_reviews


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "review",
        panel=WRITING,
        examples=(
            "workbench review AGR-03 --why 'Only the wording of the default was mended'",
            "workbench review AGR-03 --from R21-08 --from R21-09 --why 'Nothing here rests on the default'",
            "workbench review --filing 'Submittal of 18 July 2014' --why 'The commission was told by letter'",
        ),
    )(review)


def review(
    invocation: Invocation,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="The item whose text has changed: links to it still hold.",
            show_default=False,
        ),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="CODE",
            help="Only the links of this item; repeat it for several; else every suspect one.",
            show_default=False,
        ),
    ] = None,
    filing: Annotated[
        str | None,
        typer.Option(
            "--filing",
            metavar="NAME",
            help="Instead of an item: what was filed from this baseline stands.",
            show_default=False,
        ),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="TEXT", help="The reason, which stays in the history.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", metavar="", help="Only say what would be noted.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Note that what rests on an earlier text still holds: the links to an item, or what was filed.

    A text that changes again makes it suspect again. What was filed is not touched: a correction is another
    document, from a baseline of its own.
    """
    if (code is None) == (filing is None):
        raise typer.BadParameter("Name an item whose text has changed, or a baseline with --filing.")
    if filing is not None:
        if sources:
            raise typer.BadParameter("--from names links, and goes with an item.", param_hint="--from")
        _review_filing(invocation, filing, required_reason(why, dry_run), dry_run=dry_run, as_json=as_json)
        return
    snapshot = invocation.snapshot()
    item = item_named(snapshot, str(code))
    wanted = {item_named(snapshot, source).code for source in sources or ()}
    citations = [c for group in moved(snapshot) if group.item.uuid == item.uuid for c in group.citations]
    absent = sorted(wanted - {citation.source.code for citation in citations})
    if absent:
        raise NotFound(f"No suspect link goes from {', '.join(absent)} to {item.code}.")
    chosen = [citation for citation in citations if not wanted or citation.source.code in wanted]
    if not chosen:
        raise NotFound(f"No link to {item.code} is suspect. 'workbench suspects' lists those that are.")
    reason = required_reason(why, dry_run)
    links = [(c.source.code, c.link.relation, item.code) for c in chosen]
    change = proposed_reviews(links, reason or HOLDS)
    save_or_show(invocation, change, dry_run=dry_run, as_json=as_json, verb="review")


def _review_filing(invocation: Invocation, baseline: str, why: str, *, dry_run: bool, as_json: bool) -> None:
    snapshot = invocation.snapshot()
    with invocation.database().read() as session:
        known = [row.baseline for row in filings(session, snapshot)]
    if baseline not in known:
        named = ", ".join(f"'{name}'" for name in known) or "there is none yet"
        raise NotFound(f"Nothing was made for filing from '{baseline}'. Allowed: {named}.")
    found = [one for one in overtaken_filings(invocation, snapshot) if one.filing.baseline == baseline]
    if not found:
        raise NotFound(
            f"What was filed from '{baseline}' prints the texts as they stand, or was noted to stand."
        )
    [one] = found
    if dry_run:
        if as_json:
            say_json({"changeset": None, **filing_json(one)})
        else:
            say("Dry run: nothing is saved.")
            say_filing(one)
        return
    number = review_filing(invocation.database(), invocation.actor(), baseline, why, through=snapshot.change)
    if as_json:
        say_json({"changeset": number, **filing_json(one)})
    else:
        say(f"Change {number} is saved: the filing from '{baseline}' stands. {one.sentence()}")
