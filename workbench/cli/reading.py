"""Commands that read: list, show, search, verify."""

from __future__ import annotations

import sys
from collections.abc import Collection
from functools import partial
from typing import Annotated, Any

import typer

from workbench.cli.ballot_page import ballot_json, ballots_shown, say_ballot
from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command, item_named, joined_query
from workbench.cli.item_page import say_item
from workbench.cli.options import AsOfOption, BaselineOption, JsonOption, WhereOption
from workbench.cli.output import Column, say, say_json, say_table, shown, tell, working
from workbench.cli.refusals import refuse
from workbench.cli.rows_beside import BESIDE, rows_beside
from workbench.exchange.json_out import item_json, items_json
from workbench.graph.fields import FieldSpec, field_value, fields_of
from workbench.graph.listing import further_fields, item_rows
from workbench.graph.proximity import nearest
from workbench.graph.query import select
from workbench.graph.search import search
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.vocabulary import ALIASES, KINDS, PLURALS, kind_named
from workbench.process.verification import verify

SHOWN_FIELDS: dict[str, tuple[str, ...]] = {
    "issue": ("status", "theme", "priority", "meeting", "due", "owner"),
    "proposal": ("status", "alternative"),
    "requirement": ("status", "destination", "answers"),
    "agreement": ("status", "layer"),
    "meeting": ("status", "date"),
    "milestone": ("status", "date"),
    "action": ("status", "owner", "due"),
    "order": ("status", "date"),
    "source": ("status", "date"),
    "interface": ("from", "to"),
    "organisation": ("status", "category", "party"),
    "person": ("status", "roles", "member"),
    "setting": ("group", "value"),
}
"""Fields that a list shows between code and title when nobody says which."""
LONGEST_SHOWN = 48
"""Characters of a value that a list shows, codes and titles excepted."""

KindArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="KIND",
        help=f"One of: {', '.join([*KINDS, *ALIASES, *BESIDE])}. Left out: items of every kind.",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(
        app,
        "list",
        panel=READING,
        examples=(
            "workbench list issue --where 'theme=security status!=closed'",
            "workbench list --where 'linked=INT-1 suspect=yes'",
            "workbench list meeting --as-of 2014-07-02",
            "workbench list requirement --json",
        ),
    )(list_items)
    command(app, "show", panel=READING, examples=("workbench show ISS-013 --as-of 2014-07-18",))(show)
    command(app, "search", panel=READING, examples=("workbench search utility gateway",))(search_words)
    command(app, "verify", panel=READING, examples=("workbench verify --tip 0a1b… --json",))(verify_record)


def list_items(
    invocation: Invocation,
    kind: KindArgument = None,
    where: WhereOption = None,
    fields: Annotated[
        str | None,
        typer.Option(
            "--fields",
            metavar="NAMES",
            help="Fields to show, with commas: title,owner,due.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the items of a kind or of all kinds, or the ballots, runs, baselines and changes.

    Withdrawn items are left out unless a query speaks of the status. The query language is the one of
    the screens.
    """
    plain = (kind or "").strip().lower()
    if plain in BESIDE:
        _list_beside(invocation, plain, where, as_of or baseline, as_json)
        return
    name = _kind(plain) if plain else None
    snapshot = invocation.snapshot(as_of, baseline)
    items = select(snapshot, joined_query(where, snapshot), name, runs=partial(invocation.runs, snapshot))
    if as_json:
        say_json(items_json(snapshot, items))
    elif name is None:
        _say_items(snapshot, items, fields)
    else:
        _say_kind(snapshot, items, name, fields)
    if not as_json:
        _count(len(items), kind_named(name).plural.replace("-", " ") if name else "items", bool(where))


def _say_kind(snapshot: Snapshot, items: list[ItemView], kind: str, wanted: str | None) -> None:
    columns = _columns(snapshot, kind, wanted)
    rows = [
        [item.code, *(_cell(field_value(snapshot, item, column), column) for column in columns)]
        for item in items
    ]
    headings = [Column(spec.label, whole=spec.form in ("choice", "links")) for spec in columns]
    if rows:
        say_table([Column("code", quiet=True, whole=True), *headings], rows)


def _say_items(snapshot: Snapshot, items: list[ItemView], wanted: str | None) -> None:
    """Print items of any kinds, with the same columns for all of them."""
    names = _names(wanted, further_fields(snapshot), "item")
    rows = item_rows(snapshot, items, names)
    headings = ["kind", "status", *names, "title"]
    columns = [Column("code", quiet=True, whole=True), *(Column(name.replace("_", " ")) for name in headings)]
    columns.append(Column("suspect"))
    if rows:
        say_table(
            columns,
            [
                [
                    row["code"],
                    *(row[name] if name == "title" else _short(row[name]) for name in headings),
                    "suspect" if row["suspect"] else "",
                ]
                for row in rows
            ],
        )


def show(
    invocation: Invocation,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Code of an item or of a ballot.", show_default=False)
    ],
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one item: its fields, its text, and its links both ways. A ballot is shown with its positions."""
    snapshot = invocation.snapshot(as_of, baseline)
    known = {} if code in snapshot.by_code else ballots_shown(invocation, snapshot)
    if (ballot := known.get(code.strip().upper())) is not None:
        if as_json:
            say_json(ballot_json(invocation.reader(), snapshot, ballot, known))
        else:
            say_ballot(snapshot, ballot, known)
        return
    item = item_named(snapshot, code)
    if as_json:
        say_json(item_json(snapshot, item))
        return
    say_item(invocation.database(), snapshot, item, invocation.reader())


def search_words(
    invocation: Invocation,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help="Words that must all stand in the item.", show_default=False),
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="Most items shown.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Find items by the words in their code, title, text and fields, the best first."""
    snapshot = invocation.snapshot()
    with invocation.database().read() as session:
        found = search(session, " ".join(words), limit=limit)
    hits = [hit for hit in found if hit.code in snapshot.by_code]
    if as_json:
        say_json([{"code": hit.code, "title": hit.title, "extract": hit.extract} for hit in hits])
        return
    if hits:
        columns = (Column("code", quiet=True, whole=True), Column("title"), Column("where"))
        say_table(columns, [(hit.code, hit.title, hit.extract) for hit in hits])
    else:
        tell("Nothing holds all these words.")


def verify_record(
    invocation: Invocation,
    tip: Annotated[
        str | None,
        typer.Option(
            "--tip",
            metavar="HASH",
            help="A hash printed earlier; it must still be in the chain.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the chain of events and every reference; exit code 1 when something is not as it was written."""
    invocation.reader()
    with working("Checking every change"):
        found = verify(invocation.database(), tip=tip.strip().lower() if tip else None)
    if as_json:
        say_json(
            {
                "sound": found.sound,
                "events": found.events,
                "items": found.items,
                "links": found.links,
                "tip": found.tip,
                "faults": list(found.faults),
            }
        )
    elif found.sound:
        say(f"Sound: {found.events:,} events, {found.items:,} items, {found.links:,} links.")
        say(f"Tip of the chain: {found.tip}")
    if not found.sound:
        count = len(found.faults)
        tell(f"Not sound: {count} fault{'' if count == 1 else 's'} found.")
        refuse("\n".join(f"{fault[:1].upper()}{fault[1:]}." for fault in found.faults))


def _kind(name: str) -> str:
    """The kind of an argument, in the singular or the plural."""
    if name in PLURALS:
        return PLURALS[name].name
    if name not in KINDS and name not in ALIASES:
        near = nearest(name, [*KINDS, *ALIASES, *BESIDE])
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        allowed = ", ".join([*KINDS, *ALIASES, *BESIDE])
        raise typer.BadParameter(f"'{name}' is no kind.{meant} Allowed: {allowed}.", param_hint="KIND")
    return kind_named(name).name


def _columns(snapshot: Snapshot, kind: str, wanted: str | None) -> list[FieldSpec]:
    known = fields_of(kind, snapshot.vocabulary)
    if wanted is None:
        names = [name for name in SHOWN_FIELDS.get(kind, ("status",)) if name in known] + ["title"]
        return [known[name] for name in names]
    return [known[name] for name in _names(wanted, known, kind) if name != "code"]


def _names(wanted: str | None, known: Collection[str], kind: str) -> list[str]:
    """The names of ``--fields``.

    Raises:
        BadParameter: naming those that are not known, and all that are.
    """
    names = [name.strip().lower().replace("-", "_") for name in (wanted or "").split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(unknown)}: no field of {kind}. Allowed: {', '.join(known)}.", param_hint="--fields"
        )
    return names


def _cell(value: Any, spec: FieldSpec) -> str:
    """A value as a list shows it; codes and titles whole, the rest cut where it is long."""
    whole = spec.name == "title" or spec.form in ("links", "choice", "date-words")
    return " ".join(shown(value).split()) if whole else _short(value)


def _short(value: Any) -> str:
    words = " ".join(shown(value).split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 1]}…"


def _count(number: int, plural: str, narrowed: bool) -> None:
    if number == 0:
        tell(f"No {plural} fit." if narrowed else f"The record holds no {plural}.")
    elif sys.stdout.isatty():
        tell(f"{number} {plural if number != 1 else plural.removesuffix('s')}")


def _list_beside(
    invocation: Invocation, kind: str, where: list[str] | None, moment: str | None, as_json: bool
) -> None:
    if where or moment:
        raise typer.BadParameter(f"--where, --as-of and --baseline do not narrow a list of {kind}s.")
    columns, rows = rows_beside(invocation.database(), kind, invocation.snapshot(), invocation.reader())
    if as_json:
        say_json(rows)
        return
    if rows:
        say_table(columns, [[row.get(column.heading) for column in columns] for row in rows])
    _count(len(rows), f"{kind}s", False)
