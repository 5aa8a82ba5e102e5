"""Where the others stand, sorted by side: by name, word and shape; and what the rule makes of it."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import answers
from workbench.graph.ballots.tally import choice_words, date_counts, preferences, tally
from workbench.graph.ballots.words import DATE_ANSWERS
from workbench.graph.dates import listed
from workbench.process.ballots.recording import read
from workbench.process.ballots.visibility import is_hidden
from workbench.process.clock import now
from workbench.screens import visitor
from workbench.screens.addresses import page_address
from workbench.screens.ballots_seen import ballots_looked_at, moment_looked_at, seen
from workbench.screens.ballots_standing import choices_html, standing_html
from workbench.screens.grammar import plain

FRAGMENT = "call_others"
MOST_LISTED = 60
"""With more organisations than this the page counts them, and the matrix lists them."""


def asked(code: str) -> tuple[tuple[str, str], ...]:
    """Codes and names of the organisations that a call asks; they are frozen, so an old reading serves."""
    held = ballots_looked_at(fresh_for=60.0).get(code)
    return (held or ballots_looked_at()[code]).addressees


def asks_many(code: str) -> bool:
    """Whether a call asks so many that the page does not list them."""
    return len(asked(code)) > MOST_LISTED


@st.fragment(key=FRAGMENT)
def draw(code: str) -> None:
    """Draw the positions that the visitor may see, and the rule with its arithmetic.

    Args:
        code: of the call, which is read anew: the fragment is drawn again after a position was sent.
    """
    moment, snapshot = moment_looked_at(), visitor.snapshot()
    fresh_for = 1.0 if asks_many(code) else 0.0
    ballot = ballots_looked_at(fresh_for=fresh_for, numbers=visitor.numbers())[code]
    shown = seen(ballot)
    st.subheader("Where the group stands", anchor=False)
    if shown.selected:
        _selected(shown)
        return
    if is_hidden(ballot, now()):
        st.caption("Positions show only after the close; that was fixed when the call opened.")
        st.markdown(answers(ballot).sentence())
        return
    if not ballot.choices:
        classes = {o.code: str(o.detail.get("category") or "") for o in snapshot.of_kind("organisation")}
        found = read(shown, classes)
        st.markdown("  \n".join(plain(sentence) for sentence in found.assessment.sentences()))
        if ballot.state(moment) == "open" and found.assessment.missing:
            st.markdown("**Still missing:** " + plain(" ".join(found.assessment.missing)))
    else:
        st.html(_by_choice(shown))
    if asks_many(code):
        st.markdown(f"[Who stands where, in the matrix]({page_address('matrix')})")
    elif ballot.choices:
        silent = [name for held, name in ballot.addressees if held not in shown.latest()]
        missing = f'<p class="wb-remark">No answer ({len(silent)}): {html.escape(listed(silent))}</p>'
        st.html(choices_html(shown) + (missing if silent else ""))
    else:
        st.html(standing_html(shown, found.tally, lambda _: ""))


def _selected(shown: BallotRow) -> None:
    """Draw what is shown of a call to whom not everything is: no count, no rule, since who is missing tells nothing."""
    if shown.positions:
        st.caption("Positions that an organisation's authoriser confirmed; the others are not shown.")
        if shown.choices:
            st.html(choices_html(shown))
        else:
            st.html(standing_html(shown, tally(shown), lambda _: ""))
    elif shown.voided:
        st.caption("What organisations said in it is not shown.")
    elif shown.outcome is None:
        only = (
            ""
            if visitor.signed_in().kept_out
            else ", and only where an organisation's authoriser confirmed it"
        )
        st.caption(f"What organisations say shows once the outcome is recorded{only}.")
    else:
        st.caption("No position in it was confirmed by an authoriser; none is shown.")


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
