"""The command that tells what happened: history."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import Annotated, Any

import typer
from sqlmodel import Session

from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.options import JsonOption
from workbench.cli.output import say, say_json, shown, tell
from workbench.cli.refusals import NotFound
from workbench.graph.ballots import BallotRow, ballots
from workbench.graph.dates import display_date, display_moment
from workbench.graph.history import HistoryRow, Revision, revisions
from workbench.graph.snapshot import Snapshot
from workbench.process.visible_history import visible_history

HIDDEN = "a confidential item"
LONGEST_VALUE = 160
"""Characters of a value that the history shows to people."""


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "history",
        panel=READING,
        examples=(
            "workbench history ISS-013",
            "workbench history --person 'Local operator' --limit 5",
        ),
    )(show_history)


def show_history(
    invocation: Invocation,
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="Only what touched this item.", show_default=False)
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(
            "--person", metavar="PERSON", help="Only what this person did: name or code.", show_default=False
        ),
    ] = None,
    verb: Annotated[
        str | None,
        typer.Option(
            "--verb", metavar="VERB", help="Only one kind of event: edit, undo, …", show_default=False
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Most events shown.")] = 30,
    as_json: JsonOption = False,
) -> None:
    """Show who did what, when and why, the latest first; of one item with every field before and after."""
    snapshot = invocation.snapshot()
    changes: dict[int, Revision] = {}
    name = _person(snapshot, person)
    with invocation.database().read() as session:
        if code is not None:
            code = item_named(snapshot, code).code
            changes = {revision.change: revision for revision in revisions(session, code)}
        calls = cache(partial(_calls, session))
        rows = visible_history(
            session, invocation.reader(), calls, code=code, person=name, verb=verb, limit=limit
        )
    hidden = invocation.hidden_items()
    rows = [_seen(row, snapshot, hidden) for row in rows]
    if as_json:
        say_json([_event_document(row, changes.get(row.change or 0)) for row in rows])
        return
    for row in rows:
        say(_event_line(row, code))
        for line in _event_details(row, changes.get(row.change or 0)):
            say(f"      {line}")
    if not rows:
        tell("No event fits.")


def _seen(row: HistoryRow, snapshot: Snapshot, hidden: frozenset[str]) -> HistoryRow:
    """An event without the codes of items that whoever reads may not see."""
    codes = tuple(code for code in row.codes if code in snapshot.by_code)
    return replace(row, codes=codes, subject=HIDDEN if row.subject in hidden else row.subject)


def _calls(session: Session) -> dict[str, BallotRow]:
    return {row.code: row for row in ballots(session)}


def _person(snapshot: Snapshot, person: str | None) -> str | None:
    """The name by which the history knows a person, given by name or code."""
    if person is None:
        return None
    item = snapshot.item(person) or snapshot.item(person.upper())
    if item is not None and item.kind == "person":
        return item.title
    if person.upper().startswith("PER-"):
        raise NotFound(f"There is no person '{person}'.")
    return person


def _event_line(row: HistoryRow, code: str | None) -> str:
    number = f"{row.change:>4}" if row.change is not None else "   ·"
    words = f"{number}  {display_moment(row.at)}  {row.person}: {row.verb}"
    if row.undoes is not None:
        words += f" of {row.undoes}"
    if code is None:
        codes = list(row.codes) or [row.subject]
        words += f" {', '.join(codes[:6])}" + (f" and {len(codes) - 6} more" if len(codes) > 6 else "")
    if row.undone_by is not None:
        words += f" (undone by {row.undone_by})"
    return words


def _event_details(row: HistoryRow, revision: Revision | None) -> list[str]:
    lines = []
    if row.why:
        lines.append(f"Why: {' '.join(row.why.split())}")
    if row.effective_on is not None:
        lines.append(f"In effect from {display_date(row.effective_on)}")
    if revision is None:
        return lines
    if revision.created:
        lines.append(f"Revision {revision.revision}: created")
    elif revision.redacted:
        lines.append(f"Revision {revision.revision}: a text in it was redacted")
    for name, before, after in revision.fields:
        if before is None and after is None:
            lines.append(f"Revision {revision.revision}: links '{name}' changed")
        else:
            lines.append(f"Revision {revision.revision}: {name}: {_quoted(before)} → {_quoted(after)}")
    return lines


def _quoted(value: Any) -> str:
    words = " ".join(shown(value).split())
    if len(words) > LONGEST_VALUE:
        words = f"{words[: LONGEST_VALUE - 1]}…"
    return f"'{words}'" if words else "nothing"


def _event_document(row: HistoryRow, revision: Revision | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "sequence": row.sequence,
        "recorded_at": row.at,
        "person": row.person,
        "verb": row.verb,
        "change": row.change,
        "subject": row.subject,
        "why": row.why,
        "effective_on": row.effective_on,
        "codes": list(row.codes),
        "undoes": row.undoes,
        "undone_by": row.undone_by,
        "hash": row.hash,
    }
    if revision is not None:
        document["revision"] = revision.revision
        document["fields"] = [
            {"name": name, "before": before, "after": after} for name, before, after in revision.fields
        ]
    return document
