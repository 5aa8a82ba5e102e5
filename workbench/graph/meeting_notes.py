"""Reading the notes of meetings from the record, and what is named in their words."""

from __future__ import annotations

import re
from typing import cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from workbench.graph.notes import MeetingNoteView, NoteKind
from workbench.graph.snapshot import Snapshot
from workbench.record.comments import MeetingNote
from workbench.record.items import Item

_CODE = re.compile(r"\b[A-Z]{2,5}-[A-Za-z0-9][A-Za-z0-9.-]*")


def meeting_notes(session: Session, code: str) -> list[MeetingNoteView]:
    """The notes of one meeting in the order in which they were taken, struck ones among them.

    Args:
        code: code of the meeting; a meeting that does not exist has no notes.
    """
    meeting = select(Item.uuid).where(Item.code == code).scalar_subquery()
    query = select(MeetingNote).where(col(MeetingNote.meeting) == meeting)
    rows = session.exec(query.order_by(col(MeetingNote.sequence))).all()
    ends = {end for row in rows for end in (row.organisation, row.person, row.item) if end}
    codes = dict(session.exec(select(Item.uuid, Item.code).where(col(Item.uuid).in_(ends))).all())
    return [
        MeetingNoteView(
            uuid=row.uuid,
            meeting=row.meeting,
            sequence=row.sequence,
            kind=cast(NoteKind, row.kind),
            text=row.text,
            organisation=codes.get(row.organisation or ""),
            person=codes.get(row.person or ""),
            item=codes.get(row.item or ""),
            due=row.due,
            recorded_at=row.recorded_at,
            struck=row.struck_in is not None,
        )
        for row in rows
    ]


def noted_meetings(session: Session) -> dict[str, int]:
    """By code of a meeting, how many notes of it stand; meetings without any are left out."""
    rows = session.exec(
        select(Item.code, func.count())
        .where(col(Item.uuid) == col(MeetingNote.meeting), col(MeetingNote.struck_in).is_(None))
        .group_by(col(Item.code))
    )
    return dict(rows.all())


def named_organisation(snapshot: Snapshot, words: str) -> str | None:
    """Code of the one organisation that somebody means by a name, a code, or the beginning of a name.

    Returns:
        None where no organisation fits, or several do.
    """
    said = " ".join(words.split()).casefold()
    if not said:
        return None
    names = {item.code: item.title.casefold() for item in snapshot.of_kind("organisation")}
    for fits in (
        lambda code, name: said in (code.casefold(), code.casefold().removeprefix("org-"), name),
        lambda code, name: name.startswith(said),
        lambda code, name: f" {said}" in f" {name}".replace("(", " "),
    ):
        found = [code for code, name in names.items() if fits(code, name)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def item_named_in(snapshot: Snapshot, words: str) -> str | None:
    """Code of the first item of the record whose code stands in the words; None where none does."""
    codes = (found.rstrip(".-") for found in _CODE.findall(words))
    return next((code for code in codes if snapshot.item(code) is not None), None)
