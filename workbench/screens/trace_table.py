"""A trace as a table: every reached item with its relation, its path and the state of the links."""

from __future__ import annotations

import html
from functools import partial
from typing import Any

import streamlit as st

from workbench.exchange.traceability_sheet import write_trace_csv
from workbench.graph.snapshot import Snapshot
from workbench.graph.trace import UP, Reached, Trace, path_words, relation_words, trace
from workbench.screens import trace_choice
from workbench.screens.addresses import item_address, page_address
from workbench.screens.grammar import kind_label
from workbench.screens.linked_words import linked_html

PAGE_ROWS = 200
HEADS = ("Kind", "Item", "Relation", "Path", "Link")
TITLES = {UP: "It rests on", "down": "Rests on it"}


def draw(snapshot: Snapshot, found: Trace, asked: dict[str, Any]) -> None:
    """Draw the table.

    Args:
        asked: what ``trace`` was asked for, so that the file is of the same.
    """
    public = snapshot.public
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("As a table", anchor=False)
        if found.item.uuid in public.items:
            st.download_button(
                "CSV", partial(file_csv, public, found, asked), f"trace-{found.item.code}.csv", "text/csv",
                key="trace_csv", icon=":material/download:", on_click="ignore", type="tertiary",
            )  # fmt: skip
    most = int(st.session_state.get(trace_choice.ROWS) or PAGE_ROWS)
    st.html(table_html(snapshot, found, found.reached[:most]))
    rest = len(found.reached) - most
    if rest > 0:
        st.button(
            f"Show {min(PAGE_ROWS, rest):,} more of {rest:,}", key="trace_more", icon=":material/expand_more:",
            on_click=_more, args=(most,),
        )  # fmt: skip


def table_html(snapshot: Snapshot, found: Trace, shown: tuple[Reached, ...]) -> str:
    """The rows, with a line over each side and its number of steps."""
    body, section = [], ""
    for one in shown:
        steps = "1 step" if one.steps == 1 else f"{one.steps} steps"
        over = f"{TITLES[one.side]}, {steps} away"
        if over != section:
            section = over
            body.append(f'<tr class="section"><th scope="rowgroup" colspan="{len(HEADS)}">{over}</th></tr>')
        body.append(_row(snapshot, found, one))
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    return (
        '<div class="wb-scroll" tabindex="0" role="region" aria-label="What is reached">'
        f'<table class="wb-table wb-trace"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
    )


def _row(snapshot: Snapshot, found: Trace, one: Reached) -> str:
    item = one.item
    link = one.links[0]
    more = f" and {len(one.links) - 1:,} more" if len(one.links) > 1 else ""
    relation = f"{relation_words(snapshot, one, link)}{more}"
    path = linked_html(path_words(snapshot, found, one), snapshot) if one.steps > 1 else "directly"
    if one.both:
        path += ' <span class="wb-remark">also the other way: a circle</span>'
    state = '<b class="doubt">∆ suspect</b>' if one.suspect else "current"
    return (
        f"<tr><td>{html.escape(kind_label(item.kind))}</td>"
        f'<th scope="row"><a href="{html.escape(item_address(item.code))}">{html.escape(item.title or item.code)}</a> '
        f'<span class="wb-code">{html.escape(item.code)}</span> '
        f'<a class="again" href="{html.escape(page_address("trace", code=item.code))}" '
        f'aria-label="Trace {html.escape(item.code)}">trace</a></th>'
        f"<td>{html.escape(relation)}</td><td>{path}</td><td>{state}</td></tr>"
    )


def file_csv(public: Snapshot, found: Trace, asked: dict[str, Any]) -> bytes:
    """The trace as a file, without confidential items and what is reached over them."""
    return write_trace_csv(public, trace(public, found.item, **asked))


def _more(most: int) -> None:
    st.session_state[trace_choice.ROWS] = most + PAGE_ROWS
