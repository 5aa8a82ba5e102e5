"""Rows of lists as screens show them: plain values, with what is computed beside what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workbench.graph.closing import closed, why_not_closed
from workbench.graph.fields import KINDS, FieldSpec, field_value, fields_of
from workbench.graph.snapshot import ItemView, Snapshot


def issue_rows(snapshot: Snapshot, items: Iterable[ItemView] | None = None) -> list[dict[str, Any]]:
    """Issues as rows: every field of the grid, and these computed ones.

    * ``closed``: whether the status is one in which an issue is done with;
    * ``why_open``: what keeps it from being resolved, in one text; empty when it is closed;
    * ``suspect``: whether a link of it cites a text that has changed since;
    * ``owner_names``, ``meeting_names``: titles behind the codes of ``owner`` and ``meeting``;
    * ``confidential``.

    Args:
        snapshot: the record at one moment.
        items: the issues to show, in order; every issue that is not withdrawn when None.
    """
    fields = list(fields_of("issue", snapshot.vocabulary).values())
    shown = snapshot.of_kind("issue") if items is None else items
    return [_issue_row(snapshot, item, fields) for item in shown]


def item_rows(
    snapshot: Snapshot, items: Iterable[ItemView], fields: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Items of any kinds as rows: code, kind, title and status, and these.

    * ``suspect``: whether a link of it cites a text that has changed since;
    * ``changed``: the group's date of its last change;
    * each further field asked for, None where the item's kind has no such field.

    Args:
        fields: names of further fields.
    """
    moved = {link.source for link in snapshot.links if link.suspect}
    specs = {
        kind: [known[name] for name in fields if name in known]
        for kind in KINDS
        for known in (fields_of(kind, snapshot.vocabulary),)
    }
    return [
        {
            "code": item.code,
            "kind": item.kind,
            "title": item.title,
            "status": item.status,
            "suspect": item.uuid in moved,
            "changed": item.effective_on,
            **dict.fromkeys(fields),
            **{spec.name: field_value(snapshot, item, spec) for spec in specs[item.kind]},
        }
        for item in items
    ]


def further_fields(snapshot: Snapshot) -> list[str]:
    """Names of every field that a row of ``item_rows`` can show besides its own, by name."""
    own = {"code", "title", "status"}
    names = {name for kind in KINDS for name in fields_of(kind, snapshot.vocabulary)}
    return sorted(names - own)


def _issue_row(snapshot: Snapshot, item: ItemView, fields: list[FieldSpec]) -> dict[str, Any]:
    row = {field.name: field_value(snapshot, item, field) for field in fields}
    done = closed(item)
    return {
        **row,
        "closed": done,
        "why_open": "" if done else " ".join(why_not_closed(snapshot, item)),
        "suspect": any(link.suspect for link in snapshot.out(item)),
        "owner_names": _names(snapshot, row["owner"]),
        "meeting_names": _names(snapshot, row["meeting"]),
        "confidential": item.confidential,
    }


def _names(snapshot: Snapshot, codes: Iterable[str]) -> str:
    found = (snapshot.item(code) for code in codes)
    return "; ".join(item.title or item.code for item in found if item is not None)
