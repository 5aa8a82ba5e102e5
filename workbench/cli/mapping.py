"""The command that reads the mapping of quantities: what each protocol calls them, and what a value becomes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command
from workbench.cli.options import AllOption, AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import Column, say, say_fields, say_heading, say_json, say_most, say_table
from workbench.cli.refusals import CommandRefused, NotFound
from workbench.graph.mapping import PROTOCOLS, SHORT, Mapped, filtered, mapped, mapping, protocols_bound
from workbench.graph.mapping_translation import (
    EXAMPLE_WORDS,
    NotUnderstood,
    Said,
    said_everywhere,
    said_words,
)
from workbench.graph.minimum_data import STATES, Requirement, counts, requirements, summary
from workbench.graph.proximity import nearest
from workbench.graph.snapshot import Snapshot

BINDINGS = (
    Column("protocol", whole=True), Column("read", whole=True), Column("write", whole=True), Column("certainty"),
    Column("note"),
)  # fmt: skip
SAID = (Column("protocol", whole=True), Column("where", whole=True), Column("carried"), Column("lost"))
STANDINGS = {
    "current": "",
    "moved": "Its row has changed since the record cited it; 'workbench init' brings the record up to it.",
    "not on record": "The record has no data object for it at this moment.",
}


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "mapping",
        panel=READING,
        examples=(
            "workbench mapping",
            "workbench mapping limit-active-power --value 50",
            "workbench mapping --find AO88",
            "workbench mapping --coverage --json",
        ),
    )(say_mapping)


def say_mapping(
    invocation: Invocation,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="Key of a quantity or code of a data object; every quantity without.",
            show_default=False,
        ),
    ] = None,
    value: Annotated[
        str | None,
        typer.Option(
            "--value",
            metavar="TEXT",
            help="Show this value as every protocol carries it.",
            show_default=False,
        ),
    ] = None,
    find: Annotated[
        str | None,
        typer.Option(
            "--find",
            metavar="WORDS",
            help="Only quantities with these words or addresses.",
            show_default=False,
        ),
    ] = None,
    protocol: Annotated[
        list[str] | None,
        typer.Option(
            "--protocol", metavar="NAME", help="Only what this protocol names; repeat it.", show_default=False
        ),
    ] = None,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage", metavar="", help="How far protocols carry the minimum data tables of 2015."
        ),
    ] = False,
    whole: AllOption = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the information model: what each protocol calls a quantity, and what a value becomes there.

    Names and numbers are those that the gateways execute.
    """
    if value is not None and name is None:
        raise typer.BadParameter("A value belongs to one quantity; name it.", param_hint="--value")
    if coverage and (name is not None or find is not None):
        raise typer.BadParameter(
            "--coverage tells of all data requirements; give it without NAME and --find."
        )
    wanted = _protocols(protocol or [])
    snapshot = invocation.snapshot(as_of, baseline)
    if coverage:
        _coverage(snapshot, wanted, as_json=as_json, whole=whole)
    elif name is not None:
        _one(_named(snapshot, name), value, wanted, as_json=as_json)
    else:
        rows = filtered(mapping(snapshot), words=find or "", protocol=wanted)
        _all(rows, wanted, as_json=as_json, whole=whole)


def _protocols(given: Sequence[str]) -> list[str]:
    wrong = [name for name in given if name not in PROTOCOLS]
    if wrong:
        raise typer.BadParameter(
            f"'{wrong[0]}' is no protocol here. Allowed: {', '.join(protocols_bound())}.",
            param_hint="--protocol",
        )
    return list(given)


def _named(snapshot: Snapshot, name: str) -> Mapped:
    found = mapped(snapshot, name)
    if found is None:
        near = nearest(name.lower(), [row.key for row in mapping(snapshot)])
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise NotFound(f"There is no quantity '{name[:60]}'.{meant} 'workbench mapping' lists them.")
    return found


def _one(row: Mapped, value: str | None, wanted: Sequence[str], *, as_json: bool) -> None:
    said: list[Said] = []
    if value is not None:
        try:
            said = said_everywhere(row.key, value)
        except NotUnderstood as why:
            raise CommandRefused(str(why)) from None
        said = [one for one in said if not wanted or one.protocol in wanted]
    if as_json:
        say_json(
            {**_json(row), **({"value": value, "said": [_said_json(one) for one in said]} if said else {})}
        )
        return
    say(f"{row.key}  {row.name}")
    say(row.meaning)
    say_fields(
        [
            ("function", row.group), ("unit", row.unit), ("access", row.access),
            ("IEC 61850", f"{row.iec_61850} {row.iec_61850_class}".strip()), ("note", row.note),
            ("on record", row.code), ("standing", STANDINGS[row.standing]),
        ]
    )  # fmt: skip
    bound = [binding for binding in row.bindings if not wanted or binding.protocol in wanted]
    say_table(BINDINGS, [[b.words, b.read, b.write, b.certainty, b.note] for b in bound])
    if value is not None:
        say_heading(f"{said_words(row.key, value)} in each protocol")
        say_table(SAID, [[SHORT[one.protocol], one.address, one.raw, _lost(one)] for one in said])
        say(EXAMPLE_WORDS)


def _lost(one: Said) -> str:
    return one.refused or " ".join(one.losses) or "nothing"


def _all(rows: Sequence[Mapped], wanted: Sequence[str], *, as_json: bool, whole: bool) -> None:
    if as_json:
        say_json([_json(row) for row in rows])
        return
    names = wanted or protocols_bound()
    columns = (
        Column("key", whole=True), Column("unit", quiet=True), *(Column(SHORT[name]) for name in names),
    )  # fmt: skip

    def line(row: Mapped) -> list[Any]:
        return [row.key, row.unit, *(found.address if (found := row.named(name)) else "" for name in names)]

    say_most(columns, rows, line, whole=whole)
    say(f"{len(rows)} quantit{'y' if len(rows) == 1 else 'ies'}.")


def _coverage(snapshot: Snapshot, wanted: Sequence[str], *, as_json: bool, whole: bool) -> None:
    rows = requirements(snapshot)
    names = wanted or protocols_bound()
    if as_json:
        say_json(_coverage_json(rows, names))
        return
    say(summary(rows))
    found = counts(rows)
    states = [Column(name) for name in STATES.values()]
    say_table(
        [Column("protocol", whole=True), *states],
        [[PROTOCOLS[name], *(found[name][state] for state in STATES)] for name in names],
    )
    columns = (
        Column("code", quiet=True, whole=True),
        *(Column(SHORT[name]) for name in names),
        Column("title"),
    )
    say_heading("Each requirement")
    say_most(
        columns,
        rows,
        lambda row: [row.code, *(row.cell(name).state for name in names), row.title],
        whole=whole,
    )


def _coverage_json(rows: Sequence[Requirement], names: Sequence[str]) -> dict[str, Any]:
    found = counts(rows)
    return {
        "summary": {name: {state: found[name][state] for state in STATES} for name in names},
        "requirements": [
            {
                "code": row.code,
                "title": row.title,
                "quantities": list(row.quantities),
                "certainty": row.certainty,
                "note": row.note,
                "protocols": {
                    name: {"state": row.cell(name).state, "by": row.cell(name).words} for name in names
                },
            }
            for row in rows
        ],
    }


def _json(row: Mapped) -> dict[str, Any]:
    """One quantity as JSON; the fields of a binding stand by the name of its protocol."""
    fields = {name: found for name, found in asdict(row).items() if name != "bindings"}
    fields["bindings"] = {
        binding.protocol: {
            "read": binding.read,
            "write": binding.write,
            "certainty": binding.certainty,
            "note": binding.note,
        }
        for binding in row.bindings
    }
    return fields


def _said_json(one: Said) -> dict[str, Any]:
    return {
        "protocol": one.protocol,
        "address": one.address,
        "raw": one.carried,
        "losses": list(one.losses),
        "refused": one.refused,
        "notes": list(one.notes),
    }
