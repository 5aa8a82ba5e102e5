"""The filters of the matrix, which stand in the address."""

from __future__ import annotations

import streamlit as st

from workbench.graph.ballots.matrix import SHOWN, Filter
from workbench.graph.ballots.standing import STATE_WORDS
from workbench.screens.grammar import kind_label

CLASSES, THEMES, STATES, KINDS = "matrix_class", "matrix_theme", "matrix_state", "matrix_kind"


def draw(choices: Filter) -> Filter:
    """Draw one choice each for class, theme, state and kind of item; nothing chosen means everything.

    Args:
        choices: the values that there are.

    Returns:
        What is chosen.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="matrix_filter"):
        classes = st.multiselect(
            "Class", sorted(choices.classes), key=CLASSES, bind="query-params", placeholder="all classes"
        )
        themes = st.multiselect(
            "Theme", sorted(choices.themes), key=THEMES, bind="query-params", placeholder="all themes"
        )
        states = st.pills(
            "State", [s for s in SHOWN if s in choices.states], key=STATES, bind="query-params",
            selection_mode="multi", format_func=_state,
        )  # fmt: skip
        kinds = st.pills(
            "About", sorted(choices.kinds), key=KINDS, bind="query-params", selection_mode="multi",
            format_func=kind_label,
        )  # fmt: skip
    return Filter(frozenset(classes), frozenset(themes), frozenset(states), frozenset(kinds))


def _state(state: str) -> str:
    return {"closed": "closed, not recorded", "recorded": "recorded"}.get(state) or STATE_WORDS["open"]
