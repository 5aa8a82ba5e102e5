"""How an open call stands, without reloading: one fragment that polls, and draws the page anew when more changed."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import answers
from workbench.graph.ballots.outcome import choices_lines, statements_sentence
from workbench.graph.dates import display_date, listed
from workbench.process.ballots.originals import may_see_original
from workbench.process.ballots.recording import read
from workbench.process.ballots.visibility import visible_statements
from workbench.process.clock import now
from workbench.screens import ballots_reads, ballots_silent, ballots_text, position_original, visitor
from workbench.screens.ballots_reads import FRESH
from workbench.screens.ballots_seen import kept_hidden, moment_looked_at
from workbench.screens.ballots_standing import arithmetic_html, choices_html, standing_html
from workbench.screens.markdown_text import verbatim_html

EVERY = "2s"


def draw(row: BallotRow) -> None:
    """Draw the standing of a call, and keep it fresh while it is open."""
    live = row.state(moment_looked_at()) == "open"
    seen = frame(row)

    @st.fragment(run_every=EVERY if live else None)
    def standing() -> None:
        present = ballots_reads.rows(fresh_for=FRESH).get(row.code)
        if present is None or frame(present) != seen:
            st.rerun()
        _body(present)

    standing()


def frame(row: BallotRow) -> tuple[object, ...]:
    """What stands outside of the polling part: when it changes, the whole page is drawn anew."""
    return (
        row.state(moment_looked_at()),
        row.ends,
        row.item_revision,
        row.moved,
        row.outcome,
        len(row.steps),
        tuple((e.uuid, e.standing(moment_looked_at()), len(e.objections)) for e in row.editorials),
    )


def _body(row: BallotRow) -> None:
    moment = moment_looked_at()
    if kept_hidden(row):
        _hidden(row)
    elif row.kind == "statement-call":
        _statements(row)
    elif row.choices:
        st.html(arithmetic_html(choices_lines(row)[:1], []))
        _by_choice(row)
        st.html(choices_html(row, partial(ballots_text.since_html, row)))
    else:
        found = read(row, ballots_reads.classes())
        st.html(arithmetic_html(found.assessment.sentences(), found.assessment.missing))
        running = row.state(moment) == "open"
        changed = partial(ballots_text.since_html, row)
        st.html(standing_html(row, found.tally, changed, silent=not running))
    _originals(row)
    if row.state(moment) == "open":
        ballots_silent.draw(row)


def _originals(row: BallotRow) -> None:
    """The mails and letters on which positions were entered for organisations."""
    actor = visitor.signed_in()
    kept = [
        p
        for p in row.positions
        if p.instruction.get("attachment") and may_see_original(actor, p.organisation)
    ]
    if not kept or kept_hidden(row):
        return
    box = st.expander(
        f"What positions entered for organisations rest on ({len(kept)})",
        key=f"ballots_originals_{row.code}",
        on_change="rerun",
    )
    if not box.open:
        return  # Each is read by itself, and this is drawn again every few seconds.
    with box:
        gone = 0
        for position in reversed(kept):
            label = f"{position.organisation_name}, {display_date(position.taken_on)}"
            gone += not position_original.draw(actor, position, key="ballots", label=label)
        if gone:
            st.caption(f"{gone} {'was' if gone == 1 else 'were'} removed from the record.")


def _by_choice(row: BallotRow) -> None:
    """What came of each alternative or day so far."""
    if row.kind != "consensus-call":
        lines = "".join(f"<li>{html.escape(words)}</li>" for words in choices_lines(row)[1:])
        st.html(f'<ul class="wb-sum">{lines}</ul>')
        return
    for choice in row.choices:
        found = read(row, ballots_reads.classes(), key=choice.key)
        said = " ".join(found.assessment.sentences())
        missing = "".join(f"<div>△ Missing: {html.escape(words)}</div>" for words in found.assessment.missing)
        st.html(f"<p><b>{html.escape(choice.title)}</b>: {html.escape(said)}</p>{missing}")


def _hidden(row: BallotRow) -> None:
    found = answers(row, statements=ballots_reads.writers(row))
    st.html(arithmetic_html([f"{found.words()}."], []))
    st.info(
        "What they said is hidden until the close, for the facilitator too: the facilitator has no authority over "
        "the answers. Only who has answered is shown.",
        icon=":material/visibility_off:",
    )
    if found.answered or found.unasked:
        names = [name for _, name in found.answered] + [f"{name} (not asked)" for _, name in found.unasked]
        st.markdown(f"**Answered:** {listed(names)}.")


def _statements(row: BallotRow) -> None:
    said = ballots_reads.statements_of(row.code)
    readable = {one.uuid for one in visible_statements(visitor.signed_in(), row, said, now()) if one.locked}
    locked = {one.organisation: one.locked for one in said}
    st.html(arithmetic_html([statements_sentence(row, locked)], []))
    rows = "".join(
        f"<li><b>{html.escape(one.organisation_name)}</b> "
        f"{'● locked' if one.locked else '○ a draft of its own, not locked'} "
        f'<span class="wb-remark">version {one.version}</span>'
        f"{verbatim_html(one.text) if one.uuid in readable else ''}</li>"
        for one in sorted(said, key=lambda one: one.organisation_name.casefold())
    )
    if rows:
        st.html(f'<ul class="wb-stands">{rows}</ul>')
