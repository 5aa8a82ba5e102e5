"""A running chain as it is now: how it goes, a chart of the power, a card for each stub with what lies between them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from workbench.screens import bench_controls
from workbench.screens.bench_words import STUBS, hop_words, in_unit, name_of
from workbench.screens.grammar import plain
from workbench.stubs.chains.bench import BenchState, HopState
from workbench.stubs.chains.plan import Plan
from workbench.stubs.gateway.ledger import Value, same, shown
from workbench.stubs.gateway.settings import NORMAL, switch_of
from workbench.stubs.links.media import NOTHING
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
DRAWN = ["measured", "limit in force"]
SENT = frozenset({
    "limit-active-power", "set-active-power", "volt-var-curve", "connect-disconnect",
    "constant-power-factor-injecting", "constant-reactive-power",
})  # fmt: skip
"""Of a device that tells all its settings those that a utility sends."""
MOST_EXCHANGES, MOST_DEVICES, MOST_COMMANDS, MOST_NOTES = 60, 5, 12, 4
WINDOW = 180.0
"""Seconds of the past that charts show."""
_KEY = re.compile(r"[a-z]+(?:-[a-z]+)+")
_MRID = re.compile(r"\b[0-9A-F]{32}\b")


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
    for place, column in enumerate(st.columns(len(state.stubs))):
        kind, seen = state.stubs[place]
        with column:
            _card(state, place, kind, seen)


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
            color=alt.Color("what:N", title=None, sort=DRAWN, legend=alt.Legend(orient="top")),
            strokeDash=alt.StrokeDash("what:N", title=None, sort=DRAWN, legend=alt.Legend(orient="top")),
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


def _card(state: BenchState, place: int, kind: str, seen: Observation) -> None:
    """One stub: the hop by which it is reached, what is not as it should be, what was asked, what it measures."""
    with st.container(border=True, height="stretch", key=f"bench_place_{place}"):
        if place:
            _hop(state.hops[place - 1], state.plan)
        else:
            st.caption("From here controls are sent.")
        notes = "".join(f"<li>{html.escape(readable(note))}</li>" for note in seen.notes[-MOST_NOTES:])
        st.html(
            f'<p class="wb-stub">{html.escape(STUBS.get(kind, kind))}</p>'
            f'<p class="wb-remark">{html.escape(state.plan.actors[place])}</p>'
            + (f'<ul class="wb-list">{notes}</ul>' if notes else "")
            + _asked_html(seen)
            + _measured_html(seen)
        )


def _asked_html(seen: Observation) -> str:
    """What was asked of devices, and whether they hold it; for ``st.html``."""
    rows = []
    for device, values in list(seen.commanded.items())[:MOST_DEVICES]:
        accepted = seen.accepted.get(device, {})
        for key, value in asked(values).items():
            held = accepted.get(key, accepted.get(f"{key}-in-force"))
            if held is None:
                state = '<span class="wb-status open">asked</span>'
            elif same(held, value):
                state = '<span class="wb-status done">held</span>'
            else:
                state = f'<span class="wb-status doubt">holds {html.escape(shown(held))}</span>'
            which = f" ({html.escape(device)})" if len(seen.commanded) > 1 else ""
            words = html.escape(in_unit(key, shown(value)))
            rows.append(f"<dt>{html.escape(name_of(key))}{which}</dt><dd>{words} {state}</dd>")
    return _table_html("Asked", rows) if rows else ""


def asked(values: Mapping[str, Value]) -> dict[str, Value]:
    """Of what a device was told, what is asked of it now: settings whose switch is on, and what has no switch.

    A setting says enough of its switch; of a device that tells all its settings, those that are off are left out.
    """
    found: dict[str, Value] = {}
    for key, value in values.items():
        switch = switch_of(key) or ""
        if key.endswith("-enable") or (switch in values and values[switch] is not True):
            continue
        if len(values) > MOST_COMMANDS and (key not in SENT or value == NORMAL.get(key)):
            continue
        found[key] = value
    return found


def _measured_html(seen: Observation) -> str:
    """What the devices measure, the first of them; for ``st.html``."""
    rows = []
    for key, (name, unit) in SHOWN.items():
        cells = [
            cell
            for device in list(seen.measured)[:MOST_DEVICES]
            if (cell := _cell(seen.measured[device], key, unit))
        ]
        if cells:
            rows.append(f"<dt>{html.escape(name)}</dt><dd>{html.escape(' · '.join(cells))}</dd>")
    if not rows:
        return '<p class="wb-remark">Nothing was measured yet.</p>'
    more = len(seen.measured) - MOST_DEVICES
    rest = f'<p class="wb-remark">and {more} more devices</p>' if more > 0 else ""
    return _table_html("Measured", rows) + rest


def _table_html(title: str, rows: list[str]) -> str:
    body = "".join(f"<div>{row}</div>" for row in rows)
    return f'<h4 class="wb-line">{title}</h4><dl class="wb-fields wb-readings">{body}</dl>'


def readable(note: str) -> str:
    """A note of a stub with quantities by their names."""
    return _KEY.sub(lambda found: name_of(found[0]), _MRID.sub(lambda found: f"{found[0][:8]}…", note))


def _cell(values: Mapping[str, object], key: str, unit: str) -> str:
    value = values.get(key)
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.2f} {unit}" if unit in ("Hz", "V") else f"{value:,.0f} {unit}"
    return shown(value).replace("-", " ")  # type: ignore[arg-type]


def _hop(hop: HopState, shown: Plan) -> None:
    over = "" if hop.medium == NOTHING.name else f" over {plain(hop.medium)}"
    cut = " · **cut**" if hop.out else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f"Hop {hop.number}: {plain(hop_words(hop.protocol, hop.edition))}{over}, {hop.host}:{hop.port}{cut}",
            width="stretch",
        )
        st.button(
            "Mend" if hop.out else "Cut", key=f"bench_cut_{hop.number}", type="tertiary",
            icon=":material/link:" if hop.out else ":material/link_off:",
            help=f"{'Mend' if hop.out else 'Cut'} the link of hop {hop.number}",
            on_click=bench_controls.cut, args=(hop.number, not hop.out, shown),
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
