"""Runs of procedures and their findings: the evidence of checks."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from workbench.record.base import Base, JSONDocument


class Run(Base, table=True):
    """One run of a procedure at a revision, over one configuration or device."""

    __tablename__ = "run"

    uuid: str = Field(primary_key=True, max_length=36)
    change: int = Field(foreign_key="change_set.number", index=True)
    procedure: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    revision: int
    fingerprint: str = Field(max_length=64)
    configuration: str | None = Field(default=None, max_length=36)
    verdict: str = Field(max_length=20)
    summary: str = ""
    run_on: date
    evidence: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))


class Finding(Base, table=True):
    """What a run found about one requirement or agreement at a revision."""

    __tablename__ = "finding"

    uuid: str = Field(primary_key=True, max_length=36)
    run: str = Field(foreign_key="run.uuid", max_length=36, index=True)
    item: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    revision: int
    fingerprint: str = Field(max_length=64)
    verdict: str = Field(max_length=20)
    text: str = ""
