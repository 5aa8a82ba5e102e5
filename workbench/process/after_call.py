"""From the notes of a call to draft minutes, the actions, the next agenda and the mail with them.

The draft says no more than the group said. Persons are named for actions only. The sense of the room
is called that, and what was said to be agreed is given as reported in the call: an agreement needs a
recorded consensus call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.graph.dates import date_spec, display_date, display_date_spec
from workbench.graph.meetings import next_meeting
from workbench.graph.notes import MeetingNoteView
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.process import notice_texts
from workbench.process.calendar import calendar_of
from workbench.process.notice_desk import Notice, next_meeting_line, occasion_of, open_actions_of, points_of
from workbench.process.recipients import one_line, recipients_of, subject_line

LONGEST_TITLE = 160
"""Characters of an action's title; a longer note stands whole in its text."""
DRAFT_LINE = "*Draft, made from the notes of the call. Not circulated, corrected or adopted.*"
"""Stands under the heading of draft minutes, and goes when they are circulated."""

_SOMEBODY = "a participant"
_BLOCK_START = re.compile(r"^(?=[#>|+*=~`-]|\d+[.)])")
_SAID: dict[str, str] = {
    "note": "",
    "sense": "Sense of the room: ",
    "agreement": "Reported in the call as agreed, without a recorded consensus call: ",
    "question": "Left open: ",
}


@dataclass(frozen=True)
class DraftMinutes:
    """What comes out of the notes; nothing of it is saved yet.

    Args:
        meeting: code of the meeting.
        markdown: the draft minutes.
        actions: new actions with owner, due date and meeting, as far as they were noted.
        next_agenda: agenda of the next meeting, as plain text.
        mail: the mail after the call.
        remarks: what the facilitator should look at, a sentence each.
    """

    meeting: str
    markdown: str
    actions: list[NewItem]
    next_agenda: str
    mail: Notice
    remarks: tuple[str, ...] = ()


def draft_minutes(
    meeting: ItemView, notes: Sequence[MeetingNoteView], snapshot: Snapshot, attached: bool = True
) -> DraftMinutes:
    """Draft minutes and what goes with them, from the notes of one call.

    Args:
        meeting: the meeting.
        notes: notes in any order; those of other meetings and those struck are left out.
        attached: whether the mail says that the draft goes with it.

    Raises:
        ValueError: when a setting or a stored date cannot be read.
    """
    desk = _Notes(meeting, notes, snapshot)
    spec = date_spec(meeting.detail.get("date"))
    held_on = spec.last_day if spec is not None and spec.last_day is not None else None
    coming = next_meeting_line(snapshot, held_on) if held_on is not None else ""
    occasion = occasion_of(snapshot, meeting)
    actions = [desk.action_line(note) for note in desk.of("action")]
    questions = [desk.said(note) for note in desk.of("question")]
    day = calendar_of(snapshot).add(held_on, 1) if held_on is not None else date.min
    mail = Notice(
        "after-call",
        meeting.code,
        day,
        recipients_of(snapshot),
        subject_line(snapshot, f"actions from the meeting of {display_date_spec(spec)}"),
        notice_texts.after_call(occasion, actions, questions, coming, attached=attached),
        held_on,
        (meeting.code,),
    )
    return DraftMinutes(
        meeting.code,
        _markdown(desk, display_date_spec(spec), actions, coming),
        [desk.action(note) for note in desk.of("action")],
        _next_agenda(desk, held_on, actions, questions),
        mail,
        tuple(desk.remarks()),
    )


def minutes_code(meeting: str) -> str:
    """The code of the minutes of a meeting, by the meeting's code."""
    return f"MIN-{meeting.removeprefix('MTG-')}"


def minutes_change(draft: DraftMinutes, snapshot: Snapshot) -> ProposedChange:
    """What saving a draft would write: the minutes as an item, and the actions.

    Minutes of the meeting that are a draft already get the new text; others are not touched.

    Raises:
        ValueError: when the meeting's minutes have been circulated, corrected or adopted.
    """
    code = minutes_code(draft.meeting)
    meeting = snapshot.item(draft.meeting)
    title = f"Minutes of {meeting.title if meeting else draft.meeting}"
    why = f"Draft minutes of {draft.meeting} from the notes of the call"
    existing = snapshot.item(code)
    if existing is None:
        fields = {"title": title, "text": draft.markdown, "status": "draft", "meeting": draft.meeting}
        return ProposedChange((NewItem("minutes", fields, code=code), *draft.actions), why=why)
    if existing.status != "draft":
        raise ValueError(f"{code} is {existing.status}; only minutes that are a draft can be made anew.")
    edit = ItemEdit(code, {"text": draft.markdown}, existing.revision)
    return ProposedChange(tuple(draft.actions), (edit,), why=why)


class _Notes:
    """The notes of one meeting that count, and how each reads."""

    def __init__(self, meeting: ItemView, notes: Iterable[MeetingNoteView], snapshot: Snapshot) -> None:
        self.meeting = meeting
        self.snapshot = snapshot
        mine = [note for note in notes if note.meeting == meeting.uuid and not note.struck]
        self.notes = sorted(mine, key=lambda note: (note.sequence, note.uuid))
        names = [one_line(person.title) for person in snapshot.of_kind("person", withdrawn=True)]
        words = sorted({name for name in names if " " in name}, key=len, reverse=True)
        self.names = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else None

    def of(self, *kinds: str) -> list[MeetingNoteView]:
        return [note for note in self.notes if note.kind in kinds]

    def title(self, code: str | None) -> str:
        """Title of an item by its code; the code itself where it is unknown, nothing where confidential."""
        item = self.snapshot.item(code) if code else None
        if item is None:
            return one_line(code or "")
        return "" if item.confidential else one_line(item.title)

    def text(self, note: MeetingNoteView) -> str:
        """The words of a note as one line; a person's full name stays in actions only."""
        line = one_line(note.text)
        if self.names is not None and note.kind != "action":
            line = self.names.sub(_SOMEBODY, line)
        return line

    def said(self, note: MeetingNoteView) -> str:
        organisation = self.title(note.organisation)
        return f"{self.text(note)} ({organisation})" if organisation else self.text(note)

    def who(self, note: MeetingNoteView) -> str:
        person, organisation = self.title(note.person), self.title(note.organisation)
        if person and organisation:
            return f"{person} ({organisation})"
        return person or organisation or "[nobody named]"

    def action_line(self, note: MeetingNoteView) -> str:
        due = f", by {display_date(note.due)}" if note.due else ", no day given"
        about = f" [{note.item}]" if note.item and self.title(note.item) else ""
        return f"{self.text(note)}: {self.who(note)}{due}{about}"

    def action(self, note: MeetingNoteView) -> NewItem:
        text = one_line(note.text)
        title = text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"
        fields: dict[str, Any] = {
            "title": title or "Action without words",
            "status": "open",
            "meeting": self.meeting.code,
        }
        body = [text] if title != text else []
        if note.item:
            body.append(f"From the discussion of {note.item}.")
        if body:
            fields["text"] = "\n\n".join(body)
        if note.due is not None:
            fields["due"] = {"qualifier": "by", "end": note.due.isoformat(), "standing": "proposed"}
        owner = note.person or note.organisation
        if owner and self.snapshot.item(owner) is not None:
            fields["owner"] = owner
        return NewItem("action", fields, label=f"action-{note.sequence}")

    def remarks(self) -> Iterable[str]:
        if not self.of("attendance"):
            yield "No attendance was noted."
        for note in self.of("action"):
            if not (note.person or note.organisation):
                yield f"Nobody is named for the action '{one_line(note.text)}'."
        for note in self.notes:
            if note.kind != "action" and self.text(note) != one_line(note.text):
                yield f"In note {note.sequence} a person's name was replaced: persons are named for actions only."
        for note in self.of("agreement"):
            yield (
                f"Note {note.sequence} reports an agreement; it is given as reported, since only a recorded "
                "consensus call makes one."
            )


def _markdown(desk: _Notes, when: str, actions: Sequence[str], coming: str) -> str:
    lines = [
        f"# Minutes of {_plain(one_line(desk.meeting.title))}, {when}",
        "",
        DRAFT_LINE,
        "",
        "## Attendance",
        "",
        *_attendance(desk),
        "",
        "## Discussion",
    ]
    spoken = desk.of("note", "sense", "agreement", "question")
    if not spoken:
        lines += ["", "No notes were taken."]
    for code in _items_in_order(spoken):
        about = [note for note in spoken if note.item == code]
        lines += ["", f"### {_heading(desk, code)}", ""]
        lines += [f"- {_SAID[note.kind]}{_bullet(desk.said(note), note.kind)}" for note in about]
    lines += ["", "## Actions", ""]
    lines += [f"- {_bullet(action, 'note')}" for action in actions] or ["No actions were noted."]
    lines += ["", "## Next meeting", "", f"{_plain(coming)}." if coming else "Not set."]
    return "\n".join(lines) + "\n"


def _attendance(desk: _Notes) -> list[str]:
    """Organisations that took part; words of an attendance note that names none stand as they are."""
    present = [desk.title(note.organisation) or desk.text(note) for note in desk.of("attendance")]
    names = dict.fromkeys(name for name in present if name)
    return [f"- {_bullet(name, 'note')}" for name in names] or ["Attendance was not noted."]


def _items_in_order(notes: Sequence[MeetingNoteView]) -> list[str | None]:
    """Items in the order in which they were first spoken of, what concerns none at the beginning."""
    codes: dict[str | None, None] = dict.fromkeys(note.item for note in notes)
    return sorted(codes, key=lambda code: code is not None)


def _heading(desk: _Notes, code: str | None) -> str:
    if code is None:
        return "In general"
    title = desk.title(code)
    return f"{code} {_plain(title)}" if title and title != code else code


def _next_agenda(desk: _Notes, held_on: date | None, actions: Sequence[str], questions: Sequence[str]) -> str:
    """The agenda of the next meeting: what is scheduled, what was left open, and what is to be done."""
    snapshot = desk.snapshot
    after = date.fromordinal(held_on.toordinal() + 1) if held_on is not None else date.min
    coming = next_meeting(snapshot, after)
    points = points_of(snapshot, coming) if coming is not None else []
    known = {code for point in points if (code := point.split(" ", 1)[0])}
    left = sorted({n.item for n in desk.of("question") if n.item and n.item not in known}, key=code_order)
    points += [f"{_heading(desk, code)}: continued, questions were left open" for code in left]
    points += [f"Open question: {question}" for question in questions]
    occasion = occasion_of(snapshot, coming if coming is not None else desk.meeting)
    if coming is None:
        occasion = notice_texts.Occasion(occasion.group, "Next meeting", "[day to be set]", occasion.sender)
    previous = one_line(desk.meeting.title)
    return notice_texts.agenda(occasion, points, [*open_actions_of(snapshot), *actions], previous)


def _bullet(text: str, kind: str) -> str:
    """A line that stays one bullet: no other block begins in it, and no HTML."""
    plain = _plain(text)
    return _BLOCK_START.sub(r"\\", plain) if not _SAID[kind] else plain


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("<", "\\<")
