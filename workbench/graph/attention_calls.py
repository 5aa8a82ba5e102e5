"""Lines of the Desk about consensus calls: outcomes that wait, contests, reminders, drafts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

from workbench.graph.attention_lines import Entry, Line, counted
from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import answers, grouped, state_words
from workbench.graph.ballots.reminders import reminder_due
from workbench.graph.ballots.rounds import contested_words, later_round

Writers = Mapping[str, Collection[tuple[str, str]]]
PAGE: Literal["consensus-calls"] = "consensus-calls"


def call_lines(
    calls: Sequence[BallotRow], moment: datetime | None, writers: Writers | None = None
) -> list[Line]:
    """What calls need of the facilitator.

    Args:
        moment: from which states follow; None where nothing is counted.
        writers: codes and names of the organisations that wrote a statement, by the code of the call for statements.
    """
    if moment is None:
        return []
    groups = grouped(calls, moment)
    rows = {row.code: row for row in calls}
    return [
        *_without_outcome(groups["closed"], moment),
        *_contested(groups["over"], rows),
        *_reminders(groups["open"], moment, writers or {}),
        *_drafts(groups["draft"], moment),
    ]


def _entries(rows: Sequence[BallotRow], moment: datetime) -> tuple[Entry, ...]:
    return tuple(Entry(row.code, row.question, state_words(row, moment)) for row in rows)


def _without_outcome(rows: Sequence[BallotRow], moment: datetime) -> list[Line]:
    if not rows:
        return []
    said = counted(len(rows), "call", "is closed and has no outcome", "are closed and have no outcome")
    return [
        Line("calls-without-outcome", f"{said}: record what came out.", "waits", _entries(rows, moment), PAGE)
    ]


def _contested(over: Sequence[BallotRow], rows: Mapping[str, BallotRow]) -> list[Line]:
    found = [row for row in over if row.contests and not row.voided and later_round(rows, row) is None]
    if not found:
        return []
    entries = tuple(
        Entry(
            row.code,
            row.question,
            contested_words(row),
        )
        for row in found
    )
    said = counted(len(found), "recorded outcome", "is contested", "are contested")
    return [
        Line(
            "contested-outcomes",
            f"{said}: look at the reasons, and ask again where they hold.",
            "waits",
            entries,
            PAGE,
        )
    ]


def _reminders(open_ones: Sequence[BallotRow], moment: datetime, writers: Writers) -> list[Line]:
    answered = {row.code: answers(row, statements=writers.get(row.code, ())) for row in open_ones}
    found = [row for row in open_ones if reminder_due(row, moment) is not None and answered[row.code].silent]
    if not found:
        return []
    entries = tuple(
        Entry(
            row.code,
            row.question,
            f"{reminder_due(row, moment)} days left, {answered[row.code].words()}",
        )
        for row in found
    )
    said = counted(len(found), "reminder", "is due", "are due")
    return [
        Line("reminders-due", f"{said} today: some organisations have not answered.", "soon", entries, PAGE)
    ]


def _drafts(rows: Sequence[BallotRow], moment: datetime) -> list[Line]:
    if not rows:
        return []
    said = counted(len(rows), "call", "is prepared and not open", "are prepared and not open")
    what = "it" if len(rows) == 1 else "them"
    words = f"{said}: open {what}, or give {what} up."
    return [Line("draft-calls", words, "open", _entries(rows, moment), PAGE)]
