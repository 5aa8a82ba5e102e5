"""Who has not answered: a list to copy, with people and addresses, and the text that reminds each."""

from __future__ import annotations

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import answers
from workbench.graph.ballots.reminders import next_reminder, reminder_due
from workbench.graph.dates import display_date
from workbench.process.ballots.notice import reminder
from workbench.process.recipients import people_of, subject_line
from workbench.screens import ballots_reads, visitor
from workbench.screens.ballots_seen import moment_looked_at
from workbench.screens.mail_link import mail_link

EVERYBODY = ""


def draw(row: BallotRow) -> None:
    """Draw the list and the reminders."""
    silent = answers(row, statements=ballots_reads.writers(row)).silent
    st.html(f'<h2 class="wb-section">Not answered yet ({len(silent)})</h2>')
    if not silent:
        st.caption("Everybody who was asked has answered. An answer can be changed until the close.")
        return
    st.markdown(due_words(row))
    st.code(silent_list(row, silent), language=None, wrap_lines=True)
    names = dict(silent)
    key = f"ballots_remind_{row.code}"
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    code = st.selectbox(
        "Reminder for", list(names), index=None, format_func=lambda code: names.get(code, code), key=key,
        placeholder="Choose an organisation to see its reminder",
    )  # fmt: skip
    if code:
        text = reminder(
            row, names[code], moment_looked_at(), address=ballots_reads.answering_address(row.code)
        )
        _mail(row, code, text)


def _mail(row: BallotRow, code: str, text: str) -> None:
    snapshot = visitor.whole_snapshot()
    subject = subject_line(snapshot, f"reminder of call {row.code}")
    st.code(text, language=None, wrap_lines=True)
    link, _ = mail_link(people_of(snapshot, code), subject, text)
    st.link_button("Open in your mail program", link, icon=":material/mail:")


def due_words(row: BallotRow) -> str:
    """When the next reminder is due, in a sentence. Nothing is sent from here."""
    moment = moment_looked_at()
    left = reminder_due(row, moment)
    if left is not None:
        return (
            f"**△ A reminder is due today**: {left} days are left. Nothing is sent from here; copy the text."
        )
    day = next_reminder(row, moment)
    when = f"The next reminder is due on {display_date(day)}." if day else "No further reminder is due."
    return f"{when} Reminders are due 14, 7 and 3 days before the close. Nothing is sent from here."


def silent_list(row: BallotRow, silent: tuple[tuple[str, str], ...]) -> str:
    """Organisations that have not answered with their people, one a line, to be copied."""
    snapshot = visitor.whole_snapshot()
    return "\n".join(f"{name}: {'; '.join(people_of(snapshot, code))}" for code, name in silent)
