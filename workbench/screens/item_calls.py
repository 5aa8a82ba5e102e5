"""Calls about an item on its page: where each stands, what came out, and the rounds before it."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import state_words
from workbench.graph.ballots.rounds import about, earlier_rounds, later_round
from workbench.graph.ballots.subject import ASKABLE
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.snapshot import ItemView
from workbench.screens import ballots_reads, visitor
from workbench.screens.ballots_outcome import contest_html, rounds_html
from workbench.screens.ballots_seen import ballots_seen, moment_looked_at


def draw(item: ItemView) -> None:
    """Draw the calls about an item, the latest round of each; drafts are the facilitator's own."""
    rows = {row.code: row for row in ballots_seen()}
    found = [
        row for row in about(rows.values(), item.code) if later_round(rows, row) is None or _shown(rows, row)
    ]
    if not visitor.signed_in().may("prepare-ballot"):
        found = [row for row in found if row.state(moment_looked_at()) != "draft"]
    if found:
        st.html("".join(call_html(row, rows) for row in found))
    elif ballots_reads.may_write() and item.kind in ASKABLE and not item.withdrawn:
        st.caption("Nobody was asked about it yet.")
    if ballots_reads.may_write() and item.kind in ASKABLE and not item.withdrawn:
        address = ballots_reads.address(ballots_reads.NEW, **{ballots_reads.ABOUT: item.code})
        st.html(f'<p class="wb-about"><a href="{html.escape(address)}">Prepare a call about it</a></p>')


def wanted(item: ItemView) -> bool:
    """Whether the page of an item has the section: it was asked about, or can be by who looks."""
    if about(ballots_seen(), item.code):
        return True
    return (
        item.kind in ASKABLE and item.kind != "meeting" and ballots_reads.may_write() and not item.withdrawn
    )


def _shown(rows: dict[str, BallotRow], row: BallotRow) -> bool:
    """Whether a round stands for itself because the next one is still a draft that others do not see."""
    later = later_round(rows, row)
    return later is not None and later.state(moment_looked_at()) == "draft"


def call_html(row: BallotRow, rows: dict[str, BallotRow]) -> str:
    """One call: its state, its outcome with everybody by name, contests, earlier rounds, and a link."""
    code = html.escape(row.code)
    address = ballots_reads.address_for_visitor(row.code)
    question = html.escape(row.question)
    shown = f'<a href="{html.escape(address)}">{question}</a>' if address else question
    again = f" · round {row.round}" if row.round > 1 else ""
    outcome = f"<p>{html.escape(row.outcome_sentence)}</p>" if row.outcome_sentence else ""
    earlier = earlier_rounds(rows, row)
    return (
        f'<div class="wb-call"><div><b>{shown}</b> <span class="wb-code">{code}{again}</span></div>'
        f'<div class="wb-remark">{BALLOT_KINDS[row.kind]}: '
        f"{html.escape(state_words(row, moment_looked_at()))}</div>{outcome}"
        f"{contest_html(row) if row.outcome else ''}{rounds_html(earlier) if earlier else ''}</div>"
    )
