"""Codes of new alternatives: ``ISS-013-a``, ``-b``, after the issue that they are for.

Such a code can only be given once the issue has one, so new issues of the same change get theirs here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from workbench.graph.proposed import NewItem, ProposedChange
from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import KINDS

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SUFFIXES = (*_LETTERS, *(one + other for one in _LETTERS for other in _LETTERS))


def with_alternative_codes(change: ProposedChange, snapshot: Snapshot) -> ProposedChange:
    """The change with a code on every new alternative whose issue is named by a link of the change.

    Args:
        change: new alternatives in it have a label and an ``alternative-of`` link to a code or a label.
        snapshot: the record as it is, whose codes are never given again.
    """
    issues = {x.source: x.target for x in change.links if x.relation == "alternative-of" and not x.remove}
    if not any(_waits(item, issues) for item in change.new):
        return change
    taken = {*snapshot.by_code, *(item.code for item in change.new if item.code)}
    given: dict[str, str] = {}
    numbered = []
    for item in change.new:
        if item.kind == "issue" and item.code is None:
            item = replace(item, code=_next_issue(taken))
        if item.code is not None:
            taken.add(item.code)
            given[item.label or item.code] = item.code
        numbered.append(item)
    new = []
    for item in numbered:
        if _waits(item, issues):
            issue = given.get(issues[item.label], issues[item.label])
            code = next((c for suffix in _SUFFIXES if (c := f"{issue}-{suffix}") not in taken), None)
            if code is not None:
                taken.add(code)
                item = replace(item, code=code)
        new.append(item)
    return replace(change, new=tuple(new))


def _waits(item: NewItem, issues: dict[str, str]) -> bool:
    return item.kind == "proposal" and item.code is None and item.label in issues


def _next_issue(taken: Iterable[str]) -> str:
    numbers = [int(found[1]) for code in taken if (found := re.fullmatch(r"ISS-(\d+)", code))]
    return str(KINDS["issue"].numbering).format(max(numbers, default=0) + 1)
