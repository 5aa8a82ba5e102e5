"""What may be printed: unverified statements are left out by name, later contents are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from workbench.filing.plaintext import one_line
from workbench.filing.wording import american, day
from workbench.graph.snapshot import ItemView, Snapshot


@dataclass(frozen=True)
class Omission:
    """Something that the document leaves out.

    Args:
        needs_acceptance: the export stops until somebody accepts the omission by code or by title;
            otherwise a standing rule leaves it out, such as the one on hoped dates.
    """

    code: str
    title: str
    reason: str
    needs_acceptance: bool = True

    @property
    def sentence(self) -> str:
        """The omission in a sentence."""
        return f"{self.title} ({self.code}) is left out: {self.reason}"


class FilingRefused(Exception):
    """A document that is not written, with every reason as a sentence."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass
class Screening:
    """Decides item by item, and keeps what was decided.

    Args:
        snapshot: the record at one moment.
        day: for a reconstruction, the day after which nothing may be printed.
    """

    snapshot: Snapshot
    omissions: list[Omission] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    _decided: dict[str, bool] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        """The last day whose contents may be printed, or None where there is no limit."""
        return self.snapshot.as_of if self.snapshot.reconstruction else None

    def printable(self, items: Iterable[ItemView]) -> list[ItemView]:
        """The items that may be printed, in their order."""
        return [item for item in items if self._decide(item)]

    def leave_out(self, item: ItemView, reason: str) -> None:
        """Leave an item out by a standing rule."""
        if item.uuid not in self._decided:
            self._decided[item.uuid] = False
            self.omissions.append(Omission(item.code, one_line(item.title), reason, needs_acceptance=False))

    def unaccepted(self, accepted: Collection[str]) -> list[Omission]:
        """Omissions that nobody has accepted by code or by title."""
        names = {name.strip().casefold() for name in accepted}
        return [
            omission
            for omission in self.omissions
            if omission.needs_acceptance
            and omission.code.casefold() not in names
            and omission.title.casefold() not in names
        ]

    def _decide(self, item: ItemView) -> bool:
        known = self._decided.get(item.uuid)
        if known is not None:
            return known
        self._decided[item.uuid] = True
        if item.confidential:
            self._decided[item.uuid] = False
            reason = "it is confidential."
            self.omissions.append(Omission(item.code, one_line(item.title), reason, needs_acceptance=False))
        elif item.detail.get("certainty") == "memory":
            self._decided[item.uuid] = False
            self.omissions.append(
                Omission(
                    item.code, one_line(item.title), "it is from memory, and nobody has seen a source for it."
                )
            )
        else:
            self.refusals += self._later(item)
        return self._decided[item.uuid]

    def _later(self, item: ItemView) -> list[str]:
        """Why an item does not belong into a document of the day."""
        limit = self.day
        if limit is None:
            return []
        name = f"{one_line(item.title)} ({item.code})"
        found = []
        if item.effective_on is not None and item.effective_on > limit:
            found.append(f"{name} was changed on {american(item.effective_on)}, after {american(limit)}.")
        for source in self.snapshot.targets(item, "derived-from"):
            dated = day(source.detail.get("date"))
            if dated is not None and dated > limit:
                found.append(
                    f"{name} rests on {one_line(source.title)} ({source.code}) of {american(dated)},"
                    f" which is later than {american(limit)}."
                )
        for label in ("date", "published", "asserted_on", "questioned_on"):
            value = item.detail.get(label)
            dated = day(value) if isinstance(value, str) else None
            if dated is not None and dated > limit:
                found.append(f"{name} is dated {american(dated)}, which is later than {american(limit)}.")
        return found
