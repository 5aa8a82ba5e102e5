"""Two moments of the record side by side, with filters and a download."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.exchange.delimited import write_delimited
from workbench.graph.comparison import Comparison, ItemDifference, LinkTriple, compare
from workbench.graph.dates import listed
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.screens.baseline_rows import difference_of_item
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.field_words import code_words, field_label, value_words
from workbench.screens.grammar import empty, kind_label, plain

NOW = "Now"
FROM, TO, KINDS, WHATS = "baselines_from", "baselines_to", "baselines_kinds", "baselines_whats"
"""Session keys of the choices, and their names in the address."""
SHOWN = "baselines_shown"
AT_ONCE, MOST_LINKS = 40, 200
WHAT_WORDS = {"added": "new", "changed": "changed", "withdrawn": "withdrawn"}


def draw(names: list[str]) -> None:
    """Draw the comparison.

    Args:
        names: names of the baselines in order; there is at least one.
    """
    one, other = st.columns(2)
    choices = [*names, NOW]
    one.selectbox("From", choices, index=len(names) - 1, key=FROM, bind="query-params", on_change=_first_ones)
    other.selectbox("To", choices, index=len(names), key=TO, bind="query-params", on_change=_first_ones)
    before, after = _in_order(_snapshot(st.session_state[FROM]), _snapshot(st.session_state[TO]))
    if before.change == after.change:
        empty("Both are the same moment. Choose two that differ.")
        return
    found = compare(before, after)
    hidden = hidden_codes()
    _say(found, before, after)
    if found.empty:
        return
    _filters(found)
    kinds = _chosen_kinds(found)
    whats = st.session_state.get(WHATS) or []
    shown = [d for d in found.of(kinds, whats) if d.code not in hidden]
    _list(shown, before, after)
    links = _links(found, kinds, hidden, before, after)
    _list_links(links, after)
    st.download_button(
        "Download as CSV",
        data=partial(comparison_csv, shown, before, after, links),
        file_name="comparison.csv",
        mime="text/csv",
        key="baselines_csv",
        icon=":material/download:",
        on_click="ignore",
        help="One row a field, with the filters above.",
    )


def _snapshot(name: str) -> Snapshot:
    return SNAPSHOTS.get(database()) if name == NOW else SNAPSHOTS.get(database(), baseline=name)


def _in_order(one: Snapshot, other: Snapshot) -> tuple[Snapshot, Snapshot]:
    """The earlier moment first, whichever way round they were chosen."""
    return (other, one) if one.change > other.change else (one, other)


def _first_ones() -> None:
    st.session_state.pop(SHOWN, None)


def _named(snapshot: Snapshot) -> str:
    return snapshot.baseline or "now"


def _say(found: Comparison, before: Snapshot, after: Snapshot) -> None:
    if found.empty:
        empty(f"Nothing changed from “{plain(_named(before))}” to “{plain(_named(after))}”.")
        return
    items = listed([f"{number} {WHAT_WORDS[what]}" for what, number in found.counts().items() if number])
    links = listed(
        [
            f"{len(links)} {'link' if len(links) == 1 else 'links'} {what}"
            for links, what in ((found.links_added, "added"), (found.links_removed, "removed"))
            if links
        ]
    )
    words = "; ".join(part for part in (f"Items: {items}" if items else "", links) if part)
    st.markdown(f"**From “{plain(_named(before))}” to “{plain(_named(after))}”.** {words}.")


def _filters(found: Comparison) -> None:
    kinds = found.kinds()
    labels = {f"{kind_label(kind, plural=True)} {number}": kind for kind, number in kinds.items()}
    by_kind = {kind: label for label, kind in labels.items()}
    if st.session_state.get(KINDS):
        st.session_state[KINDS] = [kind for kind in st.session_state[KINDS] if kind in kinds]
    left, right = st.columns([3, 1])
    left.pills(
        "Kinds",
        list(kinds),
        selection_mode="multi",
        key=KINDS,
        format_func=lambda kind: by_kind.get(kind, kind),
        on_change=_first_ones,
    )
    whats = [what for what, number in found.counts().items() if number]
    if st.session_state.get(WHATS):
        st.session_state[WHATS] = [what for what in st.session_state[WHATS] if what in whats]
    right.pills(
        "What happened",
        whats,
        selection_mode="multi",
        key=WHATS,
        format_func=WHAT_WORDS.__getitem__,
        on_change=_first_ones,
    )


def _chosen_kinds(found: Comparison) -> list[str]:
    return [kind for kind in st.session_state.get(KINDS) or [] if kind in found.kinds()]


def _list(shown: list[ItemDifference], before: Snapshot, after: Snapshot) -> None:
    if not shown:
        empty("No item fits. What differs are links, or items of another kind.")
        return
    most = st.session_state.get(SHOWN, AT_ONCE)
    st.html("".join(difference_of_item(difference, before, after) for difference in shown[:most]))
    rest = len(shown) - most
    if rest > 0:
        st.button(f"Show more ({rest} left)", key="baselines_more", on_click=_more, args=(most,))


def _links(
    found: Comparison, kinds: list[str], hidden: frozenset[str], before: Snapshot, after: Snapshot
) -> list[tuple[str, LinkTriple]]:
    """Links that came and went, of the chosen kinds, without those of items that the visitor may not see."""
    known = {**before.by_code, **after.by_code}
    return [
        (what, link)
        for what, links in (("added", found.links_added), ("removed", found.links_removed))
        for link in links
        if not {link[0], link[2]} & hidden and (not kinds or known[link[0]].kind in kinds)
    ]


def _list_links(links: list[tuple[str, LinkTriple]], after: Snapshot) -> None:
    if not links:
        return
    with st.expander(f"Links that came and went ({len(links)})"):
        lines = [f"- {what}: {plain(link_words(after, link))}" for what, link in links[:MOST_LINKS]]
        st.markdown("\n".join(lines))
        if len(links) > MOST_LINKS:
            st.caption(f"And {len(links) - MOST_LINKS} more, in the CSV file.")


def link_words(snapshot: Snapshot, link: LinkTriple) -> str:
    """A link in words: who cites what, and how."""
    relation = snapshot.vocabulary.relation(link[1])
    says = relation.says if relation else link[1]
    return f"{code_words(snapshot, link[0])} {says} {code_words(snapshot, link[2])}"


def _more(most: int) -> None:
    st.session_state[SHOWN] = most + 4 * AT_ONCE


def comparison_csv(
    differences: list[ItemDifference],
    before: Snapshot,
    after: Snapshot,
    links: Sequence[tuple[str, LinkTriple]] = (),
) -> bytes:
    """The differences as CSV, one row a field or link; cells that look like formulas are made inert."""
    moments = [f"{_named(snapshot)} (change {snapshot.change})" for snapshot in (before, after)]
    rows: list[list[str]] = [["what", "kind", "code", "title", "field", *moments]]
    for difference in differences:
        head = [WHAT_WORDS[difference.what], difference.kind, difference.code, difference.title]
        for field in difference.fields:
            one = value_words(before, difference.kind, field.name, field.before)
            other = value_words(after, difference.kind, field.name, field.after)
            rows.append([*head, field_label(field.name), one, other])
        if not difference.fields:
            rows.append([*head, "", "", ""])
    for what, link in links:
        relation = after.vocabulary.relation(link[1])
        says = relation.says if relation else link[1]
        values = ["", link[2]] if what == "added" else [link[2], ""]
        rows.append([f"link {what}", "link", link[0], code_words(after, link[0]), says, *values])
    return write_delimited(rows)
