"""What can be sent from the utility's end of the running chain, and what can befall its surroundings."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.process.actor import NotPermitted
from workbench.screens import visitor, writing
from workbench.screens.bench_running import bench
from workbench.stubs.chains.bench import BenchRefused, BenchState, HopState
from workbench.stubs.chains.controls import (
    CURVES,
    Control,
    connection,
    limit,
    surroundings,
    volt_var,
)
from workbench.stubs.chains.plan import Plan
from workbench.stubs.links import media
from workbench.stubs.links.media import NOTHING

KEY = "bench"
LIMIT, VOLT_VAR, CONNECT = "Limit active power", "Volt-var curve", "Connect or disconnect"
KINDS = (LIMIT, VOLT_VAR, CONNECT)
WIRE = "A wire"
FOREVER = "Until it is released"
DURATIONS: dict[str, float | None] = {
    FOREVER: None,
    "For 30 seconds": 30.0,
    "For 2 minutes": 120.0,
    "For 10 minutes": 600.0,
}


def draw_controls(state: BenchState) -> None:
    """Draw the form that sends a control."""
    kind = st.segmented_control("What", KINDS, default=LIMIT, key="bench_kind", required=True)
    if kind == VOLT_VAR:
        st.selectbox(
            "Curve",
            list(CURVES),
            key="bench_curve",
            help="Points in percent of nominal voltage and of reactive power.",
        )
    elif kind == CONNECT:
        st.segmented_control(
            "State", ("Disconnect", "Connect"), default="Disconnect", key="bench_connect", required=True
        )
    else:
        st.slider("Limit, in percent of the set maximum", 0, 100, 50, 5, key="bench_limit", format="%d %%")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("How long", list(DURATIONS), key="bench_duration", width=220)
        st.button(
            "Send", key="bench_send", type="primary", icon=":material/send:", on_click=_send,
            args=(state.plan,), help="From the utility's end, over every hop",
        )  # fmt: skip
        st.button(
            "Release everything", key="bench_release", icon=":material/undo:", on_click=_release,
            args=(state.plan,), help="Take back every control that was sent",
        )  # fmt: skip


def _chosen() -> Control:
    kind = st.session_state.get("bench_kind", LIMIT)
    if kind == VOLT_VAR:
        return volt_var(st.session_state["bench_curve"])
    if kind == CONNECT:
        return connection(st.session_state.get("bench_connect") == "Connect")
    return limit(st.session_state.get("bench_limit", 50))


def _send(shown: Plan) -> None:
    control, duration = _chosen(), DURATIONS[st.session_state.get("bench_duration", FOREVER)]
    attempted(lambda: bench().send(control, duration), "Nothing was sent", shown)


def _release(shown: Plan) -> None:
    attempted(bench().release, "Nothing was released", shown)


def draw_surroundings(state: BenchState) -> None:
    """Draw what surrounds the inverters, and what the hops go over."""
    sun, voltage, frequency = st.columns(3)
    sun.slider(
        "Sun, in percent of 1,000 W/m²", 0, 120, 100, 5, key="bench_sun", on_change=_disturb,
        args=(len(state.stubs) - 1, state.plan),
    )  # fmt: skip
    voltage.slider(
        "Voltage, in percent of nominal", 80, 120, 100, 1, key="bench_voltage", on_change=_disturb,
        args=(len(state.stubs) - 1, state.plan),
    )  # fmt: skip
    frequency.slider(
        "Frequency, in Hz", 57.0, 63.0, 60.0, 0.1, key="bench_frequency", on_change=_disturb,
        args=(len(state.stubs) - 1, state.plan),
    )  # fmt: skip
    known = {NOTHING.key: WIRE, **{name: one.name for name, one in media().items()}}
    for column, hop in zip(st.columns(len(state.hops)), state.hops, strict=True):
        # The key holds what is there, so that another's change is shown and not taken back.
        key = f"bench_medium_{hop.number}_{hop.over}"
        column.selectbox(
            f"Hop {hop.number} over", list(known), index=list(known).index(hop.over), key=key,
            format_func=lambda one: known[one], on_change=_lay, args=(hop, key, state.plan),
        )  # fmt: skip
    st.caption("A medium shapes what enters the link from now on: delay, bandwidth, stalls.")


def _lay(hop: HopState, key: str, shown: Plan) -> None:
    chosen = str(st.session_state[key])
    present = bench().state()
    # A choice is handed over twice when the page's own refresh breaks into the run that handles it.
    if present is None or present.hops[hop.number - 1].over != chosen:
        attempted(lambda: bench().shape(hop.number, chosen), "The link was not changed", shown)


def _disturb(place: int, shown: Plan) -> None:
    session = st.session_state
    around = surroundings(session["bench_sun"], session["bench_voltage"], session["bench_frequency"])
    attempted(lambda: bench().disturb(place, around), "Nothing was changed", shown)


def cut(hop: int, out: bool, shown: Plan) -> None:
    """Cut a hop, or mend it; for callbacks."""
    attempted(lambda: bench().shape(hop, outage=out), "The link was not changed", shown)


def attempted(act: Callable[[], object], otherwise: str, shown: Plan | None = None) -> None:
    """Do something on the bench, for who may run stubs still; its refusal is kept and drawn by the page.

    Args:
        shown: what the page shows as running, where the act is meant for that: another may have stopped it since.
    """
    actor = visitor.actor()
    try:
        if actor is None:
            raise BenchRefused("Nobody is signed in any more.")
        actor.require("run-stubs")
        if shown is not None and bench().plan is not shown:
            raise BenchRefused("What the page showed was stopped by another meanwhile.")
        act()
        writing.refuse(KEY, [])
    except (BenchRefused, NotPermitted) as refused:
        writing.refuse(KEY, [f"{otherwise}. {refused}"])
