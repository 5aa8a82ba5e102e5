"""People: organisations with their standing, persons with their roles, and who can sign in."""

from __future__ import annotations

import streamlit as st

from workbench.screens import (
    memberships_form,
    memberships_list,
    people_adding,
    people_lists,
    people_sign_in,
    visitor,
)
from workbench.screens.grammar import heading
from workbench.screens.save_preview import pending, save_preview

KEY = "people"
PART = "people_part"
ORGANISATIONS, PERSONS, MEMBERSHIPS, SIGN_IN = "Organisations", "Persons", "Who speaks for whom", "Sign-in"


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    with heading("People", "Who takes part, for whom they speak, and who can sign in."):
        place = st.empty()
    part = st.segmented_control(
        "Part",
        [ORGANISATIONS, PERSONS, MEMBERSHIPS, SIGN_IN],
        default=ORGANISATIONS,
        key=PART,
        bind="query-params",
        label_visibility="collapsed",
        required=True,
    )
    if visitor.may_edit() and part != SIGN_IN:
        with place:
            if part == MEMBERSHIPS:
                memberships_form.add_button("Add a membership …", type="primary")
            else:
                people_adding.button("person" if part == PERSONS else "organisation")
    if part == PERSONS:
        people_lists.persons(snapshot)
    elif part == MEMBERSHIPS:
        memberships_list.of_all(snapshot)
    elif part == SIGN_IN:
        people_sign_in.draw(snapshot)
    else:
        people_lists.organisations(snapshot)
    if pending(KEY):
        save_preview(KEY, on_saved=people_adding.saved)
    elif part == MEMBERSHIPS:
        memberships_form.dialog(snapshot)
    else:
        people_adding.dialog(snapshot)
