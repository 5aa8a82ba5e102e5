"""The ready text of every notice: late ones first, then by the day on which each goes out."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from workbench.graph.dates import days_between_words, display_date
from workbench.process.notices import Notice, notices
from workbench.screens import meetings_reads, visitor
from workbench.screens.grammar import empty, plain
from workbench.screens.mail_link import mail_link

KINDS = {
    "agenda": "Agenda",
    "reminder": "Reminder",
    "text-circulated": "Text for review",
    "redlines-call": "Call for redlines",
    "consensus-call": "Call for consensus",
    "minutes": "Minutes",
    "after-call": "After the call",
}


@st.cache_data(max_entries=16, show_spinner=False)
def _notices(key: visitor.Seen, today: object) -> list[Notice]:
    return notices(meetings_reads.seen(), meetings_reads.day())


def draw() -> None:
    """Draw all notices; a text is drawn when it is opened."""
    today = meetings_reads.day()
    found = _notices(visitor.seen_key(), today)
    st.markdown(
        "Every step has its mail. Nothing is sent from here: copy a text into your mail program, or open it there. "
        "Confidential items and dates that are only hoped for are in none of them."
    )
    if not found:
        empty("No notice is due: no planned meeting, deadline or milestone lies ahead.")
        return
    late = [notice for notice in found if notice.late]
    if late:
        st.subheader("Late: the day to send has passed", anchor=False)
        for notice in late:
            _draw_one(notice, f"was to go out on {display_date(notice.send_on)}")
    ahead = [notice for notice in found if not notice.late]
    for day, group in groupby(ahead, key=lambda notice: notice.send_on):
        st.subheader(f"{display_date(day)}, {days_between_words(day, today)}", anchor=False)
        for notice in group:
            _draw_one(notice, "")


def _draw_one(notice: Notice, remark: str) -> None:
    document = notice.subject.rpartition("; ")[2]
    name = f"**{KINDS.get(notice.kind, notice.kind)}** · {plain(document)}"
    label = f"{name} · :orange[△ {plain(remark)}]" if remark else name
    key = f"meetings_notice_{notice.kind}_{notice.for_code}_{notice.send_on}"
    box = st.expander(label, key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption("To")
        st.code("\n".join(notice.recipients), language=None, wrap_lines=True)
        st.caption("Subject")
        st.code(notice.subject, language=None, wrap_lines=True)
        st.caption("Text")
        st.code(notice.body, language=None, wrap_lines=True)
        address, whole = mail_address(notice)
        st.link_button("Open in your mail program", address, icon=":material/mail:")
        if not whole:
            st.caption("The text is too long for such a link: copy it into the mail from above.")


def mail_address(notice: Notice) -> tuple[str, bool]:
    """A mailto address, and whether the text fits into it."""
    return mail_link(notice.recipients, notice.subject, notice.body)
