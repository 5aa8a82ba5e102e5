"""One widget for a field of whatever form, and what it holds in the form that the record takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from workbench.exchange.cells import cell_text
from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.fields import FieldSpec
from workbench.graph.hop_marks import FORM
from workbench.graph.snapshot import Snapshot
from workbench.screens import item_choice
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.field_words import code_words, field_label

NOTHING = "nothing yet"
MOST_HELD = 1_000
"""Links that one field of a form may hold; a browser cannot show more as marks in a field."""


def field_input(
    snapshot: Snapshot, spec: FieldSpec, key: str, *, value: Any = None, label: str | None = None
) -> None:
    """Draw the widget of a field; read it with ``typed_value`` from the same key.

    Args:
        value: what stands in it at first, as ``graph.fields.field_value`` gives it.
        label: the field's name in words when None.
    """
    label = label or field_label(spec.name)
    says = spec.says or None
    if spec.form == "links":
        _links(snapshot, spec, key, value, label)
    elif spec.name == "theme":
        themes = list(dict.fromkeys([*snapshot.vocabulary.themes, *([value] if value else [])]))
        _first(key, value or None)
        st.selectbox(
            label, themes, index=None, key=key, accept_new_options=True, placeholder=NOTHING, help=says
        )
    elif spec.form == "choices":
        words = snapshot.vocabulary.destinations if spec.name == "destination" else {}
        _first(key, list(value or []))
        options = list(dict.fromkeys([*spec.choices, *(value or [])]))
        st.multiselect(
            label, options, format_func=lambda c: words.get(c, c), key=key, placeholder=NOTHING, help=says
        )
    elif spec.form == "choice":
        _first(key, value or None)
        options = list(dict.fromkeys([*spec.choices, *([value] if value else [])]))
        st.selectbox(label, options, index=None, key=key, format_func=_spaced, placeholder=NOTHING, help=says)
    elif spec.form == "yes-no":
        _first(key, bool(value))
        st.checkbox(label, key=key, help=says)
    elif spec.form == "date":
        st.date_input(
            label,
            value=value if isinstance(value, date) else None,
            key=key,
            format="YYYY-MM-DD",
            help=says,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
        )
    elif spec.form == "integer":
        _first(key, value)
        st.number_input(label, value=None, step=1, key=key, help=says)
    elif spec.long:
        _first(key, value or "")
        st.text_area(label, key=key, height=320 if spec.name == "text" else 110, help=says)
    else:
        shown = cell_text(spec, value)
        _first(key, "" if shown is None else str(shown))
        st.text_input(label, key=key, help=says or _HOW.get(spec.form))


_HOW = {
    "date-words": "2014-07-18, by 2014-07-07, 2014-08-01 to 2014-09-30, undated: words; behind it (hoped) or the like",
    "dates": "Days such as 2014-07-18, with semicolons between them",
    "list": "Several with semicolons between them",
    "pairs": "name: value; name: value",
}


def typed_value(spec: FieldSpec, key: str) -> Any:
    """What stands in the widget, for ``exchange.cells.read_cell`` or an edit."""
    value = st.session_state.get(key)
    if isinstance(value, date):
        return value.isoformat()
    if spec.form == "links" and not spec.many:
        return [value] if value else []
    return value


def end_names(snapshot: Snapshot, kinds: Sequence[str]) -> dict[str, str]:
    """By code, how an item that a link may point to is named in a list of choices."""
    return dict(snapshot.once(f"end names {' '.join(kinds)}", None, lambda: _end_names(snapshot, kinds)))


def _end_names(snapshot: Snapshot, kinds: Sequence[str]) -> dict[str, str]:
    found = {}
    for kind in kinds:
        for item in snapshot.of_kind(kind):
            when = ""
            if item.detail.get("date"):
                when = f"{display_date_spec(date_spec(item.detail['date']))} · "
            found[item.code] = f"{when}{item.title}"
    return found


def _links(snapshot: Snapshot, spec: FieldSpec, key: str, value: Any, label: str) -> None:
    names = end_names(snapshot, spec.ends)
    held = [str(code) for code in value or []]
    at_hop = spec.view is not None and spec.view.at_hop
    if spec.many and len(held) > MOST_HELD:
        st.text_input(
            label, f"{len(held):,} items, too many to be edited here", disabled=True, key=f"{key}_many",
            help="Edit them in the workbook of the page Find (File, Workbook), and import it there again.",
        )  # fmt: skip
        return

    _first(key, held if spec.many else held[0] if held else None)
    standing = st.session_state[key]
    chosen = [standing] if isinstance(standing, str) else standing or []
    options = held if at_hop else item_choice.options(label, names, key, [*chosen, *held])

    def named(code: str) -> str:
        if at_hop:
            return code_words(snapshot, code)
        plain, mark, line = code.partition("#L")
        title = names.get(plain)
        return f"{title} · {plain}{f', line {line}' if mark else ''}" if title else code

    if spec.many:
        cites = spec.view is not None and spec.view.relation == "derived-from"
        st.multiselect(
            label, options, format_func=named, key=key, placeholder=NOTHING, accept_new_options=cites or at_hop,
            help="A line of a source is cited as CODE#L14." if cites else f"Write {FORM}." if at_hop else None,
        )  # fmt: skip
    else:
        st.selectbox(label, options, index=None, format_func=named, key=key, placeholder=NOTHING)


def _first(key: str, value: Any) -> None:
    st.session_state.setdefault(key, value)


def _spaced(value: Any) -> str:
    return str(value).replace("-", " ")
