"""What the lines of the architecture say, as a legend: every colour that occurs with its sign, words and number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.graph.painting import Paint
from workbench.graph.snapshot import ItemView, Snapshot


@dataclass(frozen=True)
class Entry:
    """One line of a legend: how interfaces are drawn, and how many are; inferred ones are not counted."""

    paint: Paint
    number: int


def legend(snapshot: Snapshot, painted: Mapping[str, Paint]) -> list[Entry]:
    """The legend of a drawing whose interfaces are coloured by what the record says, the most frequent first."""
    counted = Counter[Paint]()
    for item in snapshot.of_kind("interface"):
        if item.code in painted:
            counted[painted[item.code]] += not item.detail.get("inferred")
    return [Entry(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].words))]


def interface_words(interfaces: Iterable[ItemView]) -> str:
    """*35 interfaces, and 4 that no source draws*: an inferred hop is not counted among the interfaces."""
    inferred = [bool(item.detail.get("inferred")) for item in interfaces]
    drawn, others = inferred.count(False), inferred.count(True)
    words = f"{drawn} interface{'' if drawn == 1 else 's'}"
    return f"{words}, and {others} that no source draws" if others else words
