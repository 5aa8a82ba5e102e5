"""Comments on items, and the notes of a live meeting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from workbench.record.base import Base, JSONDocument, UTCDateTime
from workbench.record.testimony import Said


class Comment(Base, table=True):
    """What somebody said about an item at a revision; never edited, only answered or dropped.

    A ``proposed`` comment came in by mail and waits for the facilitator. With a ``ballot`` it was said
    about that call, and ``item`` is what the call is about.
    """

    __tablename__ = "comment"

    uuid: str = Field(primary_key=True, max_length=36)
    change: int = Field(foreign_key="change_set.number", index=True)
    item: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    ballot: str | None = Field(default=None, max_length=36, index=True)
    revision: int
    fingerprint: str = Field(max_length=64)
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    organisation: str | None = Field(default=None, max_length=36)
    text: str
    said_on: date
    in_reply_to: str | None = Field(default=None, max_length=36)
    state: str = Field(default="posted", max_length=20)
    origin: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    salt: str = Field(default="", max_length=32)
    digest: str = Field(default="", max_length=64)
    redacted_in: int | None = Field(default=None)


class CommentResolution(Said, table=True):
    """What became of a comment, in the words of a resolution table; the latest one counts."""

    __tablename__ = "comment_resolution"

    comment: str = Field(foreign_key="comment.uuid", max_length=36, index=True)
    resolution: str = Field(max_length=30)
    words: str = ""
    deferred_to: str = Field(default="", max_length=200)
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    resolved_on: date


class ResolutionAnswer(Said, table=True):
    """What the commenter answered to a resolution; it stands uncut."""

    __tablename__ = "resolution_answer"

    resolution: str = Field(foreign_key="comment_resolution.uuid", max_length=36, index=True)
    organisation: str | None = Field(default=None, max_length=36)
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    satisfied: bool
    words: str = ""
    answered_on: date


class MeetingNote(Base, table=True):
    """One line taken during a meeting; struck out rather than deleted.

    ``digest`` is salted and covers all that the note says, so that a redacted one still verifies.
    """

    __tablename__ = "meeting_note"

    uuid: str = Field(primary_key=True, max_length=36)
    change: int = Field(foreign_key="change_set.number", index=True)
    meeting: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    sequence: int
    kind: str = Field(max_length=20)
    text: str = ""
    organisation: str | None = Field(default=None, max_length=36)
    person: str | None = Field(default=None, max_length=36)
    item: str | None = Field(default=None, max_length=36)
    due: date | None = None
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    struck_in: int | None = Field(default=None, foreign_key="change_set.number")
    salt: str = Field(default="", max_length=32)
    digest: str = Field(default="", max_length=64)
    redacted_in: int | None = Field(default=None)
