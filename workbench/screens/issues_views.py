"""Views of the issue list: ready-made filters, and named ones that were kept."""

from __future__ import annotations

from workbench.screens import filter_views, issues_filters

PAGE = "issues"
READY_MADE = {
    "Open": "status=open",
    "Without a meeting": "status=open meeting=none",
    "Without an owner": "status=open owner=none",
    "Due in two weeks": "status=open due<=today+14",
    "Citing a text that changed": "suspect=yes",
    "Withdrawn": "status=withdrawn",
}
"""Filters that every facilitator needs, by their name."""


def draw() -> None:
    """Draw the list of views, and what keeps the present filter as one."""
    filter_views.draw(
        PAGE, READY_MADE, everything="All issues", put=issues_filters.put, present=issues_filters.whole_text
    )
