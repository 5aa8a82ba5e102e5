"""One call of the command line: which record it works on, and who acts."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer import Typer

from workbench.cli.options import DatabaseOption, PersonOption
from workbench.cli.output import one_line, progress, tell
from workbench.cli.refusals import NotFound, refusals_told
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.addresses import address_of

if TYPE_CHECKING:
    from datetime import date

    from workbench.graph.query import QueryError
    from workbench.graph.runs import RunRow
    from workbench.graph.snapshot import ItemView, Snapshot
    from workbench.graph.suspect_links import SuspectLink
    from workbench.process.keeping import Database


SHOWN_AROUND = 36
"""Characters of a query that are shown on each side of a fault, where the terminal has room for them."""
FEWEST_AROUND = 4
LONGEST_TOLD = 80
"""Characters of a code that names nothing that are told."""


@dataclass
class Invocation:
    """What every command is given.

    Args:
        given: the address from ``--db``, or None.
        person: the code from ``--as``, or None.
    """

    given: str | None = None
    person: str | None = None
    _opened: Database | None = field(default=None, repr=False)

    def database(self) -> Database:
        """The database, migrated; the bundled record is loaded into a new one at the usual place.

        Raises:
            NotFound: when the address names a database without a record.
        """
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def actor(self) -> Actor:
        """Who acts: the person of ``--as``, or the local operator."""
        if self.person is None:
            return LOCAL_OPERATOR
        from workbench.process.sign_in import actor_by_code

        return actor_by_code(self.database(), self.person)

    def reader(self) -> Actor:
        """Who reads; refused where a role may not."""
        actor = self.actor()
        actor.require("read")
        return actor

    def snapshot(self, as_of: str | None = None, baseline: str | None = None) -> Snapshot:
        """The record now, on a date, or at a baseline.

        Raises:
            BadParameter: when both are given or the date cannot be read.
        """
        reader = self.reader()
        if as_of is not None and baseline is not None:
            raise typer.BadParameter("--as-of and --baseline name two moments; give one of them.")
        from workbench.graph.reading import SNAPSHOTS
        from workbench.process.visibility import visible_snapshot

        day = None if as_of is None else day_given(as_of, "--as-of")
        snapshot = SNAPSHOTS.get(self.database(), as_of=day, baseline=baseline)
        return visible_snapshot(reader, snapshot, now=SNAPSHOTS.get(self.database()))

    def hidden_items(self) -> frozenset[str]:
        """Codes of the items that whoever reads may not see now."""
        from workbench.graph.reading import SNAPSHOTS
        from workbench.process.visibility import hidden_items

        return hidden_items(self.reader(), SNAPSHOTS.get(self.database()))

    def snapshot_at(self, change: int) -> Snapshot:
        """The record after the change from which a filing was made, as far as whoever reads may see it."""
        from workbench.graph.reading import SNAPSHOTS
        from workbench.process.visibility import filed_snapshot

        whole = SNAPSHOTS.get(self.database(), change=change)
        return filed_snapshot(self.reader(), whole, now=SNAPSHOTS.get(self.database()))

    def suspect_links(self, as_of: str | None = None, baseline: str | None = None) -> list[SuspectLink]:
        """The links that are suspect; the local operator's SQLite file is asked for them without opening it whole."""
        from workbench.graph.suspect_links import suspect_links, suspect_links_of_file

        address = address_of(self.given)
        if as_of is None and baseline is None and self.person is None and "://" not in address:
            found = suspect_links_of_file(Path(os.path.expanduser(address)))
            if found is not None:
                return found
        return suspect_links(self.snapshot(as_of, baseline))

    def runs(self, snapshot: Snapshot) -> list[RunRow]:
        """The runs that a snapshot's moment knows of, of what the snapshot shows."""
        from workbench.graph.runs import runs_at

        with self.database().read() as session:
            return runs_at(session, snapshot)

    def empty_database(self) -> Database:
        """The database, migrated, without asking that it holds a record; loading a record needs it empty."""
        if self._opened is None:
            from workbench.process.keeping import open_database

            self._opened, _ = open_database(self.given)
        return self._opened

    def close(self) -> None:
        """Give back the connections."""
        if self._opened is not None:
            self._opened.close()

    def _open(self) -> Database:
        from workbench.process.keeping import is_empty, open_database

        address = address_of(self.given)
        usual = self.given is None and not os.environ.get("DATABASE_URL")
        if not usual and "://" not in address and not os.path.exists(os.path.expanduser(address)):
            raise NotFound(
                f"There is no database '{address}'. Load a record into a new one: workbench init --db {address}"
            )
        database, migrated = open_database(self.given)
        if migrated.copy is not None:
            tell(f"The database was brought to this version; a copy from before is in {migrated.copy}.")
        if is_empty(database):
            if not usual:
                raise NotFound(
                    f"'{address_words(database)}' holds no record yet. Load one: workbench init{_db(self.given)}"
                )
            from workbench.starting import BUNDLED, load_directory

            tell("The local database is new; the bundled record is loaded into it.")
            with progress("Loading the record") as advance:
                load_directory(database, BUNDLED, progress=advance)
        return database


def _db(given: str | None) -> str:
    return f" --db {given}" if given else ""


def address_words(database: Database) -> str:
    """The database as people name it: its file, or its address without a password."""
    return str(database.path) if database.path is not None else database.name


def day_given(text: str, option: str) -> date:
    """A date from the command line.

    Raises:
        BadParameter: saying what cannot be read.
    """
    from workbench.graph.date_reading import read_day

    try:
        return read_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


def joined_query(where: list[str] | None, snapshot: Snapshot) -> str:
    """All queries of ``--where`` as one, each of which is read by itself first.

    Raises:
        BadParameter: showing the query with a mark under what cannot be read, and what was expected.
    """
    from workbench.graph.query import QueryError, parse

    for query in where or []:
        try:
            parse(query, snapshot.vocabulary, items=snapshot)
        except QueryError as error:
            raise typer.BadParameter(f"{error}\n{_pointed(error, query)}", param_hint="--where") from error
    return " ".join(f"({query})" for query in where or [] if query.strip())


def _pointed(error: QueryError, query: str) -> str:
    """The query with its mark, no wider than stands within the frame around an error."""
    from rich.cells import cell_len
    from rich.console import Console

    room = Console(stderr=True).width - len("│ ") - len("  ") - len(" │")
    for around in range(SHOWN_AROUND, FEWEST_AROUND - 1, -1):
        shown, mark = error.pointed(query, around=around, cells=cell_len)
        if max(cell_len(shown), len(mark)) <= room:
            break
    return f"  {shown}\n  {mark}"


def item_named(snapshot: Snapshot, code: str) -> ItemView:
    """The item with a code, whatever the case of its letters.

    Raises:
        NotFound: with the codes that may have been meant.
    """
    item = snapshot.item(code) or snapshot.item(code.upper())
    if item is not None:
        return item
    near = near_codes(snapshot, code)
    written = one_line(code)
    if len(written) > LONGEST_TOLD:
        written = f"{written[:LONGEST_TOLD]}…"
    meant = (
        f" Did you mean {' or '.join(near)}?" if near else " 'workbench search WORDS' finds items by words."
    )
    moment = ""
    if snapshot.baseline is not None:
        moment = f" in the baseline '{snapshot.baseline}'"
    elif snapshot.as_of is not None:
        moment = f" as of {snapshot.as_of.isoformat()}"
    raise NotFound(f"There is no item '{written}'{moment}.{meant}")


def near_codes(snapshot: Snapshot, code: str) -> list[str]:
    """Codes that somebody may have meant: of the same form, whatever zeros were left out."""
    from difflib import get_close_matches

    from workbench.graph.proximity import nearest

    prefix, dash, number = code.upper().partition("-")
    if not dash:
        return nearest(code, snapshot.by_code)
    prefixes = {known.partition("-")[0] for known in snapshot.by_code}
    if prefix not in prefixes:
        prefix = next(iter(get_close_matches(prefix, sorted(prefixes), n=1)), prefix)
    alike = [known for known in snapshot.by_code if known.startswith(f"{prefix}-")]
    same = [known for known in alike if known.partition("-")[2].lstrip("0") == number.lstrip("0")]
    return same or nearest(f"{prefix}-{number}", alike)


def command(
    app: Typer, name: str, *, panel: str, examples: tuple[str, ...] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command whose first parameter is the invocation.

    ``--db`` and ``--as`` are added to its options, and a refusal becomes sentences on standard error
    and exit code 1; what cannot be read in the command itself is a usage error, exit code 2.

    Args:
        panel: heading under which the help lists it.
        examples: commands that follow its help, each on a line.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(function, eval_str=True)
        own = list(signature.parameters.values())[1:]
        common = [
            inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own),
            _keyword("db", DatabaseOption),
            _keyword("as_person", PersonOption),
        ]

        @functools.wraps(function)
        def run(ctx: typer.Context, *, db: str | None, as_person: str | None, **values: Any) -> None:
            above: Invocation = ctx.find_root().obj
            invocation = Invocation(db or above.given, as_person or above.person)
            try:
                with refusals_told():
                    function(invocation, **values)
            finally:
                invocation.close()

        run.__signature__ = signature.replace(parameters=common)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in common}
        run.__annotations__["return"] = None
        shown = "\n\n".join(["[bold]Examples[/bold]", *(_escaped(example) for example in examples)])
        app.command(name, rich_help_panel=panel, epilog=shown if examples else None)(run)
        return function

    return decorate


def _escaped(example: str) -> str:
    """An example in which nothing is taken for the marks of the terminal."""
    if "[" not in example:
        return example
    from rich.markup import escape

    return escape(example)


def _keyword(name: str, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
