"""Which proposals of minutes stand in the record already, so that nothing is taken twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process, utils

from workbench.exchange.minutes import MinutesProposal
from workbench.graph.snapshot import ItemView, Snapshot

LEAST_LIKENESS = 82.0
"""Likeness of two titles, of a hundred, from which they may be one and the same."""
LEAST_ON_ONE_DAY = 45.0
"""Likeness of two titles from which they may be one and the same, where both are about one day."""
_FEWEST_LETTERS = 12
"""A title shorter than this is too short to be found within a longer one."""
_MAY_STAND_AS = {
    "issue": ("issue",),
    "proposal": ("proposal",),
    "agreement": ("agreement",),
    "action": ("action", "milestone"),
    "milestone": ("milestone", "action"),
    "meeting": ("meeting", "milestone"),
}


@dataclass(frozen=True)
class OnRecord:
    """An item of the record that a proposal may be.

    Args:
        reason: why it may be the same, to be said after a colon.
    """

    code: str
    title: str
    reason: str


def source_on_record(snapshot: Snapshot, text: str) -> ItemView | None:
    """The source that holds the text of minutes already, or None."""
    wanted = text.strip()
    if not wanted:
        return None
    return next((item for item in snapshot.of_kind("source") if item.text.strip() == wanted), None)


def on_record(
    proposals: Sequence[MinutesProposal], snapshot: Snapshot, source: ItemView | None = None
) -> dict[int, OnRecord]:
    """The items that proposals may be, by the place of the proposal.

    Args:
        source: the source that holds the minutes already, whose lines are cited by items.
    """
    cited = _citing(snapshot, source)
    titles = {kind: _titles(snapshot, kinds) for kind, kinds in _MAY_STAND_AS.items()}
    found: dict[int, OnRecord] = {}
    for place, proposal in enumerate(proposals):
        kinds = _MAY_STAND_AS.get(proposal.kind, (proposal.kind,))
        same_line = [item for item in cited.get(proposal.line, ()) if item.kind in kinds]
        if same_line:
            best = max((_closeness(item, proposal), item.code, item) for item in same_line)[2]
            found[place] = OnRecord(best.code, best.title, "it cites this line")
        elif (dated := _same_day(proposal, snapshot, kinds)) is not None:
            found[place] = OnRecord(dated.code, dated.title, "the same day")
        elif (alike := _alike(proposal.title, titles.get(proposal.kind, {}))) is not None:
            item = snapshot.item(alike)
            if item is not None and not _apart(proposal, item):
                found[place] = OnRecord(item.code, item.title, "nearly the same words")
    return found


def _closeness(item: ItemView, proposal: MinutesProposal) -> tuple[bool, float]:
    likeness = fuzz.token_set_ratio(item.title, proposal.title, processor=utils.default_process)
    return item.kind == proposal.kind, float(likeness)


def _citing(snapshot: Snapshot, source: ItemView | None) -> dict[int, list[ItemView]]:
    """By line of the source, the items that cite it."""
    lines: dict[int, list[ItemView]] = {}
    if source is None:
        return lines
    for link in snapshot.into(source, "derived-from"):
        number, item = link.detail.get("line"), snapshot.items.get(link.source)
        if isinstance(number, int) and item is not None and not item.withdrawn:
            lines.setdefault(number, []).append(item)
    return lines


def _day(value: Any) -> str | None:
    """The one day that a date in the record's form names, or by which it ends."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping) or value.get("qualifier") not in ("on", "by"):
        return None
    return str(value.get("end") or value.get("start") or "") or None


def _day_of(item: ItemView) -> str | None:
    return _day(item.detail.get("date")) or _day(item.detail.get("due"))


def _same_day(proposal: MinutesProposal, snapshot: Snapshot, kinds: Sequence[str]) -> ItemView | None:
    """The dated item that is about the day of the proposal, and speaks of it in words like its own."""
    day = _day(proposal.due)
    if day is None or proposal.kind not in ("meeting", "milestone"):
        return None
    same = [item for kind in kinds for item in snapshot.of_kind(kind) if _day_of(item) == day]
    best = max(same, key=lambda item: _closeness(item, proposal), default=None)
    if best is None or (best.kind == "meeting") is not (proposal.kind == "meeting"):
        return None
    return best if best.kind == "meeting" or _closeness(best, proposal)[1] >= LEAST_ON_ONE_DAY else None


def _apart(proposal: MinutesProposal, item: ItemView) -> bool:
    """Whether both name a day, and another one."""
    one, other = _day(proposal.due), _day_of(item)
    return one is not None and other is not None and one != other


def _titles(snapshot: Snapshot, kinds: Sequence[str]) -> dict[str, str]:
    return {item.code: item.title for kind in kinds for item in snapshot.of_kind(kind)}


def _alike(title: str, titles: dict[str, str]) -> str | None:
    """Code of the item whose title is most like the words, when it is like them at all."""
    scorer = fuzz.token_sort_ratio if len(title) < _FEWEST_LETTERS else fuzz.token_set_ratio
    best = process.extractOne(
        title, titles, scorer=scorer, processor=utils.default_process, score_cutoff=LEAST_LIKENESS
    )
    if best is None:
        return None
    code = str(best[2])
    shorter = min(len(title), len(titles[code]))
    if shorter < _FEWEST_LETTERS and fuzz.token_sort_ratio(title, titles[code]) < LEAST_LIKENESS:
        return None
    return code
