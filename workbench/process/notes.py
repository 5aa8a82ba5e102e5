"""Notes of a live meeting: taken one by one, each in its own transaction, and struck rather than deleted."""

from __future__ import annotations

import secrets
import uuid as uuids
from collections.abc import Collection
from datetime import date
from typing import get_args

from sqlalchemy import func
from sqlmodel import Session, col, select

from workbench.graph.notes import NoteKind
from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
from workbench.process.actor import Actor
from workbench.process.clock import now
from workbench.process.ledger import Ledger, note_digest
from workbench.process.planning.preview import Preview, Refused
from workbench.record.comments import MeetingNote
from workbench.record.database import Database
from workbench.record.items import Item
from workbench.record.kind import WITHDRAWN

VERB = "take-notes"
LONGEST_NOTE = 5_000
"""Characters of one note; what is longer is a text of its own."""
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


def take_note(
    database: Database,
    actor: Actor,
    meeting_code: str,
    kind: str,
    text: str,
    *,
    organisation: str | None = None,
    person: str | None = None,
    item: str | None = None,
    due: date | None = None,
) -> str:
    """Write down one note of a meeting.

    Args:
        meeting_code: code of the meeting.
        kind: one of ``KINDS``.
        text: its words; an attendance note that names an organisation needs none.
        organisation: code of the organisation that it concerns.
        person: code of the person who does an action; persons are named for actions only.
        item: code of the issue or other item that it is about.
        due: day by which an action is due.

    Returns:
        uuid of the note.

    Raises:
        NotPermitted: when the actor may not take notes.
        Refused: with every reason, when the note cannot be taken.
    """
    actor.require(VERB)
    with database.write() as session:
        problems: list[Problem] = []
        meeting = _meeting(session, meeting_code, problems)
        words = tidied(text).strip()
        problems += _wording(kind, words, organisation, person, due)
        speaker = _end(session, organisation, "organisation", problems)
        doer = _end(session, person, "person", problems)
        about = _end(session, item, "", problems)
        if meeting is not None and kind == "attendance" and speaker in _present(session, meeting.uuid):
            problems.append(Problem(f"{organisation} is noted as present already"))
        if problems or meeting is None:
            raise Refused(Preview(problems=tuple(problems)))
        ledger = Ledger(session, actor, VERB, "")
        note = _write(session, ledger, meeting, kind, words, speaker, doer, about, due)
        _close(ledger, meeting.code, [note], [])
        return note.uuid


def note_attendance(
    database: Database,
    actor: Actor,
    meeting_code: str,
    arrived: Collection[str] = (),
    left: Collection[str] = (),
) -> int:
    """Note which organisations attend, and strike those that were noted by mistake, in one transaction.

    Organisations that are noted already, or were not, are passed over.

    Args:
        arrived: codes of organisations that attend.
        left: codes of organisations that do not attend after all.

    Returns:
        How many notes were written or struck.

    Raises:
        NotPermitted: when the actor may not take notes.
        Refused: with every reason, when the meeting or an organisation does not exist.
    """
    actor.require(VERB)
    with database.write() as session:
        problems: list[Problem] = []
        meeting = _meeting(session, meeting_code, problems)
        coming = [_end(session, code, "organisation", problems) for code in dict.fromkeys(arrived)]
        going = [_end(session, code, "organisation", problems) for code in dict.fromkeys(left)]
        if problems or meeting is None:
            raise Refused(Preview(problems=tuple(problems)))
        present = _present(session, meeting.uuid)
        new = [uuid for uuid in coming if uuid and uuid not in present]
        off = [present[uuid] for uuid in going if uuid in present and uuid not in coming]
        if not new and not off:
            return 0
        ledger = Ledger(session, actor, VERB, "")
        written = [_write(session, ledger, meeting, "attendance", "", uuid, None, None, None) for uuid in new]
        _strike(session, ledger, off)
        _close(ledger, meeting.code, written, off)
        return len(written) + len(off)


def strike_note(database: Database, actor: Actor, uuid: str) -> None:
    """Take a note back: it stays among the notes, struck out, and enters no minutes.

    Raises:
        NotPermitted: when the actor may not take notes.
        Refused: when there is no such note, or it is struck already.
    """
    actor.require(VERB)
    with database.write() as session:
        note = session.get(MeetingNote, uuid)
        if note is None or note.struck_in is not None:
            what = "there is no such note" if note is None else f"note {note.sequence} is struck already"
            raise Refused(Preview(problems=(Problem(what),)))
        meeting = session.get(Item, note.meeting)
        assert meeting is not None
        ledger = Ledger(session, actor, VERB, "")
        _strike(session, ledger, [note])
        _close(ledger, meeting.code, [], [note])


def _meeting(session: Session, code: str, problems: list[Problem]) -> Item | None:
    found = session.exec(select(Item).where(Item.code == code)).first()
    if found is None or found.kind != "meeting":
        problems.append(Problem(f"there is no meeting {code}"))
        return None
    if found.status in (WITHDRAWN, "cancelled"):
        problems.append(Problem(f"{code} is {found.status}; notes are taken of meetings that are held"))
    return found


def _wording(
    kind: str, words: str, organisation: str | None, person: str | None, due: date | None
) -> list[Problem]:
    """What is wrong with a note by itself."""
    found = []
    if kind not in KINDS:
        found.append(Problem(f"'{kind}' is no kind of note", allowed=", ".join(KINDS)))
    if not words and not (kind == "attendance" and organisation):
        found.append(Problem("the note is empty"))
    elif wrong := fault(words, longest=LONGEST_NOTE):
        found.append(Problem(f"the note {wrong}"))
    if person and kind != "action":
        found.append(Problem("a person is named for an action only", found=kind))
    if due and kind != "action":
        found.append(Problem("only an action has a day by which it is due", found=kind))
    return found


def _end(session: Session, code: str | None, kind: str, problems: list[Problem]) -> str | None:
    """The item that a note names, as its uuid, or None; ``kind`` empty allows any."""
    if not code:
        return None
    found = session.exec(select(Item).where(Item.code == code)).first()
    if found is None or (kind and found.kind != kind):
        problems.append(Problem(f"there is no {kind or 'item'} {code}"))
        return None
    return found.uuid


def _present(session: Session, meeting: str) -> dict[str | None, MeetingNote]:
    """Attendance notes that stand, by the uuid of their organisation."""
    rows = session.exec(
        select(MeetingNote).where(
            MeetingNote.meeting == meeting,
            MeetingNote.kind == "attendance",
            col(MeetingNote.struck_in).is_(None),
            col(MeetingNote.organisation).is_not(None),
        )
    )
    return {row.organisation: row for row in rows}


def _write(
    session: Session,
    ledger: Ledger,
    meeting: Item,
    kind: str,
    words: str,
    organisation: str | None,
    person: str | None,
    item: str | None,
    due: date | None,
) -> MeetingNote:
    last = session.exec(select(func.max(MeetingNote.sequence)).where(MeetingNote.meeting == meeting.uuid))
    note = MeetingNote(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        meeting=meeting.uuid,
        sequence=(last.one() or 0) + 1,
        kind=kind,
        text=words,
        organisation=organisation,
        person=person,
        item=item,
        due=due,
        recorded_at=now(),
        salt=secrets.token_hex(16),
    )
    note.digest = note_digest(note.salt, note)
    session.add(note)
    session.flush()
    ledger.note("note", note.uuid, note.digest)
    return note


def _strike(session: Session, ledger: Ledger, notes: Collection[MeetingNote]) -> None:
    for note in notes:
        note.struck_in = ledger.number
        session.add(note)
        ledger.note("note-struck", note.uuid)


def _close(
    ledger: Ledger, meeting: str, written: Collection[MeetingNote], struck: Collection[MeetingNote]
) -> None:
    ledger.touches("meeting-note")
    payload = {"notes": [note.uuid for note in written], "struck": [note.uuid for note in struck]}
    ledger.close(subject=meeting, payload={name: value for name, value in payload.items() if value})
