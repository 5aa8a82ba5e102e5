"""A text that organisations take positions on: as it reads, and what differs between two of its revisions."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.texts import TextAt, cited_texts, differing, text_at
from workbench.graph.comparison import ItemDifference
from workbench.screens import visitor
from workbench.screens.baseline_rows import difference_of_item
from workbench.screens.connection import database
from workbench.screens.field_words import field_label, value_words
from workbench.screens.markdown_text import safe_markdown

NOT_ON_RECORD = '<p class="wb-remark">One of the two texts is not on record any more.</p>'


def draw(text: TextAt, aspect: str) -> None:
    """Draw a text with the other fields that are cited, or its destination alone.

    Args:
        aspect: of a ballot: ``text`` or ``destination``.
    """
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


def difference_html(
    before: TextAt | None, after: TextAt | None, aspect: str = "text", *, headed: bool = True
) -> str:
    """What differs between two texts, field by field, as HTML.

    Args:
        headed: whether title and code of the item stand over it; not where they stand there already.
    """
    if before is None or after is None:
        return NOT_ON_RECORD
    found = differing(before, after, aspect)
    snapshot = visitor.whole_snapshot()
    return difference_of_item(
        ItemDifference("changed", after.code, after.kind, after.title, found),
        snapshot,
        snapshot,
        headed=headed,
    )


def changed_under(ballot: BallotRow, position: PositionRow) -> list[tuple[str, int, str]]:
    """What has changed in each text since a position was taken on it: its code, the revision then, and HTML."""
    now = visitor.whole_snapshot().by_code
    found = []
    with database().read() as session:
        for code, revision in cited_texts(ballot, position):
            before = text_at(session, code, revision)
            after = text_at(session, code, now[code].revision) if code in now else None
            if before is None or after is None or differing(before, after, ballot.aspect):
                found.append((code, revision, difference_html(before, after, ballot.aspect)))
    return found


def differs(code: str, before: int, after: int, aspect: str = "text") -> bool:
    """Whether two revisions of an item read otherwise, also where one is not on record to tell."""
    with database().read() as session:
        one, other = text_at(session, code, before), text_at(session, code, after)
    return one is None or other is None or bool(differing(one, other, aspect))


def difference_between(
    code: str, before: int, after: int, aspect: str = "text", *, headed: bool = True
) -> str:
    """What differs between two revisions of an item, as HTML; see ``difference_html``."""
    with database().read() as session:
        one, other = text_at(session, code, before), text_at(session, code, after)
    return difference_html(one, other, aspect, headed=headed)
