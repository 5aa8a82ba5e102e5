"""Two people wrote the same field: both versions side by side, and the choice between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from workbench.graph.dates import display_moment
from workbench.graph.proposed import ItemEdit
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.planning.preview import Conflict
from workbench.screens.differences import difference_html
from workbench.screens.field_words import field_label, spec_of, value_words
from workbench.screens.grammar import plain

MINE, THEIRS, ANEW = "mine", "theirs", "anew"
_LABELS = {MINE: "Keep mine", THEIRS: "Keep theirs", ANEW: "Write a third version"}


@dataclass(frozen=True)
class Choice:
    """Which version stands, and up to which revision the chooser has seen the item.

    Args:
        version: mine, theirs or anew.
        words: the third version.
        revision: the item's revision when the two versions were shown; a save by others after that
            is a new conflict.
        against: number of the change that the version was chosen against.
    """

    version: str
    revision: int
    against: int
    words: str = ""


Choices = dict[tuple[str, str], Choice]
"""By code and field, which version was chosen."""


def latest(conflicts: Iterable[Conflict]) -> dict[tuple[str, str], Conflict]:
    """By code and field, the conflict with the last change of several."""
    return {(c.code, c.field): c for c in sorted(conflicts, key=lambda c: c.change)}


def forget_overtaken(choices: Choices, conflicts: Iterable[Conflict]) -> None:
    """Take back choices that were made against a version that is no longer the last one."""
    now = latest(conflicts)
    for place, choice in list(choices.items()):
        if place not in now or now[place].change != choice.against:
            del choices[place]


def draw(key: str, conflicts: Iterable[Conflict], choices: Choices, snapshot: Snapshot) -> None:
    """Show every conflict and keep what is chosen in ``choices``.

    Args:
        key: prefix of the widgets' keys.
        conflicts: as the preview gives them; of several of one field the last one counts.
        snapshot: the record as it was just before the preview.
    """
    open_ones = latest(conflicts)
    number = len(open_ones)
    what = "One field was" if number == 1 else f"{number} fields were"
    st.warning(
        f"**{what} changed by somebody else after you opened the page.** "
        "Nothing you typed is lost: choose which version stands.",
        icon=":material/call_split:",
    )
    for (code, name), conflict in open_ones.items():
        item = snapshot.item(code)
        if item is not None:
            own_key = f"{key}_{code}_{name}_{conflict.change}"
            _draw_one(own_key, conflict, item, choices, snapshot)


def _draw_one(key: str, conflict: Conflict, item: ItemView, choices: Choices, snapshot: Snapshot) -> None:
    kind = item.kind
    arguments = (key, conflict, item.revision, choices)
    shown = {
        version: value_words(snapshot, kind, conflict.field, value)
        for version, value in (("seen", conflict.seen), (MINE, conflict.yours), (THEIRS, conflict.theirs))
    }
    base = shown["seen"] if conflict.seen is not None else shown[THEIRS]
    with st.container(border=True, key=f"{key}_box"):
        # Where the title itself collides, the item goes by the title that both had seen.
        title = str(conflict.seen) if conflict.field == "title" else conflict.title
        st.markdown(f"**{field_label(conflict.field)}** of {plain(title)} :gray[{plain(conflict.code)}]")
        mine, theirs = st.columns(2)
        with mine:
            st.caption("Yours")
            st.html(difference_html(base, shown[MINE]))
        with theirs:
            st.caption(f"{plain(conflict.by)}, {display_moment(conflict.at)} (change {conflict.change})")
            st.html(difference_html(base, shown[THEIRS]))
        chosen = st.radio(
            "Which stands?",
            list(_LABELS) if _writable_anew(snapshot, kind, conflict) else [MINE, THEIRS],
            format_func=_LABELS.__getitem__,
            index=None,
            key=f"{key}_choice",
            horizontal=True,
            on_change=_chosen,
            args=arguments,
        )
        if chosen == ANEW:
            st.text_area(
                "The third version",
                value=str(conflict.yours),
                key=f"{key}_words",
                height="content",
                on_change=_chosen,
                args=arguments,
            )


def _writable_anew(snapshot: Snapshot, kind: str, conflict: Conflict) -> bool:
    spec = spec_of(snapshot, kind, conflict.field)
    return spec is not None and spec.form == "text" and isinstance(conflict.yours, str)


def _chosen(key: str, conflict: Conflict, revision: int, choices: Choices) -> None:
    place = (conflict.code, conflict.field)
    version = st.session_state.get(f"{key}_choice")
    if version is None:
        choices.pop(place, None)
        return
    words = st.session_state.get(f"{key}_words") or ""
    choices[place] = Choice(version, revision, conflict.change, words)


def applied(
    edits: Iterable[ItemEdit], choices: Choices, conflicts: Iterable[Conflict]
) -> tuple[ItemEdit, ...]:
    """The edits as chosen: fields left to the others are taken out, the rest is marked as seen.

    An edit counts as having seen the others' versions only when every field of it that collides has
    been chosen, and only up to the revision that was shown: what is saved after that collides again.
    """
    colliding = set(latest(conflicts))
    found = []
    for edit in edits:
        own = {name for code, name in colliding if code == edit.code}
        made = {name: choices[edit.code, name] for name in own if (edit.code, name) in choices}
        fields: dict[str, Any] = {}
        for name, value in edit.fields.items():
            choice = made.get(name)
            if choice is None or choice.version == MINE:
                fields[name] = value
            elif choice.version == ANEW:
                fields[name] = choice.words or value
        if made and len(made) == len(own):
            edit = replace(edit, revision=min(choice.revision for choice in made.values()))
        if fields:
            found.append(replace(edit, fields=fields))
    return tuple(found)
