"""Configurations laid over the diagram: which ones, and their hops in words for who does not see the drawing."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.configurations import protocol_words
from workbench.graph.laid_over import LINE_WORDS, MOST, LaidOver
from workbench.graph.snapshot import Snapshot
from workbench.screens import address_choice
from workbench.screens.addresses import page_address

KEY = "diagram_over"


def choose(snapshot: Snapshot) -> tuple[str, ...]:
    """Draw the choice, which stands in the address; the codes of what is chosen."""
    titles = {item.code: item.title for item in snapshot.of_kind("configuration")}
    if not titles:
        return ()
    address_choice.seed(KEY, titles, MOST)
    chosen = st.multiselect(
        "Lay a configuration over it", list(titles), key=KEY, max_selections=MOST,
        format_func=titles.__getitem__, placeholder="one, or two to compare", width=420,
        on_change=address_choice.keep, args=(KEY,),
    )  # fmt: skip
    return tuple(chosen)


def legend(laid: LaidOver) -> None:
    """Say which line is which configuration, and each hop in order."""
    parts = []
    for at, path in enumerate(laid.ways):
        line = f", {LINE_WORDS[at]}" if len(laid.ways) > 1 else ""
        address = html.escape(page_address("configurations", configuration=path.item.code))
        steps = []
        for hop in path.hops:
            start, end = (html.escape(e.title) if e is not None else "nobody" for e in (hop.start, hop.end))
            dashed = ", dashed: no source draws it" if hop.inferred else ""
            said = html.escape(protocol_words(hop))
            steps.append(f"<li><b>{laid.mark(at, hop)}</b> {start} → {end}: {said}{dashed}</li>")
        name = html.escape(path.item.title)
        parts.append(f'<div><p><a href="{address}">{name}</a>{line}</p><ol>{"".join(steps)}</ol></div>')
    st.html(f'<div class="wb-over">{"".join(parts)}</div>')
