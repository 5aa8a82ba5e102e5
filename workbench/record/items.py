"""Items and their revisions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field

from workbench.record.base import Base, JSONDocument


class Item(Base, table=True):
    """An item as it stands now.

    ``uuid`` never changes, ``code`` is never given to another item, ``revision`` counts every
    change, and ``fingerprint`` covers only what is normative for the kind.
    """

    __tablename__ = "item"

    uuid: str = Field(primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=80)
    kind: str = Field(index=True, max_length=40)
    title: str
    text: str = ""
    status: str = Field(max_length=40)
    revision: int = 1
    fingerprint: str = Field(max_length=64)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    confidential: bool = False
    change: int = Field(foreign_key="change_set.number")


class ItemRevision(Base, table=True):
    """An item as one change-set left it.

    ``changed`` names the fields that this revision wrote, so that two people's edits can be merged
    field by field and a date can be asked for. ``digest`` is salted: when a text is redacted, the
    salt goes too, and the chain still verifies without giving the text away.
    """

    __tablename__ = "item_revision"
    __table_args__ = (Index("ix_item_revision_change", "change"),)

    uuid: str = Field(primary_key=True, max_length=36, foreign_key="item.uuid")
    revision: int = Field(primary_key=True)
    change: int = Field(foreign_key="change_set.number")
    title: str
    text: str = ""
    status: str = Field(max_length=40)
    fingerprint: str = Field(max_length=64)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    confidential: bool = False
    changed: list[str] = Field(default_factory=list, sa_column=Column(JSONDocument, nullable=False))
    salt: str = Field(default="", max_length=32)
    digest: str = Field(max_length=64)
    redacted_in: int | None = Field(default=None, foreign_key="change_set.number")
