"""Items as JSON: the shape that the command line promises."""

from __future__ import annotations

import json

from workbench.exchange.json_out import item_json, items_json
from workbench.graph.snapshot import Snapshot


def test_an_item_has_exactly_the_promised_keys(snapshot: Snapshot) -> None:
    document = item_json(snapshot, snapshot.by_code["ISS-001"])
    assert list(document) == [
        "uuid", "code", "kind", "title", "text", "status", "revision", "fingerprint", "detail", "links",
    ]  # fmt: skip
    assert document["detail"]["destination"] == ["handbook"]
    assert json.loads(json.dumps(document)) == document


def test_links_are_told_both_ways(snapshot: Snapshot) -> None:
    links = item_json(snapshot, snapshot.by_code["ISS-001"])["links"]
    told = [(link["relation"], link["direction"], link["code"], link["suspect"]) for link in links]
    assert told == [
        ("depends-on", "out", "ISS-002", False),
        ("derived-from", "out", "SRC-MIN", False),
        ("derived-from", "out", "SRC-MIN", False),
        ("owned-by", "out", "PER-DOE", False),
        ("scheduled-in", "out", "MTG-2014-06-12", False),
        ("depends-on", "in", "ISS-003", True),
    ]
    assert links[1]["detail"] == {"line": 14}
    assert links[0]["title"] == "Cyber security"


def test_a_list_is_an_array(snapshot: Snapshot) -> None:
    documents = items_json(snapshot, snapshot.of_kind("issue"))
    assert [document["code"] for document in documents] == ["ISS-001", "ISS-002", "ISS-003", "ISS-004"]
