"""A trace as a drawing: folded by kind, unfolded on demand, suspect and red said without colour, drawn by Graphviz."""

from __future__ import annotations

import html
import re

from tests.exchange.conftest import item, link
from workbench.graph.rendering import rendered
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.trace import trace
from workbench.graph.trace_drawing import (
    ENGINE,
    FOLDED_OVER,
    MOST_BOXES,
    MOST_UNFOLDED,
    SUSPECT_SIGN,
    TraceDrawing,
    boxes_of,
    counted,
    trace_drawing,
)


def record(number: int, *, suspect: int = 0) -> Snapshot:
    items: list[ItemView] = [
        item("AGR-01", "agreement", "One protocol", "agreed"),
        item("INT-E1", "interface", "Utility to a DER", "drawn", colour="red", number="1"),
        item("INT-E9", "interface", "Within the facility", "drawn", colour="blue", number="9"),
    ]
    links: list[LinkRow] = [
        link("AGR-01", "applies-to", "INT-E1", suspect=True),
        link("AGR-01", "applies-to", "INT-E9"),
    ]
    for n in range(number):
        items.append(item(f"R21-{n:02d}", "requirement", f"Text {n}", "draft"))
        links.append(link(f"R21-{n:02d}", "applies-to", "AGR-01", suspect=n < suspect))
    return Snapshot.of(items, links)


def drawing(snapshot: Snapshot, *unfolded: str, code: str = "AGR-01") -> TraceDrawing:
    return trace_drawing(snapshot, trace(snapshot, snapshot.by_code[code]), unfolded)


def line(drawn: TraceDrawing, left: str, right: str) -> str:
    return next(row for row in drawn.source.splitlines() if f'"{left}" -> "{right}"' in row)


def test_what_it_rests_on_stands_left_and_what_rests_on_it_right() -> None:
    drawn = drawing(record(2))
    assert "applies to" in line(drawn, "INT-E9", "AGR-01")
    assert "applies to" in line(drawn, "AGR-01", "R21-00")
    svg = html.unescape(rendered(drawn.source, ENGINE).svg)
    across = {
        code: float(
            re.search(rf'id="{code}"[^>]*class="node">.*?<text [^>]*x="(-?[\d.]+)"', svg, re.DOTALL)[1]
        )
        for code in ("INT-E9", "AGR-01", "R21-00")
    }
    assert across["INT-E9"] < across["AGR-01"] < across["R21-00"]


def test_a_large_group_is_one_box_and_opens() -> None:
    key = "down.1.requirement"
    few = drawing(record(FOLDED_OVER))
    assert key not in few.names
    folded = drawing(record(12, suspect=2))
    assert folded.names[key] == "12 recommendations, which rest on it, 1 step away: unfold them"
    assert "R21-03" not in folded.names
    assert f"12 recommendations\\n{SUSPECT_SIGN} 2 by a suspect link\\n+ unfold" in folded.source
    assert f"×12\\n{SUSPECT_SIGN} 2 of 12 suspect" in line(folded, "AGR-01", key)
    opened = drawing(record(12, suspect=2), key)
    assert {f"R21-{n:02d}" for n in range(12)} <= set(opened.names)
    assert opened.names[key].endswith("fold them")
    assert "style=dashed" in line(opened, "AGR-01", "R21-01")
    assert "style=dashed" not in line(opened, "AGR-01", "R21-02")


def test_suspect_and_red_are_said_by_line_sign_and_word() -> None:
    drawn = drawing(record(1))
    suspect = line(drawn, "INT-E1", "AGR-01")
    assert "style=dashed" in suspect
    assert f"{SUSPECT_SIGN} suspect" in suspect
    assert "RED 1 · Interface INT-E1" in drawn.source
    assert drawn.names["INT-E1"].startswith("Red interface INT-E1: Utility to a DER")
    assert drawn.names["INT-E1"].endswith("by a suspect link")
    assert "RED" not in next(row for row in drawn.source.splitlines() if row.strip().startswith('"INT-E9" ['))


def test_however_much_is_linked_the_drawing_stays_small() -> None:
    snapshot = record(3_000)
    assert boxes_of(drawing(snapshot).groups) == 3
    opened = drawing(snapshot, "down.1.requirement")
    assert boxes_of(opened.groups) == MOST_UNFOLDED + 3
    assert f"{3_000 - MOST_UNFOLDED:,} more in the table" in opened.source
    assert boxes_of(opened.groups) < MOST_BOXES


def test_past_kinds_that_are_not_told_a_line_says_so() -> None:
    snapshot = record(2)
    found = trace(snapshot, snapshot.by_code["R21-00"], kinds=["interface"])
    assert "over others" in line(trace_drawing(snapshot, found), "INT-E1", "R21-00")


def test_any_code_and_title_is_drawn() -> None:
    odd = 'ISS-"1"\n\\N <b>&'
    items = [
        item(odd, "issue", 'A "title"\nwith \\ and </text>', "listed"),
        item("ISS-2", "issue", "", "listed"),
    ]
    snapshot = Snapshot.of(items, [link("ISS-2", "depends-on", odd), link(odd, "depends-on", "ISS-2")])
    svg = rendered(drawing(snapshot, code="ISS-2").source, ENGINE).svg
    assert "&lt;b&gt;&amp;" in svg
    assert svg.count('class="node"') == 2


def test_numbers_of_a_kind_in_words() -> None:
    assert counted("requirement", 1) == "1 recommendation"
    assert counted("requirement", 1_200) == "1,200 recommendations"
    assert counted("data-object", 2) == "2 data objects"
