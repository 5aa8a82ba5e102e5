"""Baselines: named states of the record, made, looked at and compared."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.filings_overtaken import FilingOvertaken
from workbench.process.baselines import baselines
from workbench.screens import baseline_comparison, baseline_making, visitor
from workbench.screens.baseline_comparison import FROM, NOW, TO
from workbench.screens.baseline_rows import baseline_html
from workbench.screens.connection import database
from workbench.screens.filings_seen import overtaken_seen
from workbench.screens.grammar import empty, heading


@dataclass(frozen=True)
class Named:
    """A baseline as the page shows it, free of its session."""

    name: str
    change: int
    day: str
    note: str
    reconstruction: bool
    digest: str


def page() -> None:
    """Draw the page."""
    with database().read() as session:
        named = [
            Named(b.name, b.change, display_date(b.as_of), b.note, b.reconstruction, b.digest)
            for b in baselines(session)
        ]
    with heading(
        "Baselines",
        "Named states of the record. What a baseline holds never changes, so documents are made from one.",
    ):
        if visitor.signed_in().may("baseline"):
            baseline_making.button()
    if not named:
        empty(
            "No baseline is made yet. Make one before a document goes out, so that what it said can be found again."
        )
    overtaken = {one.filing.baseline: one for one in overtaken_seen()}
    for number, baseline in enumerate(named):
        _row(number, baseline, overtaken.get(baseline.name))
    if named:
        st.subheader("Compare", anchor=False)
        baseline_comparison.draw([b.name for b in named])
    baseline_making.dialog()


def _row(number: int, baseline: Named, overtaken: FilingOvertaken | None) -> None:
    with st.container(horizontal=True, vertical_alignment="top", key=f"baselines_row_{number}"):
        st.html(
            baseline_html(
                baseline.name,
                baseline.day,
                baseline.change,
                baseline.note,
                baseline.reconstruction,
                baseline.digest,
                overtaken,
            ),
            width="stretch",
        )
        with st.popover("Digest", icon=":material/fingerprint:", type="tertiary"):
            st.markdown("The digest over items, links, positions, comments and runs as they stood:")
            st.code(baseline.digest, language=None, wrap_lines=True)
        looked_at = visitor.moment() == baseline.name
        st.button(
            "Looked at" if looked_at else "Look at it",
            key=f"baselines_look_{number}",
            icon=":material/visibility:",
            type="tertiary",
            disabled=looked_at,
            help="Every page then shows the record as it stood.",
            on_click=_look_at,
            args=(baseline.name,),
        )
        st.button(
            "Compare",
            key=f"baselines_compare_{number}",
            icon=":material/compare_arrows:",
            type="tertiary",
            help="What changed from it until now.",
            on_click=_compare,
            args=(baseline.name,),
        )


def _look_at(name: str) -> None:
    st.session_state[visitor.MOMENT_KEY] = name


def _compare(name: str) -> None:
    st.session_state[FROM], st.session_state[TO] = name, NOW
