"""What a call is about: the text as it stands, the alternatives, and what has changed since the opening."""

from __future__ import annotations

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.subject import ASPECTS, choices_fingerprint, subject_fingerprint
from workbench.graph.ballots.texts import text_of
from workbench.graph.evidence import evidence_about
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import cited_text
from workbench.screens.addresses import item_address
from workbench.screens.grammar import plain
from workbench.screens.markdown_text import safe_markdown
from workbench.screens.runs_seen import runs_seen


def draw(ballot: BallotRow, snapshot: Snapshot) -> None:
    """Draw the text, with the difference where it was changed after the opening."""
    item = snapshot.item(ballot.item)
    if item is None:
        return
    if ballot.choices and ballot.kind != "date-poll":
        _alternatives(ballot, snapshot)
    elif ballot.kind == "date-poll":
        st.markdown(f"For [{plain(item.title)}]({item_address(item.code)}) :gray[{item.code}].")
    else:
        _one(ballot, item)
    if ballot.evidence:
        _evidence(snapshot, item)


def shown_fingerprint(ballot: BallotRow, snapshot: Snapshot) -> str:
    """The fingerprint of what the page shows, to be sent with the form."""
    if ballot.choices:
        known = snapshot.by_code
        return choices_fingerprint(
            (choice.key, known[choice.key].fingerprint if choice.key in known else "")
            for choice in ballot.choices
        )
    item = snapshot.by_code[ballot.item]
    return subject_fingerprint(ballot.aspect, item.fingerprint, item.detail)


def _one(ballot: BallotRow, item: ItemView) -> None:
    with st.container(border=True, key="call_text"):
        st.markdown(
            f"**[{plain(item.title)}]({item_address(item.code)})** :gray[{item.code}, revision {item.revision}]"
        )
        cited_text.draw(text_of(item), ballot.aspect)
        if ballot.aspect == "destination":
            st.caption(f"Asked about {ASPECTS['destination']}.")
    if ballot.moved:
        with st.expander(
            f"The text was changed after the call opened (revision {ballot.revision} to {ballot.item_revision}). "
            "See the difference",
            icon=":material/difference:",
        ):
            st.html(cited_text.difference_between(item.code, ballot.revision, item.revision, ballot.aspect))


def _title(item: ItemView) -> str:
    address = item_address(item.code)
    return f"**[{plain(item.title)}]({address})** :gray[{item.code}, revision {item.revision}]"


def _alternatives(ballot: BallotRow, snapshot: Snapshot) -> None:
    for choice in ballot.choices:
        item = snapshot.item(choice.key)
        if item is None:
            continue
        with st.container(border=True, key=f"call_alternative_{choice.key}"):
            moved = " · **changed since the call opened**" if choice.moved else ""
            st.markdown(_title(item) + moved)
            if item.text.strip():
                st.markdown(safe_markdown(item.text))
            if choice.moved:
                with st.expander(
                    f"See the difference (revision {choice.revision} to {item.revision})",
                    icon=":material/difference:",
                ):
                    st.html(cited_text.difference_between(choice.key, choice.revision, item.revision))


def _evidence(snapshot: Snapshot, item: ItemView) -> None:
    """What the procedures that verify the text say about it; only where that was turned on before the opening."""
    found = evidence_about(snapshot, runs_seen(), [item])
    number = sum(len(one.runs) for one in found)
    with st.expander(f"Evidence ({number} {'run' if number == 1 else 'runs'})", icon=":material/science:"):
        if not number:
            st.caption("No procedure that verifies this text has been run yet.")
        for one in found:
            if one.decides is not None:
                st.markdown(
                    f"- **{plain(one.sentence())}**: {plain(one.procedure.title)}. {plain(one.decides.summary)}"
                )
