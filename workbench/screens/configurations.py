"""The page of configurations: every way from the utility to the DER, and several of them side by side."""

from __future__ import annotations

import streamlit as st

from workbench.graph.configurations import Reading, read
from workbench.graph.snapshot import Snapshot
from workbench.graph.ways import NOT_SETTLED, faults
from workbench.process.changes import Saved
from workbench.screens import (
    address_choice,
    configurations_drawer,
    configurations_table,
    grammar,
    visitor,
    writing,
)
from workbench.screens.addresses import page_address
from workbench.screens.configurations_words import path_html, summary_html
from workbench.screens.grammar import plain
from workbench.screens.runs_seen import runs_seen
from workbench.screens.save_preview import pending, save_preview

KEY = configurations_drawer.KEY
COMPARE = "compare"
PURPOSE = "The ways that are weighed from the utility to the DER, hop by hop: what runs on each, and who carries it."


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    with grammar.heading("Configurations", PURPOSE):
        if visitor.may_edit():
            st.button(
                "Add a configuration", key="configurations_add", type="primary", icon=":material/add:",
                on_click=configurations_drawer.new,
            )  # fmt: skip
    writing.refusals(KEY)
    readings = _readings(snapshot)
    if readings:
        _standing(snapshot, readings)
        compared = _chosen(readings)
        if len(compared) > 1:
            configurations_table.draw(snapshot, compared)
            st.subheader("All of them", anchor=False)
        _cards(readings)
    else:
        grammar.empty(
            "Every way over the architecture that the group weighs will be here, with its hops, and any two of them "
            "side by side. Add the first one; its hops are interfaces of the diagram, from the utility to the DER."
        )
    if pending(KEY):
        save_preview(KEY, on_saved=_saved)
    else:
        configurations_drawer.draw_drawer(snapshot, {one.item.code: one for one in readings})


def _readings(snapshot: Snapshot) -> list[Reading]:
    taken = runs_seen()
    return [read(snapshot, item, taken) for item in snapshot.of_kind("configuration")]


def _standing(snapshot: Snapshot, readings: list[Reading]) -> None:
    """What needs attention: paths that are none, costs that nobody carries, evidence that does not stand."""
    broken = [
        (one, why) for one in readings if (why := faults(snapshot, [h.interface for h in one.way.hops]))
    ]
    if broken:
        lines = [f"- {plain(one.item.title)}: {plain(' '.join(why))}" for one, why in broken]
        st.warning("**These are no paths yet:**\n\n" + "\n".join(lines), icon=":material/link_off:")
    hops = [hop for one in readings for hop in one.way.hops]
    unpaid = sum(hop.payer == NOT_SETTLED for hop in hops)
    stale = sum(evidence.state == "stale" for one in readings for evidence in one.evidence)
    untried = sum(not one.evidence for one in readings)
    said = [f"**{len(readings)} configurations.**" if len(readings) > 1 else "**One configuration.**"]
    if unpaid:
        said.append(f"Who pays is not settled on {unpaid} of {len(hops)} hops.")
    if untried:
        said.append(
            f"{untried} {'has' if untried == 1 else 'have'} no run over {'it' if untried == 1 else 'them'}."
        )
    if stale:
        said.append(f"△ {stale} {'run is' if stale == 1 else 'runs are'} about something earlier.")
    st.markdown(" ".join(said))


def _chosen(readings: list[Reading]) -> list[Reading]:
    known = {one.item.code: one for one in readings}
    address_choice.seed(COMPARE, known)
    chosen = st.multiselect(
        "Compare side by side", list(known), key=COMPARE, placeholder="choose two or more",
        format_func=lambda code: known[code].item.title, on_change=address_choice.keep, args=(COMPARE,),
    )  # fmt: skip
    if len(chosen) == 1:
        st.caption("Choose another one to compare it with.")
    return [known[code] for code in chosen]


def _cards(readings: list[Reading]) -> None:
    for start in range(0, len(readings), 2):
        for column, one in zip(st.columns(2), readings[start : start + 2], strict=False):
            with column:
                _card(one)


def _card(one: Reading) -> None:
    code = one.item.code
    with st.container(border=True, height="stretch", key=f"configurations_card_{code}"):
        st.html(summary_html(one) + path_html(one.way))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Open", key=f"configurations_look_{code}", type="tertiary", icon=":material/unfold_more:",
                help=f"Everything about {one.item.title}", on_click=configurations_drawer.open_drawer, args=(code,),
            )  # fmt: skip
            if visitor.may_edit():
                st.button(
                    "Edit", key=f"configurations_edit_{code}", type="tertiary", icon=":material/edit:",
                    help=f"Edit {one.item.title}", on_click=configurations_drawer.open_drawer,
                    args=(code, configurations_drawer.EDIT),
                )  # fmt: skip
            st.markdown(f"[Over the diagram]({page_address('diagram', diagram_over=code)})", width="content")


def _saved(_: Saved) -> None:
    configurations_drawer.close_drawer()
