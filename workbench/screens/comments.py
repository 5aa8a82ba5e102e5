"""The page of comments: what was said about the texts, what became of it, and who is not satisfied."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.exchange.comment_table import write_comments_xlsx
from workbench.graph.comment_threads import ThreadComment, comment_threads
from workbench.graph.comment_words import STATES, UNRESOLVED
from workbench.graph.resolution_table import Wanted, needs_attention, rows_of
from workbench.graph.snapshot import Snapshot
from workbench.screens import grammar, visitor, writing
from workbench.screens.comment_forms import is_own
from workbench.screens.comment_threads import draw_thread
from workbench.screens.comment_words import about_html
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database

KEY = "comments"
STATE, THEME, ORGANISATION, CALL, FIND, MINE = (
    f"{KEY}_state",
    f"{KEY}_theme",
    f"{KEY}_organisation",
    f"{KEY}_call",
    f"{KEY}_find",
    f"{KEY}_mine",
)
AT_ONCE = 20
"""Threads of a section that are drawn before somebody asks for more."""
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECTIONS = (
    ("Without a resolution", "Nobody has said yet what became of these."),
    (
        "Answered: not satisfied",
        "The commenter was heard, and stays of another mind. The answer stands uncut.",
    ),
    ("With a resolution", "What became of these stands beside each."),
)


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    action = grammar.heading(
        "Comments",
        "What was said about the texts, what became of each comment, and what was answered to that.",
    )
    threads = _threads(snapshot)
    writing.refusals(KEY)
    if not threads:
        grammar.empty(
            "Comments will be here, each with what became of it. Open an item, such as one of the "
            "[issues](/issues), and say what you think of its text."
        )
        return
    _standing(rows_of(threads))
    shown = _filtered(threads)
    with action:
        _download(snapshot, [row for row in rows_of(threads) if row.uuid in {r.uuid for r in rows_of(shown)}])
    if not shown:
        grammar.empty("No comment fits the filter.")
    for number, (title, says) in enumerate(SECTIONS):
        _section(number, title, says, [thread for thread in shown if _urgency(thread) == number])


def _threads(snapshot: Snapshot) -> list[ThreadComment]:
    """The threads at the moment looked at, as far as the visitor may see what they are about."""
    change = visitor.change_looked_at()
    with database().read() as session:
        threads = comment_threads(session, change=change)
    hidden = hidden_codes()
    return [thread for thread in threads if thread.code in snapshot.by_code and thread.code not in hidden]


def _urgency(thread: ThreadComment) -> int:
    """The section of a thread: where its start belongs, or a resolved reply that nobody is satisfied with."""
    first = needs_attention(thread)
    return 1 if first == 2 and any(row.unsatisfied for _, row in thread.walk()) else first


def _standing(rows: Sequence[ThreadComment]) -> None:
    """How far the group has got, in one sentence."""
    waiting = sum(row.standing == UNRESOLVED for row in rows)
    unhappy = sum(row.unsatisfied for row in rows)
    said = f"**○ {waiting} of {len(rows)} comments have no resolution yet.**"
    if waiting == 0:
        said = f"**● Each of the {len(rows)} comments has a resolution.**"
    if unhappy:
        said += (
            f" △ {unhappy} {'commenter is' if unhappy == 1 else 'commenters are'} not satisfied with theirs."
        )
    st.markdown(said)
    to_answer = sum(
        is_own(row) and row.resolution is not None and row.resolution.answer is None for row in rows
    )
    if to_answer and visitor.signed_in().may("answer-resolution") and visitor.is_now():
        number = "One comment" if to_answer == 1 else f"{to_answer} comments"
        st.markdown(f"{number} of yours got a resolution that you have not answered. Nobody has to answer.")


def _filtered(threads: list[ThreadComment]) -> list[ThreadComment]:
    """The threads in which a row fits the filter, which stands in the address."""
    rows = rows_of(threads)
    themes = sorted({row.theme for row in rows if row.theme})
    organisations = {row.organisation_code: row.organisation or "" for row in rows if row.organisation_code}
    calls = sorted({row.ballot for row in rows if row.ballot})
    states = [state for state in STATES if any(Wanted(states=[state]).fits(row) for row in rows)]
    wanted = st.pills(
        "What became of them", states, selection_mode="multi", key=STATE, bind="query-params",
        format_func=STATES.__getitem__,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{KEY}_filter"):
        words = st.text_input(
            "Find", key=FIND, bind="query-params", placeholder="Words, a code, a name", width=280
        )  # fmt: skip
        mine = any(is_own(row) for row in rows) and st.toggle(
            "Only my own", key=MINE, bind="query-params", help="What you or your organisation said."
        )
        narrowed = sum(bool(st.session_state.get(key)) for key in (THEME, ORGANISATION, CALL))
        with st.popover(
            f"More filters ({narrowed})" if narrowed else "More filters", icon=":material/filter_alt:"
        ):
            chosen = st.multiselect("Theme", themes, key=THEME, bind="query-params", placeholder="any")
            speakers = st.multiselect(
                "Organisation", sorted(organisations, key=organisations.__getitem__), key=ORGANISATION,
                bind="query-params", format_func=lambda code: organisations.get(code, code), placeholder="any",
            )  # fmt: skip
            in_calls = st.multiselect("Call", calls, key=CALL, bind="query-params", placeholder="any")
    asked = Wanted(frozenset(chosen), frozenset(speakers), frozenset(wanted or ()), words or "")
    return [
        thread
        for thread in threads
        if (not in_calls or thread.ballot in in_calls)
        and any(asked.fits(row) and (not mine or is_own(row)) for row in rows_of([thread]))
    ]


def _download(snapshot: Snapshot, rows: list[ThreadComment]) -> None:
    if visitor.signed_in().may("export-public"):
        st.download_button(
            "Excel", data=partial(write_comments_xlsx, snapshot, rows), file_name="comments.xlsx", mime=EXCEL,
            on_click="ignore", key=f"{KEY}_xlsx", icon=":material/download:", type="primary", width="stretch",
            help="The resolution table of what the filter shows. Comments on confidential items are never in it.",
        )  # fmt: skip


def _section(number: int, title: str, says: str, threads: list[ThreadComment]) -> None:
    if not threads:
        return
    st.subheader(f"{title} ({len(threads)})", anchor=False)
    st.caption(says)
    asked = f"{KEY}_more_{number}"
    most = AT_ONCE * (1 + int(st.session_state.get(asked, 0)))
    for thread in threads[:most]:
        draw_thread(KEY, thread, heading=about_html(thread))
    left = len(threads) - most
    if left > 0:
        st.button(f"Show more ({left} left)", key=f"{KEY}_next_{number}", on_click=_more, args=(asked,))


def _more(asked: str) -> None:
    st.session_state[asked] = int(st.session_state.get(asked, 0)) + 1
