"""Sign-in links and web sessions; only hashes of their secrets are stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from workbench.record.base import Base, UTCDateTime


class SignInLink(Base, table=True):
    """A link that signs one person in, once, until it expires or is revoked."""

    __tablename__ = "sign_in_link"

    token_hash: str = Field(primary_key=True, max_length=64)
    person: str | None = Field(default=None, max_length=36, index=True)
    person_name: str = Field(max_length=200)
    made_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class WebSession(Base, table=True):
    """A browser that signed in; ended by sign-out, expiry or revocation."""

    __tablename__ = "web_session"

    session_hash: str = Field(primary_key=True, max_length=64)
    person: str | None = Field(default=None, max_length=36, index=True)
    person_name: str = Field(max_length=200)
    made_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class SavedView(Base, table=True):
    """A named filter of a list, kept by one person or for all."""

    __tablename__ = "saved_view"

    uuid: str = Field(primary_key=True, max_length=36)
    page: str = Field(max_length=40, index=True)
    name: str = Field(max_length=120)
    query: str
    person: str | None = Field(default=None, max_length=36, index=True)


class RecordInfo(Base, table=True):
    """The one row that says which record this database holds, with its vocabulary."""

    __tablename__ = "record_info"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    record_id: str = Field(max_length=80)
    title: str
    group: str = Field(default="")
    reconstruction: bool = False
    reconstructed_through: int = 0
    vocabulary: str = ""
    cookie_secret: str = ""
