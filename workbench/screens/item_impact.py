"""What a change of an item's text would touch, on its page: worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.impact import Impact, Touched, impact
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens.addresses import item_address
from workbench.screens.ballots_seen import ballots_seen
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import item_link, plain
from workbench.screens.runs_seen import runs_seen

STEPS = 3
MOST_SHOWN = 30
"""Items of one distance that are named; of further ones the number is said."""


def draw_impact(snapshot: Snapshot, item: ItemView) -> None:
    """Draw the fold of it."""
    box = st.expander(
        "If its text changed", key=f"item_impact_{item.code}", icon=":material/hub:", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        found = impact(snapshot, item, steps=STEPS, calls=ballots_seen(), runs=runs_seen())
        st.markdown(plain(found.sentence()))
        _touched(snapshot, found)
        for call, taken in found.positions:
            names = ", ".join(position.organisation_name for position in taken)
            st.markdown(f"**Positions in {plain(call.code)}**: {plain(names)}")
        for run in found.evidence:
            st.markdown(
                f"**Evidence**: [{plain(run.procedure_title)}]({item_address(run.procedure)}) "
                f":gray[{plain(run.procedure)}, {plain(run.verdict)} on {display_date(run.run_on)}]"
            )


def _touched(snapshot: Snapshot, found: Impact) -> None:
    hidden = hidden_codes()
    for distance in range(1, STEPS + 1):
        near = [one for one in found.touched if one.steps == distance and one.item.code not in hidden]
        if near:
            st.markdown("**Directly**" if distance == 1 else f"**Through others, {distance} steps away**")
            st.markdown("\n".join(_lines(snapshot, near)))


def _lines(snapshot: Snapshot, near: Sequence[Touched]) -> list[str]:
    lines = [
        f"- {item_link(one.item)} :gray[{plain(_cites(snapshot, one))}]"
        + (" · △ suspect already" if one.suspect else "")
        for one in near[:MOST_SHOWN]
    ]
    more = len(near) - MOST_SHOWN
    return [*lines, f"- and {more:,} more"] if more > 0 else lines


def _cites(snapshot: Snapshot, one: Touched) -> str:
    said = []
    for link in one.links:
        relation = snapshot.vocabulary.relation(link.relation)
        target = snapshot.items.get(link.target)
        if target is not None:
            said.append(f"{relation.says if relation else link.relation} {target.code}")
    return "; ".join(said)
