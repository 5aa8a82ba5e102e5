"""Commands that write: edit, undo, redact, comment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.assignments import read_assignments, split_assignments
from workbench.cli.commands import WRITING
from workbench.cli.invocation import Invocation, command, day_given, item_named
from workbench.cli.output import say, say_json
from workbench.cli.preview_page import preview_json, preview_lines, saved_lines
from workbench.exchange.archive import RefusedFile
from workbench.exchange.encoding import decode
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.attribution import Attribution
from workbench.process.changes import preview, save
from workbench.process.comments import add_comment, settle_comment
from workbench.process.planning.preview import Preview, Refused
from workbench.process.redaction import redact
from workbench.process.undoing import preview_undo, undo

EffectiveOption = Annotated[
    str | None,
    typer.Option(
        "--effective", metavar="DATE", help="The group's date of the change; else today.", show_default=False
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", metavar="", help="Show what would be saved, and save nothing.")
]
WhyOption = Annotated[
    str | None,
    typer.Option("--why", metavar="TEXT", help="The reason, which stays in the history.", show_default=False),
]
JsonResultOption = Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(
        app,
        "edit",
        panel=WRITING,
        examples=(
            "workbench edit ISS-013 status=resolved 'disposition=Both are offered.' --why 'Call of 2 July'",
            "workbench edit ISS-013 'meeting=MTG-2014-07-02; MTG-2014-10-24' due= --why 'Moved' --dry-run",
        ),
    )(edit)
    command(app, "undo", panel=WRITING, examples=("workbench undo 12 --why 'Wrong meeting'",))(undo_change)
    command(
        app,
        "redact",
        panel=WRITING,
        examples=(
            "workbench redact ISS-013 --field text --why 'Personal data, on request'",
            "workbench redact --text 'jane@example.org' --why 'Address, on request'",
        ),
    )(redact_text)
    command(
        app,
        "comment",
        panel=WRITING,
        examples=(
            "workbench comment ISS-013 'The draft names both.'",
            "workbench comment AGR-02 'Say it at the meter.' --call BAL-01 --for ORG-ABB --cited 'Mail of 2 July'",
            "workbench comment --post 5b0c0e6e-40a5-4f0f-8d5e-2b8f4e4a6a11",
        ),
    )(comment)


def edit(
    invocation: Invocation,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of the item.", show_default=False)],
    assignments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIELD=VALUE",
            help="New values. Several codes or words are separated by semicolons; 'due=' empties a field.",
            show_default=False,
        ),
    ] = None,
    why: WhyOption = None,
    text_file: Annotated[
        Path | None,
        typer.Option(
            "--text-file",
            metavar="FILE",
            help="Take the item's text from a file ('-': standard input).",
            show_default=False,
        ),
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option(
            "--revision",
            min=1,
            help="The revision that you saw: what others wrote since is merged or shown, never lost.",
            show_default=False,
        ),
    ] = None,
    effective: EffectiveOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonResultOption = False,
) -> None:
    """Change fields of one item, as one change-set."""
    written = split_assignments(assignments or [])
    if text_file is not None:
        written["text"] = _file_text(text_file)
    if not written:
        raise typer.BadParameter("Nothing to change was given. Write field=value.", param_hint="FIELD=VALUE")
    reason = required_reason(why, dry_run)
    effective_on = None if effective is None else day_given(effective, "--effective")
    actor = invocation.actor()
    actor.require("edit")
    snapshot = invocation.snapshot()
    item = item_named(snapshot, code)
    fields, problems = read_assignments(snapshot, item, written)
    if problems:
        raise Refused(Preview(problems=tuple(problems)))
    change = ProposedChange(
        edits=(ItemEdit(item.code, fields, revision),), why=reason, effective_on=effective_on
    )
    save_or_show(invocation, change, dry_run=dry_run, as_json=as_json)


def undo_change(
    invocation: Invocation,
    number: Annotated[
        int,
        typer.Argument(
            metavar="NUMBER", help="Number of the change ('workbench history').", show_default=False
        ),
    ],
    why: WhyOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonResultOption = False,
) -> None:
    """Put back everything that one change wrote, or nothing where something of it has moved since."""
    actor, database = invocation.actor(), invocation.database()
    if dry_run:
        planned = preview_undo(database, actor, number)
        if not planned.savable:
            raise Refused(planned)
        show_planned(planned, as_json)
        return
    saved = undo(database, actor, number, why or "")
    if as_json:
        say_json({"changeset": saved.number, "codes": list(saved.codes), **preview_json(saved.preview)})
    else:
        say(f"Change {number} is undone by change {saved.number}.")
        for line in preview_lines(saved.preview):
            say(line)


def redact_text(
    invocation: Invocation,
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="The item; without it, the whole record.", show_default=False),
    ] = None,
    field: Annotated[
        str | None,
        typer.Option(
            "--field", metavar="NAME", help="A field of the item to remove whole.", show_default=False
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--text",
            metavar="WORDS",
            help="Words to remove wherever they stand ('-': read from standard input).",
            show_default=False,
        ),
    ] = None,
    why: Annotated[
        str,
        typer.Option(
            "--why", metavar="GROUND", help="The ground, in words that may stay.", show_default=False
        ),
    ] = ...,  # type: ignore[assignment]
    yes: Annotated[bool, typer.Option("--yes", metavar="", help="Do not ask before removing.")] = False,
) -> None:
    """Remove a text for good: from every revision, the search and every later export.

    A note with who and when stays, and the record can still be verified. It cannot be undone.
    """
    if (field is None) == (text is None):
        raise typer.BadParameter("Name either a field (--field) or words (--text).")
    actor, snapshot = invocation.actor(), invocation.snapshot()
    found = item_named(snapshot, code).code if code is not None else None
    passage = sys.stdin.read().strip() if text == "-" else text
    where = f"in {found}" if found else "in the whole record"
    if sys.stdin.isatty() and not yes:
        what = f"the field '{field}'" if field else "these words"
        typer.confirm(f"Remove {what} {where} for good?", abort=True, err=True)
    done = redact(invocation.database(), actor, ground=why, code=found, field=field, passage=passage)
    say(
        f"Redacted in change {done.number}: {_count(done.revisions, 'revision')} of {_count(len(done.codes), 'item')}"
    )
    if done.codes:
        say(f"  {', '.join(done.codes)}")
    if done.others:
        say(f"  and {_count(done.others, 'other text')} (comments, notes, reasons)")


def comment(
    invocation: Invocation,
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="Code of the item.", show_default=False)
    ] = None,
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT]", help="What is said ('-': read from standard input).", show_default=False
        ),
    ] = None,
    organisation: Annotated[
        str | None,
        typer.Option(
            "--for", metavar="ORG", help="The organisation for which it is said.", show_default=False
        ),
    ] = None,
    said_by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            help="Who said it, when the facilitator writes it down.",
            show_default=False,
        ),
    ] = None,
    cited: Annotated[
        str | None,
        typer.Option(
            "--cited", metavar="TEXT", help="What shows that it was said, such as a mail.", show_default=False
        ),
    ] = None,
    call: Annotated[
        str | None,
        typer.Option(
            "--call", metavar="BALLOT", help="The consensus call in which it is said.", show_default=False
        ),
    ] = None,
    said_on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="When it was said; else today.", show_default=False),
    ] = None,
    post: Annotated[
        str | None,
        typer.Option(
            "--post", metavar="ID", help="Accept a comment that came in by mail.", show_default=False
        ),
    ] = None,
    drop: Annotated[
        str | None,
        typer.Option("--drop", metavar="ID", help="Drop a comment that came in by mail.", show_default=False),
    ] = None,
) -> None:
    """Say something about an item as it reads now, or settle a comment that waits."""
    actor, database = invocation.actor(), invocation.database()
    if post is not None or drop is not None:
        if (post is not None and drop is not None) or code is not None or organisation is not None:
            raise typer.BadParameter("--post or --drop stands alone, with the id of one waiting comment.")
        settle_comment(database, actor, post or drop or "", post=post is not None)
        say("The comment is posted." if post is not None else "The comment is dropped.")
        return
    if code is None or text is None:
        raise typer.BadParameter(
            "Give a code and a text, such as: workbench comment ISS-013 'The draft names both.'"
        )
    day = None if said_on is None else day_given(said_on, "--on")
    item = item_named(invocation.snapshot(), code)
    words = sys.stdin.read() if text == "-" else text
    saved = add_comment(
        database,
        actor,
        item.code,
        words,
        by=Attribution(
            organisation=organisation.upper() if organisation else None,
            person_name=said_by or "",
            on=day,
            cited=cited or "",
        ),
        ballot=call.upper() if call else None,
    )
    where = f" in the call {call.upper()}" if call else ""
    say(f"Change {saved.change} is saved: a comment on {item.code}{where} at revision {saved.revision}.")


def required_reason(why: str | None, dry_run: bool) -> str:
    """The reason of a change.

    Raises:
        BadParameter: when it is missing and the change is to be saved.
    """
    if (why is None or not why.strip()) and not dry_run:
        raise typer.BadParameter("Say why, in words that stay in the history.", param_hint="--why")
    return why or ""


def save_or_show(
    invocation: Invocation, change: ProposedChange, *, dry_run: bool, as_json: bool, verb: str = "edit"
) -> None:
    """Save a proposed change and print what it did, or only what it would do.

    Args:
        verb: what is done, in the words of the permission table.

    Raises:
        Refused: when it cannot be saved; nothing was written.
    """
    actor, database = invocation.actor(), invocation.database()
    if dry_run:
        planned = preview(database, actor, change)
        if not planned.savable:
            raise Refused(planned)
        show_planned(planned, as_json)
        return
    saved = save(database, actor, change, verb=verb)
    if as_json:
        say_json({"changeset": saved.number, "codes": list(saved.codes), **preview_json(saved.preview)})
        return
    for line in saved_lines(saved):
        say(line)


def show_planned(planned: Preview, as_json: bool) -> None:
    """Print what a change would write."""
    if as_json:
        codes = [change.code for change in planned.changes]
        say_json({"changeset": None, "codes": codes, **preview_json(planned)})
        return
    say("Dry run: nothing is saved.")
    for line in preview_lines(planned):
        say(line)


def _file_text(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read()
    if not path.is_file():
        raise RefusedFile(f"There is no file '{path}'.")
    return decode(path.read_bytes(), path.name).text


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
