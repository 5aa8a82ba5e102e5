"""The whole record as JSON, the same bytes for the same record, and the schema of that file."""

from __future__ import annotations

import json
from typing import Any

from workbench.exchange.exchanged import content_digest
from workbench.exchange.json_out import head_json
from workbench.exchange.record_file import FORMAT, SCHEMA_FILE, VERSION, RecordFile
from workbench.exchange.record_heading import RecordHeading
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order
from workbench.graph.vocabulary import FOREIGN, KINDS, shipped

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def write_record_json(snapshot: Snapshot, heading: RecordHeading) -> bytes:
    """A snapshot as ``record.json``; confidential items are left out.

    Args:
        snapshot: as far as the person who asks may see it.
        heading: which record it is.
    """
    shown = snapshot.public
    items = [item for kind in KINDS for item in shown.of_kind(kind, withdrawn=True)]
    by_dates = shown.day is not None
    days = [item.effective_on for item in items if item.effective_on is not None]
    document = {
        "$schema": SCHEMA_FILE,
        "format": FORMAT,
        "version": VERSION,
        "title": heading.title or shown.title,
        "record": {
            "id": heading.record_id,
            "title": heading.title or shown.title,
            "group": heading.group,
            "docket": str(shown.setting("docket", "")),
            "reconstruction": shown.reconstruction,
        },
        "moment": {
            "change": None if by_dates else shown.change,
            "effective_on": max(days).isoformat() if days else None,
            "as_of": shown.as_of.isoformat() if shown.as_of else None,
            "baseline": shown.baseline,
        },
        "whole": not by_dates,
        "vocabulary": dict(heading.vocabulary),
        "items": [_item(shown, item) for item in items],
    }
    return f"{json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)}\n".encode()


def _item(snapshot: Snapshot, item: ItemView) -> dict[str, Any]:
    detail = {name: item.detail[name] for name in sorted(item.detail) if name != FOREIGN}
    foreign = item.detail.get(FOREIGN)
    links = [
        (link, snapshot.items[link.target]) for link in snapshot.out(item) if link.target in snapshot.items
    ]
    links.sort(
        key=lambda pair: (
            pair[0].relation,
            code_order(pair[1].code),
            json.dumps(pair[0].detail, sort_keys=True),
        )
    )
    return {
        **head_json(item),
        "digest": content_digest(item),
        "detail": detail,
        **({"foreign": dict(sorted(foreign.items()))} if foreign else {}),
        "links": [_link(link, target) for link, target in links],
    }


def _link(link: LinkRow, target: ItemView) -> dict[str, Any]:
    return {
        "relation": link.relation,
        "target": target.uuid,
        "code": target.code,
        **({"detail": {name: link.detail[name] for name in sorted(link.detail)}} if link.detail else {}),
        "revision": link.revision,
        "fingerprint": link.fingerprint,
        "suspect": link.suspect,
    }


def record_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``record.json``, every kind with the meaning of its fields."""
    schema = RecordFile.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    words = shipped()
    branches = []
    for kind in KINDS.values():
        detail = kind.detail.model_json_schema(ref_template="#/$defs/{model}")
        definitions.update(detail.pop("$defs", {}))
        detail["properties"].pop(FOREIGN)
        name = kind.detail.__name__
        definitions[name] = detail
        statuses = [*words.statuses_of(kind.name)]
        branches.append(
            {
                "if": {"properties": {"kind": {"const": kind.name}}},
                "then": {
                    "description": f"{kind.label}. Normative beside title and text: "
                    f"{', '.join(kind.normative) or 'nothing'}.",
                    "properties": {
                        "code": {"type": "string", "pattern": f"^({kind.code})$"},
                        "status": {
                            "type": "string",
                            "description": f"One of {', '.join(statuses)}, or what the record's words add.",
                        },
                        "detail": {"$ref": f"#/$defs/{name}"},
                    },
                },
            }
        )
    definitions["FileItem"]["properties"]["kind"]["enum"] = list(KINDS)
    definitions["FileItem"]["allOf"] = branches
    relations = ", ".join(f"{r.name} ({r.says})" for r in words.relations)
    definitions["FileLink"]["properties"]["relation"]["description"] += f" Shipped ones: {relations}."
    return {
        "$schema": DIALECT,
        "$id": "urn:siwg-workbench:record:1",
        **schema,
        "title": "Record of a working group",
    }


def schema_text() -> str:
    """The schema as its file has it."""
    return json.dumps(record_schema(), indent=1, ensure_ascii=False, sort_keys=False) + "\n"
