"""The list of consensus calls: open ones by their close, then what waits, then what is over."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import GROUPS, Group, grouped, notes, state_words
from workbench.graph.ballots.outcome import capitalised
from workbench.graph.ballots.rounds import about_words
from workbench.screens import ballots_reads, grammar, writing
from workbench.screens.addresses import item_address
from workbench.screens.ballots_reads import FRESH, KEY, NEW
from workbench.screens.ballots_seen import kept_hidden, moment_looked_at

SHAPES: dict[Group, str] = {"open": "○", "closed": "△", "draft": "□", "over": "·"}
EVERY = "5s"


def page() -> None:
    """Draw the list."""
    purpose = "What the group is asked, how far the answers are, and what came out."
    with grammar.heading("Consensus calls", purpose):
        if ballots_reads.may_write():
            st.button(
                "Prepare a call", key="ballots_new", type="primary", icon=":material/add:",
                on_click=ballots_reads.show, args=(NEW,),
            )  # fmt: skip
    writing.refusals(KEY)

    @st.fragment(run_every=EVERY)
    def listed() -> None:
        _groups(list(ballots_reads.rows(fresh_for=FRESH).values()))

    listed()


def _groups(rows: list[BallotRow]) -> None:
    if not rows:
        grammar.empty(
            "Calls will be here: consensus calls, straw polls, polls among dates, calls for statements. Prepare the "
            "first one; nothing is open before you have read its checklist."
        )
        return
    moment, classes = moment_looked_at(), ballots_reads.classes()
    for group, members in grouped(rows, moment).items():
        if members:
            st.subheader(f"{GROUPS[group]} ({len(members)})", anchor=False)
            lines = "".join(_line(group, row, _said(row, group, classes)) for row in members)
            st.html(f'<ul class="wb-agenda wb-calls">{lines}</ul>')


def _said(row: BallotRow, group: Group, classes: dict[str, str]) -> list[str]:
    moment = moment_looked_at()
    said = [capitalised(state_words(row, moment))]
    if group in ("open", "closed"):
        wrote = ballots_reads.writers(row)
        said += notes(row, classes, moment, hidden=kept_hidden(row), statements=wrote)
    return said


def _line(group: Group, row: BallotRow, said: list[str]) -> str:
    """One call: its question, what it is about, and where it stands."""
    address = html.escape(ballots_reads.address(row.code))
    item = (
        f'{html.escape(about_words(row))} <a href="{html.escape(item_address(row.item))}">'
        f'{html.escape(row.item_title)}</a> <span class="wb-code">{html.escape(row.item)}</span>'
    )
    again = f" · round {row.round}" if row.round > 1 else ""
    shape = f'<span class="wb-shape" aria-hidden="true">{SHAPES[group]}</span>'
    return (
        f'<li>{shape}<div><a class="wb-line" href="{address}">{html.escape(row.question)}</a> '
        f'<span class="wb-code">{html.escape(row.code)}{again}</span>'
        f'<div class="wb-remark">{item}</div><div>{html.escape(" · ".join(said))}</div></div></li>'
    )
