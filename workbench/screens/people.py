"""People: organisations with their standing, persons with their roles, and who can sign in."""

from __future__ import annotations

import streamlit as st

from workbench.screens import people_adding, people_lists, people_sign_in, visitor
from workbench.screens.grammar import heading
from workbench.screens.save_preview import pending, save_preview

KEY = "people"
PART = "people_part"
ORGANISATIONS, PERSONS, SIGN_IN = "Organisations", "Persons", "Sign-in"


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    with heading("People", "Who takes part, for whom they speak, and who can sign in."):
        place = st.empty()
    part = st.segmented_control(
        "Part",
        [ORGANISATIONS, PERSONS, SIGN_IN],
        default=ORGANISATIONS,
        key=PART,
        bind="query-params",
        label_visibility="collapsed",
        required=True,
    )
    if visitor.may_edit() and part != SIGN_IN:
        with place:
            people_adding.button("person" if part == PERSONS else "organisation")
    if part == PERSONS:
        people_lists.persons(snapshot)
    elif part == SIGN_IN:
        people_sign_in.draw(snapshot)
    else:
        people_lists.organisations(snapshot)
    if pending(KEY):
        save_preview(KEY, on_saved=people_adding.saved)
    else:
        people_adding.dialog(snapshot)
