"""Pins of issues in the diagram: where each leads, and the same as a table."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.graph.drawing_marks import PIN, pin_id, pin_number
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens.addresses import item_address, page_address
from workbench.screens.grammar import status_html

MOST_ROWS = 200
"""Issues in the table; of more the rest is counted, and found."""
Pins = Mapping[str, Sequence[ItemView]]
"""Issues by the code of the actor or interface to which they are pinned."""


def place_address(code: str, kind: str = "") -> str:
    """The address of the diagram with an actor or interface open; of its layers, with an agreement open."""
    if kind == "agreement":
        return page_address("diagram", diagram_view="Layers", open=code)
    return page_address("diagram", open=code)


def pin_names(snapshot: Snapshot, pins: Pins) -> dict[str, str]:
    """What each pin in the drawing is called for who does not see it, by its id."""
    return {
        pin_id(
            issue.code, code
        ): f"Issue {pin_number(issue.code).removeprefix(PIN)} at {snapshot.by_code[code].title}: {issue.title}"
        for code, issues in pins.items()
        for issue in issues
    }


def pin_links(pins: Pins) -> dict[str, str]:
    """Where each pin in the drawing leads, by its id: to its issue."""
    return {
        pin_id(issue.code, code): item_address(issue.code)
        for code, issues in pins.items()
        for issue in issues
    }


def mark_html(issue: ItemView) -> str:
    """A pin as the drawing shows it."""
    return f'<span class="wb-pin">{html.escape(pin_number(issue.code))}</span>'


def draw_table(snapshot: Snapshot, pins: Pins) -> None:
    """Draw the pins as a table, folded away: each leads to its issue, each place opens in the drawing."""
    issues = {issue.code: issue for found in pins.values() for issue in found}
    if not issues:
        return
    places_of: dict[str, list[str]] = {}
    for place, found in pins.items():
        item = snapshot.by_code[place]
        address = html.escape(place_address(place, item.kind))
        link = f'<a href="{address}" target="_self">{html.escape(item.title)}</a>'
        for one in found:
            places_of.setdefault(one.code, []).append(link)
    rows = []
    for code, issue in sorted(issues.items())[:MOST_ROWS]:
        places = ", ".join(places_of[code])
        rows.append(
            f'<tr><td>{mark_html(issue)}</td><th scope="row">'
            f'<a href="{html.escape(item_address(code))}" target="_self">'
            f"{html.escape(issue.title)}</a> <span class='wb-code'>{html.escape(code)}</span></th>"
            f"<td>{status_html(issue.status)}</td><td>{places}</td></tr>"
        )
    number = len(issues)
    with st.expander(
        f"Pins: {number:,} {'issue' if number == 1 else 'issues'} pinned to places in the drawing"
    ):
        heads = "".join(f'<th scope="col">{name}</th>' for name in ("Pin", "Issue", "Status", "Pinned to"))
        st.html(
            '<div class="wb-scroll" tabindex="0" role="region" aria-label="Pins">'
            f'<table class="wb-table"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
        )
        if number > len(rows):
            where = page_address("find", find_where="kind=issue has:pins")
            st.caption(f"And {number - len(rows):,} more: [all of them]({where}), page by page.")


def draw_places(snapshot: Snapshot, issue: ItemView) -> None:
    """Draw, on the page of an issue, the places in the diagram to which it is pinned."""
    places = [place for place in snapshot.targets(issue, "pinned-to") if not place.withdrawn]
    if not places:
        return
    lines = "".join(
        f'<li>{mark_html(issue)} <a href="{html.escape(place_address(place.code, place.kind))}" target="_self">'
        f"{html.escape(place.title)}</a> <span class='wb-code'>{html.escape(place.code)}</span></li>"
        for place in places
    )
    st.html(f'<h2 class="wb-section">In the diagram</h2><ul class="wb-list">{lines}</ul>')
