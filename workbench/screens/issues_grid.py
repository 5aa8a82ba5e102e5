"""The grid of issues: what it shows, and how an edit in it reaches the draft.

The frame given to the editor stays the same object from one nonce to the next: an editor that is fed
with its own output, or with rows that moved, loses edits. Another filter, a save, or the newest rows
on request give a new nonce; the draft is laid over the new rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from workbench.graph.fields import FieldSpec
from workbench.graph.listing import issue_rows
from workbench.graph.snapshot import Snapshot
from workbench.screens.issues_columns import CODE, LOOK, TICK, column_config
from workbench.screens.issues_draft import NEW, Draft, specs

TICKED, DRAFT, SHOWN = "issues_ticked", "issues_draft", "issues_shown"
ROW_PIXELS, MOST_PIXELS = 33, 700


@dataclass(frozen=True)
class Shown:
    """The grid as it was last rendered.

    Args:
        nonce: number in the editor's key.
        signature: what was asked for: filter, columns, moment.
        change: the record's number when the rows were read.
        rows: the rows without edits, in the order of the grid; new ones by their label.
        base: the draft when the grid was rendered; the editor's own state comes on top.
    """

    nonce: int
    signature: tuple[Any, ...]
    change: int
    rows: tuple[Mapping[str, Any], ...]
    frame: pd.DataFrame
    base: Draft = field(default_factory=Draft)

    @property
    def key(self) -> str:
        return f"issues_grid_{self.nonce}"


def draft() -> Draft:
    """The unsaved edits of this visitor's tab."""
    found = st.session_state.setdefault(DRAFT, Draft())
    assert isinstance(found, Draft)
    return found


def ticked() -> set[str]:
    """Codes of the issues that are ticked."""
    found = st.session_state.setdefault(TICKED, set())
    assert isinstance(found, set)
    return found


def row_of(snapshot: Snapshot, code: str) -> Mapping[str, Any] | None:
    """One issue's row without its unsaved edits; a new one by its label."""
    fresh = draft().new.get(code)
    if fresh is not None:
        return {CODE: code, **fresh}
    item = snapshot.item(code)
    return issue_rows(snapshot, [item])[0] if item is not None else None


def renew() -> None:
    """Show the grid anew on the next run, with the newest rows; for callbacks."""
    shown = st.session_state.get(SHOWN)
    if isinstance(shown, Shown):
        st.session_state[SHOWN] = Shown(shown.nonce, (), -1, (), pd.DataFrame())


def overtaken(snapshot: Snapshot) -> bool:
    """Whether the grid shows older rows than the record has, because of unsaved edits in it."""
    shown = st.session_state.get(SHOWN)
    return isinstance(shown, Shown) and 0 <= shown.change < snapshot.change


def forget(codes: Sequence[str] | None = None) -> None:
    """Drop unsaved edits, of some rows or all, and show the grid anew; for callbacks."""
    if codes is None:
        st.session_state[DRAFT] = Draft()
    else:
        draft().drop(codes)
    renew()


def grid(
    snapshot: Snapshot,
    rows: Callable[[], Sequence[Mapping[str, Any]]],
    columns: Sequence[str],
    signature: tuple[Any, ...],
    *,
    editable: bool,
    on_open: Callable[[str], None],
) -> Shown:
    """Draw the grid.

    Args:
        rows: gives the rows of ``graph.listing.issue_rows`` that fit the filter; called only when the
            grid is rendered anew.
        columns: field names in order, without the code.
        signature: changes with everything that makes other rows: filter, columns, moment.
        on_open: called with a code when its button is pressed.
    """
    shown = _shown(snapshot, rows, columns, signature, editable)
    st.data_editor(
        shown.frame,
        key=shown.key,
        hide_index=True,
        num_rows="fixed",
        height=min(ROW_PIXELS * (len(shown.frame) + 1) + 3, MOST_PIXELS),
        disabled=True if not editable else [CODE, "why_open"],
        column_config=column_config(
            snapshot, columns, shown.frame, f"{shown.key}_click", partial(_open, shown, on_open)
        ),
        placeholder="",
        on_change=_take_edits,
        args=(shown, specs(snapshot.vocabulary)),
        alt="Issues, one a row",
    )
    return shown


def _shown(
    snapshot: Snapshot,
    rows: Callable[[], Sequence[Mapping[str, Any]]],
    columns: Sequence[str],
    signature: tuple[Any, ...],
    editable: bool,
) -> Shown:
    last = st.session_state.get(SHOWN)
    wanted = (*signature, tuple(columns), editable)
    unsaved = draft()
    same = isinstance(last, Shown) and last.signature == wanted
    if isinstance(last, Shown) and same and (last.change == snapshot.change or not unsaved.empty):
        return last
    nonce = last.nonce + 1 if isinstance(last, Shown) else 1
    fresh = [{CODE: label, **fields} for label, fields in unsaved.new.items()]
    all_rows = (*fresh, *rows())
    overlaid = [unsaved.shown(row) if row[CODE] in unsaved.edits else row for row in all_rows]
    frame = _frame(overlaid, columns, editable)
    shown = Shown(nonce, wanted, snapshot.change, all_rows, frame, unsaved.copy())
    if isinstance(last, Shown):
        st.session_state.pop(last.key, None)
    st.session_state[SHOWN] = shown
    return shown


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], editable: bool) -> pd.DataFrame:
    found: dict[str, Any] = {CODE: [row[CODE] for row in rows]}
    if editable:
        marks = ticked()
        found[TICK] = [row[CODE] in marks for row in rows]
    found[LOOK] = ["" if str(row[CODE]).startswith(NEW) else "Open" for row in rows]
    for name in columns:
        values = [row.get(name) for row in rows]
        if name == "owner":
            values = [value[0] if isinstance(value, list) and value else value or None for value in values]
        elif name in ("destination", "meeting", "depends"):
            values = [list(value or []) for value in values]
        elif name == "due":
            found[name] = pd.to_datetime(pd.Series(values, dtype="object"), errors="coerce")
            continue
        elif name == "minutes":
            found[name] = pd.array(values, dtype="Int64")
            continue
        elif name in ("priority", "readiness", "theme"):
            values = [value or None for value in values]
        elif name == "admitted":
            values = [True if value is None else bool(value) for value in values]
        else:
            values = ["" if value is None else str(value) for value in values]
        found[name] = pd.Series(values, dtype="object") if name != "admitted" else values
    return pd.DataFrame(found)


def _take_edits(shown: Shown, fields: Mapping[str, FieldSpec]) -> None:
    """Lay the editor's own state over the draft as it was when the grid was rendered."""
    state = st.session_state.get(shown.key)
    edited = state["edited_rows"] if state is not None else {}
    taken = shown.base.copy()
    marks = ticked()
    for position, values in edited.items():
        row = shown.rows[int(position)]
        for name, value in values.items():
            if name == TICK:
                (marks.add if value else marks.discard)(str(row[CODE]))
            elif name in fields:
                taken.put(row, name, value, fields[name])
    st.session_state[DRAFT] = taken


def _open(shown: Shown, on_open: Callable[[str], None]) -> None:
    """Open the issue of the row whose button was pressed; a new row has nothing to open yet."""
    row = st.session_state[f"{shown.key}_click"]["row"]
    code = str(shown.rows[int(row)][CODE])
    if not code.startswith(NEW):
        on_open(code)
