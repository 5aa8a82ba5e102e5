"""Links between items, and their reviews."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field

from workbench.record.base import Base, JSONDocument

NEVER_HERE = 0
"""The revision of a text that a link cites and this record never held, such as one of another copy."""


class Link(Base, table=True):
    """One link in force from ``added_in`` until ``removed_in``; the source cites the target.

    ``revision`` and ``fingerprint`` are the target's as last reviewed (at first: as linked). A
    link is suspect when the target's fingerprint is another now; that is computed, never stored.
    A link with another detail is another link.
    """

    __tablename__ = "link"
    __table_args__ = (
        Index("ix_link_source_target_relation", "source", "target", "relation"),
        Index("ix_link_target_relation", "target", "relation"),
        Index("ix_link_added_in", "added_in"),
        Index("ix_link_removed_in", "removed_in"),
    )

    uuid: str = Field(primary_key=True, max_length=36)
    source: str = Field(foreign_key="item.uuid", max_length=36)
    relation: str = Field(max_length=40)
    target: str = Field(foreign_key="item.uuid", max_length=36)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    revision: int
    fingerprint: str = Field(max_length=64)
    added_in: int = Field(foreign_key="change_set.number")
    removed_in: int | None = Field(default=None, foreign_key="change_set.number")


class LinkReview(Base, table=True):
    """Somebody looked at a link again; the first row is the linking itself."""

    __tablename__ = "link_review"
    __table_args__ = (Index("ix_link_review_change", "change"),)

    link: str = Field(primary_key=True, foreign_key="link.uuid", max_length=36)
    change: int = Field(primary_key=True, foreign_key="change_set.number")
    revision: int
    fingerprint: str = Field(max_length=64)
    note: str = ""
