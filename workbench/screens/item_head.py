"""The head of an item: its title, status, text and fields in words."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from workbench.graph.closing import closed, why_not_closed
from workbench.graph.coverage import covered
from workbench.graph.coverage_words import STATES
from workbench.graph.dates import display_date
from workbench.graph.detail_words import document_words
from workbench.graph.fields import field_value, fields_of
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.vocabulary import FOREIGN
from workbench.screens.field_words import NOTHING, field_label, value_words
from workbench.screens.grammar import kind_label, plain, status_html
from workbench.screens.markdown_text import safe_markdown
from workbench.screens.runs_seen import runs_seen

CERTAINTY = {
    "verified": "verified: seen in the source named",
    "partly": "partly seen in the source",
    "inferred": "inferred, no source says it in so many words",
    "memory": "from memory; nobody has seen a source yet",
}
ON_TOP = frozenset({"code", "title", "text", "status", "revision"})


def draw_standing(item: ItemView) -> None:
    """The quiet line over and under a title: kind, code, status, since when."""
    since = f" · in effect from {display_date(item.effective_on)}" if item.effective_on else ""
    secret = ' · <strong class="wb-code">confidential</strong>' if item.confidential else ""
    st.html(
        f'<p class="wb-standing">{status_html(item.status)} <span class="wb-code">{html.escape(kind_label(item.kind))} '
        f"{html.escape(item.code)} · revision {item.revision}{html.escape(since)}</span>{secret}</p>"
    )


def draw_coverage(snapshot: Snapshot, item: ItemView) -> None:
    """How far the item is verified, in one line; nothing where nothing in the record verifies anything."""
    found = covered(snapshot, runs_seen(), item) if snapshot.of_kind("procedure") else None
    if found is None:
        return
    words = STATES[found.shallow.state].name
    shape = {"passed": "done", "failed": "doubt", "error": "doubt", "stale": "doubt"}.get(
        found.shallow.state, "open"
    )
    said = html.escape(found.sentence(deep=True))
    last = f" Last run {display_date(found.last_run.run_on)}." if found.last_run else ""
    st.html(
        f'<p class="wb-standing"><span class="wb-status {shape}">{words}</span> '
        f'<a href="/record-health?health_view=Coverage">Coverage</a>: {said}{last}</p>'
    )


def draw_text(item: ItemView) -> None:
    """The item's text as Markdown, or that there is none."""
    if item.text.strip():
        st.markdown(safe_markdown(item.text))
    else:
        st.caption("Nothing is written under this title yet.")


def draw_why_open(snapshot: Snapshot, item: ItemView) -> None:
    """What keeps an issue from being resolved."""
    if item.kind != "issue" or closed(item):
        return
    reasons = why_not_closed(snapshot, item)
    if reasons:
        lines = "\n".join(f"- {plain(reason)}" for reason in reasons)
        st.info(f"**It cannot be resolved yet**\n\n{lines}", icon=":material/lock_open:")


def draw_fields(snapshot: Snapshot, item: ItemView) -> None:
    """The fields of its kind that say something, in words, with units; links stand by themselves."""
    rows = []
    for name, spec in fields_of(item.kind, snapshot.vocabulary).items():
        if name in ON_TOP or spec.view is not None:
            continue
        value = field_value(snapshot, item, spec)
        words = value_words(snapshot, item.kind, name, value)
        if spec.form == "list" and value:
            words = "\n".join(str(part) for part in value)
        if name == "certainty":
            words = CERTAINTY.get(str(item.detail.get(name)), words)
        if words != NOTHING:
            rows.append((field_label(name), words))
    foreign = item.detail.get(FOREIGN) or {}
    if rows:
        st.html(_rows_html(rows))
    elif not foreign:
        st.caption("No further field says anything.")
    if foreign:
        st.caption("From another tool, kept as it came")
        st.html(_rows_html([(name, document_words(value)) for name, value in foreign.items()], quiet=True))


def _rows_html(rows: Sequence[tuple[str, str]], *, quiet: bool = False) -> str:
    lines = "".join(f"<div><dt>{html.escape(n)}</dt><dd>{html.escape(w)}</dd></div>" for n, w in rows)
    return f'<dl class="wb-fields{" wb-remark" if quiet else ""}">{lines}</dl>'
