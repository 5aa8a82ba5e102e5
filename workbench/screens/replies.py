"""The page of replies: mails and pasted words become preliminary positions and comments, in one save."""

from __future__ import annotations

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.words import POSITIONS
from workbench.graph.dates import display_date
from workbench.process.ballots.replies import Accepted, RepliesRefused, accept_replies
from workbench.process.clock import now
from workbench.screens import (
    grammar,
    keyboard,
    position_original,
    replies_draft,
    replies_input,
    replies_review,
    visitor,
    writing,
)
from workbench.screens.connection import database
from workbench.screens.grammar import plain
from workbench.screens.replies_draft import DONE, KEY, waiting


def page() -> None:
    """Draw the page."""
    action = grammar.heading(
        "Replies",
        "Take answers that came by mail as preliminary positions or comments, with the mail kept beside.",
    )
    if not visitor.is_now():
        grammar.empty("Replies are taken into the record as it stands now. Choose *Now* in the side bar.")
        return
    snapshot, calls = visitor.snapshot(), replies_input.calls()
    entries = waiting()
    with action:
        ticked = sum(entry.taken for entry in entries)
        if entries:
            st.button(
                f"Save {ticked}", key="replies_save", type="primary", icon=":material/save:", on_click=_save,
                disabled=not ticked, help="All that are ticked, in one save: all of them or none.",
            )  # fmt: skip
    writing.refusals(KEY)
    _say_done()
    replies_input.draw(snapshot)
    if entries:
        st.subheader(f"To look through ({len(entries)})", anchor=False)
        replies_review.draw(snapshot, entries, {ballot.code: ballot for ballot in calls})
        keyboard.keyboard(KEY, unsaved=True)
    else:
        _empty(calls)
    _on_record(calls)


def _empty(calls: list[BallotRow]) -> None:
    moment = now()
    open_now = [
        ballot for ballot in calls if ballot.state(moment) == "open" and ballot.kind != "statement-call"
    ]
    listed = "; ".join(f"{b.code} ({plain(b.item_title)})" for b in open_now)
    words = f"Open now: {listed}." if listed else "No call is open now, so that replies become comments."
    grammar.empty(
        "Replies will wait here until you have looked through them: each with the line that was read, its sender, and "
        f"what it would become. Nothing is saved before you say so. {words}"
    )


def _save() -> None:
    """Save all that are ticked; what was refused stays with its sentences."""
    entries = [entry for entry in waiting() if entry.taken]
    snapshot, by_code = visitor.snapshot(), {ballot.code: ballot for ballot in replies_input.calls()}
    for entry in waiting():
        entry.refused = ()
    replies = [entry.reply(snapshot, by_code.get(entry.call or "")) for entry in entries]

    def verb() -> list[Accepted]:
        try:
            return accept_replies(database(), visitor.signed_in(), replies)
        except RepliesRefused as refused:
            for place, sentences in refused.by_reply.items():
                entries[place].refused = sentences
            raise

    accepted = writing.attempt(KEY, verb)
    if accepted is not None:
        st.session_state[DONE] = [each.sentence for each in accepted]
        replies_draft.drop({entry.number for entry in entries})


def _say_done() -> None:
    said = st.session_state.get(DONE)
    if said:
        lines = "\n".join(f"- {plain(sentence)}" for sentence in said)
        st.success(
            f"**{len(said)} {'reply is' if len(said) == 1 else 'replies are'} in the record.**\n\n{lines}"
        )


def _on_record(calls: list[BallotRow]) -> None:
    """The positions that rest on a mail, each with its original."""
    rows = [
        (ballot, position)
        for ballot in calls
        for position in ballot.positions
        if position.instruction.get("attachment")
    ]
    if not rows:
        return
    actor = visitor.signed_in()
    with st.expander(f"Taken from replies ({len(rows)})"):
        for ballot, position in sorted(rows, key=lambda row: -row[1].change):
            said = POSITIONS.get(position.position, "Answered by choice").split(":")[0].lower()
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    f"{plain(position.organisation_name)}: **{plain(said)}** on {ballot.code}, "
                    f"{display_date(position.taken_on)}  \n:gray[{plain(str(position.instruction.get('cited', '')))}]",
                    width="stretch",
                )
                position_original.draw(actor, position, key=KEY)
