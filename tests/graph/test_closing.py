"""Why an issue cannot be closed, and the rows of the list of issues."""

from __future__ import annotations

import dataclasses

from workbench.graph.closing import why_not_closed
from workbench.graph.listing import issue_rows
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


def _issue(code: str, status: str = "listed", **detail: object) -> ItemView:
    return ItemView(f"u-{code}", code, "issue", f"Title of {code}", "", status, 1, "f", detail)


ISSUE = _issue("ISS-001", destination=["rule-21"], disposition="Taken over as proposed.", due="2014-07-18")
BLOCKER = _issue("ISS-002", destination=["undetermined"])
ORDER = ItemView("u-ord", "ORD-2014-05-13", "order", "Order of 13 May", "", "in-force", 1, "f")
PERSON = ItemView("u-per", "PER-DOE", "person", "Jane Doe", "", "active", 1, "f")


def _snapshot(*links: LinkRow, blocker: ItemView = BLOCKER) -> Snapshot:
    return Snapshot.of([ISSUE, blocker, ORDER, PERSON], links)


DEPENDS = LinkRow("1", "u-ISS-001", "depends-on", "u-ISS-002")


def test_an_issue_that_lacks_nothing() -> None:
    assert why_not_closed(_snapshot(), ISSUE) == []


def test_every_reason_is_a_sentence() -> None:
    bare = dataclasses.replace(
        ISSUE, detail={"destination": ["undetermined", "disputed"], "disposition": " "}
    )
    suspect = LinkRow("2", "u-ISS-001", "answers", "u-ord", suspect=True)
    assert why_not_closed(_snapshot(DEPENDS, suspect), bare) == [
        "Nothing says what the group did with it: the disposition is empty.",
        "It depends on ISS-002 (Title of ISS-002), which is still open.",
        "Its destination is not yet determined.",
        "Its destination is disputed.",
        "The text of ORD-2014-05-13 (Order of 13 May) has changed since the link to it was last looked at.",
    ]
    assert "No destination is named." in why_not_closed(_snapshot(), _issue("ISS-001"))


def test_what_is_done_with_blocks_nobody() -> None:
    for status in ("resolved", "deferred", "withdrawn"):
        blocker = dataclasses.replace(BLOCKER, status=status)
        assert why_not_closed(_snapshot(DEPENDS, blocker=blocker), ISSUE) == []


def test_other_kinds_lack_nothing() -> None:
    assert why_not_closed(_snapshot(), ORDER) == []


def test_rows_say_why_an_issue_is_open() -> None:
    owned = LinkRow("3", "u-ISS-001", "owned-by", "u-per")
    first, second = issue_rows(_snapshot(DEPENDS, owned))
    assert first["why_open"] == "It depends on ISS-002 (Title of ISS-002), which is still open."
    assert first["owner"] == ["PER-DOE"]
    assert first["owner_names"] == "Jane Doe"
    assert first["due"].isoformat() == "2014-07-18"
    assert "disposition is empty" in second["why_open"]
    done = dataclasses.replace(BLOCKER, status="deferred")
    (row,) = issue_rows(_snapshot(blocker=done), [done])
    assert row["closed"]
    assert row["why_open"] == ""
