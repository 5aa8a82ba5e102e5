"""The text that a call is about: as it was put, as it stands now, and what is different."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.texts import TextAt, differing, text_at
from workbench.graph.comparison import ItemDifference
from workbench.screens import visitor
from workbench.screens.addresses import item_address
from workbench.screens.baseline_rows import difference_of_item
from workbench.screens.connection import database
from workbench.screens.field_words import field_label, value_words
from workbench.screens.grammar import plain
from workbench.screens.markdown_text import safe_markdown


def draw(row: BallotRow) -> None:
    """Draw the text as it was put, and the difference where it has moved since."""
    head = (
        f'<h2 class="wb-section">What is asked about</h2><p><a href="{html.escape(item_address(row.item))}">'
    )
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
        st.html(_difference(put, stands, aspect))
    label = f"{title}, as put at revision {put.revision}" if title else f"As put, at revision {put.revision}"
    with st.expander(label, expanded=not title and not moved):
        _text(put, aspect)
    if moved and stands is not None:
        with st.expander(f"{title + ', as' if title else 'As'} it stands now, at revision {stands.revision}"):
            _text(stands, aspect)


def _text(text: TextAt, aspect: str) -> None:
    if aspect == "text":
        st.markdown(safe_markdown(text.text) or "Nothing is written under this title.")
    names = (
        ["destination"]
        if aspect == "destination"
        else [n for n, v in text.detail.items() if v not in (None, "", [], {})]
    )
    rows = "".join(
        f"<div><dt>{html.escape(field_label(name))}</dt>"
        f"<dd>{html.escape(value_words(visitor.whole_snapshot(), text.kind, name, text.detail.get(name)))}</dd></div>"
        for name in names
    )
    if rows:
        st.html(f'<dl class="wb-fields">{rows}</dl>')


def texts(code: str, revision: int) -> tuple[TextAt | None, TextAt | None]:
    """The text of an item at a revision, and as it stands at the moment looked at."""
    item = visitor.whole_snapshot().item(code)
    with database().read() as session:
        put = text_at(session, code, revision)
        stands = text_at(session, code, item.revision) if item is not None else None
    return put, stands


def _difference(before: TextAt, after: TextAt, aspect: str = "text") -> str:
    found = differing(before, after, aspect)
    snapshot = visitor.whole_snapshot()
    return difference_of_item(
        ItemDifference("changed", after.code, after.kind, after.title, found), snapshot, snapshot
    )


def difference_between(code: str, before: int, after: int) -> str:
    """What differs between two revisions of an item, as HTML."""
    with database().read() as session:
        one, other = text_at(session, code, before), text_at(session, code, after)
    return _difference(one, other) if one is not None and other is not None else ""


@st.cache_data(max_entries=256, show_spinner=False)
def _since(database_name: str, change: int, code: str, revision: int, aspect: str) -> str:
    put, stands = texts(code, revision)
    if put is None or stands is None or not differing(put, stands, aspect):
        return ""
    summary = f"What has changed since revision {put.revision}"
    return f"<details><summary>{summary}</summary>{_difference(put, stands, aspect)}</details>"


def since_html(row: BallotRow, position: PositionRow) -> str:
    """What has changed since a position was taken, folded away."""
    if row.choices or not position.overtaken:
        return ""
    change = visitor.whole_snapshot().change
    return _since(str(database().name), change, row.item, position.revision, row.aspect)
