"""Taking in a whole record, or a part of one, from a file of another copy or of another tool."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.cli.file_reading import bytes_of
from workbench.cli.invocation import Invocation, day_given
from workbench.cli.output import say, say_json, tell, working
from workbench.cli.preview_page import preview_json, preview_lines, problem_json, saved_lines
from workbench.cli.refusals import CommandRefused, refuse
from workbench.exchange.exchanged import TakenIn
from workbench.exchange.formats import format_of
from workbench.exchange.record_taking import take_as_record, take_file
from workbench.exchange.reqif.reading import KINDS_OF_OTHERS, OTHERS_BECOME
from workbench.graph.vocabulary import UnknownKind, kind_named
from workbench.process.changes import preview, save
from workbench.process.keeping import is_empty
from workbench.process.loading import load_record
from workbench.process.planning.preview import Preview, Refused
from workbench.starting import new_record


def is_record_file(file: Path, kind: str | None) -> bool:
    """Whether a file is one of the formats of a whole record."""
    return kind in (None, "record") and not file.is_dir() and format_of(file.name) is not None


def import_record_file(
    invocation: Invocation,
    file: Path,
    *,
    why: str | None,
    effective: str | None,
    of: str | None,
    remove_missing_links: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what a file changes and save it; into an empty database it comes as the record itself.

    Args:
        of: kind of another tool's objects whose type is named like no kind; None for the usual one.
    """
    kind_of_others = _kind_of_others(of, file.name)
    data = bytes_of(file)
    database = invocation.empty_database()
    actor = invocation.actor()
    if is_empty(database):
        actor.require("load")
        with working(f"Reading {file.name}"):
            new = take_as_record(data, file.name)
        _refuse_problems(new.taken, file.name, as_json)
        number = None
        lines = [
            f"{len(new.taken.change.new):,} items and {len(new.taken.change.links):,} links can be loaded."
        ]
        if not dry_run:
            loaded = load_record(database, new_record(new), actor=actor)
            number = loaded.changes
            lines = [f"{loaded.items:,} items and {loaded.links:,} links are loaded as a new record."]
        _told(new.taken, file.name, lines, None, number, dry_run=dry_run, as_json=as_json)
        return
    snapshot = invocation.snapshot()
    with working(f"Reading {file.name}"), database.read() as session:
        taken = take_file(
            session, data, file.name, snapshot, remove_missing_links=remove_missing_links,
            kind_of_others=kind_of_others,
        )  # fmt: skip
    _refuse_problems(taken, file.name, as_json)
    if taken.change.empty:
        _told(
            taken,
            file.name,
            ["Nothing differs from the record."],
            None,
            None,
            dry_run=dry_run,
            as_json=as_json,
        )
        return
    change = replace(
        taken.change,
        why=why or taken.change.why,
        effective_on=day_given(effective, "--effective") if effective else None,
    )
    if dry_run:
        planned = preview(database, actor, change)
        if not planned.savable:
            raise Refused(planned)
        _told(taken, file.name, preview_lines(planned), planned, None, dry_run=True, as_json=as_json)
        return
    saved = save(database, actor, change, verb="import")
    _told(taken, file.name, saved_lines(saved), saved.preview, saved.number, dry_run=False, as_json=as_json)


def _kind_of_others(of: str | None, name: str) -> str:
    if of is None:
        return OTHERS_BECOME
    form = format_of(name)
    if form is None or not form.of_other_tools:
        raise CommandRefused(f"--of goes with a grid or a ReqIF file; '{name}' says the kind of every item.")
    try:
        found = kind_named(of).name
    except UnknownKind:
        found = of
    if found not in KINDS_OF_OTHERS:
        raise CommandRefused(
            f"Objects of other tools cannot become '{of}'. Allowed: {', '.join(KINDS_OF_OTHERS)}."
        )
    return found


def _refuse_problems(taken: TakenIn, name: str, as_json: bool) -> None:
    if not taken.problems:
        return
    if as_json:
        say_json(_document(taken, name, None, None))
    refuse("\n".join(problem.sentence() for problem in taken.problems))


def _told(
    taken: TakenIn,
    name: str,
    lines: list[str],
    planned: Preview | None,
    number: int | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    if as_json:
        say_json(_document(taken, name, planned, number))
        return
    for note in taken.notes:
        tell(note)
    if taken.not_taken:
        tell(f"{len(taken.not_taken)} could not be taken:")
    for problem in taken.not_taken:
        tell(f"  {problem.sentence()}")
    if dry_run:
        say("Dry run: nothing is saved.")
    for line in lines:
        say(line)


def _document(taken: TakenIn, name: str, planned: Preview | None, number: int | None) -> dict[str, Any]:
    return {
        "kind": "record",
        "items": taken.items,
        "proposals": [
            {
                "kind": new.kind,
                "code": new.code,
                "title": new.fields.get("title", ""),
                "fields": dict(new.fields),
            }
            for new in taken.change.new
        ]
        + [{"code": edit.code, "fields": dict(edit.fields)} for edit in taken.change.edits],
        "preview": None if planned is None else preview_json(planned),
        "changeset": number,
        "problems": [problem_json(problem, name) for problem in taken.problems],
        "not_taken": [problem_json(problem, name) for problem in taken.not_taken],
        "notes": list(taken.notes),
    }


def refuse_elsewhere(remove_missing_links: bool) -> None:
    """The option means nothing for other files.

    Raises:
        CommandRefused: when it was given.
    """
    if remove_missing_links:
        raise CommandRefused("--remove-missing-links goes with a whole record, such as record.json.")
