"""The record at a glance: a few numbers, each a link to what it counts."""

from __future__ import annotations

import html
from datetime import date

from workbench.graph.attention_lines import counted
from workbench.graph.days_due import is_open
from workbench.graph.snapshot import Snapshot
from workbench.screens import issues_filters
from workbench.screens.addresses import page_address


def glance_html(snapshot: Snapshot, today: date, changes: int) -> str:
    """Numbers of the record at the moment looked at, with links.

    Args:
        changes: how many there were by then.
    """
    return f'<ul class="wb-glance">{"".join(_cell(*cell) for cell in _cells(snapshot, today, changes))}</ul>'


def _cell(number: str, words: str, address: str) -> str:
    shown = f'<span class="wb-number">{html.escape(number)}</span> <span>{html.escape(words)}</span>'
    return f'<li><a href="{html.escape(address)}">{shown}</a></li>'


def _cells(snapshot: Snapshot, today: date, changes: int) -> list[tuple[str, str, str]]:
    issues = snapshot.of_kind("issue")
    still = sum(is_open(issue) for issue in issues)
    meetings = snapshot.of_kind("meeting")
    held = sum(meeting.status == "held" for meeting in meetings)
    agreements = snapshot.of_kind("agreement")
    agreed = sum(agreement.status == "agreed" for agreement in agreements)
    actions = [action for action in snapshot.of_kind("action") if is_open(action)]
    organisations = snapshot.of_kind("organisation")
    parties = sum(bool(o.detail.get("party")) for o in organisations)
    return [
        (
            str(still),
            f"of {counted(len(issues), 'issue', 'open', 'open')}",
            page_address("issues", **{issues_filters.WHERE: "status=open"}),
        ),
        (
            str(agreed),
            f"of {counted(len(agreements), 'agreement', 'agreed', 'agreed')}",
            page_address("agreements"),
        ),
        (str(held), f"of {counted(len(meetings), 'meeting', 'held', 'held')}", page_address("meetings")),
        (str(len(actions)), "actions open" if len(actions) != 1 else "action open", page_address("minutes")),
        (
            str(len(organisations)),
            f"organisations, {parties} of them with party status"
            if len(organisations) != 1
            else "organisation",
            page_address("people"),
        ),
        (
            str(changes),
            "changes in the history" if changes != 1 else "change",
            page_address("history"),
        ),
    ]
