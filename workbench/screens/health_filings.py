"""Filings that print texts which have moved since: what differs, and the note that one stands all the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.graph.ballots.texts import text_of
from workbench.graph.dates import display_date
from workbench.graph.filings_overtaken import WHATS, FilingOvertaken, MovedText
from workbench.process.filing_reviews import LONGEST_REASON, review_filing
from workbench.screens import visitor, writing
from workbench.screens.addresses import page_address
from workbench.screens.cited_text import difference_html
from workbench.screens.connection import database
from workbench.screens.grammar import item_link, plain

MOST_OPENED = 8
"""The only filing stands open by itself where no more of its texts have moved: what is owed stands below."""
MOST_SHOWN = 40
"""Of more texts the rest is counted; the comparison of baselines shows all."""


def draw(found: Sequence[FilingOvertaken], refusals_of: str) -> None:
    """Draw the filings that were overtaken, each folded unless it is the only one and short.

    Args:
        refusals_of: the key under which the page shows what was refused.
    """
    if not found:
        return
    st.subheader("Filings", anchor=False)
    st.caption(
        "What was made for filing stays as it was; texts that it printed have moved since. A correction is a "
        "document of its own, from a new baseline."
    )
    for one in found:
        _filing(one, refusals_of, opened=len(found) == 1 and len(one.texts) <= MOST_OPENED)


def _filing(one: FilingOvertaken, refusals_of: str, *, opened: bool) -> None:
    number = len(one.texts)
    box = st.expander(
        f"**{plain(one.title)}** · {plain(one.filing.baseline)} · {number} text{'' if number == 1 else 's'}",
        key=f"health_filing_{one.filing.change}",
        expanded=opened,
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        st.markdown(f"{_origin(one)} {plain(one.sentence())}")
        if one.filing.review is not None:
            _looked_at(one)
        for text in one.texts[:MOST_SHOWN]:
            _text(text)
        if number > MOST_SHOWN:
            st.caption(f"And {number - MOST_SHOWN} more.")
        compare = page_address("baselines", baselines_from=one.filing.baseline, baselines_to="Now")
        again = f"[Make the document again]({page_address('filings')})"
        anew = f"[new baseline]({page_address('baselines')})"
        st.markdown(f"[Everything that differs from that baseline]({compare}) · {again} from a {anew}")
        if visitor.signed_in().may("review") and visitor.is_now():
            _review(one, refusals_of)


def _origin(one: FilingOvertaken) -> str:
    made = one.filing.made_on
    when = f"made on {display_date(made)}" if made else "no export of it is on record"
    return f"From the baseline **{plain(one.filing.baseline)}** of {display_date(one.filing.as_of)}, {when}."


def _looked_at(one: FilingOvertaken) -> None:
    review = one.filing.review
    assert review is not None
    words = f"Looked at on {display_date(review.on)}"
    if visitor.signed_in().may("read-history"):
        words += f": {plain(review.why)}"
    settled = f" {one.settled} other{'' if one.settled == 1 else 's'} had moved then." if one.settled else ""
    st.caption(f"{words.rstrip('.')}.{settled}")


def _text(text: MovedText) -> None:
    said = WHATS[text.what][0]
    if text.before is not None and text.what == "changed":
        said = f"printed at revision {text.before.revision}, revision {text.item.revision} now"
    st.markdown(f"{item_link(text.item)} :gray[· {said}]")
    if text.before is not None and text.what == "changed":
        st.html(difference_html(text_of(text.before), text_of(text.item), headed=False))


def _review(one: FilingOvertaken, refusals_of: str) -> None:
    key = f"health_filing_why_{one.filing.change}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Why it stands", key=key, max_chars=LONGEST_REASON, on_change="ignore",
            placeholder="such as: only words were mended; no correction is filed",
        )  # fmt: skip
        st.button(
            "Reviewed, still stands", key=f"health_filing_review_{one.filing.change}", type="primary",
            icon=":material/check:", on_click=_write,
            args=(one.filing.baseline, key, refusals_of, visitor.snapshot().change),
        )  # fmt: skip


def _write(baseline: str, key: str, refusals_of: str, through: int) -> None:
    why = str(st.session_state.get(key) or "")
    verb = partial(review_filing, database(), visitor.signed_in(), baseline, why, through=through)
    writing.attempt(refusals_of, verb, "Noted: it stands.")
