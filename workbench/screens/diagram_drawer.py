"""One box or line of the diagram beside it: what the record says about it, each part a link."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from workbench.graph.architecture import Around, around
from workbench.graph.drawing import HOLDER_WORDS, level_name
from workbench.graph.evidence import evidence_about
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import diagram_draft, diagram_form, diagram_levels, visitor, writing
from workbench.screens.addresses import item_address, page_address
from workbench.screens.field_words import field_label, value_words
from workbench.screens.grammar import folded_list, plain, status_html
from workbench.screens.item_head import draw_text
from workbench.screens.runs_seen import runs_seen

OPEN = "diagram_open"
ADDRESS = "open"
_FOLLOWED = "diagram_followed"
PARTS = {
    "issues": "Issues",
    "recommendations": "Recommendations",
    "agreements": "Agreements",
    "protocols": "Protocols",
    "configurations": "Configurations",
    "data_objects": "Data objects",
}
LINKED = frozenset({"recommendations", "agreements", "configurations"})
"""Parts that are linked to an interface itself; all others, and those of an actor, hang on what is linked to it."""
MOST = 12
"""Of a part with more than these the rest is folded away."""
MOST_FOLDED = 100
"""Of one with more than these the rest is counted, and found where it is linked to it."""


def open_drawer(code: str) -> None:
    """Open the drawer on the next run; for callbacks."""
    if code:
        st.session_state[OPEN] = code
        diagram_form.close()
        writing.refuse(diagram_form.REFUSED, [])


def opened() -> str:
    """The code of what is open; empty for nothing."""
    return str(st.session_state.get(OPEN) or "")


def close_drawer(*_: object) -> None:
    """Close the drawer, and the form in it; for callbacks."""
    st.session_state.pop(OPEN, None)
    st.query_params.pop(ADDRESS, None)
    diagram_form.close()


def open_by_address() -> None:
    """Open what the address names, once for each time that it is followed."""
    code = st.query_params.get(ADDRESS, "")
    if code and st.session_state.get(_FOLLOWED) != code:
        st.session_state[OPEN] = code
    st.session_state[_FOLLOWED] = code


def draw(snapshot: Snapshot) -> None:
    """Draw the drawer while something is open; once in every run.

    Args:
        snapshot: the record with the unsaved edits.
    """
    form = diagram_form.current()
    item = snapshot.item(opened())
    if form is None and (item is None or item.kind not in ("actor", "interface") or item.withdrawn):
        close_drawer()
        return
    seen = diagram_draft.edits()
    title = form.title if form is not None else item.title if item is not None else ""

    @st.dialog(plain(title), width=620, position="right", on_dismiss=close_drawer)
    def drawer() -> None:
        # What a button in here brings about, another drawing or nothing open, stands outside of the drawer.
        moved = diagram_form.current() != form or opened() != (item.code if item else "")
        if moved or diagram_draft.edits() != seen:
            st.rerun()
        writing.refusals(diagram_form.REFUSED, "This cannot be put into the drawing")
        if form is not None and visitor.may_edit():
            diagram_form.draw(snapshot, form)
        elif item is not None:
            _look(snapshot, item)
            if visitor.may_edit():
                diagram_form.draw_actions(snapshot, item)

    drawer()


def _look(snapshot: Snapshot, item: ItemView) -> None:
    near = around(snapshot, item)
    address = html.escape(item_address(item.code))
    kind = "Actor" if item.kind == "actor" else "Interface"
    code = f'<span class="wb-code">{kind} {item.code}</span>'
    if item.code in diagram_draft.edits().new:
        st.html(f'<p class="wb-about">Not saved yet {code}</p>')
    else:
        st.html(f'<p class="wb-about"><a href="{address}">Its page</a> {code}</p>')
    st.html(_facts(snapshot, item, near))
    draw_text(item)
    ends = near.interfaces if item.kind == "actor" else near.actors
    _part(item, "Interfaces" if item.kind == "actor" else "Joins", ends, found=True)
    for name, title in PARTS.items():
        _part(item, title, getattr(near, name), found=item.kind == "interface" and name in LINKED)
    _evidence(snapshot, near)


def _facts(snapshot: Snapshot, item: ItemView, near: Around) -> str:
    rows = []
    if item.kind == "actor" and item.detail.get("level"):
        rows.append(("Level", level_name(snapshot, int(item.detail["level"]), diagram_levels.chosen())))
    for name in ("held_by", "actor_kind", "number", "colour", "scope", "protocol"):
        if item.detail.get(name):
            words = value_words(snapshot, item.kind, name, item.detail[name])
            if name == "held_by":
                words = HOLDER_WORDS.get(words, words)
            rows.append((field_label(name), words.replace("_", " ") if name == "actor_kind" else words))
    if item.detail.get("inferred"):
        rows.append(("Source", "no source draws it; it is inferred"))
    number = len(near.open_issues)
    rows.append(("Open issues", f"{number} of {len(near.issues)}"))
    shown = "".join(f"<div><dt>{html.escape(a)}</dt><dd>{html.escape(b)}</dd></div>" for a, b in rows)
    return f'<dl class="wb-fields">{shown}</dl>'


def _part(about: ItemView, title: str, items: Sequence[ItemView], *, found: bool) -> None:
    """One part of what is around it.

    Args:
        found: whether *Find* finds all of the part by what is linked to it.
    """
    if not items:
        return
    rows = [
        f'<li><a class="wb-title" href="{html.escape(item_address(i.code))}">{html.escape(i.title)}</a> '
        f'<span class="wb-code">{html.escape(i.code)}</span> '
        f"{status_html(i.status) if i.kind in ('issue', 'requirement', 'agreement', 'configuration') else ''}</li>"
        for i in items[:MOST_FOLDED]
    ]
    st.html(folded_list(title, rows, MOST))
    more = len(items) - MOST_FOLDED
    if more > 0 and found:
        where = page_address("find", find_where=f"linked={about.code} kind={items[0].kind}")
        st.caption(f"And {more:,} more: [all of them]({where}), page by page.")
    elif more > 0:
        st.caption(f"And {more:,} more, which are not listed: they hang on what is linked to it.")


def _evidence(snapshot: Snapshot, near: Around) -> None:
    """Procedures that verify a text about it, each with what its last runs say about these texts."""
    found = evidence_about(snapshot, runs_seen(), (*near.recommendations, *near.agreements))
    if not found:
        return
    lines = [
        f"- [{plain(one.procedure.title)}]({item_address(one.procedure.code)}): **{plain(one.sentence())}**"
        for one in found
    ]
    st.html(f'<h3 class="wb-section">Evidence <span class="wb-code">{len(lines)}</span></h3>')
    st.markdown("\n".join(lines))
