"""Editing many issues at once: one value of one or several fields for every ticked row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.exchange.grid import Grid
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.screens import issues_columns, issues_grid, writing
from workbench.screens.clipboard import copy_button
from workbench.screens.field_input import field_input, typed_value
from workbench.screens.field_words import field_label
from workbench.screens.issues_draft import KIND, NEW, specs
from workbench.screens.item_drawer import open_drawer

READ_ONLY = frozenset({"code", "revision"})
ADD, REPLACE, REMOVE = "add", "replace", "remove"
_MANY = {REPLACE: "Set to", ADD: "Add", REMOVE: "Take out"}


def draw(snapshot: Snapshot, items: Sequence[ItemView]) -> None:
    """Draw what can be done with the ticked rows, if there are any.

    Args:
        items: the issues that the filter shows.
    """
    marks = issues_grid.ticked()
    if not marks:
        return
    shown = {item.code for item in items}
    hidden = sum(code not in shown and not code.startswith(NEW) for code in marks)
    st.markdown(f"**{len(marks)} ticked**" + (f" ({hidden} not shown)" if hidden else ""), width="content")
    with st.popover("Edit ticked", icon=":material/edit:", type="secondary"):
        _form(snapshot, len(marks))
    if len(marks) == 1 and (one := next(iter(marks))) in snapshot.by_code:
        # The grid's own buttons answer to the mouse only; this one is for the keyboard.
        st.button("Open", key="issues_open_ticked", shortcut="Mod+I", on_click=open_drawer, args=(one,))
    named = [item for code in sorted(marks, key=code_order) if (item := snapshot.item(code))]
    texts = [f"{item.code} {item.title}" for item in named]
    copy_button("\n".join(texts), key="issues_copy", label="Copy code + title")
    st.button("Tick all shown", key="issues_tick_all", on_click=_tick, args=(tuple(shown),))
    st.button("Untick", key="issues_untick", on_click=_tick, args=((),))


def _tick(codes: Sequence[str]) -> None:
    """Tick more issues, or none at all; for callbacks."""
    marks = issues_grid.ticked()
    if not codes:
        marks.clear()
    marks.update(codes)
    issues_grid.renew()


def _form(snapshot: Snapshot, number: int) -> None:
    names = [name for name in Grid.of(KIND, snapshot.vocabulary).names if name not in READ_ONLY]
    first = [name for name in issues_columns.STANDARD if name != "title"]
    fields = specs(snapshot.vocabulary)
    what = "the ticked issue" if number == 1 else f"all {number} ticked issues"
    st.markdown(f"One value for {what}. It goes into the grid; nothing is written before you save.")
    name = st.selectbox(
        "Field", list(dict.fromkeys([*first, *names])), format_func=field_label, key="issues_bulk_field"
    )
    spec = fields[name]
    how = REPLACE
    if spec.many:
        how = (
            st.segmented_control(
                "What to do", list(_MANY), format_func=_MANY.__getitem__, default=REPLACE, required=True,
                key="issues_bulk_how", label_visibility="collapsed",
            )
            or REPLACE
        )  # fmt: skip
    field_input(snapshot, spec, _key(name), label="Value")
    st.button(
        f"Put into {what}",
        key="issues_bulk_apply",
        type="primary",
        on_click=_apply,
        args=(snapshot, name, how),
    )


def _apply(snapshot: Snapshot, name: str, how: str) -> None:
    """Put the value into the draft of every ticked issue; also of those that the filter hides."""
    spec = specs(snapshot.vocabulary)[name]
    value = typed_value(spec, _key(name))
    if name == "status" and not value:
        writing.refuse(
            "issues", ["An issue needs a status: choose one before you put it into the ticked rows."]
        )
        return
    draft = issues_grid.draft()
    for code in sorted(issues_grid.ticked()):
        row = issues_grid.row_of(snapshot, code)
        if row is None:
            continue
        now = draft.shown(row).get(name)
        draft.put(row, name, _combined(now, value, how) if spec.many else value, spec)
    issues_grid.renew()


def _key(name: str) -> str:
    return f"issues_bulk_value_{name}"


def _combined(now: Any, value: Any, how: str) -> Any:
    held = [str(part) for part in now] if isinstance(now, list | tuple) else []
    chosen = [str(part) for part in value or []] if not isinstance(value, str) else value.split(";")
    chosen = [part.strip() for part in chosen if part.strip()]
    if how == ADD:
        return list(dict.fromkeys([*held, *chosen]))
    if how == REMOVE:
        return [part for part in held if part not in chosen]
    return chosen
