"""The diagram of the architecture: five bands, boxes and lines that open, coloured by what the record says."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping

import streamlit as st

from workbench.graph.drawing import SHAPE_WORDS, architecture_dot, is_red, level_name
from workbench.graph.painting import SCHEMES, Paint, paints
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.runs import RunRow, runs
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import diagram_drawer, diagram_over, diagram_sheet, diagram_table, visitor
from workbench.screens.connection import database
from workbench.screens.grammar import empty, heading, plain

KEY = "diagram"
SHOWN = {"all": "Everything", "joined": "What is joined", "red": "Red lines only"}
PURPOSE = "Who speaks to whom, level by level. Choose a box or a line to see what the record says about it."


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    action = heading("Diagram", PURPOSE)
    if not snapshot.of_kind("actor"):
        empty(
            "The architecture will be drawn here: actors as boxes in bands by level, interfaces as lines between "
            "them. The record has no actors yet; a record directory brings them in actors.csv and interfaces.csv."
        )
        return
    scheme, shown, by, dim = _choices(snapshot)
    laid = diagram_over.choose(snapshot)
    painted = paints(snapshot, by, _runs(snapshot) if by == "evidence" else ()) if laid is None else {}
    source = architecture_dot(
        snapshot,
        scheme,
        dim_others=dim,
        joined_only=shown != "all",
        red_only=shown == "red",
        paints=painted,
        may_show=lambda _: True,
        laid=laid,
    )
    _legend(snapshot, painted)
    if laid is not None:
        diagram_over.legend(laid)
    try:
        svg = rendered(source).svg
    except NotDrawn as reason:
        st.warning(f"**The diagram cannot be drawn here.** {reason}", icon=":material/image_not_supported:")
    else:
        names = {
            i.code: _name(snapshot, i) for kind in ("actor", "interface") for i in snapshot.of_kind(kind)
        }
        diagram_sheet.draw(svg, key=KEY, names=names, chosen=diagram_drawer.opened(), on_opened=_open)
        with action:
            diagram_table.downloads(svg, source)
    thick = "red" if laid is None else "hops in their order"
    st.caption(f"Boxes: {SHAPE_WORDS}. Lines: thick and numbered: {thick}; dashed: inferred; dotted: power.")
    _editions(snapshot, scheme)
    diagram_table.draw(snapshot, painted)
    diagram_drawer.draw(snapshot)


def _choices(snapshot: Snapshot) -> tuple[str | None, str, str, bool]:
    """What is drawn and how; every choice stands in the address."""
    schemes = list(snapshot.vocabulary.level_schemes)
    setting = str(snapshot.setting("level-scheme", ""))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.segmented_control(
            "Colour by", list(SCHEMES), default="drawn", format_func=SCHEMES.__getitem__, key="diagram_by",
            bind="query-params", required=True,
        )  # fmt: skip
        shown = st.segmented_control(
            "Show", list(SHOWN), default="joined", format_func=SHOWN.__getitem__, key="diagram_show",
            bind="query-params", required=True,
        )  # fmt: skip
        scheme = None
        if len(schemes) > 1:
            scheme = st.selectbox(
                "Names of the levels", schemes, index=schemes.index(setting) if setting in schemes else 0,
                format_func=lambda name: name.replace("_", " "), key="diagram_levels", bind="query-params",
                width=220,
            )  # fmt: skip
        dim = st.toggle("Dim what is not red", value=True, key="diagram_dim")
    return scheme, shown or "joined", by or "drawn", dim


def _runs(snapshot: Snapshot) -> list[RunRow]:
    with database().read() as session:
        return runs(session, change=snapshot.change)


def _open() -> None:
    diagram_drawer.open_drawer(diagram_sheet.opened(KEY))


def _name(snapshot: Snapshot, item: ItemView) -> str:
    if item.kind == "actor":
        return f"{item.title}, level {item.detail.get('level') or 'not known'}"
    ends = [snapshot.by_code[code].title for name in ("from", "to") for code in snapshot.view(item, name)]
    number = f"Interface {item.detail.get('number')}" if item.detail.get("number") else "Interface"
    return f"{number}{', red' if is_red(item) else ''}: {' to '.join(ends) or item.title}"


def _legend(snapshot: Snapshot, painted: Mapping[str, Paint]) -> None:
    """Every colour that occurs, with its sign, its words, and how many interfaces have it."""
    if not painted:
        return
    counted = Counter(painted.values())
    parts = "".join(
        f'<li><b style="color:{paint.colour}" aria-hidden="true">━ {html.escape(paint.sign)}</b> '
        f'{html.escape(paint.words)} <span class="wb-code">{number}</span></li>'
        for paint, number in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].words))
    )
    red = {i.code for i in snapshot.of_kind("interface") if is_red(i)}
    worst = Counter(painted[code].words for code in red if code in painted)
    said = "; ".join(f"{number} {words}" for words, number in worst.most_common())
    st.html(
        f'<ul class="wb-legend">{parts}</ul>'
        + (f'<p class="wb-remark">Of the {len(red)} red interfaces: {html.escape(said)}.</p>' if red else "")
    )


def _editions(snapshot: Snapshot, scheme: str | None) -> None:
    """Say where the editions of the architecture disagree about a level's name."""
    schemes = snapshot.vocabulary.level_schemes
    levels = sorted({level for names in schemes.values() for level in names})
    apart = [level for level in levels if len({names.get(level) for names in schemes.values()}) > 1]
    if len(schemes) < 2 or not apart:
        return
    with st.expander(f"{len(schemes)} editions of the architecture name levels differently"):
        for level in apart:
            said = (
                f"{name.replace('_', ' ')}: {named.get(level, 'no name')}" for name, named in schemes.items()
            )
            st.markdown(f"**Level {level}**: {plain('; '.join(said))}")
        st.caption(f"The drawing has those of one: {level_name(snapshot, apart[0], scheme)}, and so on.")
