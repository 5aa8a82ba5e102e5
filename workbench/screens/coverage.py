"""Coverage: what is verified and what is not, the worst first, each with what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit import column_config as config

from workbench.graph.coverage import Covered, coverage, summary
from workbench.graph.coverage_words import CARRIERS, STATES, TEXTS
from workbench.graph.dates import display_date
from workbench.graph.snapshot import Snapshot
from workbench.graph.soundness_gaps import gaps
from workbench.screens.addresses import item_address
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import empty, kind_label, plain
from workbench.screens.item_drawer import item_drawer, open_drawer
from workbench.screens.runs_seen import runs_seen

KEY = "coverage"
DEPTHS = {"shallow": "Its own procedures", "deep": "And everything beneath"}
MARKS = {
    "failed": "△", "error": "△", "no-text": "○", "no-procedure": "○", "not-run": "○", "stale": "△", "passed": "●",
}  # fmt: skip
"""The shape of each state: something is wrong or old, nothing is there, done."""
ROWS_SHOWN, ROW_PIXELS = 14, 35
LETTER_PIXELS, EDGE_PIXELS, LEAST_PIXELS = 7, 10, 92
"""Width of a capital letter in a grid, of the room beside it, and of a column of codes at the least."""


def draw(snapshot: Snapshot) -> None:
    """Draw the view of coverage."""
    hidden = hidden_codes()
    taken = tuple(runs_seen())
    known = snapshot.once("coverage", taken, partial(coverage, snapshot, taken))
    rows = [row for row in known if row.item.code not in hidden]
    if not rows:
        empty(
            "Recommendations, agreements, issues, interfaces and configurations will be here, each with what verifies "
            "it. The record has none of them yet."
        )
        return
    depth = st.segmented_control(
        "What counts", list(DEPTHS), default="shallow", format_func=DEPTHS.__getitem__, key="coverage_depth",
        bind="query-params", required=True,
        help="Beneath a text are the agreements on which it stands; beneath an issue those that it depends on.",
    )  # fmt: skip
    deep = depth == "deep"
    st.markdown(f"**{summary(rows, deep=deep)}**")
    if not snapshot.of_kind("procedure"):
        empty(
            "The record has no procedures yet. Once a procedure verifies a recommendation or an agreement and was run, "
            "it shows here whether the text holds, and what that means for issues, interfaces and configurations."
        )
    _gaps(snapshot, hidden)
    shown = _filtered(rows, deep)
    if shown:
        _table(shown, deep)
        _what_to_do(shown, deep)
    else:
        empty("Nothing fits the filter.")
    item_drawer(KEY)


def _gaps(snapshot: Snapshot, hidden: frozenset[str]) -> None:
    """What nobody has covered, as Health says it too."""
    for finding in snapshot.once("gaps", None, lambda: gaps(snapshot)):
        codes = [code for code in finding.codes if code not in hidden]
        if codes:
            first = f"[{codes[0]}]({item_address(codes[0])})"
            st.markdown(f"△ {plain(finding.sentence)} :gray[{plain(finding.fix)}] {first}")


def _filtered(rows: Sequence[Covered], deep: bool) -> list[Covered]:
    counted = Counter(row.standing(deep=deep).state for row in rows)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = st.pills(
            "Kind", [k for k in (*TEXTS, *CARRIERS) if any(r.item.kind == k for r in rows)],
            selection_mode="multi", format_func=lambda kind: kind_label(kind, plural=True), key="coverage_kind",
            bind="query-params",
        )  # fmt: skip
        states = st.pills(
            "State", [state for state in STATES if counted[state]], selection_mode="multi", key="coverage_state",
            bind="query-params",
            format_func=lambda state: f"{MARKS[state]} {STATES[state].name}",
        )  # fmt: skip
    fitting = [
        row
        for row in rows
        if (not kinds or row.item.kind in kinds) and (not states or row.standing(deep=deep).state in states)
    ]
    order = list(STATES)
    return sorted(fitting, key=lambda row: order.index(row.standing(deep=deep).state))


def _table(rows: Sequence[Covered], deep: bool) -> None:
    """The items as a table; choosing a row opens the item beside it."""
    codes = [row.item.code for row in rows]
    chosen = st.session_state.get("coverage_rows_shown")
    if chosen != codes:
        st.session_state["coverage_rows_shown"] = codes
        st.session_state["coverage_table_number"] = st.session_state.get("coverage_table_number", 0) + 1
    key = f"coverage_table_{st.session_state['coverage_table_number']}"
    whose = [_whose(row, deep) for row in rows]
    states = [_state(row, deep) for row in rows]
    st.dataframe(
        {
            "State": states,
            "Item": [row.item.title for row in rows],
            "Kind": [kind_label(row.item.kind) for row in rows],
            "Code": codes,
            "Whose": whose,
            "Texts passed": [_passed(row, deep) for row in rows],
            "Last run": [display_date(row.last_run.run_on) if row.last_run else "" for row in rows],
        },
        key=key,
        column_config={
            "State": config.TextColumn(width=_width(states)),
            "Code": config.TextColumn(width=_width(codes)),
            "Whose": config.TextColumn(width=_width(whose)),
        },
        hide_index=True,
        height=ROW_PIXELS * (min(len(rows), ROWS_SHOWN) + 1) + 3,
        row_height=ROW_PIXELS,
        on_select=lambda: _open(key),
        selection_mode="single-row",
        alt=f"Coverage of {len(rows)} items: state, item, kind, code, whose state it is, texts passed, last run",
    )
    st.caption(
        "Choose a row to open the item. *Whose* names the text whose state it is, where it is another's."
    )


def _width(words: Sequence[str]) -> int:
    """Pixels in which the longest code or state stands whole."""
    return max(LEAST_PIXELS, LETTER_PIXELS * max(map(len, words), default=0) + 2 * EDGE_PIXELS)


def _open(key: str) -> None:
    chosen = st.session_state[key].selection.rows
    codes = st.session_state.get("coverage_rows_shown", [])
    if chosen and chosen[0] < len(codes):
        open_drawer(codes[chosen[0]])


def _state(row: Covered, deep: bool) -> str:
    state = row.standing(deep=deep).state
    return f"{MARKS[state]} {STATES[state].name}"


def _whose(row: Covered, deep: bool) -> str:
    whose = row.standing(deep=deep).whose
    return "" if whose == row.item.code else whose


def _passed(row: Covered, deep: bool) -> str:
    counted = row.deep_counts if deep else row.counts
    return f"{counted.get('passed', 0)} of {len(row.texts)}" if row.texts else ""


def _what_to_do(rows: Sequence[Covered], deep: bool) -> None:
    """What the states mean that occur, and what to do about each, folded away."""
    counted = Counter(row.standing(deep=deep).state for row in rows)
    with st.expander("What the states mean, and what to do"):
        for state, words in STATES.items():
            if counted[state]:
                items = [row.item for row in rows if row.standing(deep=deep).state == state]
                named = ", ".join(f"[{i.code}]({item_address(i.code)})" for i in items[:8])
                more = f" and {len(items) - 8} more" if len(items) > 8 else ""
                st.markdown(
                    f"{MARKS[state]} **{words.name}** {words.says} {words.fix}  \n:gray[{named}{more}]"
                )
