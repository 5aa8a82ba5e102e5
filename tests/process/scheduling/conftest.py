"""A small record for schedules, put together in a test's own words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


class RecordOfMeetings:
    """Collects issues, meetings, milestones and settings, and gives a snapshot of them."""

    def __init__(self) -> None:
        self.items: list[ItemView] = []
        self.links: list[LinkRow] = []

    def add(self, kind: str, code: str, title: str = "", status: str = "", **detail: Any) -> RecordOfMeetings:
        self.items.append(
            ItemView(f"u-{code}", code, kind, title or f"Title of {code}", "", status, 3, "", detail)
        )
        return self

    def issue(
        self, number: int, depends: tuple[int, ...] = (), status: str = "listed", **detail: Any
    ) -> RecordOfMeetings:
        code = f"ISS-{number:03d}"
        for other in depends:
            self.link(code, "depends-on", f"ISS-{other:03d}")
        return self.add("issue", code, status=status, **detail)

    def meeting(self, day: date, status: str = "planned", **detail: Any) -> RecordOfMeetings:
        spec = {"qualifier": "on", "start": day.isoformat(), "standing": "proposed"}
        return self.add("meeting", f"MTG-{day}", "Call", status, **{"date": spec, **detail})

    def setting(self, name: str, value: Any) -> RecordOfMeetings:
        return self.add("setting", f"SET-{name}", status="in-use", value=value)

    def link(self, source: str, relation: str, target: str, **detail: Any) -> RecordOfMeetings:
        self.links.append(LinkRow(f"l{len(self.links)}", f"u-{source}", relation, f"u-{target}", detail))
        return self

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot.of(self.items, self.links)


@pytest.fixture(scope="session")
def record() -> type[RecordOfMeetings]:
    """The class itself, so that property tests can make as many as they like."""
    return RecordOfMeetings
