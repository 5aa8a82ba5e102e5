"""Editorial changes on a call's page: proposing the last change as one, whom it concerns, and what became of it."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow, EditorialRow
from workbench.graph.ballots.texts import text_at
from workbench.graph.dates import display_moment, listed
from workbench.process.ballots.editorial import EDITORIAL_DAYS, LastChange, last_change, propose_editorial
from workbench.process.ballots.notice import editorial_notice
from workbench.screens import ballots_dialog, ballots_reads, visitor, writing
from workbench.screens.ballots_dialog import REFUSED
from workbench.screens.ballots_opening import draw_recipients
from workbench.screens.ballots_seen import moment_looked_at
from workbench.screens.cited_text import difference_between
from workbench.screens.connection import database

EDITORIAL = "editorial"
STANDINGS = {
    "contested": "Contested: the change is substantive, and positions on the earlier text do not count.",
    "carried": "Nobody contested it; positions are carried over, and each says so.",
}


def concerned(row: BallotRow) -> list[LastChange]:
    """Last changes of what a call is about that can be proposed as editorial."""
    codes = [choice.key for choice in row.choices if choice.moved] if row.choices else [row.item]
    if not row.moved or row.kind == "date-poll" or row.aspect != "text" or row.voided:
        return []
    with database().read() as session:
        found = [last_change(session, code) for code in codes]
    return [change for change in found if change is not None and change.organisations and not change.proposed]


def draw(row: BallotRow) -> None:
    """Draw the changes that were proposed as editorial, and the offer to propose the last one."""
    names = _names(row)
    for editorial in sorted(row.editorials, key=lambda e: e.proposed_at, reverse=True):
        st.html(editorial_html(editorial, names))
        with st.expander(f"The change, revision {editorial.from_revision} to {editorial.to_revision}"):
            st.html(difference_between(editorial.item, editorial.from_revision, editorial.to_revision))
        if editorial.standing(moment_looked_at()) == "open" and ballots_reads.may_write():
            _notice(row, editorial, names)
    if ballots_reads.may_write():
        for change in concerned(row):
            st.button(
                f"Propose the last change of {change.item} as editorial …",
                key=f"ballots_editorial_{change.item}", icon=":material/spellcheck:",
                on_click=ballots_dialog.ask, args=(f"{EDITORIAL} {change.item}", row.code),
            )  # fmt: skip


def _notice(row: BallotRow, editorial: EditorialRow, names: dict[str, str]) -> None:
    """The notice to the organisations concerned, to be copied and mailed: nothing is sent from here."""
    item = visitor.whole_snapshot().item(editorial.item)
    if item is None:
        return
    with database().read() as session:
        before = text_at(session, editorial.item, editorial.from_revision)
        after = text_at(session, editorial.item, editorial.to_revision)
    address = ballots_reads.answering_address(row.code)
    text = editorial_notice(item, editorial, before, after, address=address)
    with st.expander("Notice to the organisations concerned", icon=":material/campaign:"):
        st.caption("Nothing is sent from here: the notice is yours to mail.")
        st.code(text, language=None, wrap_lines=True)
        concerned = [(code, names.get(code, code)) for code in editorial.organisations]
        draw_recipients(concerned, f"editorial change of {item.code}", text, f"editorial_{editorial.uuid}")


def _names(row: BallotRow) -> dict[str, str]:
    """Names of organisations by code: an editorial change concerns those with a position in another call too."""
    known = {o.code: o.title for o in visitor.whole_snapshot().of_kind("organisation", withdrawn=True)}
    return known | dict(row.addressees) | {p.organisation: p.organisation_name for p in row.positions}


def editorial_html(editorial: EditorialRow, names: dict[str, str]) -> str:
    """One editorial change: why, whom it concerns, and where it stands."""
    standing = editorial.standing(moment_looked_at())
    ends = display_moment(editorial.ends_at)
    words = STANDINGS.get(
        standing, f"Open until {ends}: one objection makes it substantive; silence carries positions over."
    )
    whom = listed([names.get(code, code) for code in editorial.organisations])
    said = "".join(
        f"<li>✕ <b>{html.escape(name)}</b>: {html.escape(reason)}</li>"
        for _, name, reason in editorial.objections
    )
    mark = {"contested": "✕", "carried": "●"}.get(standing, "△")
    return (
        f'<h2 class="wb-section">Proposed as editorial</h2><p><span aria-hidden="true">{mark}</span> '
        f"{html.escape(words)}</p><p>{html.escape(editorial.why)} "
        f'<span class="wb-remark">{html.escape(editorial.person_name)}, {display_moment(editorial.proposed_at)}; '
        f"concerns {html.escape(whom)}.</span></p>{f'<ul>{said}</ul>' if said else ''}"
    )


def dialog(row: BallotRow) -> None:
    """Draw the dialog that proposes a change as editorial, while it is asked for."""
    asked = ballots_dialog.asked(row.code) or ""
    if not asked.startswith(EDITORIAL):
        return
    change = next((c for c in concerned(row) if asked == f"{EDITORIAL} {c.item}"), None)
    if change is None:
        ballots_dialog.close()
        return

    @st.dialog("Propose the last change as editorial", width="large", on_dismiss=ballots_dialog.close)
    def drawn() -> None:
        if ballots_dialog.asked(row.code) != asked:
            st.rerun()
        _body(row, change)

    drawn()


def _body(row: BallotRow, change: LastChange) -> None:
    writing.refusals(REFUSED, "Nothing was proposed")
    names = _names(row)
    whom = listed([names.get(code, code) for code in change.organisations])
    st.markdown(
        f"Shown to {whom}, whose positions stand on the text before the change. One objection of theirs makes "
        "the change substantive, and their positions have to be renewed; silence through the period carries them over. "
        "The notice to them, with the moment until which they can contest it, stands on the page then."
    )
    st.html(difference_between(change.item, change.from_revision, change.to_revision))
    usual = int(visitor.whole_snapshot().setting("editorial-days", None) or EDITORIAL_DAYS)
    key = ballots_dialog.key("days")
    st.session_state.setdefault(key, usual)
    st.number_input(
        "Business days in which it can be contested", min_value=1, max_value=60, key=key, value=None
    )
    st.text_area(
        "What was changed, and why that changes no meaning", key=ballots_dialog.key("why"), height=90
    )
    with st.container(horizontal=True):
        st.button(
            "Propose it as editorial",
            key="ballots_editorial_now",
            type="primary",
            on_click=_propose,
            args=(change,),
        )
        st.button("Not now", key="ballots_editorial_not", on_click=ballots_dialog.close)


def _propose(change: LastChange) -> None:
    days = st.session_state.get(ballots_dialog.key("days"))
    verb = partial(
        propose_editorial,
        database(),
        visitor.signed_in(),
        change.item,
        ballots_dialog.typed("why"),
        days=int(days) if days else None,
    )
    if writing.attempt(REFUSED, verb, "It is proposed as editorial.") is not None:
        ballots_dialog.close()
