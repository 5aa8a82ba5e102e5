"""The group's day: dates are California's, moments are the server's in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


def now() -> datetime:
    """The server's moment, in UTC."""
    return datetime.now(UTC)


def group_today() -> date:
    """Today's date in California."""
    return datetime.now(PACIFIC).date()
