"""The test bench: a configuration run as a chain of reference stubs, commanded at one end and watched at every hop."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.chains import Chain, chain
from workbench.graph.snapshot import Snapshot
from workbench.screens import bench_controls, bench_hops, visitor, writing
from workbench.screens.bench_running import bench
from workbench.screens.bench_words import SPOKEN, STUBS
from workbench.screens.grammar import empty, heading, plain
from workbench.stubs.chains.bench import BenchState
from workbench.stubs.chains.plan import MOST_INVERTERS, planned
from workbench.stubs.links import media

PURPOSE = (
    "Runs a configuration as reference devices over real sockets: send a control from the utility's end and watch it "
    "arrive, hop by hop."
)
CODE = "run"
EVERY = 1.0


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    state = bench().state()
    with heading("Test bench", PURPOSE):
        if state is not None:
            st.button(
                "Stop everything", key="bench_stop", type="primary", icon=":material/stop_circle:",
                on_click=bench_controls.attempted, args=(bench().stop, "Nothing was stopped", state.plan),
            )  # fmt: skip
    writing.refusals(bench_controls.KEY, "The bench did not do it")
    if state is None:
        _choose(snapshot)
    else:
        _watch(state)


def _choose(snapshot: Snapshot) -> None:
    chains = {item.code: chain(snapshot, item) for item in snapshot.of_kind("configuration")}
    if not chains:
        empty(
            "Configurations of the record are run here. Describe one on the page Configurations: its hops, and which "
            "reference stub stands at each place."
        )
        return
    runnable = [code for code, one in chains.items() if not one.problems]
    first = "CFG-FACILITY-GATEWAY" if "CFG-FACILITY-GATEWAY" in runnable else next(iter(runnable or chains))
    if CODE not in st.session_state:
        asked = st.query_params.get(CODE)
        st.session_state[CODE] = asked if asked in chains else first
    code = st.selectbox(
        "Configuration", list(chains), key=CODE, on_change=_keep,
        format_func=lambda code: f"{chains[code].title} · {code}",
    )  # fmt: skip
    chosen = {
        hop.number: st.session_state[key]
        for hop in chains[code].hops
        if st.session_state.get(key := f"bench_speak_{code}_{hop.number}")
    }
    item = snapshot.by_code[code]
    found = chain(snapshot, item, chosen)
    if found.problems:
        st.warning(
            "**This cannot be run yet.** "
            + plain(" ".join(found.problems))
            + " Say it on the page Configurations.",
            icon=":material/link_off:",
        )
        return
    st.html(f'<p class="wb-purpose">{html.escape(path_words(found))}</p>')
    over = []
    for hop in found.hops:
        over.append(_hop_choices(found, hop.number))
    columns = st.columns([1, 3], vertical_alignment="bottom")
    inverters = columns[0].number_input("Inverters at the end", 1, MOST_INVERTERS, 1, key="bench_inverters")
    columns[1].button(
        "Start", key="bench_start", type="primary", icon=":material/play_arrow:", on_click=_start,
        args=(found, int(inverters), tuple(over)),
    )  # fmt: skip


def path_words(found: Chain) -> str:
    """A chain in one line, from the utility to the DER."""
    words = [STUBS.get(found.places[0].stub, found.places[0].stub)]
    for hop, place in zip(found.hops, found.places[1:], strict=True):
        words.append(f"{SPOKEN.get(hop.spoken, hop.spoken)} → {STUBS.get(place.stub, place.stub)}")
    return " — ".join(words)


def _hop_choices(found: Chain, number: int) -> str:
    hop = found.hops[number - 1]
    north, south = found.places[number - 1], found.places[number]
    with st.container(border=True):
        st.markdown(
            f"**Hop {number}: {plain(STUBS[north.stub])} → {plain(STUBS[south.stub])}**  \n"
            f"{plain(north.actor)} → {plain(south.actor)}"
        )
        speak, medium = st.columns(2)
        note = "" if hop.choices else "The record names nothing that the stubs speak here; the bench chose."
        speak.selectbox(
            "Speaks", list(hop.possible), index=hop.possible.index(hop.spoken), help=note or None,
            key=f"bench_speak_{found.code}_{number}", format_func=lambda word: _protocol(str(word), hop.choices),
        )  # fmt: skip
        known = media()
        chosen = medium.selectbox(
            "Over", ["", *known], key=f"bench_over_{found.code}_{number}",
            format_func=lambda key: known[key].name if key else bench_controls.WIRE,
        )  # fmt: skip
        if chosen:
            st.caption(plain(known[chosen].meaning))
    return str(chosen)


def _keep() -> None:
    st.query_params[CODE] = st.session_state[CODE]


def _protocol(word: str, named: tuple[str, ...]) -> str:
    unnamed = "" if word in named or not named else " (not named by the record)"
    return SPOKEN.get(word, word) + unnamed


def _start(found: Chain, inverters: int, over: tuple[str, ...]) -> None:
    actor = visitor.actor()
    name = actor.name if actor is not None else ""
    bench_controls.attempted(
        lambda: bench().start(planned(found, inverters, over), name, instead=False), "Nothing was started"
    )


def _watch(state: BenchState) -> None:
    with st.container(border=True, key="bench_controls"):
        st.subheader("Send a control", anchor=False)
        bench_controls.draw_controls(state)
    running = state.plan

    @st.fragment(run_every=EVERY)
    def live() -> None:
        present = bench().state()
        if present is None or present.plan is not running:
            st.rerun()
        bench_hops.draw(present)

    live()
    with st.expander(
        "Around the chain: sun, voltage, frequency, and what each hop goes over",
        icon=":material/partly_cloudy_day:",
    ):
        bench_controls.draw_surroundings(state)
    bench_hops.draw_exchanges(state)
