"""The command that writes documents: export."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.commands import EXPORTING
from workbench.cli.invocation import Invocation, command, joined_query
from workbench.cli.options import AsOfOption, BaselineOption
from workbench.cli.output import say, tell, working
from workbench.cli.refusals import CommandRefused
from workbench.graph.snapshot import Snapshot
from workbench.graph.traceability_filters import MatrixFilter, read_where
from workbench.process.actor import Actor
from workbench.process.exports import note_export
from workbench.process.keeping import Database

DEFAULT_FOLDER = Path("exports")
NAMES = (
    "submittal", "agenda", "minutes", "traceability", "schedule.ics", "record.json", "record.schema.json",
    "record.reqif", "record.reqifz", "comments.xlsx", "positions.xlsx", "traceability.xlsx", "items.xlsx", "items.csv",
    "record.xlsx", "links.xlsx", "links.csv", "mapping.xlsx", "mapping.csv",
    "diagram.svg", "diagram.png", "diagram.dot", "layers.svg", "layers.png", "layers.dot",
)  # fmt: skip
"""What can be exported besides grids; ``exports`` says how."""


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "export",
        panel=EXPORTING,
        examples=(
            "workbench export submittal",
            "workbench export submittal --baseline 'Submittal of 18 July 2014' --out filings",
            "workbench export agenda --meeting MTG-2014-07-02",
            "workbench export issues.xlsx --as-of 2014-07-02",
            "workbench export issues.csv --where 'status=open owner=none'",
            "workbench export items.xlsx --where 'linked=INT-1'",
            "workbench export record.xlsx",
            "workbench export links.csv --where 'kind=interface'",
            "workbench export schedule.ics",
            "workbench export comments.xlsx --baseline 'Submittal of 18 July 2014'",
            "workbench export positions.xlsx --baseline 'After the second meeting'",
            "workbench export diagram.png --baseline 'Submittal of 18 July 2014'",
            "workbench export diagram.svg --since 2014-07-18",
            "workbench export layers.svg",
            "workbench export traceability.xlsx --where 'issue: theme=security' --gaps",
        ),
    )(export)


def export(
    invocation: Invocation,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=f"One of {', '.join(NAMES)}; or a grid: the plural of a kind with .xlsx or .csv, "
            "such as issues.xlsx.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write to; made where it is missing.")
    ] = DEFAULT_FOLDER,
    meeting: Annotated[
        str | None,
        typer.Option(
            "--meeting",
            metavar="CODE",
            help="The meeting of an agenda or of minutes; else the next, or the last one held.",
            show_default=False,
        ),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="TITLE",
            help="Accept that this is left out, by title or code; repeat it for each.",
            show_default=False,
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="QUERY",
            help="Of lists of items only what fits, such as 'due<2014-07-18'; of the traceability matrix rows by "
            "column, such as 'issue: status=open', where 'none' is an empty cell; repeat it to narrow further.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="MOMENT",
            help="Of a diagram: draw what differs from this baseline, or from this day.",
            show_default=False,
        ),
    ] = None,
    levels: Annotated[
        str | None,
        typer.Option(
            "--levels",
            metavar="SCHEME",
            help="Of a diagram: the edition by which the levels are named; else the record's setting.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            metavar="NAMES",
            help="Columns of the traceability matrix, with commas between them; else all.",
            show_default=False,
        ),
    ] = "",
    gaps: Annotated[
        bool, typer.Option("--gaps", metavar="", help="Only rows in which something is missing.")
    ] = False,
    suspects: Annotated[
        bool, typer.Option("--suspect", metavar="", help="Only rows with a suspect link.")
    ] = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
) -> None:
    """Write a document, a grid or the calendar, and print its path.

    Notes on what is missing or left out go to standard error. A document that would leave out unverified
    statements is refused until each omission is accepted by name.
    """
    from workbench.cli.exports import export_of  # loads what writes documents, which no other command needs
    from workbench.graph.ballots.moments import number_of

    writer = export_of(name)
    actor = invocation.actor()
    actor.require(writer.verb)
    if meeting is not None and not writer.of_a_meeting:
        raise typer.BadParameter(f"'{name}' is not of one meeting.", param_hint="--meeting")
    if where and not (writer.of_items or writer.narrows):
        raise typer.BadParameter(
            f"'{name}' is not narrowed by a query; lists of items and the traceability matrix are.",
            param_hint="--where",
        )
    if (columns or gaps or suspects) and not writer.narrows:
        raise typer.BadParameter(f"'{name}' is not the traceability matrix, and cannot be narrowed.")
    if since is not None and not writer.of_two_moments:
        raise typer.BadParameter(f"'{name}' is not of two moments.", param_hint="--since")
    if levels is not None and not writer.of_two_moments:
        raise typer.BadParameter(f"'{name}' has no levels.", param_hint="--levels")
    snapshot = invocation.snapshot(as_of, baseline)
    by_column = read_where(where or ()) if writer.narrows else {}
    request = Request(
        invocation,
        meeting.upper() if meeting else None,
        tuple(accept or ()),
        "" if writer.narrows else joined_query(where, snapshot),
        _earlier(invocation, since),
        MatrixFilter(tuple(columns.split(",")) if columns else (), by_column, gaps, suspects),
        levels,
    )
    with working(f"Writing {name}"):
        made = writer.write(snapshot, request)
    path = out / made.file
    write_whole(path, made.content)
    if writer.verb == "export":
        with invocation.database().read() as session:
            number = number_of(session, snapshot)
        note_export(invocation.database(), actor, name, made.content, change=number)
    for note in made.notes:
        tell(note)
    say(str(path))


def _earlier(invocation: Invocation, since: str | None) -> Snapshot | None:
    """The moment that an option names: a day, or else a baseline."""
    if since is None:
        return None
    try:
        day = date.fromisoformat(since.strip())
    except ValueError:
        return invocation.snapshot(None, since)
    return invocation.snapshot(day.isoformat(), None)


@dataclass(frozen=True)
class Request:
    """What the command asks for besides the moment.

    Args:
        meeting: code of a meeting, or None.
        accepted: codes or titles of what may be left out.
        where: the query that narrows what is written, or nothing.
        earlier: the moment from which a difference is drawn, or None.
        matrix: what of the traceability matrix is wanted.
        levels: the naming scheme of a diagram's levels, or None for the record's.
    """

    invocation: Invocation
    meeting: str | None = None
    accepted: tuple[str, ...] = ()
    where: str = ""
    earlier: Snapshot | None = None
    matrix: MatrixFilter = field(default_factory=MatrixFilter)
    levels: str | None = None

    @property
    def reader(self) -> Actor:
        """Who asks."""
        return self.invocation.actor()

    def database(self) -> Database:
        """The database, for what a snapshot does not hold."""
        return self.invocation.database()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: what was there stays until the new bytes are on disk.

    Raises:
        CommandRefused: when the folder is a file, or the path a folder.
    """
    if path.is_dir():
        raise CommandRefused(f"'{path}' is a folder; nothing was written.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise CommandRefused(f"'{path.parent}' is a file; name a folder with --out.") from error
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
