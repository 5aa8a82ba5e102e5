"""What came out of a call, who contests it and until when, and the rounds before it: wherever an outcome is."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.rounds import round_sentence
from workbench.graph.dates import display_moment
from workbench.screens import ballots_reads
from workbench.screens.ballots_seen import moment_looked_at


def draw(row: BallotRow) -> None:
    """Draw the recorded outcome of a call."""
    st.html(
        f'<section class="wb-outcome"><h2 class="wb-section">Outcome</h2>'
        f"<p>{html.escape(row.outcome_sentence or str(row.outcome))}</p>{contest_html(row)}</section>"
    )


def contest_html(row: BallotRow) -> str:
    """Until when an outcome can be contested, and who did with which reason."""
    if row.contest_until is None:
        words = ""
    elif moment_looked_at() <= row.contest_until:
        words = f"It can be contested until {display_moment(row.contest_until)}."
    else:
        words = f"It could be contested until {display_moment(row.contest_until)}."
    # To whom only a selection is shown, contests are not: from none that are seen nothing follows.
    if row.contest_until is not None and not row.contests and not row.selected:
        words += " Nobody has contested it."
    found = "".join(
        f"<li>✕ <b>{html.escape(step.organisation_name)}</b> contests it: {html.escape(step.why)} "
        f'<span class="wb-remark">{html.escape(step.person_name)}, {display_moment(step.at)}</span></li>'
        for step in row.contests
    )
    said = f'<p class="wb-remark">{words}</p>' if words else ""
    return said + (f'<ul class="wb-stands">{found}</ul>' if found else "")


def rounds_html(earlier: Sequence[BallotRow], later: BallotRow | None = None) -> str:
    """The other rounds of the same question, each with what came of it."""
    rows = []
    if later is not None:
        rows.append(f"<li>Asked again in round {later.round}: {_linked(later.code)}</li>")
    rows += [f"<li>{html.escape(round_sentence(row))} {_linked(row.code)}</li>" for row in earlier]
    return f'<ul class="wb-stands">{"".join(rows)}</ul>'


def _linked(code: str) -> str:
    """A call's code as a link for those who have a page for it; nothing for others, who read it already."""
    address = html.escape(ballots_reads.address_for_visitor(code))
    return f'<a href="{address}">Open {html.escape(code)}</a>' if address else ""
