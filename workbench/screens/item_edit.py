"""The form that edits one item of any kind: title, text, status, fields and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from workbench.exchange.grid import Grid, diff_rows
from workbench.graph.fields import FieldSpec, fields_of
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.changes import Saved
from workbench.screens import writing
from workbench.screens.field_input import field_input, typed_value
from workbench.screens.save_preview import save_button

KEY = "item"
EDITING = "item_editing"
CONFIDENTIAL = "confidential"
FIRST = ("title", "status", "text")


@dataclass(frozen=True)
class Editing:
    """An item that is being edited, as it was when the form was opened.

    Args:
        number: a new one for every opening, so that the form starts from the record.
        seen: the row with the revision that was shown.
    """

    code: str
    number: int
    seen: Mapping[str, Any]
    confidential: bool

    def key(self, name: str) -> str:
        """Key of the widget of a field."""
        return f"item_field_{self.number}_{name}"


def editing(code: str) -> Editing | None:
    """The open form of this item, or None."""
    found = st.session_state.get(EDITING)
    return found if isinstance(found, Editing) and found.code == code else None


def start(snapshot: Snapshot, item: ItemView) -> None:
    """Open the form on the next run; for callbacks."""
    number = st.session_state.get("item_editing_number", 0) + 1
    st.session_state["item_editing_number"] = number
    row = Grid.of(item.kind, snapshot.vocabulary).row(snapshot, item)
    st.session_state[EDITING] = Editing(item.code, number, row, item.confidential)
    writing.refuse(KEY, [])


def stop(_: Saved | None = None) -> None:
    """Close the form and forget what was typed; for callbacks."""
    st.session_state.pop(EDITING, None)
    writing.refuse(KEY, [])


def draw_form(snapshot: Snapshot, item: ItemView, form: Editing) -> None:
    """Draw the form, with Save and Cancel above it."""
    specs = fields_of(item.kind, snapshot.vocabulary)
    with st.container(horizontal=True, vertical_alignment="center"):
        save_button(KEY, lambda: changed(snapshot, item.kind, form))
        st.button("Cancel", key="item_edit_cancel", on_click=stop)
        if item.revision != form.seen.get("revision"):
            st.caption(
                ":material/sync: Somebody has saved this item since you opened the form. What you typed stays; "
                "the preview shows both versions where you wrote the same."
            )
    writing.refusals(KEY)
    for name in FIRST:
        _input(snapshot, specs[name], form)
    rest = [spec for spec in specs.values() if spec.name not in FIRST and not spec.read_only]
    wide = [spec for spec in rest if spec.long or spec.form in ("links", "choices", "pairs", "list")]
    narrow = [spec for spec in rest if spec not in wide]
    with st.grid(3, min_column_width=220):
        for spec in narrow:
            _input(snapshot, spec, form)
    for spec in wide:
        _input(snapshot, spec, form)
    st.session_state.setdefault(form.key(CONFIDENTIAL), form.confidential)
    st.checkbox(
        "Confidential", key=form.key(CONFIDENTIAL), help="Kept out of exports and from other organisations."
    )


def _input(snapshot: Snapshot, spec: FieldSpec, form: Editing) -> None:
    field_input(snapshot, spec, form.key(spec.name), value=form.seen.get(spec.name))


def changed(snapshot: Snapshot, kind: str, form: Editing) -> ProposedChange:
    """What the form would write: only the fields that were changed, with the revision that was seen.

    Raises:
        RefusedRows: with every field that cannot be taken.
    """
    specs = fields_of(kind, snapshot.vocabulary)
    after: dict[str, Any] = {"code": form.code, "revision": form.seen.get("revision")}
    for name, spec in specs.items():
        if not spec.read_only and form.key(name) in st.session_state:
            after[name] = typed_value(spec, form.key(name))
    change = diff_rows([form.seen], [after], kind, snapshot.vocabulary)
    secret = bool(st.session_state.get(form.key(CONFIDENTIAL), form.confidential))
    return change if secret == form.confidential else _with_secrecy(change, form, secret)


def _with_secrecy(change: ProposedChange, form: Editing, secret: bool) -> ProposedChange:
    fields = dict(change.edits[0].fields) if change.edits else {}
    edit = ItemEdit(form.code, {**fields, CONFIDENTIAL: secret}, revision=form.seen.get("revision"))
    return replace(change, edits=(edit,))
