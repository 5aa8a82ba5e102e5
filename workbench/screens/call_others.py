"""Where the others stand, sorted by side: by name, word and shape; and what the rule makes of it."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.cache import BALLOTS
from workbench.graph.ballots.tally import authority, choice_words, date_counts, preferences, said
from workbench.graph.ballots.words import CAPACITIES, DATE_ANSWERS
from workbench.graph.dates import display_date, listed
from workbench.process.ballots.recording import read
from workbench.process.ballots.visibility import visible_positions
from workbench.process.clock import now
from workbench.screens import visitor
from workbench.screens.addresses import page_address
from workbench.screens.connection import database
from workbench.screens.grammar import plain

FRAGMENT = "call_others"
MOST_LISTED = 60
"""With more organisations than this the page counts them, and the matrix lists them."""


def asked(code: str) -> tuple[tuple[str, str], ...]:
    """Codes and names of the organisations that a call asks; they are frozen, so an old reading serves."""
    held = BALLOTS.get(database(), fresh_for=60.0).get(code)
    return (held or BALLOTS.get(database())[code]).addressees


def asks_many(code: str) -> bool:
    """Whether a call asks so many that the page does not list them."""
    return len(asked(code)) > MOST_LISTED


@st.fragment(key=FRAGMENT)
def draw(code: str) -> None:
    """Draw the positions that the visitor may see, and the rule with its arithmetic.

    Args:
        code: of the call, which is read anew: the fragment is drawn again after a position was sent.
    """
    moment, snapshot, actor = now(), visitor.snapshot(), visitor.signed_in()
    ballot = BALLOTS.get(database(), fresh_for=1.0)[code]
    if not asks_many(code):
        ballot = BALLOTS.get(database())[code]
    st.subheader("Where the group stands", anchor=False)
    if ballot.hidden and ballot.state(moment) == "open":
        st.caption("Positions show only after the close; that was fixed when the call opened.")
        st.markdown(f"{len(ballot.latest())} of {len(ballot.addressees)} organisations answered.")
        return
    seen = visible_positions(actor, ballot, moment)
    answered = seen.latest()
    silent = [name for held, name in ballot.addressees if held not in answered]
    if not ballot.choices:
        classes = {o.code: str(o.detail.get("category") or "") for o in snapshot.of_kind("organisation")}
        found = read(seen, classes)
        st.markdown("  \n".join(plain(sentence) for sentence in found.assessment.sentences()))
        if ballot.state(moment) == "open" and found.assessment.missing:
            st.markdown("**Still missing:** " + plain(" ".join(found.assessment.missing)))
        silent = [o.name for o in found.tally.silent]
    else:
        st.html(_by_choice(seen))
    if asks_many(code):
        st.markdown(f"[Who stands where, in the matrix]({page_address('matrix')})")
    else:
        st.html(_list(seen, silent))


def _by_choice(ballot: BallotRow) -> str:
    """What was said of each day or alternative, in numbers."""
    if ballot.kind == "date-poll":
        counts = date_counts(ballot)
        rows = [
            f"<li><b>{html.escape(choice_words(choice.key))}</b> "
            + html.escape(
                ", ".join(f"{counts[choice.key][w]} {words.lower()}" for w, words in DATE_ANSWERS.items())
            )
            + "</li>"
            for choice in ballot.choices
        ]
        return f'<ul class="wb-positions">{"".join(rows)}</ul>'
    preferred = preferences(ballot)
    rows = []
    for choice in ballot.choices:
        standing = read(ballot, {}, key=choice.key).assessment.standing
        liked = f" Preferred by {listed(preferred[choice.key])}." if preferred.get(choice.key) else ""
        rows.append(
            f'<li><b>{html.escape(choice.title)}</b> <span class="wb-code">{html.escape(choice.key)}</span>'
            f"<div>{html.escape(standing + liked)}</div></li>"
        )
    return f'<ul class="wb-positions">{"".join(rows)}</ul>'


def _list(ballot: BallotRow, silent: list[str]) -> str:
    """Positions as a list, joint ones once; those who have not answered by name."""
    rows, joints = [], set()
    for position in sorted(ballot.latest().values(), key=lambda p: (_order(p), p.organisation_name)):
        if position.joint is not None:
            if position.joint in joints:
                continue
            joints.add(position.joint)
        rows.append(_row(ballot, position))
    if silent:
        names = html.escape(", ".join(silent))
        rows.append(f"<li><b>No answer</b> ({len(silent)}): {names}</li>")
    if not rows:
        return "<p>Nobody has answered yet.</p>"
    return f'<ul class="wb-positions">{"".join(rows)}</ul>'


def _order(position: PositionRow) -> int:
    order = ("support", "support-with-comment", "can-live-with", "support-in-part", "object")
    return order.index(position.position) if position.position in order else len(order)


def _row(ballot: BallotRow, position: PositionRow) -> str:
    name = position.organisation_name
    if position.joint is not None:
        joint = next((j for j in ballot.joints if j.uuid == position.joint), None)
        if joint is not None:
            confirmed = [n for code, n in joint.members if code in joint.confirmed]
            name = f"{', '.join(confirmed)} (jointly)"
    marks = [CAPACITIES[position.capacity]] if position.capacity in ("proxy", "facilitator") else []
    if ballot.kind == "consensus-call":
        marks.append(authority(position))
    if position.overtaken:
        marks.insert(0, f"taken on an earlier text (revision {position.revision}), does not count")
    if position.carried_over_at is not None:
        marks.append(f"carried over on {display_date(position.carried_over_at.date())}")
    reason = f"<div>{html.escape(position.reason)}</div>" if position.reason else ""
    wanted = f"<div>Wanted: {html.escape(position.change_wanted)}</div>" if position.change_wanted else ""
    off = ' class="off"' if position.overtaken else ""
    return (
        f"<li{off}><b>{html.escape(name)}</b> {html.escape(said(position))}{reason}{wanted}"
        f'<div class="wb-remark">{html.escape("; ".join(marks))}</div></li>'
    )
