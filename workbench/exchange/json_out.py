"""Items as JSON documents, in the shape that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order


def item_json(snapshot: Snapshot, item: ItemView) -> dict[str, Any]:
    """One item: ``uuid, code, kind, title, text, status, revision, fingerprint, detail, links``.

    A link has ``relation``, ``direction`` (*out*: the item cites the other; *in*: the other cites
    it), ``code``, ``title``, ``suspect``, and ``detail`` where it has one.
    """
    return {**head_json(item), "detail": dict(item.detail), "links": _links(snapshot, item)}


def head_json(item: ItemView) -> dict[str, Any]:
    """What every item has, from its uuid to the fingerprint of its text."""
    return {
        "uuid": item.uuid,
        "code": item.code,
        "kind": item.kind,
        "title": item.title,
        "text": item.text,
        "status": item.status,
        "revision": item.revision,
        "fingerprint": item.fingerprint,
    }


def items_json(snapshot: Snapshot, items: Iterable[ItemView]) -> list[dict[str, Any]]:
    """Several items as the array that ``list --json`` prints."""
    return [item_json(snapshot, item) for item in items]


def _links(snapshot: Snapshot, item: ItemView) -> list[dict[str, Any]]:
    ends = [("out", link, link.target) for link in snapshot.out(item)]
    ends += [("in", link, link.source) for link in snapshot.into(item)]
    known = [(direction, link, snapshot.items[end]) for direction, link, end in ends if end in snapshot.items]
    known.sort(
        key=lambda entry: (entry[0] == "in", entry[1].relation, code_order(entry[2].code), entry[1].uuid)
    )
    return [_link(direction, link, end) for direction, link, end in known]


def _link(direction: str, link: LinkRow, end: ItemView) -> dict[str, Any]:
    document: dict[str, Any] = {
        "relation": link.relation,
        "direction": direction,
        "code": end.code,
        "title": end.title,
        "suspect": link.suspect,
    }
    if link.detail:
        document["detail"] = dict(link.detail)
    return document
