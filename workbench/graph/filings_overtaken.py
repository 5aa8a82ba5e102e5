"""Filings whose printed texts have moved since: changed, no longer printed, or not there yet when it was made.

What counts is what others can cite, as everywhere: title, text and the other normative fields of an item. A status,
a date or a meeting that moves overtakes no filing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.graph.ballots.texts import differing, text_of
from workbench.graph.comparison import FieldDifference
from workbench.graph.dates import display_date, listed
from workbench.graph.filings import FilingRow
from workbench.graph.finding import Finding, codes_words
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.record.kinds import KINDS

What = Literal["changed", "withdrawn", "left-out", "appeared"]
WHATS: dict[What, tuple[str, str]] = {
    "changed": ("has changed since", "have changed since"),
    "withdrawn": ("was withdrawn", "were withdrawn"),
    "left-out": ("would not be printed any more", "would not be printed any more"),
    "appeared": ("is not in it yet", "are not in it yet"),
}
"""What became of a text, behind how many there are: of one, and of several."""
OVERTAKEN = "filing overtaken"
"""The name of the check."""
Printed = Callable[[Snapshot], Iterable[ItemView]]
"""The texts that the document prints of a snapshot."""


@dataclass(frozen=True)
class MovedText:
    """A printed text that has moved.

    Args:
        item: as it stands at the moment looked at.
        before: as it was printed; None for one that is not in the filing.
    """

    what: What
    item: ItemView
    before: ItemView | None = None

    @property
    def difference(self) -> tuple[FieldDifference, ...]:
        """Fields of the two texts that differ; none for what came or went as a whole."""
        if self.before is None or self.what != "changed":
            return ()
        return differing(text_of(self.before), text_of(self.item))


@dataclass(frozen=True)
class FilingOvertaken:
    """A filing with the texts that have moved since it was made, or since somebody noted that it stands.

    Args:
        texts: kind by kind and in order of codes.
        settled: how many further texts have moved that were looked at already.
    """

    filing: FilingRow
    texts: tuple[MovedText, ...]
    settled: int = 0

    @property
    def title(self) -> str:
        """The filing by its name, or by the day of its baseline."""
        return self.filing.name or f"The document of {display_date(self.filing.as_of)}"

    def sentence(self) -> str:
        """What has become of the texts: *2 texts that it printed have changed since; 1 is not in it yet.*"""
        parts: list[str] = []
        for what, (one, many) in WHATS.items():
            number = sum(text.what == what for text in self.texts)
            if number:
                noun = ""
                if not parts:
                    noun = " text" if number == 1 else " texts"
                    noun += "" if what == "appeared" else " that it printed"
                parts.append(f"{number}{noun} {one if number == 1 else many}")
        return f"{'; '.join(parts)}."


def filings_overtaken(
    snapshot: Snapshot,
    filings: Iterable[FilingRow],
    at: Callable[[int], Snapshot],
    printed: Printed,
) -> list[FilingOvertaken]:
    """The filings of which printed texts have moved, the latest first.

    Args:
        snapshot: the record at the moment that is looked at, as far as whoever asks may see it.
        filings: that this moment knows of.
        at: the record after a change, as far as whoever asks may see it.
        printed: the texts that the document prints.
    """
    found = []
    now: dict[str, ItemView] | None = None
    for filing in filings:
        then = at(filing.change)
        now = _by_uuid(printed(snapshot)) if now is None else now
        moved = moved_texts(then, snapshot, printed, now)
        settled: set[tuple[str, str, str]] = set()
        if moved and filing.review is not None:
            settled = {_key(text) for text in moved_texts(then, at(filing.review.through), printed)}
        open_ones = tuple(text for text in moved if _key(text) not in settled)
        if open_ones:
            found.append(FilingOvertaken(filing, open_ones, len(moved) - len(open_ones)))
    return found[::-1]


def moved_texts(
    then: Snapshot, now: Snapshot, printed: Printed, printed_now: Mapping[str, ItemView] | None = None
) -> list[MovedText]:
    """What became of the texts printed at one moment until a later one, kind by kind and in order of codes.

    What is not in the later snapshot is kept from whoever asks, and is not told.

    Args:
        printed_now: the texts printed at the later moment, where they are known already.
    """
    was = _by_uuid(printed(then))
    becomes = _by_uuid(printed(now)) if printed_now is None else printed_now
    found = []
    for uuid, before in was.items():
        item = now.items.get(uuid)
        if item is None:
            continue
        if item.withdrawn:
            found.append(MovedText("withdrawn", item, before))
        elif uuid not in becomes:
            found.append(MovedText("left-out", item, before))
        elif item.fingerprint != before.fingerprint:
            found.append(MovedText("changed", item, before))
    found += [MovedText("appeared", item) for uuid, item in becomes.items() if uuid not in was]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda text: (order[text.item.kind], code_order(text.item.code)))


def findings_of(overtaken: Sequence[FilingOvertaken]) -> Iterator[Finding]:
    """One warning for every filing that was overtaken, with what to do about it."""
    for one in overtaken:
        items = [text.item for text in one.texts]
        yield Finding(
            "warning", OVERTAKEN, tuple(item.code for item in items),
            f"{one.title}, from the baseline '{one.filing.baseline}': {one.sentence()[:-1]} ({codes_words(items)}).",
            "Make it again from a new baseline, or a correction where it was filed; or say why it stands: "
            f"workbench review --filing '{one.filing.baseline}' --why TEXT.",
        )  # fmt: skip


def filings_words(overtaken: Sequence[FilingOvertaken]) -> str:
    """How many filings were overtaken, as a part of a sentence; empty for none."""
    if not overtaken:
        return ""
    names = listed([f"“{one.filing.baseline}”" for one in overtaken])
    return f"what was made from the baseline{'' if len(overtaken) == 1 else 's'} {names} prints earlier texts"


def _key(text: MovedText) -> tuple[str, str, str]:
    """The same for a text that has not moved again since it was looked at."""
    return text.what, text.item.uuid, text.item.fingerprint


def _by_uuid(items: Iterable[ItemView]) -> dict[str, ItemView]:
    return {item.uuid: item for item in items}
