"""One quantity beside the page: what it means, what each protocol calls it, and a value to try."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.mapping import Mapped, mapped
from workbench.graph.mapping_translation import (
    EXAMPLE_WORDS,
    NotUnderstood,
    example,
    said_everywhere,
    said_words,
)
from workbench.graph.snapshot import Snapshot
from workbench.screens import quantity_trial, visitor
from workbench.screens.addresses import item_address
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import plain, refusal
from workbench.screens.information_model_tables import bindings_html, said_html

OPEN = "quantity"
STANDINGS = {
    "current": "",
    "moved": "△ The record cites an earlier row of the mapping.",
    "not on record": "The record has no data object for it at this moment.",
}


def open_drawer(key: str) -> None:
    """Open the drawer on the next run; for callbacks."""
    st.session_state[OPEN] = key
    st.query_params[OPEN] = key


def close_drawer() -> None:
    """Close the drawer; for callbacks."""
    st.session_state.pop(OPEN, None)
    st.query_params.pop(OPEN, None)


def draw_drawer(snapshot: Snapshot) -> None:
    """Draw the drawer while a quantity is open, by a press or by the address; once in every run."""
    opened = str(st.session_state.get(OPEN) or st.query_params.get(OPEN) or "")
    row = mapped(snapshot, opened) if opened else None
    if row is None:
        close_drawer()
        return
    st.session_state[OPEN] = row.key

    @st.dialog(plain(row.name), width=760, position="right", on_dismiss=close_drawer)
    def drawer() -> None:
        if st.session_state.get(OPEN) != row.key:
            st.rerun()
        draw(mapped(visitor.snapshot(), row.key) or row, key="model_drawer")

    drawer()


def draw(row: Mapped, key: str, *, whole: bool = True) -> None:
    """Draw a quantity: its meaning and fields, its bindings, and the box for a value.

    Args:
        key: prefix of the widgets.
        whole: with meaning and fields; without where a page says them already.
    """
    if whole:
        st.markdown(plain(row.meaning))
        st.html(_fields(row))
    if row.note:
        st.info(plain(row.note), icon=":material/info:")
    if STANDINGS[row.standing] and row.code not in hidden_codes():
        st.caption(STANDINGS[row.standing])
    st.html(bindings_html(row))
    _try(row, key)
    quantity_trial.draw(row, key, f"{key}_value_{row.key}")


def _fields(row: Mapped) -> str:
    named = f"{row.iec_61850} {row.iec_61850_class}".strip() or "no name"
    lines = [
        ("Key", row.key), ("Function", row.group), ("Unit", row.unit), ("Access", row.access), ("IEC 61850", named),
    ]  # fmt: skip
    body = "".join(f"<div><dt>{name}</dt><dd>{html.escape(words)}</dd></div>" for name, words in lines)
    if row.code and row.code not in hidden_codes():
        link = f'<a href="{html.escape(item_address(row.code))}">{html.escape(row.code)}</a>'
        body += f"<div><dt>On record</dt><dd>{link}</dd></div>"
    return f'<dl class="wb-fields">{body}</dl>'


def _try(row: Mapped, key: str) -> None:
    """A value that somebody types, as every protocol carries it."""
    text = st.text_input(
        f"Try a value ({row.unit})", key=f"{key}_value_{row.key}", max_chars=400, value=example(row.key),
        help="A number, on or off, words with commas, or points of a curve with semicolons: 92 44; 98 0.",
    )  # fmt: skip
    try:
        said = said_everywhere(row.key, text or "")
        words = said_words(row.key, text or "")
    except NotUnderstood as why:
        refusal([str(why)], "This is no value of the quantity")
        return
    st.html(said_html(said))
    st.caption(f"{plain(words)} as each protocol carries it. {EXAMPLE_WORDS}")
