"""Differences between two texts word by word: what stayed, what was removed, what was added."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import Indel

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)
_SAME_AROUND = 12
"""Tokens of unchanged text that stand around a change when the rest is left out."""
MOST_TOKENS = 12_000
"""Beyond this many words in what changed, the two texts are shown one after the other."""


def word_parts(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of text in their order, each with what became of it: ``same``, ``removed``, ``added``."""
    return list(_parts(before, after))


def difference_line(before: str, after: str) -> str:
    """What changed between two texts in signs, ``[-removed-]`` and ``{+added+}``; long unchanged parts are left out."""
    parts = word_parts(before, after)
    shown = []
    for number, (sign, words) in enumerate(parts):
        if sign == "same":
            shown.append(shortened(words, first=number == 0, last=number == len(parts) - 1))
        else:
            shown.append(f"[-{words}-]" if sign == "removed" else f"{{+{words}+}}")
    return "".join(shown)


def shortened(words: str, *, first: bool, last: bool) -> str:
    """An unchanged run of text without its middle, where that is long.

    Args:
        first: nothing stands before it, so that its beginning is left out too.
        last: nothing stands behind it.
    """
    tokens = _TOKENS.findall(words)
    kept = _SAME_AROUND * 2
    if len(tokens) <= kept * 2:
        return words
    head = "" if first else "".join(tokens[:kept])
    tail = "" if last else "".join(tokens[-kept:])
    return f"{head} … {tail}"


def _parts(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Runs of text with what became of them: same, removed, added."""
    one, two = _TOKENS.findall(before), _TOKENS.findall(after)
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    end = 0
    while end < min(len(one), len(two)) - start and one[-1 - end] == two[-1 - end]:
        end += 1
    if start:
        yield "same", "".join(one[:start])
    old, new = one[start : len(one) - end], two[start : len(two) - end]
    if len(old) > MOST_TOKENS or len(new) > MOST_TOKENS:
        yield from ((sign, "".join(run)) for sign, run in (("removed", old), ("added", new)) if run)
    else:
        yield from _changed(old, new)
    if end:
        yield "same", "".join(one[len(one) - end :])


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    removed: list[str] = []
    added: list[str] = []

    def flushed() -> Iterator[tuple[str, str]]:
        if removed:
            yield "removed", "".join(removed)
        if added:
            yield "added", "".join(added)
        removed.clear()
        added.clear()

    for step in Indel.opcodes(old, new):
        was, becomes = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        # A lone space between two changed words belongs to the change, or the marks would flicker.
        if step.tag == "equal" and (removed or added) and all(t.isspace() for t in was):
            removed += was
            added += becomes
        elif step.tag == "equal":
            yield from flushed()
            yield "same", "".join(was)
        else:
            removed += was
            added += becomes
    yield from flushed()
