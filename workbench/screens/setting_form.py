"""The drawer in which one setting is edited; it is saved through the preview that every save has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.setting_forms import ABSENT, SettingForm, setting_form, setting_name
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.changes import Saved
from workbench.process.setting_checks import setting_faults
from workbench.screens import visitor, writing
from workbench.screens.grammar import plain
from workbench.screens.save_preview import ask, pending
from workbench.screens.setting_input import Unreadable, setting_input, typed_setting
from workbench.screens.setting_rows import certainty_words

KEY = "settings"
OPEN = "settings_open"
CERTAINTIES = ("verified", "partly", "inferred", "memory")


@dataclass(frozen=True)
class Editing:
    """A setting that is being edited.

    Args:
        revision: the revision that was seen; None for a setting that the record does not have yet.
        number: a new one for every drawing from new values, so that the widgets start from them.
        typed: fields as they were typed before the preview took their place.
    """

    code: str
    revision: int | None
    number: int
    before: dict[str, Any]
    typed: dict[str, Any]

    def key(self, name: str) -> str:
        """Session key of the widget of a field."""
        return f"settings_{self.number}_{name}"


def editing() -> Editing | None:
    """The open form, or None."""
    found = st.session_state.get(OPEN)
    return found if isinstance(found, Editing) else None


def start(item: ItemView) -> None:
    """Open the form of a setting on the next run; for callbacks."""
    fields = {name: item.detail.get(name) for name in ("value", "certainty", "strength")}
    _open(Editing(item.code, item.revision, 0, {"text": item.text, **fields}, {"text": item.text, **fields}))


def start_absent(name: str) -> None:
    """Open the form of a setting that the record leaves out; for callbacks."""
    fields = {"value": ABSENT[name].value, "text": ABSENT[name].says, "certainty": None, "strength": ""}
    _open(Editing(f"SET-{name}", None, 0, {}, fields))


def _open(form: Editing) -> None:
    number = st.session_state.get("settings_number", 0) + 1
    st.session_state["settings_number"] = number
    st.session_state[OPEN] = Editing(form.code, form.revision, number, form.before, form.typed)


def _close() -> None:
    st.session_state.pop(OPEN, None)
    writing.refuse(KEY, [])


def saved(_: Saved) -> None:
    """Forget what was typed; for the callback that saved."""
    _close()


def drawer(snapshot: Snapshot) -> None:
    """Draw the form while it is open; to be called at the end of the page."""
    form = editing()
    if form is None or not visitor.may_edit():
        return
    item = snapshot.item(form.code)
    title = item.title if item is not None else ABSENT[setting_name(form.code)].title

    @st.dialog(plain(title), width=760, position="right", on_dismiss=_close)
    def drawn() -> None:
        if editing() != form or pending(KEY):
            st.rerun()
        _body(snapshot, form, item)

    drawn()


def _form_of(snapshot: Snapshot, form: Editing) -> SettingForm:
    return setting_form(snapshot, setting_name(form.code), form.typed.get("value"))


def _body(snapshot: Snapshot, form: Editing, item: ItemView | None) -> None:
    writing.refusals(KEY, "This cannot be saved yet")
    setting_input(snapshot, _form_of(snapshot, form), form.key("value"), form.typed.get("value"))
    if item is not None and item.detail.get("group") == "form":
        st.session_state.setdefault(form.key("strength"), form.typed.get("strength") or "")
        st.text_input(
            "How binding",
            key=form.key("strength"),
            help="hard (binding), soft (custom) or free (free choice), and for whom or when.",
        )
    st.session_state.setdefault(form.key("certainty"), form.typed.get("certainty"))
    st.selectbox(
        "How sure", CERTAINTIES, index=None, key=form.key("certainty"), format_func=certainty_words,
        placeholder="nobody has said how sure it is",
    )  # fmt: skip
    st.session_state.setdefault(form.key("text"), form.typed.get("text") or "")
    st.text_area("What it is for, and where it is from", key=form.key("text"), height="content")
    with st.container(horizontal=True):
        st.button(
            "Save …", key="settings_save", type="primary", icon=":material/save:", shortcut="Mod+S",
            help="Shows what will change before it is written.", on_click=_ask, args=(snapshot, form),
        )  # fmt: skip
        st.button("Cancel", key="settings_cancel", on_click=_close)


def _ask(snapshot: Snapshot, form: Editing) -> None:
    name = setting_name(form.code)
    try:
        value = typed_setting(_form_of(snapshot, form), form.key("value"), form.typed.get("value"))
    except Unreadable as error:
        writing.refuse(KEY, [str(error)])
        return
    faults = setting_faults(snapshot, name, value)
    if faults:
        writing.refuse(KEY, faults)
        return
    after = {"value": value, "text": str(st.session_state.get(form.key("text")) or "")}
    for field in ("certainty", "strength"):
        after[field] = st.session_state.get(form.key(field), form.typed.get(field))
    _open(Editing(form.code, form.revision, 0, form.before, after))
    ask(KEY, change_of(form, after))


def change_of(form: Editing, after: dict[str, Any]) -> ProposedChange:
    """What would be written: the fields that differ, or a new setting."""
    if form.revision is None:
        name = setting_name(form.code)
        filled = {field: value for field, value in after.items() if value not in (None, "")}
        fields = {"title": ABSENT[name].title, "group": ABSENT[name].group, **filled}
        return ProposedChange(new=(NewItem("setting", fields, code=form.code),))
    changed = {field: value for field, value in after.items() if not _same(value, form.before.get(field))}
    if not changed:
        return ProposedChange()
    return ProposedChange(edits=(ItemEdit(form.code, changed, revision=form.revision),))


def _same(one: Any, other: Any) -> bool:
    empty: tuple[Any, ...] = (None, "", [], {})
    return one == other or (one in empty and other in empty)
