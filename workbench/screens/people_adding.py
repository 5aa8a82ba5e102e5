"""Adding an organisation or a person: a small form, then the preview that every save has."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.graph.fields import fields_of
from workbench.graph.name_codes import PREFIX, code_from
from workbench.graph.proposed import NewItem, ProposedChange
from workbench.graph.snapshot import Snapshot
from workbench.process.changes import Saved
from workbench.screens import visitor, writing
from workbench.screens.field_input import field_input, typed_value
from workbench.screens.save_preview import ask, pending

KEY = "people"
OPEN, TYPED = "people_adding", "people_typed"
"""Which form is open, and what was typed into it: widgets forget it while the preview stands in their place."""
FIELDS = {
    "organisation": (
        "title",
        "category",
        "party",
        "party_since",
        "advisory",
        "u_number",
        "address",
        "affiliates",
        "associations",
    ),
    "person": ("title", "email", "phone", "roles", "member"),
}
LABELS = {
    "title": "Name",
    "category": "Class",
    "party": "Has party status in the docket",
    "party_since": "Party since",
    "advisory": "Advises and takes no position",
    "u_number": "U-number, for a utility",
    "member": "Speaks for, always and in these roles",
    "associations": "Member of these associations",
    "phone": "Telephone",
    "email": "E-mail",
}


def button(kind: str) -> None:
    """Draw the button that opens the form for an organisation or a person."""
    st.button(
        f"Add {'an' if kind == 'organisation' else 'a'} {kind} …",
        key=f"people_add_{kind}",
        type="primary",
        icon=":material/add:",
        on_click=_open,
        args=(kind,),
    )


def _open(kind: str) -> None:
    st.session_state[OPEN] = kind
    st.session_state.pop(TYPED, None)
    writing.refuse(KEY, [])


def _close() -> None:
    st.session_state.pop(OPEN, None)


def saved(_: Saved) -> None:
    """Forget what was typed; for the callback that saved."""
    _close()
    st.session_state.pop(TYPED, None)


def dialog(snapshot: Snapshot) -> None:
    """Draw the form while it is open; to be called at the end of the page."""
    kind = st.session_state.get(OPEN)
    if kind not in FIELDS or not visitor.may_edit():
        return

    @st.dialog(
        "New organisation" if kind == "organisation" else "New person", width="medium", on_dismiss=_close
    )
    def drawn() -> None:
        if st.session_state.get(OPEN) != kind or pending(KEY):
            st.rerun()
        _form(snapshot, kind)

    drawn()


def field_key(kind: str, name: str) -> str:
    """Session key of the widget of a field."""
    return f"people_field_{kind}_{name}"


def _form(snapshot: Snapshot, kind: str) -> None:
    specs = fields_of(kind, snapshot.vocabulary)
    typed = st.session_state.get(TYPED, {})
    writing.refusals(KEY)
    for name in FIELDS[kind]:
        if name == "category":
            _class_input(snapshot, kind, typed.get(name))
        else:
            key = field_key(kind, name)
            field_input(snapshot, specs[name], key, value=typed.get(name), label=LABELS.get(name))
    st.session_state.setdefault(field_key(kind, "code"), typed.get("code", ""))
    st.text_input(
        "Code",
        key=field_key(kind, "code"),
        placeholder=f"{PREFIX[kind]}-… made from the name when empty",
        help="Never given again and never changed.",
    )
    if kind == "person":
        st.caption(
            "A representative, alternate or authoriser acts for the organisations that the person speaks for; "
            "without one, the person may read only. Roles that differ between organisations, first and last "
            "days, and proxies are entered afterwards under “Who speaks for whom”."
        )
    with st.container(horizontal=True):
        st.button(
            "Save …",
            key="people_add_save",
            type="primary",
            icon=":material/save:",
            help="Shows what will be written first.",
            on_click=_ask,
            args=(snapshot, kind),
        )
        st.button("Cancel", key="people_add_cancel", on_click=_close)


def _class_input(snapshot: Snapshot, kind: str, value: str | None) -> None:
    st.session_state.setdefault(field_key(kind, "category"), value)
    st.selectbox(
        LABELS["category"],
        snapshot.vocabulary.organisation_classes,
        index=None,
        key=field_key(kind, "category"),
        placeholder="nothing yet",
    )


def _ask(snapshot: Snapshot, kind: str) -> None:
    specs = fields_of(kind, snapshot.vocabulary)
    st.session_state[TYPED] = {
        name: st.session_state.get(field_key(kind, name)) for name in (*FIELDS[kind], "code")
    }
    fields: dict[str, Any] = {}
    for name in FIELDS[kind]:
        value = typed_value(specs[name], field_key(kind, name))
        if value not in (None, "", [], False):
            fields[name] = value
    title = str(fields.get("title") or "").strip()
    if not title:
        writing.refuse(KEY, ["A name is missing."])
        return
    typed = str(st.session_state.get(field_key(kind, "code")) or "").strip().upper()
    code = typed or code_from(title, kind, frozenset(snapshot.by_code))
    ask(KEY, ProposedChange(new=(NewItem(kind, fields, code=code),)))
