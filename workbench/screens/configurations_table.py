"""Configurations side by side: one row for each thing that they can differ in, and what differs stands out."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.exchange.delimited import write_delimited
from workbench.graph.configurations import ComparedRow, Reading, compared
from workbench.graph.laid_over import MOST
from workbench.graph.snapshot import Snapshot
from workbench.screens.addresses import item_address, page_address
from workbench.screens.linked_words import linked_html

DIFFERING = "differing"
LONG = 8
"""Of a cell with more lines than these the rest is folded away."""


def draw(snapshot: Snapshot, readings: Sequence[Reading]) -> None:
    """Draw the comparison of two or more."""
    rows = compared(readings)
    equal = [row for row in rows if not row.differs]
    with st.container(horizontal=True, vertical_alignment="center"):
        only = st.toggle("Only what differs", value=True, key=DIFFERING, bind="query-params")
        st.download_button(
            "Download as CSV", partial(comparison_csv, readings, rows), "configurations.csv", "text/csv",
            key="configurations_csv", icon=":material/download:", on_click="ignore", type="tertiary",
        )  # fmt: skip
        if len(readings) <= MOST:
            address = page_address("diagram", diagram_over=[one.item.code for one in readings])
            st.markdown(f"[Both over the diagram]({address})", width="content")
    shown = [row for row in rows if row.differs] if only else rows
    st.html(table_html(snapshot, readings, shown))
    if not shown:
        st.caption("They differ in nothing that is compared.")
    if only and equal:
        names = ", ".join(row.name.lower() for row in equal)
        st.caption(f"Equal in all of them, and hidden: {names}.")


def table_html(snapshot: Snapshot, readings: Sequence[Reading], rows: Sequence[ComparedRow]) -> str:
    """The table; the name of a row stands over its cells, so that two columns fit a narrow screen."""
    heads = "".join(
        f'<th scope="col"><a href="{html.escape(item_address(one.item.code))}">{html.escape(one.item.title)}</a></th>'
        for one in readings
    )
    body, section = [], ""
    for row in rows:
        if row.section != section:
            section = row.section
            body.append(
                f'<tr class="section"><th scope="rowgroup" colspan="{len(readings)}">{html.escape(section)}</th></tr>'
            )
        mark = "differs" if row.differs else "equal"
        sign = ' <span class="wb-differs">differs</span>' if row.differs else " <span>the same</span>"
        body.append(
            f'<tr class="name {mark}"><th scope="rowgroup" colspan="{len(readings)}">{html.escape(row.name)}{sign}'
            "</th></tr>"
        )
        cells = "".join(f"<td>{_lines(snapshot, cell)}</td>" for cell in row.cells)
        body.append(f'<tr class="{mark}">{cells}</tr>')
    wide = min(len(readings), 6)
    return (
        '<div class="wb-scroll" tabindex="0" role="region" aria-label="Configurations side by side">'
        f'<table class="wb-compare of-{wide}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _lines(snapshot: Snapshot, lines: Sequence[str]) -> str:
    if not lines:
        return '<span class="wb-remark">nothing</span>'
    parts = [f"<li>{linked_html(line, snapshot)}</li>" for line in lines]
    if len(parts) <= LONG:
        return f"<ul>{''.join(parts)}</ul>"
    more = f"<details><summary>{len(parts) - LONG} more</summary><ul>{''.join(parts[LONG:])}</ul></details>"
    return f"<ul>{''.join(parts[:LONG])}</ul>{more}"


def comparison_csv(readings: Sequence[Reading], rows: Sequence[ComparedRow]) -> bytes:
    """The comparison as a file: a row for each thing compared, a column for each configuration."""
    heading = ["part", "what", "differs", *(f"{one.item.code} {one.item.title}" for one in readings)]
    lines = [
        [row.section, row.name, "yes" if row.differs else "no", *("\n".join(cell) for cell in row.cells)]
        for row in rows
    ]
    return write_delimited([heading, *lines])
