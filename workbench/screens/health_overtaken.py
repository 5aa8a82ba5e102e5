"""Positions and runs on earlier texts: what has changed since, and what makes them count again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.tally import said
from workbench.graph.dates import display_date, listed
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import Snapshot
from workbench.graph.suspects import evidence_on, evidence_words, positions_by_text
from workbench.screens import ballots_reads
from workbench.screens.addresses import item_address
from workbench.screens.cited_text import difference_between, differs
from workbench.screens.grammar import item_link, plain


def draw_positions(snapshot: Snapshot, found: Sequence[tuple[BallotRow, tuple[PositionRow, ...]]]) -> None:
    """Draw the calls in which positions were taken on an earlier text, each folded unless it is the only one."""
    if not found:
        return
    st.subheader("Positions", anchor=False)
    st.caption(
        "Taken on an earlier text; they count again when the organisation renews them, and nobody can note in "
        "its place that they still hold."
    )
    for call, taken in found:
        names = listed(sorted({position.organisation_name for position in taken}))
        box = st.expander(
            f"**{plain(call.question)}** · {call.code} · {plain(names)}",
            key=f"health_call_{call.code}", expanded=len(found) == 1, on_change="rerun",
        )  # fmt: skip
        if box.open:
            with box:
                _call(snapshot, call, taken)


def _call(snapshot: Snapshot, call: BallotRow, taken: Sequence[PositionRow]) -> None:
    for (code, revision), positions in positions_by_text(call, taken).items():
        item = snapshot.item(code)
        if item is None or (call.choices and not differs(code, revision, item.revision, call.aspect)):
            continue  # An alternative that reads as it did overtakes nothing.
        who = listed(
            [
                f"{plain(position.organisation_name)} ({said(position)})"
                for position in sorted(positions, key=lambda position: position.organisation_name)
            ]
        )
        st.caption(
            f"On revision {revision} of {item.code}, {item.revision} now: {who}. What has changed since:"
        )
        st.html(difference_between(item.code, revision, item.revision, call.aspect, headed=False))
    address = ballots_reads.address_for_visitor(call.code) or item_address(call.item)
    st.markdown(
        f"{item_link(snapshot.by_code[call.item])} · [The call {call.code}]({address}), where a position is renewed"
    )


def draw_evidence(snapshot: Snapshot, found: Sequence[RunRow]) -> None:
    """Draw the runs on earlier texts or over earlier paths, each folded unless it is the only one."""
    if not found:
        return
    st.subheader("Evidence", anchor=False)
    st.caption(
        "A run is evidence for the texts that it was run on, and for no others: it is not reviewed away. Run the "
        "procedure again on the texts as they stand."
    )
    for run in found:
        box = st.expander(
            f"**{plain(run.procedure_title)}** · {run.procedure} · {run.verdict} on {display_date(run.run_on)}, "
            f"{evidence_words(run)}",
            key=f"health_run_{run.uuid}", expanded=len(found) == 1, on_change="rerun",
        )  # fmt: skip
        if box.open:
            with box:
                _run(snapshot, run)


def _run(snapshot: Snapshot, run: RunRow) -> None:
    for code, revision in evidence_on(run):
        item = snapshot.by_code[code]
        st.markdown(f"{item_link(item)} :gray[· run on revision {revision}, {item.revision} now]")
        st.html(difference_between(code, revision, item.revision, headed=False))
    if run.path_moved and run.configuration:
        way = item_link(snapshot.by_code[run.configuration])
        st.markdown(f"{way} :gray[· its path or its text has changed since; its history says how]")
    st.markdown(f"Run again: {item_link(snapshot.by_code[run.procedure])}")
