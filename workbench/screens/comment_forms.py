"""The forms under comments: another comment, a reply, a resolution, an answer. One is open at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from workbench.graph.comment_threads import ThreadComment
from workbench.graph.comment_words import ANSWERS, DEFERRED, RESOLUTIONS
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import FACILITATOR
from workbench.process.attribution import LONGEST_CITATION, LONGEST_NAME, Attribution, spoken_for
from workbench.process.comments import LONGEST_COMMENT, add_comment
from workbench.process.resolutions import LONGEST_PLACE, answer_resolution, is_commenter, resolve_comment
from workbench.screens import visitor, writing
from workbench.screens.connection import database

REPLY, RESOLVE, ANSWER = "reply", "resolve", "answer"


def draw_comment_form(snapshot: Snapshot, key: str, code: str, *, ballot: str | None = None) -> None:
    """Draw the field for another comment on an item, or in a call about it."""
    place = f"{key}_{code}"
    _text_area(place, "Comment", "What you would say about this text")
    _draw_for(place, snapshot)
    with st.container(horizontal=True):
        st.button(
            "Comment", key=f"{place}_send", icon=":material/send:",
            on_click=_send, args=(key, place, code, None, ballot),
        )  # fmt: skip


def draw_actions(key: str, row: ThreadComment) -> None:
    """Draw what the visitor may do with a comment, or the form for it once it was asked for."""
    opened = st.session_state.get(_open_place(key))
    forms: dict[str, Callable[[str, ThreadComment], None]] = {
        REPLY: _draw_reply,
        RESOLVE: _draw_resolve,
        ANSWER: _draw_answer,
    }
    offered = _offered(row)
    if not offered:
        return
    if isinstance(opened, tuple) and opened[1] == row.uuid and opened[0] in offered:
        with st.container(key=f"{key}_form"):
            writing.refusals(f"{key}_form", "Nothing was written")
            forms[opened[0]](key, row)
        return
    with st.container(horizontal=True):
        for what, (label, icon) in offered.items():
            st.button(
                label, key=f"{key}_{what}_{row.uuid}", type="tertiary", icon=icon,
                on_click=_open, args=(key, what, row.uuid),
            )  # fmt: skip


def _offered(row: ThreadComment) -> dict[str, tuple[str, str]]:
    """What the visitor may do with a comment, each with its label and icon."""
    actor = visitor.signed_in()
    offered: dict[str, tuple[str, str]] = {}
    if actor.may("resolve-comment"):
        label = "Resolve" if row.resolution is None else "Resolve anew"
        offered[RESOLVE] = (label, ":material/rule:")
    if row.resolution is not None and actor.may("answer-resolution"):
        if is_own(row):
            label = "Answer again" if row.resolution.answer else "Answer the resolution"
            offered[ANSWER] = (label, ":material/record_voice_over:")
        elif FACILITATOR in actor.roles:
            offered[ANSWER] = ("Write down an answer", ":material/record_voice_over:")
    if actor.may("comment"):
        offered[REPLY] = ("Reply", ":material/reply:")
    return offered


def is_own(row: ThreadComment) -> bool:
    """Whether the visitor made a comment, or speaks for the organisation for which it was made."""
    return is_commenter(visitor.signed_in(), row.person_uuid, row.organisation_code)


def _draw_reply(key: str, row: ThreadComment) -> None:
    place = f"{key}_{row.uuid}"
    _text_area(place, "Reply", "Your answer")
    _draw_for(place, visitor.snapshot())
    _buttons(key, place, "Reply", _send, (key, place, row.code, row.uuid, row.ballot))


def _draw_resolve(key: str, row: ThreadComment) -> None:
    place = f"{key}_{row.uuid}_resolve"
    chosen = st.radio(
        "What became of it", list(RESOLUTIONS), key=f"{place}_word", index=None,
        format_func=RESOLUTIONS.__getitem__,
    )  # fmt: skip
    if chosen == DEFERRED:
        st.text_input(
            "Deferred to",
            key=f"{place}_to",
            max_chars=LONGEST_PLACE,
            placeholder="A meeting, a phase, an item",
        )
    st.text_area(
        "Detail, which all but *Incorporated* need", key=f"{place}_words", max_chars=LONGEST_COMMENT, height=120,
        placeholder="What of it is taken, or why not",
    )  # fmt: skip
    said = "The commenter can answer it. Both stand in the resolution table."
    if row.resolution is not None:
        said = "It replaces the resolution above, which stays on record with its answers. " + said
    st.caption(said)
    _buttons(key, place, "Write the resolution", _resolve, (key, place, row.uuid))


def _draw_answer(key: str, row: ThreadComment) -> None:
    assert row.resolution is not None
    place = f"{key}_{row.uuid}_answer"
    own = is_own(row)
    who = "you are" if own else f"{row.organisation or row.person} is"
    st.radio(
        f"Whether {who} satisfied with it", list(ANSWERS), key=f"{place}_word", index=None,
        format_func=ANSWERS.__getitem__,
    )  # fmt: skip
    words = "In your own words" if own else "In the commenter's own words"
    st.text_area(words, key=f"{place}_words", max_chars=LONGEST_COMMENT, height=120)
    if not own:
        st.text_input(
            "What it rests on", key=f"{place}_cited", max_chars=LONGEST_CITATION, placeholder="Mail of 2 July"
        )
    st.caption("It stands uncut beside the resolution. A later answer is added and takes nothing away.")
    _buttons(key, place, "Send the answer", _answer, (key, place, row.resolution.uuid, own))


def _draw_for(place: str, snapshot: Snapshot) -> None:
    """For whom it is said: the organisations of one's own; of the facilitator any, with who said it."""
    actor = visitor.signed_in()
    titles = {item.code: item.title for item in snapshot.of_kind("organisation")}
    if FACILITATOR in actor.roles:
        with st.expander("Somebody else said it"):
            st.selectbox(
                "For the organisation", sorted(titles, key=titles.__getitem__), index=None,
                format_func=titles.__getitem__, key=f"{place}_for", placeholder="none",
            )  # fmt: skip
            st.text_input("Who said it", key=f"{place}_by", max_chars=LONGEST_NAME, placeholder="Name")
            st.text_input(
                "What it rests on",
                key=f"{place}_cited",
                max_chars=LONGEST_CITATION,
                placeholder="Call of 2 July",
            )
        return
    own = spoken_for(actor)
    if len(own) > 1:
        st.selectbox(
            "For", own, index=None, key=f"{place}_for", placeholder="Choose for whom you say it",
            format_func=lambda code: titles.get(code, code),
        )  # fmt: skip


def _text_area(place: str, label: str, placeholder: str) -> None:
    st.text_area(
        label, key=f"{place}_text", placeholder=placeholder, max_chars=LONGEST_COMMENT, height=120,
        label_visibility="collapsed",
    )  # fmt: skip


def _buttons(key: str, place: str, label: str, send: Callable[..., None], args: tuple[Any, ...]) -> None:
    with st.container(horizontal=True):
        st.button(
            label, key=f"{place}_send", type="primary", icon=":material/send:", on_click=send, args=args
        )  # fmt: skip
        st.button("Cancel", key=f"{place}_cancel", type="tertiary", on_click=_close, args=(key,))


def _open_place(key: str) -> str:
    return f"{key}_open"


def _open(key: str, what: str, uuid: str) -> None:
    st.session_state[_open_place(key)] = (what, uuid)
    writing.refuse(f"{key}_form", [])


def _close(key: str) -> None:
    st.session_state.pop(_open_place(key), None)
    writing.refuse(f"{key}_form", [])


def _typed(place: str, name: str) -> str:
    return str(st.session_state.get(f"{place}_{name}") or "")


def _send(key: str, place: str, code: str, in_reply_to: str | None, ballot: str | None) -> None:
    by = Attribution(
        organisation=_typed(place, "for") or None,
        person_name=_typed(place, "by"),
        cited=_typed(place, "cited"),
    )
    verb = partial(
        add_comment, database(), visitor.signed_in(), code, _typed(place, "text"),
        by=by, ballot=ballot, in_reply_to=in_reply_to,
    )  # fmt: skip
    refused = f"{key}_form" if in_reply_to else key
    if writing.attempt(refused, verb, "The comment is posted.") is None:
        return
    for name, empty in (("text", ""), ("by", ""), ("cited", ""), ("for", None)):
        if f"{place}_{name}" in st.session_state:
            st.session_state[f"{place}_{name}"] = empty
    if in_reply_to:
        _close(key)


def _resolve(key: str, place: str, uuid: str) -> None:
    word = _typed(place, "word")
    if not word:
        writing.refuse(f"{key}_form", ["Choose what became of the comment."])
        return
    verb = partial(
        resolve_comment, database(), visitor.signed_in(), uuid, word, _typed(place, "words"),
        _typed(place, "to") if word == DEFERRED else "",
    )  # fmt: skip
    if writing.attempt(f"{key}_form", verb, "The resolution is written.") is not None:
        _close(key)


def _answer(key: str, place: str, uuid: str, own: bool) -> None:
    satisfied = st.session_state.get(f"{place}_word")
    if satisfied is None:
        writing.refuse(f"{key}_form", ["Choose whether it satisfies."])
        return
    verb = partial(
        answer_resolution, database(), visitor.signed_in(), uuid, bool(satisfied), _typed(place, "words"),
        cited="" if own else _typed(place, "cited"),
    )  # fmt: skip
    if writing.attempt(f"{key}_form", verb, "The answer is written, uncut.") is not None:
        _close(key)
