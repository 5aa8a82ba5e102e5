"""A small record that the tests of files and grids share."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


def item(code: str, kind: str, title: str, status: str, revision: int = 1, **rest: Any) -> ItemView:
    text = rest.pop("text", "")
    confidential = rest.pop("confidential", False)
    return ItemView(
        uuid=f"uuid-{code}",
        code=code,
        kind=kind,
        title=title,
        text=text,
        status=status,
        revision=revision,
        fingerprint=f"fingerprint-{code}",
        detail=rest,
        confidential=confidential,
    )


def link(source: str, relation: str, target: str, suspect: bool = False, **detail: Any) -> LinkRow:
    return LinkRow(
        uuid=f"{source}>{relation}>{target}>{detail}",
        source=f"uuid-{source}",
        relation=relation,
        target=f"uuid-{target}",
        detail=detail,
        suspect=suspect,
    )


ITEMS = [
    item(
        "ISS-001",
        "issue",
        "Gateway at the utility or at the facility",
        "in-discussion",
        revision=3,
        text="Which gateway?\n\n* utility gateway\n* facility gateway",
        number="1",
        theme="architecture",
        priority="high",
        destination=["handbook"],
        readiness="ready",
        due="2014-07-18",
        minutes=45,
        admitted=True,
        stages={"use cases": "2014-06-20", "redlines due": "2014-07-01"},
        certainty="verified",
    ),
    item("ISS-002", "issue", "Cyber security", "listed", text="=cmd|' /C calc'!A0", admitted=True),
    item("ISS-003", "issue", "HTTP or XMPP", "proposed", admitted=False, destination=["rule-21", "guide"]),
    item("ISS-004", "issue", "Kept among few", "listed", confidential=True, admitted=True),
    item("MTG-2014-06-12", "meeting", "Meeting of 12 June", "held"),
    item(
        "MTG-WORKSHOP",
        "meeting",
        "Workshop",
        "planned",
        date={
            "qualifier": "between",
            "start": "2014-08-01",
            "end": "2014-09-30",
            "words": "",
            "standing": "hoped",
        },
        avoid=[],
    ),
    item("PER-DOE", "person", "Jane Doe", "active", email="jane.doe@example.org", roles=["facilitator"]),
    item("ORG-POWER", "organisation", "Example Power", "active", party=True, party_since="2013-01-05"),
    item("SRC-MIN", "source", "Minutes of 12 June", "cited", date="2014-06-12"),
    item(
        "AGR-01",
        "agreement",
        "Application protocol",
        "questioned",
        layer="application",
        choices=["IEEE 2030.5; over HTTP", "DNP3"],
        binds={"extent": "most of a class", "of": "inverter manufacturers"},
        destination=[],
    ),
    item("SET-docket", "setting", "Docket", "in-use", group="docket", value="R.11-09-011"),
    item("SET-blocked-days", "setting", "Blocked days", "in-use", group="schedule", value=["2014-07-04"]),
]

LINKS = [
    link("ISS-001", "scheduled-in", "MTG-2014-06-12"),
    link("ISS-001", "owned-by", "PER-DOE"),
    link("ISS-001", "depends-on", "ISS-002"),
    link("ISS-001", "derived-from", "SRC-MIN", line=14),
    link("ISS-001", "derived-from", "SRC-MIN", line=19),
    link("ISS-003", "depends-on", "ISS-001", suspect=True),
]


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot.of(ITEMS, LINKS, change=7, title="Working group")
