"""Refusing a verb in sentences, outside the planning of items."""

from __future__ import annotations

from typing import NoReturn

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
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
