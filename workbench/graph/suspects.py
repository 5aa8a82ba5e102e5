"""Texts that have moved since others cited them: links, positions and evidence that somebody has to look at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.texts import cited_texts
from workbench.graph.dates import listed
from workbench.graph.runs import RunRow, last_runs
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order
from workbench.record.links import NEVER_HERE


def seen_at(link: LinkRow) -> str:
    """Which text of its target a link was last looked at on, in words that follow *seen at*."""
    return (
        "a text that this record never held" if link.revision == NEVER_HERE else f"revision {link.revision}"
    )


@dataclass(frozen=True)
class Citation:
    """A link whose target has moved, with the item that cites it; ``link.revision`` is what was looked at last."""

    source: ItemView
    link: LinkRow


@dataclass(frozen=True)
class Moved:
    """An item whose text has moved since these cited it, by the revision that they cited and then by code."""

    item: ItemView
    citations: tuple[Citation, ...]

    @property
    def revisions(self) -> dict[int, tuple[Citation, ...]]:
        """The citations by the revision that they were about, the earliest first."""
        found: dict[int, list[Citation]] = {}
        for citation in self.citations:
            found.setdefault(citation.link.revision, []).append(citation)
        return {revision: tuple(found[revision]) for revision in sorted(found)}


def moved(snapshot: Snapshot) -> list[Moved]:
    """Every item that suspect links cite, those with most of them first; withdrawn items cite nothing."""
    found: dict[str, list[Citation]] = {}
    for link in snapshot.links:
        if not link.suspect:
            continue
        source, target = snapshot.items.get(link.source), snapshot.items.get(link.target)
        if source is not None and target is not None and not source.withdrawn:
            found.setdefault(link.target, []).append(Citation(source, link))
    groups = [
        Moved(
            snapshot.items[uuid],
            tuple(
                sorted(citations, key=lambda c: (c.link.revision, code_order(c.source.code), c.link.relation))
            ),
        )
        for uuid, citations in found.items()
    ]
    return sorted(groups, key=lambda group: (-len(group.citations), code_order(group.item.code)))


def positions_overtaken(calls: Iterable[BallotRow]) -> list[tuple[BallotRow, tuple[PositionRow, ...]]]:
    """Calls in which the latest position of an organisation is on an earlier text.

    Void ones are left out, and those whose outcome is recorded: what was recorded stands on the text of then.

    Args:
        calls: with the positions that whoever asks may see.
    """
    found = []
    for call in calls:
        taken = tuple(p for p in call.latest().values() if p.overtaken and p.editorial_until is None)
        if taken and not call.voided and call.outcome is None:
            found.append((call, taken))
    return found


def evidence_overtaken(runs: Iterable[RunRow]) -> list[RunRow]:
    """Last runs of procedures whose own text or path, or the text of something they found out about, has moved since.

    Over each configuration another run is the last one.

    Args:
        runs: in the order in which they were recorded.
    """
    stale = [
        run
        for run in last_runs(runs)
        if run.overtaken or run.path_moved or any(f.overtaken for f in run.findings)
    ]
    return sorted(stale, key=lambda run: code_order(run.procedure))


def positions_by_text(
    call: BallotRow, taken: Iterable[PositionRow]
) -> dict[tuple[str, int], tuple[PositionRow, ...]]:
    """Positions by the texts that they were taken on, code and revision: as the call puts them, the earliest first."""
    found: dict[tuple[str, int], list[PositionRow]] = {}
    for position in taken:
        for text in cited_texts(call, position):
            found.setdefault(text, []).append(position)
    order = {choice.key: number for number, choice in enumerate(call.choices)}
    texts = sorted(found, key=lambda text: (order.get(text[0], 0), text[1]))
    return {text: tuple(found[text]) for text in texts}


def evidence_on(run: RunRow) -> list[tuple[str, int]]:
    """The texts of a run that have moved since, by code and by the revision that it was run on."""
    own = [(run.procedure, run.revision)] if run.overtaken else []
    about = {(finding.code, finding.revision) for finding in run.findings if finding.overtaken}
    return own + sorted(about, key=lambda text: (code_order(text[0]), text[1]))


def evidence_words(run: RunRow) -> str:
    """Why a run is evidence no more: *about an earlier text of REQ-01; the path of CFG-01 has changed*."""
    about = sorted({finding.code for finding in run.findings if finding.overtaken}, key=code_order)
    reasons = [f"about an earlier text of {listed(about)}"] if about else []
    if run.overtaken:
        reasons.append("the procedure itself has changed")
    if run.path_moved:
        reasons.append(f"the path of {run.configuration} has changed")
    return "; ".join(reasons)
