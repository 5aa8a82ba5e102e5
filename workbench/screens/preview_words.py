"""A preview as the page shows it: what is written, what merges, what turns suspect, what is refused."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import KINDS
from workbench.process.planning.preview import FieldChange, ItemChange, Preview
from workbench.screens.differences import difference_html
from workbench.screens.field_words import MOST_CODES, NOTHING, field_label, value_words
from workbench.screens.grammar import plain, refusal

MOST_ITEMS = 60
"""Items that are shown one by one; of the others the number is said."""
MOST_CONSEQUENCES = 30


def draw_preview(preview: Preview, snapshot: Snapshot, *, refused: str = "This cannot be saved yet") -> None:
    """Draw a preview: the summary, problems first, then the items, then the consequences.

    Args:
        snapshot: the record before the change, for titles and words.
        refused: heading of the problems, if there are any.
    """
    if preview.problems:
        refusal([problem.sentence() for problem in preview.problems], refused)
    if preview.empty:
        if not preview.problems:
            st.info("Nothing would change: the record says this already.", icon=":material/info:")
        return
    st.markdown(f"**{plain(preview.summary())}**")
    shown = preview.changes[:MOST_ITEMS]
    if shown:
        st.html("".join(_item_html(change, snapshot) for change in shown))
    rest = len(preview.changes) - len(shown)
    if rest > 0:
        st.caption(f"And {rest} more {'item' if rest == 1 else 'items'} in the same way.")
    _bare_links(preview, snapshot)
    _consequences(preview, snapshot)


def _item_html(change: ItemChange, snapshot: Snapshot) -> str:
    kind = html.escape(KINDS[change.kind].label.lower())
    what = f'<span class="wb-new">new {kind}</span> ' if change.created else ""
    head = (
        f'<h4>{what}<span class="wb-title">{html.escape(change.title)}</span> '
        f'<span class="wb-code">{html.escape(change.code)}</span></h4>'
    )
    fields = [f for f in change.fields if not (change.created and f.name == "title")]
    rows = fields_html(fields, change.kind, snapshot, created=change.created)
    merges = "".join(f'<p class="wb-merge">{html.escape(words)}</p>' for words in change.merges)
    return f'<section class="wb-change">{head}<dl>{rows}</dl>{merges}</section>'


def fields_html(
    fields: Iterable[FieldChange], kind: str, snapshot: Snapshot, *, created: bool = False
) -> str:
    """Fields before and after as rows of a ``<dl>``; everything of the record is escaped.

    Args:
        kind: singular name of the kind whose fields they are.
        created: there was nothing before.
    """
    return "".join(_field_html(found, kind, snapshot, created) for found in fields)


def _field_html(found: FieldChange, kind: str, snapshot: Snapshot, created: bool) -> str:
    old, new = _what_differs(found)
    before = value_words(snapshot, kind, found.name, old)
    after = value_words(snapshot, kind, found.name, new)
    label = html.escape(field_label(found.name))
    if created:
        shown = f'<div class="wb-diff">{html.escape(after)}</div>'
    elif found.name in ("title", "text") or max(len(before), len(after)) > 80:
        empty = {NOTHING: ""}
        shown = difference_html(empty.get(before, before), empty.get(after, after))
    else:
        shown = (
            f'<div class="wb-diff"><del>{html.escape(before)}</del> '
            f'<span aria-label="becomes">→</span> <ins>{html.escape(after)}</ins></div>'
        )
    return f"<div><dt>{label}</dt><dd>{shown}</dd></div>"


def _what_differs(found: FieldChange) -> tuple[Any, Any]:
    """The two values; of two lists that are too long to be read only what one has and the other has not."""
    old, new = found.before, found.after
    if not isinstance(old, list) or not isinstance(new, list) or max(len(old), len(new)) <= MOST_CODES:
        return old, new
    had, has = set(map(str, old)), set(map(str, new))
    return [code for code in old if str(code) not in has], [code for code in new if str(code) not in had]


def _bare_links(preview: Preview, snapshot: Snapshot) -> None:
    """Links that no field of a shown item tells of."""
    told = {(change.code, relation) for change in preview.changes for relation in _told_of(change, snapshot)}
    kept = set(preview.links_added) & set(preview.links_removed)
    lines: list[str] = []
    number = 0
    for verb, links in (
        ("Change", dict.fromkeys(link for link in preview.links_added if link in kept)),
        ("Add", [link for link in preview.links_added if link not in kept]),
        ("Remove", [link for link in preview.links_removed if link not in kept]),
    ):
        for source, relation, target in links:
            if (source, relation) in told or (target, relation) in told:
                continue
            number += 1
            if number > MOST_ITEMS:
                continue
            found = snapshot.vocabulary.relation(relation)
            says = found.says if found else relation
            lines.append(
                f"- {verb} link: {_named(source, snapshot)} *{plain(says)}* {_named(target, snapshot)}"
            )
    if number > MOST_ITEMS:
        lines.append(f"- and {number - MOST_ITEMS:,} more links")
    if lines:
        st.markdown("\n".join(lines))


def _told_of(change: ItemChange, snapshot: Snapshot) -> set[str]:
    """The relations whose links a field of an item's change shows."""
    views = snapshot.vocabulary.views_of(change.kind)
    return {views[field.name].relation for field in change.fields if field.name in views}


def _named(code: str, snapshot: Snapshot) -> str:
    item = snapshot.item(code)
    return f"{plain(item.title)} :gray[{plain(code)}]" if item else plain(code)


def _consequences(preview: Preview, snapshot: Snapshot) -> None:
    """What is overtaken: what people said first, then evidence, then links, and folded what follows by others."""
    beyond = preview.consequences
    number = preview.positions_overtaken
    if beyond.calls:
        _told(
            "Positions would be on an earlier text", [one.sentence() for one in beyond.calls], "history_edu"
        )
    elif number:
        words = "One position was" if number == 1 else f"{number} positions were"
        st.warning(f"{words} taken on the text as it is now and will say so.", icon=":material/history_edu:")
    if beyond.runs:
        _told("Evidence would be stale", [one.sentence() for one in beyond.runs], "science")
    _suspects(preview, snapshot)
    if beyond.through_words:
        with st.expander(beyond.through_words):
            st.caption("They would follow only if what they cite were changed too.")
            for steps in sorted({one.steps for one in beyond.through}):
                near = [one for one in beyond.through if one.steps == steps]
                lines = [
                    f"- {plain(one.title)} :gray[{plain(one.code)}, by {plain(', '.join(one.cites))}]"
                    for one in near[:MOST_CONSEQUENCES]
                ]
                if len(near) > MOST_CONSEQUENCES:
                    lines.append(f"- and {len(near) - MOST_CONSEQUENCES} more")
                st.markdown(f"**{steps} steps away**\n\n" + "\n".join(lines))


def _told(title: str, sentences: Sequence[str], icon: str) -> None:
    lines = [f"- {plain(sentence)}" for sentence in sentences[:MOST_CONSEQUENCES]]
    if len(sentences) > MOST_CONSEQUENCES:
        lines.append(f"- and {len(sentences) - MOST_CONSEQUENCES} more")
    st.warning(f"**{title}**\n\n" + "\n".join(lines), icon=f":material/{icon}:")


def _suspects(preview: Preview, snapshot: Snapshot) -> None:
    if not preview.suspects:
        return
    number = len(preview.suspects)
    title = (
        "One link will be suspect: it cites the text as it was"
        if number == 1
        else f"{number} links will be suspect: they cite the text as it was"
    )
    lines = []
    for suspect in preview.suspects[:MOST_CONSEQUENCES]:
        relation = snapshot.vocabulary.relation(suspect.relation)
        says = relation.says if relation else suspect.relation
        lines.append(
            f"- {plain(suspect.source_title)} :gray[{plain(suspect.source)}] *{plain(says)}* "
            f"{_named(suspect.target, snapshot)}"
        )
    if number > MOST_CONSEQUENCES:
        lines.append(f"- and {number - MOST_CONSEQUENCES} more")
    st.warning(f"**{title}**\n\n" + "\n".join(lines), icon=":material/change_history:")
