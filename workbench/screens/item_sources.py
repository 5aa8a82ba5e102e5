"""Where a statement comes from: the cited line in the source's own text; and a source with its lines."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import item_link, plain
from workbench.screens.markdown_text import safe_markdown

LINE = "line"
"""Name in the address: the line of a source that is looked at."""
MOST_QUOTED, MOST_CITING = 40, 12
"""Sources of an item that are quoted, and items that are named beside a line which they cite."""


def draw_quotes(snapshot: Snapshot, item: ItemView) -> None:
    """Draw each source of an item, with the cited line quoted."""
    links = snapshot.out(item, "derived-from")
    for link in links[:MOST_QUOTED]:
        source = snapshot.items.get(link.target)
        if source is None or source.code in hidden_codes():
            continue
        number = link.detail.get("line")
        words = line_of(source, number)
        where = f"[line {number}](/?item={source.code}&{LINE}={number})" if number else ""
        st.markdown(f"{item_link(source)} {where}")
        if words:
            st.html(f'<blockquote class="wb-quote">{html.escape(words)}</blockquote>')
    if len(links) > MOST_QUOTED:
        st.caption(f"And {len(links) - MOST_QUOTED:,} more.")


def line_of(source: ItemView, number: object) -> str:
    """One line of a source's text, counted from 1, without its bullet; empty where there is none."""
    lines = source.text.split("\n")
    if not isinstance(number, int) or not 1 <= number <= len(lines):
        return ""
    return lines[number - 1].strip().lstrip("·-*•#> ").strip()


def cited_lines(snapshot: Snapshot, source: ItemView) -> dict[int, list[ItemView]]:
    """By line of a source's text, the items that cite it."""
    hidden = hidden_codes()
    found: dict[int, list[ItemView]] = {}
    for link in snapshot.into(source, "derived-from"):
        number, citing = link.detail.get("line"), snapshot.items.get(link.source)
        if isinstance(number, int) and citing is not None and citing.code not in hidden:
            found.setdefault(number, []).append(citing)
    return dict(sorted(found.items()))


def draw_lines(snapshot: Snapshot, source: ItemView) -> None:
    """Draw a source's text with its line numbers; cited lines are marked and lead to who cites them."""
    cited = cited_lines(snapshot, source)
    chosen = _chosen_line()
    rows = []
    for number, line in enumerate(source.text.rstrip("\n").split("\n"), start=1):
        marks = "".join(
            f' <a href="/?item={html.escape(i.code)}" title="{html.escape(i.title)}">{html.escape(i.code)}</a>'
            for i in cited.get(number, ())[:MOST_CITING]
        )
        more = len(cited.get(number, ())) - MOST_CITING
        marks += f' <span class="wb-code">and {more:,} more</span>' if more > 0 else ""
        kind = "cited" if marks else ""
        kind += " chosen" if number == chosen else ""
        rows.append(
            f'<tr id="L{number}" class="{kind.strip()}"><th scope="row">{number}</th>'
            f"<td>{html.escape(line)}</td><td>{marks}</td></tr>"
        )
    if chosen is not None and line_of(source, chosen):
        st.markdown(f"**Line {chosen}** :gray[{plain(source.code)}]")
        st.html(f'<blockquote class="wb-quote">{html.escape(line_of(source, chosen))}</blockquote>')
    st.html(f'<table class="wb-lines"><tbody>{"".join(rows)}</tbody></table>')


def draw_body(snapshot: Snapshot, item: ItemView) -> None:
    """A source's text: by lines where lines of it are cited, as Markdown otherwise."""
    if cited_lines(snapshot, item):
        draw_lines(snapshot, item)
    else:
        st.markdown(safe_markdown(item.text))


def _chosen_line() -> int | None:
    words = st.query_params.get(LINE, "")
    return int(words) if words.isdecimal() and len(words) < 7 else None
