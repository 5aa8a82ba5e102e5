"""Commands for organisations: add one, list them, take a list in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer import Typer

from workbench.cli.commands import WRITING
from workbench.cli.invocation import Invocation, command, day_given
from workbench.cli.options import JsonOption
from workbench.cli.output import Column, say, say_json, say_table, tell
from workbench.cli.refusals import refuse
from workbench.cli.writing import DryRunOption, JsonResultOption, WhyOption, save_or_show
from workbench.graph.memberships import memberships
from workbench.graph.name_codes import code_from
from workbench.graph.proposed import NewItem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.clock import group_today

COLUMNS = (
    Column("code", quiet=True, whole=True), Column("name"), Column("class"), Column("party since"),
    Column("advisory"), Column("acts for it"), Column("affiliates"), Column("member of"),
)  # fmt: skip


def add_to(app: Typer) -> None:
    """Register the commands of this module."""
    organisation = Typer(help="Organisations: add one, list them, take a list in.", no_args_is_help=True)
    command(
        organisation,
        "add",
        panel=WRITING,
        examples=(
            "workbench organisation add 'Example Power' --class utility --party-since 2014-06-12",
            "workbench organisation add 'Example Commission staff' --class agency --advisory --dry-run",
        ),
    )(add)
    command(
        organisation, "list", panel=WRITING, examples=("workbench organisation list --class utility --json",)
    )(list_organisations)
    command(
        organisation,
        "import",
        panel=WRITING,
        examples=("workbench organisation import organisations.xlsx --dry-run",),
    )(import_organisations)
    app.add_typer(organisation, name="organisation", rich_help_panel=WRITING)


def add(
    invocation: Invocation,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name.", show_default=False)],
    category: Annotated[
        str | None,
        typer.Option("--class", metavar="CLASS", help="One of the record's classes.", show_default=False),
    ] = None,
    party_since: Annotated[
        str | None,
        typer.Option(
            "--party-since", metavar="DATE", help="It has party status since this day.", show_default=False
        ),
    ] = None,
    advisory: Annotated[
        bool, typer.Option("--advisory", metavar="", help="It advises and takes no position.")
    ] = False,
    code: Annotated[
        str | None,
        typer.Option("--code", metavar="CODE", help="ORG-…; else made from the name.", show_default=False),
    ] = None,
    why: WhyOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonResultOption = False,
) -> None:
    """Put an organisation on record, with its class and its standing."""
    invocation.actor().require("edit")
    since = None if party_since is None else day_given(party_since, "--party-since")
    snapshot = invocation.snapshot()
    if category is not None and category not in snapshot.vocabulary.organisation_classes:
        allowed = ", ".join(snapshot.vocabulary.organisation_classes)
        raise typer.BadParameter(f"'{category}' is no class. Allowed: {allowed}.", param_hint="--class")
    fields: dict[str, Any] = {"title": name}
    if category:
        fields["category"] = category
    if since is not None:
        fields |= {"party": True, "party_since": since.isoformat()}
    if advisory:
        fields["advisory"] = True
    given = code.upper() if code else code_from(name, "organisation", snapshot.by_code)
    change = ProposedChange(
        new=(NewItem("organisation", fields, code=given),), why=why or f"{name} takes part"
    )
    save_or_show(invocation, change, dry_run=dry_run, as_json=as_json)


def list_organisations(
    invocation: Invocation,
    category: Annotated[
        str | None,
        typer.Option("--class", metavar="CLASS", help="Only those of this class.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List organisations with class, party status, who acts for them, and what they belong to."""
    snapshot = invocation.snapshot()
    found = [
        o
        for o in snapshot.of_kind("organisation")
        if not o.withdrawn and category in (None, o.detail.get("category"))
    ]
    documents = [_document(snapshot, o) for o in found]
    if as_json:
        say_json(documents)
        return
    say_table(
        COLUMNS,
        [
            [
                d["code"], d["name"], d["class"],
                (d["party_since"] or "yes") if d["party"] else "—",
                "yes" if d["advisory"] else "",
                "; ".join(f"{m['name']} ({', '.join(m['roles'])})" for m in d["members"] if m["standing"] == "present"),
                "; ".join(d["affiliates"]), "; ".join(d["associations"]),
            ]
            for d in documents
        ],
    )  # fmt: skip
    tell(f"{len(documents)} {'organisation' if len(documents) == 1 else 'organisations'}")


def _document(snapshot: Snapshot, item: ItemView) -> dict[str, Any]:
    today = group_today()
    return {
        "code": item.code,
        "name": item.title,
        "status": item.status,
        "class": str(item.detail.get("category") or ""),
        "party": bool(item.detail.get("party")),
        "party_since": item.detail.get("party_since"),
        "advisory": bool(item.detail.get("advisory")),
        "members": [
            {
                "code": m.person.code, "name": m.person.title, "roles": list(m.roles),
                "since": m.since, "until": m.until, "instrument": m.instrument, "standing": m.standing(today),
            }
            for m in memberships(snapshot, item)
        ],
        "affiliates": [o.code for o in snapshot.targets(item, "affiliate-of")],
        "associations": [o.code for o in snapshot.targets(item, "association-member-of")],
    }  # fmt: skip


def import_organisations(
    invocation: Invocation,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A .csv or .xlsx with a heading: name, class, party since, advisory, …",
            show_default=False,
        ),
    ],
    why: WhyOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonResultOption = False,
) -> None:
    """Take a list of organisations in as one change: new ones are added, known ones completed."""
    from workbench.cli.file_reading import bytes_of  # loads the readers, which no other command needs
    from workbench.exchange.organisation_list import read_organisations

    invocation.actor().require("edit")
    change, problems = read_organisations(bytes_of(file), file.name, invocation.snapshot())
    if problems:
        refuse("\n".join(problem.sentence() for problem in problems))
    if change.empty:
        say("Nothing differs from the record.")
        return
    if why:
        change = ProposedChange(new=change.new, edits=change.edits, why=why)
    save_or_show(invocation, change, dry_run=dry_run, as_json=as_json)
