"""Change-sets: what one save wrote, by whom, when and why."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field

from workbench.record.base import Base, UTCDateTime


class ChangeSet(Base, table=True):
    """One save. ``number`` is the record's one global count of changes.

    ``recorded_at`` is when the server wrote it, ``effective_on`` the group's date. ``person`` is
    the uuid of a person of the record, or None for the operator of the machine.
    """

    __tablename__ = "change_set"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    effective_on: date = Field(index=True)
    person: str | None = Field(default=None, max_length=36, index=True)
    person_name: str = Field(max_length=200)
    verb: str = Field(max_length=40)
    why: str = ""
    salt: str = Field(default="", max_length=32)
    undoes: int | None = Field(default=None, foreign_key="change_set.number")
    digest: str = Field(default="", max_length=64)
    redacted_in: int | None = Field(default=None)


class KindChange(Base, table=True):
    """Number of the last change that touched a kind, so that one edit empties few caches."""

    __tablename__ = "kind_change"

    kind: str = Field(primary_key=True, max_length=40)
    change: int


class Baseline(Base, table=True):
    """A name and one change number; the digest covers all that the record held then."""

    __tablename__ = "baseline"

    name: str = Field(primary_key=True, max_length=200)
    change: int = Field(foreign_key="change_set.number", index=True)
    as_of: date
    note: str = ""
    reconstruction: bool = False
    digest: str = Field(max_length=64)
    made_in: int = Field(foreign_key="change_set.number")
