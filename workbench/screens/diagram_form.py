"""The forms of the diagram: a box or a line that is new or changes, its withdrawal, and pins of issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from workbench.exchange.grid import Grid, RefusedRows, diff_rows
from workbench.graph.architecture import pins
from workbench.graph.architecture_edits import ArchitectureEdits, actor_code, hanging_words, interface_code
from workbench.graph.drawing import level_name
from workbench.graph.fields import fields_of
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import diagram_draft, diagram_levels, item_choice, visitor, writing
from workbench.screens.addresses import page_address
from workbench.screens.field_input import field_input, typed_value
from workbench.screens.grammar import plain

REFUSED = "diagram_form"
FORM = "diagram_open_form"
FIELDS = {
    "actor": ("title", "level", "held_by", "actor_kind", "text"),
    "interface": ("title", "from", "to", "number", "colour", "protocol", "scope", "inferred", "text"),
}
LABELS = {"title": "Name", "held_by": "Held by", "actor_kind": "Kind of actor"}
LEVELS = range(1, 10)
MOST_PINS = 30
"""Issues pinned to one place that can be unpinned there; further ones are counted."""


@dataclass(frozen=True)
class Form:
    """An open form.

    Args:
        code: of what is changed; empty for something new.
        number: a new one for every opening, so that its widgets start anew.
        seen: the row of the record as it was when the form was opened; empty for what is not in the record.
        first: what stands in the widgets at first: the row with the unsaved edits.
    """

    kind: str
    code: str
    number: int
    seen: Mapping[str, Any] = field(default_factory=dict)
    first: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the drawer is called."""
        what = "actor" if self.kind == "actor" else "interface"
        return (
            f"Change the {what}"
            if self.code
            else f"{'Add an actor' if what == 'actor' else 'Draw an interface'}"
        )

    def key(self, name: str) -> str:
        return f"diagram_field_{self.number}_{name}"


def current() -> Form | None:
    """The open form, or None."""
    found = st.session_state.get(FORM)
    return found if isinstance(found, Form) else None


def close() -> None:
    """Close the form; for callbacks."""
    st.session_state.pop(FORM, None)


def start(kind: str, item: ItemView | None = None, shown: Snapshot | None = None) -> None:
    """Open the form for something new, or for what is shown; for callbacks."""
    number = st.session_state.get("diagram_form_number", 0) + 1
    st.session_state["diagram_form_number"] = number
    writing.refuse(REFUSED, [])
    if item is None or shown is None:
        st.session_state[FORM] = Form(kind, "", number)
        return
    grid = Grid.of(kind, shown.vocabulary)
    record = visitor.snapshot()
    saved = record.item(item.code)
    seen = grid.row(record, saved) if saved is not None else {}
    st.session_state[FORM] = Form(kind, item.code, number, seen, grid.row(shown, item))


def draw(shown: Snapshot, form: Form) -> None:
    """Draw the widgets of a form; what it offers as ends includes boxes that are not saved yet."""
    specs = fields_of(form.kind, shown.vocabulary)
    for name in FIELDS[form.kind]:
        key, value = form.key(name), form.first.get(name)
        if name == "level":
            st.session_state.setdefault(key, value)
            st.selectbox(
                "Level", list(LEVELS), index=None, key=key, placeholder="nothing yet",
                format_func=lambda n: level_name(shown, n, diagram_levels.chosen()),
            )  # fmt: skip
        else:
            field_input(shown, specs[name], key, value=value, label=LABELS.get(name))
    if not form.code:
        st.text_input(
            "Code", key=form.key("code"), placeholder="made from the name",
            help="By which it is cited: ACR-… for an actor, INT-… for an interface. It is never given again.",
        )  # fmt: skip
    with st.container(horizontal=True):
        st.button("Put into the drawing", key="diagram_form_put", type="primary", on_click=_put, args=(form,))
        st.button("Cancel", key="diagram_form_cancel", on_click=close)
    st.caption("It shows in the drawing at once and is written when you save.")


def _put(form: Form) -> None:
    snapshot = visitor.snapshot()
    specs = fields_of(form.kind, snapshot.vocabulary)
    typed = {
        name: typed_value(specs[name], form.key(name))
        for name in FIELDS[form.kind]
        if form.key(name) in st.session_state
    }
    missing = [name for name in ("from", "to") if form.kind == "interface" and not typed.get(name)]
    if missing:
        writing.refuse(
            REFUSED, ["An interface joins two actors: choose where it comes from and where it leads to."]
        )
        return
    new = not form.seen
    code = form.code or str(st.session_state.get(form.key("code")) or "").strip() or _free(form.kind, typed)
    row = {**typed, "code": code}
    try:
        if new:
            change = diff_rows([], [row], form.kind, snapshot.vocabulary)
        else:
            row["revision"] = form.seen.get("revision")
            change = diff_rows([form.seen], [row], form.kind, snapshot.vocabulary)
    except RefusedRows as wrong:
        writing.refuse(REFUSED, writing.sentences_of(wrong))
        return
    if new and not change.new:
        writing.refuse(REFUSED, ["It needs a name."])
        return
    fields = dict((change.new[0] if new else change.edits[0]).fields) if not change.empty else {}
    revision = form.seen.get("revision")

    def edit(changed: ArchitectureEdits) -> None:
        if new:
            changed.add(form.kind, code, fields)
        else:
            changed.put(code, fields, revision)

    if diagram_draft.note(
        edit, refused=REFUSED, done="It stands in the drawing and is written when you save."
    ):
        close()
        st.session_state.pop("diagram_open", None)


def _free(kind: str, typed: Mapping[str, Any]) -> str:
    taken = {*visitor.whole_snapshot().by_code, *diagram_draft.edits().new}
    if kind == "interface":
        return interface_code(taken)
    return actor_code(str(typed.get("title") or ""), typed.get("level"), taken)


def draw_actions(shown: Snapshot, item: ItemView) -> None:
    """Draw what an editor can do to a box or a line: change it, pin an issue to it, withdraw it."""
    st.html('<h3 class="wb-section">Edit</h3>')
    with st.container(horizontal=True):
        st.button(
            "Change …", key="diagram_change", icon=":material/edit:", on_click=start,
            args=(item.kind, item, shown),
        )  # fmt: skip
        with st.popover("Withdraw …", icon=":material/remove:"):
            hanging = hanging_words(shown, item)
            st.markdown("\n".join(f"- {plain(words)}" for words in hanging) or "Nothing hangs on it.")
            st.caption("What it says stays in the history; its code is not given again.")
            st.button(
                "Withdraw it", key="diagram_withdraw", type="primary", on_click=_withdraw, args=(shown, item)
            )
    draw_pins(shown, item)


def _withdraw(shown: Snapshot, item: ItemView) -> None:
    if diagram_draft.note(lambda changed: changed.withdraw(shown, item), refused=REFUSED):
        st.session_state.pop("diagram_open", None)


def draw_pins(shown: Snapshot, item: ItemView) -> None:
    """Draw the issues that are pinned to a box, a line or a layer, and what pins one to it."""
    st.html('<h3 class="wb-section">Pin an issue here</h3>')
    here = pins(shown, (item.kind,)).get(item.code, ())
    for issue in here[:MOST_PINS]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{plain(issue.title)} :gray[{issue.code}]", width="content")
            st.button(
                "Unpin", key=f"diagram_unpin_{issue.code}", type="tertiary", help=f"Unpin {issue.title}",
                on_click=_unpin, args=(issue.code, item.code),
            )  # fmt: skip
    if len(here) > MOST_PINS:
        where = page_address("find", find_where=f"linked={item.code} kind=issue")
        st.caption(
            f"And {len(here) - MOST_PINS:,} more: [all of them]({where}), each unpinned on its own page."
        )
    pinned = {issue.code for issue in here}
    others = {i.code: i.title for i in visitor.snapshot().of_kind("issue") if i.code not in pinned}
    key = "diagram_pin_issue"
    held = [code for code in (st.session_state.get(key),) if code in others]
    st.selectbox(
        "An issue of the record", item_choice.options("An issue of the record", others, key, held), index=None, key=key,
        format_func=lambda code: f"{others[code]} · {code}" if code in others else code,
        placeholder="Search titles and codes",
    )  # fmt: skip
    st.text_input(
        "Or a new issue", key="diagram_pin_title", max_chars=300, placeholder="The question, in one line"
    )
    st.button("Pin it here", key="diagram_pin", icon=":material/push_pin:", on_click=_pin, args=(item.code,))


def _pin(place: str) -> None:
    issue = st.session_state.get("diagram_pin_issue")
    title = str(st.session_state.get("diagram_pin_title") or "").strip()
    if not issue and not title:
        writing.refuse(REFUSED, ["Choose an issue, or write the title of a new one."])
        return
    record = visitor.snapshot()

    def edit(changed: ArchitectureEdits) -> None:
        if issue:
            changed.pin(record, str(issue), place)
        if title:
            changed.raise_issue(title, place)

    if diagram_draft.note(edit, refused=REFUSED, done="Pinned; it is written when you save."):
        st.session_state["diagram_pin_issue"], st.session_state["diagram_pin_title"] = None, ""


def _unpin(issue: str, place: str) -> None:
    record = visitor.snapshot()
    known = {new.label: key for key, new in diagram_draft.edits().new.items() if new.label}
    if record.item(issue) is None and known:
        writing.refuse(REFUSED, ["A new issue is taken out above the drawing."])
        return
    diagram_draft.note(partial(_unpinned, record, issue, place), refused=REFUSED)


def _unpinned(record: Snapshot, issue: str, place: str, changed: ArchitectureEdits) -> None:
    changed.unpin(record, issue, place)
