"""Refusing a verb in sentences, outside the planning of items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from sqlmodel import Session

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
from workbench.process.actor import Actor
from workbench.process.ledger import append_event
from workbench.process.planning.preview import Preview, Refused


def refusal(*sentences: str) -> Refused:
    """A refusal with these sentences, to be raised."""
    return Refused(Preview(problems=tuple(Problem(sentence) for sentence in sentences)))


def refuse(*sentences: str) -> NoReturn:
    """Refuse with these sentences.

    Raises:
        Refused: always.
    """
    raise refusal(*sentences)


def refuse_noted(
    session: Session, actor: Actor, verb: str, subject: str, payload: Mapping[str, Any], *sentences: str
) -> NoReturn:
    """Refuse with these sentences, and let an event say that it was tried.

    Args:
        session: a writing session in which nothing was written yet; it is committed.
        verb: what was tried, such as ``statement-refused``.
        subject: a code of the record; never what somebody sent, since the chain keeps it for good.

    Raises:
        Refused: always.
    """
    append_event(session, actor, verb, subject=subject, payload=payload)
    session.commit()
    raise refusal(*sentences)


def words_of(text: str, what: str, problems: list[str], *, longest: int, needed: str = "") -> str:
    """A text as the record keeps it; what is wrong with it is added to the problems.

    Args:
        what: how a sentence names the text, such as *The reason*.
        longest: most characters.
        needed: the sentence for a text that is missing; empty where it may be.
    """
    words = tidied(text).strip()
    if not words and needed:
        problems.append(needed)
    wrong = fault(words, longest=longest) if words else None
    if wrong:
        problems.append(f"{what} {wrong}.")
    return words
