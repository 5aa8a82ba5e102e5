"""Why a query cannot be read: the sentence, the query with a mark under the place, and what was probably meant."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from workbench.graph.dates import listed
from workbench.graph.query import QueryError

MOST_EXPECTED = 12
"""Words that could stand at the place are all named up to this many; of more, the first few."""


def draw(key: str, fault: QueryError, query: str, put: Callable[[str], None], *, title: str) -> None:
    """Draw the fault.

    Args:
        key: prefix of the page's session keys.
        put: puts a query in place of the one that cannot be read; called in a callback.
        title: what the page does meanwhile.
    """
    shown, mark = (html.escape(line) for line in fault.pointed(query))
    expected = list(fault.expected[:MOST_EXPECTED])
    rest = len(fault.expected) - len(expected)
    words = listed([*expected, f"{rest} more"] if rest else expected, joint="or") if expected else ""
    st.html(
        f'<div class="wb-fault" role="alert"><p><strong>{html.escape(title)}</strong></p>'
        f"<p>At character {fault.position}: {html.escape(_sentence(fault.message))}</p>"
        f'<pre aria-hidden="true">{shown}\n<b>{mark}</b></pre>'
        + (f"<p>Expected there: {html.escape(words)}.</p>" if words else "")
        + "</div>"
    )
    offered = fault.corrected(query)
    if offered:
        with st.container(horizontal=True):
            for word, corrected in offered:
                st.button(
                    f"Use {word}", key=f"{key}_use_{word}", icon=":material/spellcheck:", on_click=put,
                    args=(corrected,), help=f"`{corrected}`",
                )  # fmt: skip


def _sentence(message: str) -> str:
    return message if message.endswith("?") else f"{message}."
