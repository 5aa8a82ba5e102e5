"""Who has not answered: a list to copy, with people and addresses, and the text that reminds each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import answers
from workbench.graph.ballots.reminders import next_reminder, reminder_due
from workbench.graph.dates import display_date
from workbench.process.ballots.notice import reminder, reminder_of_all
from workbench.process.recipients import people_of, subject_line
from workbench.screens import ballots_reads, visitor
from workbench.screens.ballots_seen import moment_looked_at
from workbench.screens.clipboard import copy_button
from workbench.screens.mail_link import mail_link


def draw(row: BallotRow) -> None:
    """Draw the list and the reminders."""
    silent = answers(row, statements=ballots_reads.writers(row)).silent
    st.html(f'<h2 class="wb-section">Not answered yet ({len(silent)})</h2>')
    if not silent:
        st.caption("Everybody who was asked has answered. An answer can be changed until the close.")
        return
    st.markdown(due_words(row))
    snapshot = visitor.whole_snapshot()
    people = {code: people_of(snapshot, code) for code, _ in silent}
    st.code(silent_list(silent, people), language=None, wrap_lines=True)
    moment, address = moment_looked_at(), ballots_reads.answering_address(row.code)
    _copy_all(row, people, reminder_of_all(row, [name for _, name in silent], moment, address=address))
    names = dict(silent)
    key = f"ballots_remind_{row.code}"
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    code = st.selectbox(
        "Reminder for one of them", list(names), index=None, format_func=lambda code: names.get(code, code), key=key,
        placeholder="Choose an organisation to see its reminder",
    )  # fmt: skip
    if code:
        text = reminder(row, names[code], moment, address=address)
        st.code(text, language=None, wrap_lines=True)
        _mail(row, people[code], text)


def _copy_all(row: BallotRow, people: Mapping[str, Sequence[str]], text: str) -> None:
    """Addresses of everybody who has not answered, and one reminder to all of them, to be copied at once."""
    every = list(dict.fromkeys(person for found in people.values() for person in found if "@" in person))
    with st.container(horizontal=True, vertical_alignment="center"):
        copy_button("; ".join(every), key=f"ballots_copy_silent_{row.code}", label="Copy addresses")
        copy_button(text, key=f"ballots_copy_reminder_{row.code}", label="Copy reminder to all")
        _mail(row, every, text)


def _mail(row: BallotRow, people: Sequence[str], text: str) -> None:
    subject = subject_line(visitor.whole_snapshot(), f"reminder of call {row.code}")
    link, whole = mail_link(people, subject, text)
    st.link_button("Open in your mail program", link, icon=":material/mail:")
    if not whole:
        st.caption("The text is too long for such a link: copy it into the mail.")


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


def silent_list(silent: Sequence[tuple[str, str]], people: Mapping[str, Sequence[str]]) -> str:
    """Organisations that have not answered with their people, one a line, to be copied."""
    return "\n".join(f"{name}: {'; '.join(people[code])}" for code, name in silent)
