"""Commands that keep the database: init, backup, restore, link."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.commands import KEEPING
from workbench.cli.invocation import Invocation, address_words, command
from workbench.cli.output import progress, say, tell
from workbench.cli.preview_page import preview_lines, saved_lines
from workbench.cli.refusals import CommandRefused
from workbench.cli.serving import sign_in_address
from workbench.exchange.record_directory import RecordDirectory, read_record_directory
from workbench.graph.proposed import ProposedChange
from workbench.process.changes import preview, save
from workbench.process.keeping import Database, back_up, backup_name, is_empty, open_database, restore
from workbench.process.loading import Loaded, RecordToLoad, load_record
from workbench.process.mapping import proposed_mapping
from workbench.process.planning.preview import Preview, Refused
from workbench.process.sign_in import make_link
from workbench.starting import BUNDLED, to_load


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(
        app,
        "init",
        panel=KEEPING,
        examples=(
            "workbench init",
            "workbench init --record our-group --db our-group.sqlite3",
            "workbench init --empty --title 'Storage Working Group' --db storage.sqlite3",
        ),
    )(init)
    command(app, "backup", panel=KEEPING, examples=("workbench backup before-the-call.sqlite3",))(backup)
    command(app, "restore", panel=KEEPING, examples=("workbench restore before-the-call.sqlite3",))(put_back)
    command(app, "link", panel=KEEPING, examples=("workbench link --person PER-DOE",))(link)


def init(
    invocation: Invocation,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            metavar="DIR",
            help="Record directory to load; else the one that comes with the workbench.",
            show_default=False,
        ),
    ] = None,
    through: Annotated[
        str | None,
        typer.Option(
            "--through",
            metavar="STEP",
            help="Load no step after this one, such as 2014-07-18.",
            show_default=False,
        ),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", metavar="", help="Start a record that holds nothing yet.")
    ] = False,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="Title of an empty record.", show_default=False),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", metavar="", help="Of a record that is there: save what the mapping has changed."
        ),
    ] = False,
) -> None:
    """Create the database and load a record into it, whole or not at all.

    A bad row is refused with its file, row and column, what was found and what is allowed; every bad
    row is named at once. Where there is a record already whose data objects cite rows of the mapping that
    have changed since, that change is shown, and saved with --yes: what cites them turns suspect.
    """
    if record is None and through is None and not empty and _follow_mapping(invocation, yes=yes):
        return
    if empty and (record is not None or through is not None):
        raise typer.BadParameter("--empty loads nothing, so --record and --through do not go with it.")
    if title is not None and not empty:
        raise typer.BadParameter("--title names an empty record; a record directory has its own title.")
    to_write = _empty_record(title) if empty else _record_of(record or BUNDLED, through)
    database, _ = open_database(invocation.given)
    try:
        with progress("Loading the record") as advance:
            loaded = load_record(database, to_write, progress=advance)
    finally:
        database.close()
    say(_loaded_words(to_write, loaded, database))


def backup(
    invocation: Invocation,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="Where to write it; else a dated name beside the database.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a whole copy of the database to a file, and print its path."""
    actor = invocation.actor()
    database = invocation.database()
    say(str(back_up(database, actor, file or backup_name(database))))


def put_back(
    invocation: Invocation,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A copy made by 'backup'.", show_default=False)
    ],
) -> None:
    """Put a copy in the place of the database; what was there is kept beside it."""
    actor = invocation.actor()
    invocation.close()
    former = restore(invocation.given, actor, file)
    database, _ = open_database(invocation.given)
    database.close()
    say(f"{address_words(database)} holds the copy '{file}' now.")
    if former is not None:
        say(f"What it held before is kept in '{former}'.")


def link(
    invocation: Invocation,
    person: Annotated[
        str | None,
        typer.Option(
            "--person", metavar="CODE", help="Who is to sign in; else the facilitator.", show_default=False
        ),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", envvar="HOST", metavar="HOST", help="Host of the running app.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", envvar="PORT", min=1, max=65_535, help="Port of the running app.")
    ] = 8501,
) -> None:
    """Print a fresh one-time sign-in link to the running app."""
    token = make_link(invocation.database(), invocation.actor(), person=person.upper() if person else None)
    say(sign_in_address(host, port, token))
    tell("It works once, within 12 hours.")


def _follow_mapping(invocation: Invocation, *, yes: bool) -> bool:
    """Show or save what brings a record that is there up to the mapping; False where nothing is to be brought."""
    database, _ = open_database(invocation.given)
    try:
        change = ProposedChange() if is_empty(database) else proposed_mapping(database)
        if change.empty:
            return False
        if yes:
            saved = save(database, invocation.actor(), change)
            lines = saved_lines(saved)
        else:
            planned = preview(database, invocation.actor(), change)
            lines = ["Nothing is saved yet; --yes saves it.", f"{change.why}:", *preview_lines(planned)]
    finally:
        database.close()
    for line in lines:
        say(line)
    return True


def _record_of(directory: Path, through: str | None) -> RecordToLoad:
    """A record directory, read and checked before a database is opened.

    Raises:
        Refused: with every bad row.
        CommandRefused: when there is no such step.
    """
    record = read_record_directory(directory)
    if record.problems or record.header is None:
        raise Refused(Preview(problems=tuple(record.problems)))
    _check_step(record, through)
    return to_load(record, through)


def _check_step(record: RecordDirectory, through: str | None) -> None:
    names = [header.step for header, _ in record.changes]
    if through is not None and through not in names:
        raise CommandRefused(f"The record has no step '{through}'. Allowed: {', '.join(names)}.")


def _empty_record(title: str | None) -> RecordToLoad:
    return RecordToLoad(
        record_id="own-record",
        title=title or "Working group",
        group=title or "",
        reconstruction=False,
        vocabulary_words="",
        steps=(),
    )


def _loaded_words(record: RecordToLoad, loaded: Loaded, database: Database) -> str:
    if not loaded.changes:
        return f"'{record.title}' is ready in {address_words(database)}, and holds nothing yet."
    steps = f"{loaded.changes} dated change-set{'' if loaded.changes == 1 else 's'}"
    words = f"{record.title}: {loaded.items:,} items and {loaded.links:,} links in {steps}"
    if loaded.baselines:
        words += f", {len(loaded.baselines)} baseline{'' if len(loaded.baselines) == 1 else 's'}"
    return f"{words}, in {address_words(database)}."
