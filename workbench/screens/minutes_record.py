"""Minutes that are on record: the group's own with their state, and those that were read in as sources."""

from __future__ import annotations

import streamlit as st

from workbench.graph.dates import display_date, iso_day
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import grammar, minutes_states, visitor
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import item_link

KEY = minutes_states.KEY


def draw() -> None:
    """Draw the list."""
    snapshot, hidden = visitor.snapshot(), hidden_codes()
    own = [item for item in snapshot.of_kind("minutes") if item.code not in hidden]
    read = [item for item in sources_of_minutes(snapshot) if item.code not in hidden]
    if not own and not read:
        grammar.empty(
            "The minutes of the group will stand here: those made after a call, with their state, and those that were "
            "read in, with the number of items that cite them."
        )
        return
    if own:
        st.subheader("Made here", anchor=False)
        for item in reversed(own):
            minutes_states.draw(item)
    if read:
        st.subheader("Read in, and cited by line", anchor=False)
        for item in sorted(read, key=lambda item: str(item.detail.get("date") or ""), reverse=True):
            st.markdown(f"- {item_link(item)}  \n  {_standing(snapshot, item)}")


def sources_of_minutes(snapshot: Snapshot) -> list[ItemView]:
    """Sources that hold minutes: those that record a meeting."""
    return [item for item in snapshot.of_kind("source") if snapshot.out(item, "minutes-of")]


def _standing(snapshot: Snapshot, item: ItemView) -> str:
    day = item.detail.get("date")
    citing = {link.source for link in snapshot.into(item, "derived-from")}
    count = len(citing)
    words = f"cited by {count} {'item' if count == 1 else 'items'}"
    return f"{display_date(iso_day(day))} · {words}" if day else words
