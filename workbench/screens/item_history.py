"""The history of an item: every revision with who, when, why, and what changed word by word."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.dates import display_date, display_moment
from workbench.graph.history import Revision, revisions
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.planning.preview import FieldChange
from workbench.screens.change_drawer import show_change
from workbench.screens.connection import database
from workbench.screens.event_words import verb_words
from workbench.screens.field_words import field_label
from workbench.screens.preview_words import fields_html

FIRST = 5
"""Revisions that stand open; the earlier ones are behind a line."""


def draw_history(snapshot: Snapshot, item: ItemView) -> None:
    """Draw the revisions of an item up to the moment looked at, the latest first."""
    with database().read() as session:
        found = [r for r in revisions(session, item.code) if r.revision <= item.revision]
    for revision in found[:FIRST]:
        _draw_one(snapshot, item, revision)
    if len(found) > FIRST:
        with st.expander(f"{len(found) - FIRST} earlier"):
            for revision in found[FIRST:]:
                _draw_one(snapshot, item, revision)


def _draw_one(snapshot: Snapshot, item: ItemView, revision: Revision) -> None:
    why = f'<p class="wb-why">{html.escape(revision.why)}</p>' if revision.why else ""
    head = (
        f"<p><strong>{html.escape(revision.person)}</strong> {html.escape(verb_words(revision.verb))} "
        f'<span class="wb-code">revision {revision.revision} · {html.escape(display_moment(revision.at))} · '
        f"in effect from {html.escape(display_date(revision.effective_on))}</span></p>"
    )
    if revision.redacted:
        body = "<p><em>A text of this revision was removed from the record.</em></p>"
    elif revision.created:
        body = "<p>It was written down for the first time.</p>"
    else:
        fields = [FieldChange(*field) for field in revision.fields]
        told = [f for f in fields if f.before is not None or f.after is not None]
        untold = [f.name for f in fields if f.before is None and f.after is None]
        body = f"<dl>{fields_html(told, item.kind, snapshot)}</dl>" if told else ""
        if untold:
            body += f"<p>Links changed: {html.escape(', '.join(field_label(n).lower() for n in untold))}.</p>"
    words, action = st.columns([6, 1], vertical_alignment="top")
    words.html(f'<section class="wb-change">{head}{why}{body}</section>')
    action.button(
        f"Change {revision.change}", key=f"item_change_{item.code}_{revision.revision}", type="tertiary",
        on_click=show_change, args=(revision.change,), help="All that this change wrote, and its undo.",
    )  # fmt: skip
