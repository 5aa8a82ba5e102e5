"""The command that takes files in: minutes, spreadsheets, mails, record directories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.commands import WRITING
from workbench.cli.incoming import KINDS_OF_FILE, PASTED, Incoming
from workbench.cli.invocation import Invocation, command, day_given
from workbench.cli.mails import MailOptions, are_mails, import_mails
from workbench.cli.output import say, say_json, tell, working
from workbench.cli.preview_page import preview_lines, saved_lines
from workbench.cli.record_files import import_record_file, is_record_file, refuse_elsewhere
from workbench.cli.refusals import CommandRefused, refuse
from workbench.process.changes import Saved, preview, save
from workbench.process.planning.preview import Refused
from workbench.starting import load_directory

FileKindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=f"One of {', '.join(KINDS_OF_FILE)}; else seen from the file itself.",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "import",
        panel=WRITING,
        examples=(
            "workbench import minutes-2014-06-12.txt --dry-run",
            "workbench import issues.xlsx --why 'Edited on the train'",
            "workbench import record.json --dry-run",
            "workbench import module.reqif --of data-requirement --dry-run",
            "workbench import comment.eml --item ISS-013",
            "workbench import replies/*.eml --dry-run",
            "workbench import - --from PER-QUAY --sent 2026-11-20 < pasted.txt",
        ),
    )(import_file)


def import_file(
    invocation: Invocation,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Minutes (.txt, .md, .docx), a grid (.xlsx, .csv), a whole record (record.json, .reqif) or a "
            "record directory; one or several mails (.eml) or a folder of them; '-' reads pasted minutes, or with "
            "--from a pasted reply, from standard input.",
            show_default=False,
        ),
    ],
    kind: FileKindOption = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="KIND",
            help="Kind of a grid's rows, else seen from its codes; of ReqIF of another tool, the kind of objects "
            "whose type is named like no kind, else requirement.",
            show_default=False,
        ),
    ] = None,
    item: Annotated[
        str | None,
        typer.Option(
            "--item",
            metavar="CODE",
            help="The item that a mail is about; else the first it names.",
            show_default=False,
        ),
    ] = None,
    held_on: Annotated[
        str | None,
        typer.Option(
            "--held-on",
            metavar="DATE",
            help="Day of the meeting, where the minutes do not say it.",
            show_default=False,
        ),
    ] = None,
    as_comment: Annotated[
        bool, typer.Option("--as-comment", metavar="", help="Take mails as comments, whatever they say.")
    ] = False,
    sender: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="PERSON", help="Code of the person who sent a pasted reply.", show_default=False
        ),
    ] = None,
    organisation: Annotated[
        str | None,
        typer.Option(
            "--organisation",
            metavar="ORG",
            help="Code of the organisation that a reply speaks for; else that of its sender.",
            show_default=False,
        ),
    ] = None,
    sent: Annotated[
        str | None,
        typer.Option(
            "--sent", metavar="DATE", help="Day on which a pasted reply was sent.", show_default=False
        ),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="TEXT", help="The reason; else that the file was imported.", show_default=False
        ),
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option("--effective", metavar="DATE", help="The group's date; else today.", show_default=False),
    ] = None,
    remove_missing_links: Annotated[
        bool,
        typer.Option(
            "--remove-missing-links",
            metavar="",
            help="Remove links that a whole record of this very id lacks; else they stay.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", metavar="", help="Show what the file proposes, and save nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print JSON for other programs.")
    ] = False,
) -> None:
    """Read a file and save all that it proposes as one change-set.

    A file with a fault is refused whole, with every fault named. A mail that plainly answers an open call
    becomes a preliminary position of its sender's organisation, any other one a comment that waits until it
    is posted or dropped. Of several mails all are saved or none.
    """
    if kind is not None and kind not in KINDS_OF_FILE:
        raise typer.BadParameter(f"'{kind}' is no kind of file. Allowed: {', '.join(KINDS_OF_FILE)}.")
    actor = invocation.actor()
    actor.require("import")
    mails = MailOptions(item, as_comment, sender, organisation, sent)
    if are_mails(files, kind, pasted_reply=sender is not None):
        import_mails(invocation, files, mails, dry_run=dry_run, as_json=as_json)
        return
    mails.refuse_elsewhere()
    if len(files) > 1:
        raise CommandRefused("Several files are taken at once where all of them are mails (.eml).")
    file = files[0]
    if is_record_file(file, kind):
        import_record_file(
            invocation,
            file,
            why=why,
            effective=effective,
            of=of,
            remove_missing_links=remove_missing_links,
            dry_run=dry_run,
            as_json=as_json,
        )
        return
    refuse_elsewhere(remove_missing_links)
    name = "pasted text" if str(file) == PASTED else file.name
    with working(f"Reading {name}"):
        incoming = _read(invocation, file, name, kind, of=of, held_on=held_on)
    if incoming.problems:
        if as_json:
            say_json(incoming.document(name, None))
        refuse("\n".join(problem.sentence() for problem in incoming.problems))
    number = None
    lines = list(incoming.lines)
    if incoming.kind == "record":
        lines += _take_record(invocation, file, dry_run)
    elif incoming.change.empty:
        lines.append(
            "Nothing differs from the record." if incoming.kind == "grid" else "Nothing was found to save."
        )
    else:
        saved = _save(invocation, incoming, why, effective, lines, dry_run)
        number = saved.number if saved else None
    if as_json:
        say_json(incoming.document(name, number))
        return
    for note in (*incoming.notes, *(problem.sentence() for problem in incoming.remarks)):
        tell(note)
    if dry_run:
        say("Dry run: nothing is saved.")
    for line in lines:
        say(line)


def _read(
    invocation: Invocation,
    file: Path,
    name: str,
    kind: str | None,
    *,
    of: str | None,
    held_on: str | None,
) -> Incoming:
    """What a file proposes.

    Raises:
        CommandRefused: for a kind of file that cannot be read.
    """
    from workbench.cli import file_reading as reading  # loads the readers, which no other command needs

    if kind == "record" or file.is_dir():
        if not file.is_dir():
            raise CommandRefused(f"'{file}' is no record directory; a record is a folder with a record.yaml.")
        if kind not in (None, "record"):
            raise CommandRefused(f"'{file}' is a folder; only a record is one.")
        return reading.read_record_files(file)
    data = reading.bytes_of(file)
    found = kind or reading.kind_of_file(file, data)
    snapshot = invocation.snapshot()
    if found == "comments":
        raise CommandRefused(f"Comments are read from a saved mail (.eml) so far, and '{name}' is none.")
    if found == "grid":
        return reading.read_grid_file(data, name, snapshot, invocation.database(), of)
    day = day_given(held_on, "--held-on") if held_on else None
    return reading.read_minutes_file(data, name, snapshot, day)


def _save(
    invocation: Invocation,
    incoming: Incoming,
    why: str | None,
    effective: str | None,
    lines: list[str],
    dry_run: bool,
) -> Saved | None:
    """Save the items that a file proposes, or see what they would do."""
    change = replace(
        incoming.change,
        why=why or incoming.why,
        effective_on=day_given(effective, "--effective") if effective else incoming.change.effective_on,
    )
    actor, database = invocation.actor(), invocation.database()
    if dry_run:
        planned = preview(database, actor, change)
        if not planned.savable:
            raise Refused(planned)
        lines += preview_lines(planned) if incoming.kind == "grid" else [planned.summary()]
        return None
    saved = save(database, actor, change, verb="import")
    lines += saved_lines(saved)
    return saved


def _take_record(invocation: Invocation, directory: Path, dry_run: bool) -> list[str]:
    if dry_run:
        return ["The record can be read; whether its rows fit together is seen when it is loaded."]
    loaded = load_directory(invocation.empty_database(), directory)
    return [f"{loaded.items:,} items and {loaded.links:,} links in {loaded.changes} change-sets are loaded."]
