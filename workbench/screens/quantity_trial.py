"""Try it: one quantity read or written at the reference inverter, over a protocol, byte by byte and in words."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.mapping import Mapped
from workbench.screens import visitor
from workbench.screens.grammar import plain, refusal
from workbench.stubs.exchanges import Exchange
from workbench.stubs.trying import NotTried, Tried, can_be_written, protocols_tried, tried

MOST_BYTES, MOST_EXCHANGES = 320, 40


def draw(row: Mapped, key: str, value_key: str) -> None:
    """Draw the trial of a quantity, for whoever may run stubs.

    Args:
        key: prefix of the widgets.
        value_key: where the value to be written is typed.
    """
    actor = visitor.actor()
    offered = protocols_tried(row.key)
    if actor is None or not actor.may("run-stubs") or not offered:
        return
    st.html('<h3 class="wb-section">Try it on the reference inverter</h3>')
    with st.container(horizontal=True, vertical_alignment="bottom"):
        protocol = st.selectbox(
            "Over", list(offered), key=f"{key}_over_{row.key}", format_func=offered.__getitem__, width=320
        )
        st.button(
            "Read it", key=f"{key}_read_{row.key}", icon=":material/download:", on_click=_try,
            args=(row.key, key, str(protocol), ""), help="Start an inverter, ask it, and show what went over the wire",
        )  # fmt: skip
        if any(can_be_written(row.key, one) for one in offered):
            writable = can_be_written(row.key, str(protocol))
            st.button(
                "Write the value above", key=f"{key}_write_{row.key}", icon=":material/upload:", on_click=_try,
                args=(row.key, key, str(protocol), value_key), disabled=not writable,
                help="Start an inverter and write it" if writable else "This protocol has no way to write it",
            )  # fmt: skip
    found = st.session_state.get(_place(key, row.key))
    if isinstance(found, str):
        refusal([found], "Nothing was exchanged")
    elif isinstance(found, Tried):
        _told(found)


def _place(key: str, quantity: str) -> str:
    return f"{key}_tried_{quantity}"


def _try(quantity: str, key: str, protocol: str, value_key: str) -> None:
    text = str(st.session_state.get(value_key) or "") if value_key else ""
    actor = visitor.actor()
    if actor is None or not actor.may("run-stubs"):
        return  # signed out, or the role taken away, since the button was drawn
    try:
        st.session_state[_place(key, quantity)] = tried(quantity, protocol, text)
    except NotTried as why:
        st.session_state[_place(key, quantity)] = str(why)


def _told(found: Tried) -> None:
    changed = (
        f"The inverter held {found.before} and holds {found.after} now."
        if found.before != found.after
        else f"The inverter holds {found.after}."
    )
    st.markdown(f"**{plain(found.address)}**: its peer read {plain(found.arrived)}. {plain(changed)}")
    for loss in found.losses:
        st.markdown(f"△ {plain(loss)}")
    rows = "".join(_row(one) for one in found.exchanges[:MOST_EXCHANGES])
    st.html(f'<ol class="wb-exchanges">{rows}</ol>')
    more = len(found.exchanges) - MOST_EXCHANGES
    rest = f" {more} more are left out." if more > 0 else ""
    st.caption(f"What went over the wire, as the server saw it; inside of TLS where there is TLS.{rest}")


def _row(one: Exchange) -> str:
    octets = one.octets[:MOST_BYTES]
    shown = _text(octets) if octets[:1].isalpha() or octets[:1] == b"<" else octets.hex(" ")
    cut = " …" if len(one.octets) > MOST_BYTES else ""
    return (
        f"<li><strong>{'asks' if one.direction == 'in' else 'answers'}</strong> {html.escape(one.words)}"
        f"<code>{html.escape(shown)}{cut}</code></li>"
    )


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "replace")
