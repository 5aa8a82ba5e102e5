"""The group's day: dates are California's, moments are the server's in UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from workbench.graph.dates import PACIFIC


def server_moment() -> datetime:
    """The moment by this machine's clock, in UTC."""
    return datetime.now(UTC)


SERVER_CLOCK: Callable[[], datetime] = server_moment
"""Where the moment comes from; a test puts its own clock here."""


def now() -> datetime:
    """The server's moment, in UTC."""
    return SERVER_CLOCK()


def group_today() -> date:
    """Today's date in California."""
    return now().astimezone(PACIFIC).date()


__all__ = ["PACIFIC", "SERVER_CLOCK", "group_today", "now", "server_moment"]
