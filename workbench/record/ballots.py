"""Ballots (in the open: consensus calls) and the positions of organisations.

Rows are only ever inserted; the latest position of an organisation counts until the close.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from workbench.record.base import Base, JSONDocument, UTCDateTime


class Ballot(Base, table=True):
    """One text at one revision put to the organisations, with its rule frozen."""

    __tablename__ = "ballot"

    uuid: str = Field(primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=80)
    change: int = Field(foreign_key="change_set.number", index=True)
    kind: str = Field(max_length=20)
    item: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    revision: int
    fingerprint: str = Field(max_length=64)
    question: str
    rule: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    opens_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    closes_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    outcome: str | None = Field(default=None, max_length=60)
    outcome_sentence: str = ""
    outcome_in: int | None = Field(default=None, foreign_key="change_set.number")


class Position(Base, table=True):
    """What one organisation said in a ballot, about one revision, in whose capacity."""

    __tablename__ = "position"

    uuid: str = Field(primary_key=True, max_length=36)
    change: int = Field(foreign_key="change_set.number", index=True)
    ballot: str = Field(foreign_key="ballot.uuid", max_length=36, index=True)
    organisation: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    person: str | None = Field(default=None, max_length=36)
    position: str = Field(max_length=40)
    reason: str = ""
    revision: int
    fingerprint: str = Field(max_length=64)
    capacity: str = Field(max_length=40)
    authorised: bool = False
    taken_on: date
