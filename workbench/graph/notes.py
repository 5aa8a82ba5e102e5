"""Notes taken during a call, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

NoteKind = Literal["attendance", "note", "action", "sense", "agreement", "question"]
"""Who attends, what is said, who does what, the sense of the room, what is reported as agreed, and
what is asked and left open."""


@dataclass(frozen=True, slots=True)
class MeetingNoteView:
    """One note.

    Args:
        meeting: uuid of the meeting.
        sequence: place in the order in which the notes were taken.
        organisation: code of the organisation that it concerns, or None.
        person: code of the person; shown for actions only.
        item: code of the issue or other item that it is about, or None.
        due: day by which an action is due.
        recorded_at: when the server wrote it, in UTC.
        struck: taken back; it stays in the notes and enters no minutes.
    """

    uuid: str
    meeting: str
    sequence: int
    kind: NoteKind
    text: str
    organisation: str | None = None
    person: str | None = None
    item: str | None = None
    due: date | None = None
    recorded_at: datetime | None = None
    struck: bool = False
