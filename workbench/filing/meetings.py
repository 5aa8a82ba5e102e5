"""Which meeting a document is about, and the head of such a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workbench.filing.blocks import Document, words
from workbench.filing.composer import Composer
from workbench.filing.exported import RECONSTRUCTION
from workbench.filing.plaintext import one_line
from workbench.filing.screening import FilingRefused
from workbench.filing.title_page import docket_number
from workbench.filing.wording import american_text, order_of, when
from workbench.graph.snapshot import ItemView, Snapshot


def by_date(meetings: Sequence[ItemView]) -> list[ItemView]:
    """Meetings in order of their dates."""
    return sorted(meetings, key=lambda item: (order_of(item.detail.get("date")), item.code))


def chosen_meeting(snapshot: Snapshot, code: str | None, today: date | None, *, past: bool) -> ItemView:
    """The meeting asked for, or the next one, or for minutes the last one.

    Args:
        today: day from which to look; the snapshot's own day where it is None.
        past: take the last meeting up to that day instead of the next one after it.

    Raises:
        FilingRefused: when the code names no meeting, or the record holds none.
    """
    meetings = by_date([item for item in snapshot.of_kind("meeting") if item.status != "cancelled"])
    codes = ", ".join(item.code for item in meetings) or "none"
    if code:
        found = next((item for item in meetings if code in (item.code, item.code.removeprefix("MTG-"))), None)
        if found is None:
            raise FilingRefused([f"'{code}' is no meeting of the record. Allowed: {codes}."])
        return found
    if not meetings:
        raise FilingRefused(["The record holds no meeting."])
    day = today or snapshot.as_of
    if past:
        done = [
            m for m in meetings if m.status == "held" or (day and order_of(m.detail.get("date"))[0] <= day)
        ]
        return done[-1] if done else meetings[0]
    planned = [item for item in meetings if item.status != "held"]
    coming = [item for item in planned if day is None or order_of(item.detail.get("date"))[0] >= day]
    if coming or planned:
        return (coming or planned[-1:])[0]
    raise FilingRefused([f"No meeting is planned; name the one that is meant. Allowed: {codes}."])


def add_head(composer: Composer, snapshot: Snapshot, title: str, meeting: ItemView) -> None:
    """Add the group's name, the document's title, and when and where the meeting is."""
    group = one_line(snapshot.title) or "Working group"
    composer.add(words("Title", group), words("Subtitle", title.upper()))
    starts, place = one_line(meeting.detail.get("starts") or ""), one_line(meeting.detail.get("place") or "")
    moment = when(meeting.detail.get("date")) or "No date set"
    composer.add(words("Subtitle", f"{moment}, {starts} Pacific time" if starts else moment))
    if place:
        composer.add(words("Subtitle", place))


def meeting_document(
    snapshot: Snapshot, composer: Composer, title: str, meeting: ItemView, notices: Sequence[str] = ()
) -> Document:
    """The document around the blocks of a composer."""
    group = one_line(snapshot.title).split(",")[0] or "Working group"
    full = f"{title}: {american_text(one_line(meeting.title))}"
    return Document(
        title=full,
        author=group,
        subject=docket_number(snapshot),
        notices=[*notices, *([RECONSTRUCTION] if snapshot.reconstruction else [])],
        footer="  ".join(part for part in (docket_number(snapshot), title) if part),
        blocks=composer.blocks,
        lists=composer.lists,
    )
