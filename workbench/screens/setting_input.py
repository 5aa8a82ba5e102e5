"""The widgets for a setting's value, by its form, and what stands in them as the record keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from workbench.graph.setting_forms import Column, SettingForm
from workbench.graph.snapshot import Snapshot
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.field_input import end_names

NOTHING = "not set"


class Unreadable(ValueError):
    """What was typed cannot be a value; the message is a sentence."""


def setting_input(snapshot: Snapshot, form: SettingForm, key: str, value: Any) -> None:
    """Draw the widgets of a value; read them with ``typed_setting`` from the same key.

    Args:
        value: what stands in them at first.
    """
    if form.form == "table":
        _table(form, key, value)
    elif form.form == "pairs":
        for column in form.columns:
            _cell(column, f"{key}_{column.name}", (value or {}).get(column.name))
    elif form.form in ("item", "items"):
        _items(snapshot, form, key, value)
    elif form.form == "number":
        _number("Value" + (f", in {form.unit}" if form.unit else ""), key, value)
    elif form.form == "date":
        _first(key, _as_day(value))
        st.date_input(
            "Value", value=None, key=key, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY
        )
    elif form.form == "yes-no":
        _first(key, bool(value))
        st.checkbox("Yes", key=key)
    elif form.form == "choice":
        _first(key, value or None)
        options = [*form.choices, *([value] if value and value not in form.choices else [])]
        st.selectbox("Value", options, index=None, key=key, placeholder=NOTHING)
    elif form.form == "list" and form.choices:
        _first(key, list(value or []))
        options = list(dict.fromkeys([*form.choices, *(value or [])]))
        st.multiselect("Value", options, key=key, placeholder=NOTHING)
    elif form.form == "list":
        _first(key, "\n".join(str(part) for part in value or []))
        st.text_area("Value, one a line", key=key, height="content")
    elif form.form == "document":
        _first(key, json.dumps(value, ensure_ascii=False, indent=2))
        st.text_area("Value, as JSON", key=key, height="content")
    elif form.form == "long text":
        _first(key, str(value or ""))
        st.text_area("Value", key=key, height="content")
    else:
        _first(key, str(value or ""))
        st.text_input("Value", key=key)


def typed_setting(form: SettingForm, key: str, value: Any) -> Any:
    """What stands in the widgets, as the record keeps it; None where nothing stands in them.

    Args:
        value: what stood in them at first.

    Raises:
        Unreadable: when it cannot be a value.
    """
    typed = st.session_state.get(key)
    if form.form == "table":
        return with_edits(value or [], typed or {}, form)
    if form.form == "pairs":
        return _typed_pairs(form, key, value or {})
    if form.form == "items":
        return list(typed or []) or ([] if isinstance(value, list) else None)
    if form.form == "number":
        return _plain_number(typed)
    if form.form == "date":
        return typed.isoformat() if isinstance(typed, date) else None
    if form.form == "yes-no":
        return bool(typed)
    if form.form == "list" and form.choices:
        return list(typed or [])
    if form.form == "list":
        return [line.strip() for line in str(typed or "").splitlines() if line.strip()]
    if form.form == "document":
        try:
            return json.loads(str(typed or "null"))
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"This is no JSON: {error}.") from error
    return (str(typed).strip() or None) if typed is not None else None


def with_edits(
    rows: list[Mapping[str, Any]], delta: Mapping[str, Any], form: SettingForm
) -> list[dict[str, Any]]:
    """Rows of a table with what was typed into its grid: cells, new rows, deleted rows.

    Empty rows are left out, and empty cells unless the row said before that it is not known.

    Args:
        rows: the rows that the grid was drawn from.
        delta: the grid's state: ``edited_rows``, ``added_rows``, ``deleted_rows``.
    """
    edited = {int(place): cells for place, cells in (delta.get("edited_rows") or {}).items()}
    deleted = set(delta.get("deleted_rows") or [])
    found = []
    for place, row in enumerate(rows):
        if place in deleted:
            continue
        cells = {**row, **{n: _stored(form, n, v) for n, v in edited.get(place, {}).items()}}
        found.append({n: v for n, v in cells.items() if not _is_empty(v) or (n in row and _is_empty(row[n]))})
    for row in delta.get("added_rows") or []:
        cells = {n: _stored(form, n, v) for n, v in row.items()}
        found.append({n: v for n, v in cells.items() if not _is_empty(v)})
    return [row for row in found if any(not _is_empty(v) and v is not False for v in row.values())]


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _stored(form: SettingForm, name: str, value: Any) -> Any:
    column = next((c for c in form.columns if c.name == name), Column(name))
    if column.form == "number":
        return _plain_number(value)
    if column.form == "date":
        return str(value)[:10] if value else None
    return value.strip() if isinstance(value, str) else value


def _plain_number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else float(value)


def _typed_pairs(form: SettingForm, key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(value)
    for column in form.columns:
        typed = st.session_state.get(f"{key}_{column.name}")
        if isinstance(typed, date):
            typed = typed.isoformat()
        elif isinstance(typed, str):
            typed = typed.strip() or None
        elif column.form == "number":
            typed = _plain_number(typed)
        if typed is not None or column.name in value:
            found[column.name] = typed
    return found


def _table(form: SettingForm, key: str, value: Any) -> None:
    rows = [{c.name: _shown(c, row.get(c.name)) for c in form.columns} for row in value or []]
    frame = pd.DataFrame(rows, columns=[c.name for c in form.columns], dtype=object)
    st.data_editor(
        frame,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        height="content",
        placeholder="",
        column_config={c.name: _column(c) for c in form.columns},
        alt="The rows of the setting",
    )
    st.caption("The last row is for a new one. To delete rows, tick them and press Delete.")


def _shown(column: Column, value: Any) -> Any:
    if column.form == "yes-no":
        return bool(value)
    return _as_day(value) if column.form == "date" else value


def _column(column: Column) -> Any:
    if column.form == "date":
        return st.column_config.DateColumn(column.label, format="YYYY-MM-DD")
    if column.form == "number":
        return st.column_config.NumberColumn(column.label, step=1, min_value=0)
    if column.form == "yes-no":
        return st.column_config.CheckboxColumn(column.label, default=False)
    if column.form == "choice":
        return st.column_config.SelectboxColumn(column.label, options=list(column.choices))
    return st.column_config.TextColumn(column.label, width="medium")


def _cell(column: Column, key: str, value: Any) -> None:
    if column.form == "number":
        _number(column.label, key, value)
    elif column.form == "yes-no":
        _first(key, bool(value))
        st.checkbox(column.label, key=key)
    elif column.name == "address":
        _first(key, str(value or ""))
        st.text_area(column.label, key=key, height=90)
    else:
        _first(key, "" if value is None else str(value))
        st.text_input(column.label, key=key)


def _number(label: str, key: str, value: Any) -> None:
    _first(key, None if value is None else float(value))
    whole = value is None or float(value).is_integer()
    st.number_input(label, value=None, step=1.0 if whole else 0.25, format="%g", key=key)


def _items(snapshot: Snapshot, form: SettingForm, key: str, value: Any) -> None:
    names = end_names(snapshot, form.kinds)
    held = [value] if isinstance(value, str) and value else list(value or [])
    options = list(dict.fromkeys([*names, *held]))

    def named(code: str) -> str:
        return f"{names[code]} · {code}" if code in names else code

    says = "Choose one of the record, or type a name."
    if form.form == "items":
        _first(key, held)
        st.multiselect(
            "Value",
            options,
            format_func=named,
            key=key,
            accept_new_options=True,
            placeholder=NOTHING,
            help=says,
        )
    else:
        _first(key, held[0] if held else None)
        st.selectbox(
            "Value", options, index=None, format_func=named, key=key, accept_new_options=True,
            placeholder=NOTHING, help=says,
        )  # fmt: skip


def _as_day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _first(key: str, value: Any) -> None:
    st.session_state.setdefault(key, value)
