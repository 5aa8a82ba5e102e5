"""A condition put together from choices, for who does not know the words of the filter language by heart."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.graph.query.checking import KnownField, known_fields
from workbench.graph.query.conditions import Compared, Present, Value
from workbench.graph.snapshot import Snapshot

OPERATORS = {
    "=": "is", "!=": "is not", "~": "contains", "!~": "does not contain", "<": "before, less than",
    "<=": "up to", ">": "after, more than", ">=": "from", "has": "is filled in", "none": "is empty",
}  # fmt: skip
_ORDERED = frozenset({"date", "dates", "date-words", "integer"})
_HOLDS = {
    "links": "The code of an item, or its title.",
    "date": "A day or month such as 2014-07-18 or 2014-07, or today+14.",
    "dates": "A day or month such as 2014-07-18 or 2014-07, or today+14.",
    "date-words": "A day or month such as 2014-07-18 or 2014-07, or today+14.",
    "integer": "A whole number.",
}
FIELD, OPERATOR, VALUE = "find_field", "find_operator", "find_value"


def draw(snapshot: Snapshot, add: Callable[[str], None]) -> None:
    """Draw the choices of a field, of how it compares and of a value.

    Args:
        add: adds the text of a condition to the query; called in a callback.
    """
    known = known_fields(snapshot.vocabulary)
    name = st.selectbox(
        "Field", sorted(known), index=None, key=FIELD, placeholder="status, linked, due …",
        format_func=lambda name: name.replace("_", " "), on_change=_forget_value,
    )  # fmt: skip
    if name is None:
        st.caption("Choose a field; then how it compares, and with what.")
        return
    field = known[name]
    operator = st.selectbox("How", _operators(field), key=OPERATOR, format_func=OPERATORS.__getitem__)
    if operator not in ("has", "none"):
        _value(field)
    st.button(
        "Add to the query",
        key="find_add",
        type="primary",
        icon=":material/add:",
        on_click=_add,
        args=(name, add),
    )


def _operators(field: KnownField) -> list[str]:
    if field.forms == {"yes-no"}:
        return ["="]
    order = ["=", "!=", "<", "<=", ">", ">="] if field.forms <= _ORDERED else ["=", "!=", "~", "!~"]
    return [*order, "has", "none"]


def _value(field: KnownField) -> None:
    words = ("yes", "no") if field.forms == {"yes-no"} else field.words
    if words and field.forms <= {"choice", "choices", "yes-no"}:
        st.selectbox("Value", words, index=None, key=VALUE, placeholder="choose one")
        return
    holds = next((_HOLDS[form] for form in field.forms if form in _HOLDS), "A word, or several.")
    st.text_input("Value", key=VALUE, placeholder=holds, on_change="ignore")


def _forget_value() -> None:
    st.session_state.pop(VALUE, None)
    st.session_state.pop(OPERATOR, None)


def _add(name: str, add: Callable[[str], None]) -> None:
    operator = st.session_state.get(OPERATOR) or "="
    text = str(st.session_state.get(VALUE) or "").strip()
    if operator == "has":
        add(str(Present(name)))
    elif operator == "none":
        add(f"{name}=none")
    elif text:
        add(str(Compared(name, operator, (Value(text),))))
        _forget_value()
