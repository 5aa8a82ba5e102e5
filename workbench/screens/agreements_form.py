"""The form of an agreement: its layer, its choices, who says so and for whom, and what is open about it.

What is typed is kept while the preview is open, since the form is not drawn meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from workbench.exchange.grid import Grid, diff_rows
from workbench.graph.agreement_words import PERMITTED
from workbench.graph.fields import FieldSpec, fields_of
from workbench.graph.layers import SIDES
from workbench.graph.proposed import ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens.field_input import field_input, typed_value

KIND = "agreement"
FORM = "agreements_form"
STATUS_HELP = (
    "Reported: somebody says that it is agreed. Questioned: somebody doubts that. Agreed: only after a recorded "
    "consensus call on its present text."
)
EXTENTS = {
    "all": "all of",
    "a class": "those who are",
    "most of a class": "most of those who are",
    "some": "some of those who are",
}
"""How far an agreement is said to reach, read before the words that follow."""
EXTENT, OF, CHOICES = "binds_extent", "binds_of", "choices_lines"
PAIRS = (("side", "order"), ("status", "permitted"), ("asserted_by", "asserted_on"))
LABELS = {
    "settles": "Bears on the issues",
    "applies": "Applies to",
    "questioned": "Questioned, in the group's words",
    "disputed": "What is disputed about it now",
    "order": "Place in the diagram, from the top",
}
OPEN = ("questioned_on", "questioned", "disputed")
REST = ("destination", "settles", "applies", "text", "source", "certainty")


@dataclass
class AgreementForm:
    """An open form.

    Args:
        code: of the agreement; empty for a new one.
        number: a new one for every opening.
        seen: the row as it was when the form was opened, with its revision.
        typed: values of the widgets, kept while they are not drawn.
    """

    code: str
    number: int
    seen: Mapping[str, Any]
    typed: dict[str, Any] = field(default_factory=dict)

    def key(self, name: str) -> str:
        return f"agreements_field_{self.number}_{name}"

    def keep(self) -> None:
        """Note what is typed; for callbacks."""
        prefix = self.key("")
        for key, value in st.session_state.items():
            if str(key).startswith(prefix):
                self.typed[str(key)] = value


def opened(snapshot: Snapshot, item: ItemView | None) -> None:
    """Open a form for an agreement, or for a new one; for callbacks."""
    number = st.session_state.get("agreements_form_number", 0) + 1
    st.session_state["agreements_form_number"] = number
    seen: dict[str, Any] = {}
    if item is not None:
        seen = Grid.of(KIND, snapshot.vocabulary).row(snapshot, item)
    st.session_state[FORM] = AgreementForm(item.code if item else "", number, seen)


def current() -> AgreementForm | None:
    """The open form, or None."""
    found = st.session_state.get(FORM)
    return found if isinstance(found, AgreementForm) else None


def forget() -> None:
    """Drop the form and what was typed; for callbacks."""
    st.session_state.pop(FORM, None)


def draw_form(snapshot: Snapshot, form: AgreementForm) -> None:
    """Draw the widgets of a form."""
    for key, value in form.typed.items():
        st.session_state.setdefault(key, value)
    specs = fields_of(KIND, snapshot.vocabulary)
    _input(snapshot, specs["title"], form)
    _input(snapshot, specs["layer"], form)
    st.session_state.setdefault(form.key(CHOICES), "\n".join(form.seen.get("choices") or []))
    st.text_area("Choices, one a line", key=form.key(CHOICES), height=100)
    for pair in PAIRS:
        for column, name in zip(st.columns(2), pair, strict=True):
            with column:
                _input(snapshot, specs[name], form)
    _binds(form)
    for name in (*OPEN, *REST):
        _input(snapshot, specs[name], form)


def _input(snapshot: Snapshot, spec: FieldSpec, form: AgreementForm) -> None:
    key, value = form.key(spec.name), form.seen.get(spec.name)
    if spec.name == "side":
        _choice("Side", key, value, dict(SIDES), None)
    elif spec.name == "permitted":
        _choice(
            "Permitted", key, value, dict(PERMITTED), "Whether one or several of the choices may be used."
        )
    elif spec.name == "status":
        words = {status: status.replace("-", " ") for status in spec.choices}
        _choice("Status", key, value or spec.choices[0], words, STATUS_HELP)
    else:
        field_input(snapshot, spec, key, value=value, label=LABELS.get(spec.name))


def _choice(label: str, key: str, value: Any, words: dict[str, str], says: str | None) -> None:
    st.session_state.setdefault(key, value or None)
    st.selectbox(
        label,
        list(words),
        index=None,
        key=key,
        format_func=words.__getitem__,
        placeholder="not said",
        help=says,
    )


def _binds(form: AgreementForm) -> None:
    binds = form.seen.get("binds") or {}
    st.session_state.setdefault(form.key(EXTENT), binds.get("extent"))
    st.session_state.setdefault(form.key(OF), binds.get("of") or "")
    left, right = st.columns([2, 3])
    left.selectbox(
        "Said to hold for", list(EXTENTS), index=None, key=form.key(EXTENT), format_func=EXTENTS.__getitem__,
        placeholder="not said",
    )  # fmt: skip
    right.text_input("Whom", key=form.key(OF), placeholder="the parties, inverter manufacturers, utilities")


def change(form: AgreementForm, snapshot: Snapshot) -> ProposedChange:
    """What the form would write: only what differs from what was seen.

    Raises:
        RefusedRows: with every field that cannot be taken.
    """
    specs = fields_of(KIND, snapshot.vocabulary)
    after: dict[str, Any] = {}
    for name, spec in specs.items():
        if not spec.read_only and form.key(name) in st.session_state:
            after[name] = typed_value(spec, form.key(name))
    lines = str(st.session_state.get(form.key(CHOICES)) or "").split("\n")
    after["choices"] = [line.strip() for line in lines if line.strip()]
    after["binds"] = _binds_value(form)
    if form.code:
        return diff_rows(
            [form.seen],
            [{**after, "code": form.code, "revision": form.seen.get("revision")}],
            KIND,
            snapshot.vocabulary,
        )
    filled = {name: value for name, value in after.items() if value not in (None, "", [])}
    return diff_rows([], [{**filled, "title": after.get("title") or ""}], KIND, snapshot.vocabulary)


def _binds_value(form: AgreementForm) -> dict[str, str] | None:
    extent = st.session_state.get(form.key(EXTENT))
    of = str(st.session_state.get(form.key(OF)) or "").strip()
    return {"extent": extent or "all", "of": of} if extent or of else None
