"""Lists of what stands beside the items: ballots, runs, baselines, changes, comments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlmodel import Session

from workbench.cli.ballot_page import ballot_document
from workbench.cli.output import Column
from workbench.graph.ballots import ballots
from workbench.graph.comment_threads import all_comments
from workbench.graph.comment_words import UNRESOLVED
from workbench.graph.dates import display_moment
from workbench.graph.history import history
from workbench.graph.runs import runs_at
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import Actor
from workbench.process.ballots.visibility import tells_of_positions, visible_positions
from workbench.process.baselines import baselines
from workbench.process.clock import now
from workbench.process.keeping import Database
from workbench.process.visibility import comment_states

Rows = list[dict[str, Any]]
Listing = tuple[tuple[Column, ...], Callable[[Session, Snapshot, Actor], Rows]]
EVERYTHING = 1_000_000_000


def rows_beside(
    database: Database, kind: str, snapshot: Snapshot, reader: Actor
) -> tuple[tuple[Column, ...], Rows]:
    """Columns for people, and the rows with everything that JSON shows.

    Args:
        snapshot: the record as the reader may see it; what is about other items is left out.
        reader: who sees of a ballot what ``process.ballots.visibility`` allows.
    """
    columns, read = BESIDE[kind]
    with database.read() as session:
        rows = read(session, snapshot, reader)
    known = snapshot.by_code
    about = {"ballot": "item", "run": "procedure", "comment": "code"}.get(kind)
    if about is not None:
        rows = [row for row in rows if row[about] in known]
    for row in rows if kind == "change" else ():
        row["codes"] = [code for code in row["codes"] if code in known]
    return columns, rows


def baseline_rows(session: Session) -> Rows:
    """All baselines by their dates, each with its change number and digest."""
    return [
        {
            "name": row.name,
            "change": row.change,
            "as_of": row.as_of,
            "note": row.note,
            "reconstruction": row.reconstruction,
            "digest": row.digest,
        }
        for row in baselines(session)
    ]


def _baseline_rows(session: Session, snapshot: Snapshot, reader: Actor) -> Rows:
    return baseline_rows(session)


def _ballot_rows(session: Session, snapshot: Snapshot, reader: Actor) -> Rows:
    moment = now()
    rows = (visible_positions(reader, row, moment) for row in ballots(session, moment=moment))
    return [
        {
            **ballot_document(reader, row),
            "state": row.state(moment),
            "taken": len({*row.latest(), *row.withheld}),
            "closes": display_moment(row.ends) if row.ends else "",
        }
        for row in rows
    ]


def _run_rows(session: Session, snapshot: Snapshot, reader: Actor) -> Rows:
    return [asdict(row) for row in runs_at(session, snapshot)]


def _comment_rows(session: Session, snapshot: Snapshot, reader: Actor) -> Rows:
    rows = all_comments(session, states=comment_states(reader))
    return [_comment_row(asdict(row)) for row in rows]


def _comment_row(row: dict[str, Any]) -> dict[str, Any]:
    """A comment with what became of it; ``resolution`` is the latest one's word, for people."""
    del row["replies"]
    resolutions = [{**one, "answers": list(one["answers"])} for one in row["resolutions"]]
    latest = resolutions[-1]["resolution"] if resolutions else UNRESOLVED
    return {**row, "origin": dict(row["origin"]), "resolutions": resolutions, "resolution": latest}


def _change_rows(session: Session, snapshot: Snapshot, reader: Actor) -> Rows:
    calls = cache(lambda: {row.code: row for row in ballots(session)})
    rows = [
        row
        for row in history(session, limit=EVERYTHING)
        if row.change is not None and not tells_of_positions(reader, row.verb, row.subject, calls)
    ]
    return [
        {
            "number": row.change,
            "recorded_at": row.at,
            "effective_on": row.effective_on,
            "person": row.person,
            "verb": row.verb,
            "why": row.why,
            "items": len(row.codes),
            "codes": list(row.codes),
            "undoes": row.undoes,
            "undone_by": row.undone_by,
        }
        for row in reversed(rows)
    ]


BASELINE_COLUMNS = (
    Column("name"),
    Column("as_of", whole=True),
    Column("change", right=True),
    Column("reconstruction"),
)

BESIDE: dict[str, Listing] = {
    "ballot": (
        (
            Column("code", quiet=True, whole=True),
            Column("kind"),
            Column("item", whole=True),
            Column("state"),
            Column("closes", whole=True),
            Column("taken", right=True),
            Column("outcome"),
            Column("question"),
        ),
        _ballot_rows,
    ),
    "run": (
        (
            Column("procedure", quiet=True, whole=True),
            Column("configuration", whole=True),
            Column("verdict"),
            Column("run_on", whole=True),
            Column("summary"),
        ),
        _run_rows,
    ),
    "comment": (
        (
            Column("number", right=True),
            Column("uuid", quiet=True, whole=True),
            Column("code", whole=True),
            Column("said_on", whole=True),
            Column("person"),
            Column("organisation"),
            Column("state"),
            Column("resolution"),
            Column("text"),
        ),
        _comment_rows,
    ),
    "baseline": (BASELINE_COLUMNS, _baseline_rows),
    "change": (
        (
            Column("number", right=True),
            Column("effective_on", whole=True),
            Column("person"),
            Column("verb"),
            Column("items", right=True),
            Column("why"),
        ),
        _change_rows,
    ),
}
"""What ``list`` takes besides the kinds of items."""
