"""Minutes that were read and are being reviewed: what is taken, what was edited. Nothing here draws."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from workbench.exchange.alternative_codes import with_alternative_codes
from workbench.exchange.minutes import MinutesProposal, MinutesReading, to_change
from workbench.exchange.minutes_on_record import OnRecord, on_record, source_on_record
from workbench.graph.proposed import NewItem, ProposedChange
from workbench.graph.snapshot import Snapshot

PERSON, ORGANISATION, NOBODY = "person", "organisation", "nobody"
"""What a name that is not on record becomes; a person where nothing is chosen."""
GROUPS = ("agreement", "issue", "proposal", "action", "milestone", "meeting")
"""Kinds of proposals in the order in which they are shown."""


@dataclass
class Entry:
    """One proposal under review.

    Args:
        first: the proposal as it was read.
        proposal: the proposal as it stands now.
        taken: whether a save will write it.
        same: the item of the record that it may be.
    """

    first: MinutesProposal
    proposal: MinutesProposal
    taken: bool = True
    same: OnRecord | None = None

    @property
    def edited(self) -> bool:
        return self.proposal != self.first


@dataclass
class Review:
    """One set of minutes under review.

    Args:
        number: a new one for every reading, so that its widgets start empty.
        data: the bytes that were read, to read them again with another day.
        source: code of the source that holds the same text already.
        meeting: code of the meeting of the minutes, as chosen.
        add_meeting: put the meeting of the minutes on record, where it is not.
        people: what those become who are named and not on record, by their full names.
    """

    number: int
    reading: MinutesReading
    data: bytes
    entries: list[Entry] = field(default_factory=list)
    source: str | None = None
    meeting: str | None = None
    add_meeting: bool = True
    people: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, number: int, reading: MinutesReading, data: bytes, snapshot: Snapshot) -> Review:
        """A review in which everything is taken that is not on record already."""
        source = source_on_record(snapshot, reading.text)
        same = on_record(reading.proposals, snapshot, source)
        entries = [
            Entry(proposal, proposal, taken=place not in same, same=same.get(place))
            for place, proposal in enumerate(reading.proposals)
        ]
        meeting = snapshot.item(meeting_code(reading.date)) if reading.date else None
        return cls(
            number,
            reading,
            data,
            entries,
            source.code if source else None,
            meeting.code if meeting else None,
        )

    def of_kind(self, kind: str) -> list[int]:
        """Places of the proposals of a kind, in the order of their lines."""
        return [place for place, entry in enumerate(self.entries) if entry.proposal.kind == kind]

    def taken(self) -> list[MinutesProposal]:
        return [entry.proposal for entry in self.entries if entry.taken]

    def lines(self) -> dict[int, list[tuple[str, bool]]]:
        """By line of the minutes: kind of each proposal from it, and whether it is taken."""
        found: dict[int, list[tuple[str, bool]]] = {}
        for entry in self.entries:
            found.setdefault(entry.proposal.line, []).append((entry.proposal.kind, entry.taken))
        return found

    @property
    def offers_meeting(self) -> bool:
        """Whether the meeting of the minutes could be put on record."""
        return self.meeting is None and self.source is None and self.reading.date is not None

    def change(self, snapshot: Snapshot) -> ProposedChange:
        """What saving what is taken would write."""
        new_meeting = self._new_meeting(snapshot) if self.add_meeting and self.offers_meeting else None
        chosen = {name: self.people.get(name, PERSON) for name in self.unknown_names(snapshot)}
        taken = set(snapshot.by_code) | ({new_meeting.code or ""} if new_meeting else set())
        bodies = {
            name: _free_organisation(name, taken) for name, what in chosen.items() if what == ORGANISATION
        }
        persons = {short: full for short, full in self.reading.people.items() if chosen.get(full) != NOBODY}
        change = to_change(
            replace(self.reading, people=persons),
            self.taken(),
            people={**people_of(snapshot), **bodies},
            meeting=new_meeting.code if new_meeting else self.meeting,
            source=self.source,
            taken=taken,
        )
        if change.empty:
            return change
        new = [
            NewItem("organisation", {"title": name}, code=code, label=code) for name, code in bodies.items()
        ]
        if new_meeting is not None:
            new.insert(0, new_meeting)
        change = replace(change, new=(*new, *change.new))
        return with_alternative_codes(change, snapshot)

    def unknown_names(self, snapshot: Snapshot) -> list[str]:
        """Full names of owners of what is taken who are not on record, in the order of the minutes."""
        known, names = people_of(snapshot), self.reading.people
        owners = [proposal.owner for proposal in self.taken() if proposal.owner]
        full = {owner: names[owner] for owner in owners if owner not in known and names.get(owner)}
        return list(dict.fromkeys(name for name in full.values() if name not in known))

    def _new_meeting(self, snapshot: Snapshot) -> NewItem | None:
        day = self.reading.date
        if day is None:
            return None
        code = _free(meeting_code(day), snapshot.by_code)
        title = f"Meeting of {day.day} {day:%B %Y}"
        when = {"qualifier": "on", "start": day.isoformat(), "standing": "held"}
        return NewItem("meeting", {"title": title, "status": "held", "date": when}, code=code, label=code)


def meeting_code(day: date) -> str:
    """The code that the meeting of a day has."""
    return f"MTG-{day.isoformat()}"


def people_of(snapshot: Snapshot) -> dict[str, str]:
    """Codes of organisations and persons by their names."""
    return {item.title: item.code for kind in ("organisation", "person") for item in snapshot.of_kind(kind)}


def _free_organisation(name: str, taken: set[str]) -> str:
    """A free code for an organisation by its name, noted as taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").upper()
    words = re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")[:40].strip("-") or "UNNAMED"
    code = _free(f"ORG-{words}", taken)
    taken.add(code)
    return code


def _free(code: str, taken: Collection[str]) -> str:
    number, wanted = 1, code
    while wanted in taken:
        number += 1
        wanted = f"{code}-{number}"
    return wanted
