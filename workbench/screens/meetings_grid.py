"""The grid in which a proposed schedule is adjusted: a row an issue, a column a stage.

The frame stays the same object until the grid is drawn anew; the editor's own state comes on top.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from workbench.graph.dates import display_date, iso_day
from workbench.process.schedule import StagePlan, stage_plan_of
from workbench.process.scheduling.adjusting import Adjustment, meeting_choices
from workbench.screens import meetings_run, writing
from workbench.screens.meetings_run import Result

KEY = "meetings_grid"
SHOWN = "meetings_grid_shown"
TAKE, ISSUE, CODE = "take", "issue", "code"
ROW_PIXELS, MOST_PIXELS = 33, 640


def draw(found: Result, *, editable: bool) -> None:
    """Draw the grid."""
    plan = stage_plan_of(found.proposal.snapshot)
    choices = meeting_choices(found.proposal)
    frame, base = _shown(found, plan)
    config = st.column_config
    columns: dict[str, Any] = {
        TAKE: config.CheckboxColumn("Take", width=60, pinned=True),
        ISSUE: config.TextColumn("Issue", width=250),
        CODE: config.TextColumn("Code", width=84, pinned=True),
    }
    for rule in plan.rules:
        label = f"{rule.stage[:1].upper()}{rule.stage[1:]}"
        if rule.in_meeting:
            columns[rule.stage] = config.SelectboxColumn(
                f"{label}, in", options=list(choices), width=145,
                format_func=lambda code: _named(choices, code),
            )  # fmt: skip
        else:
            columns[rule.stage] = config.DateColumn(label, format="ddd D MMM YYYY", width=130)
    st.data_editor(
        frame,
        key=f"{KEY}_{found.nonce}",
        hide_index=True,
        num_rows="fixed",
        height=min(ROW_PIXELS * (len(frame) + 1) + 3, MOST_PIXELS),
        disabled=[ISSUE, CODE] if editable else True,
        column_config=columns,
        placeholder="",
        on_change=_take_edits,
        args=(found.nonce, base),
        alt="Proposed stages, one issue a row",
    )


def _named(choices: dict[str, date], code: object) -> str:
    day = choices.get(str(code))
    if day is None:
        return str(code)
    alone = list(choices.values()).count(day) == 1
    return display_date(day) if alone else f"{display_date(day)} · {code}"


def _shown(found: Result, plan: StagePlan) -> tuple[pd.DataFrame, Result]:
    """The frame of this nonce, and the result as it was when it was made."""
    kept = st.session_state.get(SHOWN)
    if isinstance(kept, tuple) and kept[0] == found.nonce:
        return kept[1], kept[2]
    now = found.now
    rows: list[dict[str, Any]] = []
    for issue in found.proposal.issues:
        shown = now.issue(issue.code) or issue
        row: dict[str, Any] = {
            TAKE: issue.code not in found.dropped, CODE: issue.code, ISSUE: issue.title
        }  # fmt: skip
        for rule in plan.rules:
            placement = shown.placement(rule.stage)
            row[rule.stage] = None
            if placement is not None:
                row[rule.stage] = placement.meeting if rule.in_meeting else placement.day
        rows.append(row)
    frame = pd.DataFrame(rows, columns=[CODE, TAKE, ISSUE, *plan.names])
    for rule in plan.rules:
        if not rule.in_meeting:
            frame[rule.stage] = pd.to_datetime(frame[rule.stage], errors="coerce")
    st.session_state[SHOWN] = (found.nonce, frame, found)
    return frame, found


def _take_edits(nonce: int, base: Result) -> None:
    """Lay the editor's own state over the result as it was when the grid was drawn."""
    state = st.session_state.get(f"{KEY}_{nonce}")
    edited = state["edited_rows"] if state is not None else {}
    codes = [issue.code for issue in base.proposal.issues]
    adjustments, dropped = dict(base.adjustments), set(base.dropped)
    for position, values in edited.items():
        code = codes[int(position)]
        for name, value in values.items():
            if name == TAKE:
                (dropped.discard if value else dropped.add)(code)
            else:
                adjustments[code, name] = _adjustment(base, code, name, value)
    changed = replace(base, adjustments=adjustments, dropped=frozenset(dropped))
    writing.refuse(KEY, [])
    try:
        changed.now  # noqa: B018  the adjustments are checked by computing with them
    except ValueError as wrong:
        said = str(wrong)
        writing.refuse(KEY, [said[:1].upper() + said[1:]])
        meetings_run.keep(meetings_run.result() or base, anew=True)
        return
    meetings_run.keep(changed)


def _adjustment(base: Result, code: str, stage: str, value: Any) -> Adjustment:
    rule = stage_plan_of(base.proposal.snapshot).rule(stage)
    if rule.in_meeting:
        return Adjustment(code, stage, meeting=str(value) if value else None)
    return Adjustment(code, stage, day=iso_day(str(value)[:10]) if value else None)
