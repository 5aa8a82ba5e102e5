"""What is traced and how far, kept in the address: the item, the direction, the steps, the kinds, what is unfolded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import streamlit as st

from workbench.graph.architecture import is_red
from workbench.graph.proximity import nearest
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.trace import DOWN, SIDES, UP, Trace, trace
from workbench.graph.vocabulary import KINDS
from workbench.screens import address_choice, item_choice
from workbench.screens.addresses import page_address
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import empty, kind_label, plain

CODE, UNFOLDED, ROWS = "code", "unfold", "trace_rows"
SIDE, STEPS, ONLY = "trace_way", "trace_steps", "trace_kind"
WAYS = {"both": "Both ways", UP: "What it rests on", DOWN: "What rests on it"}
MOST_STEPS, FEW_STEPS = 5, 2
MOST_OFFERED = 12


def code() -> str:
    """The code of the item that is traced; empty for none."""
    return str(st.session_state.get(CODE) or st.query_params.get(CODE) or "")


def put(chosen: str) -> None:
    """Trace from another item; for callbacks."""
    st.session_state[CODE] = chosen
    _keep()


def unfolded() -> tuple[str, ...]:
    """Keys of the groups that are unfolded."""
    return tuple(dict.fromkeys(st.query_params.get_all(UNFOLDED)))


def is_group(name: str) -> bool:
    """Whether a box of the drawing stands for a group, whose keys begin with its side."""
    side, dot, rest = name.partition(".")
    return bool(dot) and side in SIDES and "." in rest


def unfold(group: str) -> None:
    """Unfold a group, or fold it again; for callbacks."""
    shown = unfolded()
    left = [name for name in shown if name != group]
    st.query_params[UNFOLDED] = left if group in shown else [*shown, group]


def item(snapshot: Snapshot) -> ItemView | None:
    """Draw the choice of an item, and say when the address names one that there is not."""
    hidden = hidden_codes()
    every = snapshot.once("names to trace", None, lambda: {i.code: i.title for i in _offered(snapshot)})
    known = {code: title for code, title in every.items() if code not in hidden} if hidden else every
    asked = code()
    found = snapshot.item(asked) or snapshot.item(asked.strip().upper())
    st.session_state[CODE] = found.code if found is not None and found.code in known else None
    options = item_choice.options("Item", known, CODE, [found.code] if found is not None else [])
    chosen: str | None = st.selectbox(
        "Item", [name for name in options if name in known], index=None, key=CODE, on_change=_keep,
        placeholder="search by code or title",
        format_func=lambda name: f"{name} · {known[name]}" if name in known else str(name),
    )  # fmt: skip
    if asked and chosen is None:
        near = nearest(asked, list(known))
        meant = ", ".join(f"[{plain(n)}]({page_address('trace', code=n)})" for n in near)
        words = f"Nothing that can be traced has the code **{plain(asked[:60])}**."
        st.warning(f"{words} Did you mean {meant}?" if near else words, icon=":material/search_off:")
    return snapshot.item(chosen) if chosen in known else None


def _offered(snapshot: Snapshot) -> Iterable[ItemView]:
    for kind in KINDS:
        yield from snapshot.of_kind(kind)


def _keep() -> None:
    """Write the item into the address; what was unfolded, and how many rows, belonged to another trace."""
    chosen = st.session_state.get(CODE)
    st.query_params.pop(UNFOLDED, None)
    st.session_state.pop(ROWS, None)
    if chosen:
        st.query_params[CODE] = chosen
    else:
        st.query_params.pop(CODE, None)


def scope(snapshot: Snapshot, item: ItemView) -> dict[str, Any]:
    """Draw the choices of direction, steps and kinds; returns what ``trace`` is asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Direction", list(WAYS), default="both", format_func=WAYS.__getitem__, key=SIDE, bind="query-params",
            required=True,
        )  # fmt: skip
        st.segmented_control(
            "Steps", [str(n) for n in range(1, MOST_STEPS + 1)], default=str(FEW_STEPS), key=STEPS,
            bind="query-params", required=True, help="How many links away is shown; what lies beyond is counted.",
        )  # fmt: skip
        hidden = hidden_codes()
        every = traced(snapshot, item, asked(hidden) | {"kinds": None})
        kinds = sorted({one.item.kind for one in every.reached}, key=list(KINDS).index)
        address_choice.seed(ONLY, kinds)
        st.multiselect(
            "Kinds", kinds, key=ONLY, placeholder="every kind", width=320, on_change=address_choice.keep,
            args=(ONLY,), format_func=lambda kind: kind_label(kind, plural=True),
        )  # fmt: skip
    return asked(hidden)


def asked(hidden: Collection[str]) -> dict[str, Any]:
    """What ``trace`` is asked for, as it is chosen.

    Args:
        hidden: codes of items that the visitor may not see.
    """
    side = st.session_state.get(SIDE)
    steps = str(st.session_state.get(STEPS) or FEW_STEPS)
    return {
        "sides": (side,) if side in SIDES else SIDES,
        "depth": int(steps) if steps.isdigit() else FEW_STEPS,
        "kinds": frozenset(st.session_state.get(ONLY) or ()) or None,
        "hidden": hidden,
    }


def traced(snapshot: Snapshot, item: ItemView, asked: Mapping[str, Any]) -> Trace:
    """The trace, worked out once for a snapshot: of the last item, with every kind and with those that are told.

    Args:
        asked: what ``trace`` is asked for.
    """
    name = "trace of every kind" if asked["kinds"] is None else "trace of some kinds"
    return snapshot.once(name, asked_key(item, asked), lambda: trace(snapshot, item, **asked))


def asked_key(item: ItemView, asked: Mapping[str, Any]) -> tuple[object, ...]:
    """The same for the same trace of a snapshot."""
    return item.uuid, *(asked[name] for name in sorted(asked))


def worth_tracing(snapshot: Snapshot) -> None:
    """Say what will be here, and what is worth a look: red interfaces, texts with suspect links."""
    empty(
        "Choose an item: what it rests on will stand at its left, what rests on it at its right, each with the way "
        "that leads there. The same way opens from every item's page."
    )
    hidden = hidden_codes()
    suspect = [
        one
        for kind in ("requirement", "agreement", "issue")
        for one in snapshot.of_kind(kind)
        if one.code not in hidden and any(link.suspect for link in snapshot.out(one))
    ]
    red = [one for one in snapshot.of_kind("interface") if is_red(one) and one.code not in hidden]
    for title, found in (
        ("Red interfaces", red),
        ("Citing a text that has changed", suspect),
    ):
        if found:
            lines = [
                f"- [{plain(one.title or one.code)}]({page_address('trace', code=one.code)}) :gray[{one.code}]"
                for one in found[:MOST_OFFERED]
            ]
            rest = len(found) - len(lines)
            lines += [f"- and {rest:,} more"] if rest else []
            st.markdown(f"**{title}**\n\n" + "\n".join(lines))
