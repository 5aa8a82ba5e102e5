"""Where editions of the architecture disagree about a level: about what it is, not about how it is spelled."""

from __future__ import annotations

import re
from itertools import combinations

from workbench.graph.snapshot import Snapshot

_WORD = re.compile(r"[^\W\d_]{3,}")
_EMPTY = frozenset({"and", "the", "for", "not", "seen", "inferred", "part"})
"""Words that say nothing about what a level is; the last four tell how an excerpt shows it."""
_ALIKE = 0.5
"""Names that share at least this part of the shorter one's words are spellings of one."""


def levels_apart(snapshot: Snapshot) -> list[int]:
    """The levels that mean different things in the editions that name them, from the lowest.

    Two names are of one thing when they share half of their words, or when a third one does so with both.
    """
    schemes = snapshot.vocabulary.level_schemes
    levels = sorted({level for names in schemes.values() for level in names})
    return [
        level for level in levels if _apart([names[level] for names in schemes.values() if level in names])
    ]


def _apart(names: list[str]) -> bool:
    """Whether names fall into several groups that share no words."""
    words = [frozenset(_WORD.findall(name.casefold())) - _EMPTY for name in names]
    group = list(range(len(words)))
    for one, other in combinations(range(len(words)), 2):
        shorter = min(len(words[one]), len(words[other])) or 1
        if names[one] == names[other] or len(words[one] & words[other]) / shorter >= _ALIKE:
            group = [group[one] if at == group[other] else at for at in group]
    return len(set(group)) > 1
