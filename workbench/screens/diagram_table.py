"""The diagram as a table, for who does not see it or wants it as text; and the drawing as files."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

import streamlit as st

from workbench.filing.drawings import NoPicture, drawn
from workbench.graph.architecture import around, is_red
from workbench.graph.drawing import ENGINE
from workbench.graph.drawing_legend import interface_words
from workbench.graph.painting import Paint
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import Snapshot
from workbench.screens.addresses import item_address
from workbench.screens.grammar import plain


def draw(snapshot: Snapshot, painted: Mapping[str, Paint]) -> None:
    """Draw the interfaces as a table, folded away, the red ones first."""
    found = snapshot.of_kind("interface")
    box = st.expander(
        f"The same as a table: {interface_words(found)}", key="diagram_table", on_change="rerun"
    )
    if not box.open:
        return
    rows = []
    for item in sorted(found, key=lambda i: not is_red(i)):
        ends = [
            html.escape(" / ".join(snapshot.by_code[code].title for code in snapshot.view(item, name)))
            for name in ("from", "to")
        ]
        number = html.escape(str(item.detail.get("number") or ""))
        colour = html.escape(str(item.detail.get("colour") or ""))
        if item.detail.get("inferred"):
            colour += " (inferred)"
        near = around(snapshot, item)
        said = html.escape(painted[item.code].words) if item.code in painted else ""
        rows.append(
            f'<tr><th scope="row">{number} <a href="{html.escape(item_address(item.code))}">'
            f"{html.escape(item.title)}</a></th><td>{ends[0]}</td><td>{ends[1]}</td><td>{colour}</td>"
            f'<td class="wb-right">{len(near.open_issues)}</td><td class="wb-right">{len(near.recommendations)}</td>'
            f"{f'<td>{said}</td>' if painted else ''}</tr>"
        )
    heads = ["Interface", "From", "To", "As drawn", "Open issues", "Recommendations"]
    heads += ["Coloured as"] if painted else []
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    with box:
        st.html(
            '<div class="wb-scroll" tabindex="0" role="region" aria-label="Interfaces">'
            f'<table class="wb-table"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
        )


def downloads(
    source: Callable[[], str], name: str = "architecture", engine: str = ENGINE, left_out: str = ""
) -> None:
    """Offer a drawing as SVG, PNG and DOT; what cannot be made here says why.

    Args:
        source: gives the DOT text of the files, in which nothing confidential may stand; asked once it is opened.
        engine: Graphviz' layout engine for the source.
        left_out: what stays out of the files, as a sentence; empty for nothing.
    """
    box = st.popover("Take it out …", icon=":material/download:", key=f"{name}_take_out", on_change="rerun")
    if not box.open:
        return
    with box:
        text = source()
        try:
            svg = rendered(text, engine).svg
        except NotDrawn as reason:
            st.warning(f"**The file cannot be drawn here.** {reason}", icon=":material/image_not_supported:")
            return
        st.download_button(
            "SVG, for the web and for print", svg, f"{name}.svg", "image/svg+xml", on_click="ignore"
        )
        st.download_button("DOT, for Graphviz", text, f"{name}.dot", "text/vnd.graphviz", on_click="ignore")
        try:
            png = drawn(text, engine)[0]
        except NoPicture as reason:
            st.caption(f"There is no PNG: {plain(str(reason))}")
        else:
            st.download_button("PNG, a picture", png, f"{name}.png", "image/png", on_click="ignore")
        if left_out:
            st.caption(left_out)
