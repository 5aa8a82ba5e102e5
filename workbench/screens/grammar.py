"""The one grammar of pages: name, purpose, the primary action; statuses, codes, refusals, empty states."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from workbench.graph.snapshot import ItemView
from workbench.graph.vocabulary import KINDS, WITHDRAWN

MOST_REASONS = 200
"""Reasons of one refusal that a page names; the command line names all of them."""
DONE = frozenset(
    {
        "resolved",
        "agreed",
        "adopted",
        "adopted-by-group",
        "filed",
        "met",
        "held",
        "done",
        "answered",
        "passed",
    }
)
DOUBT = frozenset({"questioned", "disputed", "missed", "suspect", "failed", "stale"})
OFF = frozenset(
    {WITHDRAWN, "deferred", "dropped", "cancelled", "superseded", "not-pursued", "left", "retired"}
)


def heading(title: str, purpose: str) -> AbstractContextManager[Any]:
    """The page's name and what it is for; returns the place of the primary action, upper right.

    Use it as ``with heading("Issues", "…"): st.button(…)``.
    """
    words, action = st.columns([4, 1], vertical_alignment="center")
    with words:
        st.title(title, anchor=False)
        st.html(f'<p class="wb-purpose">{html.escape(purpose)}</p>')
    return action


def status_class(status: str) -> str:
    """Which of the four shapes a status has: open, done, doubt, off."""
    if status in DONE:
        return "done"
    if status in DOUBT:
        return "doubt"
    return "off" if status in OFF else "open"


def status_html(status: str) -> str:
    """A status as a word with its shape, for ``st.html``."""
    words = html.escape(status.replace("-", " "))
    return f'<span class="wb-status {status_class(status)}">{words}</span>'


def folded_list(title: str, rows: Sequence[str], most: int) -> str:
    """A list below its title with how many it has, for ``st.html``; those after the first few are folded away.

    Args:
        title: shown as it is.
        rows: each a whole ``li``.
        most: how many are seen at once.
    """
    rest = "".join(rows[most:])
    more = f"<details><summary>{len(rows) - most} more</summary><ul>{rest}</ul></details>" if rest else ""
    return (
        f'<h3 class="wb-section">{title} <span class="wb-code">{len(rows)}</span></h3>'
        f'<ul class="wb-list">{"".join(rows[:most])}</ul>{more}'
    )


def status_mark(status: str) -> str:
    """A status as plain text with its shape, for grids."""
    return {"done": "●", "doubt": "△", "off": "×", "open": "○"}[status_class(status)] + " " + status


def item_address(code: str) -> str:
    """The stable address of an item's page, relative to the app."""
    return f"/?item={code}"


def item_link(item: ItemView) -> str:
    """Markdown: the title as a link to the item's page, with its code beside it."""
    return f"[{plain(item.title)}]({item_address(item.code)}) :gray[{item.code}]"


def plain(words: str) -> str:
    """Text of the record as Markdown that shows it literally."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:&" else c for c in words)
    return escaped.replace("\n", " ")


def kind_label(kind: str, *, plural: bool = False) -> str:
    """What screens call a kind: *Recommendation* for a requirement."""
    found = KINDS[kind]
    if not plural:
        return found.label
    return found.label if found.label.endswith("s") else f"{found.label}s"


def refusal(sentences: Iterable[str], title: str = "Nothing was saved") -> None:
    """Say why something was refused, every reason on a line of its own."""
    said = list(sentences)
    lines = "\n".join(f"- {plain(s)}" for s in said[:MOST_REASONS])
    if len(said) > MOST_REASONS:
        lines += f"\n- and {len(said) - MOST_REASONS:,} more; mend these first"
    st.error(f"**{title}**\n\n{lines}", icon=":material/block:")


def empty(words: str) -> None:
    """Say what will be here and how to fill it."""
    st.info(words, icon=":material/info:")
