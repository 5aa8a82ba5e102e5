"""The event log: append-only, each row chained to the one before by its hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field

from workbench.record.base import Base, JSONDocument, UTCDateTime
from workbench.record.fingerprint import digest

GENESIS = "0" * 64
"""What the first event names as its predecessor."""


class Event(Base, table=True):
    """Something that happened. ``payload`` holds codes, numbers and digests, never a text.

    Since only digests enter the chain, a text can be redacted and the chain still verifies.
    """

    __tablename__ = "event"
    # The last event of a call is asked for by every position.
    __table_args__ = (Index("ix_event_subject_recorded_at", "subject", "recorded_at"),)

    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    person: str | None = Field(default=None, max_length=36, index=True)
    person_name: str = Field(max_length=200)
    verb: str = Field(max_length=40, index=True)
    change: int | None = Field(default=None, index=True)
    subject: str = Field(default="", max_length=200)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)

    def computed_hash(self) -> str:
        """SHA-256 over everything in the row but the hash itself."""
        return digest(
            {
                "sequence": self.sequence,
                "recorded_at": self.recorded_at.isoformat(timespec="microseconds"),
                "person": self.person,
                "person_name": self.person_name,
                "verb": self.verb,
                "change": self.change,
                "subject": self.subject,
                "payload": self.payload,
                "previous": self.previous,
            }
        )
