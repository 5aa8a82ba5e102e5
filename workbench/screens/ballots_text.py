"""The text that a call is about: as it was put, as it stands now, and what is different."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.texts import TextAt, text_at
from workbench.screens import cited_text, visitor
from workbench.screens.addresses import item_address
from workbench.screens.connection import database
from workbench.screens.grammar import plain


def draw(row: BallotRow) -> None:
    """Draw the text as it was put, and the difference where it has moved since."""
    address = html.escape(item_address(row.item))
    head = f'<h2 class="wb-section">What is asked about</h2><p class="wb-about"><a href="{address}">'
    st.html(
        f'{head}{html.escape(row.item_title)}</a> <span class="wb-code">{html.escape(row.item)}</span></p>'
    )
    if row.kind == "date-poll":
        return
    if row.choices:
        for choice in row.choices:
            _one(choice.key, choice.revision, choice.moved, "text", f"{plain(choice.title)} · {choice.key}")
        return
    _one(row.item, row.revision, row.moved, row.aspect, "")


def _one(code: str, revision: int, moved: bool, aspect: str, title: str) -> None:
    put, stands = texts(code, revision)
    if put is None:
        st.caption(f"Revision {revision} of {code} is not on record.")
        return
    if moved and stands is not None:
        st.warning(
            f"**The text has moved since it was put**: it was revision {put.revision} of {code} and is revision "
            f"{stands.revision} now. Positions on the earlier text do not count unless they are renewed.",
            icon=":material/change_history:",
        )
        st.html(cited_text.difference_html(put, stands, aspect))
    label = f"{title}, as put at revision {put.revision}" if title else f"As put, at revision {put.revision}"
    with st.expander(label, expanded=not title and not moved):
        cited_text.draw(put, aspect)
    if moved and stands is not None:
        with st.expander(f"{title + ', as' if title else 'As'} it stands now, at revision {stands.revision}"):
            cited_text.draw(stands, aspect)


def texts(code: str, revision: int) -> tuple[TextAt | None, TextAt | None]:
    """The text of an item at a revision, and as it stands at the moment looked at."""
    item = visitor.whole_snapshot().item(code)
    with database().read() as session:
        put = text_at(session, code, revision)
        stands = text_at(session, code, item.revision) if item is not None else None
    return put, stands


@st.cache_data(max_entries=256, show_spinner=False)
def _since(key: visitor.Seen, position: str, _row: BallotRow, _taken: PositionRow) -> str:
    """The same for a position, by its uuid, a change of the record and a moment: a page that polls compares it once."""
    parts = []
    for code, revision, changed in cited_text.changed_under(_row, _taken):
        of = f" in {html.escape(code)}" if _row.choices else ""
        parts.append(
            f"<details><summary>What has changed{of} since revision {revision}</summary>{changed}</details>"
        )
    return "".join(parts)


def since_html(row: BallotRow, position: PositionRow) -> str:
    """What has changed since a position was taken, folded away, a text each."""
    if not position.overtaken:
        return ""
    return _since(visitor.seen_key(), position.uuid, row, position)
