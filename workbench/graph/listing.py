"""Rows of lists as screens show them: plain values, with what is computed beside what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.graph.closing import closed, why_not_closed
from workbench.graph.fields import FieldSpec, field_value, fields_of
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
