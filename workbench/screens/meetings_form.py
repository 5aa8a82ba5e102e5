"""The form of a meeting or a milestone: its date with how firm it is, and the rest of its fields.

What is typed is kept while the preview is open, since the form is not drawn meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from workbench.graph.dates import date_spec
from workbench.graph.snapshot import ItemView
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY

FORM = "meetings_form"
QUALIFIERS = {
    "on": "on a day",
    "by": "by a day",
    "between": "some day between two",
    "after": "after a day",
    "undated": "no day yet",
}
STANDINGS = {
    "proposed": "proposed",
    "ordered": "ordered by the Commission",
    "hoped": "only hoped for",
    "known": "known from a source",
    "held": "took place",
}
DETAILS = {"meeting": ("starts", "minutes", "place"), "milestone": ("audience",)}


@dataclass
class DateForm:
    """An open form.

    Args:
        code: of the item that is edited; empty for a new one.
        number: a new one for every opening.
        revision: the revision that was seen.
        seen: field values as they were when the form was opened.
        typed: values of the widgets, kept while they are not drawn.
    """

    code: str
    kind: str
    number: int
    revision: int | None
    seen: Mapping[str, Any]
    typed: dict[str, Any] = field(default_factory=dict)

    def key(self, name: str) -> str:
        return f"meetings_field_{self.number}_{name}"

    def value(self, name: str) -> Any:
        """What stands in a widget now."""
        return st.session_state.get(self.key(name), self.typed.get(name))

    def keep(self) -> None:
        """Note what is typed; for callbacks."""
        for name in self.typed:
            self.typed[name] = self.value(name)

    @property
    def hoped(self) -> bool:
        spec = date_spec(self.seen.get("date"))
        return spec is not None and spec.standing == "hoped"


def opened(kind: str, item: ItemView | None = None) -> DateForm:
    """Open a form for an item, or for a new one of a kind; for callbacks."""
    number = st.session_state.get("meetings_form_number", 0) + 1
    st.session_state["meetings_form_number"] = number
    seen: dict[str, Any] = {"title": "", "text": "", "date": None}
    if item is not None:
        seen = {"title": item.title, "text": item.text, **item.detail}
    spec = date_spec(seen.get("date"))
    typed: dict[str, Any] = {
        "title": seen["title"],
        "text": seen["text"],
        "qualifier": spec.qualifier if spec else ("undated" if item else "on"),
        "start": spec.start if spec and spec.qualifier != "by" else None,
        "end": spec.last_day if spec and spec.qualifier in ("by", "between") else None,
        "standing": spec.standing if spec else "proposed",
        "words": spec.words if spec else "",
        **{name: seen.get(name) if name == "minutes" else seen.get(name) or "" for name in DETAILS[kind]},
    }
    if kind == "meeting":
        typed["avoid"] = "; ".join(str(day) for day in seen.get("avoid") or [])
    form = DateForm(item.code if item else "", kind, number, item.revision if item else None, seen, typed)
    st.session_state[FORM] = form
    return form


def current() -> DateForm | None:
    """The open form, or None."""
    found = st.session_state.get(FORM)
    return found if isinstance(found, DateForm) else None


def forget() -> None:
    """Drop the form and what was typed; for callbacks."""
    st.session_state.pop(FORM, None)


def draw_form(form: DateForm, under_the_days: Callable[[], None]) -> None:
    """Draw the widgets of a form.

    Args:
        under_the_days: draws what is to be said of the days that are chosen.
    """
    for name, value in form.typed.items():
        st.session_state.setdefault(form.key(name), value)
    st.text_input("Title", key=form.key("title"), max_chars=500)
    left, right = st.columns(2)
    left.selectbox("When", list(QUALIFIERS), format_func=QUALIFIERS.__getitem__, key=form.key("qualifier"))
    standings = {name: words for name, words in STANDINGS.items() if form.hoped or name != "held"}
    standings |= {form.typed["standing"]: STANDINGS[form.typed["standing"]]}
    right.selectbox(
        "Standing", list(standings), format_func=STANDINGS.__getitem__, key=form.key("standing"), disabled=form.hoped,
        help="A hoped date is promoted on its own, with a reason." if form.hoped else
        "By what authority the date stands. What is only hoped for enters no filing.",
    )  # fmt: skip
    _days(form)
    under_the_days()
    st.text_input(
        "The date in the words in which it was given", key=form.key("words"), max_chars=300,
        placeholder="such as: in August or September",
    )  # fmt: skip
    if form.kind == "meeting":
        _meeting_fields(form)
    else:
        st.text_input("For whom", key=form.key("audience"), placeholder="such as: Commission staff")
    st.text_area("Text", key=form.key("text"), height=110)


def _days(form: DateForm) -> None:
    qualifier = st.session_state.get(form.key("qualifier"))
    left, right = st.columns(2)
    if qualifier in ("on", "after", "between"):
        label = {"on": "Day", "after": "After", "between": "First day"}[qualifier]
        left.date_input(
            label,
            value=None,
            key=form.key("start"),
            format="YYYY-MM-DD",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
        )
    if qualifier in ("by", "between"):
        column = left if qualifier == "by" else right
        column.date_input(
            "By" if qualifier == "by" else "Last day",
            value=None,
            key=form.key("end"),
            format="YYYY-MM-DD",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
        )


def _meeting_fields(form: DateForm) -> None:
    left, right = st.columns(2)
    left.text_input("Begins (Pacific)", key=form.key("starts"), placeholder="10:00", max_chars=5)
    right.number_input(
        "Length (min)", value=None, min_value=0, max_value=2_000, step=5, key=form.key("minutes"),
        placeholder="the usual length",
    )  # fmt: skip
    st.text_input("Place", key=form.key("place"))
    st.text_input(
        "Days that do not suit", key=form.key("avoid"), placeholder="2014-06-19; 2014-06-26",
        help="Nothing is scheduled on them.",
    )  # fmt: skip


def new_day(form: DateForm) -> date | None:
    """The day to which a meeting would move; None where it would have none, or stays."""
    if form.kind != "meeting" or form.value("qualifier") != "on":
        return None
    day = form.value("start")
    old = date_spec(form.seen.get("date"))
    stays = old is not None and old.qualifier == "on" and old.start == day
    return day if isinstance(day, date) and not stays else None
