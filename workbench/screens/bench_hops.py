"""A running chain as it is now: how it goes, a chart of the power, a card for each stub with what lies between them."""

from __future__ import annotations

import html
from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from workbench.screens import bench_controls
from workbench.screens.grammar import plain
from workbench.stubs.chains.bench import BenchState, HopState
from workbench.stubs.gateway.ledger import shown
from workbench.stubs.stub import Observation

SHOWN = {
    "monitoring-active-power": ("Active power", "W"),
    "monitoring-reactive-power": ("Reactive power", "var"),
    "monitoring-voltage-phase-a": ("Voltage, phase A", "V"),
    "monitoring-frequency": ("Frequency", "Hz"),
    "monitoring-operational-state": ("State", ""),
    "monitoring-connection-status": ("Connection", ""),
    "monitoring-alarm-status": ("Alarms", ""),
}
"""Readings that a card shows, in this order."""
MOST_EXCHANGES = 60
WINDOW = 180.0
"""Seconds of the past that charts show."""


def draw(state: BenchState) -> None:
    """Draw what changes from second to second."""
    minutes, seconds = divmod(int(state.running_for), 60)
    st.html(
        f'<p class="wb-standing"><span class="wb-status done">running</span> {html.escape(state.plan.title)} '
        f'<span class="wb-code">{html.escape(state.plan.code)}</span>, for {minutes}:{seconds:02d}, started by '
        f"{html.escape(state.started_by)}</p>"
    )
    _charts(state)
    if state.controls:
        st.caption("Sent: " + plain("; ".join(state.controls[-4:])))
    for place, (kind, observation) in enumerate(state.stubs):
        _card(place, kind, state.plan.actors[place], observation)
        if place < len(state.hops):
            _hop(state.hops[place])


def _charts(state: BenchState) -> None:
    if len(state.samples) < 2:
        st.caption("The charts begin with the second reading.")
        return
    last = state.samples[-1].at
    rows = [
        {"second": sample.at - last, "what": what, "W": sample.values[key]}
        for sample in state.samples
        if sample.at >= last - WINDOW
        for key, what in (("monitoring-active-power", "measured"), ("limit", "limit in force"))
        if key in sample.values
    ]
    lines = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("second:Q", title="seconds from now", scale=alt.Scale(domain=[-WINDOW, 0])),
            y=alt.Y("W:Q", title="active power, W", scale=alt.Scale(zero=True)),
            color=alt.Color("what:N", title=None, sort=["measured", "limit in force"]),
            strokeDash=alt.StrokeDash("what:N", title=None, sort=["measured", "limit in force"]),
        )
        .properties(height=220)
    )
    st.altair_chart(lines, key="bench_power")
    now = state.samples[-1].values
    told = [f"now {now['monitoring-active-power']:,.0f} W"]
    if "limit" in now:
        told.append(f"limit {now['limit']:,.0f} W")
    else:
        told.append("no limit in force")
    st.caption(f"Active power of all inverters together, as they measure it themselves: {', '.join(told)}.")


def _card(place: int, kind: str, actor: str, seen: Observation) -> None:
    with st.container(border=True, key=f"bench_place_{place}"):
        head = html.escape(kind.replace("-", " ").capitalize())
        st.html(f'<p class="wb-line">{head} <span class="wb-code">{html.escape(actor)}</span></p>')
        for note in seen.notes:
            st.markdown(plain(note))
        _values(seen)


def _values(seen: Observation) -> None:
    rows = []
    units = list(seen.measured)[:10]
    for key, (name, unit) in SHOWN.items():
        cells = {one: _cell(seen.measured[one], key, unit) for one in units}
        if any(cells.values()):
            rows.append({"Measured": name, **{_head(one, units): cell for one, cell in cells.items()}})
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    commanded = {one: values for one, values in seen.commanded.items() if values}
    if commanded and len(commanded) <= 10 and all(len(values) < 12 for values in commanded.values()):
        lines = []
        for one, values in commanded.items():
            for key, value in values.items():
                accepted = seen.accepted.get(one, {}).get(key)
                held = "not confirmed" if accepted is None else shown(accepted)
                lines.append({"Device": one, "Quantity": key, "Commanded": shown(value), "Holds": held})
        st.dataframe(pd.DataFrame(lines), hide_index=True, width="stretch")


def _head(unit: str, units: list[str]) -> str:
    return "Now" if len(units) == 1 else f"Device {unit}"


def _cell(values: Mapping[str, object], key: str, unit: str) -> str:
    value = values.get(key)
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.2f} {unit}" if unit in ("Hz", "V") else f"{value:,.0f} {unit}"
    return shown(value).replace("-", " ")  # type: ignore[arg-type]


def _hop(hop: HopState) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"bench_hop_{hop.number}"):
        cut = " · **cut**" if hop.out else ""
        over = f" · over {plain(hop.medium)}" if hop.medium else ""
        st.markdown(
            f"↕ Hop {hop.number}: {plain(hop.edition or hop.protocol)} · {hop.host}:{hop.port} · "
            f"{hop.connections} connection{'' if hop.connections == 1 else 's'}{over}{cut}"
        )
        st.button(
            "Mend" if hop.out else "Cut", key=f"bench_cut_{hop.number}", type="tertiary",
            icon=":material/link:" if hop.out else ":material/link_off:",
            help=f"{'Mend' if hop.out else 'Cut'} the link of hop {hop.number}",
            on_click=bench_controls.cut, args=(hop.number, not hop.out),
        )  # fmt: skip


def draw_exchanges(state: BenchState) -> None:
    """Draw what went over the hops, in words and in bytes, as each stub saw it."""
    with st.expander("Every exchange, in words and in bytes", icon=":material/swap_vert:"):
        names = [f"{place + 1} {kind.replace('-', ' ')}" for place, (kind, _) in enumerate(state.stubs)]
        chosen = st.segmented_control("Seen by", names, default=names[0], key="bench_seen_by", required=True)
        seen = state.stubs[names.index(str(chosen))][1]
        rows = [
            {
                "Time (UTC)": one.at.strftime("%H:%M:%S.%f")[:-3],
                "": "in" if one.direction == "in" else "out",
                "With": one.peer,
                "Says": one.words + (" (refused)" if one.refused else ""),
                "Bytes": one.octets[:64].hex(" "),
            }
            for one in reversed(seen.exchanges[-MOST_EXCHANGES:])
        ]
        if rows:
            st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
            st.caption(f"The latest {len(rows)}, the newest first; press for fresh ones.")
        else:
            st.caption("Nothing was exchanged here yet.")
        st.button("Look again", key="bench_look_again", icon=":material/refresh:")
