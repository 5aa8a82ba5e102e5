"""What a change of texts would overtake, said before it is saved: positions, evidence, and what cites by others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbench.graph.ballots import BallotRow
from workbench.graph.dates import display_date, listed
from workbench.graph.impact import cited_by, reached
from workbench.graph.runs import RunRow, last_runs
from workbench.graph.snapshot import Snapshot

FARTHEST = 4
"""Citations away that are told item by item; what lies beyond is counted."""


@dataclass(frozen=True)
class CallOvertaken:
    """A call with the organisations whose positions would be on an earlier text."""

    call: str
    question: str
    item: str
    organisations: tuple[str, ...]

    def sentence(self) -> str:
        """Whose positions they are, and on what."""
        number = len(self.organisations)
        would = "position would be" if number == 1 else "positions would be"
        return f"{self.call}: {number} {would} on an earlier text of {self.item}: {listed(list(self.organisations))}."


@dataclass(frozen=True)
class RunOvertaken:
    """The last run of a procedure that would be evidence for an earlier text."""

    procedure: str
    title: str
    run_on: date
    verdict: str
    texts: tuple[str, ...]

    def sentence(self) -> str:
        """Which run, and of which text it would be evidence no more."""
        return (
            f"{self.procedure} ({self.title}), {self.verdict} on {display_date(self.run_on)}, would be evidence for an "
            f"earlier text of {listed(list(self.texts))}."
        )


@dataclass(frozen=True)
class Through:
    """An item that would follow if what it cites were changed too."""

    code: str
    title: str
    kind: str
    steps: int
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Consequences:
    """What a change of texts would overtake beyond the links that turn suspect at once.

    Args:
        calls: by code, with positions that whoever saves may see.
        runs: in the order in which they were recorded.
        through: what cites through others, the nearest first.
        further: how many items lie beyond those.
    """

    calls: tuple[CallOvertaken, ...] = ()
    runs: tuple[RunOvertaken, ...] = ()
    through: tuple[Through, ...] = ()
    further: int = 0

    @property
    def through_words(self) -> str:
        """How many items can be reached through others, in a sentence; empty for none."""
        number = len(self.through) + self.further
        if not number:
            return ""
        words = f"Through others {number} more item{'' if number == 1 else 's'} can be reached"
        return (
            f"{words}, {self.further} of them more than {FARTHEST} steps away."
            if self.further
            else f"{words}."
        )


def consequences(
    snapshot: Snapshot, codes: Sequence[str], calls: Sequence[BallotRow], runs: Sequence[RunRow]
) -> Consequences:
    """What would be overtaken when these items get another text.

    Args:
        snapshot: the record before the change.
        codes: of the items whose normative text would be another.
        calls: ballots with the positions that whoever saves may see.
        runs: in the order in which they were recorded.
    """
    items = [item for item in (snapshot.item(code) for code in codes) if item is not None]
    touched, further = reached(snapshot, items, steps=FARTHEST)
    last = last_runs(runs)
    overtaken: dict[str, tuple[RunRow, list[str]]] = {}
    found = []
    for item in items:
        positions, evidence = cited_by(item, calls, last)
        for call, taken in positions:
            names = tuple(sorted({position.organisation_name for position in taken}))
            found.append(CallOvertaken(call.code, call.question, item.code, names))
        for run in evidence:
            overtaken.setdefault(run.uuid, (run, []))[1].append(item.code)
    return Consequences(
        calls=tuple(sorted(found, key=lambda one: (one.call, one.item))),
        runs=tuple(
            RunOvertaken(run.procedure, run.procedure_title, run.run_on, run.verdict, tuple(texts))
            for run, texts in overtaken.values()
        ),
        through=tuple(
            Through(
                one.item.code, one.item.title, one.item.kind, one.steps,
                tuple(dict.fromkeys(snapshot.items[link.target].code for link in one.links)),
            )
            for one in touched
            if one.steps > 1
        ),
        further=further,
    )  # fmt: skip
