"""What a change of one item's text would touch: links, positions and evidence that cite it, and so on through others.

Only what cites the item turns suspect at once. What cites that in turn would follow if it were changed too;
how far that could go is said by steps, each item once, by the shortest way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.dates import listed
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order


@dataclass(frozen=True)
class Touched:
    """An item that cites the changed one, or one that cites it through others.

    Args:
        steps: 1 where it cites the item itself.
        links: its links to what it cites one step nearer, in order of their relations.
    """

    item: ItemView
    steps: int
    links: tuple[LinkRow, ...]

    @property
    def suspect(self) -> bool:
        """Whether one of these links is suspect already."""
        return any(link.suspect for link in self.links)


@dataclass(frozen=True)
class Impact:
    """What a change of an item's normative text would touch.

    Args:
        touched: by steps, then by code.
        positions: current positions on the text, by call: they would be on an earlier text.
        evidence: runs of the item as a procedure, or that found something about it: they would be stale.
        further: items beyond the steps that were asked for.
    """

    item: ItemView
    touched: tuple[Touched, ...]
    positions: tuple[tuple[BallotRow, tuple[PositionRow, ...]], ...] = ()
    evidence: tuple[RunRow, ...] = ()
    further: int = 0

    @property
    def direct(self) -> tuple[Touched, ...]:
        """What cites the item itself: its links turn suspect at once."""
        return tuple(one for one in self.touched if one.steps == 1)

    def sentence(self) -> str:
        """What would turn suspect, and how far that could go: *If its text is changed, 8 links would turn suspect.*"""
        links = [link for one in self.direct for link in one.links]
        if not (links or self.positions or self.evidence):
            return "Nothing cites it: a change of its text would touch nothing else."
        turning = sum(not link.suspect for link in links)
        already = len(links) - turning
        parts = []
        if links:
            parts.append(f"{turning} link{'' if turning == 1 else 's'} would turn suspect")
        if already:
            parts[0] += f" ({already} {'is' if already == 1 else 'are'} already)"
        number = sum(len(taken) for _, taken in self.positions)
        if number:
            parts.append(f"{number} position{'' if number == 1 else 's'} would be on an earlier text")
        if self.evidence:
            runs_ = len(self.evidence)
            parts.append(f"{runs_} run{'' if runs_ == 1 else 's'} would be evidence for an earlier text")
        words = f"If its text is changed, {listed(parts)}."
        through = len(self.touched) - len(self.direct) + self.further
        if through:
            words += f" Through these {through} more item{'' if through == 1 else 's'} can be reached"
            words += f", {self.further} of them beyond the steps shown." if self.further else "."
        return words


def impact(
    snapshot: Snapshot,
    item: ItemView,
    *,
    steps: int = 3,
    calls: Iterable[BallotRow] = (),
    runs: Iterable[RunRow] = (),
) -> Impact:
    """What a change of an item's normative text would touch.

    Args:
        steps: how many citations away is told; what lies beyond is counted.
        calls: ballots with the positions that whoever asks may see.
        runs: of procedures, in the order in which they were recorded.
    """
    found, further = reached(snapshot, [item], steps=steps)
    positions, evidence = cited_by(item, calls, runs)
    return Impact(item, tuple(found), tuple(positions), tuple(evidence), further)


def cited_by(
    item: ItemView, calls: Iterable[BallotRow], runs: Iterable[RunRow]
) -> tuple[list[tuple[BallotRow, tuple[PositionRow, ...]]], list[RunRow]]:
    """Current positions on an item's text, by call, and the runs that are evidence about it."""
    return list(_positions(item, calls)), [run for run in runs if _cites(run, item)]


def reached(snapshot: Snapshot, items: Sequence[ItemView], *, steps: int = 3) -> tuple[list[Touched], int]:
    """What leads to one of several items that are changed together, each once by the shortest way.

    Returns:
        What is at most so many citations away, by steps and then by code, and the number of items beyond.
    """
    away = _steps_away(snapshot, items)
    found = [
        Touched(
            snapshot.items[uuid],
            distance,
            tuple(
                sorted(
                    (x for x in snapshot.out(snapshot.items[uuid]) if away.get(x.target) == distance - 1),
                    key=lambda link: (link.relation, link.target),
                )
            ),
        )
        for uuid, distance in away.items()
        if 0 < distance <= steps
    ]
    found.sort(key=lambda one: (one.steps, code_order(one.item.code)))
    return found, sum(distance > steps for distance in away.values())


def _steps_away(snapshot: Snapshot, items: Iterable[ItemView]) -> dict[str, int]:
    """How many citations lie between the items and what leads to them, by uuid; withdrawn items lead nowhere."""
    waiting = deque(items)
    away = {item.uuid: 0 for item in waiting}
    while waiting:
        nearer = waiting.popleft()
        for link in snapshot.into(nearer):
            source = snapshot.items.get(link.source)
            if source is not None and not source.withdrawn and source.uuid not in away:
                away[source.uuid] = away[nearer.uuid] + 1
                waiting.append(source)
    return away


def _positions(
    item: ItemView, calls: Iterable[BallotRow]
) -> Iterable[tuple[BallotRow, tuple[PositionRow, ...]]]:
    for call in calls:
        about = call.item == item.code and call.aspect == "text" and not call.choices
        if call.voided or not (about or any(choice.key == item.code for choice in call.choices)):
            continue
        taken = tuple(position for position in call.latest().values() if position.counts)
        if taken:
            yield call, taken


def _cites(run: RunRow, item: ItemView) -> bool:
    if run.procedure == item.code:
        return not run.overtaken
    return any(finding.code == item.code and not finding.overtaken for finding in run.findings)
