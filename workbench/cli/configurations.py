"""The command that reads configurations: all of them, one hop by hop, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from workbench.cli.commands import READING
from workbench.cli.invocation import Invocation, command, item_named
from workbench.cli.options import AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import Column, say, say_heading, say_json, say_table
from workbench.cli.refusals import NotFound
from workbench.graph.configurations import (
    Bearing,
    Reading,
    compared,
    protocol_words,
    read,
    translations_words,
)
from workbench.graph.runs import runs_at
from workbench.graph.ways import Hop, faults


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "configurations",
        panel=READING,
        examples=(
            "workbench configurations",
            "workbench configurations CFG-FACILITY-GATEWAY --json",
            "workbench configurations CFG-AGGREGATOR-HTTP CFG-AGGREGATOR-XMPP --differing",
        ),
    )(say_configurations)


def say_configurations(
    invocation: Invocation,
    codes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CODE]...",
            help="One is told hop by hop, several stand side by side; without a code all are listed.",
            show_default=False,
        ),
    ] = None,
    differing: Annotated[
        bool, typer.Option("--differing", metavar="", help="Of several only what differs.")
    ] = False,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the ways from the utility to the DER: their hops, who carries them, what bears on them.

    What applies to a configuration does so itself, or by one of its interfaces or protocols; the way is said.
    """
    snapshot = invocation.snapshot(as_of, baseline)
    found = [item_named(snapshot, code) for code in dict.fromkeys(codes or ())]
    others = [item.code for item in found if item.kind != "configuration"]
    if others:
        raise NotFound(f"{', '.join(others)} is no configuration. 'workbench configurations' lists them.")
    chosen = found or snapshot.of_kind("configuration")
    with invocation.database().read() as session:
        taken = runs_at(session, snapshot)
    readings = [read(snapshot, item, taken) for item in chosen]
    if as_json:
        say_json([_json(one) for one in readings])
    elif not codes:
        _say_all(readings)
    else:
        for one in readings:
            for sentence in faults(snapshot, [hop.interface for hop in one.way.hops]):
                say(f"{one.item.code} is no path: {sentence}")
        _say_rows(readings, differing=differing and len(readings) > 1)


def _say_all(readings: Sequence[Reading]) -> None:
    columns = [
        Column("code", quiet=True, whole=True),
        Column("title"),
        Column("status"),
        Column("hops", whole=True),
        Column("translations"),
        Column("open issues", right=True),
        Column("evidence"),
    ]
    say_table(
        columns,
        [
            (
                one.item.code,
                one.item.title,
                one.item.status,
                " → ".join(hop.interface.code for hop in one.way.hops),
                translations_words(one.way),
                str(len(one.open_issues)),
                ", ".join(evidence.state for evidence in one.evidence) or "none",
            )
            for one in readings
        ],
    )


def _say_rows(readings: Sequence[Reading], *, differing: bool) -> None:
    """One configuration, or several side by side: under each row's name what it is in each of them."""
    say("; ".join(f"{one.item.code}  {one.item.title}" for one in readings))
    section = ""
    for row in compared(readings):
        if differing and not row.differs:
            continue
        if row.section != section:
            section = row.section
            say_heading(section)
        say(f"  {row.name}" + (" (differs)" if row.differs else ""))
        for one, cell in zip(readings, row.cells, strict=True):
            if len(readings) > 1:
                say(f"    {one.item.code}")
            for line in cell or ("nothing",):
                say(f"      {line}" if len(readings) > 1 else f"    {line}")


def _json(one: Reading) -> dict[str, Any]:
    return {
        "code": one.item.code,
        "title": one.item.title,
        "status": one.item.status,
        "hops": [_hop(hop) for hop in one.way.hops],
        "translations": len(one.way.translations),
        "duties": one.way.duties,
        "agreements": [_bearing(bearing) for bearing in one.agreements],
        "recommendations": [_bearing(bearing) for bearing in one.recommendations],
        "issues": [{**_bearing(bearing), "status": bearing.item.status} for bearing in one.issues],
        "evidence": [
            {
                "procedure": evidence.run.procedure,
                "verdict": evidence.run.verdict,
                "run_on": evidence.run.run_on,
                "state": evidence.state,
                "why_stale": evidence.why_stale,
                "earlier_runs": evidence.earlier,
            }
            for evidence in one.evidence
        ],
        "not_run": [procedure.code for procedure in one.procedures],
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "number": hop.number,
        "interface": hop.interface.code,
        "from": hop.start.code if hop.start else None,
        "to": hop.end.code if hop.end else None,
        "joins": hop.joins,
        "red": hop.red,
        "inferred": hop.inferred,
        "protocols": [
            {"code": one.protocol.code, "certainty": one.certainty or None} for one in hop.protocols
        ],
        "protocol_words": protocol_words(hop),
        "translation": hop.translation,
        "owner": hop.owner,
        "payer": hop.payer,
        "certainty": hop.certainty,
    }


def _bearing(one: Bearing) -> dict[str, Any]:
    return {"code": one.item.code, "title": one.item.title, "ways": list(one.ways)}
