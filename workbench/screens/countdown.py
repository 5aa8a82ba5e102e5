"""The page of the countdown: what the next filing waits for, from whom, and how long there is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.filing import filing_name
from workbench.graph.ballots.countdown import (
    Countdown,
    Owed,
    by_organisation,
    countdown,
    days_words,
    plain_list,
)
from workbench.graph.ballots.words import UNNAMED_FILING
from workbench.graph.dates import listed
from workbench.process.ballots.authorising import filings_named
from workbench.process.ballots.statements import statements
from workbench.process.calendar import calendar_of
from workbench.screens import grammar, visitor
from workbench.screens.ballots_seen import ballots_seen, moment_looked_at
from workbench.screens.clipboard import copy_button
from workbench.screens.connection import database

PURPOSE = "What the next filing still waits for, from whom, and how long there is."


def page() -> None:
    """Draw the page."""
    grammar.heading("Countdown", PURPOSE)
    found = _found()
    st.markdown(f"**{grammar.plain(_days(found))}** {grammar.plain(_named(found))}")
    if not found.number:
        grammar.empty("Nothing is owed: every text is locked, every position taken and authorised.")
        return
    _owed(
        "Texts", "Statements of position that are not locked; only locked ones are ever printed.", found.texts
    )
    _owed("Positions", "Open consensus calls without an answer on the present text.", found.positions)
    _owed(
        "Authorisations",
        "Current positions that no authoriser has confirmed for this filing; they are never printed with the name.",
        found.authorisations,
    )
    _signatures(found.signatures)


def _found() -> Countdown:
    snapshot = visitor.snapshot()
    change = visitor.change_looked_at()
    with database().read() as session:
        written = statements(session, change=change)
    return countdown(
        snapshot, ballots_seen(), moment_looked_at(), filing=filing_name(snapshot), statements=written
    )


def _days(found: Countdown) -> str:
    today = visitor.today()
    try:
        left = calendar_of(visitor.snapshot()).between(today, found.day) if found.day else 0
    except ValueError as unreadable:
        return f"The business days cannot be counted: {unreadable}"
    return days_words(found.day, today, left)


def _named(found: Countdown) -> str:
    if not found.filing:
        known = [name for name in filings_named(database()) if name != UNNAMED_FILING]
        last = f" Somebody last authorised for “{known[0]}”." if known else ""
        return (
            "The filing has no name yet: put it in Settings, so that authorisers confirm positions for it. Until "
            f"then any authorisation is taken for it here, and no organisation is named in its outcomes.{last}"
        )
    counted = (
        (len(found.texts), "text", "texts"),
        (len(found.positions), "position", "positions"),
        (len(found.authorisations), "authorisation", "authorisations"),
        (len(found.signatures), "matter of the signature", "matters of the signature"),
    )
    words = [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
    return f"“{found.filing}” waits for {listed(words)}." if words else f"“{found.filing}” waits for nothing."


def _owed(title: str, says: str, owed: Sequence[Owed]) -> None:
    if not owed:
        return
    st.subheader(f"{title} ({len(owed)})", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(says)
        copy_button(plain_list(owed), key=f"countdown_copy_{title}", label=f"Copy {title.lower()}")
    lines = []
    for name, group in by_organisation(owed):
        lines.append(f"- **{grammar.plain(name)}**")
        lines += [
            f"  - {grammar.plain(one.subject)} :gray[{one.call}]: {grammar.plain(one.why)}" for one in group
        ]
    st.markdown("\n".join(lines))


def _signatures(sentences: Sequence[str]) -> None:
    if not sentences:
        return
    st.subheader(f"Signature ({len(sentences)})", anchor=False)
    copy_button("\n".join(f"* {one}" for one in sentences), key="countdown_copy_signature", label="Copy")
    st.markdown("\n".join(f"- {grammar.plain(one)}" for one in sentences))
