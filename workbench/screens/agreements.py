"""The page of agreements: the layers on both sides, what is chosen, and how far anybody agreed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from workbench.graph.agreement_words import needs_attention
from workbench.graph.ballots import BallotRow
from workbench.graph.layers import NO_SIDE, SIDES, layer_table
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.changes import Saved
from workbench.screens import agreements_drawer, ballots_reads, grammar, visitor, writing
from workbench.screens.agreements_words import card_html
from workbench.screens.confidential import hidden_codes
from workbench.screens.save_preview import pending, save_preview

KEY = agreements_drawer.KEY
STATUS, SIDE, OPEN_ONES = "agreements_status", "agreements_side", "agreements_unsettled"

Draw = Callable[[ItemView], None]


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    purpose = "What is said to be agreed, layer by layer: by whom, for whom, and what is open about it."
    with grammar.heading("Agreements", purpose):
        if visitor.may_edit():
            st.button(
                "Add a layer", key="agreements_add", type="primary", icon=":material/add:",
                on_click=agreements_drawer.new,
            )  # fmt: skip
    writing.refusals(KEY)
    hidden = hidden_codes()
    every = [item for item in snapshot.of_kind("agreement") if item.code not in hidden]
    if every:
        _draw(snapshot, every)
    else:
        grammar.empty(
            "The layers will be here, on the utility's side and on the facility's, with what is chosen on each and "
            "who says so. Add the first layer, or read agreements from minutes on the page Minutes."
        )
    if pending(KEY):
        save_preview(KEY, on_saved=_saved)
    else:
        agreements_drawer.draw_drawer(snapshot)


def _draw(snapshot: Snapshot, every: list[ItemView]) -> None:
    _standing(every)
    shown = _filtered(every)
    if not shown:
        grammar.empty("No agreement fits the filter.")
        return
    calls = _calls()
    draw = partial(_card, snapshot, calls)
    table = layer_table(shown)
    if table.facing:
        _facing(table.facing, draw)
    for title, items, says in (
        ("Boundary", table.boundary, "Between the two sides."),
        ("Cross-cutting", table.cross_cutting, "What holds for every layer."),
        ("No side named", table.elsewhere, "Nobody said on which side these stand."),
    ):
        if items:
            st.subheader(title, anchor=False)
            st.caption(says)
            _in_rows(list(items), draw)


def _standing(every: list[ItemView]) -> None:
    """How far the group has got, in one sentence that says no more than is on record."""
    agreed = sum(item.status == "agreed" for item in every)
    reported = sum(item.status == "reported" for item in every)
    open_ones = sum(needs_attention(item) for item in every)
    said = f"**{agreed} of {len(every)} agreed by a recorded consensus call.**"
    said += f" {reported} reported as agreed, which nobody has confirmed."
    if open_ones:
        said += f" △ {open_ones} questioned, disputed, or without a settled destination."
    st.markdown(said)


def _filtered(every: list[ItemView]) -> list[ItemView]:
    statuses = list(dict.fromkeys(item.status for item in every))
    sides = [side for side in (*SIDES, NO_SIDE) if any(_side(item) == side for item in every)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="agreements_filter"):
        wanted = st.pills(
            "Status", statuses, selection_mode="multi", key=STATUS, bind="query-params", format_func=_spaced,
        )  # fmt: skip
        where = st.pills("Side", sides, selection_mode="multi", key=SIDE, bind="query-params")
        only = st.toggle("Only what is open", key=OPEN_ONES, bind="query-params")
    return [
        item
        for item in every
        if (not wanted or item.status in wanted)
        and (not where or _side(item) in where)
        and (not only or needs_attention(item))
    ]


def _spaced(status: str) -> str:
    return status.replace("-", " ")


def _side(item: ItemView) -> str:
    return str(item.detail.get("side") or NO_SIDE)


def _calls() -> dict[str, list[BallotRow]]:
    """Consensus calls by the agreement that they are about, as they stand at the moment looked at."""
    found: dict[str, list[BallotRow]] = {}
    for call in ballots_reads.rows().values():
        if call.kind == "consensus-call":
            found.setdefault(call.item, []).append(call)
    return found


def _facing(rows: tuple[tuple[ItemView | None, ItemView | None], ...], draw: Draw) -> None:
    """The two sides, layer facing layer; a lone side takes the whole width."""
    sides = [side for side, place in (("utility", 0), ("facility", 1)) if any(row[place] for row in rows)]
    if len(sides) == 1:
        st.subheader(SIDES[sides[0]], anchor=False)
        _in_rows([item for row in rows for item in row if item], draw)
        return
    for column, side in zip(st.columns(2), sides, strict=True):
        column.subheader(SIDES[side], anchor=False)
    for row in rows:
        for column, item in zip(st.columns(2), row, strict=True):
            if item is not None:
                with column:
                    draw(item)


def _in_rows(items: list[ItemView], draw: Draw) -> None:
    if len(items) == 1:
        draw(items[0])
        return
    for start in range(0, len(items), 2):
        for column, item in zip(st.columns(2), items[start : start + 2], strict=False):
            with column:
                draw(item)


def _card(snapshot: Snapshot, calls: dict[str, list[BallotRow]], item: ItemView) -> None:
    with st.container(border=True, height="stretch", key=f"agreements_card_{item.code}"):
        st.html(card_html(snapshot, item, calls.get(item.code, [])))
        with st.container(horizontal=True):
            st.button(
                "History and sources", key=f"agreements_look_{item.code}", type="tertiary", icon=":material/history:",
                on_click=agreements_drawer.open_drawer, args=(item.code,),
            )  # fmt: skip
            if visitor.may_edit():
                st.button(
                    "Edit", key=f"agreements_edit_{item.code}", type="tertiary", icon=":material/edit:",
                    on_click=agreements_drawer.open_drawer, args=(item.code, agreements_drawer.EDIT),
                )  # fmt: skip


def _saved(_: Saved) -> None:
    agreements_drawer.close_drawer()
