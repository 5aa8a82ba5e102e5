"""The page that finds items of any kind by a query, at any moment; its address carries the query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from workbench.exchange.item_list import write_items_csv, write_items_xlsx
from workbench.exchange.record_workbook import write_record_xlsx
from workbench.graph.dates import display_date
from workbench.graph.listing import further_fields, item_rows
from workbench.graph.query import QueryError, parse, select
from workbench.graph.query.conditions import AnyOf
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import (
    filter_views,
    find_condition,
    grammar,
    grid_import,
    item_drawer,
    keyboard,
    query_fault,
    visitor,
    writing,
)
from workbench.screens.confidential import hidden_codes
from workbench.screens.field_words import field_label, value_words
from workbench.screens.issues_exchange import EXCEL
from workbench.screens.runs_seen import runs_seen
from workbench.screens.save_preview import pending, save_preview

KEY = "find"
WHERE, FIELDS, SHOWN = "find_where", "find_fields", "find_shown"
PAGE_ROWS = 300
"""Rows that are drawn at once; more on request."""
ROW_PIXELS, MOST_PIXELS = 33, 700
READY_MADE = {
    "Citing a text that changed": "suspect=yes",
    "Not verified on the present text": "coverage=stale|not-run|failed|error",
    "Linked to a red interface": "linked.colour=red",
    "Open issues without a recommendation": "kind=issue status=open not linked.kind=recommendation",
    "Recommendations without an interface": "kind=recommendation applies=none",
    "Changed in the last 30 days": "changed>=today-30",
    "Linked to nothing": "linked=none",
    "Withdrawn": "status=withdrawn",
}
"""Queries that many need, by their name."""
PURPOSE = "Items of every kind that fit a query; the address of the page keeps it."
EXAMPLES = (
    "kind=issue status!=closed linked=INT-1", "kind=recommendation destination=handbook suspect=yes",
    '"utility gateway" changed>=2014-07-02',
)  # fmt: skip


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    action = grammar.heading("Find", PURPOSE)
    writing.refusals(KEY)
    query = _query_bar(snapshot)
    try:
        found = select(snapshot, query, today=visitor.today(), runs=runs_seen)
    except QueryError as fault:
        query_fault.draw(KEY, fault, query, put, title="This query cannot be read, so nothing is listed")
        return
    hidden = hidden_codes()
    items = [item for item in found if item.code not in hidden]
    with action:
        _take_out(snapshot, items, query)
    _standing(items, query)
    if items:
        _table(snapshot, items)
    else:
        grammar.empty(
            "No item fits. Take a condition out, or look at another moment in the side bar. What is withdrawn is "
            "found with status=withdrawn."
        )
    grid_import.draw_notes(KEY)
    if pending(grid_import.preview_key(KEY)):
        save_preview(grid_import.preview_key(KEY), title="What this file will change")
    else:
        item_drawer.item_drawer(KEY)


def put(query: str) -> None:
    """Ask another query; for callbacks."""
    st.session_state[WHERE] = query
    st.session_state.pop(SHOWN, None)


def _query_bar(snapshot: Snapshot) -> str:
    """Draw the query and what helps to write it; returns the query."""
    st.text_input(
        "Query", key=WHERE, bind="query-params", placeholder=f"{EXAMPLES[0]}   ( / )", max_chars=2_000,
        type="search", on_change=partial(st.session_state.pop, SHOWN, None),
        help="Conditions side by side must all hold: `field=value`, also `!=` `<` `<=` `>` `>=`, `~` for *contains*; "
        "`a|b` for one of several, `none`, `has:field`, `\"words\"`; `or`, `not` and brackets.",
    )  # fmt: skip
    with st.container(horizontal=True):
        filter_views.draw(KEY, READY_MADE, everything="Every item", put=put, present=_present)
        with st.popover("Add a condition", icon=":material/add:"):
            find_condition.draw(snapshot, partial(_add, snapshot))
        with st.popover("Columns", icon=":material/view_column:"):
            st.multiselect(
                "Further columns", further_fields(snapshot), key=FIELDS, bind="query-params",
                format_func=field_label, placeholder="owner, due, destination …",
            )  # fmt: skip
    keyboard.keyboard(KEY, unsaved=False)
    return _present()


def _present() -> str:
    return str(st.session_state.get(WHERE) or "").strip()


def _add(snapshot: Snapshot, condition: str) -> None:
    """Narrow the query by one more condition; an *or* in it stays within brackets."""
    query = _present()
    try:
        alternatives = isinstance(parse(query, snapshot.vocabulary).condition, AnyOf)
    except QueryError:
        alternatives = False
    put(f"({query}) {condition}" if alternatives else f"{query} {condition}".strip())


def _standing(items: Sequence[ItemView], query: str) -> None:
    """How many there are, kind by kind; without a query, what one may look like."""
    counted = Counter(item.kind for item in items)
    kinds = [
        f"{number:,} {grammar.kind_label(kind, plural=number != 1).lower()}"
        for kind, number in counted.most_common()
    ]
    words = f"**{kinds[0]}**" if len(kinds) == 1 else f"**{len(items):,} items**: {'; '.join(kinds)}"
    if items:
        st.caption(words)
    if not query:
        with st.container(horizontal=True, vertical_alignment="center", key="find_examples"):
            st.caption("Try", width="content")
            for place, example in enumerate(EXAMPLES):
                st.button(
                    f"`{example}`",
                    key=f"find_example_{place}",
                    type="tertiary",
                    on_click=put,
                    args=(example,),
                )


def _table(snapshot: Snapshot, items: Sequence[ItemView]) -> None:
    fields = list(st.session_state.get(FIELDS) or [])
    most = int(st.session_state.get(SHOWN) or PAGE_ROWS)
    shown = items[:most]
    rows = item_rows(snapshot, shown, fields)
    frame = pd.DataFrame(
        {
            "look": ["Open"] * len(rows),
            "title": [row["title"] for row in rows],
            "kind": [grammar.kind_label(row["kind"]) for row in rows],
            "code": [row["code"] for row in rows],
            "status": [grammar.status_mark(row["status"]).replace("-", " ") for row in rows],
            "suspect": ["△ suspect" if row["suspect"] else "" for row in rows],
            "changed": [display_date(row["changed"]) if row["changed"] else "" for row in rows],
            **{name: [_words(snapshot, row, name) for row in rows] for name in fields},
        }
    )
    config, click = st.column_config, "find_click"
    st.dataframe(
        frame,
        hide_index=True,
        height=min(ROW_PIXELS * (len(frame) + 1) + 3, MOST_PIXELS),
        column_config={
            "kind": config.TextColumn("Kind", width=124),
            "code": config.TextColumn("Code", width=120),
            "title": config.TextColumn("Title", width=340),
            "look": config.ButtonColumn(
                "", width=64, type="tertiary", key=click, on_click=partial(_open, click, list(frame["code"])),
                help="Opens the item beside the list.",
            ),
            "status": config.TextColumn("Status", width=124),
            "suspect": config.TextColumn(
                "Suspect", width=84, help="A link of it cites a text that has changed since."
            ),
            "changed": config.TextColumn("Changed", width=126),
            **{name: config.TextColumn(field_label(name), width=200) for name in fields},
        },
        alt="Items that fit the query, one a row",
    )  # fmt: skip
    if len(items) > most:
        st.button(
            f"Show {min(PAGE_ROWS, len(items) - most):,} more of {len(items) - most:,}", key="find_more",
            icon=":material/expand_more:", on_click=_show_more, args=(most,),
        )  # fmt: skip


def _words(snapshot: Snapshot, row: dict[str, object], name: str) -> str:
    value = row[name]
    return "" if value in (None, "", []) else value_words(snapshot, str(row["kind"]), name, value)


def _open(click: str, codes: Sequence[str]) -> None:
    item_drawer.open_drawer(codes[int(st.session_state[click]["row"])])


def _show_more(most: int) -> None:
    st.session_state[SHOWN] = most + PAGE_ROWS


def _take_out(snapshot: Snapshot, items: Sequence[ItemView], query: str) -> None:
    """Offer the list as a file, and take an edited one back."""
    if not visitor.signed_in().may("export-public"):
        return
    fields = tuple(st.session_state.get(FIELDS) or ())
    with st.popover("File", icon=":material/table_view:", type="primary", width="stretch"):
        st.markdown("**This list**, with the columns as they are shown")
        with st.container(horizontal=True):
            st.download_button(
                "Excel", data=partial(write_items_xlsx, snapshot, items, query=query, fields=fields),
                file_name="items.xlsx", mime=EXCEL, on_click="ignore", key="find_xlsx", icon=":material/download:",
            )  # fmt: skip
            st.download_button(
                "CSV", data=partial(write_items_csv, snapshot, items, fields=fields), file_name="items.csv",
                mime="text/csv", on_click="ignore", key="find_csv", icon=":material/download:",
            )  # fmt: skip
        st.markdown("**These items and their links**, to edit and to import again")
        st.download_button(
            "Workbook", data=partial(write_record_xlsx, snapshot, items), file_name="record.xlsx", mime=EXCEL,
            on_click="ignore", key="find_record", icon=":material/table_view:",
        )  # fmt: skip
        st.caption("Confidential items are never in it.")
        grid_import.draw(KEY, "A workbook or a table of links, with the columns as they were written")
