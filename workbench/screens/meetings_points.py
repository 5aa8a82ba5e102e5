"""What a meeting takes up, as HTML: a bar of its minutes and the list of its points."""

from __future__ import annotations

import html

from workbench.process.agendas import Agenda
from workbench.screens.addresses import item_address


def minutes_bar(used: int, length: int) -> str:
    """A bar of the minutes that are used; the sentence beside it says the same."""
    part = min(100, round(100 * used / length)) if length else 100
    over = " over" if used > length else ""
    return f'<div class="wb-bar{over}" aria-hidden="true"><span style="width:{part}%"></span></div>'


def agenda_html(agenda: Agenda) -> str:
    """An agenda as a bar and a list of issues, for ``st.html``."""
    points = "".join(
        f'<li><a href="{html.escape(item_address(point.issue.code))}">{html.escape(point.issue.title)}</a> '
        f'<span class="wb-code">{html.escape(point.issue.code)}</span> '
        f'<span class="wb-remark">{html.escape(_said(point.stage, point.minutes))}</span></li>'
        for point in agenda.points
    )
    bar = minutes_bar(agenda.used, agenda.length) if agenda.points else ""
    listed = f"<ol>{points}</ol>" if points else ""
    return f'<div class="wb-agenda">{bar}<p>{html.escape(agenda.words)}</p>{listed}</div>'


def _said(stage: str, minutes: int) -> str:
    parts = [stage or "no stage named", *([f"{minutes} min"] if minutes else [])]
    return ", ".join(parts)
