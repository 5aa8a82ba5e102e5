"""``field=value`` on the command line: read by the same rules as the cells of a grid."""

from __future__ import annotations

from typing import Any

import typer

from workbench.exchange.cells import CellFault, read_cell
from workbench.exchange.code_lookup import CodeLookup
from workbench.graph.fields import FieldSpec, fields_of
from workbench.graph.proposed import Place, Problem
from workbench.graph.proximity import nearest
from workbench.graph.snapshot import ItemView, Snapshot

UNTYPED = ("confidential",)
"""Fields that the grid does not show, and that ``process`` reads itself."""


def split_assignments(assignments: list[str]) -> dict[str, str]:
    """Names and values as written.

    Raises:
        BadParameter: for a part without a name and an equals sign, or a name that stands twice.
    """
    found: dict[str, str] = {}
    for part in assignments:
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            raise typer.BadParameter(
                f"'{part}' is no assignment. Write field=value, such as status=resolved or 'title=New title'.",
                param_hint="FIELD=VALUE",
            )
        if name in found:
            raise typer.BadParameter(f"'{name}' stands twice.", param_hint="FIELD=VALUE")
        found[name] = value
    return found


def read_assignments(
    snapshot: Snapshot, item: ItemView, written: dict[str, str]
) -> tuple[dict[str, Any], list[Problem]]:
    """Values in the form of the record.

    Args:
        snapshot: the record as it is, in which codes and titles of links are looked up.
        item: the item that is edited.
        written: values by the names of fields, as written.

    Returns:
        The fields to write, and every problem.
    """
    known = fields_of(item.kind, snapshot.vocabulary)
    lookup = CodeLookup(snapshot)
    fields: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in written.items():
        spec = known.get(name) or known.get(name.replace("-", "_"))
        if spec is None and name not in UNTYPED:
            problems.append(_unknown(item, name, known))
        elif spec is None or spec.read_only:
            fields[name] = value
        else:
            try:
                fields[spec.name] = _value(spec, value, lookup)
            except CellFault as fault:
                where = Place(column=spec.name)
                problems.append(Problem(fault.message, where, "", fault.allowed, item.code))
    return fields, problems


def _value(spec: FieldSpec, written: str, lookup: CodeLookup) -> Any:
    value = read_cell(spec, written)
    return lookup.resolved(spec, value) if spec.form == "links" else value


def _unknown(item: ItemView, name: str, known: dict[str, FieldSpec]) -> Problem:
    near = nearest(name, known)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    allowed = ", ".join([*(n for n, spec in known.items() if not spec.read_only), *UNTYPED])
    return Problem(f"'{name}' is no field of this kind{meant}", Place(column=name), "", allowed, item.code)
