"""A draft before it opens: its checklist in sentences, the notice and to whom it goes, and the opening itself."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.checklist import Check, checklist
from workbench.graph.ballots.listing import also_open
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.dates import display_moment
from workbench.process.ballots.notice import call_notice
from workbench.process.ballots.opening import open_ballot
from workbench.process.recipients import people_of, subject_line
from workbench.screens import ballots_dialog, ballots_reads, visitor, writing
from workbench.screens.ballots_dialog import REFUSED
from workbench.screens.ballots_seen import moment_looked_at
from workbench.screens.clipboard import copy_button
from workbench.screens.connection import database
from workbench.screens.grammar import plain
from workbench.screens.mail_link import mail_link

OPEN = "open"
GROUPS = (("Stops it", "✕"), ("Needs a look", "△"), ("In order", "●"))
"""What a sentence of the checklist means for the opening, with its shape."""


def checks(row: BallotRow) -> list[Check]:
    """What to look at before a draft is opened."""
    moment = moment_looked_at()
    return checklist(
        visitor.whole_snapshot(), row, moment, also_open=also_open(ballots_reads.rows().values(), row, moment)
    )


def stops(row: BallotRow) -> bool:
    """Whether something stops the opening of a draft."""
    return any(check.stops and not check.met for check in checks(row))


def draw(row: BallotRow) -> None:
    """Draw the checklist of a draft, and the notice that will go out."""
    st.html('<h2 class="wb-section">Before it opens</h2>' + checklist_html(checks(row)))
    st.html('<h2 class="wb-section">Notice</h2>')
    st.caption("It goes out when the call opens, and can be edited then. Nothing is sent from here.")
    with st.expander("Text of the notice"):
        st.code(notice_of(row), language=None, wrap_lines=True)


def checklist_html(found: list[Check]) -> str:
    """The sentences by what they mean for the opening."""
    groups: dict[str, list[str]] = {title: [] for title, _ in GROUPS}
    for check in found:
        title = "In order" if check.met else "Stops it" if check.stops else "Needs a look"
        groups[title].append(f"<li>{html.escape(check.sentence)}</li>")
    return "".join(
        f'<h4 class="wb-side"><span aria-hidden="true">{mark}</span> {title}</h4>'
        f'<ul class="wb-sum">{"".join(groups[title])}</ul>'
        for title, mark in GROUPS
        if groups[title]
    )


def notice_of(row: BallotRow) -> str:
    """The notice as it is written, or as it is made from the call."""
    if row.notice:
        return row.notice
    return call_notice(visitor.whole_snapshot(), row, address=ballots_reads.answering_address(row.code))


def opening_sentence(row: BallotRow) -> str:
    """What opening a draft does."""
    number = len(row.addressees)
    asked = f"{number} {'organisation' if number == 1 else 'organisations'}"
    closes = f" until {display_moment(row.closes_at)}" if row.closes_at else ""
    text = (
        "the days" if row.kind == "date-poll" else f"the text of {row.item} at revision {row.item_revision}"
    )
    return (
        f"Opening {row.code} freezes its question, {text}, the {asked} asked, the rule and the reservation of rights. "
        f"Answers are taken from now on{closes}; afterwards only the close can be moved, with a reason. "
        "Nothing is sent from here: the notice below is yours to mail."
    )


def dialog(row: BallotRow) -> None:
    """Draw the dialog that opens a draft, while it is asked for."""
    if ballots_dialog.asked(row.code) != OPEN:
        return

    @st.dialog(f"Open the {BALLOT_KINDS[row.kind].lower()}", width="large", on_dismiss=ballots_dialog.close)
    def drawn() -> None:
        if ballots_dialog.asked(row.code) != OPEN:
            st.rerun()
        _body(row)

    drawn()


def _body(row: BallotRow) -> None:
    writing.refusals(REFUSED, "It was not opened")
    st.markdown(plain(opening_sentence(row)))
    key = ballots_dialog.key("notice")
    st.session_state.setdefault(key, notice_of(row))
    st.text_area("Notice", key=key, height=260)
    draw_addressees(row, str(st.session_state[key]), "open")
    with st.container(horizontal=True):
        st.button(
            "Open the call", key="ballots_open_now", type="primary", icon=":material/campaign:", on_click=_open,
            args=(row,),
        )  # fmt: skip
        st.button("Not yet", key="ballots_open_not", on_click=ballots_dialog.close)


def draw_addressees(row: BallotRow, text: str, key: str) -> None:
    """Draw to whom the notice of a call goes."""
    draw_recipients(row.addressees, f"{BALLOT_KINDS[row.kind]} {row.code}", text, key)


def draw_recipients(organisations: Sequence[tuple[str, str]], subject: str, text: str, key: str) -> None:
    """Draw to whom a text goes, with addresses to copy and a link to the mail program.

    Args:
        organisations: codes and names.
        subject: of the mail, without the name of the record.
        key: tells the widgets of one place from those of another.
    """
    snapshot = visitor.whole_snapshot()
    people = {code: people_of(snapshot, code) for code, _ in organisations}
    st.caption("It goes to")
    st.code(
        "\n".join(f"{name}: {'; '.join(people[code])}" for code, name in organisations),
        language=None,
        wrap_lines=True,
    )
    every = list(dict.fromkeys(p for found in people.values() for p in found if "@" in p))
    link, whole = mail_link(every, subject_line(snapshot, subject), text)
    with st.container(horizontal=True, vertical_alignment="center"):
        copy_button("; ".join(every), key=f"ballots_copy_addresses_{key}", label="Copy addresses")
        copy_button(text, key=f"ballots_copy_notice_{key}", label="Copy notice")
        st.link_button("Open in your mail program", link, icon=":material/mail:")
    if not whole:
        st.caption("The text is too long for such a link: copy it into the mail.")


def _open(row: BallotRow) -> None:
    verb = partial(
        open_ballot, database(), visitor.signed_in(), row.code, notice=ballots_dialog.typed("notice") or None
    )
    if writing.attempt(REFUSED, verb, f"{row.code} is open.") is not None:
        ballots_dialog.close()
