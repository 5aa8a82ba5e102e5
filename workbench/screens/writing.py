"""One verb of ``process`` called from a callback: what it refuses is kept and said on the page.

A callback cannot draw. ``attempt`` calls the verb; ``refusals`` draws on the next run why it was refused,
until the next attempt under the same key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from workbench.exchange.grid import RefusedRows
from workbench.process.actor import NotPermitted
from workbench.process.keeping import RecordBusy
from workbench.process.planning.preview import Refused
from workbench.screens import visitor
from workbench.screens.grammar import refusal
from workbench.screens.notices import notify

Result = TypeVar("Result")


def attempt(key: str, verb: Callable[[], Result], done: str = "") -> Result | None:
    """Call one verb; its refusal is kept under the key and None is returned.

    Use it in ``on_click`` and ``on_change`` callbacks only::

        st.button("Undo", on_click=attempt, args=("issues", partial(undo, database(), actor, number)))

    Args:
        key: prefix of the page, the same as for ``refusals``.
        verb: a call of ``process`` without arguments.
        done: what to say on the next run when it was done; nothing when empty.
    """
    st.session_state.pop(_place(key), None)
    try:
        result = verb()
    except (Refused, NotPermitted, RefusedRows, RecordBusy) as refused:
        st.session_state[_place(key)] = sentences_of(refused)
        return None
    finally:
        visitor.ask_again()
    if done:
        say(done)
    return result


def say(words: str) -> None:
    """Show a short notice on the next run."""
    notify(words)


def sentences_of(refused: Exception) -> list[str]:
    """Every reason of a refusal, each a sentence."""
    if isinstance(refused, Refused):
        return refused.preview.sentences() or ["There is nothing to save."]
    if isinstance(refused, RefusedRows):
        return [problem.sentence() for problem in refused.problems]
    return [str(refused)]


def refuse(key: str, sentences: list[str]) -> None:
    """Keep reasons to be drawn by ``refusals``."""
    st.session_state[_place(key)] = sentences


def refusals(key: str, title: str = "Nothing was saved") -> None:
    """Draw why the last attempt under the key was refused, if it was."""
    said = st.session_state.get(_place(key))
    if said:
        refusal(said, title)


def _place(key: str) -> str:
    return f"{key}_refusals"
