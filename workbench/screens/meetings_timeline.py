"""The time line as HTML: a list of lanes that reads well without its marks too."""

from __future__ import annotations

import html

from workbench.graph.timeline_drawing import STANDINGS, Lane, Mark, TimelineDrawing
from workbench.screens.addresses import item_address

KINDS = {"milestone": "Milestones", "meeting": "Meetings", "stage": "Issues, with their stages"}
"""Groups of lanes in their order."""


MOST_RIGHT = 93
"""Names that begin further right, in per cent, would stand outside the drawing and are left out."""


def timeline_html(drawing: TimelineDrawing, today: str = "today") -> str:
    """A drawing for ``st.html``; every mark says in words what it shows.

    Args:
        today: what the day from which days are counted is called.
    """
    groups = []
    for kind, title in KINDS.items():
        lanes = [lane for lane in drawing.lanes if lane.kind == kind]
        if lanes:
            inner = "".join(_lane(lane, drawing.today) for lane in lanes)
            groups.append(f'<section><h4>{title}</h4><ul class="wb-lanes">{inner}</ul></section>')
    return (
        f'<figure class="wb-time">{_axis(drawing, today)}{"".join(groups)}{_legend(drawing)}'
        f"<figcaption>{html.escape(drawing.caption)}</figcaption></figure>"
    )


def _axis(drawing: TimelineDrawing, today: str) -> str:
    ticks = "".join(
        f'<i style="left:{at}%">{html.escape(name if at <= MOST_RIGHT else "")}</i>'
        for at, name in drawing.ticks
    )
    if drawing.today is not None:
        side = " left" if drawing.today > MOST_RIGHT - 8 else ""
        ticks += f'<i class="today{side}" style="left:{drawing.today}%">{html.escape(today)}</i>'
    return f'<div class="wb-axis" aria-hidden="true"><span></span><div>{ticks}</div></div>'


def _lane(lane: Lane, today: float | None) -> str:
    line = f'<s style="left:{today}%"></s>' if today is not None else ""
    marks = "".join(_mark(mark) for mark in lane.marks)
    said = "; ".join(mark.words for mark in lane.marks)
    off = " off" if lane.off else ""
    return (
        f'<li class="{lane.kind}{off}"><a href="{html.escape(item_address(lane.code))}" '
        f'title="{html.escape(lane.title)}">{html.escape(lane.title)}</a>'
        f'<span class="said">{html.escape(said)}</span>'
        f'<div class="track" aria-hidden="true">{line}{marks}</div></li>'
    )


def _mark(mark: Mark) -> str:
    words = html.escape(mark.words)
    label = html.escape(mark.label)
    if mark.to is not None:
        width = max(round(mark.to - mark.at, 2), 0.5)
        return f'<b class="range {mark.shape}" style="left:{mark.at}%;width:{width}%" title="{words}">{label}</b>'
    stage = " numbered" if mark.label else ""
    return (
        f'<b class="point {mark.shape} {mark.qualifier}{stage}" style="left:{mark.at}%" title="{words}">'
        f"<em>{label}</em></b>"
    )


def _legend(drawing: TimelineDrawing) -> str:
    shapes = "".join(
        f'<li><b class="point {shape}"><em></em></b>{html.escape(STANDINGS[shape])}</li>'
        for shape in drawing.shapes
    )
    qualifiers = {m.qualifier for lane in drawing.lanes for m in lane.marks}
    if "by" in qualifiers:
        shapes += '<li><b class="point plain by"><em></em></b>line before it: by that day</li>'
    if any(m.to is not None for lane in drawing.lanes for m in lane.marks):
        shapes += '<li><b class="range plain"></b>bar: some day within</li>'
    stages = "".join(f"<li><b>{n}</b>{html.escape(s)}</li>" for n, s in enumerate(drawing.stages, 1))
    second = f'<ul class="wb-legend">{stages}</ul>' if stages else ""
    return f'<ul class="wb-legend">{shapes}</ul>{second}'
